// Whether a copy that was made of Redis's files during a round is a backup: it opens as docs/recovery.md says,
// and has every receipt that was given before it was begun.
import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { until } from '../e2e/fault_stack.mjs';
import { ROOT } from '../e2e/lib.mjs';
import { ran } from './machine.mjs';
import { CASES_ALONE, casesOf } from './truth.mjs';

async function casesIn(machine, path) {
  const state = `${path}.state`;
  const socket = join(state, 'redis.sock');
  for (const folder of ['keys', 'redis']) mkdirSync(join(state, folder), { recursive: true });
  await ran('cp', ['-aT', path, join(state, 'redis/appendonlydir')]);
  const { code } = await ran(join(ROOT, 'scripts/redis-ready'), [machine.inState('test.conf'), state],
    { cwd: ROOT });
  if (code !== 0) throw new Error('it is refused');
  const redis = spawn('redis-server', [join(ROOT, 'conf/redis.conf'), '--unixsocket', socket, '--dir',
    join(state, 'redis')], { stdio: 'ignore' });
  const ended = new Promise((done) => { redis.on('exit', done); });
  try {
    const asked = async (...args) => (await ran('redis-cli', ['-s', socket, ...args])).stdout.trim();
    await until(async () => {
      if (redis.exitCode === null && await asked('PING') !== 'PONG') throw new Error('it does not answer');
    });
    return casesOf(...JSON.parse(await asked('EVAL', CASES_ALONE, '0')));
  } finally {
    redis.kill('SIGKILL');
    await ended;
  }
}

export async function openedBackups(machine, history) {
  const said = [];
  for (const { path, began } of machine.backups) {
    try {
      const cases = await casesIn(machine, path);
      for (const { title, ended, reply } of history.entries.filter(({ reply: got }) => got?.code))
        if (ended < began && cases.get(reply.case)?.title !== title)
          said.push(`“${title}” has a receipt and is not in the backup`);
    } catch (error) {
      said.push(`a backup does not open: ${error.message}`);
    }
  }
  return said;
}
