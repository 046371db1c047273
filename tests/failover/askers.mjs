// People who ask at the sites of a Redis Cluster while something is done to it, and whether all is kept.
import assert from 'node:assert/strict';
import { until } from '../e2e/fault_stack.mjs';
import { Person, QUESTION } from '../e2e/lib.mjs';

/*
 * Somebody asks at a site again and again until stop() is called, each form until it is known what came of
 * it.  Gives { receipts, longest }: the cases' numbers by title, and the longest time in ms between two.
 */
export function askAtOnce(site, name) {
  const asked = { over: false, receipts: new Map(), longest: 0 };
  const work = (async () => {
    let last = performance.now();
    for (let i = 0; !asked.over; i += 1) {
      const title = `${name}的第${i}个问题`;
      asked.receipts.set(title, await askOnce(new Person(site), title));
      asked.longest = Math.max(asked.longest, performance.now() - last);
      last = performance.now();
    }
  })();
  asked.stop = async () => {
    asked.over = true;
    await work;
    return asked;
  };
  // Until it has got so many receipts more.
  asked.more = (count) => {
    const wanted = asked.receipts.size + count;
    return until(() => assert.ok(asked.receipts.size >= wanted, `${name} got no receipt`), 120000);
  };
  return asked;
}

const askOnce = (asker, title) => {
  const fields = { ...QUESTION, title, phone: '' };
  return until(async () => {
    fields.form ??= await asker.token('/topics/new');
    const reply = await asker.act('/topics', fields);
    assert.ok(reply.status === 201 || reply.status === 200, `${reply.status}`);
    return reply.case;
  }, 120000);
};

// The titles of all cases of a site, by number, as the node that serves it has them.
export async function casesOf(cluster, site) {
  const node = await cluster.home(site);
  const last = Number(await cluster.redis(site, node, ['GET', `{${site.id}}:seq`]));
  const commands = Array.from({ length: last }, (_, i) => `HGET {${site.id}}:case:${i + 1} title`);
  return [null, ...(await cluster.redis(site, node, ['--json'], commands.join('\n'))).split('\n')
    .map((line) => JSON.parse(line))];
}

// Each receipt is there once, under its number.
export async function assertKept(cluster, site, { receipts }) {
  const titles = await casesOf(cluster, site);
  for (const [title, n] of receipts)
    assert.deepEqual(titles.flatMap((one, i) => (one === title ? [i] : [])), [n], title);
}

// The masters that don't serve a site.
export async function othersThan(cluster, site) {
  const home = await cluster.home(site);
  return (await cluster.map(cluster.up())).filter(({ flags, node }) => flags.includes('master')
    && !flags.includes('fail') && node !== home).map(({ node }) => node);
}

// What moves a site, for a process of its own.
export const moveWords = ([first], site, target) => [...first.words, 'site', 'move', site.id, target.address];
