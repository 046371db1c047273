// The site check: what an inspection would find and when, on the page, as JSON and by the operator's command.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { BUILD, PASSWORD, Person, ROOT, signIn, soon, staffOf, startStack } from './lib.mjs';

const DAY = 86400000;
let stack;
let staff;
let editor;

before(async () => {
  stack = await startStack();
  staff = await staffOf(stack);
  stack.ctl(['column', 'load', join(ROOT, 'conf/columns.csv')]);
  stack.ctl(['staff', 'add', 'ed1', '--name', '编辑甲', '--roles', 'editor', '--password-stdin'],
    `${PASSWORD}\n`);
  editor = await signIn(stack, 'ed1');
});
after(() => stack && stack.stop());

function check(...options) {
  return spawnSync(join(BUILD, 'wenzhengctl'), ['--config', 'conf/wenzheng.conf', '--state', stack.state,
    'check-site', ...options], { cwd: ROOT, env: stack.env, encoding: 'utf8' });
}

const today = (offset = 0) => new Date(Date.now() + offset * DAY + 8 * 3600000).toISOString().slice(0, 10);

test('blank columns and missing settings fail at once, on the page, as JSON and by the command', async () => {
  const { findings, failing, rules } = await editor.json('/staff/check.json');
  const blank = findings.filter((row) => row.id === 'column-blank');
  assert.ok(blank.some((row) => row.what === '栏目“工作动态”' && row.link === '/columns/news' &&
    row.failing && row.fails === today() && row.who === '信息编辑' && row.severity === 'deduction'));
  assert.ok(!blank.some((row) => row.link === '/columns/open'), 'it has columns below it');
  assert.ok(findings.some((row) => row.id === 'columns-blank' && row.severity === 'veto'));
  assert.ok(findings.some((row) => row.id === 'field' && row.what.includes('网站标识码')));
  assert.ok(findings.every((row) => rules.some(({ id }) => id === row.id)));
  assert.ok(failing > 0);
  const { content } = await editor.get('/staff/check');
  assert.ok(content.includes('href="/columns/news"') && content.includes('栏目没有内容'));
  const json = check('--json');
  assert.equal(json.status, 1, json.stderr);
  assert.deepEqual(JSON.parse(json.stdout).findings, findings);
  const lines = check();
  assert.equal(lines.status, 1, lines.stderr);
  assert.equal(lines.stdout.trim().split('\n').length, findings.length);
  assert.match(lines.stdout, new RegExp(`^fails\tcolumn-blank\tdeduction\t${today()}\t-\t栏目“工作动态”\t信息编辑\t/columns/news$`, 'm'));
});

test('supervisors, administrators and editors read it, and find it in the menu; others do not', async () => {
  for (const desk of [staff.super1, editor]) {
    assert.equal((await desk.get('/staff/check')).status, 200);
    assert.ok((await desk.get('/staff')).content.includes('href="/staff/check"'));
  }
  for (const desk of [staff.mod1, staff.zjj1]) {
    assert.equal((await desk.get('/staff/check')).status, 403);
    assert.ok(!(await desk.get('/staff')).content.includes('href="/staff/check"'));
  }
  assert.notEqual((await new Person(stack).get('/staff/check')).status, 200);
});

test('the workers tell how long pages take, also those that the fresh ones find untold', async () => {
  const anybody = new Person(stack);
  const before = Number(stack.redis('hget', `{yunchuan}:pages:${today()}`, '/topics/new'));
  for (let i = 0; i < 5; i++) await anybody.get('/topics/new');
  process.kill(stack.pid('worker'), 'SIGHUP');
  await soon(async () => {
    await anybody.get('/letters/new');
    assert.ok(Number(stack.redis('hget', `{yunchuan}:pages:${today()}`, '/topics/new')) >= before + 5);
  });
  const { content } = await anybody.get('/metrics');
  assert.match(content, /wenzheng_page_duration_seconds_bucket\{page="\/topics\/new",le="15"\} \d/);
  assert.ok(!content.includes('page="/staff/check'), 'pages that the public does not read');
  const few = check();
  assert.doesNotMatch(few.stdout, /\tpages\t/);
  stack.redis('hset', `{yunchuan}:pages:${today()}`, '/topics/new slow', '5');
  assert.match(check().stdout, /^fails\tpages\tveto\t.*页面 \/topics\/new：近7天\d+次访问中有5次超过15秒/m);
});

test('a question that waits is named with the day on which it fails, and a link to it', async () => {
  const { case: n, number } = await new Person(stack).ask();
  assert.ok(!(await staff.super1.json('/staff/check.json')).findings.some((row) => row.id === 'message'));
  await stack.stop({ keep: true });
  stack = await startStack({ state: stack.state, env: { WENZHENG_CLOCK: String(70 * DAY) } });
  staff = await staffOf(stack);
  const [row] = (await staff.super1.json('/staff/check.json')).findings.filter(({ id }) => id === 'message');
  assert.deepEqual([row.what, row.link, row.who, row.failing, row.since],
    [`留言 ${number}`, `/staff/cases/${n}`, '审核人员', false, today()]);
  assert.ok(row.fails > today(88) && row.fails < today(93), row.fails);
  assert.match(check().stdout, new RegExp(`^warning\tmessage\tveto\t${row.fails}\t.*/staff/cases/${n}$`, 'm'));
});
