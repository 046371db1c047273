// A board with a page of every kind on it, and how each is looked at: two sizes, large type, light, dark and
// the reader's own colours, accessibility, valid HTML, no other host.
import { join } from 'node:path';
import { carry, Person, staffOf, startStack } from '../e2e/lib.mjs';
import { Newsroom } from '../e2e/articles.mjs';
import { askWithPhotos, followUpWithPhotos, makePhotos } from '../e2e/photo_files.mjs';
import { colourFaults, faultsOf, launch, SCREENS, shiftOf } from './lib.mjs';

export let stack;
export let browser;
export let adminPassword;
export let answerLink;
export const asked = [];
export const requests = {};
export const articles = {};
export const reported = {};

// Starts the stack and the browser, and brings each kind of page about.
export async function begin() {
  stack = await startStack();
  adminPassword = stack.adminPassword;
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
  await addComments(staff);
  await addSupervised(staff);
}

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

// Comments of a reader and of the department on the first topic, published; the reader's was reported.
async function addComments(staff) {
  const reader = new Person(stack);
  const { form } = await reader.json('/topics/1/comments.json');
  await reader.act('/topics/1/comments', { form, body: '我家在三号楼，也盼着早点修好。' });
  await staff.zjj1.do('/staff/cases/1/comment', { comment: '三号楼前的灯已经列入计划，十二月底前装好。' });
  const { held } = await staff.mod1.json('/staff/cases/1.json');
  for (const post of held.filter(({ held_text: text }) => text.includes('三号楼')))
    await staff.mod1.do(`/staff/cases/1/held/${post.held_id}/pass`);
  const { entries } = (await reader.json('/topics/1.json')).case;
  const { id, place } = entries.find(({ text }) => text.startsWith('我家在三号楼'));
  reported.path = `/topics/1/comments/${id}/report?place=${place}`;
  const token = await reader.token(reported.path.replace('?', '.json?'));
  await reader.act(reported.path.split('?')[0], { form: token, place });
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

export async function end() {
  if (browser) await browser.close();
  if (stack) await stack.stop();
}

// Pictures are for people, who ask for them with `make pages`.
async function keepPicture(page, name) {
  if (process.env.EVERY === 'way')
    await page.screenshot({ path: join(SCREENS, `${name}.png`), fullPage: true });
}

// What is wrong with the page that is open, and its picture.
export async function lookHere(view, name, { target, label }) {
  const faults = [...await faultsOf(view.page, target), ...view.faults.splice(0)];
  await keepPicture(view.page, `${name}-${label}`);
  return faults.map((fault) => `${label}: ${fault}`);
}

// Icons that wait for the words beside them, on a slow machine, are less; a field that moves is more.
const STILL = 0.01;
// A machine that does much else draws a page late and in parts: only what moves each time is the page's own.
const VISITS = 3;

export async function look(view, name, path, { target, label }) {
  let reply;
  let shift = 1;
  for (let visit = 0; visit < VISITS && shift > STILL; visit += 1) {
    reply = await view.page.goto(path, { waitUntil: 'load' });
    shift = await shiftOf(view.page);
  }
  const faults = await lookHere(view, name, { target, label });
  if (shift > STILL) faults.push(`${label}: moves while it loads, by ${shift}`);
  if (reply.status() !== (name === 'not-found' ? 404 : 200)) {
    faults.push(`${label}: status ${reply.status()}; the worker says: ${stack.log('worker').slice(-300)}`);
  }
  return faults;
}

const COLOURS = { dark: { colorScheme: 'dark' }, forced: { colorScheme: 'dark', forcedColors: 'active' } };

// `make pages` looks at every page at every size and in every colour, which takes long; `make check` at
// each as most of its people see it, and at these in all ways.
const SAMPLE = ['home', 'topic', 'ask', 'stats', 'staff-queue-dispatch', 'staff-case-answered'];
export const inAllWays = (name) => process.env.EVERY === 'way' || SAMPLE.includes(name);

// The page that is open, in dark and in the reader's own colours.
export async function lookInColours(view, name) {
  const faults = [];
  for (const [label, media] of Object.entries(COLOURS)) {
    await view.page.emulateMedia({ colorScheme: 'light', forcedColors: 'none', ...media });
    faults.push(...(await colourFaults(view.page)).map((fault) => `${label}: ${fault}`));
    await keepPicture(view.page, `${name}-${label}`);
  }
  await view.page.emulateMedia({ colorScheme: 'light', forcedColors: 'none' });
  return faults;
}
