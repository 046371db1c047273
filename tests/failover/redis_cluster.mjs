// Two sites on a Redis Cluster of masters and replicas, all on loopback, started by the scripts that an
// operator uses: one set of workers and one nginx.
import { spawnSync } from 'node:child_process';
import dns from 'node:dns';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { orStop, until } from '../e2e/fault_stack.mjs';
import { addStaff, BUILD, changedConfig, ROOT, startStack } from '../e2e/lib.mjs';
import { eventually, folderOf, listens, processOf, run } from './process.mjs';

// Both host names lead to 127.0.0.1.  The slots of the ids are of different masters.
export const SITES = [{ id: 'yunchuan', host: '127.0.0.1' }, { id: 'nanshan', host: 'localhost' }];
const MASTERS = 3;
const SLOTS = 16384;
const BUS = 10000;	// from a node's port to the one by which nodes talk

dns.setDefaultResultOrder('ipv4first');

/*
 * Gives { folder, state, config, sites, nodes, parts, stop() } and the questions below.  sites are stacks as
 * startStack gives them (base, ctl(args, stdin), id, config, state), with staff; nodes and parts are
 * processes of process.mjs, each node with a port.
 */
export async function startRedisCluster({ config = {}, staff = false } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'wz-'));
  const cluster = { folder, state: join(folder, 'first'), nodes: [], parts: {} };
  for (const name of ['first', 'sites']) mkdirSync(join(folder, name));
  await makeStates(cluster);
  for (let i = 0; i < 2 * MASTERS; i += 1) cluster.nodes.push({ port: await nodePort() });
  writeConfigs(cluster, config);
  for (const file of ['node.pass', 'operator.pass'])
    writeFileSync(join(cluster.state, file), `what-${file.slice(0, 4)}s-know\n`, { mode: 0o600 });
  cluster.nodes = cluster.nodes.map(({ port }, i) => nodeOf(cluster, i, port));
  Object.assign(cluster, questionsTo(cluster), { parts: partsOf(cluster) });
  cluster.stop = async () => {
    for (const part of [...Object.values(cluster.parts), ...cluster.nodes])
      if (part.child) await part.kill();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  await orStop(cluster, () => begin(cluster, staff));
  return cluster;
}

async function begin(cluster, staff) {
  await formCluster(cluster);
  if (staff) for (const site of cluster.sites) addStaff(site);
  for (const part of ['worker', 'nginx']) await cluster.parts[part].start();
  for (const { base } of cluster.sites)
    await until(async () => {
      if ((await fetch(`${base}/readyz`)).status !== 200) throw new Error(`${base} is not there`);
    });
}

const further = (cluster, values) => changedConfig({ id: SITES[1].id, domain: SITES[1].host,
  number_prefix: 'NS', user: 'site-nanshan', state: join(cluster.folder, 'second'),
  cache: join(cluster.state, 'cache'), ...values })
  .replace('socket = run/redis.sock', `socket = ${join(cluster.state, 'run/redis.sock')}`);

// What scripts/run makes of a state: folders, keys, and nginx's file.
async function makeStates(cluster) {
  writeFileSync(join(cluster.folder, 'sites/b.conf'), further(cluster, {}));
  const stack = await startStack({ state: cluster.state, env: { RUN_AS: 'root' },
    config: { domain: SITES[0].host, sites: join(cluster.folder, 'sites') } });
  await stack.stop({ keep: true });
  cluster.port = stack.port;
}

// redis-node reads them beside the configuration: nodes take each other for lost sooner than an operator's.
function writeRedisConf({ folder }) {
  for (const name of ['redis.conf', 'sentinel', 'cluster'])
    cpSync(join(ROOT, 'conf', name), join(folder, name), { recursive: true });
  const file = join(folder, 'cluster/node.conf');
  writeFileSync(file, readFileSync(file, 'utf8').replace(/^cluster-node-timeout .*$/m,
    'cluster-node-timeout 1500'));
}

function writeConfigs(cluster, config) {
  writeRedisConf(cluster);
  const both = { cluster: cluster.nodes.map(({ port }) => `127.0.0.1:${port}`).join(', '), replicas: 1,
    posts_per_address_hour: 1000000, ...config };
  const files = [join(cluster.folder, 'first.conf'), join(cluster.folder, 'sites/b.conf')];
  [cluster.config] = files;
  writeFileSync(files[0], changedConfig({ domain: SITES[0].host, sites: join(cluster.folder, 'sites'),
    ...both }));
  writeFileSync(files[1], further(cluster, both));
  cluster.sites = SITES.map(({ id, host }, i) => siteOf(cluster, id, host, files[i],
    join(cluster.folder, ['first', 'second'][i])));
}

function siteOf(cluster, id, host, config, state) {
  const words = [join(BUILD, 'wenzhengctl'), '--config', config, '--state', state];
  return { id, host, config, state, words, port: cluster.port, base: `http://${host}:${cluster.port}`,
    sessions: {},
    try: (...args) => run([...words, ...args]),
    ctl(args, input = '') {
      const { status, stdout, stderr } = spawnSync(words[0], [...words.slice(1), ...args],
        { cwd: ROOT, input, encoding: 'utf8' });
      if (status !== 0) throw new Error(`wenzhengctl ${args.join(' ')}: ${stderr}`);
      return stdout;
    } };
}

function isFree(port) {
  return new Promise((done) => {
    const server = createServer().on('error', () => done(false))
      .listen(port, '127.0.0.1', () => server.close(() => done(true)));
  });
}

// A free port whose bus port is free too; neither is one that the kernel gives to clients (ip(7)).
async function nodePort() {
  for (;;) {
    const port = 10000 + Math.floor(Math.random() * 5000);
    if (await isFree(port) && await isFree(port + BUS)) return port;
  }
}

function nodeOf(cluster, i, port) {
  const folder = folderOf(cluster, `node${i}`, ['redis.pass', 'node.pass', 'operator.pass']);
  const address = `127.0.0.1:${port}`;
  return Object.assign(processOf(cluster, `node${i}`, [join(ROOT, 'scripts/redis-node'), cluster.config,
    folder, address], () => listens(port)), { folder, port, address });
}

// What redis-cli --cluster create does, without its pauses.
async function formCluster({ nodes, operator, map, settled }) {
  await Promise.all(nodes.map((node) => node.start()));
  const share = Math.ceil(SLOTS / MASTERS);
  await Promise.all(nodes.map((node, i) => operator(node, [], [`CLUSTER SET-CONFIG-EPOCH ${i + 1}`,
    ...(i < MASTERS ? [`CLUSTER ADDSLOTSRANGE ${i * share} ${Math.min(SLOTS, (i + 1) * share) - 1}`] : []),
    ...nodes.map(({ port }) => `CLUSTER MEET 127.0.0.1 ${port}`)].join('\n'))));
  await eventually(async () => {
    for (const node of nodes)
      if ((await map(node)).filter((row) => row.link === 'connected' && row.node).length !== nodes.length)
        throw new Error('they have not met');
  });
  const ids = new Map((await map(nodes[0])).map(({ node, id }) => [node, id]));
  for (const [i, node] of nodes.slice(MASTERS).entries())
    await eventually(async () => {
      const said = await operator(node, ['CLUSTER', 'REPLICATE', ids.get(nodes[i])]);
      if (said !== 'OK') throw new Error(said);
    });
  await settled();
}

function partsOf(cluster) {
  const socket = join(cluster.state, 'run/wenzheng.sock');
  return {
    worker: processOf(cluster, 'worker', [join(BUILD, 'wenzheng'), '--config', cluster.config, '--state',
      cluster.state], () => {
      if (!existsSync(socket)) throw new Error('no socket');
    }),
    nginx: processOf(cluster, 'nginx', ['nginx', '-e', 'stderr', '-p', cluster.state, '-c',
      join(cluster.state, 'nginx.conf')], () => fetch(`${cluster.sites[0].base}/robots.txt`)),
  };
}

function questionsTo(cluster) {
  async function ask(node, user, file, args, input) {
    const { stdout, stderr } = await run(['timeout', '30', 'redis-cli', '-h', '127.0.0.1', '-p',
      String(node.port), '--user', user, ...args.map(String)],
    { env: { REDISCLI_AUTH: readFileSync(file, 'utf8').trim() }, input });
    return `${stdout}${stderr}`.trim();
  }
  const operator = (node, args, input) => ask(node, 'operator', join(cluster.state, 'operator.pass'), args,
    input);

  // What a node that answers knows: [{ node, master, flags, id, slots }].
  async function map(from) {
    const lines = (await operator(from, ['CLUSTER', 'NODES'])).split('\n').map((line) => line.split(' '));
    return lines.map(([id, address, flags, master, , , , link, ...slots]) => ({ id, flags, master, link,
      slots, node: cluster.nodes.find(({ port }) => address.includes(`:${port}@`)) }));
  }

  // Whether every node is there, each master has its replica with all that it has, and all agree.
  async function settled() {
    const maps = await Promise.all(cluster.nodes.map(async (node) => [node, await map(node)]));
    const views = maps.map(([, rows]) => rows.map(({ id, flags, master, slots }) =>
      `${id} ${flags.replace('myself,', '')} ${master} ${slots}`).sort().join('\n'));
    if (new Set(views).size !== 1 || /fail|handshake|noaddr|->-|-<-/.test(views[0]))
      throw new Error(`the nodes disagree or miss one:\n${views.join('\n\n')}`);
    for (const { node, flags } of maps[0][1].filter((row) => row.flags.includes('master')))
      if (!/state=online/.test(await operator(node, ['INFO', 'replication'])))
        throw new Error(`${node.name}, ${flags}, is not followed`);
    const states = await Promise.all(cluster.nodes.map((node) => operator(node, ['CLUSTER', 'INFO'])));
    if (!states.every((said) => said.includes('cluster_state:ok'))) throw new Error('it is down');
  }

  const up = () => cluster.nodes.find(({ child, stopped }) => !stopped && child.exitCode === null
    && child.signalCode === null);
  const slotOf = async (site) => Number(await operator(up(), ['CLUSTER', 'KEYSLOT', `{${site.id}}:seq`]));

  return {
    up,
    operator,
    map,
    settled: () => eventually(settled),
    // The node that serves a site, as one that is up says.
    async home(site) {
      const slot = await slotOf(site);
      const serves = (range) => {
        const [first, last = first] = range.split('-').map(Number);
        return first <= slot && slot <= last;
      };
      // While a master that was lost isn't replaced there is none.
      return eventually(async () => (await map(up())).find(({ flags, slots }) => !flags.includes('fail') &&
        slots.some(serves)).node);
    },
    redis: (site, node, args, input) => ask(node, site.id === SITES[0].id ? 'wenzheng' : 'site-nanshan',
      join(site.state, 'redis.pass'), args, input),
  };
}
