// How near the board comes to its floor, and what its size costs.  The floor: nginx's static file for a
// cached page, tests/bench/floor.c for the rest; without any command of Redis, floor.c is "hello".  Both
// sides in one run: same nginx settings, same Redis and commands, same bytes; medians of rounds that
// alternate.  The size: one board grows tenfold from step to step up to COUNT, beside a small one that
// doesn't (tests/bench/curve.mjs).  The background processes run as always.  Prints both tables and writes
// them to BUILD/bench.json.
//   COUNT=100000 topics in the end, one in ten answered    SMALL=1000 topics on the small board
//   ARTICLES=COUNT published articles, in three columns
//   OPEN=50000 work orders besides that a department has open    ROUNDS=5    SECONDS=2
//   KEEP=DIR the large board's state: grown there the first time, used again at its full size afterwards
//   (COUNT must say what is in it)    PATIENCE=120 seconds in all to wait for a quiet machine
//   ONLY=page just the rows whose name has that
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { grow, writeConfig } from './boards.mjs';
import { measureCurve, printCurve } from './curve.mjs';
import { BUILD, WORKERS, checkFloor, ended, fetchOnce, startFloor, startNginx } from './floors.mjs';
import { floorsOf } from './page_floors.mjs';
import { ROUNDS, SECONDS, alternate, load, quiet, submit, waiting, writeScripts } from './rates.mjs';
import { ROOT, addStaff, freePort, sleep, startStack } from '../e2e/lib.mjs';

const COUNT = Number(process.env.COUNT || 100000);
const SMALL = Number(process.env.SMALL || 1000);
const ARTICLES = Number(process.env.ARTICLES || COUNT);
const OPEN = Number(process.env.OPEN || 50000);
const KEEP = process.env.KEEP && resolve(process.env.KEEP);
const SEARCHES = 800;
const QUERIES = 10000;
const ONLY = process.env.ONLY || '';
const wanted = (name) => name.includes(ONLY);

if (spawnSync('which', ['wrk']).status !== 0) {
  console.error('bench: wrk is not installed (apt-get install wrk)');
  process.exit(1);
}

const memory = (stack) => Number(/used_memory:(\d+)/.exec(stack.redis('info', 'memory'))[1]);

// Words in a random order, which compress worse than what people write.
const VOCABULARY = readFileSync(join(ROOT, 'conf/themes.txt'), 'utf8').split('\n')
  .filter((line) => /^[^#].*:/.test(line)).flatMap((line) => line.split(/[:：]/)[1].trim().split(/\s+/));
function words(length) {
  let text = '';
  while (text.length < length) text += VOCABULARY[Math.floor(Math.random() * VOCABULARY.length)];
  return `${text.slice(0, length - 1)}。`;
}

// One answered and closed topic with 200 characters each of question and answer, averaged over 350 of them:
// everything it adds to Redis once it is packed, beside 150 that a dictionary can be trained on.
function memoryOfTopic(stack) {
  const load = (count) => {
    const name = `memory${Date.now()}`;
    const file = join(stack.state, `${name}.ndjson`);
    const lines = Array.from({ length: count }, (_, i) => ({ id: `m${i}`, time: '2026-03-02 09:00:00',
      title: words(14), body: words(200), reply: words(200), reply_time: '2026-03-04 09:00:00' }));
    writeFileSync(file, lines.map((line) => JSON.stringify(line)).join('\n'));
    stack.ctl(['import', file, '--dept', 'zjj', '--source', name, '--publish']);
    stack.ctl(['jobs', '--once']);
    return lines.reduce((sum, { title, body, reply }) => sum + Buffer.byteLength(title + body + reply), 0);
  };
  load(150);
  const before = memory(stack);
  const text = load(350);
  return (memory(stack) - before) / text;
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

const url = ({ port }, path = '/') => `http://127.0.0.1:${port}${path}`;

// nginx before both boards and before the floors, which are started later.
async function openPorts(large, small) {
  const home = await fetchOnce(`${large.stack.base}/`);
  const sides = { large: { port: await freePort(), socket: join(large.stack.state, 'run/wenzheng.sock') },
    small: { port: await freePort(), socket: join(small.stack.state, 'run/wenzheng.sock') } };
  const floors = {};
  for (const name of Object.keys(floorsOf(large.stack)))
    floors[name] = { port: await freePort(), socket: join(large.stack.state, `run/floor-${name}.sock`) };
  const fixed = { port: await freePort() };
  mkdirSync(join(large.stack.state, 'files'), { recursive: true });
  startNginx(large.stack, [...Object.values(sides), ...Object.values(floors)], home.headers, fixed.port);
  writeScripts(large.stack.state);
  await sleep(500);
  large.port = sides.large.port;
  small.port = sides.small.port;
  return { floors, fixed };
}

// The pages that have a floor of the same commands: name, floor, goals against it and against hello.
const FLOORED = [['topic page', 'topic', 0.85, 0.4], ['topic list of 20', 'list', 0.85, 0.25],
  ['article page', 'article', 0.85, 0.4], ['column page of 20', 'column', 0.85, 0.25]];

async function startFloors(large, { floors, fixed }) {
  for (const [name, { path, commands, bytes }] of Object.entries(floorsOf(large.stack)))
    Object.assign(floors[name], { path, commands, bytes });
  Object.assign(floors.topic, { path: '/topics/11' });
  Object.assign(floors.list, { path: '/topics' });
  writeFileSync(join(large.stack.state, 'files/home.html'), (await fetchOnce(`${large.stack.base}/`)).text);
  for (const [, name] of FLOORED)
    floors[name].bytes = floors[`hello-${name}`].bytes = Buffer.byteLength((await fetchOnce(url(large,
      floors[name].path))).text);
  for (const floor of Object.values(floors)) startFloor(large.stack, floor);
  await sleep(500);
  for (const [, name] of FLOORED)
    await checkFloor(large.stack, url(large, floors[name].path), url(floors[name]));
  return { floors, fixed };
}

async function measureFloors(large, { floors, fixed }) {
  const rows = [];
  const dir = large.stack.state;
  const add = async (name, goal, one, other) => {
    if (!wanted(name)) return;
    const rate = await alternate(one, other);
    console.error(`bench: ${name}: ${rate.ours.toFixed(0)}/s, ${(rate.ours / rate.floor).toFixed(2)}`);
    rows.push([name, goal, rate]);
  };
  await add('cached page through nginx', 0.92, () => load(`${large.stack.base}/`),
    () => load(url(fixed, '/home.html')));
  for (const [name, floor, goal, hello] of FLOORED) {
    const page = () => load(url(large, floors[floor].path));
    await add(`${name}, uncached`, goal, page, () => load(url(floors[floor])));
    await add(`${name} against hello`, hello, page, () => load(url(floors[`hello-${floor}`])));
  }
  await add('submit a topic, durable', 0.75, () => submit(large.port, dir),
    () => load(url(floors.submit), { script: join(dir, 'floor-post.lua') }));
  await add(`search page, uncached, against ${SEARCHES} a second`, 1,
    () => load(url(large), { script: join(dir, 'search.lua') }), () => SEARCHES);
  return rows;
}

// What isn't a rate: name, goal (at most), value.
async function measureSizes(stack) {
  const times = JSON.parse(stack.ctl(['index', '--time', String(QUERIES)]));
  return [['search: p99 of a query in the index, ms', 20, times.public.p99_ms],
    ["search: p99 of a query in the staff's index, ms", 20, times.staff.p99_ms],
    ['Redis memory per answered topic ÷ its text', 1.8, memoryOfTopic(stack)],
    ["one worker's private memory, MiB", 4, workerMemory(stack)],
    ['first page, compressed, KiB', 20, await firstPage(stack)]].filter(([name]) => wanted(name));
}

// The sizes at which the large board is measured, each ten times the one before, as far as it goes.
function sizes(loaded) {
  const steps = [];
  for (let topics = SMALL * 10; topics < COUNT && !loaded; topics *= 10) steps.push(topics);
  return [...steps, COUNT].map((topics) => ({ topics, orders: Math.round(OPEN * topics / COUNT),
    articles: Math.round(ARTICLES * topics / COUNT) }));
}

async function main() {
  const env = { WENZHENG_CONFIG: writeConfig() };
  const loaded = KEEP && existsSync(join(KEEP, 'redis'));
  const nothing = { topics: 0, orders: 0, articles: 0 };
  const small = { stack: await startStack({ env }),
    sizes: { topics: SMALL, orders: SMALL, articles: SMALL } };
  const large = { stack: await startStack({ env, state: KEEP }), sizes: nothing };
  const curve = new Map();
  let doors;
  try {
    if (KEEP && !loaded) addStaff(large.stack);
    await grow(small.stack, nothing, small.sizes);
    for (const step of sizes(loaded)) {
      const start = Date.now();
      if (!loaded) await grow(large.stack, large.sizes, step);
      large.sizes = step;
      console.error(`bench: ${step.topics} topics after ${((Date.now() - start) / 1000).toFixed(0)} s`);
      doors ??= await openPorts(large, small);
      await measureCurve(curve, large, small, wanted);
    }
    const rows = await measureFloors(large, await startFloors(large, doors));
    await quiet();
    print(rows, await measureSizes(large.stack), curve);
  } finally {
    for (const child of ended) child.kill('SIGTERM');
    await Promise.all([large.stack.stop({ keep: Boolean(KEEP) }), small.stack.stop()]);
  }
}

function print(rows, singles, curve) {
  console.log(`\n${COUNT} topics, ${WORKERS} workers, median of ${ROUNDS} rounds of ${SECONDS} s, 16 connections`);
  console.log('path'.padEnd(46), 'ours/s'.padStart(9), 'floor/s'.padStart(9), 'ratio'.padStart(7),
    'goal'.padStart(7));
  for (const [name, goal, { ours, floor }] of rows) {
    const ratio = ours / floor;
    console.log(name.padEnd(46), ours.toFixed(0).padStart(9), floor.toFixed(0).padStart(9),
      ratio.toFixed(2).padStart(7), `≥ ${goal}`.padStart(7), ratio >= goal ? 'met' : 'missed');
  }
  for (const [name, goal, value] of singles) console.log(name.padEnd(46), ''.padStart(19),
    value.toFixed(2).padStart(7), `≤ ${goal}`.padStart(7), value <= goal ? 'met' : 'missed');
  printCurve(curve, SMALL);
  if (waiting.disturbed > 0) console.log(`${waiting.disturbed} of ${waiting.loads} loads began while the machine was busy with other work, which distorts them.`);
  writeFileSync(join(BUILD, 'bench.json'), JSON.stringify({ topics: COUNT,
    disturbed: waiting.disturbed / waiting.loads, rounds: ROUNDS, seconds: SECONDS,
    rates: rows.map(([name, goal, rate]) => ({ name, goal, ...rate, ratio: rate.ours / rate.floor })),
      sizes: singles.map(([name, goal, value]) => ({ name, goal, value })),
    curve: Object.fromEntries([...curve].map(([name, row]) => [name, Object.fromEntries(row)])) }, null, 2));
}

await main();
