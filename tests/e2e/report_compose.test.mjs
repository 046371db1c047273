// The draft of a year's report is composed beside the jobs' round: asked for once, refused with its reason,
// killed in between without anything half, and by the command as by the page.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from
  'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { BUILD, PASSWORD, ROOT, signIn, sleep } from './lib.mjs';
import { ask, fileAll, writeTexts, YEAR, yearOver } from './report_year.mjs';

let stack, staff, room, late;
const folders = () => readdirSync(join(stack.state, 'reports')).sort();
const wish = async () => (await room.editor.json(`/staff/reports/${YEAR}/compose.json`)).wish;
const command = (...args) => spawnSync(join(BUILD, 'wenzhengctl'), ['--config', 'conf/wenzheng.conf',
  '--state', stack.state, 'report', String(YEAR), ...args], { cwd: ROOT, env: stack.env, encoding: 'utf8' });
const until = async (good) => {
  for (let i = 0; i < 600; i++) {
    const got = await good();
    if (got) return got;
    await sleep(50);
  }
  throw new Error('waited in vain');
};
// What is asked for waits while the jobs stand still.
const jobs = (signal) => process.kill(stack.pid('jobs'), signal);

before(async () => {
  ({ stack, staff, room } = await yearOver());
  stack.ctl(['staff', 'add', 'late1', '--name', '编辑乙', '--roles', 'editor', '--password-stdin'],
    `${PASSWORD}\n`);
  late = await signIn(stack, 'late1');
  await fileAll(staff.super1);
  await writeTexts(staff.super1);
});
after(() => stack && stack.stop());

test('figures of articles and readings open the articles and the months, by page and by command', async () => {
  const open = (id) => staff.super1.json(`/staff/reports/${YEAR}/proof/${id}.json`);
  const articles = await open('1.articles');
  assert.equal(articles.text, '3');
  assert.deepEqual(articles.articles.map(({ title, published }) => [title, published]), [
    ['高龄津贴政策问答', '2025-12-10'], ['关于高龄津贴发放的通知', '2025-12-10'],
    ['全市政务公开工作会议召开', '2025-12-10']]);
  assert.equal((await open('1.documents')).documents[0].number, '云政发〔2025〕9号');
  assert.deepEqual((await open('1.digests')).articles, []);
  assert.deepEqual((await open('1.visits')).months, [{ month: 12, amount: 1 }]);
  const page = await staff.super1.get(`/staff/reports/${YEAR}/proof/1.articles`);
  assert.match(page.content, /<a href="\/staff\/articles\/\d+">全市政务公开工作会议召开<\/a>/);
  const text = async (id) => (await staff.super1.get(`/staff/reports/${YEAR}/proof/${id}`)).content;
  assert.match(await text('1.visits'), />12月<\/th><td class="num">1</);
  assert.match(await text('1.digests'), /没有计入的/);
  for (const [id, text] of [['1.articles', /全市政务公开工作会议召开/],
    ['1.documents', /关于高龄津贴发放的通知/],
    ['1.visits', /2025-12/]]) {
    const reply = command('--proof', id);
    assert.equal(reply.status, 0, reply.stderr);
    assert.match(reply.stdout, text);
  }
  assert.match(command('--proof', '1.nothing').stderr, /no figure that the system counts/);
});

test('whoever asks is led to a page that says how far it is, and asks only once', async () => {
  jobs('SIGSTOP');
  const token = await room.editor.token('/staff/me.json');
  const sent = await room.editor.send('POST', `/staff/reports/${YEAR}/compose`,
    { body: new URLSearchParams({ form: token }) });
  assert.equal(sent.status, 303);
  assert.equal(sent.headers.get('location'), `/staff/reports/${YEAR}/compose`);
  const page = await room.editor.get(`/staff/reports/${YEAR}/compose`);
  assert.match(page.content, /正在汇总…/);
  assert.match(page.content, /ed1/);
  assert.equal(page.headers.get('refresh'), '3');
  assert.ok(!page.content.includes('<button type="submit" class="btn btn-primary btn-block" data-busy'));
  const [one, other] = await Promise.all([ask(late), ask(room.editor)]);
  for (const reply of [one, other]) {
    assert.equal(reply.status, 409);
    assert.match(reply.content, /已经有人要求生成送审稿，正在汇总/);
  }
  const refused = command('--compose', 'ed1');
  assert.equal(refused.status, 1);
  assert.match(refused.stderr, /is being composed already/);
  stack.redis('SET', stack.redis('--scan', '--pattern', '*:report:2025:wish').replace(/wish$/, 'progress'),
    '120000 1000000', 'EX', '60');
  assert.match((await room.editor.get(`/staff/reports/${YEAR}/compose`)).content,
    /已核对 120000 件，共 1000000 件（12%）/);
  jobs('SIGCONT');
  const { article } = await until(async () => (await wish()).drafted && wish());
  assert.match((await room.editor.get(`/staff/reports/${YEAR}/compose`)).content,
    new RegExp(`送审稿已经生成。<a href="/staff/articles/${article}">`));
  const { events } = await staff.super1.json('/staff/events.json');
  assert.equal(events.filter(({ action }) => action === 'report-compose').length, 1);
});

test('what changed between asking and composing is checked again, and refused on the desk', async () => {
  jobs('SIGSTOP');
  const replies = await Promise.all([ask(room.editor), ask(late)]);
  assert.deepEqual(replies.map(({ status }) => status).sort(), [202, 409], 'of two at once one is taken');
  await writeTexts(staff.super1, { problems: '/' });
  jobs('SIGCONT');
  const ended = await until(async () => (await wish()).refused && wish());
  assert.match(ended.why, /勾稽校验还有\d+处不符合/);
  assert.match((await room.editor.get(`/staff/reports/${YEAR}/compose`)).content,
    /要求的送审稿没有生成：勾稽校验还有/);
  const { events } = await staff.super1.json('/staff/events.json');
  assert.ok(events.some(({ action, by }) => action === 'report-compose-refused' && by === 'jobs'));
  await writeTexts(staff.super1);
});

test('an editor who was disabled meanwhile has nothing composed', async () => {
  jobs('SIGSTOP');
  assert.equal((await ask(late)).status, 202);
  stack.ctl(['staff', 'disable', 'late1']);
  jobs('SIGCONT');
  const ended = await until(async () => (await wish()).refused && wish());
  assert.match(ended.why, /账号已停用/);
});

test('killed in between it leaves nothing half: the next one begins anew and sweeps what was left', async () => {
  const reports = join(stack.state, 'reports');
  const half = join(reports, `${YEAR}-1.new`);
  const { uid, gid } = statSync(reports);
  mkdirSync(half);
  writeFileSync(join(half, '3.new.total.ndjson'), '{"case":');
  for (const path of [half, join(half, '3.new.total.ndjson')]) chownSync(path, uid, gid);
  const before = folders().filter((name) => !name.endsWith('.new'));
  assert.equal((await ask(room.editor)).status, 202);
  // However far it has come.
  for (const wait of [0, 20, 40]) {
    const pid = stack.pid('jobs');
    assert.ok(pid > 0);
    await sleep(wait);
    process.kill(pid, 'SIGKILL');
    await until(() => stack.pid('jobs') > 0 && stack.pid('jobs') !== pid);
  }
  const ended = await until(async () => !(await wish()).asked && wish());
  assert.ok(ended.drafted, ended.why);
  assert.ok(!existsSync(half));
  const [folder, ...others] = folders();
  assert.deepEqual(others, []);
  assert.ok(!before.includes(folder));
});

test('a draft that was made by a process that could not say so is not made again', async () => {
  const key = stack.redis('--scan', '--pattern', '*:report:2025:wish');
  const was = await wish();
  const { article: before } = await room.editor.json(`/staff/articles/${was.article}.json`);
  stack.redis('HSET', key, 'state', 'asked');
  stack.redis('ZADD', key.replace('report:2025:wish', 'composing'), '1', String(YEAR));
  const ended = await until(async () => !(await wish()).asked && wish());
  assert.equal(ended.article, was.article);
  const { article } = await room.editor.json(`/staff/articles/${was.article}.json`);
  assert.equal(article.record, before.record);
});

test('a form that has expired keeps what was typed, and one of another person counts for nothing', async () => {
  const stale = await room.editor.send('POST', `/staff/reports/${YEAR}/compose`,
    { body: new URLSearchParams({ form: 'expired', note: '更正数字' }) });
  assert.equal(stale.status, 403);
  assert.match(stale.content, /这个页面打开太久了。您填写的内容都还在/);
  assert.match(stale.content, /value="更正数字"/);
  const form = await staff.super1.token('/staff/me.json');
  assert.equal((await room.editor.send('POST', `/staff/reports/${YEAR}/compose`,
    { body: new URLSearchParams({ form }) })).status, 403);
  assert.ok(!readFileSync(join(stack.state, 'log/jobs.log'), 'utf8').includes('ERROR'));
});

test('the command composes as the page does, and refuses for the same reasons', async () => {
  for (const [args, why] of [[['--compose', 'nobody'], /no such account/],
    [['--compose', 'late1'], /it is disabled/], [['--compose', 'super1'], /is no editor/]]) {
    const reply = command(...args);
    assert.equal(reply.status, 1);
    assert.match(reply.stderr, why);
  }
  await writeTexts(staff.super1, { problems: '/' });
  assert.match(command('--compose', 'ed1').stderr, /勾稽校验还有\d+处不符合/);
  await writeTexts(staff.super1);
  const reply = command('--compose', 'ed1');
  assert.equal(reply.status, 0, reply.stderr);
  const n = Number(reply.stdout.match(/^article (\d+) is the draft/)[1]);
  const [folder, ...others] = folders();
  assert.deepEqual(others, []);
  const owner = (path) => statSync(join(stack.state, 'reports', path)).uid;
  assert.equal(owner(folder), owner('.'), 'the lists of root\'s command are as the jobs write them');
  const { article } = await room.editor.json(`/staff/articles/${n}.json`);
  await room.act(room.editor, n, 'submit', article.to_answer ? { answered: 1 } : {});
  assert.match(command('--compose', 'ed1').stderr, /送审稿正在审核/);
  assert.match((await ask(room.editor)).content, /送审稿正在审核/);
});
