// The staff's search by words and filters: what each role finds of each channel and state, and nothing else.
import assert from 'node:assert/strict';
import { rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { LETTER, Person, carry, nextPhone, signIn, soon, staffOf, startStack } from './lib.mjs';

let stack, staff;
const cases = {};
const url = (q, more = {}) => `/staff/search.json?${new URLSearchParams({ q, by: 'word', ...more })}`;
const found = async (who, q, more) =>
  (await who.json(url(q, more))).rows.map((row) => row.n).sort((a, b) => a - b);
const everything = () => Object.values(cases).sort((a, b) => a - b);

before(async () => {
  stack = await startStack();
  staff = await staffOf(stack);
  const ask = async (title) =>
    (await new Person(stack).ask({ title, body: '芦苇荡里的水位太高了，请看一看。' })).case;
  cases.pending = await ask('芦苇荡还没有审核');
  cases.declined = await ask('芦苇荡不予受理');
  await staff.mod1.move(cases.declined, 'decline', { reason: 'ads' });
  cases.assigned = await ask('芦苇荡已经交办');
  await carry(staff, cases.assigned, 'assigned');
  cases.answered = await ask('芦苇荡已经答复');
  await carry(staff, cases.answered, 'answered');
  const writer = new Person(stack);
  cases.letter = (await writer.act('/letters', { form: await writer.token('/letters/new'), ...LETTER,
    title: '写给县长：芦苇荡', name: '欧阳芦笛', phone: nextPhone() })).case;
  await soon(async () => assert.deepEqual(await found(staff.mod1, '芦苇荡'), everything()));
});
after(() => stack && stack.stop());

test('who works on all cases finds all, of every channel and state; a clerk the own ones', async () => {
  for (const who of ['mod1', 'disp1', 'appr1', 'super1'])
    assert.deepEqual(await found(staff[who], '芦苇荡'), everything(), who);
  assert.deepEqual(await found(staff.zjj1, '芦苇荡'), [cases.assigned, cases.answered]);
  const body = await (await signIn(stack, 'jtj1')).json(url('芦苇荡'));
  assert.deepEqual(body.rows, []);
  assert.equal(body.next, '');
});

test('filters alone or with words: channel, state, department, days; a word that is none is refused', async () => {
  const alone = await staff.mod1.get('/staff/search?from=2026-01-01', { accept: 'text/html' });
  assert.doesNotMatch(alone.content, /按编号查找“|改为按电话/, 'no number was asked for');
  assert.deepEqual(await found(staff.mod1, '', { channel: 'letter' }), [cases.letter]);
  assert.deepEqual(await found(staff.mod1, '芦苇荡', { state: 'pending', channel: 'topic' }),
    [cases.pending]);
  assert.deepEqual(await found(staff.mod1, '', { dept: 'zjj' }), [cases.assigned, cases.answered]);
  assert.deepEqual(await found(staff.mod1, '芦苇荡', { from: '2001-01-01' }), everything());
  assert.deepEqual(await found(staff.mod1, '', { to: '2001-01-01' }), []);
  assert.deepEqual(await found(staff.mod1, '芦苇荡 -交办', { dept: 'zjj', sort: 'best' }),
    [cases.answered]);
  assert.deepEqual(await found(await signIn(stack, 'jtj1'), '', { dept: 'zjj' }), []);
  for (const bad of [{ channel: 'x' }, { state: 'x' }, { dept: '../x' }, { dept: 'nobody' },
    { from: '2026-02-30' }, { to: 'garbage' }, { from: '2026-02-02', to: '2026-02-01' }, { before: '1' }]) {
    const says = JSON.stringify(bad);
    const reply = await staff.mod1.get(url('芦苇荡', bad));
    assert.equal(reply.status, 422, says);
    assert.match(JSON.parse(reply.content).error.message, /^[^请]+，请/, says);
    const asked = new URLSearchParams({ q: '芦苇荡', by: 'word', channel: 'topic', ...bad });
    const page = await staff.mod1.get(`/staff/search?${asked}`);
    assert.equal(page.status, 422, says);
    assert.match(page.content, /id="q" name="q"[^>]* value="芦苇荡"/);
    if (!bad.channel) assert.match(page.content, /<option value="topic" selected>/);
    const field = Object.keys(bad).at(-1);
    if (field !== 'before') assert.match(page.content, new RegExp(`<p class="error" id="${field}-error">`));
  }
  for (const bad of ['-芦苇', '水'.repeat(101), Array(12).fill('水').join(' ')])
    assert.equal((await staff.mod1.get(url(bad))).status, 422, bad);
});

test('the words found are marked in the title and in the part of the text that has them', async () => {
  const page = await staff.mod1.get(`/staff/search?${new URLSearchParams({ q: '芦苇荡 水位' })}`);
  assert.match(page.content, /<mark>芦苇荡<\/mark>已经交办<\/a>/);
  assert.match(page.content, /<mark>芦苇荡<\/mark>里的<mark>水位<\/mark>太高了/);
  const { rows } = await staff.mod1.json(url('今天上午', { state: 'answered' }));
  assert.equal(rows[0].of_answer, true);
  assert.ok(rows[0].pieces.some((piece) => piece.found && piece.text === '今天上午'));
});

test('a search is put by under a name for the own account, up to 20, and forgotten again', async () => {
  const saved = async (who) => (await who.json('/staff/search.json')).saved.map((one) => one.saved_name);
  const save = async (name, more = {}) => staff.mod1.post('/staff/search/save',
    { form: await staff.mod1.token('/staff/search'), name, q: '芦苇荡', dept: 'zjj', ...more });
  const done = await save('住建的 <芦苇>');
  assert.equal(done.status, 303);
  const page = await staff.mod1.get(done.headers.get('location'));
  assert.match(page.content, /住建的 &lt;芦苇&gt;<\/a>/);
  assert.match(page.content, /<option value="zjj" selected>/);
  assert.deepEqual(await saved(staff.mod1), ['住建的 <芦苇>']);
  assert.deepEqual(await saved(staff.disp1), []);
  const [{ saved_url: again }] = (await staff.mod1.json('/staff/search.json')).saved;
  assert.match((await staff.mod1.get(again)).content, /芦苇荡<\/mark>已经交办/);
  for (const [name, says] of [['', /请给它起个名称/], ['长'.repeat(21), /名称最多 20 个字/]]) {
    const reply = await save(name);
    assert.equal(reply.status, 422, name);
    assert.match(reply.content, says);
    assert.match(reply.content, new RegExp(`name="name" type="text" value="${name}"`));
  }
  assert.equal((await save('错', { dept: 'nobody' })).status, 422);
  assert.equal((await save('空', { q: '', dept: '' })).status, 200);
  for (let i = 1; i < 20; i += 1) assert.equal((await save(`第${i}个`)).status, 303);
  assert.match((await save('多一个')).content, /已经保存了 20 个/);
  assert.equal((await save('第1个', { q: '水位' })).status, 303);
  assert.equal((await saved(staff.mod1)).length, 20);
  await staff.mod1.post('/staff/search/forget',
    { form: await staff.mod1.token('/staff/search'), name: '住建的 <芦苇>' });
  assert.equal((await saved(staff.mod1)).length, 19);
  assert.ok(!(await saved(staff.mod1)).includes('住建的 <芦苇>'));
});

test('no name or phone of a sender is in the index, which only this account may open', async () => {
  assert.deepEqual(await found(staff.mod1, '欧阳芦笛'), []);
  assert.equal(statSync(join(stack.state, 'search', 'inside')).mode & 0o777, 0o700);
});

test('without the index the page says so, and a number still leads to its case', async () => {
  process.kill(stack.pid('index'), 'SIGSTOP');
  rmSync(join(stack.state, 'search', 'inside', 'index'));
  const page = await staff.mod1.get(`/staff/search?${new URLSearchParams({ q: '芦苇荡' })}`);
  assert.equal(page.status, 503);
  assert.match(page.content, /按词语查找暂时不可用/);
  assert.equal((await staff.mod1.get(`/staff/search?q=${cases.letter}`)).headers.get('location'),
    `/staff/cases/${cases.letter}`);
  process.kill(stack.pid('index'), 'SIGCONT');
  await soon(async () => assert.deepEqual(await found(staff.mod1, '芦苇荡'), everything()));
});
