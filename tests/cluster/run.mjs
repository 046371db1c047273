// make cluster ROUNDS=N SEED=1: people ask at two sites of a Redis Cluster while a master is killed or
// stopped, a site is moved, or both at once; after each round every receipt must be there once.
// FAULT="site moved" plays that fault alone.
import { sleep } from '../e2e/lib.mjs';
import { askAtOnce, assertKept, moveWords, othersThan } from '../failover/askers.mjs';
import { eventually, run } from '../failover/process.mjs';
import { startRedisCluster } from '../failover/redis_cluster.mjs';
import { chanceOf } from '../sim/chance.mjs';

const rounds = Number(process.env.ROUNDS || 10);
const first = Number(process.env.SEED || 1);
// A board is left after so many rounds: what is checked after each grows with its cases.
const ROUNDS_A_BOARD = 10;

const takenOver = (cluster, site, old) => eventually(async () => {
  if (await cluster.home(site) === old) throw new Error('nobody took over');
});

// Moves a site, again until it is done: another node may be lost meanwhile, or the mover be killed.
async function move(cluster, site, chance, killed) {
  const end = Date.now() + 120000;
  for (let first = true; ; first = false) {
    const [target] = await othersThan(cluster, site);
    const words = moveWords(cluster.sites, site, cluster.aim ??= target);
    const { status, stderr } = await run(first && killed ?
      ['timeout', '-s', 'KILL', String((30 + chance.below(400)) / 1000), ...words] : words);
    if (status === 0 || /it is there already/.test(stderr)) break;
    if (Date.now() > end) throw new Error(`the move does not end: ${stderr}`);
    if (/is no master of the cluster/.test(stderr)) cluster.aim = null;
    await sleep(500);
  }
  cluster.aim = null;
}

const FAULTS = {
  async 'master killed'(cluster, site, chance) {
    const old = await cluster.home(site);
    await old.kill();
    await takenOver(cluster, site, old);
    await sleep(chance.below(1000));
    await old.start();
  },
  // It comes back with the pretence of being master.
  async 'master stopped'(cluster, site, chance) {
    const old = await cluster.home(site);
    old.signal('SIGSTOP');
    old.stopped = true;
    await takenOver(cluster, site, old);
    await sleep(chance.below(1000));
    old.signal('SIGCONT');
    old.stopped = false;
  },
  'site moved': (cluster, site, chance) => move(cluster, site, chance, false),
  'mover killed': (cluster, site, chance) => move(cluster, site, chance, true),
  async 'master killed in a move'(cluster, site, chance) {
    const source = await cluster.home(site);
    const [target] = await othersThan(cluster, site);
    cluster.aim = target;
    const moving = move(cluster, site, chance, false);
    await sleep(30 + chance.below(300));
    const victim = chance.pick([source, target]);
    await victim.kill();
    await sleep(4000);
    await victim.start();
    await moving;
  },
};

async function play(cluster, seed, name) {
  const chance = chanceOf(seed);
  const fault = name ?? chance.pick(Object.keys(FAULTS));
  const site = chance.pick(cluster.sites);
  const askers = cluster.sites.flatMap((one) => ['甲', '乙'].map((who) => ({ site: one,
    asked: askAtOnce(one, `${seed}号${who}`) })));
  for (const { asked } of askers) await asked.more(3);
  await FAULTS[fault](cluster, site, chance);
  await cluster.settled();
  for (const { asked } of askers) await asked.more(2);
  for (const { asked } of askers) await asked.stop();
  for (const one of askers) await assertKept(cluster, one.site, one.asked);
  const longest = (own) => Math.max(...askers.filter((one) => (one.site === site) === own)
    .map(({ asked }) => asked.longest)) / 1000;
  return { fault, receipts: askers.reduce((sum, { asked }) => sum + asked.receipts.size, 0),
    site: longest(true), others: longest(false) };
}

let bad = 0;
let receipts = 0;
let cluster;
for (let i = 0; i < rounds; i += 1) {
  if (i % ROUNDS_A_BOARD === 0) {
    await cluster?.stop();
    cluster = await startRedisCluster();
  }
  const said = await play(cluster, first + i, process.env.FAULT).catch((error) => ({ error }));
  if (said.error) {
    bad += 1;
    console.log(`not ok ${first + i}: ${said.error.stack}`);
    break;
  }
  receipts += said.receipts;
  console.log(`ok ${first + i} ${said.fault}: ${said.receipts} receipts; seconds without one: `
    + `${said.site.toFixed(1)}, at the other site ${said.others.toFixed(1)}`);
}
await cluster?.stop();
console.log(`${rounds} rounds, ${receipts} receipts, ${bad} with violations`);
process.exit(bad ? 1 : 0);
