// What the worker's account in Redis may not do, and who may read the state folder.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, lstatSync, mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { insist } from './fault_stack.mjs';
import { startStack } from './lib.mjs';

let stack;

before(async () => {
  const state = mkdtempSync(join(tmpdir(), 'wz-'));
  chmodSync(state, 0o755);
  stack = await startStack({ state });
  await insist(stack, '给库里放一件东西');
});
after(() => stack && stack.stop());

const KEY = '{yunchuan}:probe';
const REFUSED = [
  'CONFIG GET maxmemory', 'CONFIG SET maxmemory 1', 'CONFIG REWRITE', 'FLUSHALL', 'FLUSHDB', `KEYS *`,
    'RANDOMKEY',
  `EVAL return(1) 0`, `EVAL_RO return(1) 1 ${KEY}`, 'EVALSHA 0 0', 'SCRIPT FLUSH', 'FUNCTION FLUSH',
    'FUNCTION LIST',
  'FUNCTION LOAD x', `FCALL x 1 ${KEY}`, 'DEBUG SLEEP 0', `DEBUG OBJECT ${KEY}`, 'SHUTDOWN NOSAVE', 'SAVE',
    'BGSAVE',
  'BGREWRITEAOF', 'REPLICAOF NO ONE', 'FAILOVER', 'MONITOR', 'MODULE LIST', 'ACL LIST',
    'ACL SETUSER wenzheng +@all', 'ACL SAVE',
  'CLIENT LIST', 'CLIENT PAUSE 1', 'CLIENT KILL ID 1', 'SLOWLOG GET', 'LATENCY RESET', 'MEMORY DOCTOR',
    'SWAPDB 0 1',
  'SELECT 0', `MIGRATE 127.0.0.1 1 ${KEY} 0 10`, `RESTORE ${KEY} 0 x`, `DUMP ${KEY}`, `SORT ${KEY}`,
  'XTRIM {yunchuan}:events MAXLEN 0', 'XDEL {yunchuan}:answers 1-1', 'XSETID {yunchuan}:events 1-1',
    'PUBLISH a b',
  'SUBSCRIBE a', 'CLUSTER RESET', 'LASTSAVE', 'ROLE',
];

for (const command of REFUSED) {
  test(`Redis refuses the worker's account: ${command}`, () => {
    assert.match(stack.redis(...command.split(' ')), /^(NOPERM|ERR DEBUG command not allowed)/);
  });
}

const OUTSIDE = ['GET x', 'SET x 1', 'DEL yunchuan:seq', 'GET {other}:seq', 'HGETALL {yunchuan2}:case:1',
  'RENAME {yunchuan}:seq seq',
  'COPY {yunchuan}:seq {other}:seq', 'XADD {other}:events * a b', 'ZUNIONSTORE out 1 {yunchuan}:list:new',
  'MGET {yunchuan}:seq {other}:seq'];

for (const command of OUTSIDE) {
  test(`Redis refuses a key that is not the site's: ${command}`, () => {
    assert.match(stack.redis(...command.split(' ')), /^NOPERM .*key/);
  });
}

// None of these may touch the record of what happened; nor may it come in by another name.
const RECORD = ['DEL %', 'UNLINK %', 'RENAME % {yunchuan}:gone', 'RENAME {yunchuan}:seq %',
  'RENAMENX {yunchuan}:seq %', 'SET % x', 'GETDEL %',
  'EXPIRE % 1', 'PEXPIREAT % 1', 'XTRIM % MAXLEN 0', 'XDEL % 1-1', 'XSETID % 1-1',
    'COPY {yunchuan}:seq % REPLACE', 'MOVE % 1',
  'XGROUP DESTROY % index', 'SDIFFSTORE % {yunchuan}:seq', 'LPUSH % x', 'HSET % a b',
    'BITOP NOT % {yunchuan}:seq', 'SETEX % 1 x',
  'MSET {yunchuan}:x 1 % 2', 'DEL {yunchuan}:x %', 'GETEX % EX 1', 'PERSIST %'];

for (const key of ['{yunchuan}:events', '{yunchuan}:answers', '{yunchuan}:old_events']) {
  for (const command of RECORD) {
    test(`Redis refuses the worker's account: ${command.replace('%', key)}`, () => {
      assert.match(stack.redis(...command.replace('%', key).split(' ')), /^NOPERM/);
    });
  }

  // The index's group keeps its place beside the events; nothing else has one in the record.
  test(`a consumer group is ${key.endsWith(':events') ? 'made at' : 'refused at'} ${key}`, () => {
    assert.match(stack.redis('xgroup', 'create', key, 'probe', '$'),
      key.endsWith(':events') ? /^OK/ : /^NOPERM/);
  });

  test(`${key} can be read, watched and added to`, () => {
    const before = Number(stack.redis('xlen', key));
    for (const command of ['WATCH %', 'EXISTS %', 'TYPE %', 'XRANGE % - + COUNT 1', 'XREVRANGE % + - COUNT 1',
      'XINFO STREAM %']) {
      if (before > 0) assert.doesNotMatch(stack.redis(...command.replace('%', key).split(' ')), /NOPERM|ERR/,
        command);
    }
    assert.match(stack.redis('xadd', key, '*', 'probe', '1'), /^\d+-\d+$/);
    assert.equal(Number(stack.redis('xlen', key)), before + 1);
  });
}

test('every other key of the site can be written, however like these its name is', () => {
  const names = ['e', 'a', 'o', 'old_event', 'old_events:x', 'outbox', 'ev', 'an',
    'x', 'event', 'answer', 'eventsx', 'answers:x', 'events:2026', 'even',
    'ewents', 'answera', 'article:1',
    'account:x', 'erase', 'é', '事', '[', '*', '^', ':', 'Events', 'case:x'];
  for (const name of names) {
    assert.equal(stack.redis('set', `{yunchuan}:${name}`, '1', 'nx', 'px', '1'), 'OK', name);
    assert.doesNotMatch(stack.redis('del', `{yunchuan}:${name}`), /NOPERM/, name);
  }
});

test('nobody without the password gets in, by no other name', () => {
  const socket = join(stack.state, 'run/redis.sock');
  const say = (...words) => spawnSync('redis-cli', ['-s', socket, ...words],
    { encoding: 'utf8', env: { PATH: process.env.PATH } });
  assert.match(say('get', '{yunchuan}:seq').stdout, /^NOAUTH/);
  for (const [user, password] of [['default', ''], ['default', 'wenzheng'], ['wenzheng', ''],
    ['wenzheng', 'wenzheng'], ['admin', 'admin']]) {
    const reply = say('--user', user, '--pass', password, '--no-auth-warning', 'get', '{yunchuan}:seq');
    assert.match(reply.stdout + reply.stderr, /WRONGPASS|NOAUTH/);
    assert.ok(!/^\d+$/m.test(reply.stdout));
  }
});

test('Redis listens on nothing but its socket', () => {
  assert.match(stack.redis('info', 'server'), /^tcp_port:0\r?$/m);
});

const mode = (...path) => lstatSync(join(stack.state, ...path)).mode & 0o777;

test('the state folder, its keys, password, accounts and sockets are the owner\'s alone', () => {
  for (const folder of ['', 'keys', 'redis']) assert.equal(mode(folder).toString(8), '700', `${folder}/`);
  const keys = readdirSync(join(stack.state, 'keys'));
  assert.ok(keys.length > 0);
  for (const key of keys) assert.equal(mode('keys', key).toString(8), '600', `keys/${key}`);
  for (const file of ['redis.pass', 'redis.acl']) assert.equal(mode(file).toString(8), '600', file);
  assert.equal(mode('run/redis.sock').toString(8), '700');
  assert.equal(mode('run/wenzheng.sock').toString(8), '660');
});

test('no log line has a token, a query code, a name or the password', async () => {
  const receipt = await insist(stack, '记在日志里的会是什么');
  await receipt.asker.get(receipt.track);
  await receipt.asker.act('/track', { form: await receipt.asker.token('/track'), number: receipt.number,
    code: receipt.code });
  const { ended } = stack;
  assert.equal(await stack.stop({ keep: true }), 0);
  await ended;
  for (const log of ['access', 'worker', 'nginx', 'redis']) {
    const text = stack.log(log);
    for (const secret of [receipt.track, receipt.code, receipt.form,
      '张三丰']) assert.ok(!text.includes(secret), `${log}.log`);
  }
  assert.match(stack.log('access'), /"GET \/t\/\.\.\. /);
});
