// A board whose parts can be killed one by one: scripts/run makes the state, then Redis, worker and nginx are
// started on it singly, with the commands that scripts/run uses.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { appendFileSync, closeSync, copyFileSync, openSync, readFileSync, symlinkSync,
  writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { changedConfig, Person, QUESTION, ROOT, sleep, startStack } from './lib.mjs';
import { redisLink } from './redis_link.mjs';

const BUILD = resolve(ROOT, process.env.BUILD || 'build');

/*
 * Gives a stack as startStack does, with besides it: parts (name → child process), start(name, env), where
 * env adds to the environment: launch(name, env), then answering(name); kill(name, signal) which waits for
 * the end, workers() (the pids of the worker processes), admin(...args) (redis-cli as a user of this
 * test's own who may do everything), halt() which ends all parts, and a stop() of its own.  The parts jobs,
 * notify and index run when a test starts them.
 * options: staff as in startStack; config has settings that replace those of conf/wenzheng.conf, key → value;
 * gate puts a gate between the worker and Redis: redisGate; own runs a copy of the worker's program at
 * stack.program, which may be replaced.
 */
export async function startParts(options = {}) {
  // The test starts the parts as who it is, so the state must be the same account's.
  const stack = await startStack({ staff: options.staff, env: { RUN_AS: 'root' } });
  assert.equal(await stack.stop({ keep: true }), 0);
  const inState = (path) => join(stack.state, path);
  writeFileSync(inState('test.conf'), configOf(options));
  copyFileSync(inState('redis.acl'), inState('test.acl'));
  appendFileSync(inState('test.acl'), 'user tester on >tester ~* &* +@all\n');

  const socket = inState('run/redis.sock');
  stack.program = options.own ? inState('wenzheng') : join(BUILD, 'wenzheng');
  if (options.own) {
    copyFileSync(join(BUILD, 'wenzheng'), stack.program);
    for (const helper of ['wenzheng-photo', 'wenzheng-attachment'])
      symlinkSync(join(BUILD, helper), inState(helper));
  }
  const commands = {
    redis: ['redis-server', join(ROOT, 'conf/redis.conf'), '--unixsocket', socket, '--dir', inState('redis'),
      '--aclfile', inState('test.acl')],
    worker: [stack.program, '--config', inState('test.conf'), '--state', stack.state],
    nginx: ['nginx', '-e', 'stderr', '-p', stack.state, '-c', inState('nginx.conf')],
  };
  for (const name of ['jobs', 'notify', 'index'])
    commands[name] = [join(BUILD, 'wenzhengctl'), '--config', inState('test.conf'), '--state', stack.state,
      name];
  const ready = {
    redis: () => assert.equal(stack.redis('ping'), 'PONG'),
    worker: async () => {
      await answers(inState('run/wenzheng.sock'));
      // The socket is open before the first worker is started.  Those before it have lines in the log too.
      const log = readFileSync(inState('log/worker.log'), 'utf8');
      const said = [...log.matchAll(/serving with (\d+) workers/g)];
      assert.equal(stack.workers().length, Number(said.at(-1)?.[1]));
    },
    nginx: () => fetch(`${stack.base}/robots.txt`),
  };
  const parts = {};
  const removeState = stack.stop;

  function launch(name, env = {}) {
    const log = openSync(inState(`log/${name}.log`), 'a');
    const child = spawn('setpriv', ['--pdeathsig', 'TERM', ...commands[name]],
      { cwd: ROOT, stdio: ['ignore', log, log], detached: true, env: { ...process.env, ...env } });
    closeSync(log);
    child.ended = new Promise((done) => { child.on('exit', done); });
    parts[name] = child;
    return child;
  }

  // Waits until it serves; of what serves nobody there is nothing to wait for.
  const answering = async (name) => ready[name] && until(ready[name]);

  async function start(name, env) {
    launch(name, env);
    await answering(name);
  }

  async function kill(name, signal = 'SIGKILL') {
    process.kill(parts[name].pid, signal);
    await parts[name].ended;
  }

  // Ends all parts, orderly.
  async function halt() {
    for (const [name, signal] of [['nginx', 'SIGQUIT'], ['worker', 'SIGTERM'], ['jobs', 'SIGTERM'],
      ['notify', 'SIGTERM'], ['index', 'SIGTERM'], ['redis', 'SIGTERM']]) {
      const child = parts[name];
      if (!child || child.exitCode !== null || child.signalCode !== null) continue;
      process.kill(child.pid, 'SIGCONT');
      await kill(name, signal);
    }
  }

  async function stop() {
    await halt();
    await removeState();
  }

  const asTester = redisLink(stack.state, 'tester', 'tester');
  const admin = (...args) => asTester(...args).trim();
  const workers = () => childrenOf(parts.worker.pid);
  Object.assign(stack, { parts, launch, answering, start, kill, halt, stop, admin, workers });
  if (options.gate) stack.redisGate = await openGate(inState('run/gate.sock'), socket);
  await orStop(stack, async () => {
    for (const name of ['redis', 'worker', 'nginx']) await start(name);
  });
  // The first recount of a site, stopped in its middle, would hold the test's off for a minute.
  stack.redis('del', '{yunchuan}:recount');
  return stack;
}

/*
 * Passes everything between the worker and Redis, and can stop a conversation at a chosen point: hold(text)
 * lets the first command with the text in it through, but keeps back what Redis answers on that connection
 * until release(), or for good with release('lost'); `caught` is done when the command came by.  passed
 * counts the commands and the bytes of their answers so far.
 */
async function openGate(path, redis) {
  let trap = null;
  const passed = { commands: 0, bytes: 0 };
  const server = createServer((worker) => {
    const link = connect(redis);
    let waiting = Promise.resolve();
    let tail = '';
    worker.on('data', (bytes) => {
      // Each command begins as an array of strings; the beginning may come in two pieces.
      const text = tail + bytes.toString('latin1');
      const begun = [...text.matchAll(/(?<![^\n])\*\d+\r\n\$/g)];
      passed.commands += begun.length;
      tail = text.slice(Math.max(text.length - 12, begun.length ? begun.at(-1).index +
        begun.at(-1)[0].length : 0));
      if (trap && bytes.includes(trap.text)) {
        waiting = trap.released;
        trap.spring();
        trap = null;
      }
      link.write(bytes);
    });
    link.on('data', (bytes) => {
      passed.bytes += bytes.length;
      waiting.then((fate) => fate === 'lost' || worker.write(bytes));
    });
    for (const [one, other] of [[worker, link], [link, worker]]) {
      one.on('error', () => {});
      one.on('close', () => waiting.then(() => other.destroy()));
    }
  });
  await new Promise((done) => { server.listen(path, done); });
  server.unref();
  return {
    passed,
    hold(text) {
      const held = {};
      held.caught = new Promise((spring) => {
        trap = { text, spring, released: new Promise((release) => { held.release = release; }) };
      });
      return held;
    },
  };
}

function configOf({ config = {}, gate = false }) {
  // A crowd behind one address asks more than the default allows.
  const text = changedConfig({ posts_per_address_hour: 1000000, ...config });
  return gate ? text.replace('socket = run/redis.sock', 'socket = run/gate.sock') : text;
}

function answers(path) {
  return new Promise((done, failed) => {
    const link = connect(path, () => { link.destroy(); done(); });
    link.on('error', failed);
  });
}

export function childrenOf(pid) {
  const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8');
  return text.trim().split(' ').filter(Boolean).map(Number);
}

// Does the work that starts a stack; what a failed start has begun would keep its test's process for ever.
export async function orStop(stack, work) {
  try {
    await work();
  } catch (error) {
    await stack.stop();
    throw error;
  }
}

// Looks until the check holds; gives what it gave.  The time is for a machine that does much else.
export async function until(check, ms = 40000) {
  const end = Date.now() + ms;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() > end) throw error;
      await sleep(20);
    }
  }
}

/*
 * A resident who doesn't give up, for `patience` ms: asks one question by one form, sending it again until
 * there is a receipt.  Gives the receipt with title, form, asker and tries: every status on the way, 0 for a
 * broken connection.
 */
export async function insist(stack, title, patience = 90000) {
  const asker = new Person(stack);
  const tries = [];
  const form = await until(() => asker.token('/topics/new'), patience);
  const end = Date.now() + patience;
  for (;;) {
    const reply = await asker.act('/topics', { form, ...QUESTION, title, phone: '' }).catch((error) =>
      ({ status: 0, error }));
    tries.push(reply.status);
    if (reply.status === 201 || reply.status === 200) return { ...reply, title, form, asker, tries };
    if (reply.status !== 0) {
      assert.equal(reply.status, 503, JSON.stringify(reply));
      assert.equal(reply.error.code, 'unavailable');
      assert.ok(Number(reply.headers.get('retry-after')) > 0);
    }
    assert.ok(Date.now() < end, `no receipt: ${tries}`);
    await sleep(50);
  }
}

/*
 * `people` residents ask one question after the other while `work` goes on, which is given the receipts so
 * far; gives them all.
 */
export async function askDuring(stack, people, name, work) {
  let over = false;
  const receipts = [];
  const crowd = Array.from({ length: people }, async (_, person) => {
    for (let i = 0; !over; i += 1) receipts.push(await insist(stack, `${name}第 ${person} 人第 ${i} 问`));
  });
  try {
    await work(receipts);
  } finally {
    over = true;
    await Promise.all(crowd);
  }
  return receipts;
}

// Each receipt leads to its own case, by number and code and by its link, and its form gives no second case.
export async function allThere(stack, receipts) {
  for (const of of ['case', 'number', 'track', 'code']) {
    const known = new Set(receipts.map((receipt) => receipt[of]));
    assert.equal(known.size, receipts.length, `two receipts with one ${of}`);
  }
  for (const receipt of receipts) {
    const page = await receipt.asker.json(`${receipt.track}.json`);
    assert.equal(page.case.title, receipt.title);
    const anybody = new Person(stack);
    const found = await anybody.act('/track', { form: await anybody.token('/track'), number: receipt.number,
      code: receipt.code });
    assert.equal(found.status, 200);
    assert.equal((await anybody.json(`${found.track}.json`)).case.number, receipt.number);
    const again = await receipt.asker.act('/topics',
      { form: receipt.form, ...QUESTION, title: receipt.title, phone: '' });
    assert.deepEqual([again.status, again.number], [200, receipt.number],
      'the form gives its case once more');
  }
}

// Nothing is half-done: queues, lists and figures agree with the cases, and the answers with their seals.
export function sound(stack) {
  assert.match(stack.ctl(['recount', '--check']), /^\d+ cases, 0 entries wrong$/m);
  assert.match(stack.ctl(['verify']), / 0 wrong/);
}

// How many cases there are, whatever the receipts say.
export const casesOf = (stack) => Number(/^(\d+) cases/.exec(stack.ctl(['recount', '--check']))[1]);
