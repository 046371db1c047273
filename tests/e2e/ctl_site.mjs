// A Redis of its own for tests of wenzhengctl: no worker, no nginx.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { ROOT, sleep } from './lib.mjs';
import { redisLink } from './redis_link.mjs';

export const CTL = join(resolve(ROOT, process.env.BUILD || 'build'), 'wenzhengctl');

// RFC 6238 with the defaults of authenticator apps.
function totp(secret) {
  const bits = [...secret].map((c) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(c).toString(2).padStart(5,
    '0')).join('');
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30000)));
  const mac = createHmac('sha1', key).update(counter).digest();
  const at = mac[19] & 15;
  return String((mac.readUInt32BE(at) & 0x7fffffff) % 1000000).padStart(6, '0');
}

// A line for import, and the members that make it an answered one.
export const LINE = {
  id: 'a-1', time: '2020-03-02 10:00:00', title: '人民路的路灯不亮',
    body: '人民路东段的路灯坏了一个多月，晚上出门很不方便。',
};
export const REPLY = { reply: '您好，路灯已经修好，感谢您的反映。', reply_time: '2020-03-05 16:30:00' };

// { fresh, there, completed, bad } from the closing line of an import.
export function summary({ stdout }) {
  const found = /(\d+) new, (\d+) there already \(\d+ of them updated, (\d+) completed\), (\d+) bad$/m.exec(stdout);
  assert.ok(found, stdout);
  const [fresh, there, completed, bad] = found.slice(1).map(Number);
  return { fresh, there, completed, bad };
}

// What tests do with a site that was started: files in its state folder, imports, looks at cases.
const handy = (site) => ({
  // A file of these lines, objects or text.
  file(lines, name) {
    const path = join(site.state, name);
    writeFileSync(path, lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line)) +
      '\n').join(''));
    return path;
  },
  // An import that must end with this status: its summary.
  imported(status, args) {
    const result = site.ctl(['import', ...args]);
    assert.equal(result.status, status, result.stderr);
    return summary(result);
  },
  numberOf: (source, id) => site.redis('hget', `{yunchuan}:upstream:import:${source}`, id),
  caseOf(n) {
    const pairs = site.redis('hgetall', `{yunchuan}:case:${n}`).split('\n');
    return Object.fromEntries(Array.from({ length: pairs.length / 2 },
      (_, i) => [pairs[2 * i], pairs[2 * i + 1]]));
  },
  // Queues, lists and tallies agree with the cases, and every seal with its answer.
  agrees() {
    const recount = site.ctl(['recount', '--check']);
    assert.equal(recount.status, 0, recount.stderr);
    const verify = site.ctl(['verify']);
    assert.equal(verify.status, 0, verify.stderr);
  },
});

/*
 * Starts Redis with the program's own settings on an empty state: { state, ctl(args, input), spawn(args),
 * redis(...args), totp(secret), stop() } and what is handy above.  ctl gives the ended process whatever its
 * status.
 */
export async function startRedis() {
  const state = mkdtempSync(join(tmpdir(), 'wenzhengctl-'));
  const socket = join(state, 'run/redis.sock');
  for (const folder of ['run', 'redis', 'cache', 'archive', 'events', 'photos', 'attachments'])
    mkdirSync(join(state, folder));
  const written = spawnSync(join(ROOT, 'scripts/redis-acl'), [join(ROOT, 'conf/wenzheng.conf'), state],
    { encoding: 'utf8' });
  if (written.status !== 0) throw new Error(written.stderr);
  const child = spawn('redis-server', [join(ROOT, 'conf/redis.conf'), '--unixsocket', socket, '--dir',
    join(state, 'redis'),
    '--aclfile', join(state, 'redis.acl')], { stdio: 'ignore' });
  const ended = new Promise((done) => child.on('exit', done));
  const options = { cwd: ROOT, encoding: 'utf8', maxBuffer: 64 << 20 };
  const site = {
    state,
    ctl: (args, input = '') => spawnSync(CTL, ['--state', state, ...args], { ...options, input }),
    spawn: (args) => spawn(CTL, ['--state', state, ...args], { cwd: ROOT }),
    redis: redisLink(state),
    totp,
    async stop() {
      child.kill('SIGTERM');
      await ended;
      rmSync(state, { recursive: true, force: true });
    },
  };
  for (let tries = 0; !existsSync(socket) || site.redis('ping') !== 'PONG'; tries++) {
    if (tries > 250) throw new Error('Redis does not start');
    await sleep(20);
  }
  return Object.assign(site, handy(site));
}
