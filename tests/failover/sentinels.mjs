// A board on several Redis: a master with its replicas, three sentinels, worker, jobs and nginx, all on
// loopback, started by the scripts that an operator uses.
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { orStop, until } from '../e2e/fault_stack.mjs';
import { BUILD, changedConfig, freePort, ROOT, startStack } from '../e2e/lib.mjs';
import { eventually, folderOf, listens, processOf, run } from './process.mjs';
import { openProxy } from './proxy.mjs';

const SENTINELS = 3;

/*
 * Gives a stack as startStack does, with besides it: nodes, sentinels, parts (each { start(env),
 * kill(signal), signal(name), log() }, nodes with a proxy too), master() as most sentinels know it, settled()
 * which waits until every other node follows the master and gives it, sentinel(i, ...args),
 * redis(node, args, input), ctl(...args), and process(name, words), a part of a test's own.  options:
 * replicas, how many; config as in startStack.
 */
export async function startWithSentinels({ replicas = 1, config = {} } = {}) {
  const stack = await startStack({ env: { RUN_AS: 'root' } });
  await stack.stop({ keep: true });
  const removeState = stack.stop;
  const cluster = Object.assign(stack, { nodes: [], sentinels: [], parts: {} });
  for (let i = 0; i < SENTINELS; i += 1) cluster.sentinels.push({ port: await freePort() });
  cluster.config = join(stack.state, 'test.conf');
  writeFileSync(cluster.config, changedConfig({ posts_per_address_hour: 1000000, replicas,
    ...config, sentinels: cluster.sentinels.map(({ port }) => `127.0.0.1:${port}`).join(', ') }));
  writeFileSync(join(stack.state, 'node.pass'), 'what-the-nodes-know');
  for (let i = 0; i <= replicas; i += 1) cluster.nodes.push(await nodeOf(cluster, i));
  cluster.sentinels = cluster.sentinels.map(({ port }, i) => sentinelOf(cluster, i, port));
  Object.assign(cluster, partsOf(cluster), questionsTo(cluster));
  renameSync(join(stack.state, 'redis'), join(cluster.nodes[0].folder, 'redis'));

  cluster.stop = async () => {
    for (const part of [...Object.values(cluster.parts), ...cluster.sentinels, ...cluster.nodes])
      if (part.child) await part.kill();
    for (const { proxy } of cluster.nodes) proxy.close();
    await removeState();
  };
  await orStop(cluster, async () => {
    await startRedis(cluster);
    for (const part of ['worker', 'jobs', 'nginx']) await cluster.parts[part].start();
    await until(async () => {
      if ((await fetch(`${stack.base}/readyz`)).status !== 200) throw new Error('it is not there');
    });
  });
  return cluster;
}

// A sentinel asks the master for its replicas at its start, then every ten seconds: so they are there first.
async function startRedis({ nodes, sentinels, followed, settled }) {
  await nodes[0].start();
  await sentinels[0].start();
  for (const node of nodes.slice(1)) await node.start();
  await eventually(() => followed(nodes[0]));
  await sentinels[0].kill();
  for (const sentinel of sentinels) await sentinel.start();
  await settled();
}

async function nodeOf(cluster, i) {
  const folder = folderOf(cluster, `node${i}`);
  const [port, front] = [await freePort(), await freePort()];
  const node = processOf(cluster, `node${i}`, [join(ROOT, 'scripts/redis-node'), cluster.config, folder,
    `127.0.0.1:${port}`, `127.0.0.1:${front}`], () => listens(port));
  return Object.assign(node, { folder, port, front, proxy: await openProxy(front, port) });
}

function sentinelOf(cluster, i, port) {
  const folder = folderOf(cluster, `sentinel${i}`);
  const sentinel = processOf(cluster, `sentinel${i}`, [join(ROOT, 'scripts/redis-sentinel'), cluster.config,
    folder, `127.0.0.1:${port}`, `127.0.0.1:${cluster.nodes[0].front}`], () => listens(port));
  return Object.assign(sentinel, { folder, port });
}

function partsOf(cluster) {
  const words = ['--config', cluster.config, '--state', cluster.state];
  const socket = join(cluster.state, 'run/wenzheng.sock');
  return { parts: {
    worker: processOf(cluster, 'worker', [join(BUILD, 'wenzheng'), ...words], () => {
      if (!existsSync(socket)) throw new Error('no socket');
    }),
    jobs: processOf(cluster, 'jobs', [join(BUILD, 'wenzhengctl'), ...words, 'jobs']),
    nginx: processOf(cluster, 'nginx', ['nginx', '-e', 'stderr', '-p', cluster.state, '-c',
      join(cluster.state, 'nginx.conf')], () => fetch(`${cluster.base}/robots.txt`)),
  } };
}

async function ask(cluster, port, user, args, input) {
  const pass = readFileSync(join(cluster.state, user === 'node' ? 'node.pass' : 'redis.pass'), 'utf8').trim();
  const { stdout, stderr } = await run(['timeout', '20', 'redis-cli', '-h', '127.0.0.1', '-p', String(port),
    '--user', user, ...args.map(String)], { env: { REDISCLI_AUTH: pass }, input });
  return `${stdout}${stderr}`.trim();
}

function questionsTo(cluster) {
  // The node that most sentinels call the master.
  async function master() {
    const votes = await Promise.all(cluster.sentinels.map((_, i) => cluster.sentinel(i, 'SENTINEL',
      'get-master-addr-by-name', 'wenzheng')));
    return cluster.nodes.find(({ front }) =>
      votes.filter((said) => said.split(/\s+/)[1] === String(front)).length * 2 > SENTINELS);
  }

  // Whether a sentinel could let a replica take over now.
  async function ready(i) {
    const [quorum, replicas] = await Promise.all(['CKQUORUM', 'REPLICAS'].map((what) =>
      cluster.sentinel(i, 'SENTINEL', what, 'wenzheng')));
    const follow = replicas.match(/^master-link-status\nok$/gm)?.length ?? 0;
    if (!/^OK 3 usable/.test(quorum) || follow !== cluster.nodes.length - 1 ||
      /_down|disconnected/.test(replicas))
      throw new Error(`sentinel ${i} is not ready: ${quorum}\n${replicas}`);
  }

  async function followed(node) {
    const said = await ask(cluster, node.port, 'node', ['INFO', 'replication']);
    const online = said.match(/state=online/g)?.length ?? 0;
    if (!/role:master/.test(said) || online !== cluster.nodes.length - 1 ||
      !said.includes(`min_slaves_good_slaves:${online}`)) throw new Error(`${node.name}: ${said}`);
  }

  async function settled() {
    const now = await master();
    if (!now) throw new Error('the sentinels disagree about the master');
    await followed(now);
    for (let i = 0; i < SENTINELS; i += 1) await ready(i);
    return now;
  }

  return {
    master,
    followed,
    settled: () => eventually(settled),
    process: (name, words) => processOf(cluster, name, words),
    sentinel: (i, ...args) => ask(cluster, cluster.sentinels[i].port, 'node', args),
    redis: (node, args, input) => ask(cluster, node.port, 'wenzheng', args, input),
    ctl: (...args) => run([join(BUILD, 'wenzhengctl'), '--config', cluster.config, '--state', cluster.state,
      ...args]),
  };
}
