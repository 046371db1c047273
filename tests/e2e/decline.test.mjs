// Declining requests for information: which reasons there are, the request that one repeats, who sees it.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { attempt, carry, fileRequest, Person, staffOf, startStack } from './lib.mjs';

let stack;
let staff;
before(async () => { stack = await startStack(); staff = await staffOf(stack); });
after(() => stack && stack.stop());

const OTHER_PAPER = '110105194912310038';

// As a browser sends it: the page that comes back.
async function declinePage(n, fields) {
  const { version, form } = await staff.mod1.json(`/staff/cases/${n}.json`);
  const reply = await staff.mod1.post(`/staff/cases/${n}/decline`, { form, version, ...fields },
    { accept: 'text/html' });
  return { status: reply.status, html: reply.content };
}

test('a duplicate without the other request, or with one that it can\'t repeat, is refused beside the field', async () => {
  const one = await fileRequest(stack);
  const stranger = await fileRequest(stack, { paper_no: OTHER_PAPER });
  const topic = await new Person(stack).ask();
  const withdrawn = await fileRequest(stack);
  const ad = await fileRequest(stack);
  await staff.mod1.move(ad.n, 'decline', { reason: 'ads' });
  const page = await withdrawn.person.json(`${withdrawn.track}.json`);
  await withdrawn.person.act(page.withdraw.url, { form: page.withdraw.form });
  for (const [other, words] of [['', '与哪一件申请重复'], ['十七', '请填写完整的编号'], [one.n, '这就是本件'],
    [99999, '没有这个编号'], [topic.case, '没有这个编号'], [stranger.n, '不是同一申请人'],
    [ad.n, '也没有受理'], [withdrawn.n, '撤回']]) {
    const { status, html } = await declinePage(one.n, { reason: 'duplicate', other, note: '请看那一件' });
    assert.equal(status, 422, words);
    const field = html.slice(html.indexOf('for="decline-other"'), html.indexOf('for="decline-note"'));
    assert.ok(field.includes(words), `${words}: ${field}`);
    assert.ok(field.includes(`value="${other}"`) && html.includes('请看那一件'), 'what was typed stays');
  }
  const { status, html } = await declinePage(one.n, { reason: 'unclear' });
  assert.equal(status, 422);
  const field = html.slice(html.indexOf('for="decline-reason"'), html.indexOf('for="decline-other"'));
  for (const words of ['广告', '重复', '通知补正', '办理结果']) assert.ok(field.includes(words), words);
});

test('whoever filed the same twice reads which request it repeats, and what can be done against it', async () => {
  const first = await fileRequest(stack);
  await carry(staff, first.n, 'answered');
  for (const other of [first.n, first.number]) {
    const again = await fileRequest(stack);
    const done = await attempt(staff.mod1, again.n, 'decline', { reason: 'duplicate', other });
    assert.equal(done.status, 200, JSON.stringify(done));
    const page = (await again.person.get(again.track)).content;
    assert.ok(page.includes(`与您的另一份申请（编号 ${first.number}）重复`), page);
    assert.ok(page.includes('行政复议'));
    assert.ok(!page.includes('已就您的申请作出答复'), 'it may not be answered yet');
    const shown = (await staff.mod1.json(`/staff/cases/${again.n}.json`)).case;
    assert.equal(shown.duplicate_n, first.n);
    assert.equal(shown.clock.outcome, 'skip.repeat');
    const desk = (await staff.mod1.get(`/staff/cases/${again.n}`)).content;
    assert.ok(desk.includes(`<a href="/staff/cases/${first.n}">${first.number}</a> 重复`));
    const print = (await staff.mod1.get(`/staff/cases/${again.n}/print`)).content;
    assert.ok(print.includes(`与 ${first.number} 重复`));
  }
  stack.ctl(['recount', '--check']);
});

test('the supervisor reads who declined what, when, why and which request it repeats; others don\'t', async () => {
  const first = await fileRequest(stack);
  const again = await fileRequest(stack);
  await staff.mod1.move(again.n, 'decline', { reason: 'duplicate', other: first.n });
  const link = '<a href="/staff/declined">不予受理的信息公开申请</a>';
  assert.ok((await staff.super1.get('/staff/supervision')).content.includes(link));
  const { rows, total } = await staff.super1.json('/staff/declined.json');
  assert.equal(rows.length, total);
  assert.equal(rows[0].n, again.n);
  assert.equal(rows[0].other_number, first.number);
  assert.equal(rows[0].by, 'mod1');
  assert.equal(rows[0].reason, 'duplicate');
  assert.equal(rows.at(-1).other_n, 0, 'an advertisement repeats nothing');
  const page = (await staff.super1.get('/staff/declined')).content;
  for (const words of [again.number, first.number,
    '与已提交的事项重复']) assert.ok(page.includes(words), words);
  assert.equal((await staff.super1.get('/staff/declined?before=x')).status, 400);
  assert.equal((await staff.zjj1.get('/staff/declined')).status, 403);
});
