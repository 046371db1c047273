// One round: a board, people who use it, faults, and the check of what they saw against what is there.
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Newsroom } from '../e2e/articles.mjs';
import { until } from '../e2e/fault_stack.mjs';
import { Person, sleep, staffOf } from '../e2e/lib.mjs';
import { openedBackups } from './backup.mjs';
import { chanceOf } from './chance.mjs';
import { check } from './checker.mjs';
import { FAULTS, LINK_FAULTS } from './faults.mjs';
import { asked, servedFiles } from './files.mjs';
import { History } from './history.mjs';
import { Machine } from './machine.mjs';
import { assignedTopics, editor, importer, oldTopics, packer, reviewer } from './office.mjs';
import { followed, linked, resident, worker } from './people.mjs';
import { truthOf } from './truth.mjs';

// A round goes on until so many requests were made, however slow the machine is, and at least so long.
const REQUESTS = 200;
const LASTS_MS = 1500;
const SLOWEST_MS = 120000;
// Who recalls is slow, or else nothing is answered.
const RECALL_MS = 1000;
// The latest receipts are those that a fault may have cost.
const RECEIPTS = 10;
const FOUND = 3;
const TARGETS = (tell) => `[all]\ntype = command\ncommand = ${tell}\nkinds = assign, return, answer\n`;

// The staff's sessions, and whom the notifier tells: a command that writes each message down.
async function prepare(board) {
  const staff = await staffOf(board);
  const { editor: ed1, reviewer: rev1 } = await Newsroom.open(board);
  board.sessions = Object.fromEntries(Object.entries({ ...staff, ed1, rev1 })
    .map(([id, { cookies }]) => [id, cookies]));
  board.old = [...oldTopics(board), await asked(board)];
  board.told = join(board.state, 'told');
  writeFileSync(board.told, '');
  const tell = join(board.state, 'tell');
  writeFileSync(tell, `#!/bin/sh\nread -r line\nprintf '%s\\n' "$line" >>${board.told}\n`);
  chmodSync(tell, 0o755);
  writeFileSync(join(board.state, 'targets.conf'), TARGETS(tell), { mode: 0o600 });
  // A target is told of what happens after it was first there.
  await board.start('notify');
  await until(() => {
    if (!board.admin('XINFO', 'GROUPS', '{yunchuan}:outbox').includes('all')) throw new Error('no group');
  });
  board.old.push(...await assignedTopics(board, staff));
}

/*
 * A board that can be set back: { run(seed) → { problems, faults, history, truth }, stop() }.  Every round
 * begins in the state that it had when the staff had signed in.
 */
export async function openBoard() {
  const machine = await Machine.open(prepare);
  return {
    /*
     * names: of the faults that happen; without them the seed says.  It is not over before
     * enough(history) has happened.
     */
    async run(seed, names = process.env.FAULT?.split('+'), enough = hasReceipt) {
      const chance = chanceOf(seed);
      const planned = plannedFaults(chance, names);
      await machine.begin(chance.fork(), planned.some(({ name }) => name in LINK_FAULTS));
      try {
        return await runOn(machine, chance, planned, enough);
      } finally {
        await machine.end();
      }
    },
    stop: () => machine.stop(),
  };
}

const hasReceipt = (history) => history.of('ask').some(({ outcome }) => outcome === 'done');

// One fault, or as often two that begin within some requests of each other.
function plannedFaults(chance, names) {
  const after = chance.below(0.75 * REQUESTS);
  const picked = Array.from({ length: chance.between(1, 2) }, () => chance.pick(Object.keys(FAULTS)));
  return (names ?? picked).map((name) => ({ name, after: after + chance.below(10), chance: chance.fork() }));
}

// Waits for it, but not for ever: the checker finds what has come to a stop.
async function happens(condition) {
  const end = Date.now() + SLOWEST_MS;
  while (!condition() && Date.now() < end) await sleep(5);
}

async function runOn(machine, chance, planned, enough) {
  const { board } = machine;
  const round = { board, machine, history: new History(board.old), known: [], shown: [], letters: [],
    articles: [], titles: new Map(), over: false };
  const people = [
    ...['甲', '乙', '丙', '丁'].map((name) => resident(round, name, chance.fork())),
    worker(round, 'mod1', 'review', ['accept', 'accept', 'accept', 'decline'], chance.fork()),
    worker(round, 'disp1', 'dispatch', ['assign'], chance.fork()),
    worker(round, 'disp1', 'dept:zjj', ['recall'], chance.fork(), RECALL_MS),
    worker(round, 'zjj1', 'dept:zjj', ['draft', 'draft', 'return'], chance.fork()),
    worker(round, 'appr1', 'approve', ['approve', 'reject'], chance.fork()),
    linked(round, 'disp1', '庚', chance.fork()),
    linked(round, 'disp1', '辛', chance.fork()),
    editor(round, '戊', chance.fork()),
    editor(round, '己', chance.fork()),
    reviewer(round, chance.fork()),
    importer(round, 'topic', chance.fork()),
    importer(round, 'hotline', chance.fork()),
    packer(round, chance.fork()),
  ];
  const faults = planned.map(async ({ name, after, chance: own }) => {
    await happens(() => round.history.requests >= after);
    await FAULTS[name](machine, own);
  });
  await Promise.all([sleep(LASTS_MS), ...faults]);
  await happens(() => round.history.requests >= REQUESTS && enough(round.history));
  round.over = true;
  await Promise.all(people);
  await machine.answering();
  await until(async () => {
    if ((await fetch(`${board.base}/readyz`)).status !== 200) throw new Error('it is not back');
  });
  return judged(round, planned);
}

async function judged(round, planned) {
  const { board, history, machine } = round;
  const problems = [...await delivered(board), ...await lost(round)];
  const truth = truthOf(board);
  truth.served = await servedFiles(board, truth);
  problems.push(...check(history, truth), ...await found(board, history, truth), ...await sound(machine),
    ...await openedBackups(machine, history));
  return { problems, faults: planned.map(({ name }) => name), history, truth };
}

// All that the notifier was given has arrived.
async function delivered({ admin }) {
  return until(async () => {
    const [group] = JSON.parse(admin('--json', 'XINFO', 'GROUPS', '{yunchuan}:outbox'));
    if (group.pending > 0 || group.lag > 0) {
      await sleep(100);
      throw new Error(`the outbox is not empty: ${group.pending} pending, ${group.lag} not taken`);
    }
    const dead = admin('LLEN', '{yunchuan}:outbox:dead');
    return dead === '0' ? [] : [`${dead} messages were given up`];
  }).catch(({ message }) => [message]);
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

// The index has come to the latest topics that are public.
async function found(board, history, { cases }) {
  const said = [];
  const person = new Person(board);
  const asked = new Set(history.of('ask').map(({ title }) => title));
  const topics = [...cases.values()].filter(({ title, state }) => asked.has(title) && state !== 'pending' &&
    state !== 'declined');
  for (const { n, title } of topics.slice(-FOUND)) {
    const path = `/search.json?${new URLSearchParams({ q: `"${title}"` })}`;
    await until(async () => {
      const { results } = await person.json(path);
      if (!results.some(({ url }) => url === `/topics/${n}`)) throw new Error(`“${title}” is not found`);
    }).catch(({ message }) => said.push(message));
  }
  return said;
}

async function sound(machine) {
  // One that was cut off would hold this one off.
  machine.board.admin('DEL', '{yunchuan}:recount');
  const said = [];
  for (const args of [['recount', '--check'], ['verify']]) {
    const { code, stdout } = await machine.ctl(args);
    if (code !== 0) said.push(`wenzhengctl ${args.join(' ')}: ${stdout}`);
  }
  return said;
}
