// A digest lists answered topics: they are read when it is shown, so one that is no longer public is gone
// from it; each topic links to the digests that list it.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Newsroom } from './articles.mjs';
import { ANSWER, Person, carry, soon, staffOf, startStack } from './lib.mjs';

let stack, staff, room, digest;
const title = (i) => `文化广场第 ${i} 处健身器材坏了`;
const anybody = () => new Person(stack);
const fresh = (path) => anybody().json(`${path}?fresh=${Math.random()}`);

before(async () => {
  stack = await startStack();
  staff = await staffOf(stack);
  room = await Newsroom.open(stack);
  for (const [i, state] of [[1, 'answered'], [2, 'answered'], [3, 'assigned'], [4, 'pending']]) {
    const { case: n } = await anybody().ask({ title: title(i) });
    if (state !== 'pending') await carry(staff, n, state);
  }
});
after(() => stack && stack.stop());

test('only answered topics that the public sees can be listed; what was typed stays', async () => {
  const rows = [['3', /“3”不是已公开答复的话题/], ['1 4', /“4”/], ['一', /“一”/], ['1 999', /“999”/]];
  for (const [cases, what] of rows) {
    const reply = await room.editor.do('/staff/articles', { column: 'digest', title: '微问政消息', cases,
      body: '这一周办结的话题如下，供参考。' });
    assert.equal(reply.status, 422);
    assert.match(reply.error.fields.cases, what);
  }
  const form = await room.editor.token('/staff/me.json');
  const page = await room.editor.post('/staff/articles', { form, column: 'digest', title: '微问政消息',
    body: '这一周办结的话题如下，供参考。', cases: '1 <4>' }, { accept: 'text/html' });
  assert.equal(page.status, 422);
  assert.ok(page.content.includes('value="1 &lt;4&gt;"'), 'the numbers stay in their field');
});

test('a digest shows its topics with their answers, on its page and in its JSON', async () => {
  digest = await room.publish({ column: 'digest', title: '微问政消息第一期', cases: '2，1' });
  const { article } = await fresh(`/articles/${digest}.json`);
  assert.deepEqual(article.cases.map((one) => [one.n, one.title, one.answer, one.answer_cut]),
    [2, 1].map((i) => [i, title(i), ANSWER, false]));
  const { content } = await anybody().get(`/articles/${digest}`);
  for (const i of [1, 2]) assert.ok(content.includes(title(i)) && content.includes(`/topics/${i}`));
});

test('each topic links to the digests that list it, others to none', async () => {
  const { case: first } = await fresh('/topics/1.json');
  assert.deepEqual(first.digests.map((one) => [one.n, one.title, one.url]),
    [[digest, '微问政消息第一期', `/articles/${digest}`]]);
  assert.deepEqual((await fresh('/topics/3.json')).case.digests, []);
  await soon(async () => assert.match((await anybody().get('/topics/2')).content, /微问政消息第一期/));
});

test('a topic that is no longer public is gone from page, JSON and feed within two seconds', async () => {
  const paths = [`/articles/${digest}`, `/articles/${digest}.json`, '/columns/digest/feed.atom'];
  for (const path of paths) assert.equal((await anybody().get(path)).status, 200);
  await staff.mod1.move(2, 'unpublish', { reason: '涉及个人隐私' });
  const since = Date.now();
  for (const path of paths)
    await soon(async () => assert.ok(!(await anybody().get(path)).content.includes(title(2)), path));
  assert.ok(Date.now() - since < 2000);
  assert.ok((await anybody().get(`/articles/${digest}`)).content.includes(title(1)));
  const { content } = await room.editor.get(`/staff/articles/${digest}`);
  assert.ok(!content.includes(title(2)) && content.includes('另有 1 个话题已不公开'));
  await staff.mod1.move(2, 'publish');
  await soon(async () => assert.ok((await anybody().get(`/articles/${digest}`)).content.includes(title(2))));
});

test('an earlier version keeps its list; a digest taken down is linked by no topic', async () => {
  const listed = async (query) => (await anybody().json(`/articles/${digest}.json?${query}`)).article.cases
    .map((one) => one.n);
  await room.publish({ column: 'digest', title: '微问政消息第一期', cases: '1', note: '去掉一个话题' },
    digest);
  assert.deepEqual(await listed(`fresh=${Math.random()}`), [1]);
  assert.deepEqual(await listed('version=1'), [2, 1]);
  assert.deepEqual((await fresh('/topics/2.json')).case.digests, []);
  await room.takeDown(digest, 'notice');
  assert.equal((await fresh(`/articles/${digest}.json`)).article.cases, undefined);
  await soon(async () => assert.ok(!(await anybody().get('/topics/1')).content.includes('微问政消息第一期')));
});
