// Others than the sender ask to be told of a topic's answer: once, by the browser's push service or by
// e-mail, whose owner confirms it first and may end it; number and link alone.
import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { makeCertificates } from './certificates.mjs';
import { Person, QUESTION, carry, changedConfig, soon, staffOf, startStack } from './lib.mjs';
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

// The links of the latest mail to that address.
function linksTo(address) {
  const { headers, text } = readMail(mailsTo(address).at(-1).data);
  const stop = new URL(headers['list-unsubscribe'].slice(1, -1)).pathname;
  assert.equal(headers['list-unsubscribe-post'], 'List-Unsubscribe=One-Click');
  assert.ok(text.includes(stop), text);
  return { stop, confirm: /\/f\/c[\w.-]+/.exec(text)?.[0] };
}

// Asks, waits for the mail and presses the button behind its link, as its owner would.
async function followAndConfirm(n, email) {
  assert.equal((await follow(n, { email })).status, 200);
  await eventually(() => assert.equal(mailsTo(email).length, 1));
  const { confirm } = linksTo(email);
  const owner = new Person(stack);
  assert.match((await owner.get(confirm)).content, /答复后发邮件告诉您？/);
  const done = await owner.post(confirm, {});
  assert.deepEqual([done.status, /已经确认/.test(done.content)], [200, true]);
  assert.match((await owner.get(confirm)).content, /已经确认/);
}

async function answer(n) {
  await staff.zjj1.move(n, 'draft', { text: '您好，路灯已经修好，感谢您的反映。' });
  await staff.appr1.move(n, 'approve');
  for (let i = 0; i < 2; i += 1) stack.ctl(['jobs', '--once']);
}

test('who asked is told of the answer once, by number and public link; then the address is forgotten', async () => {
  const { case: n, number } = await new Person(stack).ask();
  await carry(staff, n, 'assigned');
  assert.match((await new Person(stack).get(`/topics/${n}`)).content, /答复后告诉我/);
  await followAndConfirm(n, 'reader@example.com');
  assert.equal((await follow(n, { email: 'stranger@example.com' })).status, 200, 'and is never confirmed');
  await eventually(() => assert.equal(mailsTo('stranger@example.com').length, 1));
  const address = `https://localhost:${service.address().port}/a`;
  const { status, device } = await follow(n, { address });
  assert.equal(status, 200);
  assert.equal((await follow(n, { address: `${address}/gone` })).status, 200);
  for (const bad of ['https://10.0.0.1/a', 'http://localhost/a', 'https://localhost:1/a', 'x'])
    assert.equal((await follow(n, { address: bad })).status, 422, bad);
  const kept = stack.redis('hgetall', `{yunchuan}:case:${n}:followers`);
  assert.ok(!kept.includes('reader@') && !kept.includes('localhost'), 'sealed');

  await answer(n);
  await eventually(() => assert.deepEqual([mailsTo('reader@example.com').length, [...pushed].sort()],
    [2, ['/a', '/a/gone']]));
  assert.equal(mailsTo('stranger@example.com').length, 1);
  const { subject, text } = readMail(mailsTo('reader@example.com')[1].data);
  assert.equal(subject, `【微问政】${number}已答复`);
  assert.ok(/\/topics\/\d+\s/.test(text) && !text.includes('路灯'), text);
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
  assert.deepEqual([right.status, right.headers.get('location')], [303, `/topics/${n}/follow?sent=1`]);
  assert.match((await person.get(`/topics/${n}/follow?sent=1`)).content, /还差一步/);
  assert.equal((await person.post(`/topics/${n}/follow`, { form: 'forged', email: 'a@example.com' })).status,
    403);
  const pending = await new Person(stack).ask();
  assert.equal((await person.get(`/topics/${pending.case}/follow`)).status, 404);
});

test('mails end by the page behind their link or by one click of a mail program, and none begins anew', async () => {
  const { case: n } = await new Person(stack).ask();
  await carry(staff, n, 'assigned');
  const emails = ['page@example.com', 'click@example.com', 'stays@example.com'];
  for (const email of emails) await followAndConfirm(n, email);
  const [page, click] = emails.map((email) => linksTo(email).stop);
  const owner = new Person(stack);
  assert.match((await owner.get(page)).content, /不再接收这类邮件？/);
  assert.equal((await owner.get(page.replace('/f/s', '/f/c').replace('/stop', ''))).status, 404);
  const forged = page.replace(/.\/stop$/, (end) => (end === 'A/stop' ? 'B/stop' : 'A/stop'));
  assert.equal((await owner.get(forged)).status, 404, 'another signature');
  assert.match((await owner.post(page, {})).content, /不再给您发邮件/);
  const body = new FormData();
  body.append('List-Unsubscribe', 'One-Click');
  assert.equal((await owner.send('POST', click, { body })).status, 200);
  assert.equal((await owner.post(click, { 'List-Unsubscribe': 'One-Click' })).status, 200, 'as a form');
  assert.equal((await follow(n, { email: emails[0] })).status, 200, 'who types it learns nothing');
  await answer(n);
  await eventually(() => assert.deepEqual(emails.map((email) => mailsTo(email).length), [1, 1, 2]));
  assert.ok(!stack.log('notify').includes('@example.com'));
});

test('the page behind a mail names its topic only as long as the public sees it', async () => {
  const { case: n } = await new Person(stack).ask();
  await carry(staff, n, 'assigned');
  await followAndConfirm(n, 'early@example.com');
  const reader = new Person(stack);
  const { confirm, stop } = linksTo('early@example.com');
  assert.ok((await reader.get(confirm)).content.includes(QUESTION.title));
  assert.ok((await reader.get(stop)).content.includes(`/topics/${n}"`));
  await staff.mod1.move(n, 'unpublish', { reason: '涉及个人隐私' });
  for (const path of [confirm, stop]) {
    const { status, content } = await reader.get(path);
    assert.equal(status, 200, path);
    assert.ok(!content.includes(QUESTION.title) && !content.includes(`/topics/${n}"`), path);
  }
});
