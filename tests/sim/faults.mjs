// What goes wrong during a round.  Each fault does its harm to a machine (machine.mjs), which starts again
// what ends, and makes good what nobody else would; another may happen at the same moment.
import { appendFileSync, copyFileSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { BUILD, sleep } from '../e2e/lib.mjs';
import { DISK, PARTS, ran, signal } from './machine.mjs';

// Bytes that a process which is short of memory may still get.
const MEMORY = 256 << 10;

const killed = (part) => async (machine) => machine.kill(part);

const stopped = (pidsOf) => async (machine, chance) => {
  const pids = pidsOf(machine, chance);
  for (const pid of pids) signal(pid, 'SIGSTOP');
  await sleep(chance.between(100, 2000));
  for (const pid of pids) signal(pid, 'SIGCONT');
};

const partOf = (part) => (machine) => machine.pidsOf(part);
const oneWorker = (machine, chance) => [chance.pick(machine.childrenOf('worker'))].filter(Boolean);
const told = (part, name) => async (machine) => {
  for (const pid of machine.pidsOf(part)) signal(pid, name);
};

// What a power cut may leave behind what was synced: the beginning of a commit that was never acknowledged.
async function torn(machine, chance) {
  const commit = '*1\r\n$5\r\nMULTI\r\n*3\r\n$3\r\nSET\r\n$14\r\n{yunchuan}:seq\r\n$4\r\n9999\r\n';
  await machine.without(['redis'], () =>
    appendFileSync(machine.newestLog(), commit.slice(0, chance.between(1, commit.length))));
}

// All processes are gone at once, in the middle of a slow sync, and with them what was not synced.
async function powerCut(machine, chance) {
  machine.set({ slow: chance.below(100000) });
  await sleep(chance.below(200));
  await machine.without(PARTS, async () => {
    machine.disk.lose(chance);
    machine.set({ slow: 0 });
    await sleep(chance.below(300));
  });
}

const badDisk = (disk) => async (machine, chance) => {
  machine.set({ disk });
  await sleep(chance.between(200, 1500));
  machine.set({ disk: DISK.works });
};

/*
 * Little more memory than it has, for a while: what it asks for then it doesn't get, and it may end.  What it
 * starts meanwhile has as little.
 */
const poor = (pidsOf) => async (machine, chance) => {
  const pids = pidsOf(machine, chance);
  for (const pid of pids) await ran('prlimit', ['--pid', String(pid), `--data=${dataOf(pid) +
    chance.below(MEMORY)}:`]);
  await sleep(chance.between(500, 3000));
  for (const pid of pids) await ran('prlimit', ['--pid', String(pid), '--data=unlimited:']);
};

function dataOf(pid) {
  try {
    return 1024 * Number(/^VmData:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
  } catch (error) {
    // It has just ended by itself.
    if (error.code !== 'ENOENT' && error.code !== 'ESRCH') throw error;
    return 0;
  }
}

const clockOff = (least, most) => async (machine, chance) => {
  machine.set({ clock: chance.between(least, most) });
  await sleep(chance.between(200, 2000));
  machine.set({ clock: 0 });
};

async function full(machine, chance) {
  await machine.admin('CONFIG', 'SET', 'maxmemory', '1');
  await sleep(chance.between(200, 1500));
  await machine.admin('CONFIG', 'SET', 'maxmemory', '0');
}

async function upgraded(machine) {
  copyFileSync(join(BUILD, 'wenzheng'), `${machine.board.program}.new`);
  renameSync(`${machine.board.program}.new`, machine.board.program);
  await told('worker', 'SIGHUP')(machine);
}

async function indexLost(machine) {
  await machine.without(['index'], () => rmSync(machine.inState('search'), { recursive: true, force: true }));
}

/*
 * As docs/operating.md says, of files so large that each takes a while: again when Redis has written them
 * anew meanwhile.  Whether it is a backup is seen after the round (backup.mjs).
 */
async function backup(machine, chance) {
  const list = machine.inState('redis/appendonlydir/wenzheng.aof.manifest');
  for (let copied = false; !copied;) {
    const path = mkdtempSync(join(machine.folder, 'backup-'));
    const began = performance.now();
    const was = readFileSync(list, 'utf8');
    const codes = [];
    for (const file of chance.shuffle(machine.logs())) {
      await sleep(chance.below(400));
      codes.push((await ran('cp', ['-a', file, path])).code);
    }
    copied = codes.every((code) => code === 0) && readFileSync(list, 'utf8') === was;
    if (copied) machine.backups.push({ path, began });
  }
}

const link = (harm) => async (machine, chance) => {
  harm(machine.gate, chance);
  await sleep(chance.between(100, 4000));
  machine.gate.delay = 0;
  machine.gate.stopped = { up: false, down: false };
};

// Those of the link to Redis, which is no other process in a round without them.
export const LINK_FAULTS = {
  'the link is slow': link((gate, chance) => { gate.delay = chance.between(5, 100); }),
  'the link stops': link((gate) => { gate.stopped = { up: true, down: true }; }),
  'the link brings no answers': link((gate) => { gate.stopped = { up: false, down: true }; }),
  'the link is cut': async (machine) => machine.gate.cut(),
  'the link is cut before the answers': async (machine, chance) => {
    machine.gate.stopped = { up: false, down: true };
    await sleep(chance.below(300));
    machine.gate.cut();
    machine.gate.stopped = { up: false, down: false };
  },
};

export const FAULTS = {
  'redis killed': killed('redis'),
  'master killed': killed('worker'),
  'nginx killed': killed('nginx'),
  'jobs killed': killed('jobs'),
  'notifier killed': killed('notify'),
  'index killed': killed('index'),
  'a worker killed': async (machine, chance) => {
    for (const pid of oneWorker(machine, chance)) signal(pid, 'SIGKILL');
  },
  'redis stopped': stopped(partOf('redis')),
  'master stopped': stopped(partOf('worker')),
  'a worker stopped': stopped(oneWorker),
  'nginx stopped': stopped((machine) => machine.childrenOf('nginx')),
  'jobs stopped': stopped(partOf('jobs')),
  'notifier stopped': stopped(partOf('notify')),
  'index stopped': stopped(partOf('index')),
  'worker reloaded': told('worker', 'SIGHUP'),
  'worker upgraded': upgraded,
  'nginx reloaded': told('nginx', 'SIGHUP'),
  'redis rewrites its file': async (machine) => { await machine.admin('BGREWRITEAOF'); },
  'a torn commit in the file': torn,
  'redis full': full,
  'disk full': badDisk(DISK.full),
  'disk full in the middle': badDisk(DISK.fullInTheMiddle),
  'disk does not sync': badDisk(DISK.doesNotSync),
  'disk read-only': badDisk(DISK.readOnly),
  'workers without memory': poor((machine) => machine.childrenOf('worker')),
  'master without memory': poor(partOf('worker')),
  'jobs without memory': poor(partOf('jobs')),
  'notifier without memory': poor(partOf('notify')),
  'index without memory': poor(partOf('index')),
  'redis without memory': poor(partOf('redis')),
  'power cut': powerCut,
  'clock ahead': clockOff(1, 3600),
  'clock a month ahead': clockOff(30 * 86400, 31 * 86400),
  'clock back': clockOff(-3600, -1),
  recount: async (machine) => { await machine.ctl(['recount']); },
  'index lost': indexLost,
  'a backup beside': backup,
  ...LINK_FAULTS,
};
