// Published information is in the same chain of seals as answers: anyone can prove it genuine, and a byte
// changed later shows.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, test } from 'node:test';
import { PASSWORD, Person, signIn, startStack } from './lib.mjs';

let stack, editor, reviewer, n;
const hash = (text) => createHash('sha256').update(text).digest('base64url');
const anybody = () => new Person(stack);
const article = async (who = editor) => (await who.json(`/staff/articles/${n}.json`)).article;
async function act(who, action, fields = {}) {
  const { record: version } = await article(who);
  const reply = await who.do(`/staff/articles/${n}/${action}`, { version, ...fields });
  assert.equal(reply.status, 200, JSON.stringify(reply));
}
const CHECKS = { secrecy: 1, wording: 1, privacy: 1, links: 1 };

async function publish(fields) {
  const path = n ? `/staff/articles/${n}` : '/staff/articles';
  const reply = await editor.do(path, { column: 'news', source: '市政府办公室',
    title: '全市政务公开工作会议召开',
    body: '会议部署了全年的政务公开工作。\n\n- 一是更新栏目\n- 二是按时答复', ...fields,
    ...n ? { version: (await article()).record } : {} });
  assert.ok(reply.article, JSON.stringify(reply));
  n = reply.article;
  await act(editor, 'submit');
  const { hash: shown } = await article(reviewer);
  return act(reviewer, 'approve', { hash: shown, ...CHECKS });
}

before(async () => {
  stack = await startStack();
  stack.ctl(['column', 'load', 'conf/columns.csv']);
  for (const [id, roles] of [['ed1', 'editor'], ['rev1', 'reviewer']])
    stack.ctl(['staff', 'add', id, '--name', `${id}姓名`, '--roles', roles, '--password-stdin'],
      `${PASSWORD}\n`);
  editor = await signIn(stack, 'ed1');
  reviewer = await signIn(stack, 'rev1');
});
after(() => stack && stack.stop());

test('a published article carries a seal over exactly the bytes that its JSON gives', async () => {
  await publish({});
  const page = await anybody().json(`/articles/${n}.json`);
  const checked = await anybody().json(`/verify.json?article=${n}`);
  assert.equal(checked.verdict, 'genuine');
  assert.equal(checked.claims.text, hash(page.article.sealed_text));
  assert.equal(JSON.parse(page.article.sealed_text).title, '全市政务公开工作会议召开');
  const lines = (await anybody().get('/answers.ndjson')).content.trim().split('\n').map(JSON.parse);
  assert.deepEqual(lines.map((line) => [line.article, line.version]), [[n, 1]]);
});

test('a revision is sealed after it, the first version stays genuine, and the chain holds', async () => {
  await publish({ title: '全市政务公开工作推进会召开', note: '更正会议名称' });
  assert.equal((await anybody().json(`/verify.json?article=${n}&version=1`)).verdict, 'genuine');
  assert.equal((await anybody().json(`/verify.json?article=${n}`)).claims.version, 2);
  const first = await anybody().json(`/articles/${n}.json?version=1`);
  assert.equal(first.article.title, '全市政务公开工作会议召开');
  assert.match(stack.ctl(['verify']), /0 wrong/);
});

test('of one taken down only the signature is confirmed, without its text', async () => {
  const before = await anybody().json(`/verify.json?article=${n}`);
  await act(editor, 'take-down', { takedown: 'gone', reason: '内容有误' });
  assert.equal((await anybody().json(`/verify.json?article=${n}&fresh=1`)).verdict, 'unknown');
  const after = await anybody().json(`/verify.json?seal=${before.jws}&fresh=1`);
  assert.equal(after.verdict, 'signed');
  assert.equal(after.title, undefined);
});
