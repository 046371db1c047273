// The year 2020 of Gejiu's report, replayed: its letters, 12345 items, requests and topics come in by the
// import command and go through the normal transitions at their times of 2020, with the visits of the
// topics; its publications come from an older portal.  The statistics then say what the report says.
//   REPLAY=full   all topics and publications (make replay); else one in fifty, the other channels whole
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Newsroom } from './articles.mjs';
import { ANSWER, BUILD, PASSWORD, Person, ROOT, signIn, startStack } from './lib.mjs';
import { DOCUMENTS, SPECIAL, accounts, publications } from './replay_articles.mjs';
import { DEPTS, fileDept, publishReport, writeTexts } from './report_year.mjs';

// 个旧市政府信息公开工作年度报告 2020: 18,000 topics of which 1,600 were handed to departments; 310 letters
// and 4 requests handed down, all done; 422 hotline items by category; 700,000 visits; 3,354 publications of
// 63 accounts in 30 special columns and beside them, 6 interpretations among them; 560 digests.
const PART = process.env.REPLAY === 'full' ? 1 : 50;
const TOPICS = 18000 / PART;
const LEADS = 1600 / PART;
const VISITS = 700000 / PART;
const PUBLISHED = Math.floor(3354 / PART);
const DIGESTS = Math.floor(560 / PART);
const ACCOUNTS = PART === 1 ? 63 : 5;
const LETTERS = 310;
const REQUESTS = 4;
const HOTLINE = { consult: 63, complaint: 89, suggestion: 23, help: 226, other: 21 };
const LABELS = { consult: '咨询', complaint: '投诉', suggestion: '建议', help: '求助', other: '其他' };
const LOADERS = 4;
const PLACES = ['人民路', '建设街', '文化广场', '湖滨小区', '老城菜市场', '第二小学', '汽车站', '矿山新村'];
const THINGS = ['路灯不亮', '井盖松动', '垃圾没有清运', '公交车等不到', '夜间施工吵人', '停水没有通知',
  '树枝挡住窗户', '停车位被占'];

let stack;

before(async () => {
  stack = await startStack();
});
after(() => stack && stack.stop());

const two = (n) => String(n).padStart(2, '0');

// The i-th of count messages spread over the year, answered two days later: within every limit, whatever the
// calendar.
function message(prefix, i, count) {
  const day = new Date(Date.UTC(2020, 0, 2 + Math.floor((i * 350) / count)));
  const text = (date, hour) =>
    `${date.getUTCFullYear()}-${two(date.getUTCMonth() + 1)}-${two(date.getUTCDate())} ${two(hour)}:${two(i % 60)}:00`;
  const place = PLACES[i % PLACES.length];
  const thing = THINGS[(i >> 3) % THINGS.length];
  return {
    id: `${prefix}${i + 1}`, time: text(day, 8 + (i % 9)), title: `${place}${thing}`,
      body: `${place}${thing}，已经有一段时间了，请派人来看看。`,
    category: Object.keys(LABELS)[i % 5], name: '赵敏慧',
      phone: `1390000${String(i).padStart(4, '0').slice(-4)}`,
    answered: { reply: ANSWER, reply_time: text(new Date(day.getTime() + 2 * 86400000), 17),
      label: i % 3 === 0 ? 'jtj' : 'zjj' },
  };
}

const many = (prefix, count, shape) => Array.from({ length: count },
  (_, i) => shape(message(prefix, i, count), i));
const answered = ({ answered: answer, ...rest }) => ({ ...rest, ...answer });
const asked = ({ answered: _, name: __, phone: ___, ...rest }) => rest;

async function take(name, content, ...args) {
  const file = join(stack.state, name);
  writeFileSync(file, content);
  await run('import', file, '--publish', ...args);
}

async function run(...args) {
  const child = spawn(join(BUILD, 'wenzhengctl'), ['--state', stack.state, ...args],
    { stdio: ['ignore', 'pipe', 'pipe'] });
  let words = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (piece) => { words += piece; });
  const [code] = await once(child, 'close');
  assert.equal(code, 0, words);
}

const ndjson = (list) => list.map((one) => JSON.stringify(one)).join('\n');

function hotlineTable() {
  const kinds = Object.entries(HOTLINE).flatMap(([category, count]) => Array(count).fill(LABELS[category]));
  const rows = many('GD', kinds.length, answered).map((one, i) => [one.id, one.time, kinds[i], one.name,
    one.phone, one.body, one.label, one.reply, one.reply_time]);
  return [['工单编号', '受理时间', '来电类别', '来电人', '来电号码', '内容', '办理单位', '办理结果',
    '办结时间'], ...rows].map((row) => row.join(',')).join('\r\n');
}

test('every message of the year comes in', async () => {
  const share = (i, whole) => Math.floor((i * whole) / TOPICS);
  const turns = (i) => share(i, LEADS);
  const topics = many('T', TOPICS, (one, i) => ({ ...asked(one),
    views: share(i + 1, VISITS) - share(i, VISITS),
    ...(turns(i + 1) > turns(i) ? one.answered : {}) }));
  assert.equal(topics.filter((one) => one.reply).length, LEADS);
  await Promise.all(Array.from({ length: LOADERS }, (_, part) =>
    take(`topics-${part}.ndjson`, ndjson(topics.filter((one, i) => i % LOADERS === part)), '--source',
      'board')));
  await take('letters.ndjson', ndjson(many('L', LETTERS, answered)), '--channel', 'letter', '--source',
    'mailbox');
  await take('hotline.csv', hotlineTable(), '--channel', 'hotline', '--source', '12345');
  await take('requests.ndjson', ndjson(many('R', REQUESTS,
    (one) => ({ ...answered(one), outcome: 'granted' }))), '--channel', 'request', '--source', 'portal');
});

test('every publication of the year comes in, from its account', async () => {
  stack.ctl(['column', 'load', 'conf/columns.csv']);
  const add = (id, role) => stack.ctl(['staff', 'add', id, '--name', `${id}员`, '--roles', role,
    '--password-stdin'], `${PASSWORD}\n`);
  for (const id of accounts(ACCOUNTS)) add(id, 'editor');
  add('checker', 'reviewer');
  const file = join(stack.state, 'articles.ndjson');
  writeFileSync(file, ndjson(publications(PUBLISHED, DIGESTS, ACCOUNTS)));
  await run('import-articles', file);
  assert.equal(SPECIAL.length, 30);
  const read = new Person(stack);
  const totals = await Promise.all(SPECIAL.map(async (id) => (await read.json(`/columns/${id}.json`)).total));
  assert.ok(totals.every((total) => total > 0), String(totals));
  assert.equal(totals.reduce((sum, total) => sum + total, 0), PUBLISHED - 2 * DOCUMENTS.length);
  const library = await read.json('/policies.json');
  assert.equal(library.total, DOCUMENTS.length);
});

test('the statistics of 2020 are those of the report, all on time', async () => {
  const data = await new Person(stack).json('/stats.json?year=2020');
  const rows = Object.fromEntries(data.channels.map((row) => [row.channel, row]));
  const done = (row) => [row.received, row.leads, row.answered, row.on_time, row.on_time_rate];
  assert.deepEqual(done(rows.topic), [TOPICS, LEADS, LEADS, LEADS, 1000]);
  assert.deepEqual(done(rows.letter), [LETTERS, LETTERS, LETTERS, LETTERS, 1000]);
  assert.deepEqual(done(rows.hotline), [422, 422, 422, 422, 1000]);
  assert.deepEqual(done(rows.request), [REQUESTS, REQUESTS, REQUESTS, REQUESTS, 1000]);
  assert.deepEqual(Object.fromEntries(rows.hotline.categories.map((row) => [row.category, row.received])),
    HOTLINE);
  assert.deepEqual(Object.fromEntries(rows.hotline.categories.map((row) => [row.category, row.on_time])),
    HOTLINE);
  assert.equal(data.months.reduce((sum, month) => sum + month.received, 0), data.all.received);
  assert.equal(data.departments.reduce((sum, dept) => sum + dept.answered, 0), data.all.answered);
});

test('the yearly report of 2020 says the same, in its tables and in words', () => {
  const report = JSON.parse(stack.ctl(['report', '2020', '--format', 'json']));
  const figure = Object.fromEntries(report.figures.map(({ id, amount, rate }) => [id, { amount, rate }]));
  const amounts = (...ids) => ids.map((id) => figure[`1.${id}`].amount);
  assert.deepEqual(amounts('topic.received', 'topic.leads', 'letter.received', 'letter.answered',
    'hotline.received', 'hotline.answered', 'visits', 'articles', 'digests'),
    [TOPICS, LEADS, LETTERS, LETTERS, 422, 422, VISITS, PUBLISHED, DIGESTS]);
  assert.deepEqual(amounts('documents', 'documents.interpreted', 'documents.ontime'),
    Array(3).fill(DOCUMENTS.length));
  assert.deepEqual(amounts(...Object.keys(HOTLINE).map((name) => `hotline.${name}`)),
    Object.values(HOTLINE));
  for (const id of ['letter.ontime', 'hotline.ontime', 'request.ontime', 'documents.ontime'])
    assert.equal(figure[`1.${id}`].rate, '100%');
  const cells = Object.fromEntries(report.tables.flatMap((table) => table.blocks)
    .flatMap((block) => block.rows).flatMap((row) => row.cells).map(({ id, text }) => [id, text]));
  assert.deepEqual(['new', 'carried', 'granted', 'concluded', 'next'].map((row) => cells[`3.${row}.total`]),
    [REQUESTS, 0, REQUESTS, REQUESTS, 0].map(String));
  const words = report.topics.map((topic) => topic.figures).join('');
  const read = `公开政策文件${DOCUMENTS.length}份，解读政策文件${DOCUMENTS.length}份`;
  for (const text of [`全年网站发布信息${PUBLISHED}条`, read, `“微问政”全年访问${VISITS}次`,
    `刊发“微问政”消息${DIGESTS}期`, `发布话题${TOPICS}件，交办线索${LEADS}件`,
    `收到信箱来信${LETTERS}件，办理完成${LETTERS}件`,
    '事项422件，其中：咨询63件，投诉89件，建议23件，求助226件，其他21件；办结422件，按时办结率100%'])
    assert.ok(words.includes(text), `${text}: ${words}`);
  for (const id of ['3.new.total', '1.hotline.help', '1.letter.ontime'])
    assert.equal(stack.ctl(['report', '2020', '--proof', id]).split('\r\n').length - 2,
      Number(cells[id] ?? figure[id].amount), id);
});

test('the report is published, and a stranger\'s checker adds it up again from its lists', async () => {
  const boss = await signIn(stack, 'super1');
  for (const dept of DEPTS) await fileDept(boss, dept, {}, 2020);
  await writeTexts(boss, undefined, 2020);
  await publishReport(await Newsroom.open(stack), {}, 2020);
  const report = await new Person(stack).json('/reports/2020.json');
  const listed = Object.fromEntries(report.lists.map((list) => [list.figure, list.count]));
  assert.deepEqual([listed['1.topic.received'], listed['1.articles'], listed['1.digests']],
    [TOPICS, PUBLISHED, DIGESTS]);
  const { status, stdout, stderr } = spawnSync('python3',
    [join(ROOT, 'tests/checker/check_report.py'), stack.base, '2020'], { encoding: 'utf8' });
  assert.equal(status, 0, stdout + stderr);
  assert.match(stdout, /^2020: \d+ figures and \d+ entries hold/);
});

test('the tallies equal a scan of all cases, and every seal holds', () => {
  assert.match(stack.ctl(['recount', '--check']),
    new RegExp(`^${TOPICS + LETTERS + 422 + REQUESTS} cases, 0 entries wrong`));
  assert.match(stack.ctl(['verify']), /\b0 wrong/);
});
