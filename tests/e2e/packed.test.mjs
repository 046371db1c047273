// Ended cases in their compressed form: everybody reads, finds and changes them as before.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { BUILD, Person, ROOT, carry, changedConfig, sleep, soon, staffOf, startStack } from './lib.mjs';

const COUNT = 104;
let stack;
let staff;
let asker;
let receipt;
let config;

const key = (n) => `{yunchuan}:case:${n}`;
const packed = (n) => stack.redis('hexists', key(n), 'zr') === '1';

// wenzhengctl with cases packed as soon as they have ended: { status, text }.
function ctl(...args) {
  const result = spawnSync(join(BUILD, 'wenzhengctl'), ['--config', config, '--state', stack.state, ...args],
    { cwd: ROOT, encoding: 'utf8' });
  return { status: result.status, text: result.stdout + result.stderr };
}

function pack() {
  const { status, text } = ctl('jobs', '--once');
  assert.equal(status, 0, text);
}

function importTopics(name, count) {
  const places = ['人民路', '建设街', '文化广场', '湖滨小区', '老城菜市场', '第二小学', '汽车站'];
  const things = ['路灯不亮', '井盖松动', '垃圾没人清运', '公交车等不到', '夜间施工吵人'];
  const lines = Array.from({ length: count }, (_, i) => ({ id: `${name}${i}`, time: '2025-03-02 09:00:00',
    title: `${places[i % 7]}${things[i % 5]}`, body: `${places[i % 7]}第${i}号门前${things[i % 5]}，请派人看看。`,
    reply: `您好，${places[i % 7]}的问题已经处理，编号${i * 7919}，感谢反映。`, reply_time: '2025-03-04 09:00:00',
    ...(i === 9 ? { name: '张三丰', phone: '13900000009' } : {}) }));
  const file = join(stack.state, `${name}.ndjson`);
  writeFileSync(file, lines.map((line) => JSON.stringify(line)).join('\n'));
  stack.ctl(['import', file, '--dept', 'zjj', '--publish']);
}

before(async () => {
  stack = await startStack();
  config = join(stack.state, 'packing.conf');
  writeFileSync(config, changedConfig({ pack_days: 0 }));
  staff = await staffOf(stack);
  importTopics('a', COUNT);
  asker = new Person(stack);
  receipt = await asker.ask();
  await carry(staff, receipt.case, 'answered');
  const { rating } = await asker.json(`${receipt.track}.json`);
  const rated = await asker.act(rating.url, { form: rating.form, rating: '2', comment: '没修好' });
  assert.equal(rated.status, 200);
  stack.ctl(['jobs', '--once']);	// closes what was imported, and packs nothing yet
});
after(() => stack && stack.stop());

async function page(person, path) {
  const { status, content } = await person.get(path);
  assert.equal(status, 200, `${path}: ${content}`);
  return content;
}

const entries = async (n) => (await staff.super1.json(`/staff/cases/${n}.json`)).case.entries.map(
  ({ id, kind, at, text }) => ({ id, kind, at, text }));

function assertSound() {
  for (const command of [['recount', '--check'], ['verify']]) {
    const { status, text } = ctl(...command);
    assert.equal(status, 0, text);
  }
}

// What people and commands are shown of cases; without the tokens, which are new each time.
async function shown() {
  const anybody = new Person(stack);
  const pages = {};
  for (const path of ['/topics/1', '/topics/1.json', `/topics/${receipt.case}.json`,
    '/topics.json?tab=answered', '/topics.json', '/feed.atom', '/topics/1/feed.atom', '/answers.ndjson',
    '/departments/zjj.json', '/stats.json', `/search.json?q=${encodeURIComponent('夜间施工')}`])
    pages[path] = await page(anybody, path);
  pages.track = await page(asker, `${receipt.track}.json`);
  for (const path of ['/staff/cases/1.json', `/staff/cases/${receipt.case}.json`,
    `/staff/cases/${receipt.case}/print`, `/staff/search.json?by=word&q=${encodeURIComponent('文化广场')}`])
    pages[path] = await page(staff.super1, path);
  for (const [name, text] of Object.entries(pages))
    pages[name] = text.replace(/"form":"[^"]*"/g, '').replace(/(name="form" value|content)="[^"]*"/g, '');
  pages.verify = ctl('verify');
  return pages;
}

test('packed, a case is shown, found, sealed and counted as before, and takes less than half the memory',
  async () => {
    const size = (n) => ['', ':thread'].reduce((sum, part) => sum + Number(stack.redis('memory', 'usage',
      key(n) + part) || 0), 0);
    const earlier = await shown();
    const large = size(5);
    assert.equal(packed(1), false);
    pack();
    for (const n of [1, 5, COUNT, receipt.case]) assert.equal(packed(n), true, `case ${n}`);
    assert.equal(stack.redis('exists', `${key(1)}:thread`), '0');
    assert.equal(stack.redis('zcard', '{yunchuan}:due:pack'), '0');
    await sleep(1100);	// what nginx keeps is as old as that
    const later = await shown();
    for (const name of Object.keys(earlier)) assert.deepEqual(later[name], earlier[name], name);
    assert.equal(later.verify.status, 0, later.verify.text);
    assertSound();
    assert.ok(size(5) < large / 2, `${size(5)} of ${large}`);
  });

test('the sender of a packed case gets a copy of it, and is erased from it', async () => {
  const copied = ctl('export', '--phone', '13900000009', '--by', 'super1');
  assert.equal(copied.status, 0, copied.text);
  const [held] = JSON.parse(copied.text).cases;
  assert.deepEqual([held.case, held.contact.name, held.thread[0].kind], [10, '张三丰', 'question']);
  assert.equal(packed(10), true);
  const erased = ctl('erase', '10', '--by', 'super1', '--basis', 'consent');
  assert.match(erased.text,
    /case 10, .*第三项: contact data, .* erased; 0 posts that waited for review and 0 photos removed/);
  const record = JSON.parse(ctl('export', '10', '--by', 'super1').text).cases[0];
  assert.deepEqual([record.contact, record.stored.asker], [{}, '匿名网友']);
  assert.deepEqual(record.thread, held.thread);
  assert.equal(ctl('export', '--phone', '13900000009', '--by', 'super1').status, 1);
  assertSound();
});

test('a packed case is opened again, answered, liked, commented on and taken off like any other', async () => {
  const n = receipt.case;
  const { reopen } = await asker.json(`${receipt.track}.json`);
  const earlier = await entries(n);
  assert.equal((await asker.act(reopen.url, { form: reopen.form, reason: '还是不亮' })).status, 200);
  assert.equal(packed(n), false);
  assert.equal(stack.redis('hget', key(n), 'st'), 'assigned');
  assert.deepEqual((await entries(n)).slice(0, earlier.length), earlier);
  await staff.zjj1.move(n, 'draft', { text: '您好，线路已经重新敷设，今晚起恢复照明，请留意。' });
  await staff.appr1.move(n, 'approve');
  assert.equal(packed(2), true);
  const reader = new Person(stack);
  const liked = await reader.act('/topics/2/support', { form: await reader.token('/topics/2/support.json') });
  assert.equal(liked.status, 200);
  assert.equal(packed(2), false);
  assert.equal((await reader.act('/topics/3/comments', { form: await reader.token('/topics/3/comments.json'),
    body: '我家门口也是这样。' })).status, 201);
  const held = (await staff.mod1.json('/staff/queues/review.json')).rows.find((row) => row.n === 3);
  assert.equal((await staff.mod1.do(`/staff/cases/3/held/${held.held}/pass`)).status, 200);
  await staff.mod1.move(4, 'unpublish', { reason: '内容有误' });
  await staff.super1.move(5, 'reopen', { reason: '没有解决' });
  pack();
  for (const [case_, is] of [[2, true], [3, true], [4, true], [5, false], [n, false]])
    assert.equal(packed(case_), is, `case ${case_}`);
  await sleep(1100);
  assert.equal((await reader.json('/topics/2.json')).case.supports, 1);
  assert.match((await reader.get('/topics/3.json')).content, /我家门口也是这样/);
  assert.equal((await reader.get('/topics/4')).status, 404);
  assertSound();
});

test('without its dictionary a packed case is never shown as empty: 503, and the log and the commands name it',
  async () => {
    stack.redis('rename', '{yunchuan}:dictionaries', '{yunchuan}:limit:aside');
    process.kill(stack.pid('worker'), 'SIGHUP');
    const reader = new Person(stack);
    await soon(async () => assert.equal((await staff.super1.get('/staff/cases/11.json')).status, 503), 8000);
    assert.equal((await reader.get('/topics/11')).status, 503);
    assert.match(stack.log('worker'), /case:11 can't be unpacked: its dictionary is missing \(dictionary 1\)/);
    for (const command of [['recount', '--check'], ['verify']]) {
      const { status, text } = ctl(...command);
      assert.equal(status, 1);
      assert.match(text, /case:\d+ can't be unpacked/);
    }
    stack.redis('rename', '{yunchuan}:limit:aside', '{yunchuan}:dictionaries');
    await soon(async () => assert.equal((await reader.get('/topics/11.json')).status, 200));
    stack.redis('copy', key(12), '{yunchuan}:limit:aside');
    stack.redis('hset', key(12), 'zt', 'torn');
    assert.equal((await reader.get('/topics/12.json')).status, 503);
    assert.match(stack.log('worker'), /case:12 can't be unpacked: it isn't a packed value/);
    stack.redis('rename', '{yunchuan}:limit:aside', key(12));
  });

test('a damaged case fails alone: lists are shown without it, the jobs go on, verify and recount name it',
  async () => {
    const listed = async () => (await staff.super1.json('/topics.json?tab=answered')).topics.map(
      ({ n }) => n);
    const all = await listed();
    const n = all[1];
    stack.redis('copy', key(n), '{yunchuan}:limit:aside');
    stack.redis('hset', key(n), 'zr', 'torn');
    const alone = await staff.super1.get(`/staff/cases/${n}.json`);
    assert.deepEqual([alone.status, JSON.parse(alone.content).error.code], [503, 'damaged']);
    await soon(async () => assert.deepEqual((await listed()).includes(n), false));
    assert.ok((await listed()).includes(all[0]));
    pack();
    for (const [message, ...command] of [[`case ${n} is damaged`, 'verify'],
      ['a packed case or a file of old events is damaged', 'recount', '--check']]) {
      const { status, text } = ctl(...command);
      assert.equal(status, 1);
      assert.ok(text.includes(message), text);
    }
    stack.redis('rename', '{yunchuan}:limit:aside', key(n));
    assertSound();
  });

test('killed while they pack, the jobs lose nothing of any case', async () => {
  importTopics('b', 60);
  stack.ctl(['jobs', '--once']);
  const all = Number(stack.redis('get', '{yunchuan}:seq'));
  for (let round = 0; round < 4; round += 1) {
    const jobs = spawn(join(BUILD, 'wenzhengctl'), ['--config', config, '--state', stack.state, 'jobs'],
      { cwd: ROOT, stdio: 'ignore' });
    await sleep(60 + 70 * round);
    jobs.kill('SIGKILL');
    await new Promise((done) => jobs.on('exit', done));
  }
  pack();
  for (let n = COUNT + 2; n <= all; n += 10)
    assert.match((await staff.super1.get(`/staff/cases/${n}.json`)).content, /号门前.*已经处理，编号/,
      `case ${n}`);
  assertSound();
});
