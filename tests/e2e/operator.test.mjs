// What the operator's side promises: the account in Redis, starting and stopping, nginx's refusals, headers
// and logs.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, statSync, symlinkSync,
  writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { childrenOf, until } from './fault_stack.mjs';
import { Person, ROOT, sleep, soon, startStack } from './lib.mjs';

let stack;
before(async () => { stack = await startStack({ staff: false }); });
after(() => stack.stop());

// scripts/run to its end, for starts that must fail.
const run = (env) => spawnSync(join(ROOT, 'scripts/run'), [],
  { env: { ...stack.env, ...env }, encoding: 'utf8' });

const SITE = '{yunchuan}';

test('the account in Redis does what the program needs', () => {
  const allowed = [
    ['set', `${SITE}:x`, '1', 'nx', 'ex', '60'], ['hset', `${SITE}:h`, 'a', '1'], ['lpush', `${SITE}:l`, '1'],
    ['zadd', `${SITE}:z`, '1', 'a'], ['sadd', `${SITE}:s`, 'a'], ['xadd', `${SITE}:e`, '*', 'a', '1'],
    ['xgroup', 'create', `${SITE}:e`, 'g', '0'], ['watch', `${SITE}:x`], ['multi'], ['discard'],
      ['scan', '0'], ['info', 'memory'],
    ['del', `${SITE}:x`, `${SITE}:h`, `${SITE}:l`, `${SITE}:z`, `${SITE}:s`, `${SITE}:e`],
  ];
  for (const command of allowed) assert.doesNotMatch(stack.redis(...command), /NOPERM|ERR/,
    command.join(' '));
});

test('the account in Redis can do nothing else', () => {
  const refused = [
    ['set', 'other', '1'], ['get', '{other}:x'], ['get', '{yunchuanx}:x'], ['rename', `${SITE}:x`, 'other'],
      ['flushall'],
    ['flushdb'], ['keys', '*'], ['config', 'get', 'dir'], ['eval', 'return 1', '0'], ['function', 'flush'],
    ['function', 'load', 'x'], ['function', 'delete', 'x'], ['fcall', 'f', '0'], ['script', 'flush'],
      ['shutdown'],
    ['xtrim', `${SITE}:events`, 'maxlen', '0'], ['xdel', `${SITE}:events`, '1-1'],
      ['xsetid', `${SITE}:events`, '9-9'],
    ['select', '1'], ['swapdb', '0', '1'], ['acl', 'list'], ['client', 'list'], ['monitor'], ['bgrewriteaof'],
      ['save'],
    ['migrate', 'h', '1', 'k', '0', '1'], ['restore', `${SITE}:x`, '0', 'x'], ['publish', 'c', 'm'],
      ['replicaof', 'no', 'one'],
    ['module', 'list'], ['slowlog', 'get'], ['sort', `${SITE}:l`],
  ];
  for (const command of refused) assert.match(stack.redis(...command), /NOPERM/, command.join(' '));
});

test('nobody enters Redis without the password', () => {
  const socket = join(stack.state, 'run/redis.sock');
  for (const login of [[], ['--user', 'default', '--pass', 'x'], ['--user', 'wenzheng', '--pass', 'wrong']]) {
    const { stdout } = spawnSync('redis-cli', ['-s', socket, '--no-auth-warning', ...login, 'dbsize'],
      { encoding: 'utf8' });
    assert.match(stdout, /NOAUTH/);
  }
});

test('what was committed in a transaction is there after a restart, and after Redis was killed', async () => {
  let other = await startStack();
  const { state } = other;
  try {
    const first = await new Person(other).ask();
    assert.equal(await other.stop({ keep: true }), 0);
    other = await startStack({ state });
    assert.match(other.redis('hget', `${SITE}:case:${first.case}`, 'title'), /路灯/);
    const second = await new Person(other).ask();
    process.kill(other.pid('redis'), 'SIGKILL');
    await other.stop({ keep: true });
    other = await startStack({ state });
    assert.match(other.redis('hget', `${SITE}:case:${second.case}`, 'title'), /路灯/);
    assert.doesNotMatch(other.output(), /password/, 'the administrator is made only once');
  } finally {
    await other.stop();
  }
});

// Kills one of the stack's processes and waits until another has taken its place.
async function killAndReplace(other, name) {
  const old = other.pid(name);
  process.kill(old, 'SIGKILL');
  await until(() => {
    assert.ok(other.pid(name) > 0 && other.pid(name) !== old);
    assert.match(other.output(), new RegExp(`${name} has stopped[^]*${name} is started again`));
  });
}

test('a part that is killed is started again, with a message, and the board goes on', async () => {
  const other = await startStack({ staff: false });
  try {
    for (const name of ['nginx', 'worker', 'jobs', 'notify', 'redis']) {
      await killAndReplace(other, name);
      const receipt = await until(() => new Person(other).ask(), 20000);
      assert.ok(receipt.case > 0, name);
      process.kill(other.pid(name), 0);
    }
    assert.equal(other.child.exitCode, null);
  } finally {
    assert.equal(await other.stop(), 0);
  }
});

test('jobs that die each time are started again after a growing pause; a Redis that can\'t be started ends the run', async () => {
  const other = await startStack({ staff: false });
  try {
    for (let i = 0; i < 3; i += 1) await killAndReplace(other, 'jobs');
    assert.match(other.output(), /jobs is started again in 1 s[^]*jobs is started again in 2 s/);
    renameSync(join(other.state, 'redis.acl'), join(other.state, 'redis.acl.away'));
    const ended = new Promise((done) => other.child.on('exit', done));
    process.kill(other.pid('redis'), 'SIGKILL');
    assert.equal(await ended, 1);
    assert.match(other.output(), /redis dies each time it is started/);
  } finally {
    await other.stop();
  }
});

const isRoot = process.getuid() === 0;

test('started by root, every part is another account\'s and can gain no privileges; root\'s earlier state and new keys are its own',
  { skip: !isRoot && 'only root can start it so' }, async (t) => {
  const facts = (pid) => {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return [/^Uid:\t(\d+)/m.exec(status)[1], /^NoNewPrivs:\t(\d)/m.exec(status)[1],
      /^CapEff:\t(\w+)/m.exec(status)[1]];
  };
  const account = () => spawnSync('id', ['-u', 'wenzheng'], { encoding: 'utf8' }).stdout.trim();
  let other = await startStack({ env: { RUN_AS: 'root' } });
  try {
    assert.deepEqual(facts(other.pid('worker')).slice(0, 2), ['0', '1']);
    const receipt = await new Person(other).ask();
    await other.stop({ keep: true });
    other = await startStack({ state: other.state });
    if (/the account wenzheng cannot reach/.test(other.output())) return t.skip(
      'this folder is root\'s own, which it says aloud');
    for (const name of ['redis', 'worker', 'jobs', 'notify', 'nginx']) {
      for (const pid of [other.pid(name), ...childrenOf(other.pid(name))]) {
        assert.deepEqual(facts(pid), [account(), '1', '0000000000000000'], name);
      }
    }
    assert.equal((await new Person(other).get(receipt.track)).status, 200, 'the old key is there');
    await new Person(other).ask();
    other.ctl(['key', 'new', 'sign']);
    for (const key of readdirSync(join(other.state, 'keys'))) {
      assert.equal(String(statSync(join(other.state, 'keys', key)).uid), account(), key);
    }
    await sleep(1100); // the workers look for new keys once a second
    const asked = await new Person(other).ask();
    assert.equal((await new Person(other).get(asked.track)).status, 200, 'signed by the new key');
  } finally {
    await other.stop();
  }
});

test('started by root, no link that a part plants among its logs leads root to write elsewhere',
  { skip: !isRoot && 'only root can be led so' }, async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'wz-'));
  const other = await startStack();
  try {
    if (/the account wenzheng cannot reach/.test(other.output())) return t.skip(
      'this folder is root\'s own, which it says aloud');
    const dying = other.pid('jobs');
    for (const place of ['log/jobs.log', 'run/jobs.pid']) {
      const target = join(folder, place.replace('/', '-'));
      writeFileSync(target, 'root\'s own', { mode: 0o600 });
      rmSync(join(other.state, place), { force: true });
      symlinkSync(target, join(other.state, place));
    }
    process.kill(dying, 'SIGKILL');
    await until(() => assert.match(other.output(), /jobs is started again in/), 8000);
    for (const name of readdirSync(folder)) assert.equal(readFileSync(join(folder, name), 'utf8'),
      'root\'s own', name);
    assert.equal((await new Person(other).get('/topics')).status, 200, 'the board goes on');
  } finally {
    await other.stop();
    rmSync(folder, { recursive: true });
  }
});

test('a state in use, a taken port and a missing program are named', () => {
  const fresh = mkdtempSync(join(tmpdir(), 'wz-'));
  const cases = [
    [{ PORT: '1' }, /is in use by another run/],
    [{ STATE: fresh }, /port \d+ is taken/],
    [{ STATE: fresh, PORT: 'x' }, /is no port/],
    [{ STATE: ROOT, PORT: '9' }, /is not empty and no board's state/],
    [{ STATE: fresh, BUILD: '/nowhere' }, /is not there; build it/],
    [{ STATE: fresh, WENZHENG_CONFIG: '/nowhere.conf' }, /cannot be read/],
    [{ STATE: join(fresh, 'x'.repeat(90)) }, /too long for unix sockets/],
  ];
  for (const [env, message] of cases) {
    const { status, stderr } = run(env);
    assert.equal(status, 1, stderr);
    assert.match(stderr, message);
  }
  rmSync(fresh, { recursive: true });
});

test('every reply forbids framing, sniffing, foreign scripts and foreign referrers, and keeps other sites apart', async () => {
  for (const path of ['/', '/topics.json', '/nowhere', '/static/site.css', '/static/vendor/altcha.js',
    '/staff/login']) {
    const { headers } = await fetch(stack.base + path);
    assert.equal(headers.get('cross-origin-opener-policy'), 'same-origin', path);
    assert.equal(headers.get('cross-origin-resource-policy'), 'same-origin', path);
    assert.match(headers.get('content-security-policy'), /default-src 'self'.*frame-ancestors 'none'/, path);
    assert.equal(headers.get('x-content-type-options'), 'nosniff', path);
    assert.equal(headers.get('referrer-policy'), 'same-origin', path);
    assert.ok(headers.get('permissions-policy'), path);
  }
});

test('files beside the pages are kept for a year by names that change with their content', async () => {
  const home = await fetch(stack.base);
  const page = await home.text();
  // What the first paint waits for is named before the page.
  const first = [...home.headers.get('link').matchAll(/<(\S+)>; rel=preload/g)].map(([, name]) => name);
  assert.deepEqual(first, [/<link rel="stylesheet" href="(.+?)"/, /<script src="(.+?)"/]
    .map((one) => one.exec(page)[1]));
  const names = new Set(page.match(/\/static\/[a-z]+-[0-9a-f]{16}\.\w+/g));
  assert.ok(names.size >= 5, page);
  for (const name of names) {
    const reply = await fetch(stack.base + name);
    assert.equal(reply.status, 200, name);
    assert.equal(reply.headers.get('cache-control'), 'public, max-age=31536000, immutable', name);
    assert.equal(reply.headers.get('x-content-type-options'), 'nosniff', name);
    const file = join(ROOT, 'htdocs', name.replace(/-[0-9a-f]{16}/, ''));
    assert.deepEqual(Buffer.from(await reply.arrayBuffer()), readFileSync(file), name);
  }
  for (const [path, status] of [['/static/site.css', 200], ['/static/nothing-0123456789abcdef.css', 404]]) {
    const reply = await fetch(stack.base + path);
    assert.equal(reply.status, status, path);
    assert.doesNotMatch(reply.headers.get('cache-control') ?? '', /immutable/, path);
  }
});

test('nginx\'s own error pages and photos keep other sites apart too', async () => {
  for (const { headers } of [(await raw('/static/nothing.css')).reply, (await raw('/%zz')).reply,
    (await raw('/track', { method: 'POST', body: 'x'.repeat(131073) })).reply])
    for (const name of ['cross-origin-opener-policy',
      'cross-origin-resource-policy']) assert.equal(headers[name], 'same-origin');
  const photos = /location \/photo-files\/ \{([^}]*)\}/.exec(readFileSync(join(ROOT, 'conf/nginx/site.conf'),
    'utf8'))[1];
  assert.match(photos, /Cross-Origin-Opener-Policy "same-origin" always/);
  assert.match(photos, /Cross-Origin-Resource-Policy "same-origin" always/);
});

test('a page whose address is a password sends its address nowhere, nor does nginx\'s error page in its place', async () => {
  for (const path of ['/t/a.b.c', '/answer/a.b.c', '/%74/a.b.c', '//t/a.b.c.json'])
    assert.equal((await raw(path)).reply.headers['referrer-policy'], 'no-referrer', path);
  const large = await raw('/t/a.b.c/rating', { method: 'POST', body: 'x'.repeat(131073) });
  assert.equal(large.reply.statusCode, 413);
  assert.equal(large.reply.headers['referrer-policy'], 'no-referrer');
});

test('browsers ask again for a page each time, while nginx answers from its cache', async () => {
  const { headers } = await fetch(`${stack.base}/topics?tab=answered`);
  assert.equal(headers.get('cache-control'), 'no-cache');
  await fetch(`${stack.base}/topics?tab=answered`);
  await soon(() => {
    const lines = readFileSync(join(stack.state, 'log/access.log'), 'utf8').split('\n');
    assert.ok(lines.some((line) => line.includes('tab=answered') && line.includes('cache=HIT')));
  });
});

// A request as programs and strangers send it: fetch would refuse or mend some of these.
function raw(path, { method = 'GET', headers = {}, body } = {}) {
  return new Promise((done, failed) => {
    const sent = request({ port: stack.port, host: '127.0.0.1', path, method, headers }, (reply) => {
      let text = '';
      reply.setEncoding('utf8').on('data', (part) => { text += part; }).on('end',
        () => done({ reply, text }));
    });
    sent.on('error', failed);
    sent.end(body);
  });
}

test('what nginx refuses by itself is a page for people and JSON for programs', async () => {
  const cases = [
    [400, 'malformed', '/%zz', {}],
    [414, 'malformed', `/${'a'.repeat(9000)}`, {}],
    [413, 'too_large', '/track', { method: 'POST', body: 'x'.repeat(131073) }],
    [404, 'not_found', '/static/nothing.css', {}],
    [405, 'malformed', '/', { method: 'TRACE' }],
  ];
  for (const [status, code, path, options] of cases) {
    const page = await raw(path, options);
    assert.equal(page.reply.statusCode, status);
    assert.match(page.text, /^<!doctype html>[^]*<h1>/);
    if (status === 413 || status === 404) {
      const data = await raw(path, { ...options, headers: { accept: 'application/json' } });
      assert.equal(data.reply.statusCode, status);
      assert.equal(JSON.parse(data.text).error.code, code);
      for (const { text } of [page, data])
        assert.ok(status !== 413 || text.includes('附件'), 'a file may be what is too large');
    }
  }
  assert.equal((await raw('/static/errors/503.html')).reply.statusCode, 404);
});

test('a flood of posts from one address is slowed, then refused with 429', async () => {
  const other = await startStack({ staff: false, env: { EXEMPT: '' } });
  try {
    const post = () => fetch(`${other.base}/topics`, {
      method: 'POST', body: 'title=x', headers: { accept: 'application/json',
        'content-type': 'application/x-www-form-urlencoded' },
    });
    const replies = await Promise.all(Array.from({ length: 220 }, post));
    const refused = replies.filter((reply) => reply.status === 429);
    assert.ok(refused.length > 0 && refused.length < 120, `${refused.length} of 220 refused`);
    assert.ok(refused[0].headers.get('retry-after'));
    assert.equal((await refused[0].json()).error.code, 'too_many_requests');
  } finally {
    await other.stop();
  }
});

test('without any worker: cached pages stay for a while, all else is 503 with Retry-After', async () => {
  const other = await startStack({ staff: false });
  try {
    assert.equal((await fetch(`${other.base}/topics`)).status, 200);
    process.kill(-other.pid('worker'), 'SIGSTOP');
    const socket = join(other.state, 'run/wenzheng.sock');
    assert.equal(spawnSync('mv', [socket, `${socket}.away`]).status, 0);
    await sleep(2500);
    assert.equal((await fetch(`${other.base}/topics`)).status, 200);
    const page = await fetch(`${other.base}/departments`);
    assert.equal(page.status, 503);
    assert.equal(page.headers.get('retry-after'), '5');
    assert.match(await page.text(), /过几分钟再试/);
    const data = await fetch(`${other.base}/departments.json`);
    assert.equal((await data.json()).error.code, 'unavailable');
    const photos = new FormData();
    photos.append('photo', new Blob([Buffer.alloc(1 << 20)]), 'photo.jpg');
    const large = await fetch(`${other.base}/topics`, { method: 'POST', body: photos });
    assert.equal(large.status, 503, 'a form with photos is not called too large');
    assert.match(await large.text(), /过几分钟再试/);
    process.kill(-other.pid('worker'), 'SIGCONT');
    assert.equal(spawnSync('mv', [`${socket}.away`, socket]).status, 0);
    assert.equal((await fetch(`${other.base}/departments`)).status, 200);
  } finally {
    await other.stop();
  }
});

test('no log holds a token, a query code or a question', async () => {
  const secrets = ['aaaa.bbbb.cccc', 'dddd.eeee.ffff', 'qcode-9876', 'gggg.hhhh.iiii', 'qcode-5432',
    'jjjj.kkkk.llll', '17.MMMMNNNNPP'];
  await fetch(`${stack.base}/r/${secrets[6]}`);
  await fetch(`${stack.base}/t/${secrets[0]}`);
  await fetch(`${stack.base}/answer/${secrets[1]}`);
  await fetch(`${stack.base}/track?number=YC-1&code=${secrets[2]}`);
  await raw(`/%74/${secrets[3]}`);
  await raw(`/%74rack?number=YC-1&code=${secrets[4]}`);
  assert.equal((await raw(`//t/${secrets[5]}/rating`,
    { method: 'POST', body: 'x'.repeat(131073) })).reply.statusCode, 413);
  await soon(() => assert.match(readFileSync(join(stack.state, 'log/access.log'), 'utf8'),
    /"GET \/track\?\.\.\. /));
  for (const name of ['access', 'nginx', 'worker', 'jobs', 'notify', 'redis']) {
    for (const secret of secrets) assert.ok(!stack.log(name).includes(secret), `${secret} in ${name}.log`);
  }
  assert.match(stack.log('access'), /"GET \/t\/\.\.\. /);
});

test('the set-up waits for a package manager that is at work, and says so',
  { skip: !isRoot && 'only root installs' }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'wz-apt-'));
  const tries = join(folder, 'tries');
  writeFileSync(join(folder, 'apt-get'), `#!/bin/sh
echo "$*" >>${tries}
[ $(wc -l <${tries}) -gt 2 ] ||
  { echo "E: Could not get lock /var/lib/dpkg/lock-frontend. It is held by process 1 (apt)" >&2; exit 100; }
`, { mode: 0o755 });
  const env = { ...process.env, PATH: `${folder}:${process.env.PATH}`, SETUP_PAUSE: '0.1' };
  const { status, stdout, stderr } = spawnSync(join(ROOT, 'scripts/setup'), ['as-root', 'some-package'],
    { env, encoding: 'utf8' });
  assert.deepEqual([status, stderr], [0, '']);
  assert.match(stdout, /^setup: another package manager is at work; waiting.*\n$/, 'said once');
  const calls = readFileSync(tries, 'utf8').trim().split('\n');
  assert.equal(calls.length, 3);
  assert.ok(calls.every((call) => / install .*some-package$/.test(call)), 'no list is fetched for that');
  rmSync(folder, { recursive: true });
});
