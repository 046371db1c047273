// Every page, as people have it in hand: two sizes, large type, light, dark and the reader's own colours,
// accessibility, valid HTML, no other host.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { join } from 'node:path';
import { carry, day, PASSWORD, Person, staffOf, startStack } from '../e2e/lib.mjs';
import { Newsroom } from '../e2e/articles.mjs';
import { askWithPhotos, followUpWithPhotos, makePhotos } from '../e2e/photo_files.mjs';
import { DESK, enter, faultsOf, launch, markup, open, PHONE, SCREENS } from './lib.mjs';

let stack;
let browser;
let adminPassword;
let answerLink;
const asked = [];
const requests = {};
const articles = {};

before(async () => {
  stack = await startStack();
  adminPassword = /shown only now\): (\S+)/.exec(stack.output())[1];
  browser = await launch();
  const staff = await staffOf(stack);
  const photos = makePhotos(900, 600, ['jpg', 'png']);
  const subjects = [['小区门口的路灯坏了两个月没人修', 'complaint', 'answered'],
    ['请问社保缴费年限怎么查询', 'consult', 'assigned'],
    ['建议在文化广场增加健身器材', 'suggestion', 'accepted'],
      ['人民路施工噪音扰民，夜里不停工', 'complaint', 'drafted'],
    ['农村老人公交卡怎么办理', 'help', '']];
  for (const [title, category, state] of subjects) {
    const person = new Person(stack);
    const receipt = await askWithPhotos(person, [photos.jpg, photos.png, photos.jpg], { title, category });
    asked.push(receipt);
    if (state) await carry(staff, receipt.case, state);
    if (state === 'accepted') await followUpWithPhotos(person, receipt.track, '补一张现在的照片。',
      [photos.png]);
  }
  for (const title of ['卖茶叶，价格优惠，欢迎来电',
    '门口的路灯一直不亮']) asked.push(await new Person(stack).ask({ title }));
  await staff.zjj1.move(2, 'return', { reason: '社保由人社部门负责，建议转交。' });
  await staff.disp1.move(2, 'assign', { dept: 'zjj' });
  await staff.disp1.move(2, 'assist', { dept: 'jtj', reason: '请说明公交司机的社保由谁缴纳，两天内回复。' });
  await staff.mod1.move(6, 'decline', { reason: 'ads' });
  await staff.mod1.move(7, 'accept');
  await staff.mod1.move(7, 'merge', { into: '1' });
  const letterForm = { addressee: '市长信箱', title: '低保申请交了半年没有回音', category: 'help',
    area: '城南街道', name: '赵敏慧',
    body: '去年九月在街道交的低保申请，到现在没有人答复，请帮忙问一问。', consent: '1' };
  for (const phone of ['13900000001', '13900000002']) {
    const writer = new Person(stack);
    asked.push(await writer.act('/letters', { form: await writer.token('/letters/new'), ...letterForm,
      phone }));
  }
  await carry(staff, 8, 'answered');
  await staff.mod1.move(8, 'publish');
  asked.push(await new Person(stack).ask({ title: '小区门口的路灯又坏了没人修' }));
  stack.ctl(['jobs', '--once']);
  const application = { kind: 'org', applicant: 'legal', name: '明理律师事务所', paper: 'credit',
    paper_no: '91350100M000100Y43',
    person: '欧阳若琳', phone: '13900000003', address: '城南街道幸福路 8 号 2 单元 301 室',
      email: 'lvshi@example.com',
    title: '城南棚户区改造的补偿方案', document_no: '云政发〔2024〕12 号', purpose: '代理诉讼',
      wanted: 'post', 
    body: '申请公开城南棚户区改造项目的补偿安置方案全文和附件。' };
  const applicant = new Person(stack);
  requests.online = await applicant.act('/requests',
    { form: await applicant.token('/requests/new'), ...application });
  const apply = async (phone) => {
    const person = new Person(stack);
    return person.act('/requests', { form: await person.token('/requests/new'), ...application, phone });
  };
  requests.correcting = await apply('13900000011');
  await carry(staff, requests.correcting.case, 'assigned');
  await staff.zjj1.move(requests.correcting.case, 'correct',
    { days: 10, reason: '请写明是哪一年的补偿安置方案，有几个附件。' });
  requests.answered = await apply('13900000012');
  await carry(staff, requests.answered.case, 'assigned');
  await staff.zjj1.move(requests.answered.case, 'consult',
    { kind: 'third', party: '宏达建筑公司', reason: '请对公开方案表示意见' });
  await staff.zjj1.move(requests.answered.case, 'reply', { result: 'objected', note: '来函不同意' });
  await staff.disp1.move(requests.answered.case, 'extend',
    { days: 10, consenter: '王主任', reason: '需要汇总三个部门的材料。' });
  await staff.zjj1.move(requests.answered.case, 'draft', { outcome: 'partial',
    grounds: 'third_party', more: '住户姓名、证件号码和补偿金额。',
    told: '公开方案正文；正文不含贵公司的商业秘密，公开不会损害贵公司的合法权益。',
    text: '方案正文随本答复书提供。附件中的住户姓名、证件号码和补偿金额涉及个人隐私，公开会损害第三方的合法权益，不予公开。' });
  await staff.appr1.move(requests.answered.case, 'approve');
  await staff.super1.move(requests.answered.case, 'appeal', { kind: 'review', result: 'pending' });
  requests.entered = await staff.mod1.do('/staff/requests', { ...application, mode: 'fax' });
  requests.assigned = await apply('13900000014');
  await carry(staff, requests.assigned.case, 'assigned');
  requests.repeated = await apply('13900000013');
  await staff.mod1.move(requests.repeated.case, 'decline',
    { reason: 'duplicate', other: requests.answered.number });
  answerLink = new URL((await staff.disp1.json('/staff/cases/2.json')).answer_link).pathname;
  await addArticles();
  stack.redis('xgroup', 'create', '{yunchuan}:outbox', 'zjj-group', '$', 'MKSTREAM');
  for (const [n, error] of [[1, '对方没有按时回应'], [2, '这个地址指向内部网络，已拒绝发送']]) {
    stack.redis('lpush', '{yunchuan}:outbox:dead',
      JSON.stringify({ id: `1700000000000-${n}.zjj-group`, origin: `1700000000000-${n}`,
      target: 'zjj-group', kind: 'assign', case: n, dept: 'zjj', assignment: 1, at: Date.now(),
        died: Date.now(), tries: 12, error }));
  }
  const reader = new Person(stack);
  const { form } = await reader.json('/topics/1/comments.json');
  await reader.act('/topics/1/comments', { form, body: '我们小区也是这样，希望一起修好。' });
  await addSupervised(staff);
});
// What is published: news, notices, one revised, one withdrawn.
async function addArticles() {
  const room = await Newsroom.open(stack);
  const text = '## 一、总体要求\n\n各部门按月更新栏目。\n\n1. 及时\n2. 准确\n\n'
    + '> 公开为常态，不公开为例外。\n\n详见[依申请公开](/requests)。';
  for (const [column, name] of [['news', '市政府召开常务会议研究部署冬季安全生产和民生保障工作'],
    ['news', '城南片区老旧小区改造工程全面完工，三千二百户居民受益'],
    ['notices', '关于元旦期间便民服务窗口开放时间的通知'],
    ['notices', '关于城北自来水管网检修临时停水的通告']])
    articles.last = await room.publish({ column, title: name, body: text, summary: '要点摘要',
      author: '李晓' });
  articles.first = articles.last - 1;
  await room.publish({ column: 'notices', title: '关于元旦假期便民服务窗口开放时间的通知', body: text,
    note: '更正假期名称' }, articles.first);
  articles.digest = await room.publish({ column: 'digest', title: '微问政消息第一期', cases: '1' });
  articles.withdrawn = await room.publish({ column: 'news', title: '关于一场没有召开的会议的报道' });
  await room.takeDown(articles.withdrawn, 'notice');
}
// What a supervisor sees to: one rated badly, one due today.
async function addSupervised(staff) {
  const asker = new Person(stack);
  const rated = await asker.ask({ title: '修过的路灯第二天又不亮了，来回跑了三趟也没有人管' });
  await carry(staff, rated.case, 'answered');
  const { rating } = await asker.json(`${rated.track}.json`);
  await asker.act(rating.url, { form: rating.form, rating: '1' });
  const due = await new Person(stack).ask({ title: '今天就要答复的积水问题' });
  await carry(staff, due.case, 'accepted');
  await staff.disp1.move(due.case, 'assign', { dept: 'zjj',
    due: new Date(Date.now() + 8 * 3600000).toISOString().slice(0, 10) });
  await staff.super1.move(due.case, 'supervise');
}
after(async () => {
  if (browser) await browser.close();
  if (stack) await stack.stop();
});

const track = (n) => asked[n - 1].track;
const YEAR = day().slice(0, 4);
const PUBLIC = {
  home: () => '/',
  topics: () => '/topics',
  'topics-answered': () => '/topics?tab=answered',
  'topics-none': () => '/topics?category=other',
  topic: () => '/topics/1',
  'topic-open': () => '/topics/2',
  'topic-merged': () => '/topics/7',
  ask: () => '/topics/new',
  letters: () => '/letters',
  'letters-none': () => '/letters?category=other',
  letter: () => '/letters/8',
  'letter-new': () => '/letters/new',
  'letter-receipt': () => `${track(9)}?new=1`,
  'letter-tracking': () => track(9),
  'letter-tracking-answered': () => track(8),
  requests: () => '/requests',
  'request-new': () => '/requests/new',
  'request-new-organisation': () => '/requests/new?kind=org',
  'request-receipt': () => `${requests.online.track}?new=1`,
  'request-tracking': () => requests.online.track,
  'request-tracking-correcting': () => requests.correcting.track,
  'request-tracking-answered': () => requests.answered.track,
  'request-tracking-declined': () => requests.repeated.track,
  'request-letter': () => `${requests.answered.track}/decision`,
  'request-letter-extension': () => `${requests.answered.track}/decision?letter=extension`,
  'request-letter-correction': () => `${requests.correcting.track}/decision`,
  'request-fees': () => '/requests/fees',
  'request-fees-items': () => '/requests/fees?basis=items&count=64',
  support: () => '/topics/1/support',
  comment: () => '/topics/1/comments',
  track: () => '/track',
  receipt: () => `${track(5)}?new=1`,
  tracking: () => track(1),
  'tracking-open': () => track(2),
  'tracking-declined': () => track(6),
  'tracking-merged': () => track(7),
  'answer-link': () => answerLink,
  verify: () => '/verify?case=1',
  stats: () => '/stats',
  'stats-past': () => '/stats?year=2020&month=3',
  digest: () => `/articles/${articles.digest}`,
  columns: () => '/columns',
  column: () => '/columns/notices',
  'column-above': () => '/columns/open',
  'column-month': () => `/columns/news?month=${day().slice(0, 7)}`,
  'column-month-none': () => '/columns/news?month=2001-02',
  article: () => `/articles/${articles.first}`,
  'article-earlier': () => `/articles/${articles.first}?version=1`,
  'article-withdrawn': () => `/articles/${articles.withdrawn}`,
  departments: () => '/departments',
  department: () => '/departments/zjj',
  'not-found': () => '/topics/999',
  login: () => '/staff/login',
};
const STAFF = {
  desk: ['mod1', () => '/staff'],
  'queue-review': ['mod1', () => '/staff/queues/review'],
  'queue-dispatch': ['disp1', () => '/staff/queues/dispatch'],
  'queue-dept': ['zjj1', () => '/staff/queues/dept:zjj'],
  'queue-approve': ['appr1', () => '/staff/queues/approve'],
  'case-pending': ['mod1', () => '/staff/cases/5'],
  'case-letter': ['mod1', () => '/staff/cases/9'],
  'case-letter-published': ['mod1', () => '/staff/cases/8'],
  'case-request': ['mod1', () => `/staff/cases/${requests.entered.case}`],
  'case-request-unconfirmed': ['disp1', () => `/staff/cases/${requests.online.case}`],
  'case-request-correcting': ['zjj1', () => `/staff/cases/${requests.correcting.case}`],
  'case-request-assigned': ['zjj1', () => `/staff/cases/${requests.assigned.case}`],
  'case-request-answered': ['super1', () => `/staff/cases/${requests.answered.case}`],
  'request-letter-staff': ['zjj1', () => `/staff/cases/${requests.answered.case}/decision`],
  'hotline-entry': ['disp1', () => '/staff/hotline/new'],
  'request-entry': ['disp1', () => '/staff/requests/new'],
  'request-entry-organisation': ['mod1', () => '/staff/requests/new?kind=org'],
  'request-entered': ['mod1', () => `/staff/cases/${requests.entered.case}/receipt`],
  'case-accepted': ['disp1', () => '/staff/cases/3'],
  'case-held': ['mod1', () => '/staff/cases/3'],
  'case-assigned': ['zjj1', () => '/staff/cases/2'],
  'case-assisting': ['jtj1', () => '/staff/cases/2'],
  'case-dispatched': ['disp1', () => '/staff/cases/2'],
  'queue-assisting': ['jtj1', () => '/staff/queues/dept:jtj'],
  'case-drafted': ['appr1', () => '/staff/cases/4'],
  'case-answered': ['zjj1', () => '/staff/cases/1'],
  'case-supervised': ['super1', () => '/staff/cases/2'],
  'case-similar': ['mod1', () => `/staff/cases/${asked.at(-1).case}`],
  'case-merged': ['mod1', () => '/staff/cases/7'],
  print: ['zjj1', () => '/staff/cases/1/print'],
  keys: ['zjj1', () => '/staff/keys'],
  search: ['mod1', () => `/staff/search?q=${encodeURIComponent('路灯')}`],
  'search-number': ['mod1', () => '/staff/search?q=99'],
  me: ['zjj1', () => '/staff/me'],
  accounts: ['admin', () => '/staff/accounts'],
  account: ['admin', () => '/staff/accounts/zjj1'],
  'departments-staff': ['admin', () => '/staff/departments'],
  'department-staff': ['admin', () => '/staff/departments/zjj'],
  events: ['admin', () => '/staff/events'],
  supervision: ['super1', () => '/staff/supervision?list=today'],
  'supervision-low': ['admin', () => '/staff/supervision?list=low'],
  declined: ['super1', () => '/staff/declined'],
  check: ['super1', () => '/staff/check'],
  reports: ['super1', () => '/staff/reports'],
  'reports-clerk': ['zjj1', () => '/staff/reports'],
  report: ['super1', () => `/staff/reports/${YEAR}`],
  'report-filing': ['zjj1', () => `/staff/reports/${YEAR}/filings/zjj`],
  'report-texts': ['super1', () => `/staff/reports/${YEAR}/texts`],
  'report-proof': ['super1', () => `/staff/reports/${YEAR}/proof/3.new.total`],
  outbox: ['admin', () => '/staff/outbox'],
  'digests-pick': ['ed1', () => '/staff/digests'],
  'digests-none': ['ed1', () => '/staff/digests?from=2001-01-01&to=2001-01-31'],
  'digest-form': ['ed1', () => '/staff/articles/new?column=digest&cases=1'],
  'digest-staff': ['ed1', () => `/staff/articles/${articles.digest}`],
};

// What is wrong with the page that is open, and its picture.
async function lookHere(view, name, { target, label }) {
  const faults = [...await faultsOf(view.page, target), ...view.faults.splice(0)];
  await view.page.screenshot({ path: join(SCREENS, `${name}-${label}.png`), fullPage: true });
  return faults.map((fault) => `${label}: ${fault}`);
}

async function look(view, name, path, { target, label }) {
  const reply = await view.page.goto(path, { waitUntil: 'load' });
  const faults = await lookHere(view, name, { target, label });
  if (reply.status() !== (name === 'not-found' ? 404 : 200)) {
    faults.push(`${label}: status ${reply.status()}; the worker says: ${stack.log('worker').slice(-300)}`);
  }
  return faults;
}

// The types of pages that are looked at in dark and in the reader's own colours too.
const COLOURED = new Set(['home', 'topics', 'topic', 'topic-open', 'ask', 'letter-receipt',
  'request-tracking-answered', 'track', 'tracking', 'tracking-declined', 'verify', 'stats', 'columns',
  'article', 'article-withdrawn', 'department', 'not-found', 'login', 'staff-desk', 'staff-queue-review',
  'staff-case-pending', 'staff-case-assigned', 'staff-case-request-correcting', 'staff-supervision',
  'staff-check', 'staff-report', 'staff-hotline-entry']);
const COLOURS = { dark: { colorScheme: 'dark' }, forced: { colorScheme: 'dark', forcedColors: 'active' } };

// The page that is open, once more in each of these colours.
async function lookInColours(view, name) {
  const faults = [];
  if (!COLOURED.has(name)) return faults;
  for (const [label, media] of Object.entries(COLOURS)) {
    await view.page.emulateMedia({ colorScheme: 'light', forcedColors: 'none', ...media });
    faults.push(...await lookHere(view, name, { target: 44, label }));
  }
  await view.page.emulateMedia({ colorScheme: 'light', forcedColors: 'none' });
  return faults;
}

const visitors = [];

async function visitorsOf() {
  if (visitors.length === 0) {
    visitors.push(await open(browser, stack, PHONE), await open(browser, stack, DESK),
      await open(browser, stack, PHONE));
    await visitors[2].context.addCookies([{ name: 'wz_elder', value: '1', url: stack.base }]);
  }
  return visitors;
}

for (const [name, path] of Object.entries(PUBLIC)) {
  test(`${name}: phone, desk and large type are accessible, valid and self-contained`, async () => {
    const faults = [];
    const [phone, desk, elder] = await visitorsOf();
    faults.push(...await look(phone, name, path(), { target: 44, label: '375' }));
    faults.push(...await lookInColours(phone, name));
    faults.push(...await look(desk, name, path(), { target: 44, label: '1280' }));
    faults.push(...await look(elder, name, path(), { target: 60, label: 'elder' }));
    faults.push(...await markup(await (await phone.page.request.get(path())).text()));
    assert.deepEqual(faults, []);
  });
}

const desks = new Map();

async function deskOf(account) {
  if (!desks.has(account)) {
    const phone = await open(browser, stack, { ...PHONE, userAgent: undefined });
    await enter(phone.page, account, account === 'admin' ? adminPassword : undefined);
    const cookies = await phone.context.cookies();
    const desk = await open(browser, stack, DESK);
    await desk.context.addCookies(cookies);
    phone.faults.length = 0;
    desks.set(account, { phone, desk });
  }
  return desks.get(account);
}

for (const [name, [account, path]] of Object.entries(STAFF)) {
  test(`staff ${name}: phone and desk are accessible, valid and self-contained`, async () => {
    const { phone, desk } = await deskOf(account);
    const faults = [];
    faults.push(...await look(desk, `staff-${name}`, path(), { target: 44, label: '1280' }));
    faults.push(...await lookInColours(desk, `staff-${name}`));
    faults.push(...await look(phone, `staff-${name}`, path(), { target: 44, label: '375' }));
    faults.push(...await markup(await (await phone.page.request.get(path())).text()));
    assert.deepEqual(faults, []);
  });
}

test('staff photo: the grid is accessible, valid and self-contained', async () => {
  const { phone, desk } = await deskOf('mod1');
  await phone.page.goto('/staff/cases/5');
  const path = await phone.page.locator('.photos a[href$="/blur"]').first().getAttribute('href');
  const faults = [];
  faults.push(...await look(desk, 'staff-photo', path, { target: 44, label: '1280' }));
  faults.push(...await look(phone, 'staff-photo', path, { target: 44, label: '375' }));
  faults.push(...await markup(await (await phone.page.request.get(path)).text()));
  assert.deepEqual(faults, []);
});

// Pages that come only after a button was pressed.
const PRESSED = {
  contact: ['zjj1', () => '/staff/cases/2', '查看联系方式（将被记录）'],
  'contact-of-request': ['mod1', () => `/staff/cases/${requests.online.case}`, '查看联系方式（将被记录）'],
  'hotline-entry-wrong': ['mod1', () => '/staff/hotline/new', '登记'],
  'request-entry-wrong': ['mod1', () => '/staff/requests/new?kind=org', '登记'],
  'report-filing-wrong': ['zjj1', () => `/staff/reports/${YEAR}/filings/zjj`, '保存填报'],
  supervise: ['super1', () => '/staff/supervision?list=today', /^督办 YC/],
  totp: ['jtj1', () => '/staff/me', '生成新的密钥'],
};

for (const [name, [account, path, button]] of Object.entries(PRESSED)) {
  test(`staff ${name}: what comes after “${button}” is accessible and self-contained`, async () => {
    const { phone, desk } = await deskOf(account);
    const faults = [];
    for (const [view, label] of [[desk, '1280'], [phone, '375']]) {
      await view.page.goto(path());
      await Promise.all([view.page.waitForNavigation(),
        view.page.getByRole('button', { name: button, exact: true }).click()]);
      faults.push(...await lookHere(view, `staff-${name}`, { target: 44, label }));
    }
    assert.deepEqual(faults, []);
  });
}
