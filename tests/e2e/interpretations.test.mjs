// A public document must be interpreted within three working days: who sees the task, what ends it.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Newsroom } from './articles.mjs';
import { DAY, PASSWORD, Person, signIn, staffOf, startStack } from './lib.mjs';

let stack, room, staff, n, reading;
const tasks = async (desk) => (await desk.json('/staff/interpretations.json')).tasks.map((task) => task.n);
const open = async (desk) => (await desk.json('/staff.json')).interpretations?.open ?? 0;

async function signInAll() {
  staff = await staffOf(stack);
  room.editor = await signIn(stack, 'edz');
  room.reviewer = await signIn(stack, 'rev1');
}

before(async () => {
  stack = await startStack();
  stack.ctl(['column', 'load', 'conf/columns.csv']);
  room = await Newsroom.open(stack);
  stack.ctl(['staff', 'add', 'edz', '--name', '住建编辑', '--roles', 'editor', '--dept', 'zjj',
    '--password-stdin'], `${PASSWORD}\n`);
  await signInAll();
  n = await room.publish({ column: 'policy', title: '关于公共租赁住房分配的通知', validity: 'valid',
    doc_number: '云政发〔2026〕9号', doc_body: '云川市人民政府', doc_issued: '2026-01-05' });
});
after(() => stack && stack.stop());

test('the department that drafted it, editors, reviewers and supervisors see the task; nobody else does', async () => {
  for (const desk of [staff.zjj1, room.editor, room.reviewer, staff.super1]) {
    assert.deepEqual(await tasks(desk), [n]);
    assert.equal(await open(desk), 1);
  }
  assert.match((await staff.zjj1.get('/staff')).content, /href="\/staff\/interpretations"/);
  const other = await signIn(stack, 'jtj1');
  assert.deepEqual(await tasks(other), []);
  assert.equal(await open(other), 0);
  for (const desk of [staff.mod1, staff.disp1, staff.appr1])
    assert.equal((await desk.get('/staff/interpretations')).status, 403);
  assert.notEqual((await new Person(stack).get('/staff/interpretations')).status, 200);
});

test('only an editor is led to a draft, which knows the document and the column', async () => {
  const [task] = (await room.editor.json('/staff/interpretations.json')).tasks;
  assert.equal(task.draft_url, `/staff/articles/new?explains=${n}&column=interpretation`);
  assert.equal((await staff.zjj1.json('/staff/interpretations.json')).tasks[0].draft_url, '');
  const { content } = await room.editor.get(task.draft_url);
  assert.match(content, new RegExp(`<input id="explains"[^>]*value="${n}"`));
  assert.match(content, /<option value="interpretation" selected>/);
});

test('past its day it is overdue for the supervisor and fails the site check', async () => {
  assert.ok(!(await staff.super1.json('/staff/supervision.json')).tasks.length);
  await stack.stop({ keep: true });
  stack = await startStack({ state: stack.state, staff: false, env: { WENZHENG_CLOCK: String(14 * DAY) } });
  stack.ctl(['clock', 'accept']);
  await signInAll();
  const { tasks: late, interpretations } = await staff.super1.json('/staff/supervision.json');
  assert.deepEqual(late.map((task) => [task.n, task.dept_name]), [[n, '市住房和城乡建设局']]);
  assert.deepEqual(interpretations, { open: 1, late: 1 });
  assert.match((await staff.super1.get('/staff/supervision')).content, /1 份超期/);
  const { findings } = await room.editor.json('/staff/check.json');
  const row = findings.find(({ id }) => id === 'interpretation');
  assert.ok(row.failing && row.what === '政策文件 云政发〔2026〕9号' && row.who === '市住房和城乡建设局');
});

test('a public interpretation ends the task, one that is withdrawn opens it again until the same day', async () => {
  const [{ wait_due: due }] = (await room.editor.json('/staff/interpretations.json')).tasks;
  reading = await room.draft({ column: 'interpretation', title: '公共租赁住房分配政策图解', kind: 'graphic',
    explains: n });
  assert.deepEqual(await tasks(staff.zjj1), [n]);
  await room.act(room.editor, reading, 'submit');
  assert.deepEqual(await tasks(staff.zjj1), [n]);
  await room.act(room.reviewer, reading, 'approve', { secrecy: 1, wording: 1, privacy: 1, links: 1 });
  assert.deepEqual(await tasks(staff.zjj1), []);
  await room.takeDown(reading, 'gone');
  assert.deepEqual(await tasks(staff.zjj1), [n]);
  assert.equal((await room.editor.json('/staff/interpretations.json')).tasks[0].wait_due, due);
});

test('the yearly report counts it, and a supervisor opens what is behind the figure', async () => {
  const year = new Date(Date.now() + 14 * DAY).getFullYear();
  const opened = new Date().getFullYear();
  const { words, text, rule, documents } =
    await staff.super1.json(`/staff/reports/${opened}/proof/1.documents.json`);
  assert.deepEqual([words, text, rule.length > 0], ['公开政策文件', '1', true]);
  assert.deepEqual(documents.map((row) => [row.n, row.number, row.dept_name]),
    [[n, '云政发〔2026〕9号', '市住房和城乡建设局']]);
  assert.match((await staff.super1.get(`/staff/reports/${opened}/proof/1.documents`)).content,
    /计入这个数的政策文件/);
  assert.deepEqual((await staff.super1.json(
    `/staff/reports/${year}/proof/1.documents.interpreted.json`)).documents, []);
});

test('a withdrawn document needs no interpretation', async () => {
  await room.takeDown(n, 'notice');
  assert.deepEqual(await tasks(staff.zjj1), []);
  assert.match(stack.ctl(['recount', '--check']), / 0 entries wrong/);
});
