// "Already asked?": what is like a question that somebody writes, and like one that waits for its review.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { ANSWER, carry, Person, staffOf, startStack } from './lib.mjs';

let stack, staff, lamp;
// Written by the jobs, which a round of them does at once.
const shelve = () => stack.ctl(['jobs', '--once']);
const LAMP = { title: '翠屏花园东门的路灯一直不亮',
  body: '翠屏花园东门外人行道的路灯坏了一个多月，晚上老人孩子出门看不清路，请派人维修。' };
const AGAIN = { title: '翠屏花园东门的路灯不亮',
  body: '翠屏花园东门外人行道上的路灯坏了很久，晚上看不清路，请尽快维修。' };
const OTHER = [
  { title: '二小门口接送车辆堵塞', body: '放学时第二小学门口乱停车，整条街都堵住了，希望有人疏导。' },
  { title: '公积金缴存比例怎么调整', body: '单位想把住房公积金的缴存比例提高，需要准备哪些材料？' },
  { title: '滨江步道的座椅破损', body: '滨江步道上好几张木头座椅断了板条，坐下去容易划伤。' },
  { title: '老年大学什么时候报名', body: '今年秋季班书法课的报名时间和学费，在哪里可以查到？' },
  { title: '农贸市场夜间噪音扰民', body: '凌晨三点就开始卸货，喇叭声很大，住在楼上的人没法睡觉。' },
];

async function topic(fields, state) {
  const receipt = await new Person(stack).ask(fields);
  await carry(staff, receipt.case, state);
  return receipt.case;
}

async function similar(fields, person = new Person(stack)) {
  const form = await person.token('/topics/new');
  const reply = await person.act('/topics/similar', { form, title: '', body: '', ...fields });
  assert.equal(reply.status, 200);
  return reply.similar;
}

before(async () => {
  stack = await startStack();
  staff = await staffOf(stack);
  for (const fields of OTHER) await topic(fields, 'accepted');
  lamp = await topic(LAMP, 'answered');
  shelve();
});
after(() => stack && stack.stop());

test('who writes about what was answered sees it with the first lines of the answer; others see nothing', async () => {
  const rows = await similar(AGAIN);
  assert.deepEqual(rows.map((row) => row.n), [lamp]);
  assert.equal(rows[0].url, `/topics/${lamp}`);
  assert.ok(rows[0].answer.length > 10 && ANSWER.startsWith(rows[0].answer.replace('…', '')));
  assert.deepEqual(await similar({ title: '博物馆周一开放吗', body: '请问市博物馆周一开不开门？' }), []);
  assert.deepEqual(await similar({}), []);
});

test('without JavaScript it is shown once before the form is taken in, and nothing typed is lost', async () => {
  const person = new Person(stack);
  const page = (await person.get('/topics/new')).content;
  const [, form] = /name="form" value="([^"]+)"/.exec(page);
  const [, look] = /name="look" value="([^"]*)"/.exec(page);
  const sent = { form, look, ...AGAIN, category: 'help', area: '城南街道', name: '', phone: '',
    altcha: await person.proof() };
  const shown = await person.again(await person.post('/topics', sent));
  assert.equal(shown.status, 200);
  assert.match(shown.content, new RegExp(`href="/topics/${lamp}"`));
  assert.match(shown.content, /就是这个问题/);
  assert.match(shown.content, new RegExp(`value="${AGAIN.title}"`));
  assert.ok(shown.content.includes(AGAIN.body) && /<option selected>城南街道</.test(shown.content));
  assert.match(shown.content, /name="look" value=""/);
  const before = Number(stack.redis('get', '{yunchuan}:seq'));
  const [, again] = /name="form" value="([^"]+)"/.exec(shown.content);
  const taken = await person.post('/topics', { ...sent, form: again, look: '',
    altcha: await person.proof() });
  assert.equal(taken.status, 303);
  assert.equal(Number(stack.redis('get', '{yunchuan}:seq')), before + 1);
});

test('"that is my question" counts as support, once, and sends nothing', async () => {
  const person = new Person(stack);
  const page = (await person.get('/topics/new')).content;
  const [, form] = /data-same="([^"]+)"/.exec(page);
  const supports = async () => (await person.json(`/topics/${lamp}/support.json`)).supports;
  const had = await supports();
  const before = stack.redis('get', '{yunchuan}:seq');
  for (let i = 0; i < 2; i += 1) {
    const reply = await person.post(`/topics/${lamp}/support`, { form, asked: '1' });
    assert.equal(reply.status, 303);
    assert.equal(reply.headers.get('location'), `/topics/${lamp}/support?asked=1`);
  }
  const done = (await person.get(`/topics/${lamp}/support?asked=1`)).content;
  assert.match(done, /data-draft-done="ask"/);
  assert.match(done, /没有重复提交/);
  assert.equal(stack.redis('get', '{yunchuan}:seq'), before);
  assert.equal(await supports(), had + 1);
});

test('what the public may not see is never shown, from the moment it was taken off', async () => {
  const hidden = await topic({ title: '西山公园凉亭屋顶漏雨严重',
    body: '西山公园半山腰凉亭的屋顶漏雨，柱子也开始腐烂，请修缮。' }, 'accepted');
  const asked = { title: '西山公园的凉亭屋顶漏雨', body: '西山公园半山腰的凉亭屋顶漏雨，柱子腐烂了，请修缮。' };
  shelve();
  assert.deepEqual((await similar(asked)).map((row) => row.n), [hidden]);
  await staff.mod1.move(hidden, 'unpublish', { reason: '内容有误' });
  assert.deepEqual(await similar(asked), []);
  shelve();
  assert.deepEqual(await similar(asked), []);
});

test('a shelf that is cut, of another version or gone is passed over, and written anew', async () => {
  const folder = join(stack.state, 'suggest');
  const list = join(folder, 'shelf');
  const whole = readFileSync(list);
  for (const bytes of [whole.subarray(0, 100), Buffer.concat([Buffer.from('WZSHELF9'), whole.subarray(8)])]) {
    writeFileSync(list, bytes);
    assert.deepEqual(await similar(AGAIN), []);
    assert.equal((await new Person(stack).get('/topics/new')).status, 200);
    shelve();
    assert.deepEqual((await similar(AGAIN)).map((row) => row.n), [lamp]);
  }
  for (const name of readdirSync(folder).filter((each) => each.endsWith('.block')))
    writeFileSync(join(folder, name), 'WZALIKE1');
  stack.redis('xadd', '{yunchuan}:events', '*', 'a', 'publish', 'c', String(lamp));
  shelve();
  assert.deepEqual((await similar(AGAIN)).map((row) => row.n), [lamp]);
});
