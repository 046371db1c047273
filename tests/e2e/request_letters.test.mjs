// Letters on a request for information: their numbers, their service, what runs from it, fees and reasons.
import test, { before, after } from 'node:test';
import assert from 'node:assert/strict';
import { attempt, carry, day, fileRequest, nextPhone, PASSWORD, REQUEST, signIn, staffOf,
  startStack } from './lib.mjs';

let stack;
let staff;
before(async () => { stack = await startStack(); staff = await staffOf(stack); });
after(() => stack.stop());

const shown = async (n) => (await staff.mod1.json(`/staff/cases/${n}.json`)).case;
const letters = async (n) => (await shown(n)).clock.letters;
const last = async (n) => (await letters(n)).at(-1);

const file = (fields) => fileRequest(stack, fields);
async function assigned(fields) {
  const request = await file(fields);
  await carry(staff, request.n, 'assigned');
  return request;
}
// Written down by staff: nobody who reads it online.
async function entered() {
  const made = await staff.disp1.do('/staff/requests', { ...REQUEST, phone: nextPhone(), mode: 'post',
    received: day() });
  assert.equal(made.status, 201, JSON.stringify(made));
  await staff.mod1.move(made.case, 'accept');
  await staff.disp1.move(made.case, 'assign', { dept: 'zjj' });
  return made.case;
}

test('letters of a department are numbered within the year, without a gap and without a double, many at once', async () => {
  const requests = [];
  for (let i = 0; i < 8; i += 1) requests.push(await assigned());
  await Promise.all(requests.map(({ n }) => staff.zjj1.move(n, 'correct', { reason: '请写明文号',
    days: 10 })));
  const numbers = [];
  for (const { n } of requests) numbers.push(Number((await last(n)).letter_no.match(/(\d+)号$/)[1]));
  numbers.sort((a, b) => a - b);
  assert.deepEqual(numbers, numbers.map((_, i) => numbers[0] + i));
});

test('a correction\'s period runs from the letter\'s first opening, and every place names the same day', async () => {
  const request = await assigned();
  await staff.zjj1.move(request.n, 'correct', { reason: '请写明是哪一年的方案', days: 10 });
  assert.match((await last(request.n)).letter_service, /尚未打开/);
  assert.match((await request.person.get(request.track)).content, /自收到补正告知书之日起 10 个工作日/);
  assert.match((await attempt(staff.zjj1, request.n, 'lapse')).error.message, /还没有登记送达/);
  await request.person.get(`${request.track}/decision`);
  await request.person.get(`${request.track}/decision`);
  assert.match((await last(request.n)).letter_service, /首次打开/);
  const until = (await shown(request.n)).clock.correcting.correct_until;
  assert.match(until, /^\d{4}年\d+月\d+日$/);
  assert.ok((await request.person.get(request.track)).content.includes(until));
  assert.equal((await shown(request.n)).entries.filter((entry) => entry.kind === 'service').length, 1);
});

test('a service that can\'t have been is refused beside its field', async () => {
  const n = await entered();
  await staff.zjj1.move(n, 'correct', { reason: '请写明文号', days: 10 });
  const { letter_id: letter } = await last(n);
  for (const [fields, field] of [[{ way: 'person', on: day(1) }, 'on'], [{ way: 'person', on: day(-1) },
    'on'],
    [{ way: 'post' }, 'mail'], [{ way: 'post', mail: 'EMS1', signed: day(1) }, 'signed'],
    [{ way: 'person', mail: 'EMS1' }, 'mail'], [{ way: 'online' }, 'way'], [{ letter: 999, way: 'person' },
      'letter']]) {
    const refused = await attempt(staff.zjj1, n, 'serve', { letter, ...fields });
    assert.equal(refused.status, 422, JSON.stringify(fields));
    assert.ok(refused.error.fields[field], JSON.stringify(refused));
  }
  assert.match((await last(n)).letter_service, /尚未送达/);
  await staff.zjj1.move(n, 'serve', { letter, way: 'post', mail: 'EMS1234567890' });
  assert.match((await last(n)).letter_service, /交邮/);
});

test('an answer by post counts from its posting and waits at the department\'s desk until then', async () => {
  const n = await entered();
  const done = () => Number(stack.redis('hget', '{yunchuan}:tally:all', 'granted.request.person') || 0);
  const before = done();
  await staff.zjj1.move(n, 'draft', { text: '您申请的信息现予公开，详见附件。', outcome: 'granted' });
  await staff.appr1.move(n, 'approve');
  assert.equal(done(), before, 'not answered before it is served');
  assert.ok(stack.redis('zrange', '{yunchuan}:queue:dept:zjj', '0', '-1').split('\n').includes(String(n)));
  const { letter_id: letter, letter_no: no } = await last(n);
  assert.ok(no);
  const { actions } = await staff.zjj1.json(`/staff/cases/${n}.json`);
  assert.deepEqual(actions.filter((action) => action.open).map((action) => action.action), ['serve']);
  await staff.zjj1.move(n, 'serve', { letter, way: 'post', mail: 'EMS1234567890' });
  assert.equal(done(), before + 1);
  assert.ok(!stack.redis('zrange', '{yunchuan}:queue:dept:zjj', '0', '-1').split('\n').includes(String(n)));
  const page = (await staff.zjj1.get(`/staff/cases/${n}/decision?letter=${letter}&as=return`)).content;
  for (const text of ['送达回证', no, '收件人签名']) assert.ok(page.includes(text), text);
  stack.ctl(['recount', '--check']);
});

test('a fee stops the clock until it is paid; what is free or has no method isn\'t charged', async () => {
  const request = await assigned();
  const { n } = request;
  for (const [fields, field] of [[{ kind: 'items', count: 1, earlier: 3, reason: '到窗口缴' }, 'count'],
    [{ kind: '', count: 1, reason: '到窗口缴' }, 'kind'], [{ kind: 'pages', count: 40, reason: '' },
      'reason'],
    [{ kind: 'pages', count: 40, earlier: 2, reason: '到窗口缴' }, 'earlier']]) {
    const refused = await attempt(staff.zjj1, n, 'charge', fields);
    assert.equal(refused.status, 422, JSON.stringify(fields));
    assert.ok(refused.error.fields[field], JSON.stringify(refused));
  }
  await staff.zjj1.move(n, 'charge', { kind: 'items', count: 2, earlier: 10, reason: '到市财政局窗口缴纳' });
  const page = (await request.person.get(request.track)).content;
  for (const text of ['待缴费', '200 元', '到市财政局窗口缴纳']) assert.ok(page.includes(text), text);
  const letter = (await request.person.get(`${request.track}/decision`)).content;
  for (const text of ['收费通知书', '200元', '20个工作日', '第四十二条']) assert.ok(letter.includes(text),
    text);
  assert.match((await attempt(staff.zjj1, n, 'unpaid')).error.message, /尚未届满/);
  assert.equal((await attempt(staff.zjj1, n, 'pay', { on: day(-1) })).status, 422);
  await staff.zjj1.move(n, 'pay');
  assert.equal((await shown(n)).state, 'assigned');
  assert.equal((await attempt(staff.zjj1, n, 'charge',
    { kind: 'items', count: 2, earlier: 10, reason: '再缴' })).status, 409);
});

test('reading on the spot isn\'t charged by pages', async () => {
  const { n } = await assigned({ wanted: 'read' });
  const refused = await attempt(staff.zjj1, n, 'charge', { kind: 'pages', count: 400, reason: '到窗口缴' });
  assert.equal(refused.status, 422);
  assert.match(refused.error.fields.kind, /查阅/);
});

test('reasons are asked for, given on the tracking page, and a deferred answer has its day in every place', async () => {
  const request = await assigned();
  const { n } = request;
  assert.equal((await attempt(staff.disp1, n, 'defer', { due: day(90), reason: '数量大' })).status, 409);
  await staff.zjj1.move(n, 'justify', { reason: '一个月内申请了三百件' });
  const page = await request.person.json(`${request.track}.json`);
  const given = await request.person.act(page.explain.url, { form: page.explain.form,
    text: '做城市史研究要用' });
  assert.equal(given.status, 200, JSON.stringify(given));
  assert.equal((await attempt(staff.disp1, n, 'defer', { due: day(1), reason: '数量大' })).status, 422);
  const slip = await attempt(staff.disp1, n, 'defer', { due: day(36500), reason: '数量大' });
  assert.equal(slip.status, 422);
  assert.match(slip.error.fields.due, /核对年份/);
  await staff.disp1.move(n, 'defer', { due: day(90), reason: '数量大，需要逐件核对' });
  const letter = (await request.person.get(`${request.track}/decision`)).content;
  const [year, month, date] = day(90).split('-').map(Number);
  for (const text of ['延迟答复告知书', `${year}年${month}月${date}日前答复`,
    '第三十五条']) assert.ok(letter.includes(text), text);
  assert.equal((await shown(n)).clock.due, day(90));
});

test('a third party reads of the matter what the public may, not the address in its title', async () => {
  const { n } = await assigned({ title: '幸福路 8 号 2 单元 301 室的补偿方案' });
  assert.equal((await shown(n)).title, '幸福路 8 号 2 单元 301 室的补偿方案');
  await staff.zjj1.move(n, 'consult', { kind: 'third', party: '宏达建筑公司', reason: '请表示意见' });
  const { letter_id: id } = await last(n);
  for (const as of ['', '&as=return']) {
    const sheet = (await staff.zjj1.get(`/staff/cases/${n}/decision?letter=${id}${as}`)).content;
    assert.ok(sheet.includes('的补偿方案') && !sheet.includes('301'), as);
  }
  const receipt = (await staff.zjj1.get(`/staff/cases/${n}/decision?letter=receipt`)).content;
  assert.ok(receipt.includes('301'), 'the applicant reads what was written');
});

test('whom a letter went to and its number at the post are for staff; a third party is told when it isn\'t followed', async () => {
  const request = await assigned();
  const { n } = request;
  await staff.zjj1.move(n, 'consult', { kind: 'third', party: '宏达建筑公司',
    reason: '请对公开方案表示意见' });
  const asked = await last(n);
  assert.match((await request.person.get(request.track)).content, /正在征求意见，期限停止计算/);
  const sheet = (await staff.zjj1.get(`/staff/cases/${n}/decision?letter=${asked.letter_id}`)).content;
  for (const text of ['宏达建筑公司：', '第三十二条', '15个工作日']) assert.ok(sheet.includes(text), text);
  await staff.zjj1.move(n, 'serve', { letter: asked.letter_id, way: 'post', mail: 'EMS7654321' });
  await staff.zjj1.move(n, 'reply', { result: 'objected' });
  const decision = { text: '您申请的信息现予公开，详见附件。', outcome: 'granted' };
  const bare = await draftPage(n, decision, []);
  assert.equal(bare.status, 422);
  assert.match(bare.html, /请写明告知第三方的内容和理由/);
  await staff.zjj1.move(n, 'draft', { ...decision, told: '公开补偿标准；公开不会损害贵公司的合法权益。' });
  assert.ok((await staff.appr1.get(`/staff/cases/${n}`)).content.includes('公开补偿标准；'));
  await staff.appr1.move(n, 'approve');
  const told = (await letters(n)).find((row) => row.letter === 'told');
  const notice = (await staff.zjj1.get(`/staff/cases/${n}/decision?letter=${told.letter_id}`)).content;
  for (const text of ['第三方告知书', '宏达建筑公司：', '行政复议', '本机关决定予以公开', '公开补偿标准；'])
    assert.ok(notice.includes(text), text);
  for (const text of [decision.text, '或者公开不会损害']) assert.ok(!notice.includes(text), text);
  for (const path of [`${request.track}.json`, request.track, `${request.track}/decision`,
    `${request.track}/decision?letter=answer`]) {
    const text = (await request.person.get(path)).content;
    assert.ok(!text.includes('宏达') && !text.includes('EMS7654321') && !text.includes('补偿标准；'), path);
  }
  for (const id of [asked.letter_id, told.letter_id, 'consult', 'told'])
    assert.equal((await request.person.get(`${request.track}/decision?letter=${id}`)).status, 404, id);
});

test('an outcome says what the law wants said with it; a letter names who reviews it and which court', async () => {
  const request = await assigned();
  const { n } = request;
  const text = '经查，您申请的信息由市自然资源局负责公开。';
  for (const [outcome, field] of [['none.not_held', 'more'], ['granted.public', 'more'],
    ['partial', 'grounds'], ['deny.process', 'grounds'], ['skip.reissue', 'more'], ['other', 'more']]) {
    const refused = await attempt(staff.zjj1, n, 'draft', { text, outcome });
    assert.equal(refused.status, 422, outcome);
    assert.ok(refused.error.fields[field], JSON.stringify(refused));
  }
  await staff.zjj1.move(n, 'draft', { text, outcome: 'none.not_held', more: '市自然资源局，电话12345转816' });
  assert.ok((await staff.appr1.get(`/staff/cases/${n}`)).content.includes('市自然资源局，电话12345转816'));
  await staff.appr1.move(n, 'approve');
  const letter = (await request.person.get(`${request.track}/decision?letter=answer`)).content;
  for (const words of ['负责公开的机关的名称和联系方式：市自然资源局，电话12345转816', '第三十六条第（五）项',
    '可以自收到本答复书之日起60日内向云川市人民政府申请行政复议（网上申请：https://fuyi.example.com/）',
    '6个月内向云川市人民法院提起行政诉讼']) assert.ok(letter.includes(words), words);
});

// Boxes of one name, as a browser sends them.
async function draftPage(n, fields, grounds) {
  const { version, form } = await staff.zjj1.json(`/staff/cases/${n}.json`);
  const reply = await staff.zjj1.post(`/staff/cases/${n}/draft`, [
    ...Object.entries({ form, version, ...fields }), ...grounds.map((ground) => ['grounds', ground])],
    { accept: 'text/html' });
  return { status: reply.status, html: reply.content };
}

test('a partial answer names exactly the articles that were ticked, and the remedy follows them', async () => {
  const { n, person, track } = await assigned();
  const fields = { outcome: 'partial', text: '方案正文随本答复书提供。' };
  const bare = await draftPage(n, { ...fields, more: '附件中的姓名' }, []);
  assert.equal(bare.status, 422);
  assert.match(bare.html, /id="draft-grounds">[^]*?请勾选不予公开部分的依据/);
  const short = await draftPage(n, fields, ['third_party', 'not_found']);
  assert.equal(short.status, 422);
  assert.equal(short.html.match(/name="grounds" value="(third_party|not_found)" checked/g).length, 2);
  assert.equal(short.html.match(/ checked/g).length, 2);
  await staff.zjj1.do(`/staff/cases/${n}/save`, { text: fields.text, grounds: 'file' });
  assert.match((await staff.zjj1.get(`/staff/cases/${n}`)).content, /value="file" checked/, 'saved');
  const sent = await draftPage(n, { ...fields, more: '附件中的姓名' }, ['third_party', 'not_found']);
  assert.equal(sent.status, 303);
  const waiting = (await staff.appr1.get(`/staff/cases/${n}`)).content;
  assert.ok(waiting.includes('（第十五条）；经检索不存在（第三十六条'));
  await staff.appr1.move(n, 'approve');
  const letter = (await person.get(`${track}/decision?letter=answer`)).content;
  for (const words of ['第三十七条、第十五条、第三十六条第（四）项。', '不予公开的部分：附件中的姓名',
    '条例》第十五条不予公开的部分不服，应当先',
    '对其余部分不服的，可以']) assert.ok(letter.includes(words), words);
  for (const words of ['第十四条', '第十六条']) assert.ok(!letter.includes(words), words);
  assert.ok((await person.get(track)).content.includes('条例》第十五条不予公开的部分不服，应当先'));
});

test('a department without its settings issues no decision, and is told what is missing and where', async () => {
  const request = await file();
  await staff.mod1.move(request.n, 'confirm');
  await staff.mod1.move(request.n, 'accept');
  stack.ctl(['dept', 'add', 'bare', '市档案馆', '--number-pattern', '云档公开〔{year}〕{n}号']);
  await staff.disp1.move(request.n, 'assign', { dept: 'bare' });
  const by = (action, fields) => attempt(staff.disp1, request.n, action, fields);
  await staff.disp1.move(request.n, 'consult', { kind: 'office', party: '市财政局', reason: '请核实' });
  const before = (await letters(request.n)).length;
  await by('reply', { result: 'agreed' });
  stack.ctl(['staff', 'add', 'bare1', '--name', '甲', '--roles', 'clerk', '--dept', 'bare',
    '--password-stdin'],
    `${PASSWORD}\n`);
  const clerk = await signIn(stack, 'bare1');
  await clerk.move(request.n, 'draft', { text: '您申请的信息现予公开，详见附件。', outcome: 'granted' });
  const refused = await attempt(staff.appr1, request.n, 'approve');
  assert.match(refused.error.message, /市档案馆还没有设置复议机关、管辖法院/);
  assert.equal((await letters(request.n)).length, before);
  assert.equal((await shown(request.n)).state, 'drafted');
});

test('a revised answer withdraws the one before under a number of its own; both stay readable', async () => {
  const request = await assigned();
  const { n } = request;
  await staff.zjj1.move(n, 'draft', { text: '经检索，没有找到您申请的信息。', outcome: 'none.not_made' });
  await staff.appr1.move(n, 'approve');
  const first = await last(n);
  assert.ok((await request.person.get(`${request.track}/decision`)).content.includes('经审查，现答复如下：'));
  await staff.zjj1.move(n, 'revise', { text: '重新检索后，现将信息予以公开。', outcome: 'granted',
    reason: '又找到了' });
  await staff.appr1.move(n, 'approve');
  const second = await last(n);
  assert.notEqual(first.letter_no, second.letter_no);
  const now = (await request.person.get(`${request.track}/decision?letter=${second.letter_id}`)).content;
  for (const text of ['现撤销', first.letter_no, '现将信息予以公开']) assert.ok(now.includes(text), text);
  const old = (await request.person.get(`${request.track}/decision?letter=${first.letter_id}`)).content;
  for (const text of ['已被撤销', '没有找到']) assert.ok(old.includes(text), text);
  assert.deepEqual((await letters(n)).filter((row) => row.letter_withdrawn).map((row) => row.letter_id),
    [first.letter_id]);
  assert.match((await request.person.get(request.track)).content, /已撤销/);
  stack.ctl(['verify']);
});

test('a program that asks for the head of a letter has not opened it', async () => {
  const request = await assigned();
  await staff.zjj1.move(request.n, 'correct', { reason: '请写明是哪一年的方案', days: 10 });
  assert.equal((await request.person.send('HEAD', `${request.track}/decision`)).status, 200);
  assert.match((await last(request.n)).letter_service, /尚未打开/);
  await request.person.get(`${request.track}/decision`);
  assert.match((await last(request.n)).letter_service, /首次打开/);
});

test('an answer that is read on the tracking page has been opened; a posted one has not', async () => {
  const request = await assigned();
  const n = await entered();
  for (const each of [request.n, n]) {
    await staff.zjj1.move(each, 'draft', { text: '您申请的信息现予公开，详见附件。', outcome: 'granted' });
    await staff.appr1.move(each, 'approve');
  }
  await request.person.send('HEAD', request.track);
  assert.match((await last(request.n)).letter_service, /尚未打开/);
  assert.ok((await request.person.get(request.track)).content.includes('现予公开'));
  assert.match((await last(request.n)).letter_service, /首次打开/);
  const { track } = await staff.disp1.json(`/staff/cases/${n}/receipt.json`);
  assert.ok((await request.person.get(track)).content.includes('现予公开'));
  assert.match((await last(n)).letter_service, /尚未送达/);
});

test('from a letter there is a way back to the case', async () => {
  const request = await assigned();
  const letter = (await request.person.get(`${request.track}/decision`)).content;
  assert.ok(letter.includes(`href="${request.track}">回到办理进度`));
  const sheet = (await staff.zjj1.get(`/staff/cases/${request.n}/decision`)).content;
  assert.ok(sheet.includes(`href="/staff/cases/${request.n}">`));
});
