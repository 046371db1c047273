// What the append-only files of Redis hold, as one text each: the number of keys and a digest over all of
// them, whatever their order.  They are copied, and loaded as they are: without repair.
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { until } from './fault_stack.mjs';
import { ROOT } from './lib.mjs';

async function loaded(folder, files) {
  const own = mkdtempSync(join(folder, 'digest-'));
  cpSync(files, join(own, 'appendonlydir'), { recursive: true });
  const socket = join(own, 's');
  const child = spawn('redis-server', [join(ROOT, 'conf/redis.conf'), '--unixsocket', socket, '--dir',
    own, '--enable-debug-command', 'yes', '--aof-load-truncated', 'no', '--hz', '1'], { stdio: 'ignore' });
  const ended = new Promise((done) => { child.on('exit', done); });
  const ask = (...args) => spawnSync('redis-cli', ['-s', socket, ...args],
    { encoding: 'utf8' }).stdout.trim();
  await until(() => {
    if (ask('debug', 'set-active-expire', '0') !== 'OK') throw new Error(`${files} is not loaded`);
  });
  return { ask, stop: () => { child.kill('SIGKILL'); return ended; } };
}

// All are loaded before the first is looked at, so that keys that end soon are in all or none.
export async function digestOf(folder, ...files) {
  const all = [];
  try {
    for (const each of files) all.push(await loaded(folder, each));
    return all.map(({ ask }) => `${ask('dbsize')} ${ask('debug', 'digest')}`);
  } finally {
    for (const { stop } of all) await stop();
  }
}
