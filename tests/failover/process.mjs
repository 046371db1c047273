// Processes of a board on several Redis, and what is asked of them.
import { spawn } from 'node:child_process';
import { closeSync, copyFileSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { until } from '../e2e/fault_stack.mjs';
import { BUILD, ROOT, sleep } from '../e2e/lib.mjs';
import { signal as send } from '../sim/machine.mjs';

// A process that is started anew by the same words; its log is log/NAME.log of the cluster's state.
export function processOf(cluster, name, words, ready = () => {}) {
  const path = join(cluster.state, `log/${name}.log`);
  const part = {
    name,
    async start(env = {}) {
      const log = openSync(path, 'a');
      const child = spawn('setpriv', ['--pdeathsig', 'KILL', ...words], { cwd: ROOT,
        stdio: ['ignore', log, log], detached: true, env: { ...process.env, ...env } });
      closeSync(log);
      child.ended = new Promise((done) => { child.on('exit', done); });
      part.child = child;
      await until(ready);
    },
    signal: (signal) => part.child.kill(signal),
    // With what it started: nginx's workers outlive a master that is killed.
    async kill(signal = 'SIGKILL') {
      if (signal === 'SIGKILL') send(-part.child.pid, signal);
      else for (const each of [signal, 'SIGCONT']) part.child.kill(each);
      await part.child.ended;
    },
    log: () => readFileSync(path, 'utf8'),
  };
  return part;
}

export function listens(port) {
  return new Promise((done, failed) => {
    const link = connect(port, '127.0.0.1', () => { link.destroy(); done(); });
    link.on('error', failed);
  });
}

// Looks until the check holds, at intervals: each look starts programs.
export const eventually = (check) => until(() => check().catch(async (error) => {
  await sleep(300);
  throw error;
}), 180000);

// Runs a program to its end; the proxies go on meanwhile, so nothing may wait in this process.
export function run(words, { env = {}, input = '' } = {}) {
  return new Promise((done) => {
    const child = spawn(words[0], words.slice(1), { cwd: ROOT, timeout: 180000,
      env: { ...process.env, ...env } });
    const said = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'])
      child[name].setEncoding('utf8').on('data', (text) => { said[name] += text; });
    child.stdin.on('error', () => {});
    child.stdin.end(input);
    child.on('close', (status) => done({ status, ...said }));
  });
}

// A folder of a node's or sentinel's own, with the passwords.
export function folderOf(cluster, name, passwords = ['redis.pass', 'node.pass']) {
  const folder = join(cluster.state, name);
  mkdirSync(folder);
  for (const file of passwords) copyFileSync(join(cluster.state, file), join(folder, file));
  return folder;
}
