// The signed link by which a department answers without an account: its life and its death.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { addDept, ask, Desk, hire, startDesks } from './staff_client.mjs';

const ANSWER = '您好，您反映的路灯已于今天上午修好，感谢您对城市照明的关心。';

/* A phone may ask five times a day. */
let phones = 13800001000;
let stack;
let admin;
let moderator;
let dispatcher;
let clerk;
let approver;

before(async () => {
  ({ stack, admin } = await startDesks());
  await addDept(admin, 'zjj', '市住房和城乡建设局', '感谢您的关心。');
  moderator = await hire(stack, admin, 'shenhe', ['moderator']);
  dispatcher = await hire(stack, admin, 'jiaoban', ['dispatcher']);
  clerk = await hire(stack, admin, 'zhujian', ['clerk'], 'zjj');
  approver = await hire(stack, admin, 'shenqian', ['approver']);
});

after(async () => {
  await stack?.stop();
});

async function linked() {
  phones += 1;
  const asked = await ask(stack, { phone: String(phones) });
  await moderator.must(asked.case, 'accept');
  await dispatcher.must(asked.case, 'assign', { dept: 'zjj' });
  const { answer_link: link } = (await dispatcher.twin(`/staff/cases/${asked.case}`)).body;
  return { n: asked.case, path: new URL(link).pathname };
}

test('an answer may be as long as the form says, also in characters of nine bytes in a form', async () => {
  const { n, path } = await linked();
  const visitor = new Desk(stack);
  const text = '长'.repeat(10000);
  assert.equal((await visitor.submit(path, { form: await visitor.token(path), text })).status, 200);
  assert.equal((await clerk.twin(`/staff/cases/${n}`)).body.draft.draft_text.length, 10000);
});

test('who sees the link: the dispatcher and the department, while the case is assigned', async () => {
  const { n, path } = await linked();
  assert.ok((await clerk.twin(`/staff/cases/${n}`)).body.answer_link.endsWith(path));
  assert.equal((await moderator.twin(`/staff/cases/${n}`)).body.answer_link, undefined);
  assert.match((await dispatcher.page(`/staff/cases/${n}`)).html, /答复链接的二维码/);
  await clerk.must(n, 'draft', { text: ANSWER });
  assert.equal((await dispatcher.twin(`/staff/cases/${n}`)).body.answer_link, undefined);
});

test('the page: the question without contact data, and one form', async () => {
  const { path } = await linked();
  const phone = new Desk(stack);
  const { status, html, headers } = await phone.page(path);
  assert.equal(status, 200);
  assert.equal(headers.get('cache-control'), 'no-store');
  assert.match(html, /南湖公园/);
  assert.doesNotMatch(html, /1380000\d{4}|张三丰/);
  assert.match(html, /感谢您的关心。/);
  assert.match(html, /<textarea id="text"/);
});

test('an answer sent through it waits for approval, then is published; the link is dead either way',
  async () => {
  const { n, path } = await linked();
  const phone = new Desk(stack);
  const form = await phone.token(path);
  const short = await phone.submit(path, { form, text: '好' });
  assert.equal(short.status, 422);
  assert.ok(short.body.error.fields.text);
  assert.equal((await phone.submit(path, { form: 'x', text: ANSWER })).status, 403);
  const kept = await phone.submit(path, { form: 'x', text: ANSWER }, { html: true });
  assert.equal(kept.status, 403);
  assert.ok(kept.html.includes(ANSWER));
  const sent = await phone.submit(path, { form, text: ANSWER }, { html: true });
  assert.equal(sent.status, 303);
  assert.match((await phone.page(sent.location)).html, /答复已经提交/);
  assert.equal((await approver.twin(`/staff/cases/${n}`)).body.draft.draft_by,
    '市住房和城乡建设局（答复链接）');
  const again = await phone.submit(path, { form, text: `${ANSWER}又一次。` });
  assert.equal(again.status, 409);
  await approver.must(n, 'approve');
  const dead = await phone.page(path);
  assert.equal(dead.status, 403);
  assert.match(dead.html, /已经答复/);
});

test('another assignment kills the older link, and its page says why', async () => {
  const { n, path } = await linked();
  await clerk.must(n, 'return', { reason: '不属于本局' });
  assert.equal((await new Desk(stack).page(path)).status, 403);
  await dispatcher.must(n, 'assign', { dept: 'zjj' });
  const old = await new Desk(stack).page(path);
  assert.equal(old.status, 403);
  assert.match(old.html, /重新交办/);
  const { answer_link: link } = (await dispatcher.twin(`/staff/cases/${n}`)).body;
  assert.equal((await new Desk(stack).page(new URL(link).pathname)).status, 200);
});

test('the link runs out thirty days after the due time', async () => {
  const { n, path } = await linked();
  const claims = JSON.parse(Buffer.from(path.split('.')[1], 'base64url'));
  const { wait_due: due } = (await clerk.twin(`/staff/cases/${n}`)).body;
  assert.equal(claims.exp, Math.ceil((due + 30 * 24 * 3600e3) / 1000));
  assert.equal(claims.case, n);
  assert.equal(claims.dept, 'zjj');
});

test('forged links and tokens of another kind open nothing', async () => {
  const { path } = await linked();
  const other = await ask(stack);
  const token = path.slice('/answer/'.length);
  const [head, body] = token.split('.');
  const claims = JSON.parse(Buffer.from(body, 'base64url'));
  const moved = Buffer.from(JSON.stringify({ ...claims, case: other.case })).toString('base64url');
  const tracking = other.track.slice('/t/'.length);
  for (const bad of ['x', `${head}.${moved}.${token.split('.')[2]}`, `${head}.${body}.`, tracking]) {
    const { status, html } = await new Desk(stack).page(`/answer/${bad}`);
    assert.equal(status, 403, bad);
    assert.match(html, /链接不正确，或者已经过期/);
  }
  assert.equal((await new Desk(stack).page(`/t/${token}`)).status >= 400, true);
});
