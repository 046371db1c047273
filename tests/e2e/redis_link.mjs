/*
 * Asks a stack's Redis without a program for each question: a thread has the connection, and the test waits
 * for its answer.  What comes back is what redis-cli prints, an item a line.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { MessageChannel, Worker, isMainThread, receiveMessageOnPort, workerData } from 'node:worker_threads';

// One reply of RESP2 at `at`: [text, end], or null while it isn't there whole.
function reply(data, at) {
  const end = data.indexOf('\r\n', at);
  if (end < 0) return null;
  const head = data.toString('utf8', at + 1, end);
  const next = end + 2;
  if (data[at] === 0x24) {
    const last = next + Number(head);
    if (Number(head) < 0) return ['', next];
    return data.length < last + 2 ? null : [data.toString('utf8', next, last), last + 2];
  }
  if (data[at] !== 0x2a) return [head, next];
  const items = [];
  let place = next;
  for (let left = Number(head); left > 0; left -= 1) {
    const item = reply(data, place);
    if (!item) return null;
    items.push(item[0]);
    place = item[1];
  }
  return [items.join('\n'), place];
}

const command = (args) => Buffer.concat([Buffer.from(`*${args.length}\r\n`),
  ...args.map((arg) => Buffer.from(`$${Buffer.byteLength(arg)}\r\n${arg}\r\n`))]);

// In the thread: answers each question; a Redis that isn't there answers nothing.  One that was started anew
// is asked on a new connection.
function serve({ state, login, port, woken }) {
  let link = null;
  let waiting = null;
  let stale = false;
  let data = Buffer.alloc(0);
  const answer = (text) => {
    waiting = null;
    port.postMessage(text);
    Atomics.store(woken, 0, 1);
    Atomics.notify(woken, 0);
  };
  function open() {
    const mine = connect(join(state, 'run/redis.sock'));
    data = Buffer.alloc(0);
    let first = true;
    stale = false;
    mine.on('data', (more) => {
      data = Buffer.concat([data, more]);
      for (let got = reply(data, 0); got; got = reply(data, 0)) {
        data = data.subarray(got[1]);
        if (first) first = false;
        else {
          answer(got[0]);
          stale = true;
        }
      }
    });
    mine.on('error', () => {});
    mine.on('close', () => {
      if (link !== mine) return;
      link = null;
      if (waiting && stale) send();
      else if (waiting) answer('');
    });
    mine.write(command(['AUTH', ...login]));
    return mine;
  }
  function send() {
    link ??= open();
    link.write(command(waiting));
  }
  port.on('message', (args) => {
    waiting = args;
    send();
  });
}

if (!isMainThread) serve(workerData);

// For the state's Redis: (...args) → what redis-cli prints.  Its own options need redis-cli itself.
export function redisLink(state, user = 'wenzheng', password = '') {
  let port;
  let woken;
  return (...args) => {
    const login = [user, password || readFileSync(join(state, 'redis.pass'), 'utf8').trim()];
    if (args[0].startsWith('-'))
      return spawnSync('redis-cli', ['-s', join(state, 'run/redis.sock'), '--user', user, ...args],
        { env: { ...process.env, REDISCLI_AUTH: login[1] }, encoding: 'utf8' }).stdout.replace(/\n$/, '');
    if (!port) {
      const channel = new MessageChannel();
      woken = new Int32Array(new SharedArrayBuffer(4));
      port = channel.port1;
      new Worker(new URL(import.meta.url), { workerData: { state, login, port: channel.port2, woken },
        transferList: [channel.port2] }).unref();
      port.unref();
    }
    Atomics.store(woken, 0, 0);
    port.postMessage(args.map(String));
    // The call that wakes may still be that of the answer before.
    while (Atomics.load(woken, 0) === 0)
      if (Atomics.wait(woken, 0, 0, 30000) === 'timed-out') throw new Error(`Redis does not answer ${args}`);
    return receiveMessageOnPort(port).message;
  };
}
