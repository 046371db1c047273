// Events older than a year are in signed files: the record is read, counted and checked as before, whatever
// happens to the jobs that move them, or to the files.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, cpSync, readFileSync, readdirSync, renameSync, rmSync, truncateSync,
  writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { CTL } from './ctl_site.mjs';
import { DAY, ROOT, signIn, sleep, startStack } from './lib.mjs';
import { killAtCommit } from './redis_gate.mjs';

const A_FILE = 5000;
const CASE = 77;
const STREAM = '{yunchuan}:events';
const NOTES = '{yunchuan}:old_events';
const LATER = { ...process.env, WENZHENG_CLOCK: String(400 * DAY) };
let stack;
let boss;
let folder;

// wenzhengctl, in 400 days if env says so: { status, text }.
function ctl(args, env = process.env) {
  const result = spawnSync(CTL, ['--state', stack.state, ...args], { cwd: ROOT, env, encoding: 'utf8' });
  return { status: result.status, text: result.stdout + result.stderr };
}
function done(args, env) {
  const { status, text } = ctl(args, env);
  assert.equal(status, 0, text);
  return text;
}
const move = () => done(['jobs', '--once'], LATER);
const inRedis = () => Number(stack.redis('xlen', STREAM));
const files = () => readdirSync(folder).filter((name) => name.endsWith('.zst')).sort();
const path = (name) => join(folder, name);

// Drafts by two clerks, of a hundred cases; one process of redis-cli sends them all.
function addEvents(count) {
  const lines = Array.from({ length: count }, (_, i) => `XADD ${STREAM} * c ${1 + i % 100} a draft by zjj${1
    + i % 2} f assigned t drafted d zjj at ${Date.now()}`);
  const sent = spawnSync('redis-cli', ['-s', join(stack.state, 'run/redis.sock'), '--user', 'wenzheng',
    '--pipe'], { input: lines.join('\r\n') + '\r\n', encoding: 'utf8', env: { ...process.env,
    REDISCLI_AUTH: readFileSync(join(stack.state, 'redis.pass'), 'utf8').trim() } });
  assert.match(sent.stdout, /errors: 0/);
  // The counters of who did what are theirs only now.
  done(['recount']);
}

// The ids of all events, newest first, as far as Redis has them.
const idsInRedis = () => stack.redis('xrevrange', STREAM, '+', '-').split('\n').filter((line) =>
  /^\d{13}-\d+$/.test(line));
const page = async (query) => boss.json(`/staff/events.json?${query}`);

// The record is counted as it was, and all files hold.
function sound() {
  done(['recount', '--check']);
  assert.match(done(['verify']), new RegExp(`; ${files().length} files of old events, 0 of them wrong`));
}

// The stack's own jobs stand still, so that they don't believe another clock, and hold no lock meanwhile.
async function holdJobs() {
  for (;;) {
    process.kill(stack.pid('jobs'), 'SIGSTOP');
    if (spawnSync('flock', ['-n', folder, 'true']).status === 0) break;
    process.kill(stack.pid('jobs'), 'SIGCONT');
    await sleep(50);
  }
  done(['clock', 'accept'], LATER);
}

before(async () => {
  stack = await startStack();
  folder = join(stack.state, 'events');
  boss = await signIn(stack, 'super1');
  await holdJobs();
});
after(async () => {
  if (!stack) return;
  process.kill(stack.pid('jobs'), 'SIGCONT');
  await stack.stop();
});

test('the oldest events go into files by five thousands; pages, case and ids go on across them', async () => {
  addEvents(2 * A_FILE);
  const ids = idsInRedis();
  const ofCase = await page(`case=${CASE}`);
  move();
  assert.deepEqual(files().length, 2);
  assert.equal(inRedis(), ids.length - 2 * A_FILE + 2, 'and one event for each move');
  const seen = [];
  for (const start of [0, 40, ids.length - 2 * A_FILE - 20, ids.length - A_FILE - 30, ids.length - 60]) {
    const { events, next } = await page(start > 0 ? `before=${ids[start - 1]}` : '');
    const shown = events.map(({ id }) => id).filter((id) => ids.includes(id));
    assert.deepEqual(shown, ids.slice(start, start + shown.length));
    seen.push([events.length, next]);
  }
  assert.deepEqual(seen.map(([length]) => length), [50, 50, 50, 50, 50]);
  const { events, next } = await page(`before=${ids[ids.length - 11]}`);
  assert.deepEqual([events.map(({ id }) => id), next], [ids.slice(-10), '']);
  const still = await page(`case=${CASE}`);
  assert.deepEqual(still.events, ofCase.events);
  assert.deepEqual([ofCase.next, still.next], [ids[3999], ids[3997]], 'it looks as far back as before');
  assert.match((await boss.get('/staff/events?case=555')).content, /已查到 <time datetime=.*没有找到；可以继续往前查/);
  assert.equal((await boss.get('/staff/events?before=0-0')).status, 400);
  assert.match((await boss.get('/metrics')).content, /^wenzheng_events_oldest_seconds \d+\.\d+$/m);
  const { content } = await boss.get('/staff/events');
  assert.match(content, /以往记录移入文件/);
  assert.match(content, /文件 \d+-\d+_\d+-\d+/);
  sound();
});

test('anybody reads a file with zstd, and its seal names it', () => {
  const [first, second] = files();
  const { stdout } = spawnSync('zstd', ['-dcq', path(second)], { encoding: 'utf8', maxBuffer: 8 << 20 });
  const lines = stdout.trimEnd().split('\n').map((line) => JSON.parse(line));
  assert.equal(lines.length, A_FILE);
  assert.equal(second, `${lines[0].id}_${lines.at(-1).id}.ndjson.zst`);
  assert.deepEqual(Object.keys(lines[0]), ['id', 'c', 'a', 'by', 'f', 't', 'd', 'at']);
  const seal = (name) => readFileSync(path(name.replace('.ndjson.zst', '.jws')), 'utf8');
  const claims = JSON.parse(Buffer.from(seal(second).split('.')[1], 'base64url'));
  const hash = (bytes) => createHash('sha256').update(bytes).digest('base64url');
  assert.deepEqual(claims, { site: 'yunchuan', first: lines[0].id, last: lines.at(-1).id, count: A_FILE,
    size: readFileSync(path(second)).length, hash: hash(readFileSync(path(second))),
    previous: hash(seal(first)) });
});

test('counters are counted from files and stream, and none are moved while a recount runs', async () => {
  const month = stack.redis('--scan', '--pattern', '{yunchuan}:work:*').split('\n')[0];
  stack.redis('hincrby', month, 'draft@zjj1', '3');
  assert.match(ctl(['recount', '--check']).text, /work:.*draft@zjj1/);
  assert.match(done(['recount']), /, 1 entries were wrong and are mended/);
  addEvents(A_FILE);
  const before = inRedis();
  stack.redis('set', '{yunchuan}:recount', 'another', 'px', '60000');
  move();
  assert.deepEqual([inRedis(), files().length], [before, 3], 'the file is there, and not noted');
  stack.redis('del', '{yunchuan}:recount');
  // Whoever comes second leaves it, or waits; the last round does what is left.
  const beside = (...args) => new Promise((ended) => {
    spawn(CTL, ['--state', stack.state, ...args], { cwd: ROOT, env: LATER }).on('exit', ended);
  });
  assert.deepEqual(await Promise.all([beside('jobs', '--once'), beside('recount', '--check'),
    beside('jobs', '--once')]), [0, 0, 0]);
  move();
  assert.deepEqual([inRedis(), files().length], [before - A_FILE + 1, 3], 'it is the same file');
  sound();
});

// What is said while a file isn't as it was written.
async function assertLost(name, says) {
  const [first, last] = name.replace('.ndjson.zst', '').split('_');
  const { events, lost, next } = await page(`before=${last}`);
  assert.deepEqual([events.length, lost, next], [0, true, first]);
  const { content } = await boss.get(`/staff/events?before=${last}`);
  assert.match(content, /的记录暂时读不出来/);
  assert.doesNotMatch(content, /没有找到记录/);
  assert.equal((await page(`before=${first}`)).events.length, 50, 'the pages go on behind it');
  for (const args of [['recount'], ['verify']]) {
    const { status, text } = ctl(args);
    assert.equal(status, 1, text);
    assert.match(text, says);
  }
}

test('a lost, a cut and a changed file: the page says so and goes on, recount writes nothing, verify names it',
  async () => {
    const name = files()[1];
    const whole = readFileSync(path(name));
    const counters = () => stack.redis('--scan', '--pattern', '{yunchuan}:work:*').split('\n').map((key) =>
      stack.redis('hgetall', key));
    const before = counters();
    renameSync(path(name), path('aside'));
    await assertLost(name, new RegExp(`${name} of old events is missing`));
    move();	// the jobs' round ends well
    renameSync(path('aside'), path(name));
    truncateSync(path(name), whole.length - 1);
    await assertLost(name, new RegExp(`${name} of old events is cut short`));
    whole[whole.length >> 1] ^= 1;
    writeFileSync(path(name), whole);
    await assertLost(name, new RegExp(`${name} of old events was changed`));
    whole[whole.length >> 1] ^= 1;
    writeFileSync(path(name), whole);
    const seal = path(name.replace('.ndjson.zst', '.jws'));
    const jws = readFileSync(seal, 'utf8');
    for (const [text, says] of [[`${jws.slice(0, -1)}${jws.endsWith('A') ? 'B' : 'A'}`, /its seal was changed/],
      [null, /its seal is missing/]]) {
      if (text) writeFileSync(seal, text);
      else rmSync(seal);
      const { status, text: said } = ctl(['verify']);
      assert.equal(status, 1);
      assert.match(said, says);
    }
    writeFileSync(seal, jws);
    assert.deepEqual(counters(), before);
    sound();
  });

test('without the folder the events stay in Redis, one line says why, and the round ends well', () => {
  addEvents(A_FILE);
  const before = inRedis();
  renameSync(folder, `${folder}.away`);
  const said = done(['jobs', '--once'], LATER);
  assert.match(said, /old events stay in Redis: .*events: No such file or directory/);
  assert.equal(inRedis(), before);
  renameSync(`${folder}.away`, folder);
  chmodSync(folder, 0o750);
  assert.match(done(['jobs', '--once'], LATER), /events: its mode lets others in/);
  chmodSync(folder, 0o700);
});

test('killed before the commit or before its answer, the jobs lose nothing and have nothing twice', async () => {
  const before = inRedis();
  const count = files().length;
  await killAtCommit(stack.state, 'MINID', false, LATER);
  assert.deepEqual([inRedis(), files().length], [before, count + 1]);
  const bytes = readFileSync(path(files().at(-1)));
  await killAtCommit(stack.state, 'MINID', true, LATER);
  for (let i = 0; i < 100 && inRedis() === before; i += 1);
  assert.equal(inRedis(), before - A_FILE + 1);
  move();
  assert.deepEqual([inRedis(), files().length], [before - A_FILE + 1, count + 1]);
  assert.deepEqual(readFileSync(path(files().at(-1))), bytes);
  assert.equal(Number(stack.redis('xlen', NOTES)), count + 1);
  sound();
});

test('a Redis restored from before a move goes on: the same file again, and all holds', async () => {
  addEvents(A_FILE);
  const before = inRedis();
  const notes = Number(stack.redis('xlen', NOTES));
  const redis = join(stack.state, 'redis');
  cpSync(redis, `${redis}.before`, { recursive: true });
  move();
  const made = files();
  const bytes = readFileSync(path(made.at(-1)));
  assert.equal(made.length, notes + 1);
  process.kill(stack.pid('jobs'), 'SIGCONT');
  await stack.stop({ keep: true });
  rmSync(redis, { recursive: true });
  renameSync(`${redis}.before`, redis);
  stack = await startStack({ state: stack.state });
  await holdJobs();
  assert.deepEqual([inRedis(), Number(stack.redis('xlen', NOTES))], [before, notes]);
  done(['verify']);
  move();
  assert.deepEqual([inRedis(), files()], [before - A_FILE + 1, made]);
  assert.deepEqual(readFileSync(path(made.at(-1))), bytes);
  sound();
});

test('notes that were taken away: verify sees it, recount counts nothing wrong, no chain begins anew', () => {
  addEvents(A_FILE);
  const before = inRedis();
  const month = stack.redis('--scan', '--pattern', '{yunchuan}:work:*').split('\n')[0];
  const counters = stack.redis('hgetall', month);
  stack.redis('xadd', NOTES, 'MAXLEN', '0', '*', 'x', '1');
  stack.redis('hset', '{yunchuan}:jobs', 'recounted', '0');
  const gone = new RegExp(`${files()[0]} of old events is noted in Redis no longer`);
  for (const args of [['verify'], ['recount']]) {
    const { status, text } = ctl(args);
    assert.equal(status, 1, text);
    assert.match(text, gone);
  }
  assert.deepEqual(stack.redis('hgetall', month), counters);
  assert.notEqual(stack.redis('hget', '{yunchuan}:jobs', 'recounted'), '0', 'the jobs need not redo it');
  const refused = /old events stay in Redis: old_events: what Redis notes of the files is damaged or gone/;
  assert.match(done(['jobs', '--once'], LATER), refused);
  // Without the files too: Redis would take no note that is older than what it noted last.
  for (const name of readdirSync(folder)) rmSync(path(name));
  assert.match(done(['jobs', '--once'], LATER), refused);
  assert.equal(inRedis(), before);
});
