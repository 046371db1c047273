// wenzhengctl doctor: areas are made bad in turn; it says so and what to do, and by its exit status how bad.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { appendFileSync, chmodSync, cpSync, existsSync, mkdirSync, readdirSync, rmSync,
  writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { BUILD, changedConfig, DAY, Person, ROOT, soon, startStack } from './lib.mjs';

const AREAS = ['configuration', 'folders', 'keys', 'disk', 'memory', 'redis', 'worker', 'jobs', 'notifier',
  'index', 'nginx files', 'nginx', 'clock', 'certificate', 'holidays', 'desks', 'deliveries', 'upkeep'];
// What this machine may lack.
const OF_THE_MACHINE = ['disk', 'memory', 'clock', 'holidays'];
const STATUS = { ok: 0, warn: 1, bad: 2 };
let stack;
before(async () => {
  stack = await startStack({ config: { processes: 2 } });
});
after(() => stack.stop());

function run(args, { config = stack.env.WENZHENG_CONFIG, state = stack.state, env = {} } = {}) {
  return spawnSync(join(BUILD, 'wenzhengctl'), ['--config', config, '--state', state, ...args],
    { cwd: ROOT, encoding: 'utf8', env: { ...process.env, ...env } });
}

// What the doctor finds: area → "status what > advice", a line each.
function examine({ nginx = 'conf/nginx', ...options } = {}) {
  const { status, stdout } = run(['doctor', '--format', 'json', '--url', stack.base, '--nginx', nginx],
    options);
  const report = JSON.parse(stdout);
  assert.equal(status, STATUS[report.status]);
  const found = {};
  for (const { area, status: health, what, advice } of report.findings)
    found[area] = `${found[area] ? `${found[area]}\n` : ''}${health} ${what} > ${advice}`;
  return { status, found };
}

// The doctor looks at the same board with another configuration.
function withConfig(values) {
  const config = join(stack.state, 'tmp/other.conf');
  writeFileSync(config, changedConfig({ processes: 2, ...values }));
  return examine({ config });
}

test('a board that is well has a line for each area, and what is wrong is of the machine', async () => {
  await soon(() => assert.match(examine().found.index, /^ok/), 10000);
  const { found } = examine();
  assert.deepEqual(Object.keys(found), AREAS);
  for (const area of AREAS)
    if (!OF_THE_MACHINE.includes(area)) assert.match(found[area], /^(ok|unseen)/);
  for (const area of ['redis', 'worker', 'jobs', 'nginx', 'desks']) assert.match(found[area], /^ok/);
  const { stdout, stderr } = run(['doctor', '--url', stack.base, '--nginx', 'conf/nginx']);
  assert.equal(stderr, '');
  assert.ok(stdout.split('\n').length <= 40, stdout);
  assert.match(stdout, /^ok +redis +7\./m);
  assert.equal(run(['doctor', '--format', 'xml']).status, 2);
});

test('a key that others may read, and a folder that anybody may write, are bad', () => {
  const [name] = readdirSync(join(stack.state, 'keys')).filter((file) => file.endsWith('.json'));
  chmodSync(join(stack.state, 'keys', name), 0o644);
  chmodSync(join(stack.state, 'photos'), 0o777);
  const { status, found } = examine();
  chmodSync(join(stack.state, 'keys', name), 0o600);
  chmodSync(join(stack.state, 'photos'), 0o755);
  assert.equal(status, 2);
  assert.ok(found.keys.startsWith(`bad ${stack.state}/keys: key file ${name}: others may read it`), found.keys);
  assert.match(found.folders, /^bad .*photos can be written by everybody > chmod o-w/);
});

test('a file of nginx that is not that of this version is named, with the new one beside it', () => {
  const nginx = join(stack.state, 'tmp/nginx');
  cpSync(join(ROOT, 'conf/nginx'), nginx, { recursive: true });
  assert.match(examine({ nginx }).found['nginx files'], /^ok/);
  appendFileSync(join(nginx, 'site.conf'), '# ours\n');
  writeFileSync(join(nginx, 'site.conf.new'), '');
  assert.match(examine({ nginx }).found['nginx files'],
    /^warn .*site\.conf is not that .* > take over .*site\.conf\.new/);
  assert.match(examine({ nginx: '/nowhere' }).found['nginx files'], /^unseen/);
});

test('a configuration that is wrong is told line by line, and the rest is looked at all the same', () => {
  const { status, found } = withConfig({ idcode: '123', disk_floor_mb: 1000000,
    certificate: '/nowhere.pem' });
  assert.equal(status, 2);
  assert.match(found.configuration, /^bad .*other\.conf, line \d+: \[site\] idcode must be the ten digits/);
  assert.match(found.disk, /^bad .* nothing can be posted below 1000000 > make room now/);
  assert.match(found.certificate, /^bad \/nowhere\.pem: No such file/);
  assert.match(found.redis, /^ok/);
  assert.match(examine({ config: '/nowhere.conf' }).found.configuration, /^bad \/nowhere\.conf: No such/);
});

test('targets without a notifier, and messages that could not be delivered, are told', () => {
  const file = join(stack.state, 'targets.conf');
  writeFileSync(file, '[a]\nurl = https://example.com/x\n', { mode: 0o600 });
  stack.redis('lpush', '{yunchuan}:outbox:dead', '{}');
  const { found } = withConfig({ domain: 'wz.example.gov.cn' });
  rmSync(file);
  stack.redis('del', '{yunchuan}:outbox:dead');
  assert.match(found.notifier, /^bad no notifier has looked at the outbox .* > systemctl status/);
  assert.match(found.deliveries, /^warn 1 messages could not be delivered/);
});

test('a suspect clock is bad, and says how it is confirmed', () => {
  stack.redis('hset', '{yunchuan}:jobs', 'suspect', '1');
  const { found } = examine();
  stack.redis('hset', '{yunchuan}:jobs', 'suspect', '0');
  assert.match(found.clock, /^bad .*the jobs stand still > .*wenzhengctl clock accept/);
  assert.match(found.jobs, /^bad the jobs stand still/);
});

test('seen four hundred days later, jobs, holidays and desks are what nobody looked after', async () => {
  await new Person(stack).ask();
  const { found } = examine({ env: { WENZHENG_CLOCK: String(400 * DAY) } });
  assert.match(found.jobs, /^bad the last round of the jobs began 57\d{4} minutes ago/);
  assert.match(found.holidays, /^bad those of \d{4} are not in .* > add the State Council's notice/);
  assert.match(found.desks, /^warn review: 1 of 1 are overdue, the first since 20.* > 1 in all/);
  assert.match(found.upkeep, /^warn the oldest event in Redis is 400 days old, and 366 are kept there/);
});

test('a Redis with settings of its own is told what is wrong with each', async () => {
  const state = join(stack.state, 'tmp/redis-state');
  for (const name of ['run', 'redis']) mkdirSync(join(state, name), { recursive: true });
  for (const name of ['redis.acl', 'redis.pass']) cpSync(join(stack.state, name), join(state, name));
  const socket = join(state, 'run/redis.sock');
  const redis = spawn('redis-server', ['--port', '0', '--unixsocket', socket, '--dir', join(state, 'redis'),
    '--aclfile', join(state, 'redis.acl'), '--appendonly', 'no', '--maxmemory', '200kb', '--maxmemory-policy',
    'allkeys-lru', '--maxclients', '500'], { stdio: 'ignore' });
  try {
    await soon(() => assert.ok(existsSync(socket)), 5000);
    const { found } = examine({ state });
    for (const said of [/^bad appendonly is off/m, /^bad maxmemory-policy is allkeys-lru/m,
      /^bad \d+ of 0 MiB are used/m, /^warn Redis takes 500 connections at most/m])
      assert.match(found.redis, said);
  } finally {
    redis.kill();
  }
});

test('index, workers and Redis that died are told one after the other, and the rest is looked at', async () => {
  const kill = (name) => process.kill(stack.pid(name), 'SIGKILL');
  const gone = (area, said) => soon(() => assert.match(examine().found[area], said), 5000);
  // Nothing is started again meanwhile.
  stack.child.kill('SIGSTOP');
  try {
    kill('index');
    await gone('index', /^warn no process writes the index/);
    kill('worker');
    await gone('worker', /^bad no worker listens on .*: Connection refused/);
    assert.match(examine().found.nginx, /^bad .*readyz doesn't open/);
    kill('redis');
    await gone('redis', /^bad /);
    const { status, found } = examine();
    assert.equal(status, 2);
    for (const area of ['jobs', 'desks', 'deliveries', 'upkeep'])
      assert.match(found[area], /^unseen .*Redis is away/);
    assert.match(found.keys, /^ok/);
  } finally {
    stack.child.kill('SIGCONT');
  }
});
