// Guesses at passwords and query codes, and administrators who give themselves a second pair of eyes.
import assert from 'node:assert/strict';
import http from 'node:http';
import { after, before, test } from 'node:test';
import { PASSWORD, Person, carry, setCookies, signIn, staffOf, startStack } from './lib.mjs';
import { Desk } from './staff_client.mjs';

let stack;
let staff;

before(async () => {
  stack = await startStack();
  stack.ctl(['staff', 'add', 'chief', '--name', '管理员甲', '--roles', 'admin', '--password-stdin'],
    `${PASSWORD}\n`);
  staff = await staffOf(stack);
});
after(() => stack && stack.stop());

// A desk at another address of loopback.
class Remote extends Desk {
  constructor(from) {
    super(stack);
    this.from = from;
  }

  send(method, path, { body, headers = {} } = {}) {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const form = body ? { 'content-type': 'application/x-www-form-urlencoded' } : {};
    return new Promise((done, failed) => {
      const sent = http.request({ host: '127.0.0.1', port: stack.port, localAddress: this.from, method, path,
        headers: { ...form, ...(cookie && { cookie }), ...headers } }, (reply) => {
        let content = '';
        reply.setEncoding('utf8').on('data', (part) => { content += part; }).on('end', () => {
          const all = new Headers(Object.entries(reply.headers).map(([name, value]) => [name,
            String(value)]));
          for (const line of setCookies(all)) this.cookies.set(...line.split(';')[0].split(/=(.*)/s).slice(0,
            2));
          done({ status: reply.statusCode, headers: all, content });
        });
      });
      sent.on('error', failed);
      sent.end(body?.toString());
    });
  }
}

const guess = async (desk, account, password = 'falsch-falsch') =>
  (await desk.enter(account, password)).status;

test('an address that is none is told to staff as to others, and no worker ends of it', async () => {
  for (const path of ['/staff/nothing', '/staff/cases/0', '/nothing'])
    assert.equal((await staff.mod1.get(path)).status, 404, path);
  assert.doesNotMatch(stack.log('worker'), /was ended by signal/);
});

test('wrong passwords from one address lock that address out, not the account', async () => {
  const stranger = new Remote('127.0.0.2');
  for (let i = 0; i < 5; i += 1) assert.equal(await guess(stranger, 'disp1'), 401);
  assert.equal(await guess(stranger, 'disp1'), 429);
  assert.equal(await guess(new Remote('127.0.0.2'), 'disp1', PASSWORD), 429,
    'a fresh device at that address waits too');
  for (let i = 0; i < 15; i += 1) assert.equal(await guess(stranger, 'disp1'), 429);
  assert.equal(await guess(new Remote('127.0.0.3'), 'disp1', PASSWORD), 200, 'elsewhere the owner gets in');
});

test('guesses from everywhere close the account to strangers, not to a device that had signed in',
  async () => {
  const own = new Remote('127.0.0.4');
  assert.equal(await guess(own, 'jtj1', PASSWORD), 200);
  own.cookies.delete('wz_staff');
  for (let i = 0; i < 50; i += 1) assert.equal(await guess(new Remote(`127.0.1.${1 + Math.floor(i / 5)}`),
    'jtj1'), 401);
  assert.equal(await guess(new Remote('127.0.2.1'), 'jtj1', PASSWORD), 429,
    'a stranger waits even with the right one');
  assert.equal(await guess(own, 'jtj1', PASSWORD), 200);
  own.cookies.delete('wz_staff');
  for (let i = 0; i < 5; i += 1) assert.equal(await guess(own, 'jtj1'), 401);
  assert.equal(await guess(own, 'jtj1', PASSWORD), 429, 'its own guesses are counted all the same');
});

test('an account that does not exist is answered like one that does', async () => {
  const stranger = new Remote('127.0.0.5');
  for (let i = 0; i < 5; i += 1) assert.equal(await guess(stranger, 'nobody-here'), 401);
  assert.equal(await guess(stranger, 'nobody-here'), 429);
});

test('guesses at a query code count for the number as read, however it is typed, and need the right date',
  async () => {
  const asker = new Remote('127.0.0.6');
  const { number, code } = await new Person(stack).ask();
  const ask = async (typed, tried) => (await asker.post('/track',
    { form: await asker.token('/track'), number: typed, code: tried },
    { accept: 'application/json' })).status;
  const wrongDate = number.replace(/\d{8}/, '20200101');
  assert.equal(await ask(wrongDate, code), 422, 'the right code with another date');
  assert.equal(await ask(number, code), 200);
  const spellings = [number, number.toLowerCase(), ` ${number} `, number.replace('-', ' - '), number.slice(2),
    number.replace(/-0+/, '-'),
    number.replace(/\d/g, (d) => String.fromCharCode(0xff10 + Number(d))), wrongDate,
      number.replace('-', '')];
  for (const typed of spellings) assert.equal(await ask(typed, 'AAAAAAAAAA'), 422, typed);
  assert.equal(await ask(number, code), 429, 'ten wrong ones in all');
});

test('a role that an administrator gave counts as a second pair of eyes a day later; the supervisors see it given', async () => {
  const chief = await signIn(stack, 'chief');
  const { case: n } = await new Person(stack).ask();
  await carry(staff, n, 'drafted');
  const made = await chief.do('/staff/accounts', { id: 'helper', name: '帮手', role_approver: '1',
    password: PASSWORD });
  assert.equal(made.status, 201, JSON.stringify(made));
  assert.equal((await chief.do('/staff/accounts/chief',
    { name: '管理员甲', role_admin: '1', role_approver: '1' })).status, 200);
  for (const id of ['helper', 'chief']) {
    const eager = await signIn(stack, id);
    const { version } = await eager.json(`/staff/cases/${n}.json`);
    assert.match((await eager.get(`/staff/cases/${n}`)).content, /不满 24 小时，暂时不能审签/,
      'the page says why it has no button');
    const reply = await eager.do(`/staff/cases/${n}/approve`, { version });
    assert.notEqual(reply.status, 200, id);
    assert.match(JSON.stringify(reply), /24 小时/, id);
  }
  const { events } = await staff.super1.json('/staff/events.json');
  const seen = events.filter((event) => event.action.startsWith('account-')).map((event) => [event.action,
    event.by, event.dept]);
  assert.deepEqual(seen.slice(0, 2), [['account-roles', 'chief', 'chief'],
    ['account-add', 'chief', 'helper']]);
  assert.match((await staff.super1.get('/staff/events')).content,
    /变更角色或部门[\s\S]*管理员甲[\s\S]*审签人/);
  await staff.appr1.move(n, 'approve');
});

test('a day later it counts, and what the operator gives on the machine counts at once', async () => {
  stack.redis('hset', '{yunchuan}:staff:helper', 'fresh_until', String(Date.now() - 1));
  stack.ctl(['staff', 'add', 'console', '--name', '机房', '--roles', 'approver', '--password-stdin'],
    `${PASSWORD}\n`);
  for (const id of ['helper', 'console']) {
    const { case: n } = await new Person(stack).ask();
    await carry(staff, n, 'drafted');
    await (await signIn(stack, id)).move(n, 'approve');
  }
});
