// What grows with the city: every page of the route table, every command and a round of the jobs on a board
// of N cases of each kind, comments, accounts, messages and events, then on one of FACTOR times N.  Counted
// are the commands of Redis, the bytes of their answers and, of pages, the memory of the request: not time.
// A row that grows fails unless TOOLS or PAGES names it and says why.  Prints a table and writes it to
// BUILD/growth.json; exits 1 when a row grew that may not.
//   N=100 cases of each kind on the smaller board    FACTOR=10 times as many on the larger
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BUILD, PASSWORD, ROOT, Person, routesRead, signIn, staffOf, carry } from '../e2e/lib.mjs';
import { copyDocuments, publishDocument } from './documents.mjs';
import { startParts } from '../e2e/fault_stack.mjs';

const N = Number(process.env.N || 100);
const FACTOR = Number(process.env.FACTOR || 10);
const SITE = '{yunchuan}';

// Commands that read everything there is, in chunks: what they cost grows, their memory doesn't.
const TOOLS = {
  'recount --check': 'proves everything derived', 'recount --due': 'counts every open case anew',
    verify: 'checks every seal and question',
  'staff list': 'prints every account', 'jobs --dry-run': 'counts what is past its retention',
};
// Pages that may grow, and why: a bound that the smaller board doesn't reach, or a list for download.
const PAGES = {
  '/answers.ndjson': 'at most 1,000 seals a request', '/sitemaps/:n': 'at most 500 case numbers a request',
  '/sitemaps/articles/:n': 'at most 500 article numbers a request',
  '/sitemap.xml': 'a line for each 500 cases',
  '/staff/outbox': 'at most 1,000 dead letters',
    '/staff/supervision.csv': 'the whole of what is overdue, for download',
  '/staff/accounts': 'sorts the ids of all accounts, some ten bytes each; of the accounts it reads a page',
};
const COMMANDS = ['index --once', 'staff list', 'dept list', 'key list', 'notify list', 'notify --once',
  'jobs --once',
  'jobs --dry-run', 'verify',
  'recount --check', 'recount --due', 'check-site', 'column load conf/columns.csv', 'column list',
  'import one.ndjson', 'import-articles article.ndjson', 'lifecycle', 'data-model',
  'manual commands', 'check-config',
    'version', 'site list', 'dept add zzz 市档案馆',
  'dept set zzz --phone 0873-1', 'dept close zzz', 'dept open zzz', 'staff disable zjj1', 'staff enable zjj1',
    'staff passwd zjj1 --password-stdin', 'clock accept',
  `report ${new Date().getFullYear()} --format json`];
// They begin something new or speak to others; what they share with the rows above is counted there.
const APART = ['doctor', 'staff add', 'staff totp', 'key new', 'key retire', 'key revoke', 'demo',
'notify test', 'audit export',
  'notify forget', 'archive', 'archive verify', 'suggest-eval', 'suggest-learn', 'site add', 'site move',
  'purge',
  // They ask nothing of Redis.
  'backup', 'restore',
  // It reads all events since its case came in.
  'export',
  // It ends what the board shows.
  'erase'];

const stack = await startParts({ gate: true, config: { processes: 1, follow: 'on', mail: 'on',
  domain: 'wz.example.gov.cn' } });
const gate = stack.redisGate.passed;
const inState = (name) => join(stack.state, name);
const key = (name) => `${SITE}:${name}`;
const day = (offset) => new Date(Date.now() + offset * 86400000).toISOString().slice(0, 10);
const rows = new Map();

// Asynchronous, for what it asks of Redis passes through this process.
function ctl(words) {
  const child = spawn(join(BUILD, 'wenzhengctl'), ['--config', inState('test.conf'), '--state', stack.state,
    ...words],
    { cwd: ROOT, stdio: ['pipe', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (text) => { said += text; });
  child.stdin.end(`${PASSWORD}\n`);
  return new Promise((done) => child.on('close', (status) => done({ status, said })));
}

// Many commands to Redis itself, one a line.
function redis(lines) {
  const env = { ...process.env, REDISCLI_AUTH: readFileSync(inState('redis.pass'), 'utf8') };
  const { status, stdout } = spawnSync('redis-cli', ['-s', inState('run/redis.sock'), '--user', 'wenzheng'],
    { env, input: `${lines.join('\n')}\n`, encoding: 'utf8', maxBuffer: 64 << 20 });
  assert.equal(status, 0);
  assert.doesNotMatch(stdout, /^ERR|NOPERM|WRONGTYPE/m);
  return stdout.trim();
}

const SHAPES = {
  answered: [[], { reply: '您好，您反映的路灯已经修好，感谢您的来信。', reply_time: `${day(-1)} 10:00:00` },
    ['--dept', 'zjj', '--publish']],
  public: [[], {}, ['--publish']],
  pending: [[], {}, []],
  letters: [['letter'], { name: '赵敏慧', phone: '13912345678' }, []],
  orders: [['hotline'], { name: '张三丰', phone: '13912345678', label: 'zjj', due: day(40) }, ['--publish']],
  requests: [['request'], { name: '赵敏慧' }, []],
};

async function importCases(from, to) {
  for (const [name, [channel, more, args]] of Object.entries(SHAPES)) {
    const line = (i) => JSON.stringify({ id: `${name}${i}`, time: `${day(-2)} 09:30:00`,
      title: `人民路的路灯不亮，第 ${i} 盏`,
      body: '人民路东段的路灯坏了一个多月，晚上出门很不方便。', ...more });
    writeFileSync(inState(`${name}.ndjson`), Array.from({ length: to - from },
      (_, i) => `${line(from + i)}\n`).join(''));
    const { status, said } = await ctl(['import', inState(`${name}.ndjson`),
      ...(channel.length ? ['--channel', ...channel] : []), ...args]);
    assert.equal(status, 0, said);
  }
}

// Copies of what is there once, written straight to Redis: the rules would take minutes.
function copyOthers({ case: n, open }, from, to) {
  const comment = redis([`LINDEX ${key(`case:${n}:comments`)} 0`]);
  const count = (each) => Array.from({ length: to - from }, (_, i) => each(from + i)).flat();
  redis(count((i) => [
    `COPY ${key('staff:zjj1')} ${key(`staff:copy${i}`)}`, `SADD ${key('staffs')} copy${i}`,
    `RPUSH ${key(`case:${n}:comments`)} ${JSON.stringify(comment)}`, `HINCRBY ${key(`case:${n}`)} cmts 1`,
    `HSET ${key(`case:${open}:followers`)} follower${i} sealed`,
    `SET ${key(`unconfirmed:${open}:follower${i}`)} sealed`, `SET ${key(`unwanted:other${i}`)} 1`,
    `XADD ${key('outbox')} * k assign c ${n} d zjj n 1 at ${Date.now()}`,
    `LPUSH ${key('outbox:dead')} ${JSON.stringify(JSON.stringify(
      { id: `1-${i}.x`, target: 'x', kind: 'assign', case: n, dept: 'zjj', at: Date.now() }))}`,
  ]));
}

// The requests of the latest import, which come last in it: all but the first repeat that one.
function declineRequests(from, to) {
  const last = Number(redis([`GET ${key('seq')}`]));
  const first = last - (to - from) + 1;
  redis(Array.from({ length: to - from - 1 }, (_, i) => `HSET ${key(`case:${last - i}`)} ` +
    `st declined decl duplicate declby mod1 dupof ${first} closed ${Date.now()}`));
}

async function grow(receipt, document, from, to) {
  await importCases(from, to);
  declineRequests(from, to);
  copyOthers(receipt, from, to);
  redis(copyDocuments(key, document, from, to));
  for (const words of [['recount'], ['jobs', '--once'], ['notify', '--once'],
    ['index', '--once']]) await ctl(words);
}

// One topic that was talked about and answered, the link its asker has, and one that waits and is followed.
async function begin() {
  const staff = await staffOf(stack);
  const receipt = await new Person(stack).ask();
  await carry(staff, receipt.case, 'assigned');
  const neighbour = new Person(stack);
  const said = await neighbour.act(`/topics/${receipt.case}/comments`,
    { form: await neighbour.token(`/topics/${receipt.case}/comments`),
      body: '我家门口的路灯也是这样，请一起修一修。' });
  assert.ok(said.status < 300, JSON.stringify(said));
  const [{ held }] = (await staff.mod1.json('/staff/queues/review.json')).rows.filter((row) => row.is_held);
  assert.equal((await staff.mod1.do(`/staff/cases/${receipt.case}/held/${held}/pass`, { mask: '' })).status,
    200);
  await staff.zjj1.move(receipt.case, 'draft', { text: '您好，您反映的路灯已经修好，感谢您的来信。' });
  await staff.appr1.move(receipt.case, 'approve');
  const { case: open } = await new Person(stack).ask();
  await carry(staff, open, 'assigned');
  return { ...receipt, open };
}

const tokenOf = (receipt) => receipt.track.slice('/t/'.length);

// Every address of the table with its row's pattern, once for each kind of thing that its places name.
function addresses(receipt) {
  const report = { figure: '3.new.total', year: day(0).slice(0, 4) };
  const desks = ['review', 'dispatch', 'approve', 'callback', 'dept:zjj'];
  const name = (path) => [[':n', [path.includes('/reports/') ? report.year : receipt.case]], [':id',
    path.includes('/accounts') ? ['zjj1'] : path.includes('/columns') ? ['policy'] : ['zjj']],
    [':desk', desks], [':token', [path.includes('/proof/') ? report.figure : tokenOf(receipt)]],
  ].reduce((paths, [place, values]) =>
    paths.flatMap((one) => (one.includes(place) ? values.map((value) => one.replace(place, value)) : [one])),
      [path]);
  return routesRead().flatMap((row) => name(row.path).flatMap((path) =>
    (row.twin ? [path, path === '/' ? '/index.json' : `${path}.json`] : [path]).map((address) =>
      ({ address: address + (/^\/(?:staff\/)?search/.test(row.path) ?
        `?q=${encodeURIComponent('路灯')}` : ''), pattern: row.path }))));
}

async function memory(person) {
  return Number(/^wenzheng_request_memory_bytes_total (\d+)$/m.exec((await person.get('/metrics'))
    .content)[1]);
}

const before = () => ({ ...gate });
const since = (was) => ({ commands: gate.commands - was.commands, bytes: gate.bytes - was.bytes });

const emptyCache = () => readdirSync(inState('cache')).forEach((name) => rmSync(inState(`cache/${name}`),
  { recursive: true }));

// The first visit finds who may read the page.  What the worker keeps for some seconds is warm by a visit
// just before the one that counts, both past the cache; it may lapse between them, so the less of two counts.
async function measurePages(size, paths, token) {
  const people = [new Person(stack)];
  for (const id of ['mod1', 'disp1', 'zjj1', 'appr1', 'super1', 'edit1',
    'admin1']) people.push(await signIn(stack, id));
  const readers = new Map();
  for (const { address, pattern } of paths)
    for (const person of people)
      if (!readers.has(address) && (await person.get(address)).status === 200) readers.set(address,
        { person, pattern });
  const visit = async ({ person }, address) => {
    emptyCache();
    assert.equal((await person.get(address)).status, 200, address);
  };
  const empty = await memory(people[0]);
  const own = await memory(people[0]) - empty;
  const nameOf = (address) => `GET ${address.replace(token, ':token')}`;
  const count = async (address, reader) => {
    const name = nameOf(address);
    await visit(reader, address);
    const taken = await memory(people[0]);
    const was = before();
    await visit(reader, address);
    const cost = since(was);
    note(name, size, { ...cost, memory: await memory(people[0]) - taken - own }, PAGES[reader.pattern]);
    return rows.get(name);
  };
  for (let round = 0; round < 2; round += 1)
    for (const [address, reader] of readers) await count(address, reader);
  if (size === 'small') return readers.size;
  // On a machine that does much else it may lapse each time.
  for (const [address, reader] of readers) {
    let row = rows.get(nameOf(address));
    for (let again = 0; again < 3 && !row.why && row.small && grew(row); again += 1)
      row = await count(address, reader);
  }
  return readers.size;
}

// Somebody more asks to be told of a topic that many follow.
async function measureFollow(size, n) {
  const path = `/topics/${n}/follow`;
  for (let i = 0; i < 3; i += 1) {
    const person = new Person(stack);
    const form = await person.token(`${path}.json`);
    const was = before();
    assert.equal((await person.act(path, { form, email: `${size}${i}@example.com` })).status, 200);
    note(`POST ${path.replace(n, ':n')}`, size, since(was));
  }
}

async function measureCommands(size) {
  writeFileSync(inState('one.ndjson'),
    `${JSON.stringify({ id: '1', time: `${day(-2)} 09:30:00`, title: '人民路的路灯不亮', body: '人民路东段的路灯坏了一个多月。' })}\n`);
  writeFileSync(inState('article.ndjson'), `${JSON.stringify({ address: `/${size}`,
    published: `${day(-2)} 09:30`, column: 'budget', title: '全市政务公开工作会议召开',
    body: '会议部署了全年的政务公开工作。', by: '编辑甲', reviewer: '编辑乙', source: '市政府办公室' })}\n`);
  for (const command of COMMANDS) {
    const words = command.split(' ').map((word) => (word.endsWith('.ndjson') ? inState(word) : word));
    const was = before();
    await ctl([...words, ...(words[0] === 'import' ? ['--source', size] : [])]);
    note(command, size, since(was), TOOLS[command]);
  }
}

function note(name, size, cost, why) {
  const was = rows.get(name)?.[size] ?? cost;
  const least = Object.fromEntries(Object.entries(cost).map(([what, n]) => [what, Math.min(n, was[what])]));
  rows.set(name, { ...rows.get(name), why, [size]: least });
}

// Numbers get longer; a row that reads or makes more than that has grown.
const grew = ({ small, large }) => large.commands > small.commands || large.bytes > small.bytes * 1.15 +
  400 ||
  (large.memory ?? 0) > (small.memory ?? 0) * 1.15 + 2000;

function commandsKnown() {
  const { stdout } = spawnSync(join(BUILD, 'wenzhengctl'), ['--help'], { cwd: ROOT, encoding: 'utf8' });
  const names = [...stdout.matchAll(/^  ([a-z][a-z-]*(?: [a-z-]+)?) {2,}|^  ([a-z-]+ [a-z-]+) [A-Z[]/gm)].map(
    (found) => (found[1] ?? found[2]).trim());
  const unknown = names.filter((name) => !APART.includes(name) &&
    !COMMANDS.some((one) => `${one} `.startsWith(`${name} `)));
  assert.deepEqual(unknown, [], 'each command is counted here or named in APART');
  assert.ok(names.length > 20);
}

try {
  commandsKnown();
  stack.ctl(['dept', 'add', 'zzz', '市档案馆']);
  stack.ctl(['staff', 'add', 'edit1', '--name', '编辑甲', '--roles', 'editor,reviewer', '--password-stdin'],
    `${PASSWORD}\n`);
  stack.ctl(['staff', 'add', 'admin1', '--name', '管理员甲', '--roles', 'admin', '--password-stdin'],
    `${PASSWORD}\n`);
  const receipt = await begin();
  const document = await publishDocument(stack);
  const paths = addresses(receipt);
  for (const [size, from, to] of [['small', 0, N], ['large', N, N * FACTOR]]) {
    await grow(receipt, document, from, to);
    const read = await measurePages(size, paths, tokenOf(receipt));
    assert.ok(read > 60, `${read} pages were read`);
    await measureFollow(size, receipt.open);
    await measureCommands(size);
  }
} finally {
  await stack.stop();
}

const grown = [];
const cell = (cost) => (cost ? Object.entries(cost).map(([what, n]) =>
  `${n} ${what}`).join(', ') : 'not read');
for (const [name, row] of rows) {
  const bad = !row.small || !row.large || grew(row);
  if (bad && !row.why) grown.push(name);
  console.log(`${bad ? (row.why ? 'named' : 'GROWS') : 'ok   '} ${name}: ${cell(row.small)} → ${cell(row.large)}${bad && row.why ? ` (${row.why})` : ''}`);
}
writeFileSync(join(BUILD, 'growth.json'), JSON.stringify({ n: N, factor: FACTOR,
  rows: Object.fromEntries(rows), grown }, null, 1));
console.log(`${rows.size} rows, ${grown.length} grow`);
process.exitCode = grown.length > 0 ? 1 : 0;
