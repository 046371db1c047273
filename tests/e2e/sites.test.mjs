// Two sites of one set of workers, in one Redis and behind one nginx, with cases and articles of the same
// numbers and staff of the same names: each host name shows its own, and nothing of either is in the other's
// reach, by any route, token, account or command.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import dns from 'node:dns';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync,
  writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Newsroom } from './articles.mjs';
import { ANSWER, BUILD, carry, changedConfig, Desk, nextPhone, PASSWORD, Person, ROOT, routesRead, signIn,
  sleep, soon, startStack } from './lib.mjs';

const ROLES = 'moderator,dispatcher,clerk,approver,supervisor,editor,reviewer,admin';
// Both host names lead to 127.0.0.1.
const HOSTS = ['127.0.0.1', 'localhost'];
const MARKS = ['甲城的玉兰', '乙城的银杏'];
let folder, first, second;

dns.setDefaultResultOrder('ipv4first');

function further(values) {
  return changedConfig({ id: 'hongcun', domain: HOSTS[1], number_prefix: 'HC', user: 'hongcun',
    state: join(folder, 'second'), cache: join(folder, 'first/cache'), ...values })
    .replace('socket = run/redis.sock', `socket = ${join(folder, 'first/run/redis.sock')}`);
}

function ctlOf(config, args, stdin = '') {
  return spawnSync(join(BUILD, 'wenzhengctl'), ['--config', config, ...args],
    { cwd: ROOT, input: stdin, encoding: 'utf8' });
}

// The second site as a stack of its own, for what the tests share.
function secondStack() {
  const config = join(folder, 'sites/b.conf');
  return { ...first, base: `http://${HOSTS[1]}:${first.port}`, state: join(folder, 'second'), config,
    ctl(args, stdin) {
      const { status, stdout, stderr } = ctlOf(config, args, stdin);
      if (status !== 0) throw new Error(`wenzhengctl ${args.join(' ')}: ${stderr}`);
      return stdout;
    } };
}

// Two who may do everything; a topic that was answered, a comment that waits, and a published article, all
// with the mark.
async function fill(site, mark) {
  site.ctl(['dept', 'add', 'zjj', '市住房和城乡建设局']);
  for (const id of ['one', 'two'])
    site.ctl(['staff', 'add', id, '--name', id, '--roles', ROLES, '--dept', 'zjj', '--password-stdin'],
      `${PASSWORD}\n`);
  const [one, two] = [await signIn(site, 'one'), await signIn(site, 'two')];
  site.one = one;
  site.asker = new Person(site);
  Object.assign(site, await site.asker.ask({ title: `${mark}倒了`,
    body: `${mark}昨晚被风吹倒了，请派人扶正。` }));
  await carry({ mod1: one, disp1: one, zjj1: one, appr1: two }, site.case, 'answered');
  await site.asker.act(`/topics/${site.case}/comments`, { body: `${mark}还倒着`,
    form: await site.asker.token(`/topics/${site.case}/comments.json`) });
  const room = Object.assign(new Newsroom(), { editor: one, reviewer: two });
  site.article = await room.publish({ title: `${mark}保护办法`,
    body: `${mark}由园林部门养护，损坏的照价赔偿。` });
}

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'wz-'));
  for (const name of ['first', 'sites']) mkdirSync(join(folder, name));
  writeFileSync(join(folder, 'sites/b.conf'), further({}));
  first = await startStack({ state: join(folder, 'first'),
    config: { domain: HOSTS[0], sites: join(folder, 'sites') } });
  second = secondStack();
  await fill(first, MARKS[0]);
  await fill(second, MARKS[1]);
});
after(async () => {
  if (first) await first.stop();
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

test('each host name shows its own site, with cases of the same number', async () => {
  assert.equal(first.case, second.case);
  assert.equal(first.article, second.article);
  for (const [i, site] of [first, second].entries()) {
    const { content } = await new Person(site).get(`/topics/${site.case}`);
    assert.ok(content.includes(MARKS[i]) && !content.includes(MARKS[1 - i]), content);
  }
});

test('a host that is no site\'s gets no page of any site', async () => {
  const { stdout } = spawnSync('bash', ['-c', `exec 3<>/dev/tcp/127.0.0.1/${first.port}
    printf 'GET /topics HTTP/1.0\\r\\nHost: nobody.example\\r\\n\\r\\n' >&3; cat <&3`], { encoding: 'utf8' });
  assert.match(stdout, /^HTTP\/1\.\d 421 /);
  for (const mark of MARKS) assert.ok(!stdout.includes(mark));
});

// Every page that is read, with what the other site has at these places.
const filled = (path, site) => path.replace('/topics/:n', `/topics/${site.case}`)
  .replace('/cases/:n', `/cases/${site.case}`).replace('/articles/:n', `/articles/${site.article}`)
  .replace('/reports/:n', '/reports/2026').replace('/departments/:id', '/departments/zjj')
  .replace('/columns/:id', '/columns/news').replace(':desk', 'review')
  .replace('/accounts/:id', '/accounts/one')
  .replace(':token', site.track.split('/').pop()).replace(/:n/g, '1').replace(/:id/g, '1');

test('no page, for people or programs, shows anything of the other site', async () => {
  const shown = MARKS.map(() => 0);
  for (const { path, twin } of routesRead())
    for (const [i, site] of [first, second].entries())
      for (const suffix of twin && path !== '/' ? ['', '.json'] : ['']) {
        const other = [first, second][1 - i];
        for (const address of [filled(path, site), filled(path, other)]) {
          const { status, content } = await site.one.get(address.split('?')[0] + suffix);
          assert.ok(status < 500, `${HOSTS[i]}${address}${suffix}: ${status}`);
          assert.ok(!content.includes(MARKS[1 - i]), `${HOSTS[i]}${address}${suffix}`);
          shown[i] += content.includes(MARKS[i]);
        }
      }
  for (const count of shown) assert.ok(count > 20, `${count} pages show their own site's`);
});

test('each site is searched by itself', async () => {
  const tree = MARKS.map((mark) => mark.slice(-2));
  const found = async (site, word) =>
    (await new Person(site).json(`/search.json?q=${encodeURIComponent(word)}`)).results.length;
  for (const [i, site] of [first, second].entries()) {
    await soon(async () => assert.equal(await found(site, tree[i]), 2), 15000);
    assert.equal(await found(site, tree[1 - i]), 0);
  }
});

test('a session, a device, a form and a link of one site are nobody\'s at the other', async () => {
  const stranger = new Desk(second);
  stranger.cookies = new Map(first.one.cookies);
  assert.notEqual((await stranger.get('/staff/queues/review')).status, 200);
  const form = await first.asker.token('/topics/new.json');
  const person = new Person(second);
  person.cookies = new Map(first.asker.cookies);
  const reply = await person.act('/topics', { form, title: '别处的表单',
    body: '这张表单来自另一个站点，不应被收下。', category: 'help', area: '城南街道', name: '',
    phone: nextPhone() });
  assert.notEqual(reply.status, 201);
  assert.equal((await person.get(`${first.track}.json`)).status, 404);
  const found = await person.act('/track', { form: await person.token('/track'), number: first.number,
    code: first.code });
  assert.equal(found.track, undefined);
});

test('what is taken off at one site is gone from nginx\'s cache at once, and only there', async () => {
  const reader = (site) => new Person(site).get(`/topics/${site.case}`);
  for (const site of [first, second]) assert.equal((await reader(site)).status, 200);
  await second.one.move(second.case, 'unpublish', { reason: '含有个人信息' });
  assert.equal((await reader(second)).status, 404);
  assert.equal((await reader(first)).status, 200);
  await second.one.move(second.case, 'publish');
});

const redisCli = (user, state, args, input) => spawnSync('redis-cli',
  ['-s', join(folder, 'first/run/redis.sock'), '--user', user, ...args], { input, encoding: 'utf8',
    env: { ...process.env, REDISCLI_AUTH: readFileSync(join(state, 'redis.pass'), 'utf8') } }).stdout;

// All that Redis has of the first site, as its own account reads it.
const READS = { string: ['get'], hash: ['hgetall'], list: ['lrange', '0', '-1'], set: ['smembers'],
  zset: ['zrange', '0', '-1', 'withscores'], stream: ['xrange', '-', '+'] };
function everything() {
  const run = (commands) => redisCli('wenzheng', first.state, [], `${commands.join('\n')}\n`);
  const keys = run(['scan 0 count 100000']).split('\n')
    .filter((key) => key.startsWith('{yunchuan}:')).sort();
  const types = run(keys.map((key) => `type ${key}`)).split('\n');
  return run(keys.map((key, i) => {
    const [command, ...rest] = READS[types[i]];
    return [command, key, ...rest].join(' ');
  }));
}

test('no command and no background process of one site touches the other\'s keys', async () => {
  const pids = ['jobs', 'notify', 'index'].map((name) => first.pid(name));
  for (const pid of pids) process.kill(pid, 'SIGSTOP');
  try {
    const before = everything();
    assert.ok(before.includes(MARKS[0]) && !before.includes(MARKS[1]));
    const file = join(folder, 'import.ndjson');
    writeFileSync(file, JSON.stringify({ id: '1', time: '2026-03-02 09:00:00', title: '旧系统的一件事',
      body: '旧系统里保存的一件来信的内容。', reply: ANSWER, reply_time: '2026-03-04 09:00:00' }));
    for (const args of [['import', file, '--dept', 'zjj', '--source', 'old'], ['jobs', '--once'], ['recount'],
      ['recount', '--check'], ['verify'], ['key', 'new', 'sign'], ['dept', 'add', 'ylj', '园林局'],
      ['column', 'list'], ['staff', 'disable', 'two'], ['report', '2026', '--format', 'json'],
      ['suggest-learn']])
      second.ctl(args);
    assert.equal(everything(), before);
  } finally {
    for (const pid of pids) process.kill(pid, 'SIGCONT');
  }
});

test('the account of one site in Redis reaches no key of the other', () => {
  const ask = (...args) => redisCli('hongcun', second.state, args);
  assert.match(ask('get', '{hongcun}:seq'), /^\d+/);
  for (const command of [['get', '{yunchuan}:seq'], ['set', '{yunchuan}:seq', '1'],
    ['hgetall', '{yunchuan}:case:1'], ['copy', '{hongcun}:seq', '{yunchuan}:seq'],
    ['xadd', '{yunchuan}:events', '*', 'a', 'b']])
    assert.match(ask(...command), /^NOPERM/, command.join(' '));
});

const WRONG = [
  ['with the id of another', { id: 'yunchuan' }, /\[site\] id must be another than in .*\/main: yunchuan/],
  ['with the domain of another', { domain: '127.0.0.1:81' },
    /\[site\] domain must be another than in .*\/main: 127\.0\.0\.1:81/],
  ['without a domain', { domain: '' }, /b\.conf, line \d+: \[site\] domain must be set: site hongcun/],
  ['in another\'s state folder', () => ({ state: join(folder, 'first') }), /\[paths\] state must be another/],
  ['with the photos of another', () => ({ photos: join(folder, 'first/photos') }),
    /\[paths\] photos must be another/],
  ['with the keys of another', () => ({ keys: `${folder}/first/../first/keys` }),
    /\[paths\] keys must be another/],
  ['with another\'s account in Redis', { user: 'wenzheng' }, /\[redis\] user must be another than in .*: wenzheng/],
  ['with a cache of its own', { cache: 'cache' }, /\[paths\] cache must be the first site's/],
  ['with a colour that is none', { colour: 'red' }, /b\.conf.*colour/],
  ['whose holidays are not there', () => ({ holidays: join(folder, 'nowhere') }), /site hongcun: .*nowhere/],
];
for (const [what, values, said] of WRONG)
  test(`a further site ${what} is refused, with its name`, () => {
    const sites = mkdtempSync(join(folder, 'wrong-'));
    writeFileSync(join(sites, 'b.conf'), further(typeof values === 'function' ? values() : values));
    const main = join(sites, 'main');
    writeFileSync(main, changedConfig({ domain: HOSTS[0], sites }));
    const { status, stderr } = spawnSync(join(BUILD, 'wenzheng'),
      ['--config', main, '--state', join(folder, 'first'), '--check'], { cwd: ROOT, encoding: 'utf8' });
    assert.equal(status, 1);
    assert.match(stderr, said);
  });

test('a folder of sites that is not there is refused', () => {
  const main = join(folder, 'empty.conf');
  writeFileSync(main, changedConfig({ domain: HOSTS[0], sites: join(folder, 'nothing') }));
  const { status, stderr } = spawnSync(join(BUILD, 'wenzheng'),
    ['--config', main, '--state', join(folder, 'first'), '--check'], { cwd: ROOT, encoding: 'utf8' });
  assert.equal(status, 1);
  assert.match(stderr, /\[worker\] sites: .*nothing: No such file/);
});

test('a reload takes up a changed site, and a broken one leaves all as they were', async () => {
  const file = second.config;
  const names = async () => {
    const [a, b] = await Promise.all([first, second].map((site) => new Person(site).get('/departments')));
    return [a.content.includes('红村问政'), b.content.includes('红村问政')];
  };
  const text = readFileSync(file, 'utf8');
  writeFileSync(file, text.replace('name = 微问政', 'name = 红村问政'));
  process.kill(first.pid('worker'), 'SIGHUP');
  await soon(async () => assert.deepEqual(await names(), [false, true]), 10000);
  writeFileSync(file, 'nonsense');
  process.kill(first.pid('worker'), 'SIGHUP');
  await sleep(1000);
  assert.deepEqual(await names(), [false, true]);
  writeFileSync(file, text.replace(/^user = .*$/m, 'user = wenzheng'));
  const acl = readFileSync(join(first.state, 'redis.acl'));
  const main = `${first.state}.conf`;
  const { status, stderr } = spawnSync(join(ROOT, 'scripts/redis-acl'), [main, first.state],
    { encoding: 'utf8' });
  assert.match(stderr, /in .* is another site's: wenzheng; .*redis\.acl stays as it was/);
  assert.equal(status, 0, 'Redis starts for the others');
  assert.deepEqual(readFileSync(join(first.state, 'redis.acl')), acl);
  writeFileSync(file, text);
});

test('at a start a broken site is left out, the others are served, and a reload takes it up again', async () => {
  const text = readFileSync(second.config, 'utf8');
  const statuses = () => Promise.all([first, second].map(async (site) =>
    (await new Person(site).get('/healthz')).status));
  writeFileSync(second.config, text.replace(/^holidays = .*$/m, 'holidays = /nowhere'));
  process.kill(first.pid('worker'), 'SIGTERM');
  await soon(async () => assert.deepEqual(await statuses(), [200, 421]), 20000);
  assert.match(first.log('worker'), /left out: site hongcun: .*nowhere/);
  writeFileSync(second.config, text);
  process.kill(first.pid('worker'), 'SIGHUP');
  await soon(async () => assert.deepEqual(await statuses(), [200, 200]), 10000);
});

test('wenzhengctl makes the configuration of a site, apart from the others, and lists all', async () => {
  const sites = mkdtempSync(join(folder, 'made-'));
  const main = `${sites}.conf`;
  writeFileSync(main, changedConfig({ domain: 'a.example', sites, name: '甲城问政' }));
  chmodSync(main, 0o644);
  const ctl = (...args) => ctlOf(main, ['--state', join(folder, 'first'), ...args]);
  const made = ctl('site', 'add', 'yi', 'yi.example', '--name', '乙城问政');
  assert.equal(made.status, 0, made.stderr);
  assert.match(made.stdout, /server block for yi\.example/);
  const file = join(sites, 'yi.conf');
  assert.deepEqual(ctl('site', 'list').stdout.trim().split('\n').map((line) => line.split('\t')),
    [['yunchuan', 'a.example', main, join(folder, 'first')],
      ['yi', 'yi.example', file, join(folder, 'first/sites/yi')]]);
  assert.equal(statSync(file).mode & 0o777, 0o644, "who reads the first site's file reads this one");
  const text = readFileSync(file, 'utf8');
  for (const line of ['name = 乙城问政', 'user = site-yi', 'sites = ',
    `cache = ${join(folder, 'first/cache')}`, `socket = ${join(folder, 'first/run/redis.sock')}`])
    assert.ok(text.includes(`${line}\n`), line);
  assert.match(ctlOf(file, ['check-config']).stderr, /\[paths\] state: .*sites\/yi: No such file/);
  for (const name of ['photos', 'attachments', 'archive', 'events'])
    mkdirSync(join(folder, 'first/sites/yi', name), { recursive: true });
  assert.equal(ctlOf(file, ['check-config']).stderr, '');
  for (const [args, said] of [[['yi', 'c.example'], /yi\.conf: File exists/],
    [['er', 'yi.example'], /\[site\] domain must be another/],
    [['yunchuan', 'c.example'], /\[site\] id must be another/],
    [['../er', 'c.example'], /the id must be 1 to 32 lower-case letters.*: \.\.\/er/],
    [['san', 'no domain'], /the domain must be a host name .*: no domain/]]) {
    const { status, stderr } = ctl('site', 'add', ...args);
    assert.equal(status, 1);
    assert.match(stderr, said);
  }
  assert.deepEqual(readdirSync(sites), ['yi.conf']);
});
