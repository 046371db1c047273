// What the link to several Redis does when sentinels lie or are gone, and when a replica doesn't keep up.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { until } from './fault_stack.mjs';
import { freePort, Person, QUESTION, ROOT, sleep } from './lib.mjs';
import { startWithSentinels } from '../failover/sentinels.mjs';

let cluster;
let replica;
const servers = [];

before(async () => {
  cluster = await startWithSentinels();
  replica = cluster.nodes[1];
});
after(async () => {
  for (const server of servers) server.close();
  await cluster?.stop();
});

// A sentinel that takes any login and names this address.
async function liar(port) {
  const server = createServer((link) => link.on('error', () => {}).on('data', (bytes) => {
    const named = `*2\r\n$9\r\n127.0.0.1\r\n$${String(port).length}\r\n${port}\r\n`;
    link.write(bytes.includes('AUTH') ? '+OK\r\n' : named);
  }));
  const own = await freePort();
  await new Promise((done) => { server.listen(own, '127.0.0.1', done); });
  server.unref();
  servers.push(server);
  return own;
}

// wenzhengctl with other sentinels; it adds a department, so that it is seen where it wrote.
async function addDepartment(id, ports) {
  const own = join(cluster.state, 'other.conf');
  writeFileSync(own, readFileSync(cluster.config, 'utf8').replace(/^sentinels = .*$/m,
    `sentinels = ${ports.map((port) => `127.0.0.1:${port}`).join(', ')}`));
  return cluster.ctl('--config', own, 'dept', 'add', id, `部门${id}`);
}

const departmentsOf = (node) => cluster.redis(node, ['ZRANGE', '{yunchuan}:depts', 0, -1]);
const honest = () => cluster.sentinels[0].port;

test('a sentinel that names a replica, nobody or a name is passed over, and the next one asked', async () => {
  const ports = [await liar(replica.front), await liar(await freePort()), honest()];
  const { status, stderr } = await addDepartment('one', ports);
  assert.equal(status, 0, stderr);
  assert.match(stderr, new RegExp(`port ${replica.front} is not used: it is no master, though`));
  assert.match(stderr, /is away: Connection refused/);
  assert.match(await departmentsOf(cluster.nodes[0]), /^one$/m);
});

test('a sentinel that names a master of before, which nobody follows, leads to no write there', async () => {
  const port = await freePort();
  const pretender = cluster.process('pretender', ['redis-server', '--port', String(port), '--bind',
    '127.0.0.1', '--aclfile', join(cluster.nodes[0].folder, 'redis.acl'), '--save', '', '--dir',
    cluster.state]);
  await pretender.start();
  try {
    await until(async () => assert.equal(await cluster.redis({ port }, ['PING']), 'PONG'));
    const { status, stderr } = await addDepartment('two', [await liar(port), honest()]);
    assert.equal(status, 0, stderr);
    assert.match(await departmentsOf(cluster.nodes[0]), /^two$/m);
    assert.equal(await departmentsOf({ port }), '');
    // With no other sentinel it is asked, but what it takes is not acknowledged.
    const alone = await addDepartment('three', [await liar(port)]);
    assert.notEqual(alone.status, 0);
    assert.match(alone.stderr, /no replica keeps up, so nothing is acknowledged until one does \(WAIT\)/);
    assert.doesNotMatch(await departmentsOf(cluster.nodes[0]), /^three$/m);
  } finally {
    await pretender.kill();
  }
});

test('sentinels that all lie or are away are told of at once, and by check-config', async () => {
  const ports = [await liar(replica.front), await freePort()];
  const { status, stderr } = await addDepartment('four', ports);
  assert.notEqual(status, 0);
  assert.match(stderr, /none of the sentinels [\d.:, ]+ leads to a master of the name wenzheng/);
  const checked = await cluster.ctl('--config', join(cluster.state, 'other.conf'), 'check-config');
  assert.notEqual(checked.status, 0);
  assert.match(checked.stderr, /\[redis\] sentinels: no Redis that is the master wenzheng answers/);
  assert.equal((await cluster.ctl('check-config')).status, 0);
});

test('with all sentinels gone the board goes on; workers that start then say so in the log', async () => {
  for (const sentinel of cluster.sentinels) await sentinel.kill();
  try {
    await sleep(500);
    const { number } = await new Person(cluster).ask({ phone: '' });
    assert.ok(number);
    process.kill(cluster.parts.worker.child.pid, 'SIGHUP');
    await until(() => assert.match(cluster.parts.worker.log(), /none of the sentinels .* leads to a master/));
  } finally {
    for (const sentinel of cluster.sentinels) await sentinel.start();
  }
  await until(async () => assert.equal((await fetch(`${cluster.base}/readyz`)).status, 200));
});

async function refusedIn(most, work) {
  const began = performance.now();
  const reply = await work();
  assert.equal(reply.status, 503);
  const took = performance.now() - began;
  assert.ok(took < most, `it took ${Math.round(took)} ms`);
  return reply;
}

test('a replica that hangs: no receipt, the text is kept, reading goes on, and the same form finds the case', async () => {
  await cluster.settled();
  const asker = new Person(cluster);
  const form = await asker.token('/topics/new');
  const fields = { form, ...QUESTION, title: '副本不动的时候问的', phone: '' };
  replica.signal('SIGSTOP');
  try {
    // The first waits for half of timeout_ms; then the master knows that the replica is away.
    const page = await refusedIn(4000, () => asker.post('/topics', fields));
    assert.ok(page.content.includes(QUESTION.body), 'what was typed');
    // Also one that is there already is not acknowledged before the replica has it.
    await refusedIn(4000, () => asker.post('/topics', fields, { accept: 'application/json' }));
    assert.equal((await new Person(cluster).get('/topics?while=hanging')).status, 200);
    await sleep(3500);
    await refusedIn(1500, () => asker.post('/topics', fields));
  } finally {
    replica.signal('SIGCONT');
  }
  const receipt = await until(async () => {
    const reply = await asker.act('/topics', fields);
    assert.ok([200, 201].includes(reply.status), `${reply.status}`);
    return reply;
  });
  assert.equal((await asker.act('/topics', fields)).number, receipt.number);
  const said = cluster.parts.worker.log().match(/no replica keeps up/g).length;
  assert.ok(said <= 2, `each worker says it once: ${said}`);
});

test('a receipt waits for the disk of the replica, though Redis 7.0 promises its memory alone', async () => {
  const library = join(cluster.state, 'held_sync.so');
  const built = spawnSync('cc', ['-shared', '-fPIC', '-o', library, join(ROOT, 'tests/e2e/held_sync.c')],
    { encoding: 'utf8' });
  assert.equal(built.status, 0, built.stderr);
  const held = join(cluster.state, 'held');
  await replica.kill();
  await replica.start({ LD_PRELOAD: library, HELD_SYNC: held });
  await cluster.settled();
  const asker = new Person(cluster);
  const fields = { form: await asker.token('/topics/new'), ...QUESTION, title: '等副本的磁盘', phone: '' };
  writeFileSync(held, '');
  let answered = false;
  const sent = asker.act('/topics', fields).then((reply) => { answered = true; return reply; });
  await until(() => assert.notEqual(readFileSync(held, 'utf8'), ''));
  await sleep(500);
  assert.equal(answered, false, 'the replica has it in its memory, and nobody has a receipt');
  spawnSync('rm', [held]);
  assert.equal((await sent).status, 201);
});

test('a node takes up a password copied late at its next start, and refuses an address without a port', async () => {
  const file = join(replica.folder, 'node.conf');
  await replica.kill();
  writeFileSync(file, readFileSync(file, 'utf8').replace(/^masterauth .*$/m, 'masterauth another'));
  await replica.start();
  await until(async () => assert.match(await cluster.redis(replica, ['INFO', 'replication']),
    /master_link_status:up/));
  const { status, stderr } = spawnSync(join(ROOT, 'scripts/redis-node'),
    [cluster.config, replica.folder, '10.0.0.1'], { encoding: 'utf8' });
  assert.equal(status, 2);
  assert.match(stderr, /NODE must be an address with a port/);
});
