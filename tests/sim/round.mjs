// One round: a board, people who use it, faults, and the check of what they saw against what is there.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { startParts, until } from '../e2e/fault_stack.mjs';
import { BUILD, Person, ROOT, sleep, staffOf } from '../e2e/lib.mjs';
import { chanceOf } from './chance.mjs';
import { check } from './checker.mjs';
import { FAULTS } from './faults.mjs';
import { History } from './history.mjs';
import { resident, worker } from './people.mjs';

const PARTS = ['redis', 'worker', 'jobs', 'nginx'];
const LASTS_MS = 2500;
// The latest receipts are those that a fault may have cost.
const RECEIPTS = 10;

/*
 * A board that can be set back: { run(seed) → { problems, faults, history, truth }, stop() }.  Every round
 * begins in the state that it had when the staff had signed in.
 */
export async function openBoard() {
  const board = await startParts();
  const staff = await staffOf(board);
  board.sessions = Object.fromEntries(Object.entries(staff).map(([id, { cookies }]) => [id, cookies]));
  board.recount = (...args) => new Promise((done) => {
    spawn(join(BUILD, 'wenzhengctl'), ['--config', join(board.state, 'test.conf'), '--state', board.state,
      'recount', ...args], { stdio: 'ignore' }).on('exit', done);
  });
  await board.halt();
  const kept = mkdtempSync(join(tmpdir(), 'wz-sim-'));
  spawnSync('cp', ['-aT', board.state, kept]);
  watchSyncs(board);
  return {
    async run(seed) {
      await board.halt();
      spawnSync('bash', ['-c', 'rm -rf "$1"/* && cp -aT "$0" "$1"', kept, board.state]);
      rmSync(board.synced, { force: true });
      board.began = sizesOf(board);
      for (const part of PARTS) await board.start(part);
      return runOn(board, seed);
    },
    async stop() {
      await board.stop();
      for (const left of [kept, board.library, board.synced]) rmSync(left, { recursive: true, force: true });
    },
  };
}

// From now on Redis says what it has synced, in board.synced.
function watchSyncs(board) {
  const library = join(board.state, '..', `${basename(board.state)}.so`);
  const built = spawnSync('cc', ['-shared', '-fPIC', '-o', library, join(ROOT, 'tests/sim/synced.c')],
    { encoding: 'utf8' });
  if (built.status !== 0) throw new Error(built.stderr);
  const start = board.start;
  board.library = library;
  board.synced = `${board.state}.synced`;
  board.start = (part) => start(part, part === 'redis' ? { LD_PRELOAD: library, SYNCED: board.synced } : {});
}

// How large Redis's files are before it is started: all that was there before the round is safe.
function sizesOf(board) {
  const folder = join(board.state, 'redis/appendonlydir');
  return new Map(readdirSync(folder).map((name) => [name, statSync(join(folder, name)).size]));
}

async function runOn(board, seed) {
  const chance = chanceOf(seed);
  const round = { board, history: new History(), known: [], shown: [], letters: [], over: false };
  const people = [
    ...['甲', '乙', '丙', '丁'].map((name) => resident(round, name, chance.fork())),
    worker(round, 'mod1', 'review', ['accept', 'accept', 'accept', 'decline'], chance.fork()),
    worker(round, 'disp1', 'dispatch', ['assign'], chance.fork()),
    worker(round, 'disp1', 'dept:zjj', ['recall'], chance.fork()),
    worker(round, 'zjj1', 'dept:zjj', ['draft', 'draft', 'return'], chance.fork()),
    worker(round, 'appr1', 'approve', ['approve', 'reject'], chance.fork()),
  ];
  const planned = Array.from({ length: chance.between(1, 2) }, () => ({
    name: process.env.FAULT ?? chance.pick(Object.keys(FAULTS)),
    after: chance.below(LASTS_MS / 2), chance: chance.fork() }));
  // Redis is harmed by one at a time: the other would wait for what isn't there.
  let turn = Promise.resolve();
  const faults = planned.map(async ({ name, after, chance: own }) => {
    await sleep(after);
    turn = turn.then(() => FAULTS[name](board, own));
    await turn;
  });
  await sleep(LASTS_MS);
  await Promise.all(faults);
  round.over = true;
  await Promise.all(people);
  await until(async () => {
    if ((await fetch(`${board.base}/healthz`)).status !== 200) throw new Error('it is not back');
  });
  const truth = truthOf(board);
  const problems = [...check(round.history, truth), ...await lost(round), ...sound(board)];
  return { problems, faults: planned.map(({ name }) => name), history: round.history, truth };
}

async function followed(board, { number, code }) {
  const person = new Person(board);
  const found = await person.act('/track', { form: await person.token('/track'), number, code });
  return (await person.json(`${found.track}.json`)).case;
}

// Number and query code of a receipt lead to its case.
async function lost({ board, history }) {
  const said = [];
  for (const { title, reply } of history.entries.filter(({ reply: got }) => got?.code).slice(-RECEIPTS)) {
    // A reloaded nginx may still end a connection that was kept open.
    const shown = await until(() => followed(board, reply), 5000).catch(String);
    if (shown.title !== title) said.push(`“${title}”: its number and code lead to ${shown.title ?? shown}`);
  }
  return said;
}

// The cases as [n, title, state, version, supporters, question].
const CASES = `
local cases = {}
for n = 1, tonumber(redis.call('GET', '{yunchuan}:seq') or 0) do
  local record = redis.call('HMGET', '{yunchuan}:case:' .. n, 'title', 'st', 'v', 'likes')
  local question = redis.call('LINDEX', '{yunchuan}:case:' .. n .. ':thread', 0)
  if record[1] then
    table.insert(cases, { n, record[1], record[2], record[3], record[4] or '0', question })
  end
end
return cjson.encode(cases)`;

// Everything that is on the board, read past the worker.
function truthOf(board) {
  const list = Object.values(JSON.parse(board.admin('EVAL', CASES, '0')));
  const cases = new Map(list.map(([n, title, state, version, likes, question]) => [n, { n, title, state,
    version: Number(version), likes: Number(likes), question: JSON.parse(question).text }]));
  const events = JSON.parse(board.admin('--json', 'XRANGE', '{yunchuan}:events', '-', '+')).map(([, pairs]) =>
    Object.fromEntries(pairs.flatMap((name, i) => (i % 2 ? [] : [[name, pairs[i + 1]]]))));
  return { cases, events };
}

function sound(board) {
  const said = [];
  for (const args of [['recount', '--check'], ['verify']]) {
    try {
      board.ctl(args);
    } catch (error) {
      said.push(error.message);
    }
  }
  return said;
}
