// Kills a round of the jobs when it sends a certain commit to Redis.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { CTL } from './ctl_site.mjs';
import { ROOT, changedConfig } from './lib.mjs';

// `word` is what the commit says; sent: whether Redis gets it all the same.
export async function killAtCommit(state, word, sent, env = process.env) {
  const gate = join(state, 'run/gate.sock');
  const config = join(state, 'gate.conf');
  writeFileSync(config, changedConfig({}).replace('= run/redis.sock', '= run/gate.sock'));
  let jobs;
  const server = createServer((client) => {
    const redis = connect(join(state, 'run/redis.sock'));
    client.on('data', (bytes) => {
      const commit = bytes.includes(word);
      if (!commit || sent) redis.write(bytes);
      if (commit) jobs.kill('SIGKILL');
    });
    redis.on('data', (bytes) => client.write(bytes));
    for (const end of [client, redis]) end.on('error', () => {});
    client.on('close', () => redis.end());
  });
  await new Promise((done) => { server.listen(gate, done); });
  jobs = spawn(CTL, ['--config', config, '--state', state, 'jobs', '--once'], { cwd: ROOT, env,
    stdio: 'ignore' });
  const signal = await new Promise((done) => jobs.on('exit', (code, name) => done(name)));
  await new Promise((done) => server.close(done));
  rmSync(gate, { force: true });
  assert.equal(signal, 'SIGKILL');
}
