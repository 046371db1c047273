// Signing in and out, second factors, sessions that end at once.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Desk, hire, startDesks, totp } from './staff_client.mjs';
import { PASSWORD, setCookies } from './lib.mjs';

let stack;
let admin;

before(async () => {
  ({ stack, admin } = await startDesks());
});

after(async () => {
  await stack?.stop();
});

const signedIn = async (client) => (await client.twin('/staff')).status === 200;

test('the cookie: out of reach of scripts and of other sites', async () => {
  const client = new Desk(stack);
  const login = await client.enter('admin', stack.adminPassword);
  const cookie = setCookies(login.headers).find((c) => c.startsWith('wz_staff='));
  assert.match(cookie, /; HttpOnly/);
  assert.match(cookie, /; SameSite=Strict/);
  assert.match(cookie, /; Path=\//);
});

test('a person is led back to the page that asked for the login, never to another site', async () => {
  const wanted = { '/staff/events': '/staff/events', '//evil.example/': '/staff',
    'https://evil.example/': '/staff',
    '/topics': '/staff', '/staff/login': '/staff', '': '/staff' };
  for (const [back, target] of Object.entries(wanted)) {
    const client = new Desk(stack);
    const form = await client.token('/staff/login');
    const answer = await client.submit('/staff/login',
      { form, account: 'admin', password: stack.adminPassword, back }, { html: true });
    assert.equal(answer.status, 303);
    assert.equal(answer.location, target, back);
  }
});

test('wrong account, wrong password, disabled account: one and the same answer', async () => {
  await hire(stack, admin, 'gone', ['moderator']);
  assert.equal((await admin.staff('/staff/accounts/gone',
    { name: 'gone', role_moderator: '1', disabled: '1' })).status, 200);
  const answers = [];
  for (const [account, password] of [['nobody', PASSWORD], ['admin', 'wrong password'], ['gone', PASSWORD],
    ['No Such', PASSWORD]])
    answers.push(await new Desk(stack).enter(account, password));
  for (const answer of answers) {
    assert.equal(answer.status, 401);
    assert.deepEqual(answer.body, answers[0].body);
    assert.ok(!setCookies(answer.headers).some((c) => c.startsWith('wz_staff')));
  }
});

test('signing out ends the session for every copy of the cookie', async () => {
  const client = await hire(stack, admin, 'leaver', ['moderator']);
  const copy = new Desk(stack);
  copy.cookies = new Map(client.cookies);
  assert.equal(await signedIn(copy), true);
  await client.leave();
  assert.equal(await signedIn(client), false);
  assert.equal(await signedIn(copy), false);
});

test('a changed password ends the other sessions; the own one goes on', async () => {
  const client = await hire(stack, admin, 'changer', ['moderator']);
  const elsewhere = new Desk(stack);
  await elsewhere.enter('changer');
  const fields = { old: PASSWORD, password: 'a new one 2026', repeat: 'a new one 2026' };
  for (const [wrong, value] of [['old', 'not it'], ['password', 'short'], ['repeat', 'another one']]) {
    const answer = await client.staff('/staff/me/password', { ...fields, [wrong]: value });
    assert.equal(answer.status, 422, wrong);
    assert.ok(wrong in answer.body.error.fields, answer.html);
  }
  assert.equal((await client.staff('/staff/me/password', fields)).status, 200);
  assert.equal(await signedIn(client), true);
  assert.equal(await signedIn(elsewhere), false);
  assert.equal((await new Desk(stack).enter('changer')).status, 401);
  assert.equal((await new Desk(stack).enter('changer', 'a new one 2026')).status, 200);
});

test('disabling, other roles and a password set by the admin end sessions at once', async () => {
  const profile = { name: '某某', role_moderator: '1' };
  const changes = {
    disabled: ['/staff/accounts/ended', { ...profile, disabled: '1' }],
    enabled: ['/staff/accounts/ended', profile],
    roles: ['/staff/accounts/ended', { ...profile, role_approver: '1' }],
    password: ['/staff/accounts/ended/password', { password: PASSWORD }],
  };
  let client = await hire(stack, admin, 'ended', ['moderator']);
  for (const [what, [path, fields]] of Object.entries(changes)) {
    assert.equal((await admin.staff(path, fields)).status, 200, what);
    assert.equal(await signedIn(client), false, what);
    client = new Desk(stack);
    assert.equal((await client.enter('ended')).status, what === 'disabled' ? 401 : 200, what);
  }
  assert.equal((await admin.staff('/staff/accounts/ended',
    { ...profile, name: '改名', role_approver: '1' })).status, 200);
  assert.equal(await signedIn(client), true, 'a new name ends nothing');
});

test('the own password and second factor are changed on the own page alone, which asks for the password', async () => {
  const { html } = await admin.page('/staff/accounts/admin');
  assert.doesNotMatch(html, /重设密码|totp-off/);
  const set = await admin.staff('/staff/accounts/admin/password', { password: 'a new one 2026' });
  assert.match(set.body.error.fields.password, /我的账号/);
  assert.equal((await admin.staff('/staff/accounts/admin/totp-off')).status, 403);
  assert.equal(await signedIn(admin), true);
});

test('an account that was filled in wrong stays as it was typed, and one that was saved says so', async () => {
  await hire(stack, admin, 'typed', ['moderator']);
  const long = '一二三四五六七八九十甲乙丙丁戊己庚辛壬癸子';
  const { status, html } = await admin.staff('/staff/accounts/typed', { name: long, disabled: '1' },
    { html: true });
  assert.equal(status, 422);
  assert.match(html, new RegExp(`name="name"[^>]*value="${long}"`));
  assert.match(html, /name="disabled" value="1" checked/);
  assert.match(html, /角色：请至少选一个角色/);
  const saved = await admin.staff('/staff/accounts/typed', { name: '改名', role_moderator: '1' },
    { html: true });
  assert.match((await admin.page(saved.location)).html, /已保存/);
});

test('an administrator of security alone, without three administrators, comes in by a page that opens', async () => {
  const client = await hire(stack, admin, 'alone', ['security']);
  const form = await client.token('/staff/login');
  const { location } = await client.submit('/staff/login', { form, account: 'alone', password: PASSWORD },
    { html: true });
  assert.equal((await client.page(location)).status, 200, location);
});

test('forged and foreign tokens are no session', async () => {
  const client = await hire(stack, admin, 'forger', ['moderator']);
  const good = client.cookies.get('wz_staff');
  const [head, body] = good.split('.');
  const none = Buffer.from('{"alg":"none","typ":"session+jwt"}').toString('base64url');
  const form = await client.token('/staff/me');
  for (const bad of ['', 'x', `${head}.${body}.`, `${none}.${body}.`, `${good.slice(0, -2)}AA`, form]) {
    client.cookies.set('wz_staff', bad);
    assert.equal(await signedIn(client), false, bad);
  }
});

test('the second factor: enrolled with a first code, asked for at every login, no code twice, switched off',
  async () => {
  const client = await hire(stack, admin, 'twofactor', ['moderator']);
  assert.equal((await client.staff('/staff/me/totp-confirm', { code: '123456' })).status, 409,
    'nothing was begun');
  const { secret } = (await client.staff('/staff/me/totp-begin')).body;
  assert.match(secret, /^[A-Z2-7]{32}$/);
  const page = await client.page('/staff/me');
  assert.match(page.html, /<svg[^>]*viewBox/);
  assert.equal((await new Desk(stack).enter('twofactor')).status, 200,
    'not asked for before it is confirmed');
  const wrong = totp(secret) === '000000' ? '000001' : '000000';
  assert.equal((await client.staff('/staff/me/totp-confirm', { code: wrong })).status, 422);
  assert.equal((await client.staff('/staff/me/totp-confirm', { code: totp(secret, -1) })).status, 200);
  assert.equal((await new Desk(stack).enter('twofactor')).status, 401);
  assert.equal((await new Desk(stack).enter('twofactor', PASSWORD, wrong)).status, 401);
  const code = totp(secret);
  assert.equal((await new Desk(stack).enter('twofactor', PASSWORD, code)).status, 200);
  assert.equal((await new Desk(stack).enter('twofactor', PASSWORD, code)).status, 401, 'the same code again');
  assert.equal((await new Desk(stack).enter('twofactor', PASSWORD, totp(secret, 1))).status, 200);
  assert.doesNotMatch((await client.page('/staff/me')).html, new RegExp(secret));
  assert.equal((await client.staff('/staff/me/totp-begin')).status, 422, 'another phone needs the password');
  assert.equal((await client.staff('/staff/me/totp-begin', { password_replace: 'no' })).status, 422);
  assert.equal((await client.staff('/staff/me/totp-begin', { password_replace: PASSWORD })).status, 200);
  assert.equal((await client.staff('/staff/me/totp-off', { password_now: 'no' })).status, 422);
  assert.equal((await client.staff('/staff/me/totp-off', { password_now: PASSWORD })).status, 200);
  assert.equal((await new Desk(stack).enter('twofactor')).status, 200);
});

test('an account is closed for a while after too many tries, the right password included', async () => {
  await hire(stack, admin, 'guessed', ['moderator']);
  let answer;
  let tries = 0;
  do {
    answer = await new Desk(stack).enter('guessed', `guess ${tries}`);
    tries += 1;
  } while (answer.status === 401 && tries < 40);
  assert.equal(answer.status, 429);
  assert.ok(Number(answer.headers.get('retry-after')) > 0);
  assert.ok(tries > 3, `${tries} tries`);
  assert.equal((await new Desk(stack).enter('guessed')).status, 429);
  assert.equal((await new Desk(stack).enter('admin', stack.adminPassword)).status, 200, 'others go on');
});
