// How near the board comes to its floor: nginx's static file for a cached page, tests/bench/floor.c for the
// rest; without any command of Redis, floor.c is "hello".  Both sides in one run: same nginx settings, same
// Redis and commands, same bytes; medians of rounds that alternate.  A second, small board tells what the
// number of topics costs.  The background processes run as always.  Prints a table and writes it to
// BUILD/bench.json.
//   COUNT=100000 topics loaded first, one in ten answered    SMALL=1000 topics on the small board
//   ARTICLES=COUNT published articles, in three columns
//   OPEN=50000 work orders besides that a department has open    ROUNDS=5    SECONDS=3
//   KEEP=DIR the large board's state: loaded there the first time, used again afterwards (COUNT must say what
//   is in it)    PATIENCE=120 seconds in all to wait for a quiet machine
//   ONLY=page just the rows whose name has that
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, createWriteStream, existsSync, mkdirSync, mkdtempSync, readFileSync,
  writeFileSync } from 'node:fs';
import http from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { once } from 'node:events';
import { gzipSync } from 'node:zlib';
import { BUILD, WORKERS, checkFloor, ended, fetchOnce, startFloor, startNginx } from './floors.mjs';
import { article, order, topic } from './messages.mjs';
import { floorsOf } from './page_floors.mjs';
import { ROOT, addStaff, freePort, signIn, sleep, startStack } from '../e2e/lib.mjs';

const COUNT = Number(process.env.COUNT || 100000);
const SMALL = Number(process.env.SMALL || 1000);
const ARTICLES = Number(process.env.ARTICLES || COUNT);
const OPEN = Number(process.env.OPEN || 50000);
const KEEP = process.env.KEEP && resolve(process.env.KEEP);
const ROUNDS = Number(process.env.ROUNDS || 5);
const SECONDS = Number(process.env.SECONDS || 3);
const LOADERS = 6;
const SEARCHES = 800;
const QUERIES = 10000;
const WORDS = ['路灯', '停水', '的', '人民路 井盖', '公交车等不到', '垃圾 -小区', '第 77 位', '施工', '通告',
  '没有这个词'];
const POSTS_A_SECOND = 4000;
const ONLY = process.env.ONLY || '';
const PATIENCE = Number(process.env.PATIENCE || 120);
let config;	// the sample's, but a single machine may post as much as it likes

function writeConfig() {
  const text = readFileSync(join(ROOT, 'conf/wenzheng.conf'), 'utf8');
  const folder = mkdtempSync(join(tmpdir(), 'wz-bench-'));
  chmodSync(folder, 0o755);	// the board may run as an account of its own
  config = join(folder, 'wenzheng.conf');
  writeFileSync(config, text.replace(/^((?:posts|comments|supports)_per_\w+) = \d+$/gm, '$1 = 1000000'));
}

if (spawnSync('which', ['wrk']).status !== 0) {
  console.error('bench: wrk is not installed (apt-get install wrk)');
  process.exit(1);
}

const median = (list) => [...list].sort((a, b) => a - b)[list.length >> 1];

// Several imports at once, since each line waits for the disk.
async function importLines(stack, name, count, shape, args, at = LOADERS) {
  const loaders = Array.from({ length: at }, async (_, part) => {
    const file = join(stack.state, `${name}-${part}.ndjson`);
    const out = createWriteStream(file);
    for (let i = part; i < count; i += at)
      if (!out.write(`${JSON.stringify(shape(i))}\n`)) await once(out, 'drain');
    out.end();
    await once(out, 'finish');
    const [command, ...rest] = args;
    const { words, code } = await runCommand(stack, [command, file, ...rest]);
    if (code !== 0) throw new Error(`the import of ${file} ended with ${code}:\n${words}`);
  });
  await Promise.all(loaders);
}

async function loadBoard(stack, topics, open, articles) {
  await importLines(stack, 'topics', topics, topic, ['import', '--dept', 'zjj', '--publish']);
  await importLines(stack, 'orders', open, order, ['import', '--channel', 'hotline', '--publish']);
  stack.ctl(['column', 'load', 'conf/columns.csv']);
  // Each takes the number behind the last one's: of several at once all but one would try again and again.
  await importLines(stack, 'articles', articles, article, ['import-articles'], 1);
}

// wenzhengctl ARGS: { code, words of its errors, seconds, its largest memory in MiB }.
async function runCommand(stack, args) {
  const started = Date.now();
  const child = spawn(join(BUILD, 'wenzhengctl'), ['--config', config, '--state', stack.state, ...args],
    { cwd: ROOT, stdio: ['ignore', 'ignore', 'pipe'] });
  let words = '';
  let peak = 0;
  const look = () => {
    const status = existsSync(`/proc/${child.pid}/status`) ? readFileSync(`/proc/${child.pid}/status`,
      'utf8') : '';
    peak = Math.max(peak, Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] || 0) / 1024);
  };
  // A quick command may be over before the second look.
  look();
  const watch = setInterval(look, 5);
  child.stderr.on('data', (text) => { words = (words + text).slice(-2000); });
  const [code] = await once(child, 'close');
  clearInterval(watch);
  return { code, words, seconds: (Date.now() - started) / 1000, peak };
}

// Requests a second by wrk; a single answer that isn't 2xx or 3xx ends the run.
function load(url, { script, cookie } = {}) {
  const args = ['-t', '2', '-c', '16', '-d', `${SECONDS}s`, ...(script ? ['-s', script] : []),
    ...(cookie ? ['-H', `Cookie: ${cookie}`] : []), url];
  const { stdout } = spawnSync('wrk', args, { encoding: 'utf8' });
  const rate = Number(/Requests\/sec:\s+([\d.]+)/.exec(stdout)?.[1]);
  const errors = Number(/Non-2xx or 3xx responses: (\d+)/.exec(stdout)?.[1] || 0);
  const total = Number(/(\d+) requests in/.exec(stdout)?.[1]);
  if (!rate || errors) throw new Error(`wrk ${url}: ${errors} of ${total} failed\n${stdout}`);
  return rate;
}

// A form token and a device of its own for every post, as a person has them.
async function makePosts(port, file, count) {
  const out = createWriteStream(file);
  const agent = new http.Agent({ keepAlive: true });
  let left = count;
  const one = async () => {
    while (left > 0) {
      left -= 1;
      const { text, headers } = await fetchOnce(`http://127.0.0.1:${port}/topics/new.json`, agent);
      const device = /wz_device=([^;]+)/.exec(headers['set-cookie'].join(';'))[1];
      const body = new URLSearchParams({ form: JSON.parse(text).form, title: '人民路路灯不亮，请派人看看',
        category: 'help', area: '城南街道',
        body: '人民路附近路灯不亮，已经有一段时间了，来来往往的老人和学生都觉得不方便，盼望尽快解决。',
          name: '张三丰', phone: '' });
      out.write(`${device} ${body}\n`);
    }
  };
  await Promise.all(Array.from({ length: 32 }, one));
  agent.destroy();
  out.end();
  await once(out, 'finish');
}

// Each of wrk's two threads posts its own part of the file; one that has posted all ends its part of the
// round early.
function writeScripts(dir, share) {
  writeFileSync(join(dir, 'post.lua'), `
    local lines, at, id = {}, 0, 0
    function setup(thread) thread:set("slot", id); id = id + 1 end
    function init()
      local from = slot * ${share}
      local i = 0
      for line in io.lines(os.getenv("BENCH_POSTS")) do
        if i >= from and i < from + ${share} then lines[#lines + 1] = line end
        i = i + 1
      end
    end
    function request()
      at = at + 1
      if at > #lines then wrk.thread:stop(); return wrk.format("GET", "/healthz") end
      local device, body = lines[at]:match("^(%S+) (.*)$")
      return wrk.format("POST", "/topics", { ["Content-Type"] = "application/x-www-form-urlencoded",
        Accept = "application/json", Cookie = "wz_device=" .. device }, body)
    end`);
  writeFileSync(join(dir, 'floor-post.lua'), `
    local body = "title=" .. string.rep("x", 900)
    local headers = { ["Content-Type"] = "application/x-www-form-urlencoded" }
    function request() return wrk.format("POST", "/", headers, body) end`);
}

// Each load begins when nothing else runs, as far as there is time to wait for that; the table tells how
// often something did.
const waiting = { left: PATIENCE * 1000, loads: 0, disturbed: 0 };
async function quiet() {
  const times = () => readFileSync('/proc/stat', 'utf8').split('\n')[0].split(/\s+/).slice(1).map(Number);
  const busy = async () => {
    const before = times();
    await sleep(200);
    const spent = times().map((time, i) => time - before[i]);
    return 1 - (spent[3] + spent[4]) / spent.slice(0, 8).reduce((sum, part) => sum + part, 0);
  };
  waiting.loads += 1;
  while (await busy() > 0.15) {
    if (waiting.left <= 0) {
      waiting.disturbed += 1;
      return;
    }
    waiting.left -= 200;
  }
}

async function alternate(ours, floor) {
  const rates = { ours: [], floor: [] };
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [side, measured] of [['ours', ours], ['floor', floor]]) {
      await quiet();
      rates[side].push(await measured());
    }
  }
  return { ours: median(rates.ours), floor: median(rates.floor) };
}

const memory = (stack) => Number(/used_memory:(\d+)/.exec(stack.redis('info', 'memory'))[1]);

// One answered topic with 200 characters each of question and answer, averaged over 500 of them: everything
// it adds to Redis.
function memoryOfTopic(stack) {
  const file = join(stack.state, 'memory.ndjson');
  const text = '人民路附近路灯不亮，已经有一段时间了，来来往往的老人和学生都觉得不方便。'.repeat(6).slice(0,
    199);
  const lines = Array.from({ length: 500 }, (_, i) =>
    JSON.stringify({ id: `m${i}`, time: '2026-03-02 09:00:00', title: '人民路路灯不亮', body: `${text}。`,
    reply: `${text}。`, reply_time: '2026-03-04 09:00:00' }));
  writeFileSync(file, lines.join('\n'));
  const before = memory(stack);
  stack.ctl(['import', file, '--dept', 'zjj', '--source', `memory${Date.now()}`]);
  return (memory(stack) - before) / 500 / Buffer.byteLength(`人民路路灯不亮${text}。${text}。`);
}

// Private memory of the largest worker, in MiB.
function workerMemory(stack) {
  const master = stack.pid('worker');
  const pids = spawnSync('ps', ['-o', 'pid=', '--ppid', String(master)],
    { encoding: 'utf8' }).stdout.trim().split(/\s+/);
  return Math.max(...pids.map((pid) => {
    const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
    return [...rollup.matchAll(/^Private_(?:Clean|Dirty):\s+(\d+) kB/gm)].reduce((sum, m) => sum +
      Number(m[1]), 0) / 1024;
  }));
}

async function firstPage(stack) {
  const { text } = await fetchOnce(`${stack.base}/`);
  const parts = [...text.matchAll(/(?:href|src)="(\/static\/[^"?#]+)[^"]*"/g)].map((m) => m[1]);
  let bytes = gzipSync(text).length;
  for (const part of new Set(parts)) bytes += gzipSync((await fetchOnce(stack.base + part)).text).length;
  return bytes / 1024;
}

async function measure(stack, small) {
  const rows = [];
  const weight = memoryOfTopic(stack);
  const home = await fetchOnce(`${stack.base}/`);
  const floors = floorsOf(stack);
  const ours = { port: await freePort(), socket: join(stack.state, 'run/wenzheng.sock') };
  const less = { port: await freePort(), socket: join(small.state, 'run/wenzheng.sock') };
  const fixed = await freePort();
  const url = ({ port }, path = '/') => `http://127.0.0.1:${port}${path}`;

  for (const [name, floor] of Object.entries(floors)) {
    floor.socket = join(stack.state, `run/floor-${name}.sock`);
    floor.port = await freePort();
  }
  mkdirSync(join(stack.state, 'files'), { recursive: true });
  writeFileSync(join(stack.state, 'files/home.html'), home.text);
  startNginx(stack, [ours, less, ...Object.values(floors)], home.headers, fixed);
  await sleep(500);
  floors.topic.bytes = floors['hello-topic'].bytes = Buffer.byteLength((await fetchOnce(url(ours,
    '/topics/11'))).text);
  floors.list.bytes = floors['hello-list'].bytes = Buffer.byteLength((await fetchOnce(url(ours,
    '/topics'))).text);
  for (const name of ['article', 'column'])
    floors[name].bytes = floors[`hello-${name}`].bytes = Buffer.byteLength((await fetchOnce(url(ours,
      floors[name].path))).text);
  for (const floor of Object.values(floors)) startFloor(stack, floor);
  await sleep(500);
  await checkFloor(stack, url(ours, '/topics/11'), url(floors.topic));
  await checkFloor(stack, url(ours, '/topics'), url(floors.list));
  for (const name of ['article', 'column'])
    await checkFloor(stack, url(ours, floors[name].path), url(floors[name]));

  const add = async (name, goal, one, other) => {
    if (!name.includes(ONLY)) return;
    const rate = await alternate(one, other);
    console.error(`bench: ${name}: ${rate.ours.toFixed(0)}/s, ${(rate.ours / rate.floor).toFixed(2)}`);
    rows.push([name, goal, rate]);
  };
  await add('cached page through nginx', 0.92, () => load(`${stack.base}/`),
    () => load(url({ port: fixed }, '/home.html')));
  await add('topic page, uncached', 0.85, () => load(url(ours, '/topics/11')), () => load(url(floors.topic)));
  await add('topic page against hello', 0.4, () => load(url(ours, '/topics/11')),
    () => load(url(floors['hello-topic'])));
  await add('topic list of 20, uncached', 0.85, () => load(url(ours, '/topics')),
    () => load(url(floors.list)));
  await add('topic list against hello', 0.25, () => load(url(ours, '/topics')),
    () => load(url(floors['hello-list'])));
  for (const [name, floor, goal, hello] of [['article page', 'article', 0.85, 0.4],
    ['column page of 20', 'column', 0.85, 0.25]]) {
    const page = () => load(url(ours, floors[floor].path));
    await add(`${name}, uncached`, goal, page, () => load(url(floors[floor])));
    await add(`${name} against hello`, hello, page, () => load(url(floors[`hello-${floor}`])));
    await add(`${name} at ${ARTICLES} articles against ${SMALL}`, 0.9, page,
      () => load(url(less, floor === 'article' ? `/articles/${SMALL >> 1}` : floors[floor].path)));
  }
  const share = Math.ceil(POSTS_A_SECOND * SECONDS / 2);
  const post = async ({ port }) => {
    process.env.BENCH_POSTS = join(stack.state, 'posts');
    await makePosts(port, process.env.BENCH_POSTS, share * 2);
    await quiet();
    return load(url({ port }, '/topics'), { script: join(stack.state, 'post.lua') });
  };
  writeScripts(stack.state, share);
  await add('submit a topic, durable', 0.75, () => post(ours),
    () => load(url(floors.submit), { script: join(stack.state, 'floor-post.lua') }));
  const against = `at ${COUNT} topics against ${SMALL}`;
  for (const [name, path] of [['topic page', '/topics/11'], ['list', '/topics']])
    await add(`${name} ${against}`, 0.9, () => load(url(ours, path)), () => load(url(less, path)));
  await add(`submit ${against}`, 0.9, () => post(ours), () => post(less));
  const desk = await sessionOf(stack, 'disp1');
  const other = await sessionOf(small, 'disp1');
  for (const [name, path] of [['desk of the dispatcher', '/staff/queues/dispatch'],
    ['staff search', `/staff/search?by=word&q=${encodeURIComponent('路灯')}`],
    ["department's desk", '/staff/queues/dept:zjj'], ['case page of the staff', '/staff/cases/11']])
    await add(`${name} ${against}`, 0.9, () => load(url(ours, path), { cookie: desk }),
      () => load(url(less, path), { cookie: other }));
  writeFileSync(join(stack.state, 'search.lua'), `
    local words, at = { ${WORDS.map((word) => `"${encodeURIComponent(word)}"`).join(', ')} }, 0
    function request() at = at + 1; return wrk.format("GET", "/search?q=" .. words[at % #words + 1]) end`);
  await add(`search page, uncached, against ${SEARCHES} a second`, 1,
    () => load(url(ours), { script: join(stack.state, 'search.lua') }), () => SEARCHES);
  const times = await queryTimes(stack);
  const search = [['search: p99 of a query in the index, ms', 20, times.public.p99_ms],
    ["search: p99 of a query in the staff's index, ms", 20, times.staff.p99_ms]];
  if (ONLY) {
    print(rows, search.filter(([name]) => name.includes(ONLY)));
    return;
  }
  const jobs = await measureCommand(stack, ['jobs', '--once']);
  console.error(`bench: a round of the jobs: ${jobs.seconds} s, ${jobs.peak.toFixed(1)} MiB`);
  const recount = await measureCommand(stack, ['recount', '--check']);
  print(rows, [...search, ['Redis memory per answered topic ÷ its text', 1.8, weight],
    ["one worker's private memory, MiB", 4, workerMemory(stack)],
    ['first page, compressed, KiB', 20, await firstPage(stack)],
      [`a round of the jobs, ${OPEN} orders open, s`, 2, jobs.seconds],
    ['its memory, MiB', 64, jobs.peak], ['recount --check, memory, MiB', 256, recount.peak],
      ['recount --check, s', Infinity, recount.seconds]]);
}

// In an index that knows all that was loaded.
async function queryTimes(stack) {
  await quiet();
  return JSON.parse(stack.ctl(['index', '--time', String(QUERIES)]));
}

async function indexed(stack) {
  const known = async () => {
    const { text } = await fetchOnce(`${stack.base}/metrics`);
    return ['search', 'staff_search'].every((name) =>
      new RegExp(`^wenzheng_${name}_lag_seconds 0$`, 'm').test(text));
  };
  for (let i = 0; i < 3000 && !await known(); i += 1) await sleep(200);
}

// A member of staff's session as a Cookie header.
async function sessionOf(stack, account) {
  const person = await signIn(stack, account);
  return [...person.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
}

async function measureCommand(stack, args) {
  await quiet();
  const result = await runCommand(stack, args);
  if (result.code !== 0) throw new Error(`${args.join(' ')} ended with ${result.code}:\n${result.words}`);
  return result;
}

async function main() {
  writeConfig();
  const env = { WENZHENG_CONFIG: config };
  const loaded = KEEP && existsSync(join(KEEP, 'redis'));
  const stack = await startStack({ env, state: KEEP });
  const small = await startStack({ env });
  try {
    console.error(loaded ? `bench: using ${KEEP}` : `bench: loading ${COUNT} topics and ${OPEN} work orders`);
    const start = Date.now();
    if (KEEP && !loaded) addStaff(stack);
    if (!loaded) await loadBoard(stack, COUNT, OPEN, ARTICLES);
    await loadBoard(small, SMALL, SMALL, SMALL);
    await indexed(stack);
    console.error(`bench: loaded in ${((Date.now() - start) / 1000).toFixed(0)} s`);
    await measure(stack, small);
  } finally {
    for (const child of ended) child.kill('SIGTERM');
    await Promise.all([stack.stop({ keep: Boolean(KEEP) }), small.stop()]);
  }
}

function print(rows, singles) {
  console.log(`\n${COUNT} topics, ${WORKERS} workers, median of ${ROUNDS} rounds of ${SECONDS} s, 16 connections`);
  console.log('path'.padEnd(46), 'ours/s'.padStart(9), 'floor/s'.padStart(9), 'ratio'.padStart(7),
    'goal'.padStart(7));
  for (const [name, goal, { ours, floor }] of rows) {
    const ratio = ours / floor;
    console.log(name.padEnd(46), ours.toFixed(0).padStart(9), floor.toFixed(0).padStart(9),
      ratio.toFixed(2).padStart(7), `≥ ${goal}`.padStart(7), ratio >= goal ? 'met' : 'missed');
  }
  for (const [name, goal, value] of singles) console.log(name.padEnd(46), ''.padStart(19),
    value.toFixed(2).padStart(7), (goal === Infinity ? '' : `≤ ${goal}`).padStart(7),
    goal === Infinity ? '' : value <= goal ? 'met' : 'missed');
  if (waiting.disturbed > 0) console.log(`${waiting.disturbed} of ${waiting.loads} loads began while the machine was busy with other work, which distorts them.`);
  writeFileSync(join(BUILD, 'bench.json'), JSON.stringify({ topics: COUNT,
    disturbed: waiting.disturbed / waiting.loads, rounds: ROUNDS, seconds: SECONDS,
    rates: rows.map(([name, goal, rate]) => ({ name, goal, ...rate, ratio: rate.ours / rate.floor })),
      sizes: singles.map(([name, goal, value]) => ({ name, goal, value })) }, null, 2));
}

await main();
