// Sites on a Redis Cluster: each is whole on one master, a master that is lost is replaced without losing a
// receipt, and the other sites go on.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { until } from './fault_stack.mjs';
import { Person, QUESTION } from './lib.mjs';
import { askAtOnce, assertKept, casesOf, moveWords, othersThan } from '../failover/askers.mjs';
import { run } from '../failover/process.mjs';
import { startRedisCluster } from '../failover/redis_cluster.mjs';

const asking = [];
let cluster, first, second;

function ask(...args) {
  asking.push(askAtOnce(...args));
  return asking.at(-1);
}

before(async () => {
  cluster = await startRedisCluster();
  [first, second] = cluster.sites;
});
after(() => {
  // Of a test that failed.
  for (const asked of asking) asked.over = true;
  return cluster?.stop();
});

test('two sites in slots of two masters', async () => {
  const homes = await Promise.all(cluster.sites.map((site) => cluster.home(site)));
  assert.notEqual(homes[0], homes[1]);
  for (const [i, site] of cluster.sites.entries()) {
    const asked = await new Person(site).ask({ phone: '' });
    const elsewhere = await cluster.redis(site, homes[1 - i], ['GET', `{${site.id}}:seq`]);
    assert.match(elsewhere, /^MOVED \d+ 127\.0\.0\.1:\d+$/);
    assert.equal((await casesOf(cluster, site)).at(asked.case), QUESTION.title);
  }
});

test('a site is moved under load: no receipt is lost or doubled, and the other site goes on', async () => {
  const [target] = await othersThan(cluster, first);
  const askers = [ask(first, '子'), ask(first, '丑'), ask(second, '寅')];
  for (const asker of askers) await asker.more(3);
  const { status, stdout, stderr } = await first.try('site', 'move', first.id, target.address);
  assert.equal(status, 0, stderr);
  assert.match(stdout, /^moved: \d+ keys copied; nothing could be changed for \d+\.\d s$/m);
  assert.equal(await cluster.home(first), target);
  await askers[0].more(2);
  for (const asker of askers) await asker.stop();
  for (const [i, asker] of askers.entries()) await assertKept(cluster, i < 2 ? first : second, asker);
  assert.ok(askers[2].longest < 5000, `the other site gave no receipt for ${askers[2].longest} ms`);
  assert.match(first.ctl(['site', 'list']), new RegExp(`^${first.id}\t.*\t${target.address}$`, 'm'));
  await cluster.settled();
});

test('a move that is killed at any moment is brought to its end by running it again', async () => {
  // Away from the first site too: what happens to the one may not touch the other.
  const home = await cluster.home(first);
  const target = (await othersThan(cluster, second)).find((node) => node !== home);
  const asker = ask(second, '卯');
  await asker.more(3);
  const words = moveWords(cluster.sites, second, target);
  let said = { stderr: '' };
  const over = () => said.status === 0 || /is there already/.test(said.stderr);
  for (let ms = 30; ms < 4000 && !over(); ms *= 1.1)
    said = await run(['timeout', '-s', 'KILL', String(ms / 1000), ...words]);
  assert.ok(over(), said.stderr);
  assert.equal(await cluster.home(second), target);
  await asker.more(1);
  await asker.stop();
  await assertKept(cluster, second, asker);
});

// What a master other than a site's own has of its slot, and whether it believes that more is to come.
async function leftAt(node, site) {
  const slot = await cluster.operator(node, ['CLUSTER', 'KEYSLOT', `{${site.id}}:seq`]);
  const keys = await cluster.operator(node, ['CLUSTER', 'GETKEYSINSLOT', slot, 10]);
  const nodes = await cluster.operator(node, ['CLUSTER', 'NODES']);
  return keys + (nodes.includes(`[${slot}-<-`) ? 'importing' : '');
}

test('a move that is given up leaves no copy behind, also at a third master', async () => {
  const home = await cluster.home(second);
  const others = await othersThan(cluster, second);
  const { id } = (await cluster.map(home)).find(({ node }) => node === home);
  const slot = await cluster.operator(home, ['CLUSTER', 'KEYSLOT', `{${second.id}}:seq`]);
  for (const node of others)
    await cluster.operator(node, [], `CLUSTER SETSLOT ${slot} IMPORTING ${id}\nASKING\n`
      + `SET {${second.id}}:case:1 sealed\n`);
  await cluster.operator(home, ['SET', `{${second.id}}:moving`, 'copying']);
  for (const node of others) assert.match(await leftAt(node, second), /case:1importing$/);
  const { stderr } = await first.try('site', 'move', second.id, home.address);
  assert.match(stderr, /the move that had begun is given up/);
  for (const node of others) assert.equal(await leftAt(node, second), '');
  await until(() => new Person(second).ask({ phone: '' }));
});

test('a slot with a site that nobody knows of is not moved, and no copy is left behind', async () => {
  const home = await cluster.home(second);
  const [target] = await othersThan(cluster, second);
  // Its id has the slot of the second site's.
  await cluster.operator(home, ['SET', '{yogan}:seq', 1]);
  const { stderr } = await first.try('site', 'move', second.id, target.address);
  assert.match(stderr, /another site, of which the configuration knows nothing, .*: \{yogan\}:seq/);
  assert.equal(await leftAt(target, second), '');
  await cluster.operator(home, ['UNLINK', '{yogan}:seq']);
  await until(() => new Person(second).ask({ phone: '' }));
});

const REFUSED = [
  ['of a site that there is not', () => ['nobody', '127.0.0.1:1'], /nobody: there is no such site/],
  ['to where it is', async () => [first.id, (await cluster.home(first)).address], /it is there already/],
  ['to a replica', async () => [first.id, cluster.nodes.at(-1).address], /is no master of the cluster/],
  ['to what is no node', () => [first.id, '127.0.0.1:1'], /127\.0\.0\.1:1 is no master of the cluster/],
  ['to a name', () => [first.id, 'redis.example:1'], /redis\.example:1 is no address with a port/],
];
for (const [what, words, said] of REFUSED)
  test(`a move ${what} is refused`, async () => {
    const { status, stderr } = await first.try('site', 'move', ...await words());
    assert.equal(status, 1);
    assert.match(stderr, said);
  });

test('a master is killed under load: no receipt is lost or doubled, and the other site goes on', async () => {
  const lost = await cluster.home(first);
  assert.notEqual(lost, await cluster.home(second));
  const askers = [ask(first, '甲'), ask(first, '乙'), ask(second, '丙')];
  for (const asker of askers) await asker.more(3);
  await lost.kill();
  await until(async () => assert.notEqual((await cluster.home(first)), lost));
  await lost.start();
  await cluster.settled();
  await askers[0].more(2);
  for (const asker of askers) await asker.stop();
  await assertKept(cluster, first, askers[0]);
  await assertKept(cluster, first, askers[1]);
  await assertKept(cluster, second, askers[2]);
  assert.ok(askers[2].longest < 5000, `the other site gave no receipt for ${askers[2].longest} ms`);
});
