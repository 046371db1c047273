// A desk's queue: what each row tells, the filter, and that it is as it was left.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { PASSWORD, Person } from './lib.mjs';
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
  const ordered = async (query) => (await moderator.twin(`/staff/queues/review?${query}`)).body;
  const many = [];
  // One time limit for all: those that were asked first would stand first anyway.
  for (let i = 0; i < 33; i += 1) many.push((await ask(stack, { title: `第 ${i} 个井盖松动了` })).case);
  for (const [n, supports] of [[many[20], 5], [many[3], 2], [cases.lift, 2]])
    stack.redis('HSET', `${stack.redis('--scan', '--pattern', `*:case:${n}`)}`, 'likes', String(supports));
  const wanted = [many[20], cases.lift, many[3], cases.lamp, cases.noise, ...many.filter((n) =>
    n !== many[20] && n !== many[3])];
  const seen = [];
  let query = 'filter=1&order=supports';
  do {
    const page = await ordered(query);
    assert.equal(page.filter.on, false);
    assert.equal(page.total, wanted.length);
    seen.push(...page.rows.map(({ n }) => n));
    query = page.next && `after=${page.next}`;
  } while (query);
  assert.deepEqual(seen, wanted);
  const next = await moderator.get(`/staff/queues/review/next?after=${cases.lift}`, { accept: 'text/html' });
  assert.match(next.headers.get('location'), new RegExp(`/staff/cases/${many[3]}\\?`));
  const last = many.at(-1);
  stack.redis('HSET', `${stack.redis('--scan', '--pattern', `*:case:${last}`)}`, 'created', '1700000000000');
  assert.equal((await ordered('filter=1&order=age')).rows[0].n, last);
  // A comment waits since it was sent, however old its case is.
  await moderator.must(last, 'accept');
  const reader = new Person(stack);
  const place = `/topics/${last}/comments`;
  await reader.act(place, { form: await reader.token(place), body: '我家门口的也松了。' });
  const newest = (await ordered(`after=${(await ordered('filter=1&order=age')).next}`)).rows.at(-1);
  assert.equal(newest.n, last);
  assert.equal(newest.is_held, true);
  await moderator.staff(`/staff/cases/${last}/held/${newest.held}/refuse`, { reason: 'ads' });
  assert.notEqual((await ordered('filter=1&order=nothing')).rows[0].n, last);
  for (const n of many.slice(0, -1)) await moderator.must(n, 'decline', { reason: 'ads' });
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
