// What the e2e tests share: a stack of its own (Redis, workers, nginx by scripts/run) and people who use it
// by HTTP.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { createHash, pbkdf2Sync } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync,
  writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

import { redisLink } from './redis_link.mjs';

export const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
export const BUILD = resolve(ROOT, process.env.BUILD || 'build');
export const PASSWORD = 'korrekt-pferd-9';

const DEPARTMENTS = [['zjj', '市住房和城乡建设局'], ['jtj', '市交通运输局'], ['zfb', '市人民政府办公室']];
// What its letters on requests need.
export const letterSettings = (id) => ['--number-pattern', `云${id}公开〔{year}〕{n}号`, '--review-body',
  '云川市人民政府',
  '--review-url', 'https://fuyi.example.com/', '--court', '云川市人民法院'];
const STAFF = [
  ['mod1', '审核员甲', 'moderator'], ['disp1', '交办员甲', 'dispatcher'], ['appr1', '审签人甲', 'approver'],
  ['super1', '督办员甲', 'supervisor'], ['zjj1', '住建局经办员', 'clerk', 'zjj'],
    ['jtj1', '交通局经办员', 'clerk', 'jtj'],
];

const givenPorts = new Set();

/*
 * None that was given to this program before: who asked may not listen yet.  Below those that the kernel
 * gives to clients: one of them could have it while nginx is away, even by connecting to itself.
 */
export function freePort() {
  const port = 15000 + Math.floor(Math.random() * 17000);
  return new Promise((done) => {
    const server = createServer();
    server.on('error', () => done(freePort()));
    server.listen(port, '127.0.0.1', () => {
      const given = givenPorts.has(port);
      givenPorts.add(port);
      server.close(() => done(given ? freePort() : port));
    });
  });
}

// A folder with the state of a board that has just got the departments and staff above, all signed in, made
// once a day and build: hashing their passwords for each stack would take a good part of all tests' time.
async function seedState() {
  const made = createHash('sha256').update(JSON.stringify([DEPARTMENTS, STAFF, day()]));
  for (const program of ['wenzheng', 'wenzhengctl'])
    made.update(String(statSync(join(BUILD, program)).mtimeMs));
  for (const file of ['conf/wenzheng.conf', 'conf/columns.csv', ...['run', 'redis-acl',
    'sites'].map((name) => `scripts/${name}`)]) made.update(readFileSync(join(ROOT, file)));
  const seed = join(BUILD, `seed-${made.digest('hex').slice(0, 16)}`);
  if (existsSync(seed)) return seed;
  const stack = await startStack({ fresh: true });
  const sessions = {};
  for (const [id] of STAFF) sessions[id] = [...(await signIn(stack, id)).cookies];
  await stack.stop({ keep: true });
  for (const name of ['log', 'cache', 'search', 'run', 'redis/ballast'])
    rmSync(join(stack.state, name), { recursive: true, maxRetries: 5 });
  const own = `${seed}.${process.pid}`;
  spawnSync('cp', ['-a', stack.state, own]);
  writeFileSync(join(own, 'tmp/admin'), stack.adminPassword);
  writeFileSync(join(own, 'tmp/sessions'), JSON.stringify(sessions));
  rmSync(stack.state, { recursive: true });
  for (const old of readdirSync(BUILD)) if (/^seed-\w+$/.test(old) && join(BUILD, old) !== seed)
    rmSync(join(BUILD, old), { recursive: true, force: true });
  try {
    renameSync(own, seed);
  } catch (error) {
    // Another test made it meanwhile.
    if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
    rmSync(own, { recursive: true });
  }
  return seed;
}

// Account → its cookies, of who was signed in when the state was made, while they are good (idle_minutes).
function sessionsIn(seed) {
  const file = join(seed, 'tmp/sessions');
  return Date.now() - statSync(file).mtimeMs < 90 * 60000 ? JSON.parse(readFileSync(file, 'utf8')) : {};
}

/*
 * Starts the board with an empty state, the departments and staff above, and gives
 * { base, port, state, ended, ctl(args, stdin), redis(...args), pid(name), log(name), stop({ keep }) }.
 * options: env is added to the environment; staff false leaves out departments and staff; state goes on with
 * the state of an earlier stack that was stopped with keep; config has settings that replace those of
 * conf/wenzheng.conf, key → value, and nothing of what a state is made with; fresh takes no state that was
 * made before; portal is the folder that [paths] portal becomes.  adminPassword is that of a new state.
 */
export async function startStack(options = {}) {
  const state = options.state || mkdtempSync(join(tmpdir(), 'wz-'));
  const seed = Object.keys(options).every((name) => ['config', 'portal'].includes(name))
    ? await seedState() : '';
  if (seed) spawnSync('cp', ['-aT', seed, state]);
  if (options.portal) spawnSync('cp', ['-r', options.portal, join(state, 'portal')]);
  const port = await freePort();
  const env = { ...process.env, BUILD, STATE: state, PORT: String(port), EXEMPT: '127.0.0.1', DEMO: '',
    ...options.env };
  if (options.config) {
    env.WENZHENG_CONFIG = `${state}.conf`;
    writeFileSync(env.WENZHENG_CONFIG, changedConfig(options.config));
  }
  const child = spawn(join(ROOT, 'scripts/run'), [], { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  const ended = new Promise((done) => child.on('exit', done));
  await new Promise((done, failed) => {
    const look = (text) => {
      output += text;
      if (output.includes('Ctrl-C stops everything')) done();
    };
    child.stdout.on('data', look);
    child.stderr.on('data', look);
    child.on('exit', (code) => failed(new Error(`scripts/run ended with ${code}:\n${output}`)));
  });
  const stack = {
    port, state, env, child, ended, base: `http://127.0.0.1:${port}`, output: () => output,
    sessions: seed ? sessionsIn(seed) : {},
    adminPassword: seed ? readFileSync(join(seed, 'tmp/admin'), 'utf8')
      : /shown only now\): (\S+)/.exec(output)?.[1],
    ctl(args, stdin = '') {
      const config = env.WENZHENG_CONFIG || 'conf/wenzheng.conf';
      const result = spawnSync(join(BUILD, 'wenzhengctl'), ['--config', config, '--state', state, ...args],
        { cwd: ROOT, env, input: stdin, encoding: 'utf8' });
      if (result.status !== 0) throw new Error(`wenzhengctl ${args.join(' ')}: ${result.stderr}`);
      return result.stdout;
    },
    redis: redisLink(state),
    pid: (name) => Number(readFileSync(join(state, `run/${name}.pid`), 'utf8')),
    log: (name) => readFileSync(join(state, `log/${name}.log`), 'utf8'),
    async stop({ keep = false } = {}) {
      if (child.exitCode === null) child.kill('SIGTERM');
      const code = await ended;
      // nginx may still write a page to its cache.
      if (!keep) rmSync(state, { recursive: true, force: true, maxRetries: 5 });
      if (options.config) rmSync(env.WENZHENG_CONFIG);
      return code;
    },
  };
  if (options.staff !== false && !options.state && !seed) addStaff(stack);
  return stack;
}

// A configuration, conf/wenzheng.conf if no other, with other values, key → value.
export function changedConfig(config, text = readFileSync(join(ROOT, 'conf/wenzheng.conf'), 'utf8')) {
  for (const [key, value] of Object.entries(config)) {
    const line = new RegExp(`^${key} =.*$`, 'm');
    assert.match(text, line);
    text = text.replace(line, `${key} = ${value}`);
  }
  return text;
}

export function addStaff(stack) {
  for (const [id, name] of DEPARTMENTS) stack.ctl(['dept', 'add', id, name, ...letterSettings(id)]);
  for (const [id, name, roles, dept] of STAFF) {
    stack.ctl(['staff', 'add', id, '--name', name, '--roles', roles, ...(dept ? ['--dept', dept] : []),
      '--password-stdin'], PASSWORD + '\n');
  }
}

// The Set-Cookie lines of a reply: Debian's Node.js has only the joined form.
export const setCookies = (headers) => (headers.get('set-cookie') ??
  '').split(/,\s*(?=[^;,=\s]+=)/).filter(Boolean);

// No answer comes later than this.
const PATIENCE_MS = 120000;

// Somebody with a browser: keeps cookies, follows nothing by itself.
export class Person {
  constructor(stack, headers = {}) {
    this.stack = stack;
    this.headers = headers;
    this.cookies = new Map();
  }

  async send(method, path, { body, headers = {} } = {}) {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const reply = await fetch(this.stack.base + path, {
      method, body, redirect: 'manual', signal: AbortSignal.timeout(PATIENCE_MS),
      headers: { ...this.headers, ...(cookie ? { cookie } : {}), ...headers },
    });
    for (const line of setCookies(reply.headers)) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line);
      if (value) this.cookies.set(name, value);
      else this.cookies.delete(name);
    }
    reply.content = await reply.text();
    return reply;
  }

  get(path, headers) {
    return this.send('GET', path, { headers });
  }

  async json(path) {
    const reply = await this.get(path, { accept: 'application/json' });
    if (reply.status !== 200) throw new Error(`GET ${path}: ${reply.status} ${reply.content.slice(0, 300)}`);
    return JSON.parse(reply.content);
  }

  post(path, fields, headers) {
    return this.send('POST', path, { body: new URLSearchParams(fields), headers });
  }

  // The page to which a resident's form that was refused leads: the form as it was filled.
  async again(reply) {
    if (reply.status !== 303) throw new Error(`${reply.status} ${reply.content.slice(0, 300)}`);
    const { pathname, search } = new URL(reply.headers.get('location'), this.stack.base);
    return this.get(pathname + search);
  }

  // For programs: the status and the parsed answer.
  async act(path, fields) {
    const reply = await this.post(path, fields, { accept: 'application/json' });
    return { status: reply.status, headers: reply.headers, ...JSON.parse(reply.content) };
  }

  // The token of the form on a page, from its JSON twin.
  async token(path) {
    return (await this.json(path)).form;
  }

  // A fresh challenge, solved as the widget solves it: the value of the field altcha.
  async proof() {
    const challenge = await this.json('/challenge.json');
    const { cost, nonce, salt, keyPrefix } = challenge.parameters;
    for (let counter = 0; ; counter += 1) {
      const password = Buffer.alloc(nonce.length / 2 + 4);
      password.write(nonce, 'hex');
      password.writeUInt32BE(counter, nonce.length / 2);
      const derivedKey = pbkdf2Sync(password, Buffer.from(salt, 'hex'), cost, 32, 'sha256').toString('hex');
      if (derivedKey.startsWith(keyPrefix))
        return Buffer.from(JSON.stringify({ challenge,
          solution: { counter, derivedKey } })).toString('base64');
    }
  }

  // Asks QUESTION, from a phone number of the person's own.
  async ask(fields = {}) {
    const reply = await this.act('/topics', { form: await this.token('/topics/new'), ...QUESTION,
      phone: nextPhone(), ...fields });
    if (reply.status !== 201) throw new Error(`ask: ${JSON.stringify(reply)}`);
    return reply;
  }

  async login(account, password = PASSWORD, code = '') {
    const form = await this.token('/staff/login');
    return this.act('/staff/login', { form, account, password, code });
  }
}

// A member of staff at the desk, signed in.
export class Desk extends Person {
  async do(path, fields = {}) {
    return this.act(path, { form: await this.token('/staff/me.json'), ...fields });
  }

  // An action on a case at the version it has now.
  async move(n, action, fields = {}) {
    const { version } = await this.json(`/staff/cases/${n}.json`);
    const reply = await this.do(`/staff/cases/${n}/${action}`, { version, ...fields });
    if (reply.status !== 200) throw new Error(`${action} of ${n}: ${JSON.stringify(reply)}`);
    return reply;
  }
}

// The rows of the route table that are read, not posted to: { path, twin: has a .json twin, unlinked: no page
// may lead to it, staff: for them alone }.
export function routesRead() {
  return readFileSync(join(ROOT, 'fcgi/pages/http/routes.c'), 'utf8').split('\n').flatMap((line) => {
    const [, macro, path,
      rest] = /^\t(GET|DATA|UNLINKED|UNLINKED_DATA|INTAKE_SHOW|DESK|DESK_FILE)\("([^"]+)", (.*)\),$/.exec(line) ?? [];
    if (!macro) return [];
    const staff = macro.startsWith('DESK') || (macro === 'INTAKE_SHOW' && !/, 0, "\w+"$/.test(rest));
    return [{ path, unlinked: macro.startsWith('UNLINKED'),
      twin: !['GET', 'UNLINKED', 'DESK_FILE'].includes(macro), staff }];
  });
}

export const QUESTION = {
  title: '小区门口的路灯坏了两个月没人修',
  body: '城南街道幸福小区门口的三盏路灯坏了两个月，晚上老人出门看不见路，请尽快修好。',
  category: 'complaint', area: '城南街道', name: '张三丰', phone: '13800000001',
};

// Ways of writing a number that are right, copied from an address book or a page too.
export const PHONES_TAKEN = ['１３８ 0000-9999', '+86 13800009999', '0871-63160000', '(010) 63160000',
  '\u202d138 0000 9999\u202c', '\u2066+86 138-0000-9999\u2069', '138\u200b0000\u200b9999',
  '\ufeff13800009999', '138\u00ad0000\u00ad9999', '138\u20600000\u20609999',
  '0871\u201163160000', '138\u00a00000\u30009999'];

export const LETTER = {
  addressee: '市长信箱', title: '低保申请交了半年没有回音', category: 'help', area: '城南街道',
    name: '赵敏慧',
  body: '去年九月在街道交的低保申请，到现在没有人答复，请帮忙问一问。',
};

export const REQUEST = {
  kind: 'person', applicant: 'person', name: '赵敏慧', paper: 'resident', paper_no: '11010519491231002X',
  address: '城南街道幸福路 8 号 2 单元 301 室', email: 'zhaomh@example.com',
  title: '城南棚户区改造的补偿方案', document_no: '云政发〔2024〕12 号',
  body: '申请公开城南棚户区改造项目的补偿安置方案全文和附件。', purpose: '办理老房子的继承', wanted: 'post',
};

let phones = 0;

// A number a day may send in only a few questions.
export const nextPhone = () => String(13800010000 + (phones += 1));

// A request for information, sent in by a person of its own: the receipt, its number n and the person.
export async function fileRequest(stack, fields = {}) {
  const person = new Person(stack);
  const receipt = await person.act('/requests', { form: await person.token('/requests/new.json'), ...REQUEST,
    phone: nextPhone(), ...fields });
  if (receipt.status !== 201) throw new Error(`request: ${JSON.stringify(receipt)}`);
  return { person, n: receipt.case, ...receipt };
}

// An action as a program sends it, whatever comes of it.
export async function attempt(desk, n, action, fields = {}) {
  const { version } = await desk.json(`/staff/cases/${n}.json`);
  return desk.do(`/staff/cases/${n}/${action}`, { version, ...fields });
}

export const DAY = 86400000;
// The civil day in the site's time zone, so many days from today.
export const day = (days = 0) => new Date(Date.now() + 8 * 3600000 + days * DAY).toISOString().slice(0, 10);

export async function signIn(stack, account, password = PASSWORD) {
  const person = new Desk(stack);
  if (password === PASSWORD && stack.sessions?.[account]) {
    person.cookies = new Map(stack.sessions[account]);
    return person;
  }
  const reply = await person.login(account, password);
  if (reply.status !== 200) throw new Error(`login of ${account}: ${JSON.stringify(reply)}`);
  return person;
}

// The five who carry a case from its review to its answer, signed in: { mod1, disp1, zjj1, appr1, super1 }.
export async function staffOf(stack) {
  const staff = {};
  for (const id of ['mod1', 'disp1', 'zjj1', 'appr1', 'super1']) staff[id] = await signIn(stack, id);
  return staff;
}

export const ANSWER = '您好，路灯已于今天上午修复，感谢您的反映。如仍有问题，请再次反映。';

// Carries case n to the state: 'accepted', 'assigned', 'drafted' or 'answered'.
export async function carry(staff, n, state) {
  const { case: shown } = await staff.mod1.json(`/staff/cases/${n}.json`);
  const request = shown.channel === 'request';
  if (request && shown.request.received === '') await staff.mod1.move(n, 'confirm');
  const steps = [
    ['accepted', () => staff.mod1.move(n, 'accept')],
    ['assigned', () => staff.disp1.move(n, 'assign', { dept: 'zjj' })],
    ['drafted', () => staff.zjj1.move(n, 'draft', { text: ANSWER, ...(request && { outcome: 'granted' }) })],
    ['answered', () => staff.appr1.move(n, 'approve')],
  ];
  for (const [name, step] of steps) {
    await step();
    if (name === state) return;
  }
}

// Public pages are fresh within a second or two: looks until the check holds, most ms in all.
export async function soon(check, most = 3000) {
  const end = Date.now() + most;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() > end) throw error;
      await sleep(50);
    }
  }
}

// The site map: its index with all the maps it names.
export async function siteMap(person) {
  const { content } = await person.get('/sitemap.xml');
  const maps = [...content.matchAll(/<loc>https?:\/\/[^/]*([^<]+)</g)].map((m) => m[1]);
  assert.ok(maps.length > 0);
  let all = content;
  for (const path of maps) {
    const map = await person.get(path);
    assert.equal(map.status, 200, path);
    all += map.content;
  }
  return all;
}

export const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
