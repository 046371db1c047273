// A board whose one worker, and whose commands, can be made to fail at one chosen call.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { startParts, until } from '../e2e/fault_stack.mjs';
import { BUILD, PASSWORD, ROOT, signIn, staffOf } from '../e2e/lib.mjs';
import { Newsroom } from '../e2e/articles.mjs';
import { buildLibrary, Control } from './control.mjs';
import { Gate, WAYS } from './gate.mjs';

const MANY = 100000;
const CONFIG = { processes: 1, follow: 'on', mail: 'on', domain: 'wz.example.gov.cn', pow_cost: 1,
  posts_per_device_hour: MANY, comments_per_address_hour: MANY, supports_per_address_hour: MANY,
  waiting_per_address: MANY, photos_per_address_hour: MANY, photos_per_device_hour: MANY, sessions_most: 100,
  timeout_ms: 1000 };

// Redis past the worker: one connection for all questions, each a script that gives JSON.
function openTruth(socket) {
  const link = connect(socket);
  let told = '';
  let done;
  link.setEncoding('utf8');
  link.on('data', (text) => {
    told += text;
    // A string comes after a line with its length.
    if (/^(?:\$\d+\r\n.*|[^$].*)\r\n$/s.test(told)) done(told);
  });
  link.unref();
  const ask = (...words) => {
    told = '';
    link.write(`*${words.length}\r\n${words.map((word) =>
      `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join('')}`);
    return new Promise((answered) => { done = answered; });
  };
  return {
    ask,
    // What a script gives, with SITE before each key.
    async lua(script, ...args) {
      const reply = await ask('EVAL', `local S = '{yunchuan}:' ${script}`, '0', ...args.map(String));
      const found = /^(?:\$\d+\r\n|:)(.*)\r\n$/s.exec(reply);
      if (!found) throw new Error(`${script}: ${reply}`);
      return JSON.parse(found[1] || '0');
    },
    close: () => link.destroy(),
  };
}

/*
 * A stack of fault_stack.mjs with besides it: staff, room (an editor and a reviewer), lua(script, ...args),
 * arm(fault, nth), disarm() → { failed, calls, place }, and run(args, { fault, nth, input }), which runs
 * wenzhengctl: { status, signal, out, said, failed, calls, place }.  A fault is 'memory', 'files full',
 * 'files broken', 'files short' or one of the gate's ways.
 */
export async function openBoard() {
  const board = await startParts({ config: CONFIG });
  const inState = (name) => join(board.state, name);
  board.ctl(['column', 'load', 'conf/columns.csv']);
  const library = inState('failing.so');
  buildLibrary(library);
  board.gates = { worker: await Gate.open(inState('run/gate.sock'), inState('run/redis.sock')),
    command: await Gate.open(inState('run/gate2.sock'), inState('run/redis.sock')) };
  board.control = new Control(library, inState('failing'));
  board.control2 = new Control(library, inState('failing2'));
  const config = readFileSync(inState('test.conf'), 'utf8');
  for (const [name, gate] of [['test.conf', 'gate'], ['command.conf', 'gate2']])
    writeFileSync(inState(name), config.replace('run/redis.sock', `run/${gate}.sock`));
  await board.kill('worker', 'SIGTERM');
  await board.start('worker', board.control.env);
  const truth = openTruth(inState('run/redis.sock'));
  await truth.ask('AUTH', 'tester', 'tester');
  board.staff = await staffOf(board);
  board.room = await Newsroom.open(board);
  board.ctl(['staff', 'add', 'admin1', '--name', '管理员甲', '--roles', 'admin', '--password-stdin'],
    `${PASSWORD}\n`);
  board.admin = await signIn(board, 'admin1');
  const stop = board.stop;
  Object.assign(board, {
    lua: truth.lua,
    arm: (fault, nth) => arm(board.gates.worker, board.control, fault, nth, board.workers()[0]),
    disarm: () => disarm(board.gates.worker, board.control),
    run: (args, options) => run(board, args, options),
    async stop() {
      truth.close();
      await stop();
    },
  });
  return board;
}

function arm(gate, control, fault, nth, pid) {
  const [subject, kind] = fault.split(' ');
  if (WAYS.includes(subject)) gate.arm(subject, nth);
  else control.arm(subject, nth, { fault: kind, pid });
}

function disarm(gate, control) {
  const counted = control.disarm();
  return gate.way ? gate.disarm() : counted;
}

function run(board, args, { fault, nth, input = '', program = 'wenzhengctl' } = {}) {
  if (fault) arm(board.gates.command, board.control2, fault, nth, 0);
  const child = spawn(join(BUILD, program), ['--config', join(board.state, 'command.conf'), '--state',
    board.state, ...args], { cwd: ROOT, env: { ...process.env, ...fault && board.control2.env } });
  let out = '';
  let said = '';
  child.stdout.on('data', (text) => { out += text; });
  child.stderr.on('data', (text) => { said += text; });
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  return new Promise((done) => {
    child.on('close', (status, signal) => {
      done({ status, signal, out, said, ...fault && disarm(board.gates.command, board.control2) });
    });
  });
}

// The one worker, when there is one again.
export const workerOf = (board) => until(() => {
  assert.equal(board.workers().length, 1);
  return board.workers()[0];
});
