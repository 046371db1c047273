// Others than the sender ask to be told of a topic's answer: once, by e-mail or by the browser's push service;
// number and link alone.
import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { makeCertificates } from './certificates.mjs';
import { Person, carry, changedConfig, soon, staffOf, startStack } from './lib.mjs';
import { readMail, startMailServer } from './mail_server.mjs';

let folder, service, mail, stack, staff;
const pushed = [];

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'wz-follow-'));
  makeCertificates(folder);
  const [key, cert] = ['server.key', 'server.pem'].map((name) => readFileSync(join(folder, name)));
  service = createServer({ key, cert }, (request, reply) => {
    pushed.push(request.url);
    reply.writeHead(request.url.endsWith('gone') ? 410 : 201).end();
  });
  await new Promise((done) => service.listen(0, '127.0.0.1', done));
  mail = await startMailServer({ key, cert, user: 'notice', password: 'mail-password-1' });
  const local = `ca = ${folder}/ca.pem\nallow_private = on\n`;
  writeFileSync(join(folder, 'targets.conf'), `[push]\ntype = push\n${local}`
    + `[mail]\ntype = mail\nurl = smtp://localhost:${mail.port}\n${local}from = noreply@example.gov.cn\n`
    + 'user = notice\npassword = mail-password-1\n');
  chmodSync(join(folder, 'targets.conf'), 0o600);
  const port = service.address().port;
  writeFileSync(join(folder, 'wenzheng.conf'), changedConfig({ domain: 'wz.example.gov.cn', push: 'on',
    mail: 'on', follow: 'on', quiet_from: '0', quiet_until: '0', push_hosts: `localhost:${port}`,
    targets: `${folder}/targets.conf` }));
  stack = await startStack({ env: { WENZHENG_CONFIG: join(folder, 'wenzheng.conf') } });
  staff = await staffOf(stack);
});
after(async () => {
  await stack?.stop();
  service?.closeAllConnections?.();
  service?.close();
  mail?.close();
  rmSync(folder, { recursive: true, force: true });
});

const eventually = (check) => soon(check, 25000);
const mailsTo = (address) => mail.mails.filter((one) => one.to === address);

// A stranger, who asks to be told.
async function follow(n, fields) {
  const person = new Person(stack);
  const page = await person.json(`/topics/${n}/follow.json`);
  return person.act(`/topics/${n}/follow`, { form: page.form, kid: page.push_kid, ...fields });
}

test('who asked is told of the answer once, by number and public link; then the address is forgotten', async () => {
  const { case: n, number } = await new Person(stack).ask();
  await carry(staff, n, 'assigned');
  assert.match((await new Person(stack).get(`/topics/${n}`)).content, /答复后告诉我/);
  assert.equal((await follow(n, { email: 'reader@example.com' })).status, 200);
  assert.equal((await follow(n, { email: 'reader@example.com' })).status, 200, 'again');
  const address = `https://localhost:${service.address().port}/a`;
  const { status, device } = await follow(n, { address });
  assert.equal(status, 200);
  assert.equal((await follow(n, { address: `${address}/gone` })).status, 200);
  for (const bad of ['https://10.0.0.1/a', 'http://localhost/a', 'https://localhost:1/a', 'x'])
    assert.equal((await follow(n, { address: bad })).status, 422, bad);
  const kept = stack.redis('hgetall', `{yunchuan}:case:${n}:followers`);
  assert.ok(!kept.includes('reader@') && !kept.includes('localhost'), 'sealed');

  await staff.zjj1.move(n, 'draft', { text: '您好，路灯已经修好，感谢您的反映。' });
  await staff.appr1.move(n, 'approve');
  for (let i = 0; i < 2; i += 1) stack.ctl(['jobs', '--once']);
  await eventually(() => assert.deepEqual([mailsTo('reader@example.com').length, [...pushed].sort()],
    [1, ['/a', '/a/gone']]));
  const { subject, text, headers } = readMail(mailsTo('reader@example.com')[0].data);
  assert.equal(subject, `【微问政】${number}已答复`);
  assert.ok(/\/topics\/\d+\s/.test(text) && !text.includes('路灯'), text);
  assert.equal(headers['list-unsubscribe'], undefined);
  const news = await new Person(stack).json(`/push/${device}.json`);
  assert.deepEqual([news.text, news.url], ['您关心的话题已答复', `/topics/${n}`]);
  await eventually(() => assert.equal(stack.redis('exists', `{yunchuan}:case:${n}:followed`).trim(), '0'));
  assert.equal((await follow(n, { email: 'late@example.com' })).status, 409);
  await eventually(async () => assert.ok(!(await new Person(stack).get(`/topics/${n}`)).content
    .includes('答复后告诉我')));
});

test('without JavaScript a wrong address is told beside the field and stays there', async () => {
  const { case: n } = await new Person(stack).ask();
  await carry(staff, n, 'accepted');
  const person = new Person(stack);
  const form = await person.token(`/topics/${n}/follow`);
  const wrong = await person.post(`/topics/${n}/follow`, { form, email: 'reader@' });
  assert.equal(wrong.status, 422);
  assert.ok(wrong.content.includes('id="email-error"') && wrong.content.includes('value="reader@"'));
  const right = await person.post(`/topics/${n}/follow`, { form, email: 'r2@example.com' });
  assert.deepEqual([right.status, right.headers.get('location')], [303, `/topics/${n}/follow?done=1`]);
  assert.match((await person.get(`/topics/${n}/follow?done=1`)).content, /已经记下/);
  assert.equal((await person.post(`/topics/${n}/follow`, { form: 'forged', email: 'a@example.com' })).status,
    403);
  const pending = await new Person(stack).ask();
  assert.equal((await person.get(`/topics/${pending.case}/follow`)).status, 404);
});
