// The site file with TLS as an operator installs it, spoken to live: protocols, HTTP/2, and every security header on
// every kind of answer.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { makeCertificates } from './certificates.mjs';
import { BUILD, Person, ROOT, freePort, soon, startStack } from './lib.mjs';
import { askWithPhotos, makePhotos, photosOf } from './photo_files.mjs';

const NAME = 'wz.example.gov.cn';
const TABLE = {
  'strict-transport-security': /^max-age=31536000$/,
  'x-content-type-options': /^nosniff$/,
  'content-security-policy': /^default-src '(?:self|none)'/,
  'referrer-policy': /^(?:same-origin|no-referrer)$/,
  'cross-origin-opener-policy': /^same-origin$/,
  'cross-origin-resource-policy': /^same-origin$/,
  'permissions-policy': /camera=\(\)/,
};
let stack;
let folder;
let nginx;
let plain;
let port;
let figures;

before(async () => {
  stack = await startStack({ config: { pow_cost: 10 } });
  folder = mkdtempSync(join(tmpdir(), 'wz-tls-'));
  makeCertificates(folder);
  [plain, port, figures] = [await freePort(), await freePort(), await freePort()];
  const site = readFileSync(join(ROOT, 'conf/nginx/example-site.conf'), 'utf8')
    .replace(/^\s*listen \[::\].*\n/gm, '').replace('listen 80;', `listen 127.0.0.1:${plain};`)
    .replace('listen 127.0.0.1:9181;', `listen 127.0.0.1:${figures};`)
    .replace('listen 443', `listen 127.0.0.1:${port}`)
    .replaceAll('/etc/wenzheng/nginx/', `${join(ROOT, 'conf/nginx')}/`)
    .replace('/var/lib/wenzheng/cache', join(folder, 'cache')).replaceAll('/var/lib/wenzheng', stack.state)
    .replace(`/etc/ssl/${NAME}.pem`, 'server.pem').replace(`/etc/ssl/private/${NAME}.key`, 'server.key')
    .replace('/usr/share/wenzheng/htdocs', join(ROOT, 'htdocs'))
    .replace('/usr/share/wenzheng/vendor', join(BUILD, 'static'))
    .replace('/var/log/wenzheng/access.log', join(folder, 'access.log'));
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  mkdirSync(join(folder, 'temp'));
  writeFileSync(join(folder, 'nginx.conf'), `daemon off; pid nginx.pid; worker_processes 1;
${process.getuid() === 0 ? 'user root;' : ''}
events { } http { include /etc/nginx/mime.types; access_log off;
${temporary.map((name) => `${name}_temp_path temp/${name};`).join('\n')}
${site} }`);
  nginx = spawn('nginx', ['-e', 'stderr', '-p', folder, '-c', join(folder, 'nginx.conf')],
    { stdio: ['ignore', 'ignore', 'pipe'] });
  await soon(() => assert.equal(curl('/').status, 200));
});

after(async () => {
  nginx?.kill('SIGTERM');
  await stack?.stop();
  if (folder) rmSync(folder, { recursive: true, force: true });
});

/** One request by curl: {status, protocol, headers}; an own CA signed for localhost. */
function curl(path, ...options) {
  const { stdout } = spawnSync('curl', ['-s', '-o', '/dev/null', '-D', '-', '-H', `Host: ${NAME}`,
    '--cacert', 'ca.pem', ...options, `https://localhost:${port}${path}`], { cwd: folder, encoding: 'utf8' });
  const [first, ...lines] = stdout.trim().split('\r\n');
  const headers = {};
  for (const line of lines) {
    const [, name, value] = /^([^:]+): ?(.*)$/.exec(line) ?? [];
    if (name) (headers[name.toLowerCase()] ??= []).push(value);
  }
  const [protocol, status] = (first ?? '').split(' ');
  return { status: Number(status), protocol, headers };
}

test('TLS 1.2 and 1.3 with forward secrecy are spoken, nothing older, and HTTP/2', () => {
  const hello = (...options) => spawnSync('openssl', ['s_client', '-connect', `localhost:${port}`,
    '-CAfile', 'ca.pem', ...options], { cwd: folder, input: '', encoding: 'utf8' });
  for (const [option, name] of [['-tls1_2', 'TLSv1.2'], ['-tls1_3', 'TLSv1.3']]) {
    const { stdout } = hello(option);
    assert.match(stdout, new RegExp(`New, ${name}, Cipher is (?:ECDHE|TLS)_?-?\\S*(?:GCM|POLY1305)`), option);
    assert.match(stdout, /Verify return code: 0/);
  }
  for (const options of [['-tls1_1', '-cipher', 'ALL:@SECLEVEL=0'], ['-tls1', '-cipher', 'ALL:@SECLEVEL=0'],
    ['-tls1_2', '-cipher', 'AES128-SHA']])
    assert.match(hello(...options).stdout, /Cipher is \(NONE\)/, options.join(' '));
  assert.equal(curl('/', '--http2').protocol, 'HTTP/2');
});

test('whoever comes without TLS is led to it', async () => {
  const reply = await fetch(`http://127.0.0.1:${plain}/topics?tab=new`, { redirect: 'manual' });
  assert.deepEqual([reply.status, reply.headers.get('location')], [301, `https://${NAME}/topics?tab=new`]);
});

test('Prometheus gets the figures on a port of this machine, and nothing else there', async () => {
  const reply = await fetch(`http://127.0.0.1:${figures}/metrics`);
  assert.equal(reply.status, 200);
  assert.match(await reply.text(), /^wenzheng_redis_up 1$/m);
  assert.equal((await fetch(`http://127.0.0.1:${figures}/staff`)).status, 404);
});

test('every kind of answer has each security header once', async () => {
  const person = new Person(stack);
  const { track } = await askWithPhotos(person, [makePhotos(400, 300, ['jpg']).jpg]);
  const twin = await person.json(`${track}.json`);
  const photo = `${twin.photo_base}/${photosOf(twin)[0]}`;
  const kinds = [['a page', '/', 200], ['JSON', '/topics.json', 200], ['a feed', '/feed.atom', 200],
    ['a redirect', '/staff', 303], ['a form that is refused', '/topics', 403, '-d', 'title=x'],
    ['an error by the worker', '/topics/999999', 404], ['an error by nginx', '/static/nothing.css', 404],
    ['too large for nginx', '/track', 413, '-d', 'x'.repeat(100), '-H', 'Content-Length: 9000000'],
    ['a method that nginx refuses', '/', 405, '-X', 'TRACE'],
    ['a static file', '/static/site.css', 200], ['a part that was fetched', '/static/vendor/altcha.js', 200],
    ['a photo', photo, 200]];
  for (const [kind, path, status, ...options] of kinds) {
    const reply = curl(path, ...options);
    assert.equal(reply.status, status, kind);
    for (const [name, value] of Object.entries(TABLE)) {
      assert.equal(reply.headers[name]?.length, 1, `${kind}: ${name}`);
      assert.match(reply.headers[name][0], value, `${kind}: ${name}`);
    }
  }
});

test('no location of the site file leaves one out', () => {
  const text = readFileSync(join(ROOT, 'conf/nginx/site.conf'), 'utf8');
  const own = text.split(/^(?=location )/m).slice(1).filter((one) => /^ {4}add_header/m.test(one));
  assert.equal(own.length, 3);
  for (const location of own)
    for (const name of Object.keys(TABLE))
      assert.match(location.toLowerCase(), new RegExp(`^ {4}add_header ${name} .* always;`, 'm'),
        `${location.split('\n', 1)[0]} ${name}`);
});
