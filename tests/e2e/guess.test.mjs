// Whose a case may be: learned from this site's assignments, shown with the words that spoke for it.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Person, signIn, staffOf, startStack } from './lib.mjs';

let stack, staff;
const LAMPS = ['解放路路灯整排不亮', '东门巷路灯坏了没人修', '路灯白天也亮着',
  '老街路灯太暗看不清', '公园路路灯杆倾斜', '桥头路灯一闪一闪'];
const BUSES = ['三路公交车等了一小时', '公交站台没有遮雨棚', '末班公交车太早',
  '公交车司机甩站', '公交线路能不能延长', '公交卡不能充值'];

async function assigned(title, body, dept) {
  const { case: n } = await new Person(stack).ask({ title, body });
  await staff.mod1.move(n, 'accept');
  await staff.disp1.move(n, 'assign', { dept });
  return n;
}
const guesses = async (n, who = staff.disp1) => (await who.json(`/staff/cases/${n}.json`)).guesses;

before(async () => {
  stack = await startStack();
  staff = { ...await staffOf(stack), jtj1: await signIn(stack, 'jtj1') };
  for (const title of LAMPS) await assigned(title, `${title}，晚上走路很危险，请把路灯修好。`, 'zjj');
  for (const title of BUSES) await assigned(title, `${title}，上班的人很着急，请公交公司改进。`, 'jtj');
});
after(() => stack && stack.stop());

test('what was learned is said with its words to who decides, and nothing is done by itself', async () => {
  const { case: n } = await new Person(stack).ask({ title: '西门外的路灯坏了',
    body: '西门外的路灯坏了三盏，请修好路灯。' });
  assert.deepEqual(await guesses(n), [], 'nothing was learned yet');
  assert.match(stack.ctl(['suggest-learn']), /learned from 12 assigned cases/);
  const [guess] = (await guesses(n)).filter((each) => each.guess_field === 'dept');
  assert.equal(guess.guess_value, 'zjj');
  assert.ok(guess.guess_words.some((word) => '路灯'.includes(word) || word.includes('路灯')),
    JSON.stringify(guess));
  assert.deepEqual(await guesses(n, staff.super1), [], 'only for whoever decides it');
  const page = (await staff.disp1.get(`/staff/cases/${n}?dept=zjj`)).content;
  assert.match(page, /<option value="zjj" selected>/);
  assert.equal((await staff.mod1.json(`/staff/cases/${n}.json`)).case.state, 'pending');
});

test('a correction is learned: what went elsewhere since counts as it stands now', async () => {
  for (const title of LAMPS) {
    const n = LAMPS.indexOf(title) + 1;
    await staff.disp1.move(n, 'reassign', { dept: 'jtj', reason: '路灯归交通运输局管养' });
  }
  for (const word of ['停车', '水管', '垃圾'])
    await assigned(`${word}问题请处理`, `小区的${word}问题一直没有人管，请住建局处理。`, 'zjj');
  stack.ctl(['suggest-learn']);
  const { case: n } = await new Person(stack).ask({ title: '北门的路灯坏了',
    body: '北门的路灯坏了两盏，请修好路灯。' });
  const [guess] = (await guesses(n)).filter((each) => each.guess_field === 'dept');
  assert.equal(guess.guess_value, 'jtj');
});

test('a model that is cut or of another version says nothing, and the page works', async () => {
  const { case: n } = await new Person(stack).ask({ title: '南门的路灯坏了',
    body: '南门的路灯坏了两盏，请修好路灯。' });
  assert.ok((await guesses(n)).length > 0);
  const path = join(stack.state, 'suggest', 'department.model');
  const whole = readFileSync(path);
  for (const bytes of [whole.subarray(0, 1000),
    Buffer.concat([whole.subarray(0, 8), Buffer.from([9]), whole.subarray(9)])]) {
    writeFileSync(path, bytes);
    assert.deepEqual((await guesses(n)).filter((each) => each.guess_field === 'dept'), []);
  }
  stack.ctl(['suggest-learn']);
  assert.ok((await guesses(n)).length > 0);
});
