// The sender of a case is told of its steps by SMS and e-mail, as chosen: number and link, nothing else;
// until it is ended by the link in the message.
import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { makeCertificates } from './certificates.mjs';
import { LETTER, Person, carry, changedConfig, fileRequest, nextPhone, signIn, soon,
  staffOf, startStack } from './lib.mjs';
import { readMail, startMailServer } from './mail_server.mjs';

const SETTINGS = { domain: 'wz.example.gov.cn', sms: 'on', mail: 'on', quiet_from: '0', quiet_until: '0',
  retry_ms: '300', tries: '3', per_day: '3' };
const PASSWORD = 'mail-password-1';
let folder, server, mail, stack, staff;
const received = []; // { path, headers, body }
let answer = (reply) => reply.end('{"code":0,"data":{"status":"ok"}}');

async function startProvider(key, cert) {
  server = createServer({ key, cert }, (request, reply) => {
    const parts = [];
    request.on('data', (part) => parts.push(part));
    request.on('end', () => {
      received.push({ path: request.url, headers: request.headers, body: Buffer.concat(parts).toString() });
      answer(reply, request.url, received.at(-1).body);
    });
  });
  server.on('tlsClientError', () => {});
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
}

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'wz-notices-'));
  makeCertificates(folder);
  const [key, cert] = ['server.key', 'server.pem'].map((name) => readFileSync(join(folder, name)));
  await startProvider(key, cert);
  mail = await startMailServer({ key, cert, user: 'notice', password: PASSWORD });
  const local = `ca = ${folder}/ca.pem\nallow_private = on\n`;
  const url = `https://localhost:${server.address().port}`;
  writeFileSync(join(folder, 'targets.conf'), [
    `[sms]\ntype = sms\nurl = ${url}/json\n${local}header = Authorization: Bearer abc\n`
      + 'accept = data.status=ok\n'
      + 'template = {"mobile":"{phone}","sign":"{site}","params":["{number}","{event}","{url}"]}\n',
    `[form]\ntype = sms\nkinds = answered\nurl = ${url}/form\n${local}encoding = form\n`
      + 'template = mobile={phone}&content={text}\n',
    `[mail]\ntype = mail\nurl = smtp://localhost:${mail.port}\n${local}from = noreply@example.gov.cn\n`
      + `user = notice\npassword = ${PASSWORD}\n`,
    `[all]\nurl = ${url}/all\n${local}`,
  ].join('\n'));
  chmodSync(join(folder, 'targets.conf'), 0o600);
  writeFileSync(join(folder, 'wenzheng.conf'),
    changedConfig({ ...SETTINGS, targets: `${folder}/targets.conf` }).replace('timeout_ms = 10000',
      'timeout_ms = 2500'));
  stack = await startStack({ env: { WENZHENG_CONFIG: join(folder, 'wenzheng.conf') } });
  staff = await staffOf(stack);
});
after(async () => {
  await stack?.stop();
  server?.closeAllConnections?.();
  server?.close();
  mail?.close();
  rmSync(folder, { recursive: true, force: true });
});

// Deliveries are tried again, and wait in between.
const eventually = (check) => soon(check, 25000);

const sent = (path, phone) => received.filter((one) => one.path === path && one.body.includes(phone));
const events = (phone) => sent('/json', phone).map((one) => JSON.parse(one.body).params[1]);
const dead = () => stack.redis('lrange', '{yunchuan}:outbox:dead', '0', '-1').split('\n').filter(Boolean)
  .map((line) => JSON.parse(line));
const mailsTo = (address) => mail.mails.filter((one) => one.to === address);

test('each step is told by SMS and e-mail as chosen: number and link, no word of the case', async () => {
  const phone = nextPhone();
  const asker = new Person(stack);
  const email = 'zhang.san@example.com';
  const { case: n, number, track } = await asker.ask({ phone, sms: '1', email });
  const steps = [['accepted', '已受理'], ['assigned', '已交给部门办理'], ['answered', '已答复']];
  for (const [state, event] of steps) {
    if (state === 'accepted') await staff.mod1.move(n, 'accept');
    else if (state === 'assigned') await staff.disp1.move(n, 'assign', { dept: 'zjj' });
    else {
      await staff.zjj1.move(n, 'draft', { text: '您好，路灯已经修好，感谢您的反映。' });
      await staff.appr1.move(n, 'approve');
    }
    await eventually(() => assert.equal(events(phone).at(-1), event));
  }
  const [first] = sent('/json', phone);
  const body = JSON.parse(first.body);
  assert.deepEqual([body.mobile, body.sign, body.params[0]], [phone, '微问政', number]);
  assert.equal(first.headers.authorization, 'Bearer abc');
  assert.match(first.headers['x-wenzheng-id'], /^\d+-\d+$/);
  assert.equal(first.headers['content-type'], 'application/json; charset=utf-8');
  const url = new URL(body.params[2]);
  assert.equal(url.host, 'wz.example.gov.cn');
  assert.ok(url.pathname.length < 30, 'short enough for a text message');
  const opened = await new Person(stack).get(url.pathname);
  assert.deepEqual([opened.status, opened.headers.get('location')], [303, track]);

  await eventually(() => assert.equal(sent('/form', phone).length, 1));
  const form = new URLSearchParams(sent('/form', phone)[0].body);
  assert.equal(form.get('mobile'), phone);
  assert.ok(form.get('content').startsWith(`【微问政】您提交的事项（编号${number}）已答复。查看：https://`),
    form.get('content'));

  await eventually(() => assert.equal(mailsTo(email).length, 3));
  const last = mailsTo(email)[2];
  assert.deepEqual([last.secure, last.user, last.from], [true, 'notice', 'noreply@example.gov.cn']);
  const { headers, subject, text } = readMail(last.data);
  assert.equal(subject, `【微问政】${number}已答复`);
  assert.match(headers['message-id'], /^<\d+-\d+@wz\.example\.gov\.cn>$/);
  assert.match(headers.date, /^\w{3}, \d{1,2} \w{3} \d{4} \d\d:\d\d:\d\d \+0800$/);
  assert.match(headers['list-unsubscribe'], /^<https:\/\/wz\.example\.gov\.cn\/n\/m\d+-[\w-]+\/stop>$/);
  assert.ok(text.includes(number) && text.includes('/n/m'), text);
  assert.ok(last.data.split('\r\n').every((line) => line.length <= 998));

  const told = sent('/json', phone).map((one) => one.body).join() + form + text;
  for (const secret of ['路灯', '张三丰', '张**', '幸福小区']) assert.ok(!told.includes(secret), secret);
  const kept = stack.redis('xrange', '{yunchuan}:outbox', '-', '+')
    + stack.redis('xrange', '{yunchuan}:events', '-', '+') + stack.log('notify')
    + stack.redis('hgetall', `{yunchuan}:case:${n}`);
  for (const secret of [phone, email]) assert.ok(!kept.includes(secret), secret);
});

test('nobody is told who did not choose it; what staff targets get is as before', async () => {
  const phone = nextPhone();
  const { case: n } = await new Person(stack).ask({ phone });
  await carry(staff, n, 'answered');
  const staffs = () => received.filter((one) => one.path === '/all').map((one) => JSON.parse(one.body));
  await eventually(() => assert.ok(staffs().some((one) => one.case === n && one.kind === 'answer')));
  assert.equal(sent('/json', phone).length + sent('/form', phone).length, 0);
  assert.deepEqual([...new Set(staffs().map((one) => one.kind))].sort(), ['answer', 'assign']);
});

test('the choice is shown masked and changed behind the tracking link, and ended by the link in the message',
  async () => {
  const phone = nextPhone();
  const asker = new Person(stack);
  const { case: n, track } = await asker.ask({ phone, sms: '1' });
  const page = await asker.json(`${track}.json`);
  assert.deepEqual([page.told, page.notices_url], ['短信', `${track}/notices`]);
  const choice = await asker.json(`${track}/notices.json`);
  assert.equal(choice.told_phone, `${phone.slice(0, 3)}****${phone.slice(7)}`);
  const wrong = await asker.act(`${track}/notices`, { form: choice.form, sms: '1', mail: '1' });
  assert.deepEqual([wrong.status, Object.keys(wrong.error.fields)], [422, ['email']]);
  for (const email of ['a b@example.com', 'a@b', 'x@example.com\r\nBcc: y@example.com', '"a"@example.com'])
    assert.equal((await asker.act(`${track}/notices`, { form: choice.form, mail: '1', email })).status, 422,
      email);
  const kept = await asker.post(`${track}/notices`, { form: choice.form, mail: '1', email: 'nicht-da@' });
  assert.ok(kept.status === 422 && kept.content.includes('nicht-da@'));
  assert.ok(kept.content.includes(`action="${track}/notices"`) && kept.content.includes('发到 138'));
  const right = await asker.act(`${track}/notices`, { form: choice.form, sms: '1', mail: '1',
    email: 'q@example.com' });
  assert.deepEqual([right.status, right.told], [200, '短信、邮件']);
  assert.ok(!(await asker.get(`${track}/notices`)).content.includes('q@example.com'), 'masked');

  await staff.mod1.move(n, 'accept');
  await eventually(() => assert.equal(events(phone).length, 1));
  await eventually(() => assert.equal(mailsTo('q@example.com').length, 1));
  const { headers } = readMail(mailsTo('q@example.com')[0].data);
  const stop = new URL(headers['list-unsubscribe'].slice(1, -1)).pathname;
  const reader = new Person(stack);
  const before = await reader.json(`${stop}.json`);
  assert.deepEqual([before.ended, before.way], [false, '邮件']);
  assert.equal((await asker.json(`${track}.json`)).told, '短信、邮件', 'looking ends nothing');
  assert.equal((await reader.act(`${stop.slice(0, -5)}x/stop`, {})).status, 404);
  assert.equal((await reader.act(stop, { 'List-Unsubscribe': 'One-Click' })).ended, true);
  assert.equal((await reader.act(stop, {})).status, 200, 'again');
  assert.equal((await asker.json(`${track}.json`)).told, '短信');
  assert.equal((await reader.get(`${stop.replace('/n/m', '/n/s')}`)).status, 404, 'of this way alone');
  assert.equal((await reader.get(`${stop.slice(0, -5)}x/stop`)).status, 404);
  await staff.disp1.move(n, 'assign', { dept: 'zjj' });
  await eventually(() => assert.equal(events(phone).length, 2));
  assert.equal(mailsTo('q@example.com').length, 1);
});

test('letters and requests offer it too; a landline can get no SMS', async () => {
  const asker = new Person(stack);
  const form = await asker.token('/letters/new');
  const wrong = await asker.act('/letters', { form, ...LETTER, phone: '0873-2123456', sms: '1' });
  assert.deepEqual([wrong.status, Object.keys(wrong.error.fields)], [422, ['sms']]);
  const none = await asker.act('/topics', { form: await asker.token('/topics/new'), title: '路灯坏了没人修',
    body: '城南街道的路灯坏了很久了，请修好。', category: 'help', sms: '1' });
  assert.deepEqual([none.status, Object.keys(none.error.fields)], [422, ['sms']]);
  const phone = nextPhone();
  const { n } = await fileRequest(stack, { phone, sms: '1', mail: '1', email: 'zhao@example.com' });
  await staff.disp1.move(n, 'confirm');
  await eventually(() => assert.deepEqual(events(phone), ['已受理']));
  await eventually(() => assert.equal(mailsTo('zhao@example.com').length, 1));
});

test('what a provider or mail server does wrong is told apart; nothing is lost, nothing comes twice', async () => {
  const faults = [
    [(reply) => reply.writeHead(500).end(), /HTTP 500/],
    [(reply) => reply.end('<html>login</html>'), /网页/],
    [(reply) => reply.end('ok'), /不是 JSON/],
    [(reply) => reply.end('{"code":7,"data":{"status":"no"}}'), /没有接收/],
    [(reply) => reply.writeHead(302,
      { location: `https://127.0.0.1:${server.address().port}/inside` }).end(), /302/],
  ];
  const usual = answer;
  const phones = faults.map(() => nextPhone());
  answer = (reply, path, body) => {
    const i = phones.findIndex((phone) => body.includes(phone));
    (path === '/json' && i >= 0 ? faults[i][0] : usual)(reply);
  };
  const numbers = [];
  for (const phone of phones) {
    const { case: n } = await new Person(stack).ask({ phone, sms: '1' });
    await staff.mod1.move(n, 'accept');
    numbers.push(n);
  }
  const letterOf = (n) => dead().find((one) => one.case === n && one.target === 'sms');
  await eventually(() => assert.ok(numbers.every(letterOf)));
  answer = usual;
  for (const [i, phone] of phones.entries()) {
    assert.match(letterOf(numbers[i]).error, faults[i][1]);
    assert.equal(sent('/json', phone).length, 3);
    assert.equal(new Set(sent('/json', phone).map((one) => one.headers['x-wenzheng-id'])).size, 1);
  }
  assert.ok(!received.some((one) => one.path === '/inside'));
  for (const phone of phones) assert.ok(!(stack.log('notify') + JSON.stringify(dead())).includes(phone));
});

test('a mail server that refuses is told apart too, and the administrator sends it again', async () => {
  const admin = await signIn(stack, 'admin', stack.adminPassword);
  const refusals = [['RCPT', '550 unknown', /SMTP 550/], ['AUTH', '535 no', /用户名和密码/],
    ['STARTTLS', '502 no', /STARTTLS/]];
  for (const [command, reply, why] of refusals) {
    const email = `${command.toLowerCase()}@example.com`;
    mail.reply = { [command]: reply };
    const { case: n } = await new Person(stack).ask({ email });
    await staff.mod1.move(n, 'accept');
    await eventually(() => assert.ok(dead().some((one) => one.case === n)));
    const letter = dead().find((one) => one.case === n);
    assert.match(letter.error, why);
    assert.equal(mailsTo(email).length, 0);
    mail.reply = {};
    assert.equal((await admin.do('/staff/outbox/resend', { id: letter.id })).status, 200);
    await eventually(() => assert.equal(mailsTo(email).length, 1));
  }
});

test('past its share of a day a number is told no more', async () => {
  const phone = nextPhone();
  for (let i = 0; i < 5; i += 1) {
    const { case: n } = await new Person(stack).ask({ phone, sms: '1' });
    await carry(staff, n, 'accepted');
    await eventually(() => assert.ok(events(phone).length === Math.min(i + 1, 3) || i >= 3));
  }
  await eventually(() => assert.match(stack.log('notify'), /told enough today/));
  assert.equal(events(phone).length, 3);
});
