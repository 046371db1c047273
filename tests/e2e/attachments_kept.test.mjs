// Which files of articles stay: all that a reader or a version needs; what was withdrawn or dropped goes.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Newsroom } from './articles.mjs';
import { pdf, upload } from './attachment_files.mjs';
import { BUILD, Person, ROOT, sleep, soon, startStack } from './lib.mjs';
import { bytesOf } from './photo_files.mjs';

const CHECKS = { secrecy: 1, wording: 1, privacy: 1, links: 1, hidden: 1 };
const DAY = 86400000;
let stack, room, reader, made = 0;

before(async () => {
  stack = await startStack();
  stack.ctl(['column', 'load', 'conf/columns.csv']);
  room = await Newsroom.open(stack);
  reader = new Person(stack);
});
after(() => stack && stack.stop());

const look = async (n, query = '') => (await room.editor.json(`/staff/articles/${n}.json${query}`)).article;
const place = (n, id) => join(stack.state, 'attachments', String(n), id);
async function add(n, name) {
  const reply = await upload(room.editor, n, pdf({ catalog: `/Wz(${made += 1})` }), name);
  assert.equal(reply.status, 200, JSON.stringify(reply));
  return (await look(n)).attachments.at(-1).id;
}
const send = async (n, path, fields = {}) => room.editor.do(`/staff/articles/${n}/${path}`,
  { version: (await look(n)).record, ...fields });
const drop = (n, id) => send(n, `attachments/${id}/remove`);
async function release(n) {
  await room.act(room.editor, n, 'submit');
  await room.act(room.reviewer, n, 'approve', CHECKS);
}
async function published(title, names) {
  const n = await room.draft({ title });
  const ids = [];
  for (const name of names) ids.push(await add(n, name));
  await release(n);
  return { n, ids };
}
// As if everything had been done two days ago.
function age(n) {
  const then = (Date.now() - 2 * DAY) / 1000;
  for (const id of readdirSync(join(stack.state, 'attachments', String(n))))
    utimesSync(place(n, id), then, then);
  if (!stack.redis('hget', `{yunchuan}:article:${n}`, 'fdue')) return;
  stack.redis('hset', `{yunchuan}:article:${n}`, 'fdue', '1000');
  stack.redis('zadd', '{yunchuan}:articles:due:files', '1000', String(n));
}

test('a revision withdraws a file from earlier versions: 410 with the reason, and its bytes are erased', async () => {
  const { n, ids: [leak, kept] } = await published('误附名单的一则通知', ['名单.pdf', '申请表.pdf']);
  const chosen = { withdraw: leak, withdraw_reason: '名单含个人信息' };
  const old = `/attachments/${n}/${leak}?version=1`;
  await reader.get(`/articles/${n}?version=1`);
  assert.equal((await drop(n, leak)).status, 200);
  await room.draft({ title: '误附名单的一则通知', note: '撤下误附的名单' }, n);
  const bare = await send(n, 'withdraw', { withdraw: leak });
  assert.ok(bare.error.fields.withdraw_reason, JSON.stringify(bare));
  assert.ok((await send(n, 'withdraw', { withdraw_reason: '误' })).error.fields.withdraw);
  assert.equal((await send(n, 'withdraw', { withdraw: kept, withdraw_reason: '还在' })).status, 404);
  assert.deepEqual((await look(n)).earlier.map(({ id }) => id), [leak]);
  assert.equal((await send(n, 'withdraw', chosen)).status, 200);
  assert.equal((await send(n, `attachments/${leak}/restore`)).status, 200);
  assert.equal((await look(n)).withdrawals, undefined);
  assert.equal((await send(n, 'withdraw', chosen)).status, 200);
  assert.equal((await bytesOf(reader, old)).status, 200, 'until a second person approved it');
  await room.act(room.editor, n, 'submit');
  const seen = await room.reviewer.get(`/staff/articles/${n}`);
  assert.match(seen.content, /发布后从旧版本中撤下[^]*名单\.pdf[^]*名单含个人信息/);
  await room.act(room.reviewer, n, 'approve', CHECKS);
  await soon(async () => {
    const gone = await reader.get(old);
    assert.equal(gone.status, 410);
    assert.match(gone.content, /已经撤下，不再提供。原因：名单含个人信息/);
    const page = await reader.get(`/articles/${n}?version=1`);
    assert.match(page.content, /名单\.pdf[^]*已撤下[^]*名单含个人信息/);
  });
  assert.equal((await bytesOf(reader, `${old.slice(0, -1)}2`)).status, 404);
  const desk = `/staff/articles/${n}/attachments/${leak}?version=1`;
  assert.equal((await bytesOf(room.reviewer, desk)).status, 410);
  const [first] = (await reader.json(`/articles/${n}.json?version=1`)).article.attachments;
  assert.deepEqual([first.name, first.url, first.withdrawn], ['名单.pdf', undefined, '名单含个人信息']);
  assert.equal(first.sha256.length, 43);
  assert.ok(!(await reader.get(`/articles/${n}?version=1`)).content.includes(`/attachments/${n}/${leak}`));
  stack.ctl(['jobs', '--once']);
  assert.ok(!existsSync(place(n, leak)));
  assert.equal((await bytesOf(reader, `/attachments/${n}/${kept}?version=1`)).status, 200);
  assert.equal((await bytesOf(reader, `/attachments/${n}/${kept}`)).status, 200);
  // The next revision begins without the withdrawal.
  await room.draft({ title: '误附名单的一则通知', note: '再改' }, n);
  assert.equal((await look(n)).withdrawals, undefined);
  assert.deepEqual((await look(n)).earlier, undefined, 'nothing is left to withdraw');
});

test('the files of an article that was taken down answer as its page does', async () => {
  for (const [takedown, fields, status] of [['gone', {}, 410], ['notice', {}, 410],
    ['moved', { moved_to: '/columns/news' }, 301]]) {
    const { n, ids: [id] } = await published(`撤下的附件 ${takedown}`, ['a.pdf']);
    await room.takeDown(n, takedown, fields);
    await soon(async () => {
      const reply = await reader.get(`/attachments/${n}/${id}`);
      assert.equal(reply.status, status);
      if (takedown === 'notice') assert.match(reply.content, /随信息一并撤回。原因：内容有误，正在核实/);
    });
    assert.ok(existsSync(place(n, id)), 'a new version may publish it again');
  }
});

// Articles with versions and drafts that dropped files; which files must stay, and which must go.
async function mixed(i) {
  const { n, ids: [first] } = await published(`保留附件第${i}份通知`, ['first.pdf']);
  await drop(n, first);
  const replaced = await add(n, 'replaced.pdf');
  await drop(n, replaced);
  const second = await add(n, 'second.pdf');
  await room.draft({ title: `保留附件第${i}份通知`, note: '更换' }, n);
  await release(n);
  const discarded = await add(n, 'discarded.pdf');
  await room.act(room.editor, n, 'discard');
  const draft = await add(n, 'draft.pdf');
  const orphan = 'deadbeef'.repeat(3);
  writeFileSync(place(n, orphan), 'what a killed upload left');
  return { n, stay: [first, second, draft], go: [replaced, discarded, orphan] };
}

test('what no version and no draft needs goes a day later, whenever the jobs are killed; all else stays', async () => {
  const articles = [];
  for (let i = 0; i < 6; i += 1) articles.push(await mixed(i));
  stack.ctl(['jobs', '--once']);
  for (const { n, stay, go } of articles)
    for (const id of [...stay, ...go]) assert.ok(existsSync(place(n, id)), 'nothing young goes');
  const config = ['--config', 'conf/wenzheng.conf', '--state', stack.state];
  for (const { n } of articles) age(n);
  // A list of files that lost its entries removes nothing that a text names.
  stack.redis('del', `{yunchuan}:article:${articles[0].n}:files`);
  for (const wait of [5, 20, 40, 80]) {
    const jobs = spawn(join(BUILD, 'wenzhengctl'), [...config, 'jobs', '--once'],
      { cwd: ROOT, env: stack.env });
    const ended = new Promise((done) => jobs.on('exit', done));
    await sleep(wait);
    jobs.kill('SIGKILL');
    await ended;
  }
  stack.ctl(['jobs', '--once']);
  for (const { n, stay, go } of articles) {
    for (const id of stay) assert.ok(existsSync(place(n, id)), `${n} needs ${id}`);
    for (const id of go) assert.ok(!existsSync(place(n, id)), `${n} doesn't need ${id}`);
    assert.equal((await bytesOf(reader, `/attachments/${n}/${stay[0]}?version=1`)).status, 200);
  }
  assert.equal(stack.redis('zcount', '{yunchuan}:articles:due:files', '-inf', String(Date.now())), '0');
});

test('a draft that was thrown away, before it was ever published, leaves no file', async () => {
  const n = await room.draft({ title: '没有发布的草稿' });
  const id = await add(n, 'a.pdf');
  await room.act(room.editor, n, 'discard');
  age(n);
  stack.ctl(['jobs', '--once']);
  assert.ok(!existsSync(place(n, id)));
});

test('recount finds what an older version left, and removes it', async () => {
  const { n, ids: [id] } = await published('旧版本留下的附件', ['a.pdf']);
  age(n);
  stack.ctl(['jobs', '--once']);
  const orphan = 'cafebabe'.repeat(3);
  writeFileSync(place(n, orphan), 'dropped by an older version');
  stack.redis('hset', `{yunchuan}:article:${n}:files`, orphan, '');
  age(n);
  assert.match(stack.ctl(['recount']), / 1 entries were wrong/);
  assert.deepEqual(readdirSync(join(stack.state, 'attachments', String(n))), [id]);
  assert.match(stack.ctl(['recount', '--check']), / 0 entries/);
});
