// What departments are told: delivered over HTTPS and by a command, again when it fails, never inside, never
// with a person in it.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync,
  writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, before, test } from 'node:test';
import { makeCertificates } from './certificates.mjs';
import { ANSWER, Person, QUESTION, ROOT, carry, signIn, sleep, soon, staffOf, startStack } from './lib.mjs';

const SECRET = 'a-secret-of-our-own-0123456789';
const CTL = join(resolve(ROOT, process.env.BUILD || 'build'), 'wenzhengctl');
const RULES = 'timeout_ms = 1200\nretry_ms = 500\ntries = 3';
let folder, server, port, stack, staff;
const received = []; // { path, headers, body, json }

const seen = (path) => received.filter((one) => one.path === path);

// Each path behaves in its own way.
const replies = {
  '/json': (reply) => reply.writeHead(204).end(),
  '/group': (reply) => reply.end('{"errcode":0,"errmsg":"ok"}'),
  '/refusing': (reply) => reply.end('{"errcode":93000,"errmsg":"invalid webhook url"}'),
  '/flaky': (reply) => reply.writeHead(seen('/flaky').length < 3 ? 500 : 200).end(),
  '/mended': (reply) => reply.writeHead(replies.mended ? 200 : 503).end(),
  '/stalls': () => {},
  '/redirects': (reply) => reply.writeHead(302, { location: `https://127.0.0.1:${port}/inside` }).end(),
};

async function startServer() {
  server = createServer({ key: readFileSync(join(folder, 'server.key')),
    cert: readFileSync(join(folder, 'server.pem')) }, (request, reply) => {
    const parts = [];
    request.on('data', (part) => parts.push(part));
    request.on('end', () => {
      const body = Buffer.concat(parts).toString();
      const [path] = request.url.split('?');
      received.push({ path, url: request.url, headers: request.headers, body, json: JSON.parse(body),
        at: Date.now() });
      (replies[path] ?? replies['/json'])(reply);
    });
  });
  server.on('tlsClientError', () => {});
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  ({ port } = server.address());
}

const section = (name, path, more = '') =>
  `[${name}]\nurl = https://localhost:${port}${path}\nca = ${folder}/ca.pem\nallow_private = on\nsecret = ${SECRET}\n${more}\n`;

function writeConfig() {
  mkdirSync(join(folder, 'told'));
  // Several may run at once: each writes a file of its own.
  writeFileSync(join(folder, 'tell'),
    `#!/bin/sh\nls /proc/$$/fd >${folder}/fds\ncat >${folder}/$$ && mv ${folder}/$$ ${folder}/told/\n`);
  chmodSync(join(folder, 'tell'), 0o755);
  writeFileSync(join(folder, 'targets.conf'), [
    section('zjj', '/json', 'dept = zjj'),
    section('jtj', '/jtj', 'dept = jtj'),
    section('nolink', '/nolink', 'dept = zjj\nlink = off\nkinds = assign'),
    section('group', '/group', 'type = wecom'),
    section('ding', '/ding', 'type = dingtalk\nkinds = answer'),
    section('refusing', '/refusing', 'type = wecom\nkinds = assign'),
    section('flaky', '/flaky', 'kinds = assign'),
    section('mended', '/mended', 'kinds = answer'),
    section('stalls', '/stalls', 'kinds = assign'),
    section('redirects', '/redirects', 'kinds = assign'),
    `[inside]\nurl = https://localhost:${port}/private\nca = ${folder}/ca.pem\nkinds = assign`,
    `[untrusted]\nurl = https://localhost:${port}/untrusted\nallow_private = on\nkinds = assign`,
    `[tell]\ntype = command\ncommand = ${folder}/tell`,
    '[fails]\ntype = command\ncommand = /bin/false\nkinds = assign',
    '[hangs]\ntype = command\ncommand = /bin/sleep 60\nkinds = assign',
  ].join('\n'));
  chmodSync(join(folder, 'targets.conf'), 0o600);
  const plain = readFileSync(join(ROOT, 'conf/wenzheng.conf'), 'utf8');
  writeFileSync(join(folder, 'wenzheng.conf'), plain.replace(/^domain =.*$/m, 'domain = wz.example.gov.cn')
    .replace(/^targets =.*$/m, `targets = ${folder}/targets.conf`)
    .replace(/^timeout_ms = 10000$/m, RULES).replace(/^retry_ms = 30000$/m, '').replace(/^tries = 12$/m, ''));
}

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'wz-outbox-'));
  makeCertificates(folder);
  await startServer();
  writeConfig();
  stack = await startStack({ env: { WENZHENG_CONFIG: join(folder, 'wenzheng.conf') } });
  staff = await staffOf(stack);
});
after(async () => {
  await stack?.stop();
  server.closeAllConnections?.();
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

// Deliveries are tried again, and wait in between.
const eventually = (check) => soon(check, 25000);

const dead = () => stack.redis('lrange', '{yunchuan}:outbox:dead', '0',
  '-1').split('\n').filter(Boolean).map((line) => JSON.parse(line));
const told = () => readdirSync(join(folder, 'told')).map((name) =>
  JSON.parse(readFileSync(join(folder, 'told', name), 'utf8')));

test('an assignment reaches the department with its answer link, signed, and others without it', async () => {
  const { case: n } = await new Person(stack).ask();
  await carry(staff, n, 'assigned');
  const [post] = await eventually(() => {
    assert.equal(seen('/json').length, 1);
    return seen('/json');
  });
  const { kind, case: number, dept, url, text } = post.json;
  assert.deepEqual([kind, number, dept], ['assign', n, 'zjj']);
  assert.match(url, /^https:\/\/wz\.example\.gov\.cn\/answer\/[\w.-]+$/);
  assert.ok(text.includes('市住房和城乡建设局') && text.includes(url), text);
  const page = await new Person(stack).get(new URL(url).pathname);
  assert.equal(page.status, 200);
  assert.ok(page.content.includes(QUESTION.title), 'the link opens the case for the department');

  const [, time, mac] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(post.headers['x-wenzheng-signature']);
  assert.equal(mac, createHmac('sha256', SECRET).update(`${time}.${post.body}`).digest('hex'));
  assert.ok(Math.abs(Date.now() / 1000 - Number(time)) < 60);
  assert.match(post.headers['x-wenzheng-id'], /^\d+-\d+$/);

  await eventually(() => assert.ok(seen('/group').length === 1 && seen('/nolink').length === 1 &&
    told().length === 1));
  assert.equal(seen('/group')[0].json.msgtype, 'text');
  assert.ok(seen('/group')[0].json.text.content.includes(`/staff/cases/${n}`));
  assert.equal(told()[0].kind, 'assign');
  for (const one of received.filter(({ path }) => path !== '/json')) assert.ok(!one.body.includes('/answer/'),
    one.path);
  assert.equal(seen('/jtj').length, 0, "another department's");
  assert.deepEqual(readFileSync(join(folder, 'fds'),
    'utf8').trim().split('\n').filter((fd) => Number(fd) < 10), ['0', '1', '2'],
    'a command gets none of our connections');
});

test('what fails is tried again under the same id, then lies among the dead; nobody else waits for it',
  async () => {
  const first = seen('/json')[0].at;
  await eventually(() => assert.deepEqual(dead().map((one) => one.target).sort(),
    ['fails', 'hangs', 'inside', 'redirects', 'refusing', 'stalls', 'untrusted']));
  const error = Object.fromEntries(dead().map((one) => [one.target, one.error]));
  assert.match(error.stalls, /没有按时/);
  assert.match(error.redirects, /302.*拒绝/);
  assert.match(error.inside, /内部网络/);
  assert.match(error.untrusted, /证书/);
  assert.match(error.refusing, /93000/);
  assert.match(error.fails, /状态 1/);
  assert.match(error.hangs, /没有按时/);
  assert.ok(dead().every((one) => one.tries === 3 && one.kind === 'assign'));
  assert.equal(seen('/inside').length + seen('/private').length + seen('/untrusted').length, 0);
  assert.equal(seen('/stalls').length, 3);
  assert.equal(seen('/redirects').length, 3);
  assert.ok(seen('/stalls')[2].at - first > 3000, 'the others had theirs long before');
  const flaky = seen('/flaky');
  assert.equal(flaky.length, 3);
  assert.equal(new Set(flaky.map((one) => one.headers['x-wenzheng-id'])).size, 1);
});

test('reminder, 督办, return, answer and a low rating are told of; no person, title or note in any',
  async () => {
  const asker = new Person(stack);
  const { case: n, track } = await asker.ask({ title: '李建国家门口的路灯坏了', name: '李建国',
    phone: '13987654321' });
  const note = '请联系李建国13987654321';
  const from = received.length;
  await carry(staff, n, 'accepted');
  await staff.disp1.move(n, 'assign', { dept: 'zjj' });
  await staff.zjj1.move(n, 'return', { reason: note });
  // Who looks too late is told of what is, not of what was.
  await eventually(() => assert.ok(told().some((one) => one.case === n && one.kind === 'return')));
  await staff.disp1.move(n, 'assign', { dept: 'zjj' });
  await staff.super1.move(n, 'remind', { note });
  await staff.super1.move(n, 'supervise', { note });
  await eventually(() => assert.ok(told().some((one) => one.case === n && one.kind === 'supervise')));
  await staff.zjj1.move(n, 'draft', { text: ANSWER });
  await staff.appr1.move(n, 'approve');
  const { rating } = await asker.json(`${track}.json`);
  await asker.act(rating.url, { form: rating.form, rating: '1', comment: note });
  await eventually(() => assert.deepEqual([...new Set(told().filter((one) => one.case === n).map((one) =>
    one.kind))].sort(),
    ['answer', 'assign', 'rating', 'remind', 'return', 'supervise']));
  await eventually(() => assert.equal(seen('/ding').length, 1));
  const [, time, sign] = /\?timestamp=(\d{13})&sign=([^&]+)$/.exec(seen('/ding')[0].url);
  assert.equal(decodeURIComponent(sign), createHmac('sha256',
    SECRET).update(`${time}\n${SECRET}`).digest('base64'));
  const everything = received.slice(from).map((one) => one.body).join('\n') + JSON.stringify(told())
    + stack.redis('xrange', '{yunchuan}:outbox', '-', '+') + JSON.stringify(dead());
  for (const secret of ['李建国', '李**', '13987654321', '路灯', '请联系',
    ANSWER]) assert.ok(!everything.includes(secret), secret);
  assert.ok(!stack.log('notify').includes('/answer/') &&
    !stack.redis('xrange', '{yunchuan}:outbox', '-', '+').includes('/answer/'),
    'the link is written down nowhere');
});

test('the administrator sees what reached nobody, and sends it again', async () => {
  await eventually(() => assert.ok(dead().some((one) => one.target === 'mended')));
  const admin = await signIn(stack, 'admin', stack.adminPassword);
  const page = await admin.json('/staff/outbox.json');
  const letter = page.letters.find((one) => one.target === 'mended');
  assert.deepEqual([letter.kind_label, letter.dept_name, letter.tries],
    ['答复发布', '市住房和城乡建设局', 3]);
  assert.match(letter.error, /HTTP 503/);
  assert.deepEqual(page.targets.find((one) => one.target === 'mended'),
    { target: 'mended', waiting: 0, failed: 0, dead: 1, resendable: true });
  const html = (await admin.get('/staff/outbox')).content;
  assert.ok(html.includes(letter.error) && html.includes('action="/staff/outbox/resend"'));
  const metrics = (await admin.get('/metrics')).content;
  assert.match(metrics, new RegExp(`^wenzheng_outbox_dead ${dead().length}$`, 'm'));
  assert.match(metrics, /^wenzheng_outbox_waiting\{target="zjj"\} 0$/m);

  assert.equal((await staff.mod1.get('/staff/outbox')).status, 403);
  assert.equal((await new Person(stack).get('/staff/outbox', { accept: 'application/json' })).status, 401);
  assert.equal((await staff.mod1.do('/staff/outbox/resend', { id: letter.id })).status, 403);
  assert.equal((await admin.act('/staff/outbox/resend', { form: 'forged', id: letter.id })).status, 403);
  assert.equal((await admin.do('/staff/outbox/resend')).status, 400);
  assert.equal((await admin.do('/staff/outbox/resend', { id: 'nothing' })).status, 404);
  const tried = seen('/mended').length;
  replies.mended = true;
  assert.equal((await admin.do('/staff/outbox/resend', { id: letter.id })).status, 200);
  assert.equal((await admin.do('/staff/outbox/resend', { id: letter.id })).status, 404, 'sent once');
  await eventually(() => assert.equal(seen('/mended').length, tried + 1));
  assert.equal(new Set(seen('/mended').map((one) => one.headers['x-wenzheng-id'])).size, 1,
    'receivers know it again');

  // Of the assignments that died, the case of the last test is answered by now: only the first case's goes
  // out.
  const refused = seen('/refusing').length;
  const group = seen('/group').length;
  replies['/refusing'] = replies['/group'];
  const reply = await admin.post('/staff/outbox/resend', { form: page.form, target: 'refusing' });
  assert.deepEqual([reply.status, reply.headers.get('location')], [303, '/staff/outbox?sent=1']);
  await eventually(() => assert.equal(seen('/refusing').length, refused + 1));
  assert.equal(seen('/group').length, group, 'to nobody else');
  const { letters } = await admin.json('/staff/outbox.json');
  assert.ok(!letters.some((one) => ['mended', 'refusing'].includes(one.target)));
});

test('two processes share the work: what arrives comes once', async () => {
  const second = spawn(CTL, ['--config', join(folder, 'wenzheng.conf'), '--state', stack.state, 'notify'],
    { cwd: ROOT, stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = new Promise((done) => second.on('exit', done));
  let log = '';
  second.stderr.on('data', (part) => { log += part; });
  const from = seen('/nolink').length;
  const numbers = [];
  for (let i = 0; i < 6; i += 1) {
    const { case: n } = await new Person(stack).ask();
    await carry(staff, n, 'assigned');
    numbers.push(n);
  }
  await eventually(() => assert.deepEqual([...new Set(seen('/nolink').slice(from).map((one) =>
    one.json.case))].sort((a, b) => a - b), numbers));
  await sleep(700);
  second.kill('SIGTERM');
  assert.equal(await ended, 0);
  // On a machine so busy that a try was given up on, that one may have arrived all the same.
  const late = (stack.log('notify') + log).split('\n').filter((line) =>
    / nolink .*没有按时/.test(line)).length;
  assert.ok(seen('/nolink').length - from <= numbers.length + late,
    `${seen('/nolink').length - from} for ${numbers.length}, ${late} late`);
});

test('the operator lists the targets and sends a test', () => {
  const rows = stack.ctl(['notify', 'list']).trim().split('\n').map((line) => line.split('\t'));
  assert.equal(rows.length, 15);
  assert.deepEqual(rows[0], ['zjj', 'json', 'zjj',
    'assign,remind,supervise,return,answer,rating,recall,review,emergency,check', 'link', SECRET]);
  assert.equal(rows.find(([name]) => name === 'inside')[5].length, 16, 'a secret was made');
  const run = (name) => new Promise((done) => {
    const child = spawn(CTL, ['--config', join(folder, 'wenzheng.conf'), '--state', stack.state, 'notify',
      'test', name], { cwd: ROOT });
    let text = '';
    child.stdout.on('data', (part) => { text += part; });
    child.stderr.on('data', (part) => { text += part; });
    child.on('close', (code) => done([code, text]));
  });
  const before = received.length;
  return Promise.all([run('zjj'), run('inside'), run('nobody')]).then(([good, bad, none]) => {
    assert.deepEqual(good, [0, 'zjj took it\n']);
    assert.ok(received.slice(before).some(({ json }) => json.kind === 'test'));
    assert.equal(bad[0], 1);
    assert.match(bad[1], /内部网络/);
    assert.equal(none[0], 1);
  });
});

test('a file of targets that is wrong or that others may read is refused, and says why', () => {
  const check = (text, mode = 0o600) => {
    const file = join(folder, 'targets.bad');
    writeFileSync(file, text);
    chmodSync(file, mode);
    const config = join(folder, 'bad.conf');
    writeFileSync(config, readFileSync(join(folder, 'wenzheng.conf'), 'utf8').replace(/^targets =.*$/m,
      `targets = ${file}`));
    const { status, stderr } = spawnSync(CTL, ['--config', config, '--state', stack.state, 'check-config'],
      { cwd: ROOT, encoding: 'utf8' });
    return [status, stderr];
  };
  const good = '[a]\nurl = https://example.com/x\n';
  assert.equal(check(good)[0], 0);
  assert.equal(check('')[0], 0);
  for (const [text, why, mode] of [
    [good, /chmod/, 0o604],
    ['[a]\nurl = http://example.com/\n', /https/],
    ['[a]\ntype = command\ncommand = true\n', /whole path/],
    ['[a]\ntype = command\ncommand = /nowhere/at/all\n', /whole path/],
    [`${good}type = smoke\n`, /type/],
    [`${good}kinds = assign,nothing\n`, /kinds/],
    [`${good}kinds =\n`, /kinds/],
    [`${good}link = on\n`, /one department/],
    [`${good}link = perhaps\n`, /link/],
    [`${good}dept = ZJJ\n`, /dept/],
    [`${good}secret = short\n`, /16/],
    [`${good}ca = /nowhere.pem\n`, /ca/],
    [`${good}allow_private = 1\n`, /allow_private/],
    [`${good}color = red\n`, /key that no target has/],
    [`${good}url = https://example.com/y\n`, /second time/],
    [`${good}[b]\nurl = https://example.com/\n[a]\ndept = zjj\n`, /twice/],
    ['[A B]\nurl = https://example.com/\n', /no name/],
    ['url = https://example.com/\n', /no name/],
    ['[a]\nnonsense\n', /line 2/],
    [Array.from({ length: 33 }, (_, i) => `[t${i}]\nurl = https://example.com/\n`).join(''),
      /one target too many/],
  ]) {
    const [status, stderr] = check(text, mode);
    assert.equal(status, 1, text);
    assert.match(stderr, why);
  }
  assert.ok(!existsSync(join(stack.state, 'targets.conf')));
});

// Last, since what it fails to deliver is tried again during whatever comes after.
test('targets that hang with all they may have at once, and jobs that hang, delay nobody else\'s messages',
  async () => {
  const jobs = stack.pid('jobs');
  process.kill(jobs, 'SIGSTOP');
  try {
    const late = [];
    for (let i = 0; i < 6; i += 1) {
      const { case: n } = await new Person(stack).ask();
      await carry(staff, n, 'assigned');
      const from = Date.now();
      const post = await eventually(() => {
        const found = seen('/json').find((one) => one.json.case === n);
        assert.ok(found);
        return found;
      });
      late.push(post.at - from);
    }
    assert.ok(seen('/stalls').length > 4, 'one of them hangs');
    assert.ok(late.every((ms) => ms < 1500), `${late} ms`);
  } finally {
    process.kill(jobs, 'SIGCONT');
  }
});
