// Emergency publications: one person publishes with a reason where configured, another reviews it after.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Newsroom } from './articles.mjs';
import { PASSWORD, Person, ROOT, signIn, startStack } from './lib.mjs';

const HTML = { accept: 'text/html' };
const CHECKED = { secrecy: 1, wording: 1, privacy: 1, links: 1 };
const REASON = '山洪预警，须立即公开';
let stack, room, folder, nobody, chief;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'wz-emergency-'));
  const file = join(folder, 'wenzheng.conf');
  writeFileSync(file, readFileSync(join(ROOT, 'conf/wenzheng.conf'), 'utf8')
    .replace('\nemergency = off\n', '\nemergency = on\n'));
  stack = await startStack({ env: { WENZHENG_CONFIG: file } });
  stack.ctl(['column', 'load', 'conf/columns.csv']);
  room = await Newsroom.open(stack);
  stack.ctl(['staff', 'add', 'chief', '--name', '主任', '--roles', 'supervisor,reviewer,editor',
    '--password-stdin'], `${PASSWORD}\n`);
  chief = await signIn(stack, 'chief');
  nobody = new Person(stack);
});
after(async () => {
  await stack?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const look = async (who, n, query = '') => (await who.json(`/staff/articles/${n}.json${query}`)).article;
const attempt = async (who, n, action, fields) => {
  const { record, hash } = await look(who, n);
  return who.do(`/staff/articles/${n}/${action}`, { version: record, hash, ...fields });
};

test('it needs a reason, is public at once, and is marked for staff alone', async () => {
  const n = await room.draft({ title: '山洪灾害红色预警' });
  const silent = await attempt(room.editor, n, 'emergency', {});
  assert.deepEqual([silent.status, Object.keys(silent.error.fields)], [422, ['reason']]);
  const page = await room.editor.post(`/staff/articles/${n}/emergency`,
    { form: await room.editor.token('/staff/me'), version: (await look(room.editor, n)).record }, HTML);
  assert.match(page.content, /<details class="card" open>[^]*紧急发布的原因/);
  await room.act(room.editor, n, 'emergency', { reason: REASON });
  const read = await nobody.get(`/articles/${n}`);
  assert.equal(read.status, 200);
  assert.ok(!read.content.includes(REASON) && !read.content.includes('紧急发布'));
  const desk = (await room.reviewer.get(`/staff/articles/${n}`)).content;
  assert.match(desk, /紧急发布[^]*ed1姓名[^]*山洪预警[^]*待补审/);
  assert.match((await room.reviewer.get('/staff/articles?tab=confirm')).content,
    /待补审 1<\/a>[^]*山洪灾害红色预警[^]*badge-warn">待补审/);
  assert.match((await chief.get('/staff/supervision')).content, /紧急发布待补审 1 条/);
  assert.match((await chief.get('/staff/events')).content, /紧急发布/);
});

test('another person reviews exactly what went out, also once a revision is being written', async () => {
  const n = await room.draft({ title: '台风登陆停课通知' });
  await room.act(room.editor, n, 'emergency', { reason: REASON });
  assert.equal((await attempt(room.editor, n, 'confirm', CHECKED)).status, 403);
  await room.draft({ title: '台风登陆停课通知', note: '补充', body: '另一段还没有审核的文字，请勿当真。' },
    n);
  const now = await look(room.reviewer, n);
  assert.ok(now.html.includes('另一段') && !now.may_confirm, 'the page shows the draft');
  assert.equal((await attempt(room.reviewer, n, 'confirm', CHECKED)).status, 409);
  assert.match((await room.reviewer.get(`/staff/articles/${n}`)).content,
    new RegExp(`href="/staff/articles/${n}\\?version=1">看紧急发布的版本`));
  const then = await look(room.reviewer, n, '?version=1');
  assert.ok(!then.html.includes('另一段') && then.may_confirm && !then.may_approve);
  const form = { version: then.record, hash: then.hash };
  const unticked = await room.reviewer.do(`/staff/articles/${n}/confirm?version=1`, { ...form, ...CHECKED,
    links: '' });
  assert.deepEqual([unticked.status, Object.keys(unticked.error.fields)], [422, ['links']]);
  const page = await room.reviewer.post(`/staff/articles/${n}/confirm?version=1`,
    { form: await room.reviewer.token('/staff/me'), ...form, secrecy: 1 }, HTML);
  assert.match(page.content,
    /action="\/staff\/articles\/\d+\/confirm\?version=1"[^]*name="secrecy" value="1" checked/);
  assert.equal((await room.reviewer.do(`/staff/articles/${n}/confirm`, { ...form, ...CHECKED })).status, 200);
  const after = await look(room.reviewer, n);
  assert.deepEqual([after.emergency.waits, after.emergency.reviewer_name], [false, 'rev1姓名']);
  assert.match((await room.editor.get(`/staff/articles/${n}`)).content, /补审<\/dt><dd>rev1姓名/);
});
