// What makes the desks' work easier: search, several cases at once, saved drafts, printing, keys; and that
// none of it leaks.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { soon } from './lib.mjs';
import { ask, Desk, hire, startTeam } from './staff_client.mjs';

const MARKUP = '<script>alert(1)</script>"\'&';
const PHONE = '13987654321';

let stack;
let admin;
let moderator;
let dispatcher;
let clerk;
let stranger;
let supervisor;

before(async () => {
  ({ stack, admin, moderator, dispatcher, clerk, other: stranger } = await startTeam());
  supervisor = await hire(stack, admin, 'duban', ['supervisor']);
});

after(async () => {
  await stack?.stop();
});

async function assigned(fields = {}) {
  const asked = await ask(stack, fields);
  await moderator.must(asked.case, 'accept');
  await dispatcher.must(asked.case, 'assign', { dept: 'zjj' });
  return asked;
}

const found = async (desk, q, more = '') =>
  (await desk.twin(`/staff/search?q=${encodeURIComponent(q)}${more}`)).body.rows.map((row) => row.n);
const ANSWER = '您好，您反映的路灯已于今天上午修好，感谢您对城市照明的关心。';
const textOf = (page, id) => new RegExp(`<textarea id="${id}"[^>]*>([^<]*)</textarea>`).exec(page.html)?.[1];
const byPhone = (desk, q, options) => desk.staff('/staff/search', { q }, options);

test('search by number: whole, bare, or the last digits, the number itself first', async () => {
  const asked = [];
  for (let i = 0; i < 12; i += 1) asked.push(await ask(stack));
  const { case: n, number } = asked[11];
  assert.deepEqual(await found(moderator, number), [n]);
  assert.deepEqual(await found(moderator, `0000${n}`.slice(-5)), [n]);
  assert.deepEqual(await found(moderator, '2'), [2, 12]);
  const page = await moderator.page('/staff/search?q=2');
  assert.equal(page.status, 200);
  assert.match(page.html, /href="\/staff\/cases\/12"/);
  assert.equal((await moderator.page(`/staff/search?q=${number}`)).headers.get('location'),
    `/staff/cases/${n}`);
  assert.deepEqual(await found(moderator, '99999'), []);
});

test('search by phone: however typed, recorded, counted, never in an address', async () => {
  const { case: n } = await assigned({ phone: PHONE, name: '李四光' });
  await assigned({ phone: '13987654322' });
  for (const q of [PHONE, '139 8765 4321', '+86 139-8765-4321', '１３９８７６５４３２１']) {
    const { status, body } = await byPhone(clerk, q);
    assert.equal(status, 200, q);
    assert.deepEqual(body.rows.map((row) => row.n), [n], q);
  }
  const page = await byPhone(moderator, PHONE, { html: true });
  assert.match(page.html, /按电话查找，这一次已记录/);
  assert.doesNotMatch(page.html, /李四光/);
  const { events } = (await supervisor.twin('/staff/events')).body;
  assert.deepEqual(events.filter((e) => e.action === 'search').map((e) => e.by),
    ['shenhe', ...Array(4).fill('zhujian')]);
  assert.doesNotMatch(JSON.stringify(events), /139\d{8}/);
  const address = await clerk.page(`/staff/search?q=${PHONE}`);
  assert.equal(address.status, 422);
  await soon(() => assert.match(stack.log('access'), /"GET \/staff\/search\?\.\.\. /));
  assert.ok(!stack.log('access').includes(PHONE));
  assert.doesNotMatch(address.html, /staff\/cases\//);
  assert.equal((await byPhone(clerk, '07123456789')).body.rows.length, 0);
  const kept = stack.redis('hgetall', `{yunchuan}:case:${n}`);
  assert.match(kept, /^tel$/m);
  assert.ok(!kept.includes(PHONE));
  assert.match(stack.ctl(['recount', '--check']), / 0 entries wrong/);
});

test('search by words: one character is enough, all words must be there, in title or thread', async () => {
  const { case: n } = await assigned({ title: '老厂区锅炉房的烟囱冒黑烟',
    body: '每天早上六点开始，窗户都不敢打开，希望环保来看看。' });
  await soon(async () => assert.deepEqual(await found(clerk, '烟囱'), [n]));
  assert.deepEqual(await found(clerk, '烟'), [n]);
  assert.deepEqual(await found(clerk, '煙囪 -窗戶'), []);
  assert.deepEqual(await found(clerk, '窗户 锅炉'), [n]);
  assert.deepEqual(await found(clerk, '窗户 飞机'), []);
  const page = await clerk.page(`/staff/search?q=${encodeURIComponent('烟囱')}`);
  assert.equal(page.status, 200);
  assert.match(page.html, /老厂区锅炉房的<mark>烟囱<\/mark>/);
  assert.equal((await clerk.twin(`/staff/search?q=${encodeURIComponent('-烟')}`)).status, 422);
  assert.equal((await clerk.twin(`/staff/search?q=${encodeURIComponent('烟囱')}&before=x`)).status, 422);
  const person = await clerk.staff('/staff/search', { q: '烟囱 黑烟' }, { html: true });
  assert.equal(person.status, 303);
  assert.equal(person.location, `/staff/search?q=${encodeURIComponent('烟囱 黑烟')}&by=word`);
  const markup = await clerk.page(`/staff/search?q=${encodeURIComponent(MARKUP)}`);
  assert.doesNotMatch(markup.html, /<script>alert/);
});

test('search by words goes on where the page ended', async () => {
  const all = [];
  for (let i = 0; i < 23; i += 1) all.push((await ask(stack, { title: `西山水库第 ${i} 号闸门漏水` })).case);
  let first;
  await soon(async () => {
    first = (await moderator.twin(`/staff/search?q=${encodeURIComponent('22 号闸门')}`)).body;
    assert.equal(first.rows.length, 1);
  });
  first = (await moderator.twin(`/staff/search?q=${encodeURIComponent('闸门')}`)).body;
  assert.equal(first.rows.length, 20);
  const page = await moderator.page(`/staff/search?q=${encodeURIComponent('闸门')}`);
  assert.match(page.html, /下一页/);
  const rest = await found(moderator, '闸门', `&before=${first.next}`);
  assert.deepEqual([...first.rows.map((row) => row.n), ...rest], all.reverse());
});

test('a clerk of another department finds nothing by number, phone or word; nor do those without contact data by phone', async () => {
  const { case: n, number } = await assigned({ title: '东门桥下的排污口一直在流', phone: '13912312312' });
  for (const q of [number, String(n), '排污口', '路灯 排污口']) {
    assert.deepEqual(await found(stranger, q), [], q);
    const page = await stranger.page(`/staff/search?q=${encodeURIComponent(q)}`);
    assert.equal(page.status, 200);
    assert.doesNotMatch(page.html, /东门桥/);
  }
  assert.deepEqual((await byPhone(stranger, '13912312312')).body.rows, []);
  await soon(async () => assert.deepEqual(await found(clerk, '排污口'), [n]));
  assert.deepEqual(await found(stranger, '排污口'), []);
  assert.equal((await byPhone(supervisor, '13912312312')).status, 403);
  await dispatcher.must(n, 'assist', { dept: 'jtj', reason: '请看一看' });
  await soon(async () => assert.deepEqual(await found(stranger, '排污口'), [n], 'who assists finds it'));
  assert.deepEqual((await byPhone(stranger, '13912312312')).body.rows, [], 'but not by its sender');
  const nobody = new Desk(stack);
  assert.equal((await nobody.twin(`/staff/search?q=${n}`)).status, 401);
  assert.equal((await clerk.submit('/staff/search', { q: '13912312312' })).status, 403, 'without a token');
});

test('a saved answer comes back to its writer alone, and goes when it is sent or thrown away', async () => {
  const { case: n } = await assigned();
  const colleague = await hire(stack, admin, 'tongshi', ['clerk'], 'zjj');
  const half = '您好，经了解，';
  const saved = await clerk.staff(`/staff/cases/${n}/save`, { text: half });
  assert.equal(saved.status, 200);
  assert.match(saved.body.saved_clock, /^\d\d:\d\d$/);
  const again = new Desk(stack);
  await again.enter('zhujian');
  const page = await again.page(`/staff/cases/${n}`);
  assert.equal(textOf(page, 'draft-text'), half);
  assert.match(page.html, /上面是您 \d+月\d+日(?: \d\d:\d\d)? 保存的草稿/);
  for (const other of [colleague, dispatcher, moderator]) {
    assert.doesNotMatch((await other.page(`/staff/cases/${n}`)).html, /您好，经了解/);
  }
  const person = await clerk.staff(`/staff/cases/${n}/save`, { text: `${half}${MARKUP}`, desk: 'dept:zjj' },
    { html: true });
  assert.equal(person.location, `/staff/cases/${n}?saved=1&desk=dept:zjj`);
  assert.match((await clerk.page(person.location)).html, /草稿已保存 \d\d:\d\d/);
  await clerk.staff(`/staff/cases/${n}/save`, { text: half, discard: '1' });
  assert.equal(textOf(await clerk.page(`/staff/cases/${n}`), 'draft-text'), '');
  await clerk.staff(`/staff/cases/${n}/save`, { text: half });
  await clerk.must(n, 'draft', { text: ANSWER });
  assert.equal(stack.redis('exists', `{yunchuan}:saved:${n}:zhujian`), '0');
  const late = await clerk.staff(`/staff/cases/${n}/save`, { text: '晚到的草稿' });
  assert.equal(late.status, 409);
  assert.match((await clerk.staff(`/staff/cases/${n}/save`, { text: '晚到的草稿' }, { html: true })).html,
    /晚到的草稿/);
});

test('only who may answer saves, not too much, and for thirty days', async () => {
  const { case: n } = await assigned();
  const path = `/staff/cases/${n}/save`;
  assert.equal((await stranger.staff(path, { text: '不归我管' })).status, 404);
  assert.equal((await moderator.staff(path, { text: '不归我管' })).status, 403);
  assert.equal((await clerk.submit(path, { text: ANSWER })).status, 403, 'without a token');
  assert.match((await clerk.submit(path, { text: ANSWER }, { html: true })).html, new RegExp(ANSWER));
  const long = '长'.repeat(10001);
  assert.equal((await clerk.staff(path, { text: long })).status, 422);
  assert.ok((await clerk.staff(path, { text: long }, { html: true })).html.includes(long));
  assert.equal((await clerk.staff(path, { text: '长'.repeat(10000) })).status, 200);
  const life = Number(stack.redis('ttl', `{yunchuan}:saved:${n}:zhujian`));
  assert.ok(life > 29 * 86400 && life <= 30 * 86400);
});

test('an answer link saves too, for this assignment only', async () => {
  const { case: n } = await assigned();
  const link = async () => new URL((await dispatcher.twin(`/staff/cases/${n}`)).body.answer_link).pathname;
  const first = await link();
  const visitor = new Desk(stack);
  const form = await visitor.token(first);
  const saved = await visitor.submit(`${first}/save`, { form, text: '经现场查看，' }, { html: true });
  assert.equal(saved.status, 303);
  const page = await visitor.page(saved.location);
  assert.equal(textOf(page, 'text'), '经现场查看，');
  assert.match(page.html, /草稿已保存/);
  assert.doesNotMatch((await clerk.page(`/staff/cases/${n}`)).html, /经现场查看/);
  await clerk.must(n, 'return', { reason: '不是我们的' });
  await dispatcher.must(n, 'assign', { dept: 'zjj' });
  assert.equal(textOf(await visitor.page(await link()), 'text'), '');
  assert.equal((await visitor.submit(`${first}/save`, { form, text: '经现场查看，' })).status, 409);
  const next = await link();
  const token = await visitor.token(next);
  const key = `{yunchuan}:saved:${n}:link:zjj:${stack.redis('hget', `{yunchuan}:case:${n}`, 'asg')}`;
  await visitor.submit(`${next}/save`, { form: token, text: '经现场查看，' });
  assert.equal(stack.redis('exists', key), '1');
  assert.equal((await visitor.submit(next, { form: token, text: ANSWER })).status, 200);
  assert.equal(stack.redis('exists', key), '0', 'gone with the sending');
});

test('a session that ended costs no text: it goes through the login and can be sent', async () => {
  const { case: n } = await assigned();
  const { version } = (await clerk.twin(`/staff/cases/${n}`)).body;
  const form = await clerk.token('/staff/me');
  const path = `/staff/cases/${n}/draft`;
  const gone = new Desk(stack);
  const text = `${ANSWER}\n${MARKUP}`;
  const lost = await gone.submit(path, { form, version, desk: 'dept:zjj', text }, { html: true });
  assert.equal(lost.status, 401);
  assert.match(lost.html, /登录已经过期/);
  assert.doesNotMatch(lost.html, /<script>alert/);
  const hidden = (html) =>
    Object.fromEntries([...html.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)">/g)]
    .map(([, name, value]) => [name, value]));
  assert.ok(textOf(lost, 'keep-text').startsWith(ANSWER));
  const carried = { ...hidden(lost.html), account: 'zhujian' };
  assert.match(carried.kept, /^[\w.-]+$/, 'sealed');
  const wrong = await gone.submit('/staff/login', { ...carried, password: 'not the one' }, { html: true });
  assert.equal(wrong.status, 401);
  assert.equal(hidden(wrong.html).kept, carried.kept);
  assert.ok(textOf(wrong, 'keep-text').startsWith(ANSWER));
  const back = await gone.submit('/staff/login', { ...carried, password: 'korrekt-pferd-9' }, { html: true });
  assert.equal(back.status, 200);
  assert.match(back.html, new RegExp(`action="${path}"`));
  assert.match(back.html, /刚才的“\S+”还没有完成/);
  assert.equal((await clerk.twin(`/staff/cases/${n}`)).body.case.state, 'assigned', 'nothing was done yet');
  const fields = Object.fromEntries(/<main[\s\S]*<\/main>/.exec(back.html)[0].match(
    /<input type="hidden"[^>]*>/g)
    .map((input) => /name="([^"]+)" value="([^"]*)"/.exec(input).slice(1)));
  const sent = await gone.submit(path, { ...fields, text }, { html: true });
  assert.equal(sent.status, 303);
  assert.equal((await clerk.twin(`/staff/cases/${n}`)).body.case.state, 'drafted');
});

test('only what a page of this site sent is carried through the login, never a password, never to another site', async () => {
  const stranger2 = new Desk(stack);
  const sent = await stranger2.submit('/staff/cases/1/draft', { form: 'x.y.z', text: ANSWER },
    { html: true });
  assert.equal(sent.status, 303);
  assert.equal(sent.location, '/staff/login?back=/staff&lost=1');
  const form = await admin.token('/staff/me');
  const secret = await stranger2.submit('/staff/me/password', { form, password: 'very secret 1' },
    { html: true });
  assert.equal(secret.status, 303);
  assert.match((await stranger2.page(secret.location)).html, /刚才提交的没有保存/);
  const login = await stranger2.token('/staff/login');
  const away = await stranger2.submit('/staff/login',
    { form: login, account: 'zhujian', password: 'korrekt-pferd-9',
    kept_to: 'https://example.com/staff/', keep_text: ANSWER, kept: 'x.y' }, { html: true });
  assert.equal(away.status, 303);
  assert.equal(away.location, '/staff/queues/dept:zjj');
});

async function bulk(desk, queue, picks, fields, options) {
  const form = await desk.token('/staff/me');
  const reply = await desk.send('POST', `/staff/queues/${queue}/bulk`, {
    body: new URLSearchParams([['form', form], ...picks.map((pick) => [`pick_${pick.split(':')[0]}`,
      pick.slice(pick.indexOf(':') + 1)]), ...Object.entries(fields)]),
    headers: { accept: options?.html ? 'text/html' : 'application/json' },
  });
  return { status: reply.status, html: reply.content,
    body: options?.html ? undefined : JSON.parse(reply.content) };
}
const pickOf = async (desk, n) => `${n}:${(await desk.twin(`/staff/cases/${n}`)).body.version}`;

test('several at once: each with its own version; what went wrong is said and harms no other', async () => {
  const cases = [];
  for (let i = 0; i < 4; i += 1) cases.push((await ask(stack)).case);
  const picks = await Promise.all(cases.map((n) => pickOf(moderator, n)));
  await moderator.must(cases[1], 'decline', { reason: 'ads' });
  const reply = await bulk(moderator, 'review', [...picks, '99999:1'], { action: 'accept' });
  assert.equal(reply.status, 200);
  assert.deepEqual([reply.body.done, reply.body.failed], [3, 2]);
  assert.deepEqual(reply.body.results.map((r) => r.ok), [true, false, true, true, false]);
  assert.match(reply.body.results[1].why, /shenhe姓名刚才进行了“/);
  assert.equal(reply.body.results[1].code, 'conflict');
  assert.equal(reply.body.results[4].code, 'not_found');
  const again = await bulk(moderator, 'review', picks, { action: 'accept' });
  assert.equal(again.body.done, 0, 'the same order twice does nothing twice');

  const rest = await Promise.all([cases[0], cases[2], cases[3]].map((n) => pickOf(dispatcher, n)));
  const nowhere = await bulk(dispatcher, 'dispatch', rest, { action: 'assign', dept: '' }, { html: true });
  assert.equal(nowhere.status, 422);
  assert.match(nowhere.html, /请选择承办部门/);
  for (const pick of rest) assert.ok(nowhere.html.includes(`name="pick_${pick.replace(':', '" value="')}"`),
    'what was picked is kept');
  const given = await bulk(dispatcher, 'dispatch', rest, { action: 'assign', dept: 'zjj' }, { html: true });
  assert.equal(given.status, 200);
  assert.match(given.html, /成功 3 件。/);
  for (const n of [cases[0], cases[2], cases[3]]) {
    const { body } = await clerk.twin(`/staff/cases/${n}`);
    assert.deepEqual([body.case.state, body.case.dept], ['assigned', 'zjj']);
  }
  const unknown = await bulk(dispatcher, 'dispatch', [await pickOf(dispatcher, cases[1])],
    { action: 'assign', dept: 'none' });
  assert.equal(unknown.body.done, 0);
  assert.match(stack.ctl(['recount', '--check']), / 0 entries wrong/);
});

test('several at once: only by those whose desk it is, at most fifty, and nothing malformed', async () => {
  const { case: n } = await ask(stack);
  const pick = await pickOf(moderator, n);
  assert.equal((await bulk(clerk, 'review', [pick], { action: 'accept' })).status, 403);
  assert.equal((await bulk(dispatcher, 'review', [pick], { action: 'accept' })).status, 403);
  assert.equal((await bulk(moderator, 'dispatch', [pick], { action: 'assign', dept: 'zjj' })).status, 403);
  assert.equal((await bulk(moderator, 'review', [pick], { action: 'withdraw' })).status, 403);
  assert.equal((await bulk(moderator, 'review', [pick], { action: 'x' })).status, 400);
  assert.equal((await bulk(moderator, 'review', [], { action: 'accept' })).status, 422);
  for (const bad of ['x:1', '0:1', `${n}:`, `${n}:0`, '-1:1', `${n}:1:1`]) {
    assert.equal((await bulk(moderator, 'review', [pick, bad], { action: 'accept' })).status, 400, bad);
  }
  assert.equal((await bulk(moderator, 'review', Array(51).fill(pick), { action: 'accept' })).status, 422);
  const stale = await moderator.submit('/staff/queues/review/bulk',
    { form: 'x.y.z', [`pick_${n}`]: '1', action: 'accept' }, { html: true });
  assert.equal(stale.status, 403);
  assert.ok(stale.html.includes(`name="pick_${n}" value="1"`));
  assert.equal((await moderator.twin(`/staff/cases/${n}`)).body.case.state, 'pending');
  const page = await moderator.page('/staff/queues/review');
  assert.match(page.html, /type="checkbox" name="pick_/);
  assert.doesNotMatch((await supervisor.page('/staff/queues/review')).html, /name="pick_/);
  assert.doesNotMatch((await clerk.page('/staff/queues/dept:zjj')).html, /name="pick_/);
});

test('a case on paper: question, answer and history; contact data only when asked for, and recorded',
  async () => {
  const { case: n, number } = await assigned({ name: '王小明', phone: '13933334444',
    title: '南门桥的栏杆断了一截' });
  const path = `/staff/cases/${n}/print`;
  const plain = await clerk.page(path);
  assert.equal(plain.status, 200);
  for (const text of [number, '南门桥的栏杆断了一截', '办理记录', 'jiaoban姓名 → 市住房和城乡建设局',
    'zhujian姓名']) {
    assert.ok(plain.html.includes(text), text);
  }
  assert.doesNotMatch(plain.html, /王小明|13933334444/);
  const looks = async () => (await supervisor.twin(`/staff/events?case=${n}`)).body.events.filter((e) =>
    e.action === 'contact').length;
  assert.equal(await looks(), 0);
  assert.match(plain.html, /加上联系方式（将被记录）/);
  const full = await clerk.page(`${path}?contact=1`);
  assert.doesNotMatch(full.html, /加上联系方式/);
  assert.match(full.html, /王小明/);
  assert.match(full.html, /13933334444/);
  assert.equal(full.headers.get('cache-control'), 'no-store');
  assert.equal(await looks(), 1);
  assert.equal((await clerk.twin(`${path}?contact=1`)).body.contact.contact_phone, '13933334444');
  assert.equal((await supervisor.page(`${path}?contact=1`)).status, 403);
  assert.equal((await supervisor.page(path)).status, 200);
  assert.equal((await stranger.page(path)).status, 404);
  assert.equal((await stranger.twin(`${path}?contact=1`)).status, 404);
  assert.equal((await new Desk(stack).twin(path)).status, 401);
  assert.equal(await looks(), 2);
});

test('the keys stand in one list, for the page and for the dialog', async () => {
  const { body } = await clerk.twin('/staff/keys');
  const script = await (await fetch(`${stack.base}/static/staff.js`)).text();
  const bound = /var KEYS = \{([\s\S]*?)\n  \};/.exec(script)[1].match(/(?:^|[\s,])(?:(\w)|'(.)'): ?/g)
    .map((text) => text.replace(/[\s,':]/g, ''));
  assert.deepEqual(bound.sort(), body.keys.map((row) => row.key).filter((key) => key !== 'Esc').sort());
  const page = await clerk.page('/staff/keys');
  for (const row of body.keys) assert.ok(page.html.includes(`<kbd>${row.key}</kbd>`), row.key);
});
