// Ten times as many readers as the board can serve, for some seconds, while residents post and staff work.
// Measures first how many uncached pages a second the board serves (16 connections that ask again as soon as
// they are answered), then asks for FACTOR times as many, evenly, whatever the answers take, each connection
// from an address of its own, so that no limit per address refuses anything.  Prints how long each kind
// waited and writes it to BUILD/overload.json; ends with 1 when a goal was missed.  Who asks shares the
// machine with the board.
//   COUNT=5000 topics loaded first    SECONDS=10    FACTOR=10    CONNECTIONS=2000
//   JUDGE=all the goals, or "order": those that the speed of the machine doesn't decide
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { importLines } from '../bench/boards.mjs';
import { topic, article } from '../bench/messages.mjs';
import { BUILD, Person, QUESTION, nextPhone, sleep, staffOf, startStack } from '../e2e/lib.mjs';

const COUNT = Number(process.env.COUNT || 5000);
const SECONDS = Number(process.env.SECONDS || 10);
const FACTOR = Number(process.env.FACTOR || 10);
const CONNECTIONS = Number(process.env.CONNECTIONS || 2000);
const TIMED = (process.env.JUDGE || 'all') === 'all';
const ACCEPTED_MS = 500;
const REFUSED_MS = 50;
const NORMAL_MS = 2000;
const PROBE_MS = 50;
const failures = [];
const WORDS = ['路灯', '停水', '的', '人民路 井盖', '公交车等不到', '垃圾', '施工', '通告', '没有这个词'];

const pick = (list) => list[Math.floor(Math.random() * list.length)];
const upTo = (n) => 1 + Math.floor(Math.random() * n);

// What readers ask for, kind → an address, none of which nginx keeps but "cached": it doesn't know a cursor
// or such a form of a month.
const READING = {
  topic: (board) => `/topics/${pick(board.topics)}?after=1`,
  list: (board) => `/topics?before=${pick(board.cursors)}`,
  search: () => `/search?q=${encodeURIComponent(pick(WORDS))}`,
  statistics: () => `/stats?year=${2015 + upTo(11)}&month=0${upTo(9)}`,
  column: (board) => `/columns/news?before=${pick(board.articles)}`,
  cached: () => pick(['/', '/topics', '/columns', '/topics?tab=hot']),
};
const SHARES = { topic: 7, list: 5, search: 3, statistics: 2, column: 3 };
const CACHED_SHARE = 2;

async function loadBoard(stack) {
  await importLines(stack, 'topics', [0, COUNT], topic, ['import', '--dept', 'zjj', '--publish']);
  await importLines(stack, 'articles', [0, 100], article, ['import-articles'], 1);
  const topics = await pagesOf(stack, '/topics');
  const articles = await pagesOf(stack, '/columns/news');
  return { cursors: topics.cursors, articles: articles.cursors,
    topics: topics.pages.flatMap(({ topics: rows }) => rows.map(({ n }) => n)) };
}

// The pages of a list that are not its first, as their JSON twins, and where each begins.
async function pagesOf(stack, list) {
  const person = new Person(stack);
  const found = { cursors: [], pages: [] };
  for (let { next } = await person.json(`${list}.json`); next && found.pages.length < 20;) {
    const cursor = new URL(next, `${stack.base}${list}?before=`).searchParams.get('before') ?? next;
    const page = await person.json(`${list}.json?before=${cursor}`);
    found.cursors.push(cursor);
    found.pages.push(page);
    ({ next } = page);
  }
  return found;
}

function writeRequests(stack, board, shares) {
  const file = join(stack.state, `requests-${Object.keys(shares).length}`);
  const kinds = Object.entries(shares).flatMap(([kind, share]) => Array(share).fill(kind));
  writeFileSync(file, Array.from({ length: 10000 }, () => pick(kinds)).map((kind) =>
    `${kind} ${READING[kind](board)}\n`).join(''));
  return file;
}

// What tests/overload/load.c prints.
async function load(stack, rate, seconds, connections, file) {
  const child = spawn(join(BUILD, 'overload/load'),
    [stack.port, rate, seconds, connections, file].map(String), { stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  child.stdout.on('data', (part) => { text += part; });
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`load ended with ${code}`);
  return JSON.parse(text);
}

const sum = (list) => list.reduce((total, one) => total + one, 0);
const part = (list, share) => [...list].sort((a, b) => a - b)[Math.min(list.length - 1,
  Math.floor(list.length * share))] ?? 0;

// What people did, from an address that no limit holds back: kind → [{ at, ms, ok }], in milliseconds.
const diary = new Map();

// Notes how long the work took and whether its answer has one of the statuses.
async function note(kind, statuses, work) {
  const entry = { at: Date.now(), ms: Infinity, ok: false };
  (diary.get(kind) ?? diary.set(kind, []).get(kind)).push(entry);
  const reply = await work().catch((error) => ({ status: error.message }));
  entry.ms = Date.now() - entry.at;
  entry.ok = statuses.includes(reply.status);
  return reply;
}

// Begins one every so many milliseconds, whether or not the one before is over.
async function every(ms, going, work) {
  const begun = [];
  while (going()) {
    begun.push(work());
    await sleep(ms);
  }
  await Promise.all(begun);
}

// A resident who has never been here: fetches the form and sends it.
async function ask(stack, receipts) {
  const person = new Person(stack, { accept: 'application/json' });
  const form = await note('fetch the form', [200], () => person.get('/topics/new.json'));
  if (form.status !== 200) return;
  const fields = { form: JSON.parse(form.content).form, ...QUESTION, phone: nextPhone() };
  const sent = await note('post', [201], () => person.post('/topics', fields));
  if (sent.status === 201) receipts.push(JSON.parse(sent.content));
}

// What the staff look at in turn, and a case that the moderator accepts.
async function work(staff, board, next) {
  await note('desk', [200], () => staff.mod1.get('/staff/queues/review'));
  await note('case page', [200], () => staff.disp1.get(`/staff/cases/${pick(board.topics)}`));
  await note('staff search', [200],
    () => staff.disp1.get(`/staff/search?by=word&q=${encodeURIComponent('路灯')}`));
  await note('supervision', [200], () => staff.super1.get('/staff/supervision'));
  if (!next) return;
  const { form } = await staff.mod1.json('/staff/me.json');
  const { version } = await staff.mod1.json(`/staff/cases/${next.case}.json`);
  await note('accept', [200], () => staff.mod1.post(`/staff/cases/${next.case}/accept`, { form, version },
    { accept: 'application/json' }));
}

// A reader at whom the flood isn't aimed: what is refused must be the calm page.
async function look(stack, board) {
  const reply = await note('reader', [200], () => fetch(stack.base + READING.topic(board)));
  const text = await reply.text?.();
  if (reply.status === 200) return;
  const calm = reply.status === 503 && reply.headers.get('retry-after') === '5' &&
    text.includes('请过几分钟再试');
  if (!calm) failures.push(`a reader got ${reply.status} ${text?.slice(0, 200)}`);
}

// Processor seconds that a part of the board and its children have taken.
function processorOf(stack, part) {
  const pid = stack.pid(part);
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').match(/\d+/g) ?? [];
  const ticks = [pid, ...children].flatMap((one) => readFileSync(`/proc/${one}/stat`,
    'utf8').split(') ')[1].split(' ').slice(11, 13).map(Number));
  return sum(ticks) / 100;
}

// … of each since: { nginx, worker, redis }.
const processor = (stack, since = {}) => Object.fromEntries(['nginx', 'worker', 'redis'].map((part) =>
  [part, processorOf(stack, part) - (since[part] ?? 0)]));

async function flood(stack, board, rate) {
  const file = writeRequests(stack, board, { ...SHARES, cached: CACHED_SHARE });
  const offered = Math.round(rate * FACTOR * (1 + CACHED_SHARE / sum(Object.values(SHARES))));
  const begun = Date.now();
  const before = processor(stack);
  const result = await load(stack, offered, SECONDS, CONNECTIONS, file);
  return { ...result, offered, begun, over: begun + SECONDS * 1000, took: processor(stack, before) };
}

// The table: who, how many, of these served, their p50 and p99, how many refused, their p99 (ms).
function rowsOf(load) {
  const readers = Object.entries(load.classes).map(([kind, by]) => ({ kind,
    count: sum(Object.values(by).map(({ count }) => count)), served: by[200]?.count ?? 0,
    p50: by[200]?.p50 ?? 0, p99: by[200]?.p99 ?? 0, refused: by[503]?.count ?? 0,
    refusedP99: by[503]?.p99 ?? 0 }));
  const people = [...diary].map(([kind, entries]) => {
    const list = entries.filter(({ at }) => at >= load.begun && (at < load.over || !TIMED));
    const times = list.filter(({ ok }) => ok).map(({ ms }) => ms);
    return { kind, count: list.length, served: times.length, p50: part(times, 0.5), p99: part(times, 0.99),
      refused: list.length - times.length, refusedP99: 0 };
  });
  return { readers, people };
}

// Milliseconds from the end of the load until everybody was served, and soon: that is known once they were
// for a second.
async function timeToNormal({ over }) {
  for (;;) {
    const late = [...diary.values()].flat().filter(({ at, ms, ok }) => at >= over && ms < Infinity &&
      (!ok || (TIMED && ms >= ACCEPTED_MS))).map(({ at }) => at);
    const normal = Math.max(over, ...late) - over;
    if (Date.now() > over + normal + 1000 || normal > 2 * NORMAL_MS) return normal;
    await sleep(PROBE_MS);
  }
}

function judge({ readers, people }, normal) {
  const expect = (holds, what) => holds || failures.push(what);
  expect(sum(readers.map(({ refused }) => refused)) > 0, 'nobody was refused: this was no overload');
  expect(normal < NORMAL_MS, `normal again after ${normal} ms`);
  for (const { kind, count, served, refused, p99, refusedP99 } of [...readers, ...people]) {
    const reader = kind in READING || kind === 'reader';
    expect(reader || (count > 0 && served === count), `${kind}: ${refused} of ${count} were refused`);
    expect(kind === 'reader' || served > 0, `${kind}: nobody was served`);
    expect(served + refused === count, `${kind}: ${count - served - refused} were neither served nor refused`);
    expect(!TIMED || p99 < ACCEPTED_MS, `${kind}: p99 of the served ${p99} ms`);
    expect(!TIMED || refusedP99 < REFUSED_MS, `${kind}: p99 of the refused ${refusedP99} ms`);
  }
}

function print(load, rate, { readers, people }, normal, receipts) {
  const sent = sum(readers.map(({ count }) => count));
  console.log(`${rate.toFixed(0)} uncached pages a second served; ${load.offered} requests a second offered, ` +
    `${(sent / load.seconds).toFixed(0)} sent (${load.unsent} found no connection, ${load.late_ms} ms late at most)`);
  const took = Object.entries({ ...load.took, sender: load.processor });
  console.log(`in ${SECONDS} s the processors worked for`,
    took.map(([name, seconds]) => `${name} ${seconds.toFixed(1)} s`).join(', '));
  console.log('who'.padEnd(16), ...['times', 'served', 'p50 ms', 'p99 ms', 'refused', 'p99 ms'].map((word) =>
    word.padStart(8)));
  for (const { kind, ...row } of [...readers, ...people]) console.log(kind.padEnd(16),
    ...Object.values(row).map((n) => n.toFixed(0).padStart(8)));
  console.log(`normal again after ${normal} ms; ${receipts} receipts, each looked up`);
  for (const line of failures) console.log(`missed: ${line}`);
  writeFileSync(join(BUILD, 'overload.json'), JSON.stringify({ capacity: rate, offered: load.offered,
    sent: sent / load.seconds, unsent: load.unsent, readers, people, normal, receipts, failures }, null, 2));
}

// All that was promised is there, and all that is there agrees.
async function checkBoard(stack, receipts) {
  for (const { track, number } of receipts) {
    const reply = await fetch(`${stack.base}${track}.json`);
    if (reply.status !== 200 || !(await reply.text()).includes(number)) failures.push(`${number} is lost`);
  }
  stack.ctl(['recount', '--check']);
  stack.ctl(['verify']);
}

async function main() {
  const stack = await startStack({ config: { posts_per_address_hour: 1000000 } });
  try {
    const board = await loadBoard(stack);
    const staff = await staffOf(stack);
    const free = await load(stack, 0, Math.min(SECONDS, 3), 16, writeRequests(stack, board, SHARES));
    const rate = sum(Object.values(free.classes).map((kind) => kind[200]?.count ?? 0)) / free.seconds;
    const receipts = [];
    let taken = -1;
    let going = true;
    const people = [every(100, () => going, () => ask(stack, receipts)),
      every(250, () => going, () => work(staff, board, receipts[taken += 1])),
      every(PROBE_MS, () => going, () => look(stack, board))];
    await sleep(500);
    const result = await flood(stack, board, rate);
    const normal = await timeToNormal(result);
    going = false;
    await Promise.all(people);
    await checkBoard(stack, receipts);
    const rows = rowsOf(result);
    judge(rows, normal);
    print(result, rate, rows, normal, receipts.length);
    process.exitCode = failures.length === 0 ? 0 : 1;
  } finally {
    await stack.stop();
  }
}

await main();
