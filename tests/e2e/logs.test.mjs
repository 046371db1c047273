// What the logs say of a request: one id everywhere, a line for what failed or was slow; nothing posted.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { ANSWER, carry, fileRequest, LETTER, Person, QUESTION, REQUEST, ROOT, signIn, soon, staffOf,
  startStack } from './lib.mjs';

const LOGS = ['access', 'nginx', 'worker', 'jobs', 'notify', 'index', 'redis'];
let stack;
let staff;
let admin;

before(async () => {
  stack = await startStack({ config: { json: 'on', slow_ms: 1, timeout_ms: 300 } });
  staff = await staffOf(stack);
  admin = await signIn(stack, 'admin', stack.adminPassword);
});
after(() => stack && stack.stop());

let marks = 0;
// Texts that stand nowhere else.
const mark = () => `秘${marks += 1}密zq${marks}qz`;

// The lines of a log, each of which must be one JSON object.
const lines = (name) => stack.log(name).split('\n').filter(Boolean).map((line) => JSON.parse(line));
const lineOf = (name, id) => soon(() => {
  const found = lines(name).filter((line) => line.request === id);
  assert.equal(found.length > 0, true, `${id} in ${name}.log`);
  return found.at(-1);
});

test('a failed request has one id: on its page, in its header, in nginx\'s log and in the worker\'s line', async () => {
  const visitor = new Person(stack);
  process.kill(stack.pid('redis'), 'SIGSTOP');
  let page;
  try {
    page = await visitor.get('/topics/7?before=5');
  } finally {
    process.kill(stack.pid('redis'), 'SIGCONT');
  }
  assert.equal(page.status, 503);
  const id = page.headers.get('x-request-id');
  assert.match(id, /^[0-9a-f]{32}$/);
  assert.ok(page.content.includes(`请求编号告诉我们：<span class="request-id">${id}</span>`), page.content);
  const access = await lineOf('access', id);
  assert.equal(access.status, 503);
  assert.ok(Number(access.upstream_seconds) >= 0.1);
  const { time, pid, ms, redis_ms: redis, ...line } = await lineOf('worker', id);
  assert.ok(Math.abs(Date.parse(time) - Date.now()) < 60000 && pid > 0);
  assert.ok(ms >= redis && redis >= 100, `${ms} ms, ${redis} ms of them in Redis`);
  assert.deepEqual(line, { level: 'error', program: 'wenzheng', message: 'request failed', site: 'yunchuan',
    method: 'GET', route: '/topics/:n', status: 503, redis_trips: line.redis_trips, request: id });
  await soon(() => visitor.json('/departments.json'));
});

test('a page of nginx itself, when no worker is there, tells the id too, as page and as JSON', async () => {
  const socket = join(stack.state, 'run/wenzheng.sock');
  renameSync(socket, `${socket}.away`);
  try {
    const page = await new Person(stack).get('/track');
    assert.equal(page.status, 503);
    assert.ok(page.content.includes(`<span class="request-id">${page.headers.get('x-request-id')}</span>`));
    const data = await new Person(stack).get('/track.json');
    assert.equal(JSON.parse(data.content).error.request_id, data.headers.get('x-request-id'));
    for (const path of ['/healthz', '/readyz']) {
      const health = await new Person(stack).get(path);
      assert.equal(health.status, 503);
      assert.match(health.headers.get('content-type'), /^application\/json/);
      assert.deepEqual(JSON.parse(health.content), { status: 'bad', checks: { worker: 'bad' } });
    }
    // What people type into the searches may be a name.
    const typed = mark();
    for (const path of ['/search?q=', '/search.json?q=', '/staff/search?q=', '/staff/queues/review?area='])
      assert.equal((await admin.get(path + encodeURIComponent(typed))).status, 503);
    await admin.get('/staff/system');
    // One line is written for the last of them: those before it would have been too.
    await soon(() => assert.match(stack.log('nginx'), /connect\(\) to unix:.*"GET \/staff\/system /));
    assert.doesNotMatch(stack.log('nginx'), /zq\d/);
  } finally {
    renameSync(`${socket}.away`, socket);
  }
});

test('the access log names the event that a request wrote into the record, and no visitor is told', async () => {
  const asker = new Person(stack);
  const receipt = await asker.ask();
  const access = await lineOf('access', receipt.headers.get('x-request-id'));
  assert.equal(access.event, stack.redis('xrevrange', '{yunchuan}:events', '+', '-', 'count', '1')
    .toString().split(/[\s,]/)[0]);
  assert.equal(receipt.headers.get('x-wenzheng-event'), null);
});

// The paths of all forms, with what their patterns stand for, and the names of all fields of all pages.
function forms(n, token, dept) {
  const table = readFileSync(join(ROOT, 'fcgi/pages/http/routes.c'), 'utf8');
  const rows = [...table.matchAll(/^\t(POST|INTAKE_TAKE|AHEAD|TRACK|LINK|ANSWER|WORK|WRITE)\("([^"]+)"/gm)];
  const folder = join(ROOT, 'htdocs/templates');
  const names = readdirSync(folder).flatMap((file) => [...readFileSync(join(folder, file), 'utf8')
    .matchAll(/ name="([a-z_]+)"/g)].map((m) => m[1]));
  const code = readFileSync(join(ROOT, 'fcgi/pages/view/application.c'), 'utf8');
  names.push(...[...code.matchAll(/\.name = "([a-z_]+)"/g)].map((m) => m[1]));
  assert.ok(rows.length > 60 && new Set(names).size > 60, `${rows.length} forms, ${names.length} fields`);
  return { paths: rows.map(([, kind, path]) => [path.replace('/t/:token', token).replace(':token', 'x.y.z')
    .replace(':n', n).replace(':n', '1').replace(':id', dept).replace(':desk', 'review'),
  !['POST', 'WORK'].includes(kind)]),
  names: [...new Set(names)].filter((name) => !['form', 'version'].includes(name)) };
}

const marked = (names) => Object.fromEntries(names.map((name) => [name, mark()]));

test('no log has anything that was posted, in whichever field of whichever form, taken or refused', async () => {
  const asker = new Person(stack);
  const told = { title: `路灯${mark()}`, body: `路灯坏了很久${mark()}`, name: `张${mark()}`,
    phone: '13912340987' };
  const asked = await asker.act('/topics', { ...QUESTION, ...told, form: await asker.token('/topics/new') });
  assert.equal(asked.status, 201);
  const letter = await asker.act('/letters', { ...LETTER, ...told, form: await asker.token('/letters/new') });
  assert.equal(letter.status, 201);
  const request = await fileRequest(stack, { ...told, document_no: mark(), purpose: mark() });
  await carry(staff, asked.case, 'assigned');
  await staff.zjj1.move(asked.case, 'draft', { text: ANSWER + mark() });
  await staff.appr1.move(asked.case, 'approve');
  await asker.act('/track', { form: await asker.token('/track'), number: asked.number, code: asked.code });
  const { paths, names } = forms(asked.case, asked.track, 'zjj');
  const desk = await admin.token('/staff/me.json');
  const pages = { '/topics': '/topics/new', '/letters': '/letters/new', '/requests': '/requests/new',
    '/staff/login': '/staff/login' };
  for (const [path, multipart] of paths) {
    const who = path.startsWith('/staff') && path !== '/staff/login' ? admin : asker;
    if (path === '/staff/logout') continue;
    const form = who === admin ? desk : await asker.token(pages[path] ?? '/track');
    const body = multipart ? new FormData() : new URLSearchParams();
    for (const [name, value] of Object.entries({ form, version: 1, ...marked(names) }))
      body.append(name, value);
    if (multipart) body.append('photo', new Blob(['no photo']), `${mark()}.jpg`);
    // nginx's error log may show the address of a staff's page, none of which has anything in its query.
    const query = path.startsWith('/staff') ? '' : `?q=${encodeURIComponent(mark())}`;
    await who.send('POST', path + query, { body });
  }
  for (const path of ['/search', '/staff/search', '/track', '/staff/events'])
    await admin.get(`${path}?${new URLSearchParams({ q: mark(), number: mark(), code: mark() })}`);
  const secrets = [...Object.values(told), asked.code, asked.track, request.code, letter.track,
    REQUEST.paper_no];
  await soon(() => assert.ok(lines('access').at(-1).uri.startsWith('/staff/events')));
  for (const name of LOGS) {
    for (const line of stack.log(name).split('\n'))
      assert.ok(!/秘\d|zq\d/.test(line) && !secrets.some((secret) => line.includes(secret)),
        `${name}.log: ${line}`);
  }
  assert.ok(lines('worker').some((line) => line.message === 'slow request' && line.route === '/topics' &&
    line.method === 'POST' && line.status === 201 && line.ms >= 1), 'a slow request has its line');
});

test('/staff/system says that all is well, and the same as /metrics', async () => {
  const metrics = await soon(async () => {
    const page = await admin.json('/staff/system.json');
    assert.equal(page.status, 'ok', JSON.stringify(page.checks));
    assert.deepEqual(page.checks.map(({ check, health }) => `${check} ${health}`),
      ['redis', 'write', 'disk', 'index', 'clock', 'jobs', 'notify', 'outbox'].map((check) => `${check} ok`));
    const { content } = await new Person(stack).get('/metrics');
    for (const { process, done } of page.processes) assert.ok(content.includes(
      `wenzheng_process_success_timestamp_seconds{process="${process}"} ${Math.floor(done / 1000)}`), process);
    return content;
  }, 20000);
  const stranger = new Person(stack);
  const before = /^wenzheng_login_failures_total (\d+)$/m.exec(metrics)[1];
  assert.equal((await stranger.login('mod1', 'wrong')).status, 401);
  const { figures } = await admin.json('/staff/system.json');
  assert.equal(figures.find((row) => row.figure_label === '登录失败').figure_text,
    `${Number(before) + 1} 次（程序启动以来）`);
});

test('what monitoring can\'t read makes neither it nor the board bad', async () => {
  const keys = ['{yunchuan}:heartbeats', '{yunchuan}:outbox:dead'];
  const kept = keys.filter((key) => stack.redis('exists', key).toString().trim() === '1');
  for (const key of keys) {
    if (kept.includes(key)) stack.redis('rename', key, `${key}:kept`);
    stack.redis('xadd', key, '*', 'a', 'b');
  }
  try {
    await soon(async () => assert.deepEqual(await new Person(stack).json('/readyz'), { status: 'ok',
      checks: { redis: 'ok', write: 'ok', disk: 'ok', index: 'ok' } }));
    const page = await admin.json('/staff/system.json');
    assert.deepEqual(page.checks.filter(({ health }) => health !== 'ok').map(({ check, health }) =>
      `${check} ${health}`), ['jobs unseen', 'notify unseen', 'outbox unseen']);
    assert.equal(page.all_well, false);
    const metrics = (await new Person(stack).get('/metrics')).content;
    assert.match(metrics, /^wenzheng_redis_up 1$/m);
    assert.match(metrics, /^wenzheng_queue_waiting\{/m);
    assert.doesNotMatch(metrics, /^wenzheng_(?:outbox|process)_.*\d$/m);
  } finally {
    for (const key of keys) {
      stack.redis('del', key);
      if (kept.includes(key)) stack.redis('rename', `${key}:kept`, key);
    }
  }
});

test('with [log] json every line of workers, jobs, notifier, index and nginx\'s access log is a JSON object', () => {
  for (const name of ['worker', 'jobs', 'notify', 'index', 'access'])
    for (const line of lines(name))
      assert.ok(line.time && line.program, `${name}.log: ${JSON.stringify(line)}`);
  assert.ok(lines('worker').length > 10);
});
