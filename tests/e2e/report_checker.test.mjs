// A stranger's checker, which shares no code with the board, adds a published report up again and names what
// was altered since; so does the operator's command, for what the public doesn't see too.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import Ajv from 'ajv/dist/2020.js';
import { BUILD, Person, ROOT, soon } from './lib.mjs';
import { fileAll, publishReport, writeTexts, YEAR, yearOver } from './report_year.mjs';

let stack, staff, room, topic, article;
const check = () => spawnSync('python3',
  [join(ROOT, 'tests/checker/check_report.py'), stack.base, String(YEAR)], { encoding: 'utf8' });
const verify = () => spawnSync(join(BUILD, 'wenzhengctl'), ['--config', 'conf/wenzheng.conf', '--state',
  stack.state, 'report', String(YEAR), '--verify'], { cwd: ROOT, env: stack.env, encoding: 'utf8' });
const key = (pattern) => stack.redis('--scan', '--pattern', pattern);

before(async () => {
  ({ stack, staff, room, topic, article } = await yearOver());
  await fileAll(staff.super1);
  await writeTexts(staff.super1);
  await publishReport(room);
});
after(() => stack && stack.stop());

test('the checker adds up every figure and finds nothing, and neither does the command', () => {
  const { status, stdout, stderr } = check();
  assert.equal(status, 0, stdout + stderr);
  assert.match(stdout, /^2025: \d+ figures and \d+ entries hold/);
  assert.match(verify().stdout, /^\d+ lines of the lists, 0 wrong/);
  const lines = readFileSync(join(ROOT, 'tests/checker/check_report.py'), 'utf8').split('\n').length;
  assert.ok(lines <= 120, `${lines} lines`);
});

test('the report\'s JSON is what its schema says', async () => {
  const schema = JSON.parse(readFileSync(join(ROOT, 'docs/schemas/report.json'), 'utf8'));
  const validate = new Ajv({ strict: true, strictRequired: false }).compile(schema);
  const report = await new Person(stack).json(`/reports/${YEAR}.json`);
  assert.ok(validate(report), JSON.stringify(validate.errors));
  for (const wrong of [{ ...report, year: '2025' }, { ...report, lists: undefined },
    { ...report, lists: [{ figure: '3.new.total' }] }])
    assert.ok(!validate(JSON.parse(JSON.stringify(wrong))));
});

test('an article that is altered in the store is named by both', async () => {
  const versions = key(`*article:${article}:versions`);
  const entry = stack.redis('LINDEX', versions, '0');
  stack.redis('LSET', versions, '0', entry.replace('部署了全年', '布置了全年'));
  await soon(() => assert.match(check().stdout, new RegExp(`article ${article} is not as it was counted`)));
  assert.match(verify().stderr, new RegExp(`1.articles: article ${article} was changed since`));
  stack.redis('LSET', versions, '0', entry);
  await soon(() => assert.equal(check().status, 0));
});

test('a public case whose title is altered is named by both, a private one by the command', async () => {
  const title = (n, text) => stack.redis('HSET', key(`*case:${n}`), 'title', text);
  const before = stack.redis('HGET', key(`*case:${topic}`), 'title');
  title(topic, '小区门口的路灯坏了三个月没人修');
  await soon(() => assert.match(check().stdout, new RegExp(`case ${topic} is not as it was counted`)));
  assert.match(verify().stderr, new RegExp(`1.topic.received: case ${topic} was changed since`));
  title(topic, before);
  const n = 1;
  const other = stack.redis('HGET', key(`*case:${n}`), 'title');
  title(n, '另一个标题');
  assert.match(verify().stderr, new RegExp(`3.new.person: case ${n} was changed since`));
  await soon(() => assert.equal(check().status, 0, 'the public learns nothing of it'));
  title(n, other);
  assert.equal(verify().status, 0);
});

test('a list that is altered on the disk is named by both', () => {
  const folder = join(stack.state, 'reports', readdirSync(join(stack.state, 'reports'))[0]);
  const file = join(folder, '3.new.person.ndjson');
  const text = readFileSync(file, 'utf8');
  writeFileSync(file, text.split('\n').slice(1).join('\n'));
  assert.match(check().stdout, /3.new.person: not the list that was frozen\n[^]*3.new.person: the list gives 1/);
  assert.match(verify().stderr, /3.new.person.ndjson is gone or not the list that was frozen/);
  writeFileSync(file, text);
});
