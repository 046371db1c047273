// Three administrators who are different people, passwords that age, and the sessions of an account.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { PASSWORD, startStack } from './lib.mjs';
import { Desk } from './staff_client.mjs';

const SET = `${PASSWORD}A1`;
const NEW = 'a new one 2026 A';
let stack;
const people = {};

before(async () => {
  stack = await startStack({ config: { separate_admins: 'on', password_days: 90, password_kinds: 3 } });
  for (const role of ['admin', 'security', 'auditor']) {
    stack.ctl(['staff', 'add', `the-${role}`, '--name', role, '--roles', role, '--password-stdin'], SET);
    people[role] = new Desk(stack);
    assert.equal((await people[role].enter(`the-${role}`, SET)).status, 200);
  }
});

after(async () => {
  await stack?.stop();
});

test('a password that somebody else set must be changed before anything else, by the rules', async () => {
  for (const [role, desk] of Object.entries(people)) {
    const stopped = await desk.page('/staff/accounts');
    assert.deepEqual([stopped.status, stopped.headers.get('location')], [303, '/staff/me'], role);
    assert.match((await desk.page('/staff/me')).html, /别人代设/);
    const change = (password) => desk.staff('/staff/me/password', { old: SET, password, repeat: password });
    if (role === 'admin') {
      assert.equal((await change('all of small letters')).status, 422);
      assert.match((await change(SET)).html, /最近用过/);
    }
    assert.equal((await change(NEW)).status, 200);
  }
});

test('each administrator reaches the own pages, and none of them a case', async () => {
  const doors = { '/staff/accounts': 'admin security', '/staff/departments': 'admin',
    '/staff/columns': 'admin', '/staff/outbox': 'admin', '/staff/events': 'auditor',
    '/staff/supervision': '', '/staff/articles': '' };
  for (const [path, roles] of Object.entries(doors))
    for (const [role, desk] of Object.entries(people))
      assert.equal((await desk.page(path)).status, roles.includes(role) ? 200 : 403, `${role} ${path}`);
});

test('one makes accounts, another gives them roles, and nobody gives any to themselves', async () => {
  const { admin, security, auditor } = people;
  const fields = { id: 'newcomer', name: '新同事', role_admin: '1', password: SET };
  assert.equal((await security.staff('/staff/accounts', fields)).status, 403);
  assert.equal((await admin.staff('/staff/accounts', fields)).status, 201);
  const made = (await admin.twin('/staff/accounts/newcomer')).body.account;
  assert.equal(made.roles, '', 'no roles from who makes it');
  const give = (desk, id, roles) => desk.staff(`/staff/accounts/${id}`, { name: '改名', ...roles });
  assert.equal((await give(admin, 'newcomer', { role_moderator: '1' })).status, 200);
  assert.equal((await give(security, 'newcomer', { role_moderator: '1', role_auditor: '1' })).status, 422);
  assert.equal((await give(security, 'newcomer', { role_moderator: '1' })).status, 200);
  assert.equal((await give(auditor, 'newcomer', { role_admin: '1' })).status, 403);
  const { account } = (await admin.twin('/staff/accounts/newcomer')).body;
  assert.deepEqual([account.roles, account.name], ['moderator', '改名']);
  assert.equal((await give(security, 'the-security', { role_admin: '1' })).status, 422);
  assert.equal((await security.staff('/staff/accounts/newcomer/password', { password: NEW })).status, 403);
  assert.equal((await admin.staff('/staff/accounts/newcomer/totp-off')).status, 403);
  assert.equal((await admin.staff('/staff/factors', { role_admin: '1' })).status, 403);
});

test('nobody takes the last administrator of a kind away', async () => {
  const { admin, security } = people;
  const give = (id, role) => security.staff(`/staff/accounts/${id}`, { name: '某某', [role]: '1' });
  stack.ctl(['staff', 'disable', 'admin']);
  for (const id of ['the-admin', 'the-auditor']) {
    const refused = await give(id, 'role_moderator');
    assert.match(refused.body.error.fields.role_moderator, /最后一个/, id);
  }
  const fields = { id: 'second', name: '第二个', password: SET };
  assert.equal((await admin.staff('/staff/accounts', fields)).status, 201);
  assert.match((await admin.page('/staff/accounts/second')).html, /至少有 3 种/, 'what a password needs');
  stack.ctl(['staff', 'disable', 'second']);
  assert.equal((await give('second', 'role_auditor')).status, 200);
  assert.equal((await give('the-auditor', 'role_moderator')).status, 422, 'a disabled one is none');
  stack.ctl(['staff', 'enable', 'second']);
  assert.equal((await give('the-auditor', 'role_moderator')).status, 200);
  assert.equal((await give('the-auditor', 'role_auditor')).status, 200);
  people.auditor = new Desk(stack);
  assert.equal((await people.auditor.enter('the-auditor', NEW)).status, 200);
});

test('the sessions of an account are shown and ended, by its owner and by administrators', async () => {
  const { auditor, security } = people;
  const other = new Desk(stack);
  await other.enter('the-auditor', NEW);
  const { sessions } = (await auditor.twin('/staff/me')).body;
  assert.deepEqual(sessions.map(({ own, network }) => [own, network]).sort(),
    [[false, '127.0.0.1'], [true, '127.0.0.1']]);
  const there = sessions.find(({ own }) => !own).session;
  assert.equal((await auditor.staff('/staff/me/sessions', { session: there })).status, 200);
  assert.equal((await other.twin('/staff/events')).status, 401);
  assert.equal((await auditor.twin('/staff/events')).status, 200);
  await other.enter('the-auditor', NEW);
  assert.equal((await security.staff('/staff/accounts/the-auditor/sessions')).status, 200);
  assert.equal((await auditor.twin('/staff/events')).status, 401);
});

test('who signs in is told when that was last and what failed since, and the auditor reads all of it', async () => {
  const { auditor } = people;
  assert.equal((await new Desk(stack).enter('the-auditor', 'not this one')).status, 401);
  assert.equal((await auditor.enter('the-auditor', NEW)).status, 200);
  const { case: n } = await new Desk(stack).ask();
  const { html } = await auditor.page('/staff/events');
  assert.match(html, new RegExp(`data-label="编号">${n}<`), 'a case that the auditor may not open is no link');
  assert.match(html, /上次登录：20\d\d年/);
  assert.match(html, /这个账号有 1 次登录失败/);
  const { events } = (await auditor.twin('/staff/events')).body;
  const failed = events.find(({ action }) => action === 'signin-failed');
  assert.deepEqual([failed.by, failed.dept, failed.to], ['public', 'the-auditor', '127.0.0.1']);
  for (const action of ['signin-done', 'signin-ended', 'account-roles', 'account-password', 'account-add'])
    assert.ok(events.some((event) => event.action === action), action);
});

test('the record is exported by days, as CSV or lines of JSON, and the export is in it', () => {
  const lines = (...options) => stack.ctl(['audit', 'export', ...options]).trim().split(/\r?\n/);
  const table = lines();
  assert.equal(table[0], 'id,at,case,action,by,from,to,about');
  assert.match(table[1], /,0,"export","operator","","",""$/);
  assert.ok(table.some((line) => line.endsWith('"signin-failed","public","","127.0.0.1","the-auditor"')));
  const events = lines('--format', 'ndjson', '--from', '2020-01-01').map((line) => JSON.parse(line));
  assert.equal(events.filter(({ action }) => action === 'export').length, 2);
  assert.equal(events.length, table.length);
  assert.equal(lines('--to', '2020-01-01').length, 1, 'the head alone');
  assert.throws(() => lines('--from', 'yesterday'), /take a day/);
});
