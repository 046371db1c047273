// A resident writes what was asked already, sees it in time, and supports it instead.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { carry, Person, staffOf, startStack } from '../e2e/lib.mjs';
import { faultsOf, launch, open, PHONE } from './lib.mjs';

let stack, browser, lamp;
const LAMP = { title: '翠屏花园东门的路灯一直不亮',
  body: '翠屏花园东门外人行道的路灯坏了一个多月，晚上老人孩子出门看不清路，请派人维修。' };
const AGAIN = { title: '翠屏花园东门的路灯不亮',
  body: '翠屏花园东门外人行道上的路灯坏了很久，晚上看不清路，请尽快维修。' };

before(async () => {
  stack = await startStack();
  browser = await launch();
  const staff = await staffOf(stack);
  lamp = (await new Person(stack).ask(LAMP)).case;
  await carry(staff, lamp, 'answered');
  stack.ctl(['jobs', '--once']);
});
after(async () => {
  if (browser) await browser.close();
  if (stack) await stack.stop();
});

test('in elder mode what was asked already stands with the text alone, and going on leads to it', async () => {
  const { context, page, faults } = await open(browser, stack, PHONE);
  await context.addCookies([{ name: 'wz_elder', value: '1', url: stack.base }]);
  await page.goto('/topics/new');
  const on = page.getByRole('button', { name: '下一步' });
  for (const name of ['title', 'body']) {
    await page.fill(`#${name}`, AGAIN[name]);
    await on.click();
  }
  const goOn = page.getByRole('button', { name: '不是，继续填写', includeHidden: true });
  await goOn.waitFor({ state: 'attached' });
  assert.ok(await goOn.isHidden(), 'not beside another question');
  await page.getByRole('button', { name: '上一步' }).click();
  await goOn.click();
  assert.equal(await page.evaluate(() => document.activeElement.id), 'body');
  assert.deepEqual(faults, []);
  await context.close();
});

for (const javaScriptEnabled of [true, false]) {
  const how = javaScriptEnabled ? 'with' : 'without';

  test(`${how} JavaScript: ask, "already asked", support`, async () => {
    const before = stack.redis('get', '{yunchuan}:seq');
    const { context, page, faults } = await open(browser, stack, { ...PHONE, javaScriptEnabled });
    await page.goto('/topics/new');
    await page.fill('#title', AGAIN.title);
    await page.fill('#body', AGAIN.body);
    if (!javaScriptEnabled) {
      await page.check('input[name=category][value=help]');
      await page.getByRole('button', { name: '提交', exact: true }).click();
    }
    const box = page.locator('#already');
    await box.getByRole('link', { name: LAMP.title }).waitFor();
    assert.equal(await page.inputValue('#title'), AGAIN.title);
    assert.equal(await page.inputValue('#body'), AGAIN.body);
    if (javaScriptEnabled) assert.deepEqual(await faultsOf(page, 44), []);
    await page.screenshot({ path: `build/screens/already-${how}.png`, fullPage: true });
    await box.getByRole('button', { name: '就是这个问题' }).click();
    await page.getByText('没有重复提交').waitFor();
    await page.getByText('有 1 人关心这件事').or(page.getByText('有 2 人关心这件事')).first().waitFor();
    assert.equal(stack.redis('get', '{yunchuan}:seq'), before, 'nothing was sent');
    await page.goto('/topics/new');
    assert.equal(await page.inputValue('#title'), '', 'the draft is gone');
    assert.deepEqual(faults, []);
    await context.close();
  });
}
