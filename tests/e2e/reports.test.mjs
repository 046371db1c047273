// The yearly report: its figures from the cases, on the staff's page and by the command.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { carry, day, fileRequest, Person, staffOf, startStack } from './lib.mjs';

const YEAR = day().slice(0, 4);
let stack;
let staff;

before(async () => {
  stack = await startStack();
  staff = await staffOf(stack);
  await carry(staff, (await fileRequest(stack)).n, 'answered');
  await carry(staff, (await fileRequest(stack)).n, 'assigned');
  await new Person(stack).ask();
});
after(() => stack && stack.stop());

const cells = (report) => Object.fromEntries(report.tables.flatMap((table) => table.blocks)
  .flatMap((block) => block.rows).flatMap((row) => row.cells).map((cell) => [cell.id, cell]));

test('the report counts the requests of the year, and says what is still empty', async () => {
  const report = await staff.super1.json(`/staff/reports/${YEAR}.json`);
  const cell = cells(report);
  assert.equal(cell['3.new.person'].text, '2');
  assert.equal(cell['3.new.total'].text, '2');
  assert.equal(cell['3.concluded.total'].text, '1');
  assert.equal(cell['3.next.person'].text, '1');
  assert.equal(report.figures.find(({ id }) => id === '1.topic.received').amount, 1);
  assert.equal(report.over, false);
  const check = Object.fromEntries(report.checks.map((row) => [row.id, row]));
  assert.ok(check.balance.passed && check.total.passed && check.concluded.passed);
  assert.ok(check.empty.failures.some(({ place }) => place === '2.permit.decided'));
  assert.ok(!check.problems.passed);
});

test('the page says the same, with the words of the form', async () => {
  const { content } = await staff.super1.get(`/staff/reports/${YEAR}`);
  for (const text of ['三、收到和处理政府信息公开申请情况', '5.要求行政机关确认或重新出具已获取信息',
    '第二十条第（八）项', 'data-cell="3.new.total"><a']) assert.ok(content.includes(text), text);
  assert.ok((await staff.super1.get('/staff/reports')).content.includes(`/staff/reports/${YEAR}`));
});

test('the command prints the same report as JSON, CSV, Markdown and HTML', async () => {
  const page = await staff.super1.json(`/staff/reports/${YEAR}.json`);
  const printed = JSON.parse(stack.ctl(['report', YEAR, '--format', 'json']));
  assert.deepEqual(printed.tables, page.tables);
  assert.deepEqual(printed.figures, page.figures);
  const csv = stack.ctl(['report', YEAR, '--format=csv']).split('\r\n');
  assert.ok(csv.some((line) => line.startsWith('"3.new.total",') && line.endsWith(',"2"')), csv.join('\n'));
  assert.equal(csv.filter((line) => /^"[234]\./.test(line)).length, Object.keys(cells(page)).length);
  assert.match(stack.ctl(['report', YEAR]), /\| 一、本年新收政府信息公开申请数量 \| 2 \| 0 \|/);
  assert.match(stack.ctl(['report', YEAR, '--format', 'html']), /^<!doctype html>[^]*<td data-cell="3.new.total">2</);
});

// Every field of a department's filing as the page proposes it, 二 with zeros.
async function proposal(desk, dept) {
  const page = await desk.json(`/staff/reports/${YEAR}/filings/${dept}.json`);
  const fields = { form: page.form, version: page.version, note: '据台账' };
  for (const cell of Object.values(cells(page))) if (!cell.is_sum) fields[cell.field] = cell.value || '0';
  return fields;
}
const file = (desk, dept, fields, accept = 'application/json') =>
  desk.post(`/staff/reports/${YEAR}/filings/${dept}`, fields, { accept });

test('a clerk files the own department\'s part, and the report adds it to what the cases give', async () => {
  const empty = await file(staff.zjj1, 'zjj', { ...await proposal(staff.zjj1, 'zjj'),
    'c2-permit-decided': '/', 'c2-charge-amount': '', 'c3-new-legal': '一' }, 'text/html');
  assert.equal(empty.status, 422);
  for (const text of ['请填写整数，没有的填 0', '请填写以万元为单位的数', 'id="c2-permit-decided-error"',
    'name="c2-permit-decided" value="/"', 'name="c3-new-legal" value="一"'])
    assert.ok(empty.content.includes(text), text);
  const uneven = await file(staff.zjj1, 'zjj', { ...await proposal(staff.zjj1, 'zjj'),
    'c3-new-person': '5', 'c3-granted-person': '3', 'c3-next-person': '1' }, 'text/html');
  assert.equal(uneven.status, 422);
  assert.match(uneven.content, /id="c3-next-person-error">[^<]*应为 2，现为 1/);
  const fields = { ...await proposal(staff.zjj1, 'zjj'), 'c2-permit-decided': '１２０',
    'c2-charge-amount': '12.5', 'c3-new-business': '2', 'c3-granted-business': '2' };
  const first = await file(staff.zjj1, 'zjj', fields);
  assert.equal(first.status, 200, first.content);
  const report = await staff.super1.json(`/staff/reports/${YEAR}.json`);
  const cell = cells(report);
  assert.equal(cell['2.permit.decided'].text, '120');
  assert.equal(cell['2.charge.amount'].text, '12.5');
  assert.deepEqual([cell['3.new.total'].computed, cell['3.new.total'].entered, cell['3.new.total'].text],
    ['2', '2', '4']);
  const filing = Object.fromEntries(report.filings.map((row) => [row.dept, row]));
  assert.ok(filing.zjj.filed && filing.zjj.by === 'zjj1' && filing.zjj.by_name.length > 0 &&
    filing.zjj.note === '据台账');
  assert.ok(!filing.jtj.filed && report.lacking > 0);
});

test('two who file at once: the later one is told, and shown both', async () => {
  const mine = { ...await proposal(staff.super1, 'zjj'), 'c2-penalty-decided': '7' };
  const others = { ...await proposal(staff.zjj1, 'zjj'), 'c2-penalty-decided': '9' };
  assert.equal((await file(staff.zjj1, 'zjj', others)).status, 200);
  const late = await file(staff.super1, 'zjj', mine, 'text/html');
  assert.equal(late.status, 409);
  assert.match(late.content, /name="c2-penalty-decided" value="7"[^>]*><small>已保存的是 9<\/small>/);
  const version = /name="version" value="(\d+)"/.exec(late.content)[1];
  const form = /filings\/zjj"[^>]*><input type="hidden" name="form" value="([^"]+)"/.exec(late.content)[1];
  assert.equal((await file(staff.super1, 'zjj', { ...mine, version, form })).status, 200);
});

test('what a department left over last year is proposed as carried over', async () => {
  const year = String(Number(YEAR) - 1);
  const fields = { ...await proposal(staff.super1, 'jtj'), 'c3-new-legal': '3', 'c3-next-legal': '3',
    version: 0 };
  const saved = await staff.super1.post(`/staff/reports/${year}/filings/jtj`, fields,
    { accept: 'application/json' });
  assert.equal(saved.status, 200, saved.content);
  const page = await staff.super1.json(`/staff/reports/${YEAR}/filings/jtj.json`);
  assert.equal(cells(page)['3.carried.legal'].value, '3');
});

test('a clerk files for nobody else, a moderator for none, and nobody for what there isn\'t', async () => {
  const path = (dept, year = YEAR) => `/staff/reports/${year}/filings/${dept}`;
  assert.equal((await staff.zjj1.get(path('jtj'))).status, 403);
  assert.equal((await file(staff.zjj1, 'jtj', await proposal(staff.zjj1, 'zjj'))).status, 403);
  assert.equal((await staff.mod1.get(path('zjj'))).status, 403);
  assert.equal((await staff.super1.get(path('nobody'))).status, 404);
  assert.equal((await staff.super1.get(path('zjj', '2018'))).status, 404);
  assert.ok((await staff.zjj1.get('/staff/reports')).content.includes(path('zjj')));
});

test('the words are written by supervisors, kept after an error and a lost race', async () => {
  const path = `/staff/reports/${YEAR}/texts`;
  const { form, version } = await staff.super1.json(`${path}.json`);
  const words = { form, version, problems: '一是更新不及时。', other: '本年度收取信息处理费3元。' };
  const saved = await staff.super1.post(path, words, { accept: 'application/json' });
  assert.equal(saved.status, 200, saved.content);
  const late = await staff.super1.post(path, { ...words, problems: '二是空白栏目较多。' },
    { accept: 'text/html' });
  assert.equal(late.status, 409);
  assert.ok(late.content.includes('二是空白栏目较多。') && late.content.includes('一是更新不及时。'));
  const long = await staff.super1.post(path, { ...words, version: 1, openness: '好'.repeat(3001) },
    { accept: 'text/html' });
  assert.equal(long.status, 422);
  assert.ok(long.content.includes('主动公开最多 3000 个字'));
  const report = await staff.super1.json(`/staff/reports/${YEAR}.json`);
  const check = Object.fromEntries(report.checks.map((row) => [row.id, row]));
  assert.ok(check.problems.passed);
  assert.equal(check.text.failures[0].difference, '应为 0，现为 3');
  assert.match(report.topics[1].figures, /新收政府信息公开申请4件/);
  const printed = stack.ctl(['report', YEAR]);
  for (const text of ['## 五、存在的主要问题及改进情况\n\n一是更新不及时。', '新收政府信息公开申请4件',
    '收取信息处理费0元']) assert.ok(printed.includes(text), text);
  assert.equal((await staff.zjj1.get(path)).status, 403);
  const { events } = await staff.super1.json('/staff/events.json');
  assert.ok(events.some((event) => event.action === 'report-write' && event.to === YEAR));
  assert.ok(events.some((event) => event.action === 'report-file' && event.dept === 'zjj'));
});

test('every figure of requests opens the cases behind it, by page and by command', async () => {
  const report = await staff.super1.json(`/staff/reports/${YEAR}.json`);
  const page = await staff.super1.get(`/staff/reports/${YEAR}`);
  assert.ok(page.content.includes(`href="/staff/reports/${YEAR}/proof/3.new.person"`));
  for (const [id, cell] of Object.entries(cells(report)).filter(([name]) => name.startsWith('3.'))) {
    const proof = await staff.super1.json(`/staff/reports/${YEAR}/proof/${id}.json`);
    assert.equal(String(proof.rows.length), cell.computed, id);
  }
  for (const id of ['3.new.total', '3.next.person', '3.concluded.total'])
    assert.equal(stack.ctl(['report', YEAR, '--proof', id]).split('\r\n').length - 2,
      Number(cells(report)[id].computed), id);
  const proof = await staff.super1.get(`/staff/reports/${YEAR}/proof/3.new.total`);
  for (const text of ['第三十一条', '城南棚户区改造的补偿方案', '系统统计 2', '部门填报 2',
    '市住房和城乡建设局']) assert.ok(proof.content.includes(text), text);
  const fees = await staff.super1.json(`/staff/reports/${YEAR}/proof/6.fees.json`);
  assert.deepEqual(fees.rows, []);
  assert.ok(page.content.includes('/proof/6.fees'));
  const filed = await staff.super1.json(`/staff/reports/${YEAR}/proof/2.permit.decided.json`);
  assert.deepEqual(filed.filings.map(({ dept, amount }) => [dept, amount]), [['zjj', '120']]);
  assert.equal((await staff.super1.get(`/staff/reports/${YEAR}/proof/3.new.nobody`)).status, 404);
  assert.equal((await staff.super1.get(`/staff/reports/${YEAR}/proof/3.new.total?after=x`)).status, 400);
  assert.equal((await staff.zjj1.get(`/staff/reports/${YEAR}/proof/3.new.total`)).status, 403);
});

test('it is for supervisors and administrators, and only of years that have one', async () => {
  assert.equal((await staff.zjj1.get(`/staff/reports/${YEAR}`)).status, 403);
  assert.equal((await staff.mod1.get('/staff/reports')).status, 403);
  for (const year of ['2018', String(Number(YEAR) + 1), '0', '99999'])
    assert.equal((await staff.super1.get(`/staff/reports/${year}`)).status, 404, year);
});
