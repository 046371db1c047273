// A case goes elsewhere: given back by link, reassigned, recalled; and a department asks for more time.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ask, Desk, startTeam } from './staff_client.mjs';

const ANSWER = '您好，您反映的路灯已于今天上午修好，感谢您对城市照明的关心。';
const SECRET = '这段路归交通部门养护';
let phones = 13800004000;
let stack;
let moderator;
let dispatcher;
let clerk;
let other;

before(async () => {
  ({ stack, moderator, dispatcher, clerk, other } = await startTeam());
});

after(async () => {
  await stack?.stop();
});

async function assigned() {
  phones += 1;
  const asked = await ask(stack, { phone: String(phones) });
  await moderator.must(asked.case, 'accept');
  await dispatcher.must(asked.case, 'assign', { dept: 'zjj' });
  const { answer_link: link } = (await dispatcher.twin(`/staff/cases/${asked.case}`)).body;
  return { n: asked.case, track: asked.track, path: new URL(link).pathname };
}

const actionsOf = async (desk, n) => (await desk.twin(`/staff/cases/${n}`)).body.actions
  .map((action) => action.action);

test('a department gives a case back by its link; further taps give the same page', async () => {
  const { n, path } = await assigned();
  const phone = new Desk(stack);
  const form = await phone.token(path);
  assert.match((await phone.page(path)).html, /不属于本单位职责，退回/);
  const empty = await phone.submit(`${path}/return`, { form, reason: '' }, { html: true });
  assert.equal(empty.status, 422);
  assert.match(empty.html, /<details class="action" open>/);
  assert.match(empty.html, /field-bad"><label for="reason"/);
  assert.doesNotMatch(empty.html, /field-bad"><label for="text"/);
  const old = await phone.submit(`${path}/return`, { form: 'x', reason: SECRET }, { html: true });
  assert.equal(old.status, 403);
  assert.ok(old.html.includes(SECRET), 'what was typed is kept');
  const taps = await Promise.all([1, 2, 3].map(() => phone.submit(`${path}/return`,
    { form, reason: SECRET }, { html: true })));
  for (const tap of taps) {
    assert.equal(tap.status, 303);
    assert.equal(tap.location, `${path}?returned=1`);
  }
  const page = await phone.page(`${path}?returned=1`);
  assert.equal(page.status, 200);
  assert.match(page.html, /<h1>已经退回<\/h1>/);
  assert.match(page.html, /交办员会重新交办/);
  const { body } = await dispatcher.twin(`/staff/cases/${n}`);
  assert.equal(body.case.state, 'accepted');
  assert.equal(body.returns, 1);
  assert.ok(body.history.some((row) => row.event_note === SECRET));
  await dispatcher.must(n, 'assign', { dept: 'zjj' });
  const replayed = await phone.submit(`${path}/return`, { form, reason: SECRET }, { html: true });
  assert.equal(replayed.location, `${path}?returned=1`);
  assert.equal((await dispatcher.twin(`/staff/cases/${n}`)).body.case.state, 'assigned');
});

test('a returned page is not to be had for a link that ended otherwise', async () => {
  const { n, path } = await assigned();
  await dispatcher.must(n, 'recall', { reason: '先核实' });
  const page = await new Desk(stack).page(`${path}?returned=1`);
  assert.equal(page.status, 403);
  assert.match(page.html, /交办员收回/);
});

test('a third return by link is refused with the reason', async () => {
  const { n } = await assigned();
  for (let i = 0; i < 2; i += 1) {
    await clerk.must(n, 'return', { reason: SECRET });
    await dispatcher.must(n, 'assign', { dept: 'zjj' });
  }
  const { answer_link: link } = (await dispatcher.twin(`/staff/cases/${n}`)).body;
  const path = new URL(link).pathname;
  const phone = new Desk(stack);
  const { html } = await phone.page(path);
  assert.match(html, /不能退回/);
  assert.doesNotMatch(html, /不属于本单位职责，退回/);
  const refused = await phone.submit(`${path}/return`, { form: await phone.token(path), reason: SECRET });
  assert.equal(refused.status, 409);
  assert.match(refused.body.error.message, /不能再退回/);
});

test('a reassigned case: link and draft of the first department end, its asker reads who has it',
  async () => {
  const { n, path, track } = await assigned();
  await clerk.must(n, 'draft', { text: ANSWER });
  assert.ok((await actionsOf(dispatcher, n)).includes('reassign'));
  const same = await dispatcher.do(n, 'reassign', { dept: 'zjj', reason: SECRET });
  assert.equal(same.status, 422);
  assert.ok(same.body.error.fields.dept);
  assert.equal((await clerk.do(n, 'reassign', { dept: 'jtj', reason: SECRET })).status, 403);
  const { version } = (await dispatcher.twin(`/staff/cases/${n}`)).body;
  await dispatcher.must(n, 'reassign', { dept: 'jtj', reason: SECRET });
  const late = await dispatcher.do(n, 'recall', { version, reason: '先核实' });
  assert.equal(late.status, 409);
  assert.match(late.body.error.message, /改派/);
  assert.equal((await clerk.twin(`/staff/cases/${n}`)).status, 404);
  assert.equal((await clerk.do(n, 'draft', { text: ANSWER })).status, 409);
  const gone = await clerk.do(n, 'draft', { text: ANSWER }, { html: true });
  assert.equal(gone.status, 409);
  assert.ok(gone.html.includes('已经不在您的部门办理'));
  assert.ok(gone.html.includes(ANSWER), 'what was typed is kept');
  const dead = await new Desk(stack).page(path);
  assert.equal(dead.status, 403);
  assert.match(dead.html, /这一件已于 [^<]*改由其他部门办理/);
  const { body } = await other.twin(`/staff/cases/${n}`);
  assert.equal(body.case.state, 'assigned');
  assert.ok(body.history.some((row) => row.event_draft === ANSWER));
  assert.deepEqual(body.transfers.map((row) => [row.stay_dept, row.stay_why, row.stay_note]),
    [['zjj', '改派', SECRET], ['jtj', '', '']]);
  for (const place of [`/topics/${n}`, track]) {
    const { html } = await new Desk(stack).page(place);
    assert.match(html, /已转由市交通运输局办理/);
    assert.ok(!html.includes(SECRET) && !html.includes(ANSWER));
    assert.ok(!JSON.stringify((await new Desk(stack).twin(place)).body).includes(SECRET));
  }
  const { body: seen } = await dispatcher.twin(`/staff/cases/${n}`);
  const fresh = await new Desk(stack).twin(new URL(seen.answer_link).pathname);
  assert.ok(!JSON.stringify(fresh.body).includes(ANSWER) && !JSON.stringify(fresh.body).includes(SECRET));
});

test('an extension is asked for, waits on its own desk, is refused, asked for again and granted',
  async () => {
  const { n, track } = await assigned();
  const before = (await clerk.twin(`/staff/cases/${n}`)).body.wait_due;
  assert.equal((await clerk.do(n, 'ask-extension', { days: '60', reason: SECRET })).status, 422);
  await clerk.must(n, 'ask-extension', { days: '3', reason: SECRET });
  assert.equal((await clerk.do(n, 'ask-extension', { days: '3', reason: SECRET })).status, 409);
  const queue = (await dispatcher.twin('/staff/queues/extension')).body;
  assert.deepEqual(queue.rows.map((row) => [row.n, row.extension_days]), [[n, 3]]);
  assert.match((await dispatcher.page('/staff')).html, /延期申请/);
  assert.equal((await clerk.twin('/staff/queues/extension')).status, 403);
  const { actions } = (await dispatcher.twin(`/staff/cases/${n}`)).body;
  const extend = actions.find((action) => action.action === 'extend');
  assert.equal(extend.open, true);
  assert.deepEqual(extend.fields.map((field) => field.value), ['3', SECRET]);
  await dispatcher.must(n, 'refuse-extension', { reason: '这件事不复杂' });
  assert.match((await clerk.page(`/staff/cases/${n}`)).html, /交办员不同意延期，期限不变。原因：这件事不复杂/);
  assert.ok(!(await new Desk(stack).page(track)).html.includes('延期'), 'the asker knows nothing of it');
  await clerk.must(n, 'ask-extension', { days: '2', reason: '要等配件到货' });
  assert.equal((await clerk.twin(`/staff/cases/${n}`)).body.wait_due, before);
  await dispatcher.must(n, 'extend', { days: '2', reason: '要等配件到货' });
  assert.ok((await clerk.twin(`/staff/cases/${n}`)).body.wait_due > before);
  assert.deepEqual((await dispatcher.twin('/staff/queues/extension')).body.rows, []);
  assert.match((await new Desk(stack).page(track)).html, /要等配件到货/);
});
