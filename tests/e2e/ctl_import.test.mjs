// wenzhengctl import: what is taken in, told as bad, left to people, and taken up again after a kill.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { after, before, test } from 'node:test';
import { LINE, REPLY, startRedis, summary } from './ctl_site.mjs';
import { ROOT, sleep } from './lib.mjs';

let site;
before(async () => { site = await startRedis(); });
after(() => site.stop());

const file = (lines, name) => site.file(lines, name);
const imported = (status, args) => site.imported(status, args);
const numberOf = (source, id) => site.numberOf(source, id);
const caseOf = (n) => site.caseOf(n);

test('departments for the replies', () => {
  for (const id of ['zjj', 'jtj', 'shut']) assert.equal(site.ctl(['dept', 'add', id, `${id}局`]).status, 0);
  assert.equal(site.ctl(['dept', 'close', 'shut']).status, 0);
});

test('an unanswered message waits for the reviewer; with --publish it is public', () => {
  const path = file([LINE, { ...LINE, id: 2 }], 'plain.ndjson');
  assert.deepEqual(imported(0, [path]), { fresh: 2, there: 0, completed: 0, bad: 0 });
  const first = caseOf(numberOf('plain.ndjson', 'a-1'));
  assert.equal(first.st, 'pending');
  assert.equal(first.created, String(Date.parse('2020-03-02T10:00:00+08:00')));
  assert.equal(first.src, 'import:plain.ndjson');
  assert.equal(first.asker, '匿名网友');
  assert.equal(caseOf(numberOf('plain.ndjson', '2')).st, 'pending', 'a number serves as an id too');
  assert.deepEqual(imported(0, [path, '--publish']), { fresh: 0, there: 2, completed: 2, bad: 0 });
  assert.equal(caseOf(numberOf('plain.ndjson', 'a-1')).st, 'accepted');
  site.agrees();
});

test('a reply is published at its time, signed, as the answer of the department given', () => {
  const lines = [
    { ...LINE, id: 'r1', ...REPLY }, { ...LINE, id: 'r2', ...REPLY, label: '交通运输' },
      { ...LINE, id: 'r3', ...REPLY, label: '别的' },
  ];
  assert.deepEqual(imported(0, [file(lines, 'replies.ndjson'), '--dept', 'zjj', '--map',
    '交通运输=jtj,环境=zjj']),
    { fresh: 3, there: 0, completed: 0, bad: 0 });
  const answered = caseOf(numberOf('replies.ndjson', 'r1'));
  assert.equal(answered.st, 'answered');
  assert.equal(answered.dept, 'zjj');
  assert.equal(answered.answered, String(Date.parse('2020-03-05T16:30:00+08:00')));
  assert.equal(answered.days, '3');
  assert.equal(caseOf(numberOf('replies.ndjson', 'r2')).dept, 'jtj');
  assert.equal(caseOf(numberOf('replies.ndjson', 'r3')).dept, 'zjj');
  site.agrees();
});

test('name, phone, area and category are taken; what is personal is masked and sealed', () => {
  const line = {
    ...LINE, id: 'p', category: 'complaint', name: '张三丰', phone: '13812345678', area: '城南街道人民路12号',
    body: '物业一直不接电话，请打13812345678联系我。',
  };
  imported(0, [file([line], 'personal.ndjson')]);
  const n = numberOf('personal.ndjson', 'p');
  const record = caseOf(n);
  assert.equal(record.cat, 'complaint');
  assert.equal(record.asker, '张**');
  assert.equal(record.area, '城南街道人民路**号');
  assert.ok(record.contact);
  const stored = site.redis('lrange', `{yunchuan}:case:${n}:thread`, '0', '-1') + JSON.stringify(record);
  assert.match(stored, /138\*\*\*\*5678/);
  assert.doesNotMatch(stored, /13812345678|张三丰/);
});

test('the title says the category when the line does not', () => {
  const titles = { consult: '咨询公积金怎么提取', complaint: '投诉夜间施工噪音', suggestion: '建议加装路灯',
    help: '求助：孩子入学', other: '关于人民路' };
  imported(0, [file(Object.entries(titles).map(([id, title]) => ({ ...LINE, id, title })), 'titles.ndjson')]);
  for (const id of Object.keys(titles)) assert.equal(caseOf(numberOf('titles.ndjson', id)).cat, id);
});

test('each bad line is named with its number and reason, and the rest goes on', () => {
  const rows = [
    [{ ...LINE, id: undefined }, /id is missing/],
    [{ ...LINE, id: 'x'.repeat(65) }, /id is 65 characters, must be 1–64/],
    [{ ...LINE, id: '' }, /id is 0 characters/],
    [{ ...LINE, id: true }, /id is not a text/],
    [{ ...LINE, title: '短' }, /title is 1 characters, must be 4–60/],
    [{ ...LINE, title: '长'.repeat(61) }, /title is 61 characters/],
    [{ ...LINE, title: 5 }, /title is not a text/],
    [{ ...LINE, body: '太短了' }, /body is 3 characters, must be 10–5000/],
    [{ ...LINE, body: '长'.repeat(5001) }, /body is 5001 characters/],
    [{ ...LINE, body: '控制字符\u0007控制字符控制字符' }, /body has control characters/],
    [{ ...LINE, body: '从右往左\u202e从右往左从右往左' }, /body has control characters/],
    [{ ...LINE, time: undefined }, /time is not a time/],
    [{ ...LINE, time: '2020-02-30 10:00:00' }, /time is not a time/],
    [{ ...LINE, time: '1 March' }, /time is not a time/],
    [{ ...LINE, time: '2999-01-01 10:00:00' }, /time lies in the future/],
    [{ ...LINE, category: 'praise' }, /category is none of/],
    [{ ...LINE, name: '名'.repeat(21) }, /name is 21 characters/],
    [{ ...LINE, ...REPLY }, /has a reply, but neither --dept nor --map/],
    [{ ...LINE, ...REPLY, reply: '好' }, /reply is 1 characters, must be 10–10000/],
    [{ ...LINE, ...REPLY, reply_time: undefined }, /reply_time is not a time/],
    [{ ...LINE, ...REPLY, reply_time: '2020-03-01' }, /reply_time lies before time/],
    ['{"id": "cut', /not a JSON object/],
    ['[1]', /not a JSON object/],
    ['{"id":"twice","id":"twice"}', /not a JSON object/],
    [{ ...LINE, body: 'a'.repeat(1100000) }, /longer than 1 MiB/],
  ];
  const path = file([...rows.map(([line]) => line), '', LINE], 'bad.ndjson');
  const before = Number(site.redis('hlen', '{yunchuan}:upstream:import:bad.ndjson'));
  const result = site.ctl(['import', path]);
  assert.equal(result.status, 1);
  assert.deepEqual(summary(result), { fresh: 1, there: 0, completed: 0, bad: rows.length });
  const told = result.stderr.split('\n').filter(Boolean);
  assert.equal(told.length, rows.length);
  rows.forEach(([, message], i) => {
    assert.ok(told[i].startsWith(`${path}:${i + 1}: `), told[i]);
    assert.match(told[i], message);
  });
  assert.equal(Number(site.redis('hlen', '{yunchuan}:upstream:import:bad.ndjson')), before + 1);
});

test('bytes that are no UTF-8 are one bad line', () => {
  const path = join(site.state, 'bytes.ndjson');
  writeFileSync(path, Buffer.concat([Buffer.from('{"id":"'), Buffer.from([0xce, 0xca]),
    Buffer.from(`"}\n${JSON.stringify(LINE)}`)]));
  assert.deepEqual(imported(1, [path]), { fresh: 1, there: 0, completed: 0, bad: 1 });
});

test('a wrong department, map, source or file is told before anything is taken in', () => {
  const path = file([{ ...LINE, ...REPLY }], 'none.ndjson');
  const rows = [
    [['--dept', 'nodept'], /nodept: there is no such department/], [['--dept', 'shut'], /takes no new cases/],
    [['--map', 'x=nodept'], /nodept: there is no such/], [['--map', 'x'], /--map takes/],
      [['--map', '=zjj'], /--map takes/],
    [['--source', ''], /source's name/],
  ];
  for (const [args, message] of rows) {
    const result = site.ctl(['import', path, ...args]);
    assert.equal(result.status, 1);
    assert.match(result.stderr, message);
  }
  assert.match(site.ctl(['import', '/nowhere.ndjson']).stderr, /nowhere\.ndjson: No such file/);
  assert.equal(site.redis('exists', '{yunchuan}:upstream:import:none.ndjson'), '0');
});

test('what people have taken up since is left to them', () => {
  const path = file([{ ...LINE, id: 'mine' }], 'mine.ndjson');
  imported(0, [path]);
  const n = numberOf('mine.ndjson', 'mine');
  site.redis('hset', `{yunchuan}:case:${n}`, 'lby', 'mod1', 'lact', 'accept');
  assert.deepEqual(imported(0, [path, '--publish']), { fresh: 0, there: 1, completed: 0, bad: 0 });
  assert.equal(caseOf(n).st, 'pending');
});

test('the same id in another source is another case', () => {
  const path = file([LINE], 'again.ndjson');
  imported(0, [path, '--source', 'first']);
  imported(0, [path, '--source', 'second']);
  assert.notEqual(numberOf('first', 'a-1'), numberOf('second', 'a-1'));
});

// As many answered lines as take the program a while.
const many = (count) => Array.from({ length: count }, (_, i) => ({ ...LINE, id: `m${i}`, ...REPLY }));

test('killed in the middle, again and again, it ends with each line once and whole', async () => {
  const path = file(many(600), 'killed.ndjson');
  const args = [path, '--dept', 'zjj'];
  const key = '{yunchuan}:upstream:import:killed.ndjson';
  let killed = 0;
  for (let i = 0; i < 3; i++) {
    const before = Number(site.redis('hlen', key));
    const child = site.spawn(['import', ...args]);
    const ended = new Promise((done) => child.on('exit', (code, signal) => done(signal)));
    while (child.exitCode === null && Number(site.redis('hlen', key)) < before + 60) await sleep(5);
    child.kill('SIGKILL');
    killed += (await ended) === 'SIGKILL';
  }
  assert.equal(killed, 3, 'the file was too short to be interrupted');
  const done = imported(0, args);
  assert.equal(done.fresh + done.there, 600);
  assert.ok(done.there >= 180);
  assert.equal(site.redis('hlen', key), '600');
  const numbers = new Set(site.redis('hvals', key).split('\n'));
  assert.equal(numbers.size, 600);
  for (const n of [...numbers].slice(0, 250)) {
    assert.equal(site.redis('hmget', `{yunchuan}:case:${n}`, 'st', 'ans').replace('\n', ' '), 'answered 1',
      `case ${n}`);
  }
  assert.deepEqual(imported(0, args), { fresh: 0, there: 600, completed: 0, bad: 0 });
  site.agrees();
});

test('progress is told every thousand lines', () => {
  const path = file(Array.from({ length: 1000 }, () => LINE), 'progress.ndjson');
  assert.match(site.ctl(['import', path]).stderr, /^1000 lines: 1 new, 999 there already, 0 bad$/m);
});

const DATA = join(resolve(ROOT, process.env.WENZHENG_DATA || '../shared/data'), 'messages.ndjson');

test('the real messages come in whole', { skip: !existsSync(DATA) &&
  `${DATA} is not there (WENZHENG_DATA names its folder)` }, () => {
  const lines = readFileSync(DATA, 'utf8').split('\n').filter(Boolean).map((line) => JSON.parse(line));
  assert.deepEqual(imported(0, [DATA, '--dept', 'zjj', '--publish', '--source', 'real']),
    { fresh: lines.length, there: 0, completed: 0, bad: 0 });
  for (const line of [lines[0], lines.find((l) => !l.reply), lines[lines.length - 1]]) {
    assert.equal(caseOf(numberOf('real', line.id)).st, line.reply ? 'answered' : 'accepted');
  }
  site.agrees();
});

test('how often a topic was read elsewhere counts once, in the month of the topic', () => {
  const path = file([{ ...LINE, views: 40 }], 'views.ndjson');
  imported(0, [path, '--publish']);
  imported(0, [path, '--publish']);
  const n = numberOf('views.ndjson', 'a-1');
  assert.equal(site.redis('hget', `{yunchuan}:views:${Math.floor(n / 256)}`, n), '40');
  for (const period of ['2020', '2020-03'])
    assert.equal(site.redis('hget', '{yunchuan}:visits', period), '40');
  imported(1, [file([{ ...LINE, id: 'v', views: -1 }], 'views.ndjson')]);
});
