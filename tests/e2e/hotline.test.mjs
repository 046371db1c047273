// Hotline work orders: written down by staff, private, and on their way like every other case.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ANSWER, carry, Person, signIn, soon, staffOf, startStack } from './lib.mjs';

const ORDER = {
  order_no: '', via: 'wechat', name: '陆建国', phone: '13987654321', category: 'complaint', urgency: 'urgent',
    reply_wanted: '1', confidential: '',
  title: '人民路口红绿灯不亮', body: '人民路十字路口的红绿灯从昨天起不亮，早晚高峰很危险。', area: '城南街道',
    due: '', note: '来电人情绪激动，请尽快联系。',
};
let stack;
let staff;

before(async () => {
  stack = await startStack();
  staff = await staffOf(stack);
});
after(() => stack && stack.stop());

const local = (ms) => new Date(ms + 8 * 3600 * 1000).toISOString();
const minute = (ms = Date.now() - 3600000) => local(ms).slice(0, 16).replace('T', ' ');
const day = (days) => local(Date.now() + days * 86400000).slice(0, 10);
const enter = (desk, fields = {}) => desk.do('/staff/hotline', { ...ORDER, called: minute(), ...fields });

test('a work order goes from the form to its answer, and nobody but staff reads it', async () => {
  const receipt = await enter(staff.disp1);
  assert.equal(receipt.status, 201, JSON.stringify(receipt));
  const n = receipt.case;
  const seen = await staff.disp1.json(`/staff/cases/${n}.json`);
  assert.equal(seen.case.channel, 'hotline');
  assert.deepEqual([seen.order.urgency, seen.order.via, seen.order.confidential, seen.order.reply_wanted],
    ['urgent', 'wechat', false, true]);
  const page = (await staff.disp1.get(`/staff/cases/${n}`)).content;
  for (const text of ['紧急', '微信', '12345工单', ORDER.note]) assert.ok(page.includes(text), text);
  const printed = (await staff.disp1.get(`/staff/cases/${n}/receipt`)).content;
  assert.ok(printed.includes(receipt.number) && printed.includes(receipt.code));

  await carry(staff, n, 'answered');
  const caller = new Person(stack);
  const tracked = await caller.get(receipt.track);
  assert.ok(tracked.content.includes(ANSWER));
  assert.ok(!tracked.content.includes(ORDER.note), 'the remark is for staff');
  assert.ok(!(await caller.get(`${receipt.track}.json`)).content.includes(ORDER.note));
  for (const path of [`/topics/${n}`, `/letters/${n}`,
    `/topics/${n}.json`]) assert.equal((await caller.get(path)).status, 404, path);
  for (const path of ['/', '/topics', '/topics.json', '/letters', '/feed.atom', '/sitemaps/1',
    '/departments/zjj', '/stats'])
    assert.ok(!(await caller.get(`${path}?fresh=1`)).content.includes(ORDER.title), path);
  await soon(async () => {
    const { channels } = await caller.json(`/stats.json?fresh=${Date.now()}`);
    const row = channels.find((one) => one.channel === 'hotline');
    assert.deepEqual([row.received, row.answered, row.on_time], [1, 1, 1]);
  });
});

test('name and number are sealed, and of a confidential order not shown to the department', async () => {
  const open = await enter(staff.disp1);
  const closed = await enter(staff.disp1, { confidential: '1' });
  for (const { case: n } of [open, closed]) {
    const stored = stack.redis('hgetall', `{yunchuan}:case:${n}`) +
      stack.redis('lrange', `{yunchuan}:case:${n}:thread`, '0', '-1');
    assert.ok(stored.includes('hotline') && !stored.includes(ORDER.name) && !stored.includes(ORDER.phone));
    await carry(staff, n, 'assigned');
  }
  assert.equal((await staff.zjj1.do(`/staff/cases/${open.case}/contact`)).contact.contact_phone, ORDER.phone);
  assert.equal((await staff.zjj1.do(`/staff/cases/${closed.case}/contact`)).status, 403);
  assert.equal((await staff.disp1.do(`/staff/cases/${closed.case}/contact`)).contact.contact_phone,
    ORDER.phone);
});

test('the caller is called back: the desk waits until somebody was reached, and what was said counts',
  async () => {
  const { case: n, track } = await enter(staff.disp1);
  await carry(staff, n, 'answered');
  const waiting = async () => (await staff.disp1.json('/staff/queues/callback.json')).rows.map((row) =>
    row.n);
  assert.ok((await waiting()).includes(n));
  assert.equal((await staff.zjj1.get('/staff/queues/callback')).status, 403);
  assert.match((await staff.disp1.get(`/staff/cases/${n}`)).content, /登记回访/);
  const refused = await staff.disp1.do(`/staff/cases/${n}/callback`,
    { version: (await staff.disp1.json(`/staff/cases/${n}.json`)).version, result: 'maybe' });
  assert.deepEqual([refused.status, Object.keys(refused.error.fields)], [422, ['result']]);
  await staff.disp1.move(n, 'callback', { result: 'unreached' });
  assert.ok((await waiting()).includes(n), 'nobody was reached');
  await staff.disp1.move(n, 'callback', { result: 'unsolved', rating: '2', note: '来电人说晚上还是不亮。' });
  assert.ok(!(await waiting()).includes(n));
  const seen = await staff.disp1.json(`/staff/cases/${n}.json`);
  assert.deepEqual([seen.case.state, seen.case.rating, seen.order.callback], ['closed', 2, 'unsolved']);
  const again = await staff.disp1.do(`/staff/cases/${n}/callback`,
    { version: seen.version, result: 'solved' });
  assert.equal(again.status, 409, JSON.stringify(again));
  assert.ok(!(await new Person(stack).get(track)).content.includes('晚上还是不亮'),
    'what the caller said on the phone is for staff');
  await staff.super1.move(n, 'reopen', { reason: '回访说没有解决' });
  await staff.zjj1.move(n, 'draft', { text: ANSWER });
  await staff.appr1.move(n, 'approve');
  assert.ok((await waiting()).includes(n), 'a new answer wants a new call');
  assert.match(stack.ctl(['recount', '--check']), / 0 entries wrong/);
});

test('staff read the address as typed; it is stored masked', async () => {
  const { case: n } = await enter(staff.disp1, { area: '城南街道幸福小区3栋201室' });
  const { case: shown } = await staff.disp1.json(`/staff/cases/${n}.json`);
  assert.equal(shown.area, '城南街道幸福小区3栋201室');
  assert.ok(!stack.redis('hget', `{yunchuan}:case:${n}`, 'area').includes('201'));
  assert.equal((await staff.disp1.do(`/staff/cases/${n}/contact`)).contact.contact_area,
    '城南街道幸福小区3栋201室');
});

test('a number that is there already opens the case that bears it; the day asked for from above is its due',
  async () => {
  const first = await enter(staff.mod1, { order_no: 'GD-77', due: day(30) });
  assert.equal(first.status, 201);
  const again = await enter(staff.disp1, { order_no: 'GD-77', title: '同一张工单再登记一次' });
  assert.deepEqual([again.status, again.case], [200, first.case]);
  const page = await staff.disp1.post('/staff/hotline',
    { form: await staff.disp1.token('/staff/me.json'), ...ORDER, called: minute(), order_no: 'GD-77' });
  assert.equal(page.headers.get('location'), `/staff/cases/${first.case}`);
  await carry(staff, first.case, 'assigned');
  assert.equal((await staff.disp1.json(`/staff/cases/${first.case}.json`)).case.due_date, day(30));
});

test('what is wrong is said beside its field, and what was typed is kept', async () => {
  for (const [fields, name] of [
    [{ called: '昨天' }, 'called'], [{ called: minute(Date.now() + 3600000) }, 'called'],
      [{ called: minute(Date.now() - 366 * 86400000) }, 'called'],
    [{ called: '' }, 'called'], [{ phone: '12' }, 'phone'], [{ phone: '' }, 'phone'],
      [{ due: '明天' }, 'due'], [{ due: day(-2) }, 'due'],
    [{ category: 'praise' }, 'category'], [{ urgency: '' }, 'urgency'], [{ via: 'pigeon' }, 'via'],
      [{ title: '短' }, 'title'],
    [{ body: '' }, 'body'], [{ note: '备'.repeat(501) }, 'note'], [{ order_no: 'x'.repeat(65) }, 'order_no'],
  ]) {
    const reply = await enter(staff.disp1, fields);
    assert.equal(reply.status, 422, JSON.stringify(fields));
    assert.deepEqual(Object.keys(reply.error.fields), [name], JSON.stringify(fields));
  }
  const page = await staff.disp1.post('/staff/hotline',
    { form: await staff.disp1.token('/staff/me.json'), ...ORDER, called: '昨天' });
  assert.equal(page.status, 422);
  for (const text of [ORDER.title, ORDER.body, '昨天',
    '请填写受理时间，例如']) assert.ok(page.content.includes(text), text);
  assert.equal((await enter(staff.disp1, { phone: '', reply_wanted: '' })).status, 201,
    'a caller may stay unnamed');
});

test('only moderators and dispatchers write work orders down', async () => {
  const clerk = staff.zjj1;
  assert.equal((await clerk.get('/staff/hotline/new')).status, 403);
  assert.equal((await enter(clerk)).status, 403);
  assert.equal((await new Person(stack).get('/staff/hotline/new')).status, 303);
  const home = await staff.mod1.get('/staff');
  assert.ok(home.content.includes('/staff/hotline/new'), home.content);
  assert.ok(!(await (await signIn(stack, 'appr1')).get('/staff')).content.includes('/staff/hotline/new'));
});
