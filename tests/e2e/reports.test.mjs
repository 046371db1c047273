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
    '第二十条第（八）项', '<td class="num" id="c-3.new.total">2</td>']) assert.ok(content.includes(text), text);
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
  assert.match(stack.ctl(['report', YEAR, '--format', 'html']), /^<!doctype html>[^]*<td class="num" id="c-3.new.total">2</);
});

test('it is for supervisors and administrators, and only of years that have one', async () => {
  assert.equal((await staff.zjj1.get(`/staff/reports/${YEAR}`)).status, 403);
  assert.equal((await staff.mod1.get('/staff/reports')).status, 403);
  for (const year of ['2018', String(Number(YEAR) + 1), '0', '99999'])
    assert.equal((await staff.super1.get(`/staff/reports/${year}`)).status, 404, year);
});
