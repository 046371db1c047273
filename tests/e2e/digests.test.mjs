// The daily: drafted overnight, edited, published by a second person, and never showing what is no longer
// public.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { after, before, test } from 'node:test';
import { ANSWER, PASSWORD, Person, QUESTION, ROOT, carry, signIn, soon, staffOf, startStack,
  siteMap } from './lib.mjs';

const CTL = join(resolve(ROOT, process.env.BUILD || 'build'), 'wenzhengctl');
const DAY = 24 * 3600 * 1000;
let stack, staff, editor, other, date;
const title = (i) => `文化广场第 ${i} 处健身器材坏了`;
const anybody = () => new Person(stack);

// The jobs as they run tomorrow.
function tomorrow() {
  const env = { ...stack.env, WENZHENG_CLOCK: String(DAY) };
  const { status, stderr } = spawnSync(CTL, ['--config', 'conf/wenzheng.conf', '--state', stack.state, 'jobs',
    '--once'], { cwd: ROOT, env, encoding: 'utf8' });
  assert.equal(status, 0, stderr);
  return stderr;
}

before(async () => {
  stack = await startStack();
  staff = await staffOf(stack);
  for (const [id, roles] of [['ed1', 'editor'], ['rev1', 'reviewer']])
    stack.ctl(['staff', 'add', id, '--name', `${id}姓名`, '--roles', roles, '--password-stdin'], PASSWORD +
      '\n');
  editor = await signIn(stack, 'ed1');
  other = await signIn(stack, 'rev1');
  for (const [i, state] of [[1, 'answered'], [2, 'answered'], [3, 'assigned'], [4, 'pending']]) {
    const { case: n } = await anybody().ask({ title: title(i) });
    if (state !== 'pending') await carry(staff, n, state);
  }
  date = new Date(Date.now() + 8 * 3600 * 1000).toISOString().slice(0, 10);
});
after(() => stack && stack.stop());

// As the statistics have it, past every cache.
const counted = async (year, month = '') =>
  (await anybody().json(`/stats.json?year=${year}&month=${month}&fresh=${Math.random()}`)).digests;
const change = async (person, step, fields = {}) =>
  person.do(`/staff/digests/${date}${step}`,
    { version: (await person.json(`/staff/digests/${date}.json`)).digest.version, ...fields });

test('the night makes one draft, however often it comes; nobody outside sees it', async () => {
  assert.deepEqual((await editor.json('/staff/digests.json')).digests, []);
  assert.match(tomorrow(), /1 dailies drafted/);
  assert.doesNotMatch(tomorrow(), /drafted/);
  const { digests } = await editor.json('/staff/digests.json');
  assert.deepEqual(digests.map((one) => [one.date, one.published]), [[date, false]]);
  const { digest } = await editor.json(`/staff/digests/${date}.json`);
  assert.match(digest.text,
    /收到话题 4 个，交办 3 个，答复 2 个，其中按时答复 2 个。\n\n答复的部门：市住房和城乡建设局 2 个。$/);
  assert.deepEqual(digest.cases.map((one) => one.title), [1, 2, 3].map(title));
  assert.equal(digest.cases[0].answer, ANSWER);
  assert.equal((await anybody().get(`/digests/${date}`)).status, 404);
  assert.deepEqual((await anybody().json('/digests.json')).digests, []);
});

test('only editors and reviewers get at it, with a form token', async () => {
  assert.equal((await staff.mod1.get('/staff/digests')).status, 403);
  assert.equal((await staff.mod1.do(`/staff/digests/${date}/publish`, { version: 1 })).status, 403);
  assert.equal((await anybody().get('/staff/digests', { accept: 'application/json' })).status, 401);
  for (const path of ['/publish',
    '/withdraw']) assert.equal((await editor.act(`/staff/digests/${date}${path}`,
    { form: 'forged', version: 1 })).status, 403);
  assert.equal((await editor.do(`/staff/digests/${date}/publish`)).status, 400);
  assert.equal((await editor.do('/staff/digests/2001-01-01/publish', { version: 1 })).status, 404);
  for (const bad of ['2001-01-01', '2026-02-30', 'nothing']) {
    assert.equal((await editor.get(`/staff/digests/${bad}`)).status, 404);
    assert.equal((await anybody().get(`/digests/${bad}`)).status, 404);
  }
  for (const path of ['/digests?before=x',
    '/digests.json?before=2026-02-30']) assert.equal((await anybody().get(path)).status, 400);
});

test('an edit is checked, keeps what was typed, and loses no race', async () => {
  const bad = await change(editor, '', { text: '太短', cases: '1 4' });
  assert.equal(bad.status, 422);
  assert.deepEqual(Object.keys(bad.error.fields).sort(), ['cases', 'text']);
  assert.match(bad.error.fields.cases, /“4”不是公开的件/);
  const form = await editor.token('/staff/me.json');
  const page = await editor.post(`/staff/digests/${date}`,
    { form, version: '1', text: '太短', cases: '1 <b>' }, { accept: 'text/html' });
  assert.equal(page.status, 422);
  assert.ok(page.content.includes('1 &lt;b&gt;</textarea>') && page.content.includes('>太短</textarea>'));
  const expired = await editor.post(`/staff/digests/${date}`,
    { form: 'old', version: '1', text: '很久以前打开的页面里写的正文', cases: '' }, { accept: 'text/html' });
  assert.equal(expired.status, 403);
  assert.ok(expired.content.includes('很久以前打开的页面里写的正文'));

  const text = '今天的日报：<script>alert(1)</script> 两件已经答复。';
  assert.equal((await change(editor, '', { text, cases: '2，1' })).status, 200);
  const late = await other.do(`/staff/digests/${date}`,
    { version: 1, text: '我也改一改这一期的正文。', cases: '' });
  assert.equal(late.status, 409);
  const { digest } = await other.json(`/staff/digests/${date}.json`);
  assert.deepEqual([digest.text, digest.numbers, digest.edited_name], [text, '2 1', 'ed1姓名']);
});

test('a second person publishes it; a case that is unpublished vanishes from it', async () => {
  assert.equal((await change(editor, '/publish')).status, 403);
  stack.ctl(['staff', 'add', 'chief', '--name', '管理员甲', '--roles', 'admin', '--password-stdin'],
    PASSWORD + '\n');
  const chief = await signIn(stack, 'chief');
  for (const role of ['editor', 'reviewer']) {
    const made = await chief.do('/staff/accounts',
      { id: `new-${role}`, name: '帮手', [`role_${role}`]: '1', password: PASSWORD });
    assert.equal(made.status, 201);
    const refused = await change(await signIn(stack, `new-${role}`), '/publish');
    assert.equal(refused.status, 403, `an administrator's new ${role} is no second person yet`);
    assert.match(JSON.stringify(refused), /24 小时/);
  }
  assert.equal((await change(other, '/publish')).status, 200);
  const page = await anybody().get(`/digests/${date}`);
  assert.equal(page.status, 200);
  assert.ok(page.content.includes('&lt;script&gt;') && !page.content.includes('<script>alert'));
  assert.ok(page.content.includes(title(1)) && page.content.includes(title(2)) &&
    page.content.includes(ANSWER) && !page.content.includes(title(3)));
  assert.ok(!page.content.includes('ed1'), 'who wrote it is for staff');
  assert.deepEqual(Object.keys((await anybody().json(`/digests/${date}.json`)).digest),
    ['date', 'date_text', 'published', 'version', 'text', 'released', 'released_text', 'cases']);
  await soon(async () => assert.ok((await anybody().get('/digests')).content.includes(`/digests/${date}`)));
  assert.ok((await siteMap(anybody())).includes('/digests<'));
  assert.deepEqual([await counted(date.slice(0, 4)),
    await counted(date.slice(0, 4), Number(date.slice(5, 7))), await counted('2020')], [1, 1, 0]);

  await staff.mod1.move(2, 'unpublish', { reason: '涉及个人隐私' });
  await soon(async () => {
    for (const path of [`/digests/${date}`, `/digests/${date}.json`]) {
      const { status, content } = await anybody().get(path);
      assert.equal(status, 200);
      assert.ok(content.includes(title(1)) && !content.includes(title(2)), path);
    }
  });
  assert.ok(!(await editor.get(`/staff/digests/${date}`)).content.includes(title(2)),
    'nor on the page of an editor');
});

test('a daily that is withdrawn is gone, can be changed and comes back', async () => {
  assert.equal((await change(editor, '', { text: QUESTION.body, cases: '' })).status, 409);
  assert.equal((await change(editor, '/withdraw')).status, 200);
  await soon(async () => {
    assert.equal((await anybody().get(`/digests/${date}`)).status, 404);
    assert.ok(!(await anybody().get('/digests')).content.includes(date));
  });
  assert.equal(await counted(date.slice(0, 4)), 0);
  assert.equal((await change(editor, '/withdraw')).status, 409);
  assert.doesNotMatch(tomorrow(), /drafted/);
  const form = await other.token('/staff/me.json');
  const { digest } = await other.json(`/staff/digests/${date}.json`);
  const reply = await other.post(`/staff/digests/${date}/publish`, { form, version: digest.version });
  assert.deepEqual([reply.status, reply.headers.get('location')],
    [303, `/staff/digests/${date}?done=published`]);
  assert.equal((await anybody().get(`/digests/${date}.json`)).status, 200);
});

test('the supervisors read who did what to it, and nothing of its text', async () => {
  const { events } = await staff.super1.json('/staff/events.json');
  const seen = events.filter((event) => event.action.startsWith('digest-'))
    .map((event) => `${event.action} ${event.by}`).reverse();
  assert.deepEqual(seen,
    ['digest-draft jobs', 'digest-edit ed1', 'digest-publish rev1', 'digest-withdraw ed1',
      'digest-publish rev1']);
  assert.ok(!JSON.stringify(events).includes('今天的日报'));
  const { content } = await staff.super1.get('/staff/events');
  assert.match(content, /发布日报[\s\S]*rev1姓名[\s\S]*日报 \d{4}-\d\d-\d\d/);
});
