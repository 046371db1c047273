// What nginx keeps: every public page under one address, nothing else, and who asks for something else waits
// for nobody.
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { carry, Person, routesRead, sleep, soon, staffOf, startStack } from './lib.mjs';

let stack;
let topic;
let staff;
before(async () => {
  stack = await startStack();
  topic = (await new Person(stack).ask()).case;
  staff = await staffOf(stack);
  await carry(staff, topic, 'answered');
  // Each process of nginx writes its log once a second: what it was asked until now is no line of a test.
  await sleep(1200);
});
after(() => stack && stack.stop());

// GET path, whatever its form: { status, headers, content, ms }.
function get(path, headers = {}, agent = undefined) {
  const start = performance.now();
  return new Promise((done, failed) => {
    request({ port: stack.port, host: '127.0.0.1', path, headers, agent }, (reply) => {
      let content = '';
      reply.setEncoding('utf8').on('data', (part) => { content += part; });
      reply.on('end', () => done({ status: reply.statusCode, headers: reply.headers, content,
        ms: performance.now() - start }));
    }).on('error', failed).end();
  });
}

// Whole pages alone: one that nginx still writes has another name.
const stored = () => readdirSync(join(stack.state, 'cache'), { withFileTypes: true, recursive: true })
  .filter((entry) => entry.isFile() && /^[0-9a-f]{32}$/.test(entry.name)).length;

let asked = 0;

// What the cache did for each path, by the access log: "HIT", "MISS" …, or "-" where it was left out.
async function cacheOf(paths) {
  // One connection, so that one process of nginx writes the lines in their order.
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const from = `from-${asked += 1}`;
  const to = `to-${asked}`;
  await get(`/static/${from}`, {}, agent);
  const replies = [];
  for (const path of paths) replies.push(await get(path, {}, agent));
  await get(`/static/${to}`, {}, agent);
  agent.destroy();
  const lines = await soon(() => {
    const log = stack.log('access').split('\n');
    const at = (word) => log.findIndex((line) => line.includes(`/static/${word} `));
    assert.ok(at(to) > 0);
    return log.slice(at(from) + 1, at(to));
  });
  assert.equal(lines.length, paths.length);
  return replies.map((reply, i) => ({ ...reply, path: paths[i], cache: /cache=(\S+)$/.exec(lines[i])[1] }));
}

// The addresses of the worker's table that everybody may read.
const routes = routesRead().filter(({ staff }) => !staff).flatMap(({ path, twin }) => {
  const real = path.replace(':n', '1').replace(':id', 'zjj').replace(':token', 'a.b.c');
  return twin ? [real, `${real}.json`] : [real];
});

test('nginx keeps each page that the worker says is public, and looks for no other', async () => {
  assert.ok(routes.length > 40, 'the table was read');
  const answers = await cacheOf(routes);
  const good = answers.filter(({ status }) => status === 200);
  assert.ok(good.length > 30);
  for (const { path, headers, cache } of good)
    assert.equal(cache !== '-', headers['cache-control'] === 'no-cache',
      `${path}: ${headers['cache-control']}, ${cache}`);
});

test('a parameter that the page does not know, or knows in another order or form, neither misses nor fills',
  async () => {
  const pages = [
    ['/topics', '/topics?x=1', '/topics?x=2&tab=', '/topics?%74ab=hot', '//topics?y', '/%74opics'],
    ['/topics.json?tab=hot', '/topics.json?x=1&tab=hot', '/topics.json?tab=hot&tab=new',
      '/topics.json?TAB=hot&dept='],
    ['/letters?category=help&dept=zjj', '/letters?dept=zjj&x=1&category=help',
      '/letters?tab=&dept=zjj&category=help'],
    ['/stats.csv?year=2026&month=3', '/stats.csv?month=3&x=&year=2026'],
    ['/', '/?x=1', '/?tab=hot'], [`/topics/${topic}`, `/topics/${topic}?from=wechat`],
      ['/verify', '/verify?x=1'],
  ];
  const shown = new Map();
  for (const [first, ...others] of pages) {
    const { content } = await get(first);
    for (const path of others) shown.set(path, { first, content });
  }
  const files = stored();
  for (const { path, cache, content } of await cacheOf([...shown.keys()])) {
    assert.ok(['HIT', 'STALE', 'UPDATING', 'EXPIRED'].includes(cache), `${path}: ${cache}`);
    if (content === shown.get(path).content) continue;
    // The page was made anew between the two: its readers are counted, for instance.
    await soon(async () => {
      const now = await get(shown.get(path).first);
      assert.equal((await get(path)).content, now.content, path);
    });
  }
  assert.equal(stored(), files);
});

test('what has no end of values is not kept: cursors, seals, departments that are not there, wrong words',
  async () => {
  const paths = [`/topics/${topic}?before=20`, '/topics?before=1-1', '/letters.json?before=9',
    '/topics?tab=no', '/verify?case=123', '/verify?seal=x', '/stats?year=20265',
    '/answers.ndjson?after=5-1', '/requests/fees?basis=items&count=7', '/columns/digest?before=9',
      '/topics?dept=nowhere', '/departments/nowhere'];
  const files = stored();
  await cacheOf(paths);
  assert.equal(stored(), files);
});

test('no reader can put the name of another site into a page, or keep a page under it', async () => {
  await get('/');
  const files = stored();
  for (let i = 0; i < 5; i += 1) {
    const page = await get('/', { host: `evil${i}.example` });
    assert.match(page.content, new RegExp(`name="SiteDomain" content="127\\.0\\.0\\.1:${stack.port}"`));
  }
  assert.equal(stored(), files);
});

test('no sender can put the name of another site into a tracking or answer link, or into what is printed',
  async () => {
  const asker = new Person(stack);
  const { case: n, track } = await asker.ask();
  await carry(staff, n, 'assigned');
  const cookie = [...staff.zjj1.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  for (const [path, headers, link] of [[`${track}.json`, {}, '/t/'],
    [`/staff/cases/${n}.json`, { cookie }, '/answer/'], ['/feed.atom', {}, '/']]) {
    const { status, content } = await get(path, { host: 'evil.example', ...headers });
    assert.equal(status, 200, path);
    assert.ok(!content.includes('evil.example'), path);
    assert.ok(content.replaceAll('\\/', '/').includes(`http://127.0.0.1:${stack.port}${link}`), path);
  }
});

const median = (numbers) => numbers.sort((a, b) => a - b)[numbers.length >> 1];

test('who asks for a form, a challenge or a page that is not there does not wait for others who do',
  async () => {
  const wait = async (path) => median((await Promise.all(Array.from({ length: 30 },
    () => get(path)))).map(({ ms }) => ms));
  for (const path of ['/topics/new', '/challenge.json', '/track', '/topics/999999']) {
    // Who waited at the cache's lock waited at least one of nginx's looks at it, which are 500 ms apart.
    const [plain, form] = [await wait('/healthz'), await wait(path)];
    assert.ok(form < plain + 400, `${path}: ${form} ms, /healthz ${plain} ms`);
  }
});
