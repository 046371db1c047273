// Picking the topics of a digest: by the day of the answer, page by page, without scripts, and on to the form
// of an article.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Newsroom } from './articles.mjs';
import { Person, carry, soon, staffOf, startStack } from './lib.mjs';

const ANSWERED = 22;
const DAY = 24 * 3600 * 1000;
let stack, staff, room;
const day = (from) => new Date(Date.now() + 8 * 3600 * 1000 + from * DAY).toISOString().slice(0, 10);
const period = `from=${day(-1)}&to=${day(0)}`;
const pick = (query) => room.editor.json(`/staff/digests.json?${query}`);
const numbers = (page) => page.topics.map((one) => one.n);
const ticks = (list) => list.map((n) => `&pick=${n}`).join('');

before(async () => {
  stack = await startStack();
  staff = await staffOf(stack);
  room = await Newsroom.open(stack);
  for (let i = 1; i <= ANSWERED; i += 1) {
    const { case: n } = await new Person(stack).ask({ title: `文化广场第 ${i} 处健身器材坏了` });
    await carry(staff, n, 'answered');
  }
  await carry(staff, (await new Person(stack).ask({ title: '还没有答复的话题' })).case, 'assigned');
});
after(() => stack && stack.stop());

test('the topics answered in a period are shown a page at a time, the newest first', async () => {
  const first = await pick(period);
  assert.deepEqual(numbers(first), Array.from({ length: 20 }, (_, i) => ANSWERED - i));
  const second = await pick(`${period}&before=${first.next}`);
  assert.deepEqual([numbers(second), second.next], [[2, 1], '']);
  assert.deepEqual(numbers(await pick('')), numbers(first), 'without days the last thirty');
  assert.deepEqual(numbers(await pick(`from=${day(1)}&to=${day(2)}`)), []);
  assert.deepEqual(numbers(await pick(`from=${day(-9)}&to=${day(-1)}`)), []);
  for (const row of first.topics) assert.equal(row.chosen, false);
});

test('ticks stay from page to page, and a box that is cleared is forgotten', async () => {
  const first = await pick(period);
  const second = await pick(`${period}&seen=${first.seen}${ticks([20, 21])}&go=next&next=${first.next}`);
  assert.deepEqual([second.cases, second.picked, numbers(second)], ['20,21', 2, [2, 1]]);
  const back = await pick(`${period}&cases=20,21&seen=${second.seen}${ticks([1])}`);
  assert.equal(back.cases, '20,21,1');
  assert.deepEqual(back.topics.filter((one) => one.chosen).map((one) => one.n), [21, 20]);
  const cleared = await pick(`${period}&cases=20,21,1&seen=${first.seen}${ticks([21])}`);
  assert.equal(cleared.cases, '21,1');
});

test('the form begins with the topics, a title and the figures of the days', async () => {
  const { status, headers } = await room.editor.get(
    `/staff/digests?${period}&cases=3&seen=1,2${ticks([2])}&go=write`);
  assert.equal(status, 303);
  const place = headers.get('location');
  assert.equal(place, `/staff/articles/new?column=digest&cases=3,2&${period}`);
  const { content } = await room.editor.get(place);
  assert.match(content, /<option value="digest" selected>/);
  assert.match(content, /name="cases"[^>]* value="3,2"/);
  assert.match(content, /name="title"[^>]* value="微问政消息（\d{4}年\d+月\d+日至\d+月\d+日）"/);
  assert.match(content, /收到话题23个，交办23个，答复22个，其中按时答复22个。部分话题的办理情况如下。<\/textarea>/);
});

test('a draft is picked for anew, and begins with what it lists', async () => {
  const n = await room.draft({ column: 'digest', title: '微问政消息第二期', cases: '7 5' });
  const page = await pick(`article=${n}`);
  assert.deepEqual([page.cases, page.article], ['7,5', n]);
  const { headers } = await room.editor.get(
    `/staff/digests?article=${n}&cases=7,5&seen=5,7,9${ticks([9, 7])}&go=write`);
  assert.equal(headers.get('location'), `/staff/articles/${n}/edit?cases=7,9`);
  const { content } = await room.editor.get(headers.get('location'));
  assert.match(content, /name="cases"[^>]* value="7,9"/);
  assert.match(content, /name="title"[^>]* value="微问政消息第二期"/);
  const { content: desk } = await room.editor.get(`/staff/articles/${n}`);
  assert.ok(desk.includes(`href="/staff/digests?article=${n}"`));
  await room.act(room.editor, n, 'submit');
  assert.equal((await room.editor.get(`/staff/digests?article=${n}`)).status, 409);
});

test('nothing picked, too much picked and days that are none are said beside what was chosen', async () => {
  const all = Array.from({ length: ANSWERED }, (_, i) => i + 1);
  for (const [query, words] of [[`${period}&seen=1&go=write`, /请至少选一个话题/],
    [`${period}&seen=1${ticks(all)}&go=write`, /最多选 20 个话题/],
    ['from=2026-02-30&to=2026-03-01&cases=4', /请按“2026-11-29”的格式填写日期/],
    ['from=2026-03-02&to=2026-03-01&cases=4', /开始日期不能晚于结束日期/]]) {
    const { status, content } = await room.editor.get(`/staff/digests?${query}`);
    assert.equal(status, 422, query);
    assert.match(content, words);
  }
  const full = await room.editor.get(`/staff/digests?${period}&seen=1${ticks(all)}&go=write`);
  assert.equal(full.content.match(/name="pick" value="\d+" checked/g).length, 20, 'every tick stays');
  const { content } = await room.editor.get('/staff/digests?from=2026-02-30&to=2026-03-01&cases=4');
  assert.ok(content.includes('value="2026-02-30"') && content.includes('name="cases" value="4"'));
  assert.equal((await room.editor.get('/staff/digests?article=999')).status, 404);
});

test('only editors pick', async () => {
  for (const who of [room.reviewer, staff.mod1])
    assert.equal((await who.get('/staff/digests')).status, 403);
  assert.equal((await new Person(stack).get('/staff/digests', { accept: 'application/json' })).status, 401);
});

test('the old address of all digests leads to their column', async () => {
  for (const [from, to] of [['/digests', '/columns/digest'], ['/digests.json', '/columns/digest.json']]) {
    const { status, headers } = await new Person(stack).get(from);
    assert.deepEqual([status, headers.get('location')], [301, to]);
  }
  await soon(async () => assert.equal((await new Person(stack).get('/columns/digest')).status, 200));
});

test('a daily of an older version opens at its old address once the jobs ran, and counts in its year', async () => {
  const key = (name) => `{yunchuan}:${name}`;
  stack.redis('hset', key('digest:2020-11-20'), 'version', '2', 'text', '收到话题 4 个。', 'cases', '2,1',
    'made', '1605888000000', 'public', '1', 'released', '1605920400000', 'released_by', 'rev1');
  for (const which of ['all', 'public']) stack.redis('zadd', key(`digests:${which}`), '18586', '2020-11-20');
  stack.ctl(['jobs', '--once']);
  const { status, headers } = await new Person(stack).get('/digests/2020-11-20');
  assert.equal(status, 301);
  const twin = await new Person(stack).get('/digests/2020-11-20.json');
  assert.deepEqual([twin.status, twin.headers.get('location')], [301, `${headers.get('location')}.json`]);
  const { article } = await new Person(stack).json(twin.headers.get('location'));
  assert.deepEqual([article.title, article.published, article.cases.map((one) => one.n)],
    ['问政日报 2020年11月20日', '2020-11-21T09:00:00+08:00', [2, 1]]);
  assert.equal((await new Person(stack).json('/stats.json?year=2020&month=11')).digests, 1);
  assert.equal((await new Person(stack).get('/digests/2020-11-21')).status, 404);
});
