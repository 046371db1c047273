// The whole life of a request for information: receipt, correction, consultation, extension, outcome,
// letters, lapse, appeals.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { attempt, carry, DAY, day, fileRequest, Person, REQUEST, signIn, sleep, soon, staffOf,
  startStack } from './lib.mjs';

const REASON = '经审查，该方案涉及国家秘密，不予公开。';
let stack;
let staff;

before(async () => {
  stack = await startStack();
  staff = await staffOf(stack);
});
after(() => stack && stack.stop());

const file = (fields) => fileRequest(stack, fields);
const shown = async (n, desk = staff.mod1) => (await desk.json(`/staff/cases/${n}.json`)).case;
// The same as a browser does: the page that comes back.
async function attemptPage(desk, n, action, fields = {}) {
  const { version, form } = await desk.json(`/staff/cases/${n}.json`);
  const reply = await desk.post(`/staff/cases/${n}/${action}`, { form, version, ...fields },
    { accept: 'text/html' });
  return { status: reply.status, html: reply.content };
}

async function supplement(request, text) {
  const page = await request.person.json(`${request.track}.json`);
  return request.person.act(page.supplement.url, { form: page.supplement.form, text });
}

test('a day of receipt before the request or after today is refused beside its field, and what was typed stays', async () => {
  const request = await file();
  for (const [on, words] of [[day(-3), '日期不能早于'], [day(2), '日期不能晚于今天'],
    ['2026-02-30', '请填写日期'], ['昨天', '请填写日期']]) {
    const { status, html } = await attemptPage(staff.mod1, request.n, 'confirm', { on });
    assert.equal(status, 422, on);
    assert.ok(html.includes(words), `${on}: ${words}`);
    assert.ok(html.includes(`value="${on}"`), on);
  }
  assert.equal((await shown(request.n)).clock.received, '');
  const early = await attempt(staff.disp1, request.n, 'assign', { dept: 'zjj' });
  assert.equal(early.status, 409);
  assert.match(early.error.message, /先确认收到/);
  await staff.mod1.move(request.n, 'confirm');
  assert.equal((await shown(request.n)).clock.received, day());
  assert.equal((await attempt(staff.mod1, request.n, 'confirm')).status, 409);
  assert.equal((await attempt(staff.mod1, request.n, 'decline', { reason: 'scope' })).status, 409);
});

test('a request is corrected once, by the applicant on the tracking page, and the clock starts anew',
  async () => {
  const request = await file();
  await carry(staff, request.n, 'assigned');
  await staff.zjj1.move(request.n, 'correct', { reason: '请写明是哪一年的方案', days: 10 });
  const page = (await request.person.get(request.track)).content;
  for (const text of ['补正中', '请您补正', '请写明是哪一年的方案',
    '提交补正']) assert.ok(page.includes(text), text);
  const correction = (await request.person.get(`${request.track}/decision`)).content;
  for (const text of ['补正告知书', '请写明是哪一年的方案',
    '10个工作日内补正']) assert.ok(correction.includes(text), text);
  assert.equal((await attempt(staff.zjj1, request.n, 'draft', { text: REASON, outcome: 'granted' })).status,
    409);
  const short = await supplement(request, '哦');
  assert.equal(short.status, 422);
  assert.ok(short.error.fields.text);
  const good = await supplement(request, '要 2024 年的，我的电话是 13712345678。');
  assert.equal(good.status, 200, JSON.stringify(good));
  const after = await shown(request.n, staff.zjj1);
  assert.equal(after.state, 'assigned');
  assert.equal(after.clock.started, day());
  const thread = JSON.stringify(after.entries);
  assert.ok(thread.includes('137****5678') && !thread.includes('13712345678'));
  const contact = await staff.zjj1.do(`/staff/cases/${request.n}/contact`);
  assert.ok(contact.contact.contact_addition.includes('13712345678'));
  const twice = await attempt(staff.zjj1, request.n, 'correct', { reason: '再补正一次', days: 10 });
  assert.equal(twice.status, 409);
  assert.match(twice.error.message, /只能通知一次/);
});

test('consultation, one extension with consent, an outcome, and the letters for each', async () => {
  const request = await file();
  const n = request.n;
  await carry(staff, n, 'assigned');
  await staff.zjj1.move(n, 'consult', { kind: 'third', party: '宏达建筑公司',
    reason: '请对公开补偿方案表示意见' });
  const waiting = (await request.person.get(request.track)).content;
  assert.ok(waiting.includes('征求意见') && !waiting.includes('宏达'),
    'whom they asked is the office\'s own affair');
  assert.equal((await attempt(staff.zjj1, n, 'reply', { result: 'silent' })).status, 422);
  assert.equal((await attempt(staff.zjj1, n, 'reply', { result: '' })).status, 422);
  await staff.zjj1.move(n, 'reply', { result: 'objected', note: '宏达公司来函不同意' });
  for (const [fields, field] of [[{ days: 21, consenter: '王主任', reason: '需要汇总' }, 'days'],
    [{ days: 10, reason: '需要汇总' }, 'consenter']]) {
    const refused = await attempt(staff.disp1, n, 'extend', fields);
    assert.equal(refused.status, 422, field);
    assert.ok(refused.error.fields[field], JSON.stringify(refused));
  }
  const due = (await shown(n)).clock.due;
  await staff.disp1.move(n, 'extend', { days: 10, consenter: '王主任', reason: '需要汇总三个部门的材料' });
  assert.ok((await shown(n)).clock.due > due);
  assert.equal((await attempt(staff.disp1, n, 'extend',
    { days: 1, consenter: '王主任', reason: '又' })).status, 409);
  const notice = (await request.person.get(`${request.track}/decision`)).content;
  for (const text of ['延期答复告知书', '需要汇总三个部门的材料',
    '延长10个工作日', '前答复']) assert.ok(notice.includes(text), text);
  assert.ok(!notice.includes('王主任') &&
    !(await request.person.get(`${request.track}.json`)).content.includes('王主任'));
  assert.ok((await staff.mod1.get(`/staff/cases/${n}`)).content.includes('经王主任同意'));

  for (const outcome of ['', 'deny', 'other.lapsed']) assert.equal((await attempt(staff.zjj1, n, 'draft',
    { text: REASON, outcome })).status, 422, outcome);
  await staff.zjj1.do(`/staff/cases/${n}/save`, { text: REASON, outcome: 'deny.secret' });
  assert.match((await staff.zjj1.get(`/staff/cases/${n}`)).content, /<option value="deny.secret" selected>/,
    'a saved draft keeps the outcome');
  await staff.zjj1.move(n, 'draft', { text: REASON, outcome: 'deny.secret' });
  assert.ok(!(await request.person.get(request.track)).content.includes('国家秘密'),
    'a draft is nobody\'s answer yet');
  assert.ok((await staff.appr1.get(`/staff/cases/${n}`)).content.includes('（三）不予公开：1.属于国家秘密'));
  await staff.appr1.move(n, 'approve');
  const answered = (await request.person.get(request.track)).content;
  for (const text of ['国家秘密', '应当先',
    '政府信息公开申请答复书']) assert.ok(answered.includes(text), text);
  const letter = (await request.person.get(`${request.track}/decision?letter=answer`)).content;
  for (const text of ['答复书', '〕', REASON, '第十四条', '60', '<svg',
    '扫码验证真伪']) assert.ok(letter.includes(text), text);
  assert.ok((await request.person.get(`${request.track}/decision?letter=extension`))
    .content.includes('延期答复告知书'));
  for (const path of [`${request.track}/decision?letter=correction`,
    `${request.track}/decision?letter=x`]) assert.equal((await request.person.get(path)).status, 404, path);
  assert.match((await new Person(stack).get(`/verify?case=${n}&version=1`)).content, /签/);
  stack.ctl(['verify']);
});

test('the letter has the applicant\'s name for who may read it, recorded; nobody else gets any letter',
  async () => {
  const request = await file();
  await carry(staff, request.n, 'answered');
  const path = `/staff/cases/${request.n}/decision`;
  const masked = (await staff.zjj1.get(path)).content;
  assert.ok(masked.includes('显示申请人姓名') && !masked.includes(REQUEST.name));
  const named = await staff.zjj1.post(path, { form: await staff.zjj1.token('/staff/me.json') });
  assert.equal(named.status, 200);
  assert.ok(named.content.includes(`${REQUEST.name}：`));
  assert.ok(stack.redis('xrevrange', '{yunchuan}:events', '+', '-', 'COUNT', '1').includes('contact'));
  assert.equal((await staff.appr1.get(path)).status, 200);
  assert.equal((await staff.appr1.post(path, { form: await staff.appr1.token('/staff/me.json') })).status,
    403);
  const jtj1 = await signIn(stack, 'jtj1');
  const other = await file();
  for (const [who, url] of [[jtj1, path], [new Person(stack), path], [new Person(stack), `${path}.json`],
    [other.person, `${other.track}/decision`], [other.person, `${request.track.slice(0, -3)}abc/decision`]]) {
    const reply = await who.get(url);
    assert.ok([302, 303, 401, 404].includes(reply.status), `${url}: ${reply.status}`);
    assert.ok(!reply.content.includes(REQUEST.title), url);
  }
});

test('appeals are recorded with the answer, one a kind; the asker is told of remedies instead of reopening',
  async () => {
  const request = await file();
  await carry(staff, request.n, 'answered');
  const page = await request.person.json(`${request.track}.json`);
  assert.equal(page.reopen, undefined);
  assert.match(page.case.clock.remedy, /6个月内/);
  for (const fields of [{ kind: 'review' }, { result: 'upheld' }, { kind: 'x', result: 'upheld' }])
    assert.equal((await attempt(staff.super1, request.n, 'appeal', fields)).status, 422,
      JSON.stringify(fields));
  await staff.super1.move(request.n, 'appeal', { kind: 'review', result: 'pending' });
  await staff.super1.move(request.n, 'appeal', { kind: 'review', result: 'corrected' });
  const { appeals } = (await shown(request.n)).clock;
  assert.deepEqual(appeals.map((row) => [row.appeal_label, row.appeal_result]), [['行政复议', '结果纠正']]);
  assert.equal((await request.person.json(`${request.track}.json`)).case.clock.appeals, undefined);
  assert.equal(stack.redis('hget', '{yunchuan}:tally:all', 'appeal.request.review-corrected'), '1');
  assert.equal(stack.redis('hget', '{yunchuan}:tally:all', 'granted.request.person'), '2');
});

test('what only requests know is refused of a topic', async () => {
  const topic = (await new Person(stack).ask()).case;
  for (const action of ['confirm', 'correct', 'consult', 'appeal', 'lapse', 'supplement', 'reply', 'serve',
    'charge', 'pay', 'unpaid', 'justify', 'explain', 'defer'])
    assert.equal((await attempt(staff.disp1, topic, action)).status, 404, action);
  assert.equal((await staff.mod1.get(`/staff/cases/${topic}/decision`)).status, 404);
});

test('the jobs end what nobody corrected, and a consultation that nobody replied to; the counters agree',
  async () => {
  const lapsing = await file();
  const silent = await file();
  for (const { n } of [lapsing, silent]) await carry(staff, n, 'assigned');
  await staff.zjj1.move(lapsing.n, 'correct', { reason: '请写明文号', days: 5 });
  await staff.zjj1.move(silent.n, 'consult', { kind: 'coauthor', party: '市交通局', reason: '请表示意见' });
  // Periods run from the letters' service.
  assert.equal((await lapsing.person.get(`${lapsing.track}/decision`)).status, 200);
  const [sent] = (await shown(silent.n)).clock.letters.slice(-1);
  await staff.zjj1.move(silent.n, 'serve', { letter: sent.letter_id, way: 'person' });
  await stack.stop({ keep: true });
  stack = await startStack({ state: stack.state, env: { WENZHENG_CLOCK: String(60 * DAY) } });
  staff = await staffOf(stack);
  // For all that the jobs know, the clock may be wrong.
  const metrics = async () => (await new Person(stack).get('/metrics')).content;
  await soon(async () => assert.match(await metrics(), /^wenzheng_clock_suspect 1$/m));
  assert.equal((await shown(silent.n)).state, 'consulting');
  assert.match(stack.ctl(['clock', 'accept']), /is accepted/);
  for (let i = 0; i < 100 && (await shown(silent.n)).state === 'consulting'; i += 1) await sleep(100);
  assert.equal((await shown(silent.n)).state, 'assigned');
  const lapsed = await shown(lapsing.n);
  assert.equal(lapsed.state, 'closed');
  assert.equal(lapsed.clock.outcome, 'other.lapsed');
  const page = await new Person(stack).get(lapsing.track);
  assert.ok(page.content.includes('视为放弃申请'));
  assert.match(await metrics(), /^wenzheng_clock_suspect 0$/m);
  // The command's failure would be thrown.
  stack.ctl(['recount', '--check']);
  stack.ctl(['recount', '--due']);
});

test('what its applicant withdrew is told as that, without a decision and without rows of the report', async () => {
  const taken = await file();
  await carry(staff, taken.n, 'assigned');
  const { withdraw } = await taken.person.json(`${taken.track}.json`);
  assert.equal((await taken.person.act(withdraw.url, { form: withdraw.form })).status, 200);
  const page = (await taken.person.get(taken.track)).content;
  assert.ok(!page.includes('id="outcome"') && !page.includes('（六）'));
  const answered = await file();
  await carry(staff, answered.n, 'answered');
  const shown = (await answered.person.get(answered.track)).content;
  assert.match(shown, /id="outcome"[^]*予以公开/);
  assert.ok(!shown.includes('（一）'));
});
