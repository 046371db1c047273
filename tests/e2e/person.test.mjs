// wenzhengctl export and erase: what is held on a person is given to that person, and erased on request, and
// the record says by whom and why.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { BUILD, carry, fileRequest, nextPhone, Person, ROOT, staffOf, startStack } from './lib.mjs';
import { askWithPhotos, followUpWithPhotos, makePhotos } from './photo_files.mjs';

const PHONE = '13812340000';
let stack, staff, asker, asked;

before(async () => {
  stack = await startStack({ config: { pow_cost: 10 } });
  staff = await staffOf(stack);
  asker = new Person(stack);
  asked = await askWithPhotos(asker, [makePhotos(200, 100, ['jpg']).jpg], { phone: PHONE, name: '张三丰',
    body: '我家住幸福小区3栋2单元501室，门口的路灯坏了两个月，请尽快修好，打我电话13812340000。' });
  assert.equal(asked.status, 201);
});
after(() => stack && stack.stop());

function ctl(...args) {
  return spawnSync(join(BUILD, 'wenzhengctl'), ['--config', stack.env.WENZHENG_CONFIG, '--state', stack.state,
    ...args], { cwd: ROOT, encoding: 'utf8' });
}

function refused(message, ...args) {
  const { status, stdout, stderr } = ctl(...args);
  assert.equal(status, 1, stdout);
  assert.match(stderr, message);
}

function exported(...args) {
  const { status, stdout, stderr } = ctl('export', ...args, '--by', 'super1');
  assert.equal(status, 0, stderr);
  return JSON.parse(stdout);
}

const photoFiles = () => {
  const folder = join(stack.state, 'photos', String(asked.case));
  return existsSync(folder) ? readdirSync(folder) : [];
};

test('a copy has what was typed, the contact data, photos and what was done, and nothing of anybody else',
  async () => {
  const other = await new Person(stack).ask();
  await carry(staff, asked.case, 'assigned');
  for (const copy of [exported(String(asked.case)), exported(asked.number),
    exported('--phone', '138-1234-0000')]) {
    assert.deepEqual(copy.cases.map((each) => each.number), [asked.number]);
    const [held] = copy.cases;
    assert.equal(held.contact.phone, PHONE);
    assert.equal(held.contact.name, '张三丰');
    assert.match(held.contact.body, /3栋2单元501室.*13812340000/);
    assert.doesNotMatch(held.thread[0].text, /13812340000/);
    assert.equal(held.thread[0].kind, 'question');
    assert.ok(held.photos.every((name) => existsSync(join(stack.state, 'photos', name))));
    assert.equal(held.photos.length, 1);
    for (const name of ['code', 'tel', 'dev', 'contact', 'own', 'ltrs', 'cslt', 'into', 'dupof'])
      assert.ok(!(name in held.stored), name);
    assert.deepEqual([...new Set(copy.events.map((event) => event.case))], [asked.case]);
    assert.deepEqual(copy.events.at(-1).action, 'submit');
  }
  assert.ok(other.case !== asked.case);
  const { events: rows } = await staff.super1.json('/staff/events.json');
  assert.deepEqual([rows[0].action_label, rows[0].by, rows[0].dept_name],
    ['向本人提供个人信息副本', 'super1', '个人信息保护法第四十五条']);
});

test('who does it, for which case and why must be said', () => {
  refused(/--by ACCOUNT names who/, 'export', '1');
  refused(/there is no such account/, 'export', '1', '--by', 'nobody');
  stack.ctl(['staff', 'disable', 'jtj1']);
  refused(/this account is disabled/, 'export', '1', '--by', 'jtj1');
  refused(/takes the number of a case, or --phone/, 'export', '--by', 'super1');
  refused(/no case has this number/, 'export', '--phone', '13800001111', '--by', 'super1');
  refused(/there is no case 999/, 'export', '999', '--by', 'super1');
  refused(/--basis takes purpose/, 'erase', '1', '--by', 'super1');
});

test('a copy by a telephone that several people gave comes with a warning, one of a single person without', async () => {
  const phone = nextPhone();
  await new Person(stack).ask({ phone, name: '王小明' });
  await new Person(stack).ask({ phone, name: '王小明' });
  const export_ = () => ctl('export', '--phone', phone, '--by', 'super1');
  assert.deepEqual([export_().status, export_().stderr], [0, '']);
  await new Person(stack).ask({ phone, name: '李晓红' });
  const mixed = export_();
  assert.equal(JSON.parse(mixed.stdout).cases.length, 3);
  assert.match(mixed.stderr, /different names.*several people[^]*one by one/);
});

test('what is still handled is not erased, and a request for information is kept', async () => {
  refused(/is still being handled/, 'erase', String(asked.case), '--by', 'super1', '--basis', 'consent');
  assert.equal(photoFiles().length, 2);
  const { n } = await fileRequest(stack);
  refused(/is a request for information: it is kept whole for \d+ years/, 'erase', String(n), '--by', 'super1',
    '--basis', 'consent');
});

test('erased on request, nothing tells who sent it; the masked text, its answer and the record stay',
  async () => {
  await staff.zjj1.move(asked.case, 'draft', { text: '您好，您反映的路灯已经修好，感谢您的来信。' });
  await staff.appr1.move(asked.case, 'approve');
  const { rating } = await asker.json(`${asked.track}.json`);
  assert.equal((await asker.act(rating.url, { form: rating.form, rating: '5' })).status, 200);
  for (const text of ['我家三楼的窗户还是黑的，请看照片。', '这一条还没有人看过，请看照片。'])
    await followUpWithPhotos(asker, asked.track, text, [makePhotos(200, 100, ['jpg']).jpg]);
  const first = (await staff.mod1.json('/staff/queues/review.json')).rows
    .find((row) => row.n === asked.case && row.is_held);
  const no = await staff.mod1.do(`/staff/cases/${asked.case}/held/${first.held}/refuse`, { reason: 'scope' });
  assert.equal(no.status, 200);
  const [before] = exported(String(asked.case)).cases;
  assert.deepEqual([before.waiting.length, before.refused.length, before.photos.length], [1, 1, 3]);
  const { status, stdout, stderr } = ctl('erase', asked.number, '--by', 'super1', '--basis', 'consent');
  assert.equal(status, 0, stderr);
  assert.match(stdout, /contact data, .* erased; 1 posts that waited for review and 3 photos removed\nkept: /);
  assert.deepEqual(photoFiles(), []);
  const [held] = exported(String(asked.case)).cases;
  assert.deepEqual([held.contact, held.photos, held.waiting, held.stored.asker], [{}, [], [], '匿名网友']);
  assert.deepEqual(held.thread.map(({ text }) => text), before.thread.map(({ text }) => text));
  const stored = stack.redis('hgetall', `{yunchuan}:case:${asked.case}`);
  assert.doesNotMatch(stored, /^(?:contact|tel|dev|fil|told)$/m);
  refused(/no case has this number/, 'export', '--phone', PHONE, '--by', 'super1');
  const { events: rows } = await staff.super1.json('/staff/events.json');
  const event = rows.find((row) => row.action === 'erasure');
  assert.deepEqual([event.action_label, event.by, event.dept_name, event.case],
    ['依本人请求删除个人信息', 'super1', '个人信息保护法第四十七条第一款第三项', asked.case]);
  const again = ctl('erase', asked.number, '--by', 'super1', '--basis', 'consent');
  assert.match(again.stdout, /was erased before; 0 .* and 0 photos/);
  for (const command of [['recount', '--check'], ['verify']]) {
    const result = ctl(...command);
    assert.equal(result.status, 0, result.stdout + result.stderr);
  }
});
