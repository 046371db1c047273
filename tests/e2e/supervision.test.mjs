// The supervisor's page: what is late, sent back, forgotten or badly rated; one tap to press for it; tables
// to take away.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { carry, nextPhone, Person, QUESTION, sleep, staffOf, startStack } from './lib.mjs';

const DAY = 86400000;
const SECRET = { title: '写信人不愿公开的事情', name: '赵敏慧' };
const FORMULA = '=HYPERLINK("http://example.org","点我")';
let stack;
let staff;
let boss;
let phone;

// Made now; looked at eighty days later.
before(async () => {
  stack = await startStack();
  staff = await staffOf(stack);
  const ask = async (fields) => (await new Person(stack).ask(fields)).case;
  const late = await ask({ title: FORMULA });
  await carry(staff, late, 'assigned');
  const sent = await ask({ title: '退来退去的一件事' });
  await carry(staff, sent, 'assigned');
  for (let i = 0; i < 2; i += 1) {
    await staff.zjj1.move(sent, 'return', { reason: '不属于我局职责' });
    await staff.disp1.move(sent, 'assign', { dept: 'zjj' });
  }
  const asker = new Person(stack);
  const rated = await asker.ask({ title: '答复了也不满意的事' });
  await carry(staff, rated.case, 'answered');
  const { rating } = await asker.json(`${rated.track}.json`);
  await asker.act(rating.url, { form: rating.form, rating: '1' });
  phone = nextPhone();
  const writer = new Person(stack);
  await writer.act('/letters', { form: await writer.token('/letters/new'), addressee: '市长信箱', ...QUESTION,
    ...SECRET, phone });
  await stack.stop({ keep: true });
  stack = await startStack({ state: stack.state, env: { WENZHENG_CLOCK: String(80 * DAY) } });
  stack.ctl(['clock', 'accept']);
  staff = await staffOf(stack);
  boss = staff.super1;
  // The jobs show both overdue cases the yellow card by themselves, once.
  for (let i = 0; i < 100 && (await rows('overdue')).some((row) => row.may_supervise &&
    row.supervised !== 2); i += 1) await sleep(100);
  // A fresh one, due in a day: in no list.
  await new Person(stack).ask({ title: '今天才提的问题不用督办' });
});
after(() => stack && stack.stop());

const lists = async () => Object.fromEntries((await boss.json('/staff/supervision.json')).lists.map((row) =>
  [row.name, row.count]));
const rows = async (list) => (await boss.json(`/staff/supervision.json?list=${list}`)).rows;

test('each list holds what belongs there, the most urgent first', async () => {
  assert.deepEqual(await lists(), { overdue: 3, today: 0, old: 3, returned: 1, low: 1 });
  const overdue = await rows('overdue');
  assert.deepEqual(overdue.map((row) => [row.n, row.desk]),
    [[4, 'review'], [1, 'dept:zjj'], [2, 'dept:zjj']]);
  assert.ok(overdue.every((row) => row.wait_colour === 'red' && row.wait_text.includes('已超期')));
  assert.deepEqual(overdue.map((row) => row.may_supervise), [false, true, true],
    'what is not with a department yet cannot be pressed for');
  assert.deepEqual((await rows('old')).map((row) => row.n), [1, 2, 4]);
  assert.deepEqual((await rows('returned')).map((row) => [row.n, row.returns]), [[2, 2]]);
  assert.deepEqual((await rows('low')).map((row) => [row.n, row.rating]), [[3, 1]]);
});

test('a list of several pages is walked whole, though much in it is due at the same moment', async () => {
  const due = Date.now();
  const posts = { review: [], 'dept:zjj': [] };
  for (let i = 0; i < 115; i += 1) {
    posts.review.push(due, `4/${1000 + i}`);
    posts['dept:zjj'].push(i < 60 ? due : due + i, `1/${1000 + i}`);
  }
  for (const [desk, members] of Object.entries(posts))
    stack.redis('zadd', `{yunchuan}:queue:${desk}`, ...members.map(String));
  const pages = [];
  for (let path = '/staff/supervision.json?list=overdue'; path;) {
    const page = await boss.json(path);
    pages.push(page.rows);
    path = page.next?.replace('/staff/supervision?', '/staff/supervision.json?');
  }
  for (const [desk, members] of Object.entries(posts))
    stack.redis('zrem', `{yunchuan}:queue:${desk}`, ...members.map(String).filter((m) => m.includes('/')));
  assert.deepEqual(pages.map((page) => page.length), [100, 100, 33]);
  const all = pages.flat();
  assert.deepEqual(['review', 'dept:zjj'].map((desk) => all.filter((row) => row.desk === desk).length),
    [116, 117]);
  const times = all.map((row) => row.wait_due);
  assert.deepEqual(times, [...times].sort((a, b) => a - b));
});

test('one tap presses for a case and comes back to the list; a second tap does no more', async () => {
  const buttons = (page) =>
    [...page.matchAll(/<form[^>]*action="([^"]+\/supervise)">((?:<input[^>]*>)+)/g)].map(([, action,
    inputs]) => (
    { action, fields: Object.fromEntries([...inputs.matchAll(/name="(\w+)" value="([^"]*)"/g)].map(([, name,
      value]) => [name, value])) }));
  const [button] = buttons((await boss.get('/staff/supervision?list=returned')).content);
  assert.equal(button.action, '/staff/cases/2/supervise');
  const tap = () => boss.post(button.action, button.fields, { accept: 'text/html' });
  const done = await tap();
  assert.equal(done.status, 303);
  assert.equal(done.headers.get('location'), '/staff/supervision?list=returned&done=supervise');
  const again = (await boss.get(done.headers.get('location'))).content;
  for (const text of ['已完成：督办', '红牌']) assert.ok(again.includes(text), text);
  assert.equal((await rows('returned'))[0].supervised, 3, 'yellow by the jobs, red by the supervisor');

  const fresh = (await new Person(stack).ask({ title: '还没有人督办过的事情' })).case;
  await carry(staff, fresh, 'assigned');
  const fields = { form: await boss.token('/staff/supervision'), version: '3', level: '2', back: 'overdue',
    after: '1700000000000-7', after_desk: 'dept:zjj' };
  const press = (own) => boss.post(`/staff/cases/${fresh}/supervise`, own, { accept: 'text/html' });
  const twice = await Promise.all([press(fields), press(fields)]);
  assert.deepEqual(twice.map((reply) => reply.status), [303, 303]);
  assert.equal(twice[1].headers.get('location'),
    '/staff/supervision?list=overdue&done=supervise&after=1700000000000-7&desk=dept%3Azjj',
    'to the page of the list that it came from');
  const later = await press({ ...fields, form: await boss.token('/staff/supervision') });
  assert.equal(later.status, 409, 'from a page on which the card was not seen yet');
  assert.ok(later.content.includes('已经有人督办了这一件'));
  assert.equal((await boss.json(`/staff/cases/${fresh}.json`)).supervised, 2, 'a double tap shows one card');
  await staff.zjj1.move(fresh, 'draft', { text: '您好，路灯已于今天上午修复，感谢您的反映。' });
  await staff.appr1.move(fresh, 'approve');
});

test('a token that is missing presses for nothing', async () => {
  const { version } = (await rows('overdue'))[1];
  assert.equal((await boss.post('/staff/cases/1/supervise', { version, back: 'overdue' })).status, 403);
  assert.equal((await rows('overdue'))[1].version, version);
});

test('the load: how much waits where, and what each account did', async () => {
  await staff.mod1.move(5, 'accept');
  const data = await boss.json('/staff/supervision.json');
  const desk = data.desks.find((row) => row.desk === 'dept:zjj');
  assert.deepEqual([desk.waiting, desk.overdue], [2, 2]);
  const load = (by) => data.loads.find((row) => row.by === by);
  assert.deepEqual([load('mod1').all, load('mod1').review], [2, 2]);
  assert.deepEqual([load('super1').supervise, load('super1').by_name], [2, '督办员甲']);
  assert.deepEqual([load('zjj1').all, load('zjj1').draft], [1, 1],
    'what was done in an earlier month is not counted here');
  assert.match(stack.ctl(['recount', '--check']), / 0 entries wrong/);
});

test('each list as CSV: the same rows, no contact data, formulas made text', async () => {
  for (const list of ['overdue', 'today', 'old', 'returned', 'low']) {
    const reply = await boss.get(`/staff/supervision.csv?list=${list}`);
    assert.equal(reply.status, 200);
    assert.equal(reply.headers.get('content-type'), 'text/csv; charset=utf-8');
    assert.equal(reply.headers.get('cache-control'), 'no-store');
    assert.match(reply.headers.get('content-disposition'),
      new RegExp(`^attachment; filename="${list}-\\d{4}-\\d\\d-\\d\\d\\.csv"$`));
    const lines = reply.content.trimEnd().split('\r\n');
    const wanted = await rows(list);
    assert.equal(lines.length, wanted.length + 1, list);
    wanted.forEach((row, i) => assert.ok(lines[i + 1].includes(`"${row.number}"`) &&
      lines[i + 1].includes(`/staff/cases/${row.n}"`), lines[i + 1]));
    for (const secret of [phone, '13800010001', SECRET.name,
      '张三丰']) assert.ok(!reply.content.includes(secret), secret);
  }
  const { content } = await boss.get('/staff/supervision.csv?list=overdue');
  assert.ok(content.includes(`"'${FORMULA.replaceAll('"', '""')}"`), 'no spreadsheet runs a title');
});

test('for supervisors and the administrator only', async () => {
  for (const path of ['/staff/supervision', '/staff/supervision.json', '/staff/supervision.csv']) {
    for (const id of ['mod1', 'disp1', 'zjj1', 'appr1']) assert.equal((await staff[id].get(path)).status, 403,
      `${id} ${path}`);
    const visitor = await new Person(stack).get(path, { accept: 'application/json' });
    assert.equal(visitor.status, 401, path);
    assert.ok(!visitor.content.includes(SECRET.title));
  }
  assert.ok(!(await staff.mod1.get('/staff')).content.includes('/staff/supervision'));
  assert.ok((await boss.get('/staff')).content.includes('/staff/supervision'));
});

test('a list that is none: 400', async () => {
  for (const list of ['x', 'OLD', 'low%00', '../low'])
    for (const path of ['/staff/supervision',
      '/staff/supervision.csv']) assert.equal((await boss.get(`${path}?list=${list}`)).status, 400, list);
});

test('a case pressed for once its department has answered: told what changed', async () => {
  const row = (await rows('overdue')).find((one) => one.n === 1);
  await staff.zjj1.move(row.n, 'draft', { text: '您好，路灯已于今天上午修复，感谢您的反映。' });
  await staff.appr1.move(row.n, 'approve');
  const late = await boss.post(`/staff/cases/${row.n}/supervise`,
    { form: await boss.token('/staff/supervision'), version: row.version, back: 'overdue' },
    { accept: 'text/html' });
  assert.equal(late.status, 409);
  assert.deepEqual(await lists(), { overdue: 2, today: 0, old: 2, returned: 1, low: 1 });
  assert.match(stack.ctl(['recount', '--check']), / 0 entries wrong/);
});

