// Several cases of a desk at once: declined with one reason, merged into one, pressed for by a supervisor.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { carry, Person, staffOf, startStack } from './lib.mjs';

let stack, staff;

before(async () => {
  stack = await startStack();
  staff = await staffOf(stack);
});
after(() => stack.stop());

const ask = async (title) => (await new Person(stack).ask({ title })).case;
const twin = (n) => staff.mod1.json(`/staff/cases/${n}.json`);

// As the supervisor, whose look marks nothing as opened by a reviewer.
const statesOf = (cases) => Promise.all(cases.map(async (n) =>
  (await staff.super1.json(`/staff/cases/${n}.json`)).case.state));

async function bulk(account, desk, numbers, fields) {
  const picks = {};
  for (const n of numbers) {
    picks[`pick_${n}`] = String((await staff.super1.json(`/staff/cases/${n}.json`)).version);
  }
  return staff[account].do(`/staff/queues/${desk}/bulk`, { ...picks, ...fields });
}

test('several are declined with one reason; what was decided meanwhile says so', async () => {
  const cases = [await ask('卖房广告一'), await ask('卖房广告二'), await ask('卖房广告三')];
  const none = await bulk('mod1', 'review', cases, { action: 'decline', reason: '' });
  assert.equal(none.status, 422);
  assert.match(none.error.message, /请选择不予受理的原因/);
  const wrong = await bulk('mod1', 'review', cases, { action: 'decline', reason: 'none' });
  assert.deepEqual([wrong.done, wrong.failed], [0, 3]);
  await carry(staff, cases[1], 'accepted');
  const order = { action: 'decline', reason: 'ads', [`pick_${cases[1]}`]: '1' };
  const reply = await bulk('mod1', 'review', [cases[0], cases[2]], order);
  assert.deepEqual([reply.done, reply.failed], [2, 1]);
  assert.equal(reply.results.find((row) => row.case === cases[1]).code, 'conflict');
  for (const n of [cases[0], cases[2]]) assert.equal((await twin(n)).case.state, 'declined');
  assert.equal((await twin(cases[1])).case.state, 'accepted');
});

test('what an order lacks is told beside its field, and what was ticked and chosen stays', async () => {
  const n = await ask('楼道灯不亮');
  const order = { form: await staff.mod1.token('/staff/queues/review'), action: 'merge', into: '',
    reason: 'ads', [`pick_${n}`]: '1' };
  const page = await staff.mod1.post('/staff/queues/review/bulk', order, { accept: 'text/html' });
  assert.equal(page.status, 422);
  assert.match(page.content, /id="bulk-into-error">.*请填写要并入的那一件的编号/);
  assert.equal(page.content.split('请填写要并入的那一件的编号').length, 2, 'once');
  assert.match(page.content, new RegExp(`name="pick_${n}" value="1" checked><span>楼道灯不亮`));
  assert.match(page.content, /value="ads" selected/);
});

test('what nobody has opened is named before it is accepted, and can be left where it is', async () => {
  const cases = [await ask('打开过的一件'), await ask('没打开过的一件'), await ask('没打开过的另一件')];
  await twin(cases[0]);
  const order = { action: 'accept' };
  const asked = await bulk('mod1', 'review', cases, order);
  assert.equal(asked.status, 422);
  assert.match(asked.error.message, /^其中 2 件没有人打开过：/);
  for (const n of cases.slice(1)) assert.match(asked.error.message, new RegExp(`-0*${n}[、。]`));
  assert.doesNotMatch(asked.error.message, new RegExp(`-0*${cases[0]}[、。]`));
  assert.deepEqual(await statesOf(cases), ['pending', 'pending', 'pending']);
  const some = await bulk('mod1', 'review', cases, { ...order, unopened: 'skip' });
  assert.deepEqual([some.done, some.failed], [1, 0]);
  assert.deepEqual(await statesOf(cases), ['accepted', 'pending', 'pending']);
  const all = await bulk('mod1', 'review', cases.slice(1), { ...order, unopened: 'accept' });
  assert.equal(all.done, 2);
  assert.deepEqual(stack.redis('smembers', '{yunchuan}:opened'), '', 'the mark ends with the review');
});

test('several are merged into a chosen one, which stays as it is when it was picked too', async () => {
  const into = await ask('东门路灯不亮');
  await carry(staff, into, 'accepted');
  const cases = [await ask('东门的灯坏了'), await ask('东门没有路灯')];
  const nowhere = await bulk('mod1', 'review', cases, { action: 'merge', into: '东门' });
  assert.equal(nowhere.status, 422);
  assert.match(nowhere.error.message, /请填写要并入的那一件的编号/);
  const { number } = (await twin(into)).case;
  const reply = await bulk('mod1', 'review', [...cases, into], { action: 'merge', into: number });
  assert.deepEqual([reply.done, reply.failed, reply.left], [2, 0, true]);
  for (const n of cases) assert.equal((await twin(n)).case.state, 'merged');
  assert.equal((await twin(into)).case.state, 'accepted');
});

test('a supervisor presses for several of a department; nobody else does', async () => {
  const cases = [await ask('水管漏水一'), await ask('水管漏水二')];
  for (const n of cases) await carry(staff, n, 'assigned');
  for (const account of ['zjj1', 'disp1', 'mod1']) {
    assert.equal((await bulk(account, 'dept:zjj', cases, { action: 'supervise' })).status, 403, account);
  }
  const page = (await staff.super1.get('/staff/queues/dept:zjj')).content;
  assert.ok(page.includes('督办勾选的') && page.includes(`name="pick_${cases[0]}"`));
  const reply = await bulk('super1', 'dept:zjj', cases, { action: 'supervise' });
  assert.deepEqual([reply.done, reply.failed], [2, 0]);
  assert.match(stack.ctl(['recount', '--check']), / 0 entries wrong/);
});
