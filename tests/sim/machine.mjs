// The machine of a round: all parts of a board, each started again when it ends, as systemd does, with a
// clock and a disk of their own (machine.c), and a state that can be set back.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { childrenOf, startParts } from '../e2e/fault_stack.mjs';
import { BUILD, ROOT, sleep } from '../e2e/lib.mjs';
import { Disk } from './disk.mjs';
import { openGate } from './gate.mjs';

export const PARTS = ['redis', 'worker', 'jobs', 'notify', 'index', 'nginx'];
// A part is started again within so many ms after its end.
const PAUSE_MS = 500;

// Words of machine.c.
export const DISK = { works: 0, full: 1, fullInTheMiddle: 2, doesNotSync: 3, readOnly: 4 };

export function signal(pid, name) {
  try {
    process.kill(pid, name);
  } catch (error) {
    // It has just ended by itself.
    if (error.code !== 'ESRCH') throw error;
  }
}

// A program's end: { code, stdout }.  Nothing waits for it but who asked: what it talks to may be stopped.
export function ran(program, args, options = {}) {
  return new Promise((done, failed) => {
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'ignore'], ...options });
    let stdout = '';
    child.stdout.on('data', (text) => { stdout += text; });
    child.on('error', failed);
    child.on('close', (code) => done({ code, stdout }));
    options.born?.(child);
  });
}

function built() {
  const folder = mkdtempSync(join(tmpdir(), 'wz-sim-'));
  const library = join(folder, 'machine.so');
  const { status, stderr } = spawnSync('cc', ['-O1', '-shared', '-fPIC', '-o', library,
    join(ROOT, 'tests/sim/machine.c')], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return { folder, library };
}

export class Machine {
  // A board on which prepare(board) has made what every round begins with.
  static async open(prepare) {
    const machine = new Machine();
    machine.board = await startParts({ own: true,
      config: { domain: 'yc.example.gov.cn', disk_floor_mb: 0, pack_days: 0, pow_cost: 10,
        photos_per_address_hour: 1000000, processes: 4 } });
    await prepare(machine.board);
    await machine.board.halt();
    const config = machine.inState('test.conf');
    writeFileSync(config, readFileSync(config, 'utf8')
      .replace('socket = run/redis.sock', 'socket = run/gate.sock')
      // Of the notifier alone, so that a message that its death cut off is sent again within a round.
      .replace('timeout_ms = 10000', 'timeout_ms = 1000').replace('retry_ms = 30000', 'retry_ms = 300'));
    Object.assign(machine, built());
    writeFileSync(join(machine.folder, 'machine'), '');
    machine.kept = join(machine.folder, 'state');
    // Without its floor a disk needs none.
    rmSync(machine.inState('redis/ballast'), { force: true });
    spawnSync('cp', ['-aT', machine.board.state, machine.kept]);
    return machine;
  }

  inState(path) {
    return join(this.board.state, path);
  }

  // From the kept state on; what happens by chance comes from there.  gated: the link to Redis can fail.
  async begin(chance, gated) {
    spawnSync('bash', ['-c', 'rm -rf "$1"/* && cp -aT "$0" "$1"', this.kept, this.board.state]);
    this.disk = new Disk(this.board.state, join(this.folder, 'synced'));
    this.set(this.now = { clock: 0, disk: DISK.works, slow: 0 });
    this.chance = chance;
    this.on = true;
    this.held = 0;
    this.backups = [];
    rmSync(this.inState('run/gate.sock'), { force: true });
    if (gated) this.gate = await openGate(this.inState('run/gate.sock'), this.inState('run/redis.sock'));
    else symlinkSync('redis.sock', this.inState('run/gate.sock'));
    this.tasks = [this.keepUp('redis')];
    await this.board.answering('redis');
    for (const part of PARTS.slice(1)) this.tasks.push(this.keepUp(part));
    await this.answering();
  }

  // Until all parts serve.
  async answering() {
    for (const part of PARTS) {
      while (!this.lives(part)) await sleep(10);
      await this.board.answering(part);
    }
  }

  lives(part) {
    const child = this.board.parts[part];
    return child && child.exitCode === null && child.signalCode === null;
  }

  // Ends all that runs, at once: nothing of it is needed any more.
  async end() {
    this.on = false;
    for (const part of PARTS) this.kill(part);
    await Promise.all(this.tasks);
    this.gate?.close();
    this.gate = null;
  }

  async stop() {
    await this.board.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  async keepUp(part) {
    const env = { LD_PRELOAD: this.library, MACHINE: join(this.folder, 'machine'), SYNCED: this.disk.log };
    while (this.on) {
      const ready = this.held === 0 && (part !== 'redis' || await this.readied(env));
      if (ready && this.on && this.held === 0) {
        const { pid, ended } = this.board.launch(part, env);
        await ended;
        signal(-pid, 'SIGKILL');	// what it left
        await sleep(this.on ? this.chance.below(PAUSE_MS) : 0);
      } else {
        await sleep(10);
      }
    }
  }

  // What goes before each start of Redis.
  async readied(env) {
    this.readying = ran(join(ROOT, 'scripts/redis-ready'), [this.inState('test.conf'), this.board.state],
      { cwd: ROOT, env: { ...process.env, ...env } });
    return (await this.readying).code === 0;
  }

  // A part with all its children.
  kill(part) {
    if (this.lives(part)) signal(-this.board.parts[part].pid, 'SIGKILL');
  }

  pidsOf(part) {
    return this.lives(part) ? [this.board.parts[part].pid] : [];
  }

  childrenOf(part) {
    try {
      return this.pidsOf(part).flatMap(childrenOf);
    } catch (error) {
      if (error.code === 'ENOENT' || error.code === 'ESRCH') return [];
      throw error;
    }
  }

  // Kills these parts, does the work while none is started, then lets all be started again.
  async without(parts, work) {
    this.held += 1;
    for (const part of parts) this.kill(part);
    while (parts.some((part) => this.lives(part))) await sleep(5);
    await this.readying;
    try {
      await work();
    } finally {
      this.held -= 1;
    }
  }

  // What changes of clock and disk: struct machine of machine.c.
  set(changes) {
    const bytes = Buffer.alloc(16);
    Object.assign(this.now, changes);
    bytes.writeBigInt64LE(BigInt(this.now.clock), 0);
    bytes.writeInt32LE(this.now.disk, 8);
    bytes.writeInt32LE(this.now.slow, 12);
    // In its place: the parts have it mapped.
    writeFileSync(join(this.folder, 'machine'), bytes, { flag: 'r+' });
  }

  // Redis's files.
  logs() {
    const folder = this.inState('redis/appendonlydir');
    return readdirSync(folder).map((name) => join(folder, name));
  }

  // The one that it writes to.
  newestLog() {
    return this.logs().filter((path) => path.endsWith('.incr.aof')).sort().pop();
  }

  admin(...args) {
    return ran('redis-cli', ['-s', this.inState('run/redis.sock'), '--user', 'tester', '--pass',
      'tester', '--no-auth-warning', ...args]);
  }

  ctl(args, options) {
    return ran(join(BUILD, 'wenzhengctl'), ['--config', this.inState('test.conf'), '--state',
      this.board.state, ...args], { cwd: ROOT, ...options });
  }
}
