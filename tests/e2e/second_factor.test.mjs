// A second factor that a role must have, and the recovery codes for who has lost the phone.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Desk, hire, startDesks, totp } from './staff_client.mjs';
import { PASSWORD } from './lib.mjs';

let stack;
let admin;

before(async () => {
  ({ stack, admin } = await startDesks());
});
after(() => stack?.stop());

const enter = (id, code) => new Desk(stack).enter(id, PASSWORD, code);

/** Sets up a second factor and gives the recovery codes. */
async function enrol(desk, steps = 0) {
  const { secret } = (await desk.staff('/staff/me/totp-begin')).body;
  const done = await desk.staff('/staff/me/totp-confirm', { code: totp(secret, steps) });
  assert.equal(done.status, 200);
  return { secret, codes: done.body.recovery_codes };
}

test('who has lost the phone signs in by a recovery code, each once, and every use is recorded', async () => {
  const desk = await hire(stack, admin, 'lost', ['moderator']);
  const { codes } = await enrol(desk);
  assert.equal(codes.length, 10);
  assert.equal(new Set(codes).size, 10);
  for (const code of codes) assert.match(code, /^[2-9A-HJKMNP-Z]{4}(-[2-9A-HJKMNP-Z]{4}){2}$/);
  const stored = stack.redis('hget', '{yunchuan}:staff:lost', 'recovery');
  for (const code of codes) assert.ok(!stored.includes(code.replaceAll('-', '')));
  assert.equal((await enter('lost', '')).status, 401);
  assert.equal((await enter('lost', codes[0])).status, 200);
  assert.equal((await enter('lost', codes[0])).status, 401, 'used');
  assert.equal((await enter('lost', ` ${codes[1].toLowerCase().replaceAll('-', ' ')} `)).status, 200,
    'as people type it');
  assert.equal((await desk.twin('/staff/me')).body.recovery_left, 8);
  assert.match((await desk.page('/staff/me')).html, /还有 8 个恢复码/);
  const { body } = await admin.twin('/staff/events');
  assert.equal(body.events.filter((event) => event.action === 'account-recovered').length, 2);
});

test('a code is taken as authenticators show it, in two groups, and in full width', async () => {
  const desk = await hire(stack, admin, 'grouped', ['moderator']);
  const { secret } = (await desk.staff('/staff/me/totp-begin')).body;
  const grouped = (code) => `${code.slice(0, 3)} ${code.slice(3)}`;
  assert.equal((await desk.staff('/staff/me/totp-confirm', { code: grouped(totp(secret)) })).status, 200);
  const wide = totp(secret, 1).replace(/\d/g, (digit) => String.fromCharCode(0xff10 + Number(digit)));
  assert.equal((await enter('grouped', grouped(wide))).status, 200);
  assert.equal((await enter('grouped', grouped(wide))).status, 401, 'once');
});

test('new recovery codes end those before, need the password, and are shown once', async () => {
  const desk = await hire(stack, admin, 'renewer', ['moderator']);
  assert.equal((await desk.staff('/staff/me/recovery', { password_codes: PASSWORD })).status, 409,
    'no second factor');
  const { codes } = await enrol(desk);
  assert.equal((await desk.staff('/staff/me/recovery', { password_codes: 'no' })).status, 422);
  const page = await desk.staff('/staff/me/recovery', { password_codes: PASSWORD }, { html: true });
  assert.equal(page.status, 200);
  assert.match(page.headers.get('cache-control'), /no-store/);
  const fresh = [...page.html.matchAll(/<li><code>([^<]+)</g)].map((m) => m[1]);
  assert.equal(fresh.length, 10);
  assert.equal((await enter('renewer', codes[0])).status, 401);
  assert.equal((await enter('renewer', fresh[9])).status, 200);
  assert.doesNotMatch((await desk.page('/staff/me')).html, new RegExp(fresh[0]));
  assert.equal((await admin.staff('/staff/accounts/renewer/totp-off')).status, 200);
  assert.equal(stack.redis('hget', '{yunchuan}:staff:renewer', 'recovery'), '', 'they end with the factor');
});

test('a recovery code of another account is none', async () => {
  const one = await hire(stack, admin, 'one', ['moderator']);
  const two = await hire(stack, admin, 'two', ['moderator']);
  const { codes } = await enrol(one);
  await enrol(two);
  assert.equal((await enter('two', codes[0])).status, 401);
});

test('guesses at recovery codes are held as guesses at passwords are', async () => {
  const desk = await hire(stack, admin, 'guesser', ['moderator']);
  const { codes } = await enrol(desk);
  let answer;
  for (let i = 0; i < 40 && answer?.status !== 429; i += 1) answer = await enter('guesser', 'AAAA-BBBB-CCCC');
  assert.equal(answer.status, 429);
  assert.equal((await enter('guesser', codes[0])).status, 429);
});

test('who has a role that needs a second factor sets it up before anything else, signed in or not', async () => {
  const there = await hire(stack, admin, 'approver0', ['approver', 'moderator']);
  await hire(stack, admin, 'approver1', ['approver', 'moderator']);
  const other = await hire(stack, admin, 'moderator1', ['moderator']);
  assert.equal((await other.staff('/staff/factors', { role_admin: '1' })).status, 403, 'the admin sets it');
  assert.equal((await admin.staff('/staff/factors', { role_approver: '1' })).status, 200);
  assert.match((await admin.page('/staff/accounts')).html, /name="role_approver" value="1" checked/);
  assert.equal((await there.twin('/staff')).status, 403, 'who is at work sets it up now');
  const typed = await there.staff('/staff/cases/1/reject', { reason: '请写明修复的日期' }, { html: true });
  assert.ok(typed.status === 403 && typed.html.includes('请写明修复的日期'), 'what was typed comes back');
  await enrol(there);
  assert.equal((await there.twin('/staff')).status, 200, 'and goes on in the same session');
  const desk = new Desk(stack);
  assert.equal((await desk.enter('approver1')).status, 200);
  for (const path of ['/staff', '/staff/queues/approve', '/staff/search', '/staff/cases/1']) {
    const page = await desk.page(path);
    assert.deepEqual([page.status, page.headers.get('location')], [303, '/staff/me'], path);
    assert.deepEqual([(await desk.twin(path)).status], [403], path);
  }
  assert.match((await desk.page('/staff/me')).html, /您的角色登录须用动态码/);
  const post = await desk.staff('/staff/cases/1/approve', { version: '1' });
  assert.deepEqual([post.status, post.body.error.code], [403, 'second_factor_required']);
  await enrol(desk);
  assert.equal((await desk.twin('/staff')).status, 200, 'the same session');
  assert.equal((await desk.staff('/staff/me/totp-off', { password_now: PASSWORD })).status, 403);
  assert.doesNotMatch((await desk.page('/staff/me')).html, /totp-off/);
  assert.equal((await other.twin('/staff')).status, 200);
  assert.equal((await new Desk(stack).enter('moderator1')).status, 200);
  const { body } = await admin.twin('/staff/events');
  const rule = body.events.find((event) => event.action === 'account-require');
  assert.equal(rule.to, 'approver');
  assert.equal((await admin.staff('/staff/factors')).status, 200);
  assert.doesNotMatch((await admin.page('/staff/accounts')).html, /value="1" checked/);
});

test('an answer that was typed comes back to who must set up a second factor', async () => {
  await hire(stack, admin, 'typist', ['moderator']);
  assert.equal((await admin.staff('/staff/factors', { role_moderator: '1' })).status, 200);
  const desk = new Desk(stack);
  await desk.enter('typist');
  const page = await desk.staff('/staff/cases/1/decline', { reason: 'other', note: '写了很久的话' },
    { html: true });
  assert.equal(page.status, 403);
  assert.match(page.html, /写了很久的话/);
  assert.equal((await admin.staff('/staff/factors')).status, 200);
});
