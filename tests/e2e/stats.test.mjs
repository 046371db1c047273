// The public statistics: they say what was done, no more, in every format, and the tallies behind them can be
// proved.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { ANSWER, carry, nextPhone, Person, QUESTION, soon, staffOf, startStack } from './lib.mjs';

const SECRET = '这封信的题目谁也不该看到';
let stack;
let staff;
const anybody = () => new Person(stack);
const year = () => new Date(Date.now() + 8 * 3600 * 1000).getUTCFullYear();

// Of 2020: three answered in time, one late, one that waits; in two months and two categories.
const OLD = [
  { id: '1', time: '2020-03-02 09:00:00', category: 'help', reply_time: '2020-03-04 10:00:00' },
  { id: '2', time: '2020-03-03 09:00:00', category: 'help', reply_time: '2020-03-05 10:00:00' },
  { id: '3', time: '2020-03-30 09:00:00', category: 'consult', reply_time: '2020-04-01 10:00:00' },
  { id: '4', time: '2020-04-01 09:00:00', category: 'consult', reply_time: '2020-06-01 10:00:00' },
  { id: '5', time: '2020-12-31 09:00:00', category: 'other' },
].map((line) => ({ title: '人民路路灯不亮', body: QUESTION.body, ...line,
  ...(line.reply_time ? { reply: ANSWER } : {}) }));

// Of 2019, the department by the label: zjj all in time, jtj one of four late, wlj a single one in time.
const RANKED = [['zjj', 4], ['zjj', 5], ['zjj', 6], ['jtj', 5], ['jtj', 5], ['jtj', 5], ['jtj', 27],
  ['wlj', 5]].map(([label, day], i) => ({
  id: `r${i}`, title: '人民路路灯不亮', body: QUESTION.body, category: 'help', label,
    time: '2019-03-04 09:00:00',
  reply: ANSWER, reply_time: `2019-03-${String(day).padStart(2, '0')} 10:00:00`,
}));

before(async () => {
  stack = await startStack();
  staff = await staffOf(stack);
  const file = join(stack.state, 'old.ndjson');
  writeFileSync(file, OLD.map((line) => JSON.stringify(line)).join('\n'));
  stack.ctl(['import', file, '--dept', 'jtj', '--publish']);
  stack.ctl(['dept', 'add', 'wlj', '市文化和旅游局']);
  const ranked = join(stack.state, 'ranked.ndjson');
  writeFileSync(ranked, RANKED.map((line) => JSON.stringify(line)).join('\n'));
  stack.ctl(['import', ranked, '--dept', 'zjj', '--map', 'zjj=zjj,jtj=jtj,wlj=wlj']);
});
after(() => stack && stack.stop());

const row = (list, name, value) => list.find((one) => one[name] === value);
const pick = (sums) => [sums.received, sums.leads, sums.answered, sums.on_time];

test('a past year and its months are counted by channel, category, month and department', async () => {
  const data = await anybody().json('/stats.json?year=2020');
  assert.deepEqual(pick(data.all), [5, 4, 4, 3]);
  assert.equal(data.all.on_time_rate, 750);
  const topics = row(data.channels, 'channel', 'topic');
  assert.deepEqual(pick(topics), [5, 4, 4, 3]);
  assert.deepEqual(pick(row(topics.categories, 'category', 'help')), [2, 2, 2, 2]);
  assert.deepEqual(pick(row(data.categories, 'category', 'consult')), [2, 2, 2, 1]);
  assert.equal(row(data.categories, 'category', 'help').share, 400);
  assert.deepEqual(data.months.map(pick).map(String),
    [[0, 0, 0, 0], [0, 0, 0, 0], [3, 3, 2, 2], [1, 1, 1, 1], [0, 0, 0, 0], [0, 0, 1, 0],
    ...Array(5).fill([0, 0, 0, 0]), [1, 0, 0, 0]].map(String));
  assert.deepEqual(data.departments.map((dept) => [dept.rank, dept.dept, dept.leads, dept.answered,
    dept.on_time]), [[1, 'jtj', 4, 4, 3]]);
  assert.deepEqual(data.silent.map((dept) => dept.dept), ['zjj', 'zfb', 'wlj'],
    'a department with nothing to show is named');

  const march = await anybody().json('/stats.json?year=2020&month=3');
  assert.deepEqual(pick(march.all), [3, 3, 2, 2]);
  assert.equal(march.all.average_days_tenths, 20, 'from Monday to Wednesday two working days');
  assert.deepEqual(march.months.map(pick), data.months.map(pick), 'the months stay those of the year');
});

test('every step of a live case is in the next figures, a letter too, and nothing of what it says',
  async () => {
  const asker = new Person(stack);
  const topic = await asker.ask();
  const waiting = await new Person(stack).ask({ category: 'other' });
  const writer = new Person(stack);
  const letter = await writer.act('/letters', { form: await writer.token('/letters/new'),
    addressee: '市长信箱', ...QUESTION, title: SECRET, phone: nextPhone() });
  await carry(staff, topic.case, 'answered');
  await carry(staff, letter.case, 'answered');
  await staff.mod1.move(waiting.case, 'decline', { reason: 'ads' });
  const { rating } = await asker.json(`${topic.track}.json`);
  assert.equal((await asker.act(rating.url, { form: rating.form, rating: '4' })).state, 'closed');

  await soon(async () => {
    const data = await anybody().json(`/stats.json?fresh=${Date.now()}`);
    assert.equal(data.year, year());
    assert.deepEqual(pick(data.all), [3, 2, 2, 2]);
    assert.deepEqual(data.channels.map((channel) => [channel.channel, ...pick(channel)]),
      [['topic', 2, 1, 1, 1], ['letter', 1, 1, 1, 1],
      ['hotline', 0, 0, 0, 0], ['request', 0, 0, 0, 0]]);
    assert.deepEqual([data.all.rated, data.all.satisfied, data.all.rating_tenths], [1, 1, 40]);
    assert.deepEqual(data.departments.map((dept) => dept.dept), ['zjj']);
  });
  for (const path of ['/stats', '/stats.json', '/stats.csv', '/departments/zjj', '/departments/zjj.json',
    '/departments/zjj/stats.csv']) {
    const reply = await anybody().get(`${path}?fresh=1`);
    assert.equal(reply.status, 200, path);
    assert.ok(!reply.content.includes(SECRET), path);
  }
  assert.match(stack.ctl(['recount', '--check']), / 0 entries wrong/);
});

test('the page, its JSON and its CSV tell the same', async () => {
  const data = await anybody().json('/stats.json?year=2020');
  const reply = await anybody().get('/stats.csv?year=2020');
  assert.equal(reply.headers.get('content-type'), 'text/csv; charset=utf-8');
  assert.match(reply.headers.get('content-disposition'), /^attachment; filename="stats-2020\.csv"$/);
  const lines = reply.content.replace(/^\uFEFF/, '').trimEnd().split('\r\n').map((line) =>
    line.split(',').map((field) => field.replace(/^"|"$/g, '')));
  assert.deepEqual(lines[0].slice(0, 7), ['期间', '按', '名称', '收到', '交办', '答复', '按时答复']);
  assert.ok(lines.every((line) => line.length === lines[0].length));
  const total = lines.find((line) => line[1] === '合计');
  assert.deepEqual(total.slice(3, 7).map(Number), pick(data.all));
  assert.equal(total[7], '75.0');
  assert.equal(lines.filter((line) => line[1] === '月份').length, 12);
  assert.deepEqual(lines.filter((line) => line[1] === '部门').map((line) => [line[2], line[5]]),
    [['市交通运输局', '4'], ['市住房和城乡建设局', '0'], ['市人民政府办公室', '0'],
      ['市文化和旅游局', '0']],
      'those with nothing to show too');
  const page = (await anybody().get('/stats?year=2020')).content;
  for (const text of ['75.0%', '2020年各月', '没有承办事项的部门', '市住房和城乡建设局',
    '<svg']) assert.ok(page.includes(text), text);
});

test("a department's page has its months, and the year can be chosen", async () => {
  const data = await anybody().json('/departments/jtj.json?year=2020');
  assert.deepEqual(pick(data.figures), [0, 4, 4, 3]);
  assert.deepEqual([2, 3, 5].map((i) => data.months[i].answered), [2, 1, 1]);
  const csv = (await anybody().get('/departments/jtj/stats.csv?year=2020')).content;
  assert.equal(csv.trimEnd().split('\r\n').length, 14);
  assert.equal((await anybody().get('/departments/nobody/stats.csv')).status, 404);
});

test('a period that is none gets a clear error, one without cases zeros', async () => {
  for (const query of ['year=abc', 'year=1999', 'year=99999999999', 'month=13', 'month=-1',
    'year=2020&month=x', 'year=2020%00'])
    for (const path of ['/stats', '/stats.json',
      '/stats.csv']) assert.equal((await anybody().get(`${path}?${query}`)).status, 400, `${path}?${query}`);
  assert.deepEqual(pick((await anybody().json('/stats.json?year=2001')).all), [0, 0, 0, 0]);
  assert.ok((await anybody().get('/stats?year=2001')).content.includes('<option value="2001" selected>'),
    'the form says which year is shown');
});

test('departments are ranked by what was on time; one with too few cases stands below without a rank',
  async () => {
  const { departments } = await anybody().json('/stats.json?year=2019');
  assert.deepEqual(departments.map((dept) => [dept.dept, dept.rank, dept.merit_text, dept.late]),
    [['zjj', 1, '100.0%', 0], ['jtj', 2, '75.0%', 0], ['wlj', 0, '100.0%', 0]]);
  assert.deepEqual(departments.map((dept) => dept.score_text), ['100.0%', '75.0%', '100.0%'],
    'nobody rated: what was on time alone');
});

test('each reading of a topic is counted, in its month and year', async () => {
  const visits = async () => (await anybody().json('/stats.json')).visits;
  const before = await visits();
  const { case: n } = await new Person(stack).ask();
  assert.equal((await anybody().get(`/topics/${n}/views.gif`)).status, 404,
    'nobody reads what is not public yet');
  await carry(staff, n, 'accepted');
  for (let i = 0; i < 3; i += 1) assert.equal((await anybody().get(`/topics/${n}/views.gif`)).status, 200);
  await soon(async () => assert.equal(await visits(), before + 3));
  assert.equal((await anybody().json('/stats.json?year=2020')).visits, 0);
});
