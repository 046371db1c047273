// The topics of a digest on a phone: ticked over two pages, introduced, published, and read.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Newsroom } from '../e2e/articles.mjs';
import { Person, carry, staffOf, startStack } from '../e2e/lib.mjs';
import { enter, launch, look, open, PHONE } from './lib.mjs';

const TITLES = ['幸福小区门口路灯不亮', '人民路东段井盖松动',
  '文化广场健身器材损坏一年多了没有人修，老人锻炼摔倒过两次'];
let stack, browser, room;

before(async () => {
  stack = await startStack();
  browser = await launch();
  const staff = await staffOf(stack);
  room = await Newsroom.open(stack);
  for (let i = 1; i <= 21; i += 1) {
    const { case: n } = await new Person(stack).ask({ title: TITLES[i - 1] || `城北第 ${i} 处自来水水压低` });
    await carry(staff, n, 'answered');
  }
});
after(async () => {
  if (browser) await browser.close();
  if (stack) await stack.stop();
});

for (const javaScriptEnabled of [true, false]) {
  test(`${javaScriptEnabled ? 'with' : 'without'} JavaScript an editor ticks topics on two pages and writes the introduction`,
    async () => {
    const view = await open(browser, stack, { ...PHONE, userAgent: undefined, javaScriptEnabled });
    const { page } = view;
    await enter(page, 'ed1');
    await page.goto('/staff/articles');
    await page.getByRole('link', { name: '选编微问政消息' }).click();
    await page.getByRole('button', { name: '选好，写导语' }).click();
    await page.getByText('请至少选一个话题。').waitFor();
    await page.getByLabel(TITLES[2]).check();
    await page.getByLabel(TITLES[1]).check();
    await page.getByRole('button', { name: '选好，看下一页' }).click();
    await page.getByText('已选 2 个').waitFor();
    await page.getByLabel(TITLES[0]).check();
    if (javaScriptEnabled) await look(page, 'digest-pick-last');
    await page.getByRole('link', { name: '回到最新' }).click();
    assert.ok(await page.getByLabel(TITLES[2]).isChecked(), 'what was ticked before stays');
    await page.getByRole('button', { name: '选好，看下一页' }).click();
    await page.getByLabel(TITLES[0]).check();
    await page.getByRole('button', { name: '选好，写导语' }).click();
    await page.waitForURL(/\/staff\/articles\/new\?/);
    assert.equal(await page.inputValue('#cases'), '3,2,1');
    if (javaScriptEnabled) await look(page, 'digest-form-picked');
    await page.getByRole('button', { name: '保存草稿' }).click();
    await page.waitForURL(/\/staff\/articles\/\d+\?done/);
    for (const title of TITLES) await page.getByRole('link', { name: title }).waitFor();
    if (javaScriptEnabled) await look(page, 'digest-drafted');
    assert.deepEqual(view.faults, []);
    await view.context.close();
  });
}

test('a resident reads it and goes to a topic, which leads back', async () => {
  await room.act(room.editor, 1, 'submit');
  await room.act(room.reviewer, 1, 'approve', { secrecy: 1, wording: 1, privacy: 1, links: 1 });
  const view = await open(browser, stack, PHONE);
  const { page } = view;
  await page.goto('/columns/digest');
  await page.getByRole('link', { name: /^微问政消息（/ }).click();
  await page.getByRole('heading', { name: '收录的话题' }).waitFor();
  await look(page, 'digest-read');
  await page.getByRole('link', { name: TITLES[2] }).click();
  await page.getByRole('heading', { name: '收录这个话题的消息' }).waitFor();
  await look(page, 'topic-in-digest');
  await page.getByRole('link', { name: /^微问政消息（/ }).click();
  await page.waitForURL(/\/articles\/1$/);
  assert.deepEqual(view.faults, []);
  await view.context.close();
});
