// A browser is told of a case's steps by its push service: empty messages, signed with the site's own key, to
// known services alone; a browser that is gone is forgotten.
import assert from 'node:assert/strict';
import { createPublicKey, verify } from 'node:crypto';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { makeCertificates } from './certificates.mjs';
import { Person, changedConfig, nextPhone, soon, staffOf, startStack } from './lib.mjs';

let folder, service, inside, stack, staff;
const received = []; // { path, headers, body }
let answer = (reply) => reply.writeHead(201).end();

async function listen(options, take) {
  const server = createServer(options, take);
  server.on('tlsClientError', () => {});
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  return server;
}

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'wz-push-'));
  makeCertificates(folder);
  const [key, cert] = ['server.key', 'server.pem'].map((name) => readFileSync(join(folder, name)));
  service = await listen({ key, cert }, (request, reply) => {
    const parts = [];
    request.on('data', (part) => parts.push(part));
    request.on('end', () => {
      received.push({ path: request.url, method: request.method, headers: request.headers,
        body: Buffer.concat(parts).toString() });
      answer(reply, request.url);
    });
  });
  inside = await listen({ key, cert }, (request, reply) => {
    received.push({ path: 'inside' });
    reply.end();
  });
  writeFileSync(join(folder, 'targets.conf'),
    `[push]\ntype = push\nca = ${folder}/ca.pem\nallow_private = on\n`
    + `[guarded]\ntype = push\nkinds = answered\nca = ${folder}/ca.pem\n`);
  chmodSync(join(folder, 'targets.conf'), 0o600);
  const config = changedConfig({ domain: 'wz.example.gov.cn', push: 'on', quiet_from: '0', quiet_until: '0',
    push_hosts: `localhost:${service.address().port}, *.push.example.net`, retry_ms: '300', tries: '2',
    targets: `${folder}/targets.conf` });
  writeFileSync(join(folder, 'wenzheng.conf'), config.replace('timeout_ms = 10000', 'timeout_ms = 1500'));
  stack = await startStack({ env: { WENZHENG_CONFIG: join(folder, 'wenzheng.conf') } });
  staff = await staffOf(stack);
});
after(async () => {
  await stack?.stop();
  for (const server of [service, inside]) {
    server?.closeAllConnections?.();
    server?.close();
  }
  rmSync(folder, { recursive: true, force: true });
});

const eventually = (check) => soon(check, 25000);
const address = (name) => `https://localhost:${service.address().port}/send/${name}`;
const sent = (name) => received.filter((one) => one.path === `/send/${name}`);
const dead = () => stack.redis('lrange', '{yunchuan}:outbox:dead', '0', '-1').split('\n').filter(Boolean)
  .map((line) => JSON.parse(line));

// A person with a case and a browser that is to be told of it.
async function subscribed(name, fields = {}) {
  const asker = new Person(stack);
  const asked = await asker.ask(fields);
  const reply = await add(asker, asked.track, address(name));
  assert.equal(reply.status, 200, JSON.stringify(reply));
  return { asker, ...asked, device: reply.device };
}

async function add(asker, track, to) {
  const { form, push_kid: kid } = await asker.json(`${track}/notices.json`);
  return asker.act(`${track}/push`, { form, kid, address: to });
}

test('an empty message goes out for each step, signed with the key that the page gave', async () => {
  const { asker, case: n, track, device } = await subscribed('first', { phone: '' });
  const page = await asker.json(`${track}/notices.json`);
  assert.deepEqual([page.told, page.devices], ['设备', '1']);
  await staff.mod1.move(n, 'accept');
  await eventually(() => assert.equal(sent('first').length, 1));
  const [{ method, headers, body }] = sent('first');
  assert.deepEqual([method, body, headers['content-length']], ['POST', '', '0']);
  assert.deepEqual([headers.ttl, headers.urgency, headers.topic], ['259200', 'normal', `c${n}`]);
  assert.equal(headers['content-type'], undefined);
  const [, head, claims, signature, point] = /^vapid t=([\w-]+)\.([\w-]+)\.([\w-]+), k=([\w-]+)$/
    .exec(headers.authorization);
  assert.equal(point, page.push_key);
  const { aud, sub, exp } = JSON.parse(Buffer.from(claims, 'base64url'));
  assert.equal(aud, `https://localhost:${service.address().port}`);
  assert.equal(sub, 'https://wz.example.gov.cn');
  assert.ok(exp > Date.now() / 1000 && exp < Date.now() / 1000 + 86400);
  const raw = Buffer.from(point, 'base64url');
  const key = createPublicKey({ format: 'jwk', key: { kty: 'EC', crv: 'P-256',
    x: raw.subarray(1, 33).toString('base64url'), y: raw.subarray(33).toString('base64url') } });
  assert.ok(verify('sha256', Buffer.from(`${head}.${claims}`), { key, dsaEncoding: 'ieee-p1363' },
    Buffer.from(signature, 'base64url')));

  const browser = new Person(stack);
  const news = await browser.json(`/push/${device}.json`);
  assert.equal(news.text, '您的提问有新进展');
  const opened = await browser.get(news.url);
  assert.deepEqual([opened.status, opened.headers.get('location')], [303, track]);
  assert.equal((await browser.get(`/push/${device}`)).headers.get('location'), news.url);
  assert.equal((await browser.get(`/push/${'x'.repeat(16)}.json`)).status, 404);

  const kept = stack.redis('hgetall', `{yunchuan}:case:${n}`)
    + stack.redis('xrange', '{yunchuan}:outbox', '-', '+')
    + stack.redis('xrange', '{yunchuan}:events', '-', '+') + stack.log('notify');
  assert.ok(!kept.includes('/send/first'), 'the address lies sealed');
});

test('a browser that is gone is forgotten, one that fails is tried again, a redirect is an error', async () => {
  const usual = answer;
  const cases = {};
  for (const name of ['gone', 'missing', 'busy', 'astray']) cases[name] = await subscribed(name);
  const codes = { gone: 410, missing: 404, busy: 503 };
  answer = (reply, path) => {
    const name = path.split('/').at(-1);
    if (name === 'astray')
      return reply.writeHead(302, { location: `https://localhost:${inside.address().port}/inside` }).end();
    return codes[name] ? reply.writeHead(codes[name]).end() : usual(reply);
  };
  for (const { case: n } of Object.values(cases)) await staff.mod1.move(n, 'accept');
  const letter = (name) => dead().find((one) => one.case === cases[name].case);
  await eventually(() => assert.ok(letter('busy') && letter('astray')));
  answer = usual;
  assert.match(letter('busy').error, /HTTP 503/);
  assert.match(letter('astray').error, /跳转（HTTP 302）/);
  assert.equal(sent('busy').length, 2);
  assert.ok(!received.some((one) => one.path === 'inside'));
  for (const name of ['gone', 'missing']) {
    await eventually(() => assert.equal(sent(name).length, 1));
    const { asker, track } = cases[name];
    await eventually(async () => assert.equal((await asker.json(`${track}.json`)).told, ''));
    assert.equal(letter(name), undefined);
  }
  assert.equal((await cases.busy.asker.json(`${cases.busy.track}.json`)).told, '设备', 'kept');
  assert.ok(!JSON.stringify(dead()).includes('/send/'));
});

test('no other address is ever called: other hosts, ports, schemes, the own network', async () => {
  const asker = new Person(stack);
  const { case: n, track } = await asker.ask();
  const port = service.address().port;
  for (const bad of ['', 'x', `http://localhost:${port}/send/a`, 'https://10.0.0.1/a', 'https://127.0.0.1/a',
    'https://[::1]/a', 'https://169.254.169.254/latest', 'https://localhost/a', 'https://localhost:1/a',
    `https://localhost:${port}`, `https://localhost:${port}/`, `https://a@localhost:${port}/a`,
    `https://localhost:${port}@10.0.0.1/a`, `https://localhost:${port}\\@10.0.0.1/a`,
    `https://LOCALHOST:${port}/a`, 'https://push.example.net/a', 'https://.push.example.net:8443/a',
    'https://a.push.example.net:8443/a', 'https://a.push.example.net.evil.example/a',
    'https://nowhere.invalid/a', `https://localhost:${port}/a b`, `https://localhost:${port}/a\r\nX: y`,
    `https://localhost:${port}/${'a'.repeat(1024)}`]) {
    const reply = await add(asker, track, bad);
    assert.equal(reply.status, 422, bad);
    assert.match(reply.error.message, /[\u4e00-\u9fff]/);
  }
  const { form } = await asker.json(`${track}/notices.json`);
  const fields = { form, kid: 'unknown', address: address('a') };
  assert.equal((await asker.act(`${track}/push`, fields)).status, 422);
  assert.equal((await asker.act(`${track}/push`, { ...fields, form: 'forged' })).status, 403);
  assert.equal((await asker.act('/t/forged/push', fields)).status, 404);
  assert.equal((await asker.json(`${track}.json`)).told, '');
  // A name that leads inside is found out when it is called.
  assert.equal((await add(asker, track, address('guarded'))).status, 200);
  await staff.mod1.move(n, 'accept');
  await staff.disp1.move(n, 'assign', { dept: 'zjj' });
  await staff.zjj1.move(n, 'draft', { text: '您好，路灯已经修好，感谢您的反映。' });
  await staff.appr1.move(n, 'approve');
  await eventually(() => assert.ok(dead().some((one) => one.case === n)));
  const letter = dead().find((one) => one.case === n);
  assert.deepEqual([letter.target, letter.kind], ['guarded', 'answered']);
  assert.match(letter.error, /内部网络/);
});

test('one device that asks a thousand times, or many devices, take no more room than three', async () => {
  const { asker, case: n, track } = await subscribed('a0', { phone: nextPhone() });
  assert.equal((await add(asker, track, address('a0'))).status, 200, 'the same again');
  for (let i = 1; i < 6; i += 1) assert.equal((await add(asker, track, address(`a${i}`))).status, 200);
  const room = Number(stack.redis('memory', 'usage', `{yunchuan}:case:${n}`));
  const codes = [];
  for (let i = 6; i < 40; i += 1) codes.push((await add(asker, track, address(`a${i}`))).status);
  assert.deepEqual([...new Set(codes)], [200, 429]);
  assert.equal((await asker.json(`${track}/notices.json`)).devices, '3');
  assert.ok(Number(stack.redis('memory', 'usage', `{yunchuan}:case:${n}`)) < room + 256);
  await staff.mod1.move(n, 'accept');
  const last = codes.lastIndexOf(200) + 6;
  for (let i = last - 2; i <= last; i += 1)
    await eventually(() => assert.equal(sent(`a${i}`).length, 1));
  assert.equal(sent('a0').length, 0);

  const { form } = await asker.json(`${track}/notices.json`);
  assert.equal((await asker.act(`${track}/notices`, { form, push: '1' })).told, '设备');
  assert.equal((await asker.act(`${track}/notices`, { form })).told, '', 'ended for all of them');
  await staff.disp1.move(n, 'assign', { dept: 'zjj' });
  await staff.mod1.get('/staff');
  assert.equal(sent(`a${last}`).length, 1);
});

test('a key that was retired still signs for its browsers; a revoked one tells nobody', async () => {
  const { asker, case: n, track } = await subscribed('old');
  const kid = stack.ctl(['key', 'list']).split('\n').find((line) => line.includes('\tpush\t')).split('\t')[0];
  stack.ctl(['key', 'new', 'push']);
  stack.ctl(['key', 'retire', kid]);
  await staff.mod1.move(n, 'accept');
  await eventually(() => assert.equal(sent('old').length, 1));
  await eventually(async () => assert.notEqual((await asker.json(`${track}/notices.json`)).push_kid, kid));
  const { case: other } = await subscribed('new');
  await staff.mod1.move(other, 'accept');
  await eventually(() => assert.equal(sent('new').length, 1));
  const used = (name) => sent(name)[0].headers.authorization.split('k=')[1];
  assert.notEqual(used('old'), used('new'));
  stack.ctl(['key', 'revoke', kid]);
  await staff.disp1.move(n, 'assign', { dept: 'zjj' });
  await staff.disp1.move(other, 'assign', { dept: 'zjj' });
  await eventually(() => assert.equal(sent('new').length, 2));
  assert.equal(sent('old').length, 1);
});
