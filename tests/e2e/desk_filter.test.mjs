// A desk's queue: what each row tells, the filter, and that it is as it was left.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { PASSWORD, Person, sleep } from './lib.mjs';
import { ask, Desk, hire, startTeam } from './staff_client.mjs';

let stack;
let admin;
let moderator;
let dispatcher;
let clerk;
const cases = {};

before(async () => {
  ({ stack, admin, moderator, dispatcher, clerk } = await startTeam());
  cases.lamp = (await ask(stack, { title: '人民路东段路灯不亮', body: `<b>${'路灯坏了'.repeat(20)}`,
    category: 'help', area: '城南街道' })).case;
  cases.noise = (await ask(stack, { title: '夜间施工扰民严重', category: 'complaint', area: '老厂镇' })).case;
  cases.lift = (await ask(stack, { title: '小区电梯经常停运', category: 'help', area: '老厂镇' })).case;
});

after(async () => {
  await stack?.stop();
});

const rows = async (person, query = '', desk = 'review') => {
  const { status, body } = await person.twin(`/staff/queues/${desk}${query ? `?${query}` : ''}`);
  assert.equal(status, 200);
  return body.rows.map((row) => row.n).sort();
};
const all = () => Object.values(cases).sort();

test('a row says in sixty characters what its case asks, whatever was typed', async () => {
  const { body } = await moderator.twin('/staff/queues/review');
  const row = body.rows.find(({ n }) => n === cases.lamp);
  assert.equal([...row.excerpt].length, 60);
  assert.equal(row.cut, true);
  const { html } = await moderator.page('/staff/queues/review');
  assert.match(html, /<span class="excerpt">&lt;b&gt;路灯坏了/);
});

test('a queue is filtered by category, place, time limit and age, and by all of them together', async () => {
  assert.deepEqual(await rows(moderator, 'filter=1&category=help'), [cases.lamp, cases.lift].sort());
  assert.deepEqual(await rows(moderator, `filter=1&area=${encodeURIComponent('老厂')}`),
    [cases.noise, cases.lift].sort());
  assert.deepEqual(await rows(moderator, `filter=1&category=help&area=${encodeURIComponent(' 老厂 ')}`),
    [cases.lift]);
  assert.deepEqual(await rows(moderator, 'filter=1&due=late'), []);
  assert.deepEqual(await rows(moderator, 'filter=1&age=3'), []);
  assert.deepEqual(await rows(moderator, 'filter=1&channel=letter'), []);
  assert.deepEqual(await rows(moderator, 'filter=1&channel=topic'), all());
});

test('a queue is as its account left it, and as no other account did', async () => {
  await rows(moderator, 'filter=1&category=complaint');
  assert.deepEqual(await rows(moderator), [cases.noise]);
  const { html } = await moderator.page('/staff/queues/review');
  assert.match(html, /<option value="complaint" selected>/);
  assert.match(html, /看全部/);
  const other = (await moderator.twin('/staff/queues/review')).body.filter;
  assert.equal(other.on, true);
  assert.deepEqual(await rows(dispatcher, '', 'dispatch'), []);
  assert.deepEqual(await rows(moderator, 'filter=1'), all());
  assert.deepEqual(await rows(moderator), all());
});

test('the next case is the next of those that the filter keeps', async () => {
  await rows(moderator, 'filter=1&category=help');
  const next = await moderator.get(`/staff/queues/review/next?after=${cases.lamp}`, { accept: 'text/html' });
  assert.equal(next.status, 303);
  assert.match(next.headers.get('location'), new RegExp(`/staff/cases/${cases.lift}\\?`));
  await rows(moderator, 'filter=1&category=complaint');
  const none = await moderator.get(`/staff/queues/review/next?after=${cases.noise}`, { accept: 'text/html' });
  assert.equal(none.headers.get('location'), '/staff/queues/review');
  await rows(moderator, 'filter=1');
});

test('a queue stands in the order that is wanted, page by page, and the next case is the next in that order', async () => {
  const ordered = async (order) => (await dispatcher.twin(`/staff/queues/dispatch?filter=1&order=${order}`)).body;
  const many = [];
  for (let i = 0; i < 33; i += 1) {
    // The order tells seconds apart.
    if (i === 32) await sleep(1000);
    many.push((await ask(stack, { title: `第 ${i} 个井盖松动了` })).case);
  }
  for (const n of many) await moderator.must(n, 'accept');
  for (const [n, supporters] of [[many[32], 2], [many[20], 3], [many[3], 2]]) {
    for (let i = 0; i < supporters; i += 1) {
      const person = new Person(stack);
      const path = `/topics/${n}/support`;
      assert.equal((await person.act(path, { form: await person.token(`${path}.json`) })).status, 200);
    }
  }
  const seen = [];
  let page = await ordered('supports');
  for (;;) {
    assert.equal(page.filter.on, false);
    assert.equal(page.total, many.length);
    seen.push(...page.rows.map(({ n }) => n));
    if (!page.next_url) break;
    // What another tab looks at meanwhile is its own matter.
    await ordered('age');
    page = (await dispatcher.twin(page.next_url)).body;
  }
  const first = [many[20], many[3], many[32]];
  assert.deepEqual(seen.slice(0, 3), first);
  const limits = new Map((await ordered('')).rows.map(({ n, wait_at: limit }) => [n, limit]));
  for (const { n, wait_at: limit } of (await ordered('age')).rows)
    if (limits.has(n)) assert.equal(limit, limits.get(n), 'its time limit');
  assert.deepEqual(seen.slice(3).sort(), many.filter((n) => !first.includes(n)).sort());
  await ordered('supports');
  const { html } = await dispatcher.page('/staff/queues/dispatch');
  assert.match(html, /3 人关心/);
  const next = await dispatcher.get(`/staff/queues/dispatch/next?after=${many[20]}`, { accept: 'text/html' });
  assert.match(next.headers.get('location'), new RegExp(`/staff/cases/${many[3]}\\?`));
  // A case that has left still has its place.
  const left = await dispatcher.do(many[3], 'assign', { dept: 'zjj', desk: 'dispatch', then: 'next' },
    { html: true });
  const after = await dispatcher.get(left.location, { accept: 'text/html' });
  assert.match(after.headers.get('location'), new RegExp(`/staff/cases/${many[32]}\\?`));
  await dispatcher.must(many[3], 'recall', { reason: '应由别的部门办理' });
  assert.deepEqual((await ordered('age')).rows.slice(0, 2).map(({ n }) => n), [many[0], many[1]]);
  assert.match(stack.ctl(['recount', '--check']), / 0 entries wrong/);
});

test('a comment waits since it was sent, however old its case is, and what waits for review has no supporters', async () => {
  const ordered = async (order) => (await moderator.twin(`/staff/queues/review?filter=1&order=${order}`)).body;
  const old = (await ask(stack, { title: '很早就问过的' })).case;
  await moderator.must(old, 'accept');
  const young = (await ask(stack, { title: '刚刚才问的' })).case;
  const reader = new Person(stack);
  const place = `/topics/${old}/comments`;
  await reader.act(place, { form: await reader.token(place), body: '我家门口的也松了。' });
  const newest = (await ordered('age')).rows.at(-1);
  assert.deepEqual([newest.n, newest.is_held], [old, true]);
  const key = '{yunchuan}:queue:review~age';
  stack.redis('ZREM', key, `${old}/${newest.held}`);
  stack.redis('ZADD', key, '5', `${old}/999`);
  assert.match(stack.ctl(['recount']), / 2 entries were wrong/);
  assert.equal((await ordered('age')).rows.at(-1).held, newest.held);
  assert.equal((await ordered('supports')).filter.orders.some(({ option }) => option === 'supports'), false);
  await moderator.staff(`/staff/cases/${old}/held/${newest.held}/refuse`, { reason: 'ads' });
  assert.equal(stack.redis('ZSCORE', key, `${old}/${newest.held}`), '');
  await moderator.must(young, 'decline', { reason: 'ads' });
});

test('a department that there is not has no queue', async () => {
  for (const desk of ['dept:nope', 'dept:'])
    assert.equal((await dispatcher.page(`/staff/queues/${desk}`)).status, 404, desk);
});

test('until the lists are counted anew a queue of an older version stands by due time', async () => {
  const key = '{yunchuan}:queue:dispatch~age';
  const all = (await dispatcher.twin('/staff/queues/dispatch?filter=1')).body;
  stack.redis('DEL', key);
  const page = (await dispatcher.twin('/staff/queues/dispatch?filter=1&order=age')).body;
  assert.deepEqual(page.rows.map(({ n }) => n), all.rows.map(({ n }) => n));
  assert.equal(page.total, all.total);
  stack.ctl(['recount']);
  assert.equal(Number(stack.redis('ZCARD', key)), all.total);
});

test('what one works on oneself is found among the department\'s', async () => {
  for (const n of [cases.lamp, cases.lift]) {
    await moderator.must(n, 'accept');
    await dispatcher.must(n, 'assign', { dept: 'zjj' });
  }
  await clerk.staff(`/staff/cases/${cases.lift}/claim`);
  assert.deepEqual(await rows(clerk, 'filter=1&mine=1', 'dept:zjj'), [cases.lift]);
  assert.deepEqual(await rows(clerk, 'filter=1', 'dept:zjj'), [cases.lamp, cases.lift].sort());
});

test('what no form offers asks for nothing and harms nothing', async () => {
  for (const query of ['category=%3Cscript%3E&channel=x&due=1&age=-1', `area=${'%25'.repeat(500)}`,
    `area=${encodeURIComponent('\u0000')}`, 'filter=&mine=', `area=${encodeURIComponent('"><b>&mine=1')}`]) {
    const { status, html } = await moderator.page(`/staff/queues/review?filter=1&${query}`);
    assert.ok(status === 200 || status === 400, `${query}: ${status}`);
    assert.doesNotMatch(html, /"><b>|<script>/);
  }
  assert.equal((await clerk.page('/staff/queues/review?filter=1&category=help')).status, 403);
  assert.deepEqual(await rows(moderator, 'filter=1'), [cases.noise]);
});

test('who has one desk lands in it, who has several at the start page, editors at their drafts', async () => {
  for (const [account, roles, dept, home] of [['danren', ['moderator'], '', '/staff/queues/review'],
    ['qianfa', ['approver'], '', '/staff/queues/approve'],
    ['banli', ['clerk'], 'zjj', '/staff/queues/dept:zjj'],
    ['bianji', ['editor', 'reviewer'], '', '/staff/articles'],
    ['duogang', ['moderator', 'clerk'], 'zjj', '/staff'],
    ['diaodu', ['dispatcher'], '', '/staff']]) {
    await hire(stack, admin, account, roles, dept);
    const desk = new Desk(stack);
    const form = await desk.token('/staff/login');
    const { location } = await desk.submit('/staff/login', { form, account, password: PASSWORD },
      { html: true });
    assert.equal(location, home, account);
    assert.equal((await desk.page(home)).status, 200, account);
  }
});

test('a dispatcher\'s start page has the own desks large and the departments as a table, in need first', async () => {
  const { body } = await dispatcher.twin('/staff');
  assert.deepEqual(body.desks.map(({ desk }) => desk), ['dispatch', 'extension', 'callback']);
  assert.deepEqual(body.departments.map(({ desk, waiting }) => [desk, waiting]),
    [['dept:zjj', 2], ['dept:jtj', 0]]);
  const { html } = await dispatcher.page('/staff');
  assert.match(html, /<th scope="row"><a href="\/staff\/queues\/dept:zjj">/);
  assert.equal((await clerk.twin('/staff')).body.departments.length, 0);
});

test('desks and answer links have none of the public\'s menus', async () => {
  const { html } = await moderator.page('/staff/queues/review');
  assert.doesNotMatch(html, /class="tabbar"|class="foot-links"/);
  const { rows: waiting } = (await clerk.twin('/staff/queues/dept:zjj')).body;
  const assigned = waiting.find(({ state }) => state === 'assigned');
  const { answer_link: link } = (await clerk.twin(`/staff/cases/${assigned.n}`)).body;
  const form = (await new Desk(stack).page(new URL(link).pathname)).html;
  assert.match(form, /填写答复/);
  assert.doesNotMatch(form, /class="tabbar"|class="foot-links"|class="top-nav"/);
  assert.match((await moderator.page('/')).html, /主办单位/);
});
