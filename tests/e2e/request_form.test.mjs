// Requests for information: the applicant's form and the staff's, bad input, that nothing of one gets out;
// fees.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ANSWER, carry, nextPhone, Person, REQUEST, soon, staffOf, startStack, siteMap } from './lib.mjs';

const ORGANISATION = {
  ...REQUEST, kind: 'org', applicant: 'legal', name: '明理律师事务所', paper: 'credit',
    paper_no: '91350100M000100Y43', person: '欧阳若琳',
};
let stack;
let staff;

before(async () => {
  stack = await startStack();
  staff = await staffOf(stack);
});
after(() => stack && stack.stop());

const newForm = (fields) => `/requests/new.json${fields.kind === 'org' ? '?kind=org' : ''}`;
const send = async (person, fields) => person.act('/requests',
  { form: await person.token(newForm(fields)), ...fields });

async function file(fields = {}) {
  const person = new Person(stack);
  const sent = { ...REQUEST, phone: nextPhone(), ...fields };
  const receipt = await send(person, sent);
  assert.equal(receipt.status, 201, JSON.stringify(receipt));
  return { person, phone: sent.phone, ...receipt };
}

const enter = (desk, fields = {}) => desk.do('/staff/requests',
  { ...REQUEST, mode: 'person', received: today(), ...fields });
const today = (days = 0) => new Date(Date.now() + (8 * 3600 + days * 86400) * 1000).toISOString().slice(0,
  10);
const rows = () => stack.redis('get', '{yunchuan}:seq');

test('a person applies, gets a receipt, and the desk sees what was asked', async () => {
  const receipt = await file();
  const page = (await receipt.person.get(`${receipt.track}?new=1`)).content;
  for (const text of ['已经收到您的申请', receipt.number, receipt.code,
    '20 个工作日']) assert.ok(page.includes(text), text);
  const atDesk = await staff.mod1.json(`/staff/cases/${receipt.case}.json`);
  assert.equal(atDesk.case.channel, 'request');
  assert.deepEqual(atDesk.case.request, { applicant: 'person', applicant_label: '自然人', mode: 'online',
    mode_label: '网络',
    wanted: 'post', wanted_label: '纸质，邮寄', document_no: '云政发〔2024〕12 号', remission: false,
      received: '' });
  assert.equal((await receipt.person.json(`${receipt.track}.json`)).case.request.wanted, 'post');
  const found = await receipt.person.act('/track',
    { form: await receipt.person.token('/track'), number: receipt.number, code: receipt.code });
  assert.equal(found.track, receipt.track);
  await carry(staff, receipt.case, 'answered');
  assert.ok((await receipt.person.get(receipt.track)).content.includes(ANSWER));
});

test('the guide and the form say how long the personal data of a request are kept', async () => {
  for (const path of ['/requests', '/requests/new'])
    assert.match((await new Person(stack).get(path)).content, /办结 5 年后归档，并从本站删除/, path);
});

test('an organisation applies, asks for an e-mail', async () => {
  const receipt = await file({ ...ORGANISATION, wanted: 'email', address: '' });
  const { case: shown } = await staff.mod1.json(`/staff/cases/${receipt.case}.json`);
  assert.equal(shown.request.applicant, 'legal');
  assert.ok(!JSON.stringify(shown).includes('明理'));
});

test('who applies is shown to staff on their request only, and that is recorded', async () => {
  const receipt = await file({ ...ORGANISATION });
  const path = `/staff/cases/${receipt.case}`;
  const secrets = ['明理', ORGANISATION.paper_no, '若琳', '幸福路', 'zhaomh@', '继承', receipt.phone];
  for (const url of [path, `${path}.json`]) {
    const { content } = await staff.mod1.get(url);
    for (const secret of secrets) assert.ok(!content.includes(secret), `${url} has ${secret}`);
  }
  const shown = await staff.mod1.do(`${path}/contact`);
  assert.deepEqual(shown.contact, { contact_name: '明理律师事务所', contact_phone: receipt.phone,
    contact_title: '', contact_body: '', contact_area: '',
    contact_paper: '营业执照（统一社会信用代码）', contact_paper_no: ORGANISATION.paper_no,
      contact_person: '欧阳若琳',
    contact_address: REQUEST.address, contact_email: REQUEST.email, contact_purpose: REQUEST.purpose,
      contact_addition: '', contact_explanation: '', contact_document_no: '' });
  const page = (await staff.mod1.post(`${path}/contact`,
    { form: await staff.mod1.token('/staff/me.json') })).content;
  for (const text of [ORGANISATION.paper_no, REQUEST.address, '欧阳若琳']) assert.ok(page.includes(text),
    text);
  assert.ok(stack.redis('xrevrange', '{yunchuan}:events', '+', '-', 'COUNT', '1').includes('contact'));
  assert.equal((await staff.zjj1.get(path)).status, 404, 'a clerk not in charge does not know of it');
});

test('Redis holds nothing of the applicant in clear', async () => {
  const { case: n, phone } = await file({ ...ORGANISATION });
  const stored = ['hgetall', 'lrange'].map((command) => stack.redis(command,
    `{yunchuan}:case:${n}${command === 'lrange' ? ':thread' : ''}`,
    ...(command === 'lrange' ? ['0', '-1'] : []))).join('') +
      stack.redis('xrange', '{yunchuan}:events', '-', '+');
  for (const secret of ['明理', ORGANISATION.paper_no, '若琳', '幸福路', 'zhaomh', '继承',
    phone]) assert.ok(!stored.includes(secret), secret);
});

for (const state of ['pending', 'accepted', 'answered']) {
  test(`nothing of a request gets out by any route: ${state}`, async () => {
    const title = `请公开宏达${state}公司的排污检测记录`;
    const receipt = await file({ title });
    if (state !== 'pending') await carry(staff, receipt.case, state);
    const n = receipt.case;
    const anybody = new Person(stack);
    for (const path of ['/requests.json', `/requests/${n}`, `/requests/${n}.json`, `/letters/${n}`,
      `/letters/${n}.json`, `/topics/${n}`,
      `/topics/${n}.json`, `/topics/${n}/support`, `/topics/${n}/comments.json`, `/topics/${n}/views.gif`])
      assert.equal((await anybody.get(path)).status, 404, path);
    for (const path of ['/', '/requests', '/topics', '/topics.json', '/topics?tab=hot',
      '/topics?tab=answered',
      '/topics?category=other', '/topics?dept=zjj', '/letters', '/letters.json', '/letters?category=other',
        '/departments/zjj',
      '/departments/zjj.json', '/feed.atom', '/sitemap.xml', '/sitemaps/1', '/answers.ndjson', '/stats.json',
        '/stats.csv', '/metrics',
      `/verify?case=${n}`, `/verify.json?case=${n}`, `/staff/cases/${n}`, `/staff/cases/${n}.json`,
        `/staff/cases/${n}/receipt`,
      `/staff/cases/${n}/receipt.json`]) {
      const { content } = await anybody.get(path);
      for (const secret of [title, REQUEST.body, REQUEST.name, '赵*', receipt.phone, receipt.code,
        receipt.number])
        assert.ok(!content.includes(secret), `${path} has ${secret}`);
    }
    const { version } = await staff.mod1.json(`/staff/cases/${n}.json`);
    assert.equal((await staff.mod1.do(`/staff/cases/${n}/publish`, { version })).status, 409);
  });
}

const WRONG_FIELDS = [
  ['no applicant', { applicant: '' }, 'applicant', '请从下面选一项'],
  ['an organisation on the form of a person', { applicant: 'business' }, 'applicant', '请从下面选一项'],
  ['no name', { name: '' }, 'name', '请填写姓名'],
  ['a name of 61 characters', { name: '赵'.repeat(61) }, 'name', '最多 60 个字'],
  ['no paper', { paper: '' }, 'paper', '请从下面选一项'],
  ['a credit code for a person', { paper: 'credit' }, 'paper', '请从下面选一项'],
  ['no number', { paper_no: '' }, 'paper_no', '请填写证件号码'],
  ['a wrong check digit', { paper_no: '110105194912310021' }, 'paper_no', '身份证号不对'],
  ['a passport of three characters', { paper: 'passport', paper_no: 'E12' }, 'paper_no', '4 到 30 位'],
  ['a number of 41 characters', { paper: 'other', paper_no: '1'.repeat(41) }, 'paper_no', '最多 40 个字'],
  ['no phone', { phone: '' }, 'phone', '请填写联系电话'],
  ['a phone that is none', { phone: '12345' }, 'phone', '11 位'],
  ['an address of four characters', { address: '幸福路8' }, 'address', '至少'],
  ['by post without address', { address: '' }, 'address', '您选了邮寄'],
  ['an e-mail without @', { email: 'zhaomh.example.com' }, 'email', '电子邮箱格式不对'],
  ['by e-mail without one', { wanted: 'email', email: '' }, 'email', '您选了发到电子邮箱'],
  ['no title', { title: '' }, 'title', '请填写信息名称'],
  ['a title of 61 characters', { title: '路'.repeat(61) }, 'title', '最多 60 个字'],
  ['a body of 9 characters', { body: '要那份文件谢谢您了' }, 'body', '至少'],
  ['a body of 5001 characters', { body: '路'.repeat(5001) }, 'body', '最多 5000 个字'],
  ['a document number of 61 characters', { document_no: '号'.repeat(61) }, 'document_no', '最多 60 个字'],
  ['a purpose of 201 characters', { purpose: '用'.repeat(201) }, 'purpose', '最多 200 个字'],
  ['no way wanted', { wanted: '' }, 'wanted', '请从下面选一项'],
  ['an unknown way wanted', { wanted: 'fax' }, 'wanted', '请从下面选一项'],
  ['an organisation without contact person', { ...ORGANISATION, person: '' }, 'person', '请填写联系人'],
  ['a person on the form of an organisation', { ...ORGANISATION, applicant: 'person' }, 'applicant',
    '请从下面选一项'],
  ['a wrong credit code', { ...ORGANISATION, paper_no: '91350100M000100Y44' }, 'paper_no',
    '统一社会信用代码不对'],
];

test('each wrong field: 422, a sentence beside it, what was typed kept, nothing taken in', async () => {
  const before = rows();
  for (const [what, fields, name, message] of WRONG_FIELDS) {
    const person = new Person(stack);
    const sent = { ...REQUEST, phone: nextPhone(), ...fields };
    const refused = await send(person, sent);
    assert.equal(refused.status, 422, what);
    assert.deepEqual(Object.keys(refused.error.fields), [name], what);
    assert.ok(refused.error.fields[name].includes(message), `${what}: ${refused.error.fields[name]}`);
    const page = await person.again(await person.post('/requests',
      { form: await person.token(newForm(sent)), ...sent }));
    assert.equal(page.status, 200, what);
    const hidden = name === 'applicant' && sent.kind === 'person';
    if (!hidden) assert.match(page.content, new RegExp(`id="${name}-error"`), what);
    if (name !== 'body') assert.ok(page.content.includes(sent.body), what);
    if (sent.wanted && name !== 'wanted') assert.ok(page.content.includes(`value="${sent.wanted}" checked`),
      what);
  }
  assert.equal(rows(), before);
});

test('the same form sent twice is one request; a stale token keeps what was typed', async () => {
  const person = new Person(stack);
  const fields = { form: await person.token('/requests/new'), ...REQUEST, phone: nextPhone() };
  const [one, two] = await Promise.all([person.act('/requests', fields), person.act('/requests', fields)]);
  assert.equal(one.number, two.number);
  assert.deepEqual([one.status, two.status].sort(), [200, 201]);
  for (const form of ['', await person.token('/letters/new')]) {
    const page = await person.post('/requests', { ...fields, form });
    assert.equal(page.status, 403);
    for (const text of [REQUEST.body, REQUEST.paper_no,
      REQUEST.address]) assert.ok(page.content.includes(text), text);
  }
});

test('requests that are malformed as a whole: 400, 405, 413', async () => {
  const person = new Person(stack);
  const fields = { form: await person.token('/requests/new'), ...REQUEST, phone: nextPhone() };
  assert.equal((await person.post('/requests', { ...fields, kind: 'both' })).status, 400);
  assert.equal((await person.get('/requests/new?kind=both')).status, 400);
  assert.equal((await person.post('/requests/new', fields)).status, 405);
  assert.equal((await person.post('/requests', { ...fields, body: '路'.repeat(400000) })).status, 413);
});

test('every field at its longest is taken, and shown whole to staff', async () => {
  const receipt = await file({ ...ORGANISATION, name: '明'.repeat(60), person: '欧'.repeat(20),
    address: '城'.repeat(100),
    email: `${'a'.repeat(88)}@example.com`, title: '路'.repeat(60), document_no: '号'.repeat(60),
      body: '路'.repeat(5000), purpose: '用'.repeat(200) });
  const { contact } = await staff.mod1.do(`/staff/cases/${receipt.case}/contact`);
  assert.equal(contact.contact_name, '明'.repeat(60));
  assert.equal(contact.contact_email.length, 100);
  assert.equal(contact.contact_purpose, '用'.repeat(200));
});

test('what looks like markup stays text', async () => {
  const evil = '<img src=x onerror=alert(1)>"\'&amp;';
  const receipt = await file({ name: '<img src=x name=n>', title: evil, body: evil, address: evil,
    purpose: evil,
    document_no: evil });
  for (const page of [(await receipt.person.get(receipt.track)).content,
    (await staff.mod1.get(`/staff/cases/${receipt.case}`)).content,
    (await staff.mod1.post(`/staff/cases/${receipt.case}/contact`,
      { form: await staff.mod1.token('/staff/me.json') })).content]) {
    assert.ok(page.includes('&lt;img src=x'));
    assert.ok(!page.includes('<img src=x'));
  }
});

test('numbers as people type them are put right', async () => {
  const receipt = await file({ paper_no: ' １１０１０５ 1949 1231 002ｘ ', email: 'ZhaoMH＠example.com' });
  const { contact } = await staff.mod1.do(`/staff/cases/${receipt.case}/contact`);
  assert.equal(contact.contact_paper_no, '11010519491231002X');
  assert.equal(contact.contact_email, 'zhaomh@example.com');
});

test('staff write a request down for who comes in person, and print the receipt', async () => {
  const made = await enter(staff.disp1, { received: today(-1), mode: 'post', phone: '' });
  assert.equal(made.status, 201, JSON.stringify(made));
  const page = (await staff.disp1.get(`/staff/cases/${made.case}/receipt`)).content;
  for (const text of [made.number, made.code, '邮寄', today(-1), '交办员甲',
    '打印回执']) assert.ok(page.includes(text), text);
  assert.ok(!page.includes(REQUEST.paper_no) && !page.includes(REQUEST.address));
  const atDesk = await staff.mod1.json(`/staff/cases/${made.case}.json`);
  assert.equal(atDesk.entered_who, '交办员甲');
  assert.equal(atDesk.case.request.mode, 'post');
  assert.equal(atDesk.case.request.received, today(-1));
  assert.equal(atDesk.unverified, false);
  assert.equal((await staff.mod1.get(`/staff/cases/${made.case}/receipt`)).status, 404,
    'the code is the sender\'s');
  assert.equal((await new Person(stack).get(made.track)).status, 200);
  const post = await staff.disp1.post('/staff/requests',
    { form: await staff.disp1.token('/staff/me.json'), ...REQUEST,
    mode: 'person', received: today() });
  assert.equal(post.status, 303);
  assert.match(post.headers.get('location'), /^\/staff\/cases\/\d+\/receipt$/);
});

test('the desk sees what else the applicant filed and what the fee by items is; a clerk sees own cases only',
  async () => {
  const paper = { paper: 'passport', paper_no: 'E77001122' };
  const first = await file(paper);
  for (let i = 0; i < 10; i += 1) await enter(staff.mod1, { ...paper, title: `第 ${i} 份排污检测记录` });
  const last = await file({ ...paper, title: '再要一份排污检测记录' });
  const { filings } = await staff.mod1.json(`/staff/cases/${last.case}.json`);
  assert.equal(filings.filed_place, 12);
  assert.equal(filings.filed_month, 12);
  assert.equal(filings.filed_fee, 100);
  assert.equal(filings.filed_others.length, 10);
  assert.equal((await staff.mod1.json(`/staff/cases/${first.case}.json`)).filings.filed_fee, 0);
  const page = (await staff.mod1.get(`/staff/cases/${last.case}`)).content;
  for (const text of ['第 12 件', '可收 100 元', '第 9 份排污检测记录']) assert.ok(page.includes(text), text);
  await carry(staff, last.case, 'assigned');
  const seen = await staff.zjj1.json(`/staff/cases/${last.case}.json`);
  assert.equal(seen.filings.filed_month, 12);
  assert.deepEqual(seen.filings.filed_others, []);
  assert.ok(!(await new Person(stack).get(last.track)).content.includes('filings'));
});

test('a fax is not received before both sides confirm it', async () => {
  const made = await enter(staff.mod1, { mode: 'fax', received: today() });
  assert.equal((await staff.mod1.json(`/staff/cases/${made.case}.json`)).case.request.received, '');
});

test('what staff enter wrong: 422 beside the field; others may not enter at all', async () => {
  const before = rows();
  for (const [fields, name, message] of [
    [{ mode: '' }, 'mode', '请从下面选一项'], [{ received: '' }, 'received', '请填写收到日期'],
    [{ received: today(1) }, 'received', '不能晚于今天'], [{ received: today(-366) }, 'received', '一年以前'],
    [{ received: '2026-02-30' }, 'received', '请填写收到日期'],
      [{ received: '昨天' }, 'received', '请填写收到日期'],
    [{ address: '', wanted: 'pickup' }, 'phone', '至少填一项'],
      [{ paper_no: '1' }, 'paper_no', '身份证号不对'],
  ]) {
    const refused = await enter(staff.mod1, { phone: '', ...fields });
    assert.equal(refused.status, 422, name);
    assert.deepEqual(Object.keys(refused.error.fields), [name]);
    assert.ok(refused.error.fields[name].includes(message), refused.error.fields[name]);
    const page = await staff.mod1.post('/staff/requests',
      { form: await staff.mod1.token('/staff/me.json'), ...REQUEST,
      mode: 'person', received: today(), ...fields });
    assert.equal(page.status, 422);
    assert.match(page.content, new RegExp(`id="${name}-error"`));
    assert.ok(page.content.includes(REQUEST.body));
  }
  for (const desk of [staff.zjj1, staff.appr1]) {
    assert.equal((await desk.get('/staff/requests/new')).status, 403);
    assert.equal((await enter(desk)).status, 403);
  }
  const visitor = new Person(stack);
  assert.equal((await visitor.act('/staff/requests',
    { form: await visitor.token('/requests/new'), ...REQUEST })).status, 401);
  assert.equal(rows(), before);
});

test('staff may write down more requests than a phone may send', async () => {
  const phone = nextPhone();
  for (let i = 0; i < 7; i += 1) assert.equal((await enter(staff.mod1, { phone })).status, 201);
});

for (const [query, yuan] of [['basis=items&count=10', 0], ['basis=items&count=11', 100],
  ['basis=items&count=31', 2200],
  ['basis=items&count=1000', 4852000], ['basis=pages&count=30', 0], ['basis=pages&count=31', 10],
    ['basis=pages&count=２０１', 2740]]) {
  test(`the fee for ${query} is ${yuan}`, async () => {
    const anybody = new Person(stack);
    const { fee } = await anybody.json(`/requests/fees.json?${encodeURI(query)}`);
    assert.equal(fee.yuan, yuan);
    assert.equal(fee.steps.reduce((sum, step) => sum + step.sum, 0), yuan);
    const page = (await anybody.get(`/requests/fees?${encodeURI(query)}`)).content;
    assert.ok(page.includes(yuan ? `${yuan} 元` : '不收费'));
  });
}

test('a fee of nonsense: 422 with a sentence, on page and in JSON', async () => {
  const anybody = new Person(stack);
  for (const [query, field] of [['basis=items', 'count'], ['count=5', 'basis'],
    ['basis=both&count=5', 'basis'],
    ['basis=items&count=0', 'count'], ['basis=items&count=1001', 'count'],
      ['basis=pages&count=100001', 'count'],
    ['basis=pages&count=-1', 'count'], ['basis=pages&count=3.5', 'count'],
      ['basis=items&count=99999999999999999999', 'count']]) {
    const reply = await anybody.get(`/requests/fees?${query}`);
    assert.equal(reply.status, 422, query);
    assert.match(reply.content, new RegExp(`id="${field}-error"`), query);
    const twin = await anybody.get(`/requests/fees.json?${query}`);
    assert.equal(twin.status, 422, query);
    assert.deepEqual(Object.keys(JSON.parse(twin.content).error.fields), [field], query);
  }
  assert.equal((await anybody.get('/requests/fees')).status, 200);
});

test('the guide says what the law says and leads to the form; the pages are in menu and map', async () => {
  const anybody = new Person(stack);
  const guide = (await anybody.get('/requests')).content;
  for (const text of ['20 个工作日', '7 个工作日', '行政复议', '市政府 2 楼 201 室', 'href="/requests/new"',
    'content="依申请公开"']) assert.ok(guide.includes(text), text);
  assert.ok((await anybody.get('/')).content.includes('href="/requests"'));
  await soon(async () => assert.ok((await siteMap(anybody)).includes('/requests/new<')));
  assert.ok((await staff.mod1.get('/staff')).content.includes('/staff/requests/new'));
  assert.ok(!(await staff.zjj1.get('/staff')).content.includes('/staff/requests/new'));
});
