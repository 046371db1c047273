// What goes wrong during a round.  Each fault is for a board of parts (tests/e2e/fault_stack.mjs): it does harm,
// waits, and makes good again.
import { appendFileSync, readdirSync, readFileSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { childrenOf } from '../e2e/fault_stack.mjs';
import { sleep } from '../e2e/lib.mjs';

const signal = (pid, name) => {
  try {
    process.kill(pid, name);
  } catch (error) {
    // It has just ended by itself.
    if (error.code !== 'ESRCH') throw error;
  }
};

const killed = (part) => async (board, chance) => {
  const children = childrenOf(board.parts[part].pid);
  await board.kill(part);
  for (const pid of children) signal(pid, 'SIGKILL');
  await sleep(chance.below(500));
  await board.start(part);
};

const stopped = (pidsOf) => async (board, chance) => {
  const pids = pidsOf(board, chance);
  for (const pid of pids) signal(pid, 'SIGSTOP');
  await sleep(chance.between(100, 2000));
  for (const pid of pids) signal(pid, 'SIGCONT');
};

const partOf = (part) => (board) => [board.parts[part].pid];
const oneWorker = (board, chance) => [chance.pick(board.workers())].filter(Boolean);

// The file that Redis writes to.
function newest(board) {
  const folder = join(board.state, 'redis/appendonlydir');
  return join(folder, readdirSync(folder).filter((name) => name.endsWith('.incr.aof')).sort().pop());
}

// What a power cut may leave behind what was synced: the beginning of a commit that was never acknowledged.
async function torn(board, chance) {
  const commit = '*1\r\n$5\r\nMULTI\r\n*3\r\n$3\r\nSET\r\n$14\r\n{yunchuan}:seq\r\n$4\r\n9999\r\n';
  await board.kill('redis');
  appendFileSync(newest(board), commit.slice(0, chance.between(1, commit.length)));
  await board.start('redis');
}

/*
 * All processes are gone at once, and of Redis's files all that was not synced.  Names in the folder are kept
 * as they are: Redis syncs it after it has changed them.
 */
async function powerCut(board, chance) {
  const parts = ['redis', 'worker', 'jobs', 'nginx'];
  const children = parts.flatMap((part) => childrenOf(board.parts[part].pid));
  const ends = parts.map((part) => board.kill(part));
  for (const pid of children) signal(pid, 'SIGKILL');
  await Promise.all(ends);
  const synced = new Map(readFileSync(board.synced, 'utf8').split('\n').map((line) => line.split(' ')));
  const folder = join(board.state, 'redis/appendonlydir');
  for (const name of readdirSync(folder)) {
    const { ino, size } = statSync(join(folder, name));
    const safe = Number(synced.get(String(ino)) ?? board.began.get(name) ?? 0);
    if (safe < size) truncateSync(join(folder, name), safe);
  }
  await sleep(chance.below(300));
  for (const part of ['redis', 'worker', 'jobs', 'nginx']) await board.start(part);
}

async function full(board, chance) {
  board.admin('CONFIG', 'SET', 'maxmemory', '1');
  await sleep(chance.between(200, 1500));
  board.admin('CONFIG', 'SET', 'maxmemory', '0');
}

export const FAULTS = {
  'redis killed': killed('redis'),
  'master killed': killed('worker'),
  'nginx killed': killed('nginx'),
  'jobs killed': killed('jobs'),
  'a worker killed': async (board, chance) => {
    for (const pid of oneWorker(board, chance)) signal(pid, 'SIGKILL');
  },
  'redis stopped': stopped(partOf('redis')),
  'master stopped': stopped(partOf('worker')),
  'a worker stopped': stopped(oneWorker),
  'nginx stopped': stopped((board) => childrenOf(board.parts.nginx.pid)),
  'jobs stopped': stopped(partOf('jobs')),
  'worker reloaded': async (board) => signal(board.parts.worker.pid, 'SIGHUP'),
  'nginx reloaded': async (board) => signal(board.parts.nginx.pid, 'SIGHUP'),
  'redis rewrites its file': async (board) => { board.admin('BGREWRITEAOF'); },
  'a torn commit in the file': torn,
  'redis full': full,
  'power cut': powerCut,
  recount: async (board) => { await board.recount(); },
};
