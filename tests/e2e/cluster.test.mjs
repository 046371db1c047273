// Sites on a Redis Cluster: each is whole on one master, a master that is lost is replaced without losing a
// receipt, and the other sites go on.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { until } from './fault_stack.mjs';
import { BUILD, Person, QUESTION } from './lib.mjs';
import { run } from '../failover/process.mjs';
import { startRedisCluster } from '../failover/redis_cluster.mjs';

const asking = [];
let cluster, first, second;

before(async () => {
  cluster = await startRedisCluster();
  [first, second] = cluster.sites;
});
after(() => {
  // Of a test that failed.
  for (const asked of asking) asked.over = true;
  return cluster?.stop();
});

/*
 * Somebody asks at a site again and again until stop() is called, each form until it is known what came of
 * it.  Gives the receipts, by title, and the longest time in ms between two of them.
 */
function askAtOnce(site, name) {
  const asked = { over: false, receipts: new Map(), longest: 0 };
  asking.push(asked);
  const work = (async () => {
    let last = performance.now();
    for (let i = 0; !asked.over; i += 1) {
      const asker = new Person(site);
      const title = `${name}的第${i}个问题`;
      const fields = { ...QUESTION, title, phone: '' };
      const n = await until(async () => {
        fields.form ??= await asker.token('/topics/new');
        const reply = await asker.act('/topics', fields);
        assert.ok(reply.status === 201 || reply.status === 200, `${reply.status}`);
        return reply.case;
      });
      asked.receipts.set(title, n);
      asked.longest = Math.max(asked.longest, performance.now() - last);
      last = performance.now();
    }
  })();
  asked.stop = async () => {
    asked.over = true;
    await work;
    return asked;
  };
  return asked;
}

// The titles of all cases of a site, by number, as the node that serves it has them.
async function casesOf(site) {
  const node = await cluster.home(site);
  const last = Number(await cluster.redis(site, node, ['GET', `{${site.id}}:seq`]));
  const commands = Array.from({ length: last }, (_, i) => `HGET {${site.id}}:case:${i + 1} title`);
  return [null, ...(await cluster.redis(site, node, ['--json'], commands.join('\n'))).split('\n')
    .map((line) => JSON.parse(line))];
}

// Each receipt is there once, under its number.
async function assertKept(site, { receipts }) {
  const titles = await casesOf(site);
  for (const [title, n] of receipts)
    assert.deepEqual(titles.flatMap((one, i) => (one === title ? [i] : [])), [n]);
}

test('two sites in slots of two masters', async () => {
  const homes = await Promise.all(cluster.sites.map((site) => cluster.home(site)));
  assert.notEqual(homes[0], homes[1]);
  for (const [i, site] of cluster.sites.entries()) {
    const asked = await new Person(site).ask({ phone: '' });
    const elsewhere = await cluster.redis(site, homes[1 - i], ['GET', `{${site.id}}:seq`]);
    assert.match(elsewhere, /^MOVED \d+ 127\.0\.0\.1:\d+$/);
    assert.equal((await casesOf(site)).at(asked.case), QUESTION.title);
  }
});

// The masters that don't serve a site.
async function othersThan(site) {
  const home = await cluster.home(site);
  return (await cluster.map(home)).filter(({ flags, node }) => flags.includes('master') && node !== home)
    .map(({ node }) => node);
}

test('a site is moved under load: no receipt is lost or doubled, and the other site goes on', async () => {
  const [target] = await othersThan(first);
  const askers = [askAtOnce(first, '子'), askAtOnce(first, '丑'), askAtOnce(second, '寅')];
  await until(() => { for (const { receipts } of askers) assert.ok(receipts.size > 2); });
  const { status, stdout, stderr } = await first.try('site', 'move', first.id, target.address);
  assert.equal(status, 0, stderr);
  assert.match(stdout, /^moved: \d+ keys copied; nothing could be changed for \d+\.\d s$/m);
  assert.equal(await cluster.home(first), target);
  const before = askers[0].receipts.size;
  await until(() => assert.ok(askers[0].receipts.size > before + 2));
  for (const asker of askers) await asker.stop();
  for (const [i, asker] of askers.entries()) await assertKept(i < 2 ? first : second, asker);
  assert.ok(askers[2].longest < 5000, `the other site gave no receipt for ${askers[2].longest} ms`);
  assert.match(first.ctl(['site', 'list']), new RegExp(`^${first.id}\t.*\t${target.address}$`, 'm'));
  await cluster.settled();
});

test('a move that is killed at any moment is brought to its end by running it again', async () => {
  const [target] = await othersThan(second);
  const asker = askAtOnce(second, '卯');
  await until(() => assert.ok(asker.receipts.size > 2));
  const words = [join(BUILD, 'wenzhengctl'), '--config', first.config, '--state', first.state, 'site', 'move',
    second.id, target.address];
  let status;
  for (let ms = 30; status !== 0; ms += 10)
    ({ status } = await run(['timeout', '-s', 'KILL', String(ms / 1000), ...words]));
  assert.equal(await cluster.home(second), target);
  const before = asker.receipts.size;
  await until(() => assert.ok(asker.receipts.size > before));
  await asker.stop();
  await assertKept(second, asker);
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
  const askers = [askAtOnce(first, '甲'), askAtOnce(first, '乙'), askAtOnce(second, '丙')];
  await until(() => { for (const { receipts } of askers) assert.ok(receipts.size > 2); });
  await lost.kill();
  const before = askers[0].receipts.size;
  await until(async () => assert.notEqual((await cluster.home(first)), lost));
  await lost.start();
  await cluster.settled();
  await until(() => assert.ok(askers[0].receipts.size > before + 2));
  for (const asker of askers) await asker.stop();
  await assertKept(first, askers[0]);
  await assertKept(first, askers[1]);
  await assertKept(second, askers[2]);
  assert.ok(askers[2].longest < 5000, `the other site gave no receipt for ${askers[2].longest} ms`);
});
