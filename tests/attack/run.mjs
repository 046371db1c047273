// Eight clients attack a board, each from an address of its own, while a resident reads and posts and a
// moderator works.  Prints how long these two waited and what the attackers were answered, and writes it to
// BUILD/attack.json.  Ends with 1 when a request of the two failed, when their p99 is not below 500 ms, when
// a part of the board died or its state is not in order.
//   SECONDS=600     STATE=DIR  the board's state, kept (default: a new one, removed)
import assert from 'node:assert/strict';
import { pbkdf2 } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { BUILD, Desk, PASSWORD, QUESTION, addStaff, nextPhone, setCookies, sleep,
  startStack } from '../e2e/lib.mjs';
import { formWith, jpegOfScans } from '../e2e/photo_files.mjs';

const SECONDS = Number(process.env.SECONDS || 600);
const GOAL_MS = 500;
// So many times at least, or the longest is no p99.
const ENOUGH = 20;
let end = 0;	// ms, set when the board stands
const going = () => Date.now() < end;
const answers = new Map();	// attack → status → how often
const waits = new Map();	// what the honest did → milliseconds
const failures = [];

function count(attack, status) {
  const row = answers.get(attack) ?? answers.set(attack, new Map()).get(attack);
  row.set(status, (row.get(status) ?? 0) + 1);
}

// One request from an address of loopback: { status, headers, content }; status 0 when the connection broke.
function request(stack, from, method, path, { body, headers = {}, agent } = {}) {
  return new Promise((done) => {
    const sent = http.request({ host: '127.0.0.1', port: stack.port, localAddress: from, method, path, agent,
      headers: { ...(body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }), ...headers } },
        (reply) => {
      const parts = [];
      reply.on('data', (part) => parts.push(part));
      reply.on('end', () => done({ status: reply.statusCode,
        headers: new Headers(Object.entries(reply.headers).map(([name, value]) => [name, String(value)])),
        content: Buffer.concat(parts).toString() }));
      reply.on('error', () => done({ status: 0, headers: new Headers(), content: '' }));
    });
    sent.on('error', () => done({ status: 0, headers: new Headers(), content: '' }));
    sent.setTimeout(30000, () => sent.destroy());
    sent.end(body);
  });
}

// A browser at an address of its own.  What the two honest ones do has a name, under which their waits are
// kept.
class Visitor extends Desk {
  constructor(stack, from) {
    super(stack);
    this.from = from;
    this.agent = new http.Agent({ keepAlive: true, maxSockets: 4 });
  }

  async send(method, path, { body, headers = {} } = {}) {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const form = body instanceof URLSearchParams ? { 'content-type': 'application/x-www-form-urlencoded' }
      : {};
    const started = performance.now();
    const reply = await request(this.stack, this.from, method, path,
      { body: body?.toString(), agent: this.agent,
      headers: { ...form, ...(cookie ? { cookie } : {}), ...headers } });
    if (this.doing) {
      (waits.get(this.doing) ?? waits.set(this.doing, []).get(this.doing)).push(performance.now() - started);
      if (reply.status >= 400 ||
        reply.status === 0) failures.push(
          `${this.doing}: ${method} ${path}: ${reply.status} ${reply.content.slice(0, 200)}`);
    }
    for (const line of setCookies(reply.headers)) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line);
      if (value) this.cookies.set(name, value);
    }
    return reply;
  }

  // Does something under its name; a request that failed was noted by itself.
  async as(name, work) {
    this.doing = name;
    try {
      return await work();
    } catch (error) {
      if (!failures.some((line) => line.startsWith(name))) failures.push(`${name}: ${error.message}`);
      return undefined;
    } finally {
      this.doing = undefined;
    }
  }
}

// Runs attack(i) over and over, so many at once.
async function flood(name, width, attack) {
  let i = 0;
  await Promise.all(Array.from({ length: width }, async () => {
    while (going()) {
      try {
        count(name, await attack(i += 1));
      } catch (error) {
        count(name, error.message.slice(0, 40));
      }
      await sleep(1);
    }
  }));
}

// A form fetched by a stranger and sent once, with other words each time.
async function stranger(stack, from, page, target, fields) {
  const person = new Visitor(stack, from);
  person.agent = undefined;
  const got = await person.get(page, { accept: 'application/json' });
  if (got.status !== 200) return got.status;
  return (await person.post(target, { form: JSON.parse(got.content).form, ...fields },
    { accept: 'application/json' })).status;
}

const derive = promisify(pbkdf2);

// The browser's proof of work, beside everything else that goes on in this process.
async function prove(person) {
  const challenge = await person.json('/challenge.json');
  const { cost, nonce, salt, keyPrefix } = challenge.parameters;
  for (let counter = 0; ; counter += 1) {
    const password = Buffer.alloc(nonce.length / 2 + 4);
    password.write(nonce, 'hex');
    password.writeUInt32BE(counter, nonce.length / 2);
    const derivedKey = (await derive(password, Buffer.from(salt, 'hex'), cost, 32, 'sha256')).toString('hex');
    if (derivedKey.startsWith(keyPrefix)) return Buffer.from(JSON.stringify({ challenge,
      solution: { counter, derivedKey } })).toString('base64');
  }
}

// A question with a photo and all it takes, by a stranger.
async function sendPhoto(stack, from, photo) {
  const person = new Visitor(stack, from);
  person.agent = undefined;
  const page = await person.get('/topics/new', { accept: 'application/json' });
  if (page.status !== 200) return page.status;
  const form = formWith({ form: JSON.parse(page.content).form, ...QUESTION, phone: nextPhone(),
    altcha: await prove(person) }, [photo]);
  const whole = new Response(form);
  const type = whole.headers.get('content-type');
  const body = Buffer.from(await whole.arrayBuffer());
  const cookie = [...person.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  return (await request(stack, from, 'POST', '/topics',
    { body, headers: { 'content-type': type, cookie, accept: 'application/json' } })).status;
}

// So many posts begun and never ended; each that the board closes is begun again.
async function halfSent(stack, from, most) {
  const open = new Set();
  while (going()) {
    if (open.size < most) {
      const socket = net.connect({ host: '127.0.0.1', port: stack.port, localAddress: from });
      open.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => {
        open.delete(socket);
        count('half-sent posts', 'closed');
      });
      socket.on('data', (bytes) => count('half-sent posts', /^HTTP\/1.1 (\d+)/.exec(bytes.toString())?.[1] ??
        'data'));
      socket.write('POST /topics HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 9000\r\n\r\ntitle=');
    }
    await sleep(open.size < most ? 2 : 100);
  }
  for (const socket of open) socket.destroy();
}

const rest = () => sleep(100 + Math.random() * 200);

async function resident(stack, topics) {
  const person = new Visitor(stack, '127.0.0.20');
  while (going()) {
    const n = topics[Math.floor(Math.random() * topics.length)];
    await person.as('read', () => person.get('/'));
    await person.as('read', () => person.get('/topics'));
    await person.as('read', () => person.get(`/topics/${n}`));
    await person.as('fetch the form', () => person.get('/topics/new'));
    await rest();
    if (Math.random() < 0.05) {
      const asker = new Visitor(stack, '127.0.0.20');
      const altcha = await asker.as('proof', () => prove(asker));
      const sent = await asker.as('post', () => asker.ask({ title: '请问社区医院几点开门', phone: nextPhone(),
        altcha }));
      if (sent) await asker.as('track', () => asker.get(sent.track));
      asker.agent.destroy();
    }
  }
  person.agent.destroy();
}

// Looks at the desk, passes the first comment that waits there and accepts the first case.
async function moderator(stack) {
  const person = new Visitor(stack, '127.0.0.21');
  await person.as('log in', () => person.login('mod2'));
  while (going()) {
    const desk = await person.as('desk', () => person.json('/staff/queues/review'));
    const held = desk?.rows?.find((each) => each.is_held);
    const row = desk?.rows?.find((each) => !each.is_held);
    if (held) await person.as('pass a comment', () =>
      person.do(`/staff/cases/${held.n}/held/${held.held}/pass`));
    if (row) {
      await person.as('case page', () => person.get(`/staff/cases/${row.n}`));
      await person.as('accept', () => person.move(row.n, 'accept'));
    }
    await rest();
  }
  person.agent.destroy();
}

function attackers(stack, topics) {
  // As slow to decode as one may be, and one that is refused at a glance.
  const [slow, refused] = [jpegOfScans(7000, 7000, 20), jpegOfScans(2800, 2800, 882)];
  const long = '这条路坑坑洼洼，下雨天积水很深，请尽快修好。'.repeat(30).slice(0, 500);
  const address = (i) => `127.0.0.${i}`;
  return [
    flood('held comments', 8, () => stranger(stack, address(2), `/topics/${topics[0]}/comments.json`,
      `/topics/${topics[0]}/comments`, { body: long })),
    flood('slow photos', 4, () => sendPhoto(stack, address(3), slow)),
    flood('photos of 882 scans', 4, () => sendPhoto(stack, address(4), refused)),
    halfSent(stack, address(5), 2300),
    flood('random query strings', 16, (i) => request(stack, address(6), 'GET',
      `/topics?x${i}=${i}`).then(({ status }) => status)),
    flood('fresh cookies', 8, () => stranger(stack, address(7), '/topics/new.json', '/topics',
      { ...QUESTION, phone: nextPhone() })),
    flood('wrong passwords', 4, (i) => stranger(stack, address(8), '/staff/login.json', '/staff/login',
      { account: 'mod2', password: `falsch-${i}`, code: '' })),
    flood('forms and challenges', 16, (i) => request(stack, address(9), 'GET',
      i % 2 ? '/challenge.json' : '/topics/new').then(({ status }) => status)),
  ];
}

const part = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];

function report() {
  const rows = [...waits].map(([name, list]) => {
    const sorted = list.sort((a, b) => a - b);
    return { name, times: sorted.length, p50: part(sorted, 0.5), p99: part(sorted, 0.99),
      longest: sorted.at(-1) };
  });
  console.log('what the two did'.padEnd(18), 'times'.padStart(7), 'p50 ms'.padStart(8), 'p99 ms'.padStart(8),
    'longest'.padStart(8));
  for (const row of rows) console.log(row.name.padEnd(18), String(row.times).padStart(7),
    ...[row.p50, row.p99, row.longest].map((ms) => ms.toFixed(0).padStart(8)));
  for (const [name, row] of answers) console.log(name.padEnd(26),
    [...row].map(([status, times]) => `${status} × ${times}`).join(', '));
  for (const line of failures.slice(0, 20)) console.log(line);
  writeFileSync(join(BUILD, 'attack.json'), JSON.stringify({ seconds: SECONDS, waits: rows,
    failures: failures.length,
    answers: Object.fromEntries([...answers].map(([name, row]) => [name, Object.fromEntries(row)])) }, null,
      2));
  return rows.every(({ times, p99 }) => times < ENOUGH || p99 < GOAL_MS) && failures.length === 0;
}

async function main() {
  // Nobody is exempt from nginx's limits here.
  const stack = await startStack({ env: { EXEMPT: '' }, state: process.env.STATE });
  try {
    if (process.env.STATE) addStaff(stack);
    stack.ctl(['staff', 'add', 'mod2', '--name', '审核员乙', '--roles', 'moderator', '--password-stdin'],
      `${PASSWORD}\n`);
    const lines = Array.from({ length: 20 }, (_, i) =>
      JSON.stringify({ id: `a${i}`, time: '2026-03-02 09:00:00', title: `人民路路灯不亮 ${i}`,
      body: QUESTION.body }));
    const file = join(stack.state, 'attacked.ndjson');
    writeFileSync(file, lines.join('\n'));
    stack.ctl(['import', file, '--publish', '--source', 'attacked']);
    const { topics: shown } = JSON.parse((await request(stack, '127.0.0.20', 'GET', '/topics.json')).content);
    const topics = shown.map(({ n }) => n);
    end = Date.now() + SECONDS * 1000;
    await Promise.all([...attackers(stack, topics), resident(stack, topics), moderator(stack)]);
    const well = report();
    for (const name of ['worker', 'jobs', 'notify', 'nginx', 'redis']) process.kill(stack.pid(name), 0);
    assert.doesNotMatch(stack.log('worker'), /ended by signal/);
    stack.ctl(['recount', '--check']);
    stack.ctl(['verify']);
    process.exitCode = well ? 0 : 1;
  } finally {
    await stack.stop({ keep: Boolean(process.env.STATE) });
  }
}

await main();
