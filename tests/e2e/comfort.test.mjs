// What makes the desks' work easier: search, several cases at once, saved drafts, printing, keys; and that none of it leaks.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { addDept, ask, Desk, hire, startDesks } from './staff_client.mjs';

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
  ({ stack, admin } = await startDesks());
  await addDept(admin, 'zjj', '市住房和城乡建设局');
  await addDept(admin, 'jtj', '市交通运输局');
  moderator = await hire(stack, admin, 'shenhe', ['moderator']);
  dispatcher = await hire(stack, admin, 'jiaoban', ['dispatcher']);
  clerk = await hire(stack, admin, 'zhujian', ['clerk'], 'zjj');
  stranger = await hire(stack, admin, 'jiaotong', ['clerk'], 'jtj');
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
  assert.equal((await moderator.page(`/staff/search?q=${number}`)).headers.get('location'), `/staff/cases/${n}`);
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
  assert.deepEqual(events.filter((e) => e.action === 'search').map((e) => e.by), ['shenhe', ...Array(4).fill('zhujian')]);
  assert.doesNotMatch(JSON.stringify(events), /139\d{8}/);
  const address = await clerk.page(`/staff/search?q=${PHONE}`);
  assert.equal(address.status, 422);
  assert.doesNotMatch(address.html, /staff\/cases\//);
  assert.equal((await byPhone(clerk, '07123456789')).body.rows.length, 0);
  const kept = stack.redis('hgetall', `{yunchuan}:case:${n}`);
  assert.match(kept, /^tel$/m);
  assert.ok(!kept.includes(PHONE));
  assert.match(stack.ctl(['recount', '--check']), / 0 entries wrong/);
});

test('search by words: two characters are enough, all words must be there, in title or thread', async () => {
  const { case: n } = await assigned({ title: '老厂区锅炉房的烟囱冒黑烟', body: '每天早上六点开始，窗户都不敢打开，希望环保来看看。' });
  assert.deepEqual(await found(clerk, '烟囱'), [n]);
  assert.deepEqual(await found(clerk, '窗户 锅炉'), [n]);
  assert.deepEqual(await found(clerk, '窗户 飞机'), []);
  const page = await clerk.page(`/staff/search?q=${encodeURIComponent('烟囱')}`);
  assert.equal(page.status, 200);
  assert.match(page.html, /从新到旧看了 \d+ 件/);
  assert.equal((await clerk.twin(`/staff/search?q=${encodeURIComponent('烟')}`)).status, 422);
  assert.equal((await clerk.twin(`/staff/search?q=${encodeURIComponent('烟囱')}&before=x`)).status, 400);
  const person = await clerk.staff('/staff/search', { q: '烟囱 黑烟' }, { html: true });
  assert.equal(person.status, 303);
  assert.equal(person.location, `/staff/search?q=${encodeURIComponent('烟囱 黑烟')}&by=word`);
  const markup = await clerk.page(`/staff/search?q=${encodeURIComponent(MARKUP)}`);
  assert.doesNotMatch(markup.html, /<script>alert/);
});

test('search by words goes on where the page ended', async () => {
  const all = [];
  for (let i = 0; i < 23; i += 1) all.push((await ask(stack, { title: `西山水库第 ${i} 号闸门漏水` })).case);
  const first = (await moderator.twin(`/staff/search?q=${encodeURIComponent('闸门')}`)).body;
  assert.equal(first.rows.length, 20);
  const page = await moderator.page(`/staff/search?q=${encodeURIComponent('闸门')}`);
  assert.match(page.html, /查看更早的/);
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
  assert.deepEqual(await found(clerk, '排污口'), [n]);
  assert.equal((await byPhone(supervisor, '13912312312')).status, 403);
  await dispatcher.must(n, 'assist', { dept: 'jtj', reason: '请看一看' });
  assert.deepEqual(await found(stranger, '排污口'), [n], 'who assists finds it');
  assert.deepEqual((await byPhone(stranger, '13912312312')).body.rows, [], 'but not by its sender');
  const nobody = new Desk(stack);
  assert.equal((await nobody.twin(`/staff/search?q=${n}`)).status, 401);
  assert.equal((await clerk.submit('/staff/search', { q: '13912312312' })).status, 403, 'without a token');
});
