// make scan: wapiti, a scanner that knows nothing of the board, on one with sample data: as a visitor, and
// signed in as each kind of staff.  It follows every link and tries every form and parameter with what breaks
// others' programs.  Prints what it found, keeps its reports in BUILD/scan/, and ends with 1 when there is
// anything that isn't expected, when a page failed (500) or the board's state is not in order afterwards.
//   MINUTES=5  to look around, and a sixth of it for each kind of attack     WHO="visitor clerk"  only these
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import http from 'node:http';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BUILD, Person, carry, signIn, staffOf, startStack } from '../e2e/lib.mjs';

const MINUTES = Number(process.env.MINUTES || 5);
// Account and role of each; the visitor has none.
const VISITORS = { visitor: '', moderator: 'mod1', dispatcher: 'disp1', clerk: 'zjj1', approver: 'appr1',
  supervisor: 'super1', admin: 'admin' };
const WHO = (process.env.WHO || Object.keys(VISITORS).join(' ')).split(' ');
// Those that need no server outside.
const MODULES = 'backup,cookieflags,crlf,csp,csrf,exec,file,htaccess,http_headers,methods,permanentxss,' +
  'redirect,shellshock,sql,blindsql,xss,xxe';
// What it tells of that is so on purpose, and why.
const EXPECTED = [
  [/^Cross Site Request Forgery: .*Lack of anti CSRF token/, 'the token is there, in a field called "form"'],
  [/^HTTP Secure Headers: .*X-Frame-Options/, 'frame-ancestors of the CSP says so'],
  [/^HTTP Secure Headers: .*X-XSS-Protection/, 'browsers have dropped it'],
  [/^(?:HTTP Secure Headers: .*Strict-Transport|Secure Flag cookie: )/, 'this board has no TLS: tls.test.mjs'],
  [/^HttpOnly Flag cookie: .*wz_elder/, 'larger letters, switched by a script; nobody\'s secret'],
];
const folder = join(BUILD, 'scan');

async function cookieOf(stack, account) {
  if (account === '') return [];
  const person = await signIn(stack, account, ...(account === 'admin' ? [stack.adminPassword] : []));
  return ['-H', `Cookie: ${[...person.cookies].map(([name, value]) => `${name}=${value}`).join('; ')}`];
}

// A proxy before the board, which keeps the scanner from signing out and from changing passwords and
// accounts: wapiti's own option for that fails with Python 3.11.
async function openDoor(port) {
  const door = http.createServer((asked, answer) => {
    // It tries names of hosts, too.
    const path = asked.url.replace(/^http:\/\/[^/]*/, '');
    if (path === '' || (asked.method === 'POST' && /^\/staff\/(?:logout|me|accounts|factors)/.test(path))) {
      answer.writeHead(404).end();
      return;
    }
    const passed = http.request({ host: '127.0.0.1', port, method: asked.method, path,
      headers: asked.headers }, (reply) => {
      answer.writeHead(reply.statusCode, reply.headers);
      reply.pipe(answer);
    });
    passed.on('error', () => answer.destroy());
    asked.pipe(passed);
  });
  await once(door.listen(0, '127.0.0.1'), 'listening');
  return door;
}

// The scanner's own report.
async function scan(stack, door, who) {
  const file = join(folder, `${who}.json`);
  const start = VISITORS[who] === '' ? '/' : '/staff';
  rmSync(file, { force: true });
  const child = spawn('wapiti', ['-u', `${stack.base}${start}`, '--scope', 'domain', '-m', MODULES,
    '-f', 'json', '-o', file, '--flush-session', '--store-session', join(folder, `${who}.session`),
    '--max-scan-time', String(MINUTES * 60),
    '--max-attack-time', String(MINUTES * 10),
    '--max-links-per-page', '60', '-d', '6', '-v', '1',
    '-p', `http://127.0.0.1:${door.address().port}`, '--no-bugreport',
    ...await cookieOf(stack, VISITORS[who])],
    { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => { said += text; });
  const [code] = await once(child, 'close');
  writeFileSync(join(folder, `${who}.log`), said);
  if (code !== 0) throw new Error(`wapiti ended with ${code}:\n${said.slice(-2000)}`);
  return JSON.parse(readFileSync(file, 'utf8'));
}

// A line for each thing found.
function findings(report) {
  return ['vulnerabilities', 'anomalies'].flatMap((kind) => Object.entries(report[kind] ?? {})
    .flatMap(([name, list]) => list.map(({ method, path, parameter, info }) =>
      `${name}: ${method} ${path}${parameter ? ` (${parameter})` : ''}: ${info}`)));
}

mkdirSync(folder, { recursive: true });
const stack = await startStack({ config: { pow_cost: 0, posts_per_device_hour: 100000,
  posts_per_phone_day: 100000, comments_per_device_hour: 100000, posts_per_address_hour: 100000,
  comments_per_address_hour: 100000 } });
const door = await openDoor(stack.port);
let wrong = 0;
try {
  const staff = await staffOf(stack);
  for (const state of ['pending', 'accepted', 'assigned', 'answered']) {
    const asked = await new Person(stack).ask();
    if (state !== 'pending') await carry(staff, asked.case, state);
  }
  for (const who of WHO) {
    const report = await scan(stack, door, who);
    const all = findings(report);
    const lines = all.filter((line) => !EXPECTED.some(([known]) => known.test(line)));
    console.log(`${who}: ${all.length} found, ${all.length - lines.length} of them expected`);
    for (const line of lines) console.log(`  ${line}`);
    wrong += lines.length;
  }
  const failed = stack.log('access').split('\n').filter((line) => / 500 /.test(line.split('"')[2] ?? ''));
  for (const line of failed.slice(0, 20)) console.log(`  failed: ${line}`);
  wrong += failed.length;
  console.log(stack.ctl(['recount', '--check']).trim());
  console.log(stack.ctl(['verify']).trim());
} finally {
  door.close();
  await stack.stop();
}
process.exitCode = wrong > 0 ? 1 : 0;
