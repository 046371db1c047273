// The search on a phone, with and without JavaScript: from the field on the home page to the topic found.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { carry, Person, soon, staffOf, startStack } from '../e2e/lib.mjs';
import { launch, look, open, PHONE } from './lib.mjs';

let stack, browser;

before(async () => {
  stack = await startStack();
  browser = await launch();
  const staff = await staffOf(stack);
  const { case: n } = await new Person(stack).ask({ title: '花园小区门口的路灯坏了两个月没人修',
    body: `${'这里每天晚上都很暗，老人和孩子走路要打手电。'.repeat(4)}请尽快修好花园小区的路灯。` });
  await carry(staff, n, 'answered');
  await soon(async () => assert.equal((await new Person(stack).json('/search.json?q=花园')).total, 1));
});
after(async () => {
  if (browser) await browser.close();
  if (stack) await stack.stop();
});

for (const javaScriptEnabled of [true, false]) {
  test(`${javaScriptEnabled ? 'with' : 'without'} JavaScript a resident finds a topic and opens it`, async () => {
    const view = await open(browser, stack, { ...PHONE, javaScriptEnabled });
    const { page } = view;
    await page.goto('/');
    if (javaScriptEnabled) await look(page, 'search-home');
    await page.getByRole('searchbox', { name: '搜索' }).fill('花園 路灯');
    await page.getByRole('button', { name: '搜索', exact: true }).click();
    await page.getByText('共找到 1 条').waitFor();
    assert.deepEqual(await page.locator('mark').allTextContents(), ['花园', '路灯', '花园', '路灯']);
    if (javaScriptEnabled) await look(page, 'search-found');
    await page.fill('#q', '没有人问过的事');
    await page.getByRole('button', { name: '搜索', exact: true }).click();
    await page.getByText('没有找到').waitFor();
    assert.equal(await page.inputValue('#q'), '没有人问过的事');
    if (javaScriptEnabled) await look(page, 'search-none');
    await page.fill('#q', '-花园');
    await page.getByRole('button', { name: '搜索', exact: true }).click();
    await page.getByText('请再写一个要找的词').waitFor();
    if (javaScriptEnabled) await look(page, 'search-fault');
    await page.fill('#q', '花园');
    await page.getByText('缩小范围').click();
    await page.selectOption('#state', 'answered');
    await page.getByRole('button', { name: '按这些条件搜索' }).click();
    await page.getByRole('link', { name: /花园小区门口的路灯/ }).click();
    await page.waitForURL(/\/topics\/\d+$/);
    assert.deepEqual(view.faults, []);
    await view.context.close();
  });
}
