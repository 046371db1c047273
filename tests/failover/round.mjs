// Rounds of fail-over: people use a board on several Redis, one thing goes wrong, and what they saw is
// checked against what the master says afterwards.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { until } from '../e2e/fault_stack.mjs';
import { Person, sleep, staffOf } from '../e2e/lib.mjs';
import { chanceOf } from '../sim/chance.mjs';
import { servedFiles } from '../sim/files.mjs';
import { check } from '../sim/checker.mjs';
import { History } from '../sim/history.mjs';
import { followed, resident, worker } from '../sim/people.mjs';
import { casesOf, fieldsOf } from '../sim/truth.mjs';
import { startWithSentinels } from './sentinels.mjs';
import { eventually } from './process.mjs';
import { FAULTS } from './faults.mjs';

// Pages that everybody reads, which nginx keeps.
const KEPT = ['/', '/topics'];
const WRITES = new Set(['ask', 'letter', 'support', 'accept', 'decline', 'assign', 'return', 'recall',
  'draft', 'approve', 'reject']);
// Those of the master, by which another one takes over, three times as often.
const PICKED = Object.keys(FAULTS).flatMap((name) => Array(name.startsWith('master') ? 3 : 1).fill(name));
const CALM_MS = 700;
const RECEIPTS = 10;

/*
 * { play(seed, fault) → { fault, problems, silence, requests, receipts, tookOver }, cluster, stop() }: rounds
 * on one board, whose cases and history grow; without a fault the seed picks one.  silence is the longest
 * time, in ms, in which no write was acknowledged; receipts counts those before the fault and after it.
 */
export async function openBoard(options) {
  const cluster = await startWithSentinels(options);
  const staff = await until(() => staffOf(cluster));
  cluster.sessions = Object.fromEntries(Object.entries(staff).map(([id, { cookies }]) => [id, cookies]));
  const history = new History();
  return {
    cluster,
    play: (seed, fault) => play(cluster, history, seed, fault),
    stop: () => cluster.stop(),
  };
}

async function play(cluster, history, seed, wanted) {
  const chance = chanceOf(seed);
  const fault = wanted ?? chance.pick(PICKED);
  const round = { board: cluster, history, known: [], shown: [], letters: [], articles: [],
    over: false };
  const before = history.entries.length;
  const people = [
    ...['甲', '乙', '丙'].map((name) => resident(round, `${seed}号${name}`, chance.fork())),
    worker(round, 'mod1', 'review', ['accept', 'accept', 'decline'], chance.fork()),
    worker(round, 'disp1', 'dispatch', ['assign'], chance.fork()),
    worker(round, 'zjj1', 'dept:zjj', ['draft', 'draft', 'return'], chance.fork()),
    worker(round, 'appr1', 'approve', ['approve', 'reject'], chance.fork()),
  ];
  for (const path of KEPT) await eventually(() => kept(cluster, path));
  const reading = keepReading(round);
  await sleep(CALM_MS);
  const began = performance.now();
  const tookOver = await FAULTS[fault](cluster, chance.fork());
  await cluster.settled();
  const ended = performance.now();
  await sleep(CALM_MS);
  round.over = true;
  await Promise.all(people);
  const entries = history.entries.slice(before);
  const given = entries.filter(({ reply }) => reply?.code);
  const problems = [...await reading, ...check(history, await truthOf(cluster)),
    ...await lost(cluster, given), ...await sound(cluster)];
  return { fault, problems, tookOver, requests: entries.length, silence: longest(entries),
    receipts: { all: given.length, before: given.filter((entry) => entry.ended < began).length,
      after: given.filter((entry) => entry.began > ended).length } };
}

async function shown(cluster, path) {
  const { status } = await new Person(cluster).get(path);
  if (status !== 200) throw new Error(`${path}, which nginx keeps, said ${status}`);
}

// Whether nginx has it in its cache, as its log says: what a slow machine made while others asked isn't kept.
async function kept(cluster, path) {
  await shown(cluster, path);
  const log = readFileSync(join(cluster.state, 'log/access.log'), 'utf8');
  if (!new RegExp(`"GET ${path} .*cache=(HIT|STALE|EXPIRED|UPDATING)`).test(log))
    throw new Error(`${path} is not kept yet`);
}

// Reads what nginx keeps for as long as the round lasts; gives what it didn't show.
async function keepReading(round) {
  const problems = [];
  for (let i = 0; !round.over; i += 1) {
    await shown(round.board, KEPT[i % KEPT.length]).catch(({ message }) => problems.push(message));
    await sleep(50);
  }
  return problems;
}

function longest(entries) {
  const done = entries.filter(({ what, outcome }) => WRITES.has(what) && outcome === 'done');
  const ends = done.map(({ ended }) => ended).sort((a, b) => a - b);
  return Math.round(Math.max(...ends.map((end, i) => (i === 0 ? 0 : end - ends[i - 1]))));
}

// Number and query code of a receipt lead to its case.
async function lost(cluster, given) {
  const said = [];
  for (const { title, reply } of given.slice(-RECEIPTS)) {
    const shown = await followed(cluster, reply);
    if (shown.title !== title) said.push(`“${title}”: its number and code lead to ${shown.title}`);
  }
  return said;
}

// Everything that is on the board, as the master has it, for the checker of tests/sim.
async function truthOf(cluster) {
  const master = await cluster.master();
  const rows = async (commands) => (await cluster.redis(master, ['--json'], commands.join('\n')))
    .split('\n').map((line) => JSON.parse(line));
  const [last, events, notices] = await rows(['GET {yunchuan}:seq', 'XRANGE {yunchuan}:events - +',
    'XRANGE {yunchuan}:outbox - +']);
  const numbers = Array.from({ length: Number(last ?? 0) }, (_, i) => i + 1);
  const read = numbers.length === 0 ? [] : await rows(numbers.flatMap((n) => [
    `HMGET {yunchuan}:case:${n} title st v likes`, `LRANGE {yunchuan}:case:${n}:thread 0 -1`]));
  const cases = numbers.map((n) => [n, ...read[2 * n - 2], read[2 * n - 1]])
    .filter(([, title]) => title !== null);
  const waiting = notices.map(([id, pairs]) => ({ id, ...fieldsOf(pairs) }));
  const truth = { cases: casesOf(cases) };
  return { ...truth, served: await servedFiles(cluster, truth), articles: new Map(),
    events: events.map(([, pairs]) => fieldsOf(pairs)),
    notices: waiting.map(({ id, k, c }) => ({ id, kind: k, case: Number(c) })) };
}

// What the cases say of themselves.  While a replica is behind for a moment the command is refused.
async function sound(cluster) {
  const said = [];
  for (const args of [['recount', '--check'], ['verify']]) {
    const { status, stdout, stderr } = await eventually(async () => {
      const result = await cluster.ctl(...args);
      if (/answers or acknowledges/.test(result.stderr)) throw new Error(result.stderr);
      return result;
    });
    if (status !== 0) said.push(`${args.join(' ')}: ${stdout}${stderr}`);
  }
  return said;
}
