// Review by a signed link: who is asked gets it by the notifier, and it opens one draft for one person, once.
import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync,
  writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { BODY, Newsroom } from './articles.mjs';
import { hiddenXlsx } from './attachment_files.mjs';
import { PASSWORD, Person, ROOT, signIn, sleep, startStack } from './lib.mjs';
import { bytesOf } from './photo_files.mjs';

const HTML = { accept: 'text/html' };
const CHECKED = { secrecy: 1, wording: 1, privacy: 1, links: 1 };
let stack, room, folder, phone, both;

const command = (name, more) => {
  mkdirSync(join(folder, name));
  const file = join(folder, `tell-${name}`);
  writeFileSync(file,
    `#!/bin/sh\ncat >${folder}/$$-${name} && mv ${folder}/$$-${name} ${folder}/${name}/\n`);
  chmodSync(file, 0o755);
  return `[${name}]\ntype = command\ncommand = ${file}\n${more}\n`;
};

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'wz-review-'));
  const targets = join(folder, 'targets.conf');
  writeFileSync(targets, command('mine', 'account = rev1') + command('group', 'dept = zjj') +
    command('all', ''));
  chmodSync(targets, 0o600);
  const config = join(folder, 'wenzheng.conf');
  writeFileSync(config, readFileSync(join(ROOT, 'conf/wenzheng.conf'), 'utf8')
    .replace(/^domain =.*$/m, 'domain = wz.example.gov.cn')
    .replace(/^targets =.*$/m, `targets = ${targets}`));
  stack = await startStack({ env: { WENZHENG_CONFIG: config } });
  stack.ctl(['column', 'load', 'conf/columns.csv']);
  room = await Newsroom.open(stack);
  stack.ctl(['staff', 'add', 'both', '--name', '两职', '--roles', 'editor,reviewer', '--password-stdin'],
    `${PASSWORD}\n`);
  both = await signIn(stack, 'both');
  phone = new Person(stack);
});
after(async () => {
  await stack?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const told = (name) => (existsSync(join(folder, name)) ? readdirSync(join(folder, name)) : [])
  .map((file) => JSON.parse(readFileSync(join(folder, name, file), 'utf8')));
// What the target was told of the article last.
async function notice(name, n, count = 1) {
  for (const end = Date.now() + 25000; Date.now() < end; await sleep(100)) {
    const found = told(name).filter(({ article, kind }) => article === n && kind === 'review')
      .sort((a, b) => a.at.localeCompare(b.at));
    if (found.length >= count) return found.at(-1);
  }
  throw new Error(`${name} was not told of ${n}`);
}
async function link(n, count) {
  return new URL((await notice('mine', n, count)).url).pathname;
}
async function submitted(fields = {}) {
  const n = await room.draft({ title: '路灯改造完工公告', ...fields });
  await room.act(room.editor, n, 'submit', { reviewer: 'rev1', answered: 'title' });
  return n;
}
async function send(path, action, fields) {
  const page = await phone.json(`${path}.json`);
  return phone.act(`${path}/${action}`, { form: page.form, ...fields });
}

test('who is asked gets the link, a group and everybody else the address of the desk', async () => {
  const n = await submitted();
  const mine = await notice('mine', n);
  assert.match(mine.url, /^https:\/\/wz\.example\.gov\.cn\/review\/[\w.-]+$/);
  assert.ok(mine.text.includes(`信息${n}`) && !mine.text.includes('路灯'));
  assert.match((await notice('all', n)).url, new RegExp(`/staff/articles/${n}$`));
  assert.deepEqual(told('group'), []);
  const desk = (await room.editor.get(`/staff/articles/${n}`)).content;
  assert.match(desk, /送审<\/dt><dd>[^<]*，请rev1姓名审核/);
});

test('the link shows that draft, its checks and findings, approves it, and then is used up', async () => {
  const n = await submitted({ title: '值班安排', body: `${BODY}联系电话 13812345678。` }).catch(() => null);
  assert.equal(n, null, 'a finding must be answered for');
  const [found] = (await room.editor.json('/staff/articles.json?tab=draft')).articles;
  await room.act(room.editor, found.n, 'submit', { reviewer: 'rev1', answered: 'personal' });
  const path = await link(found.n);
  const page = (await phone.get(path)).content;
  assert.match(page, /rev1姓名，请您审核[^]*撰写人<\/dt><dd>ed1姓名[^]*值班安排/);
  assert.match(page, /个人信息：13812345678[^]*送审人已核对/);
  const unticked = await send(path, 'approve', { ...CHECKED, secrecy: '' });
  assert.deepEqual([unticked.status, Object.keys(unticked.error.fields)], [422, ['secrecy']]);
  const { form: fresh } = await phone.json(`${path}.json`);
  const html = await phone.post(`${path}/approve`, { form: fresh, links: 1 },
    HTML);
  assert.match(html.content, /name="links" value="1" checked/);
  assert.equal((await phone.get(`/articles/${found.n}`)).status, 404);
  assert.equal((await send(path, 'approve', CHECKED)).status, 200);
  assert.equal((await phone.get(`/articles/${found.n}`)).status, 200);
  const desk = (await room.editor.get(`/staff/articles/${found.n}`)).content;
  assert.match(desk, /审核<\/dt><dd>rev1姓名/);
  assert.match((await phone.get(`${path}?done=approve`)).content, /审核已经完成/);
  const again = await phone.get(path);
  assert.equal(again.status, 403);
  assert.match(again.content, /已经审核/);
  const form = (await phone.json(`${await link(await submitted())}.json`)).form;
  assert.equal((await phone.act(`${path}/approve`, { form, ...CHECKED })).status, 403);
});

test('the link shows the files and what hides in them, and opens them while it lives', async () => {
  const n = await room.draft({ title: '停水范围公告' });
  const page = await room.editor.json(`/staff/articles/${n}.json`);
  const body = new FormData();
  for (const [key, value] of Object.entries({ form: page.form, version: page.article.record }))
    body.append(key, value);
  const bytes = hiddenXlsx();
  body.append('file', new Blob([bytes]), '停水范围.xlsx');
  await room.editor.send('POST', `/staff/articles/${n}/attachments`, { body });
  await room.act(room.editor, n, 'submit', { reviewer: 'rev1' });
  const path = await link(n);
  const shown = (await phone.get(path)).content;
  assert.match(shown, /停水范围\.xlsx[^]*隐藏的工作表：名单[^]*name="hidden"/);
  assert.doesNotMatch(shown, /name="file"|移除/);
  const url = /href="(\/review\/[^"]+\/attachments\/\w+)"/.exec(shown)[1];
  assert.deepEqual((await bytesOf(phone, url)).bytes, bytes);
  const other = await link(await submitted());
  assert.equal((await bytesOf(phone, url.replace(path, other))).status, 404, 'another draft\'s');
  assert.deepEqual(Object.keys((await send(path, 'approve', CHECKED)).error.fields), ['hidden']);
  assert.equal((await send(path, 'approve', { ...CHECKED, hidden: 1 })).status, 200);
  assert.equal((await bytesOf(phone, url)).status, 403, 'used up');
});

test('sent back with a reason, changed and submitted again, the old link says so', async () => {
  const n = await submitted();
  const path = await link(n);
  assert.deepEqual(Object.keys((await send(path, 'reject', {})).error.fields), ['reason']);
  assert.equal((await send(path, 'reject', { reason: '标题不准确' })).status, 200);
  assert.match((await room.editor.get(`/staff/articles/${n}`)).content, /标题不准确/);
  assert.match((await phone.get(path)).content, /已经审核，或者已经撤回修改/);
  await room.act(room.editor, n, 'submit', { reviewer: 'rev1', answered: 'title' });
  const old = await phone.get(path);
  assert.equal(old.status, 403);
  assert.match(old.content, /重新送审过/);
  const next = await link(n, 2);
  assert.notEqual(next, path);
  assert.equal((await phone.get(next)).status, 200);
});

test('a changed byte, a withdrawn account, a forged link: nothing opens', async () => {
  const n = await submitted();
  const path = await link(n);
  stack.redis('hset', `{yunchuan}:article:${n}`, 'dh', 'another');
  assert.match((await phone.get(path)).content, /在发出链接以后改过/);
  const other = await link(await submitted());
  stack.ctl(['staff', 'disable', 'rev1']);
  for (const wrong of [other, `${other.slice(0, -3)}xyz`, '/review/a.b.c']) {
    const page = await phone.get(wrong);
    assert.equal(page.status, 403, wrong);
    assert.match(page.content, /链接不正确/);
  }
  for (const name of ['approve', 'reject', 'take-down', 'confirm', 'emergency'])
    assert.notEqual((await phone.act(`${other}/${name}`, { ...CHECKED, form: 'x', reason: '试试' })).status,
      200);
});

test('nobody is asked who wrote, can\'t review or isn\'t there', async () => {
  const n = await room.draft({ title: '一条没有人能审核的信息' }, undefined);
  const now = async () => (await both.json(`/staff/articles/${n}.json`)).article.record;
  for (const reviewer of ['ed1', 'both', 'mod1', 'nobody', 'x y']) {
    const reply = await both.do(`/staff/articles/${n}/submit`, { version: await now(), reviewer });
    assert.deepEqual([reply.status, Object.keys(reply.error.fields)], [422, ['reviewer']], reviewer);
  }
});
