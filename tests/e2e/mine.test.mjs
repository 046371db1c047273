// What a sender finds again without a link: the cases that the device remembers, and a new query code by
// number and phone, sent by SMS to that phone alone.
import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { ANSWER, LETTER, Person, carry, changedConfig, nextPhone, sleep, soon, staffOf,
  startStack } from './lib.mjs';

let folder, stack, staff;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'wz-mine-'));
  mkdirSync(join(folder, 'told'));
  writeFileSync(join(folder, 'tell'),
    `#!/bin/sh\ncat >${folder}/$$ && mv ${folder}/$$ ${folder}/told/$(date +%s%N)\n`);
  chmodSync(join(folder, 'tell'), 0o755);
  writeFileSync(join(folder, 'targets.conf'), ['sms', 'codes'].map((name) =>
    `[${name}]\ntype = sms\ncommand = ${folder}/tell\n${name === 'codes' ? 'kinds = code\n' : ''}`).join(''));
  chmodSync(join(folder, 'targets.conf'), 0o600);
  // Quiet from now on for an hour and more: only codes go out.
  const hour = new Date(Date.now() + 8 * 3600000).getUTCHours();
  writeFileSync(join(folder, 'wenzheng.conf'), changedConfig({ domain: 'wz.example.gov.cn', sms: 'on',
    quiet_from: hour, quiet_until: (hour + 2) % 24, targets: `${folder}/targets.conf` }));
  stack = await startStack({ env: { WENZHENG_CONFIG: join(folder, 'wenzheng.conf') } });
  staff = await staffOf(stack);
});
after(async () => {
  await stack?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const told = () => readdirSync(join(folder, 'told')).sort().map((name) =>
  JSON.parse(readFileSync(join(folder, 'told', name), 'utf8')));

async function eventually(check) {
  for (const end = Date.now() + 15000; ;) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() > end) throw error;
      await sleep(100);
    }
  }
}

test('a device remembers what it sent in and what it opened, until it is told to forget', async () => {
  const person = new Person(stack);
  assert.deepEqual((await person.json('/mine.json')).mine, []);
  const first = await person.ask({ title: '路灯坏了没有人来修理' });
  const second = await person.act('/letters', { form: await person.token('/letters/new'), ...LETTER,
    phone: nextPhone() });
  const { mine } = await person.json('/mine.json');
  assert.deepEqual(mine.map((row) => [row.n, row.url]),
    [[second.case, second.track], [first.case, first.track]]);
  assert.equal(mine[1].state, 'pending');
  const page = await person.get('/mine');
  assert.ok(page.content.includes(first.track) && page.content.includes('路灯坏了没有人来修理'));
  assert.match(page.headers.get('cache-control'), /no-store|private/);

  const other = new Person(stack);
  await other.json('/track.json');
  assert.deepEqual((await other.json('/mine.json')).mine, []);
  const found = await other.act('/track', { form: await other.token('/track'), number: first.number,
    code: first.code });
  assert.equal(found.status, 200);
  assert.deepEqual((await other.json('/mine.json')).mine.map((row) => row.n), [first.case]);

  const cookie = person.cookies.get('wz_mine');
  const thief = new Person(stack);
  thief.cookies.set('wz_mine', `${cookie.slice(0, -3)}AAA`);
  assert.deepEqual((await thief.json('/mine.json')).mine, [], 'what this site did not sign');
  assert.equal((await person.act('/mine/forget', { form: await person.token('/mine') })).status, 200);
  assert.ok(!person.cookies.has('wz_mine'));
  assert.deepEqual((await person.json('/mine.json')).mine, []);
});

test('the newest thirty stand first to last in one cookie, and the page says that there are no more', async () => {
  const person = new Person(stack);
  const numbers = [];
  for (let i = 0; i < 31; i += 1) {
    const asker = new Person(stack);
    const { number, code, case: n } = await asker.ask();
    await person.act('/track', { form: await person.token('/track'), number, code });
    numbers.unshift(n);
  }
  assert.deepEqual((await person.json('/mine.json')).mine.map((row) => row.n), numbers.slice(0, 30));
  assert.match((await person.get('/mine')).content, /只列最近的 30 件/);
  assert.ok(person.cookies.get('wz_mine').length < 4000, 'browsers take 4,096 bytes');
});

test('a lost code is made anew for the phone of the case alone; a stranger learns nothing from the answer',
  async () => {
  const phone = nextPhone();
  const asker = new Person(stack);
  const { case: n, number, code, track } = await asker.ask({ phone, sms: '1' });
  await staff.mod1.move(n, 'accept');
  const person = new Person(stack);
  const send = async (fields) => person.act('/track/lost', { form: await person.token('/track/lost'),
    ...fields });
  assert.deepEqual(Object.keys((await send({ number: '', phone: '1' })).error.fields), ['number', 'phone']);
  const kept = await person.post('/track/lost', { form: await person.token('/track/lost'), number,
    phone: '12' });
  assert.ok(kept.status === 422 && kept.content.includes(`value="${number}"`), 'as typed');
  const landline = await send({ number, phone: '0873-2123456' });
  assert.match(landline.error.fields.phone, /座机收不到/);
  assert.match((await send({ number: '路灯', phone })).error.fields.number, /格式不对/);
  const wrong = await send({ number, phone: nextPhone() });
  const right = await send({ number, phone });
  delete wrong.headers;
  delete right.headers;
  assert.deepEqual(right, wrong);
  const [message] = await eventually(() => {
    assert.equal(told().length, 1);
    return told();
  });
  assert.deepEqual([message.kind, message.phone, message.number], ['code', phone, number]);
  assert.match(message.code, /^[A-Z0-9]{10}$/i);
  assert.notEqual(message.code, code);
  assert.ok(message.text.includes(message.code) && !message.text.includes('路灯'));
  const ended = await asker.get(track);
  assert.deepEqual([ended.status, /查询码已更换/.test(ended.content)], [404, true], 'the old link has ended');
  assert.deepEqual((await asker.json('/mine.json')).mine, []);
  const form = await person.token('/track');
  assert.equal((await person.act('/track', { form, number, code })).status, 422);
  assert.equal((await person.act('/track', { form, number, code: message.code })).status, 200);
  for (const text of [stack.redis('xrange', '{yunchuan}:outbox', '-', '+'), stack.log('notify')])
    assert.ok(!text.includes(message.code) && !text.includes(phone));
  // The third try of this number today was the last, whoever asks.
  await send({ number, phone: nextPhone() });
  assert.equal((await send({ number, phone })).status, 429);
});

test('at night nothing but codes goes out, and what waits is told in the morning', async () => {
  assert.ok(told().every((one) => one.kind === 'code'), 'the acceptance waits');
  const config = readFileSync(join(folder, 'wenzheng.conf'), 'utf8').replace(/^quiet_(from|until) = .*$/mg,
    'quiet_$1 = 0');
  writeFileSync(join(folder, 'wenzheng.conf'), config);
  stack.ctl(['notify', '--once']);
  assert.deepEqual(told().map((one) => one.kind), ['code', 'accepted']);
});

test('the operator tries a target with a number of his own', () => {
  stack.ctl(['notify', 'test', 'sms', '13900001111']);
  const { phone, event } = told().at(-1);
  assert.deepEqual([phone, event], ['13900001111', '测试']);
  assert.throws(() => stack.ctl(['notify', 'test', 'sms']), /number or address/);
});

test('a topic has a feed of its own: what was answered and added, the newest first', async () => {
  const { case: n } = await new Person(stack).ask({ title: '公园的长椅坏了三张' });
  assert.equal((await new Person(stack).get(`/topics/${n}/feed.atom`)).status, 404);
  await carry(staff, n, 'answered');
  const feed = await soon(async () => {
    const reply = await new Person(stack).get(`/topics/${n}/feed.atom`);
    assert.equal(reply.status, 200);
    return reply;
  });
  assert.equal(feed.headers.get('content-type'), 'application/atom+xml; charset=utf-8');
  assert.ok(feed.content.includes('<title>答复：公园的长椅坏了三张</title>'), feed.content);
  assert.ok(feed.content.includes('<name>市住房和城乡建设局</name>') && feed.content.includes(ANSWER));
  assert.equal(feed.content.match(/<entry>/g).length, 1, 'the question itself is no news');
});

const eventOf = (file) => Object.fromEntries(file.replace(/\r\n /g, '').trim().split('\r\n').map((line) =>
  [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1)]));

test('the day of the answer goes into a calendar, moves with an extension and ends with the answer', async () => {
  const asker = new Person(stack);
  const { case: n, number, track } = await asker.ask();
  assert.equal((await asker.json(`${track}.json`)).calendar_url, '');
  assert.equal((await asker.get(`${track}/answer.ics`)).status, 404);
  await carry(staff, n, 'assigned');
  const { calendar_url: url } = await asker.json(`${track}.json`);
  const reply = await asker.get(url);
  assert.equal(reply.headers.get('content-type'), 'text/calendar; charset=utf-8');
  const lines = reply.content.split('\r\n');
  assert.ok(lines.every((line) => Buffer.byteLength(line) <= 75), reply.content);
  const fields = eventOf(reply.content);
  assert.match(fields['DTSTART;VALUE=DATE'], /^\d{8}$/);
  assert.match(fields.DTSTAMP, /^\d{8}T\d{6}Z$/);
  assert.ok(Math.abs(Date.parse(fields.DTSTAMP.replace(/(....)(..)(..)T(..)(..)(..)Z/, '$1-$2-$3T$4:$5:$6Z'))
    - Date.now()) < 60000);
  assert.ok(fields.UID.startsWith(`${number}@`) && fields.SUMMARY.includes(number));
  assert.ok(fields.URL.endsWith(track));
  assert.ok(!reply.content.includes('路灯'));
  assert.deepEqual([fields.STATUS, fields['LAST-MODIFIED']], ['CONFIRMED', fields.DTSTAMP]);

  await staff.disp1.move(n, 'extend', { days: '3', reason: '等配件' });
  const later = eventOf((await asker.get(url)).content);
  assert.deepEqual([later.UID, later.STATUS], [fields.UID, 'CONFIRMED']);
  assert.ok(later['DTSTART;VALUE=DATE'] > fields['DTSTART;VALUE=DATE'], 'the later day');
  assert.ok(Number(later.SEQUENCE) > Number(fields.SEQUENCE));
  assert.ok(later['LAST-MODIFIED'] >= fields['LAST-MODIFIED']);

  await staff.zjj1.move(n, 'draft', { text: ANSWER });
  await staff.appr1.move(n, 'approve');
  const over = eventOf((await asker.get(url)).content);
  assert.deepEqual([over.UID, over.STATUS, over['DTSTART;VALUE=DATE']],
    [fields.UID, 'CANCELLED', later['DTSTART;VALUE=DATE']]);
  assert.ok(Number(over.SEQUENCE) > Number(later.SEQUENCE));
  assert.equal((await asker.json(`${track}.json`)).calendar_url, '', 'nor is it offered');
});

test('how long it takes tells as little as what is answered', async () => {
  const times = { right: [], wrong: [], none: [] };
  const person = new Person(stack);
  for (let i = 0; i < 5; i += 1) {
    const phone = nextPhone();
    const { number } = await new Person(stack).ask({ phone });
    for (const [kind, fields] of [['wrong', { number, phone: nextPhone() }], ['right', { number, phone }],
      ['none', { number: number.replace(/\d{5}$/, '99999'), phone: nextPhone() }]]) {
      const form = await person.token('/track/lost');
      const begin = performance.now();
      const reply = await person.act('/track/lost', { form, ...fields });
      if (reply.status === 200) times[kind].push(performance.now() - begin);
    }
  }
  const middle = (list) => list.sort((a, b) => a - b)[list.length >> 1];
  const [right, wrong, none] = [middle(times.right), middle(times.wrong), middle(times.none)];
  const words = `right ${right.toFixed(1)}, wrong ${wrong.toFixed(1)}, none ${none.toFixed(1)} ms`;
  assert.ok(right < 2 * wrong + 10 && wrong < 2 * right + 10 && none < 2 * right + 10, words);
});
