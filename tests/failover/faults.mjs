// What goes wrong during a round: each fault does harm to one thing, waits, and makes good again.  It gives
// whether another Redis became the master.
import { sleep } from '../e2e/lib.mjs';
import { eventually } from './process.mjs';

// Until most sentinels call another node the master.
const takenOver = (cluster, old) => eventually(async () => {
  const now = await cluster.master();
  if (!now || now === old) throw new Error('nobody took over');
});

// A replica: any node that isn't the master.
async function replicaOf(cluster, chance) {
  const master = await cluster.master();
  return chance.pick(cluster.nodes.filter((node) => node !== master));
}

export const FAULTS = {
  async 'master killed'(cluster, chance) {
    const old = await cluster.master();
    await old.kill();
    await takenOver(cluster, old);
    await sleep(chance.below(1000));
    await old.start();
    return true;
  },
  // It comes back with the pretence of being master.
  async 'master stopped'(cluster, chance) {
    const old = await cluster.master();
    old.signal('SIGSTOP');
    await takenOver(cluster, old);
    await sleep(chance.below(2000));
    old.signal('SIGCONT');
    return true;
  },
  // Nobody reaches it; what was under way comes late, or never.
  async 'master cut off'(cluster, chance) {
    const old = await cluster.master();
    old.proxy.cut();
    await takenOver(cluster, old);
    await sleep(chance.below(2000));
    old.proxy.mend(chance.next() < 0.5);
    return true;
  },
  async 'master handed over'(cluster, chance) {
    const old = await cluster.master();
    const asked = chance.below(cluster.sentinels.length);
    // It refuses while it has not heard of a replica just now.
    await eventually(async () => {
      const said = await cluster.sentinel(asked, 'SENTINEL', 'FAILOVER', 'wenzheng');
      if (said !== 'OK') throw new Error(said);
    });
    await takenOver(cluster, old);
    return true;
  },
  async 'replica killed'(cluster, chance) {
    const replica = await replicaOf(cluster, chance);
    await replica.kill();
    await sleep(chance.below(2000));
    await replica.start();
    return false;
  },
  async 'replica stopped'(cluster, chance) {
    const replica = await replicaOf(cluster, chance);
    replica.signal('SIGSTOP');
    await sleep(chance.between(500, 4000));
    replica.signal('SIGCONT');
    return false;
  },
  async 'sentinel killed'(cluster, chance) {
    const sentinel = chance.pick(cluster.sentinels);
    await sentinel.kill();
    await sleep(chance.below(2000));
    await sentinel.start();
    return false;
  },
};
