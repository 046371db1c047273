// The private inboxes on a phone: a letter from its form to its rating, and a work order from a call to the
// call-back.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { join } from 'node:path';
import { ANSWER, carry, nextPhone, staffOf, startStack } from '../e2e/lib.mjs';
import { DESK, enter, launch, open, PHONE, SCREENS } from './lib.mjs';

let stack;
let browser;
let staff;

before(async () => {
  stack = await startStack();
  staff = await staffOf(stack);
  browser = await launch();
});
after(async () => {
  if (browser) await browser.close();
  if (stack) await stack.stop();
});

const shot = (page, name) => page.screenshot({ path: join(SCREENS, `walk-${name}.png`), fullPage: true });

test('a letter is written in WeChat without JavaScript, mended, answered and judged; nothing of it is public',
  async () => {
  const { page, faults } = await open(browser, stack, { ...PHONE, javaScriptEnabled: false });
  await page.goto('/letters');
  await page.getByRole('link', { name: '写信' }).first().click();
  await page.locator('.cell', { hasText: '市长信箱' }).click();
  await page.fill('#title', '低保申请交了半年没有回音');
  await page.fill('#body', '去年九月在街道交的低保申请，到现在没有人答复，请帮忙问一问。');
  await page.locator('.cell', { hasText: '求助' }).click();
  await page.fill('#name', '赵敏慧');
  await page.fill('#phone', '123');
  assert.ok(!await page.locator('input[name=consent]').isChecked(), 'consent is not taken for granted');
  await page.getByRole('button', { name: '提交' }).click();
  await page.locator('#phone-error').waitFor();
  assert.equal(await page.inputValue('#title'), '低保申请交了半年没有回音');
  assert.ok(await page.locator('input[name=addressee]').first().isChecked(), 'whom it is for is kept');
  await shot(page, 'letter-wrong');
  faults.length = 0;
  await page.fill('#phone', nextPhone());
  await page.getByRole('button', { name: '提交' }).click();
  await page.getByRole('heading', { name: '已经收到您的来信' }).waitFor();
  await shot(page, 'letter-receipt');
  await page.getByRole('link', { name: '查看进度' }).click();
  const number = /YC\d+-0*(\d+)/.exec(await page.locator('main').innerText())[1];
  await carry(staff, Number(number), 'answered');
  await page.reload();
  await page.getByText(ANSWER.slice(0, 15)).first().waitFor();
  await page.locator('label', { hasText: /^满意$/ }).click();
  await page.getByRole('button', { name: '提交评价' }).click();
  await page.getByText('已办结').first().waitFor();
  await shot(page, 'letter-judged');
  assert.equal((await page.goto(`/letters/${number}`)).status(), 404);
  assert.deepEqual(faults, []);
});

test('a call is written down at the desk, answered, and the caller called back', async () => {
  const { page, faults } = await open(browser, stack, DESK);
  await enter(page, 'disp1');
  await page.getByRole('link', { name: '登记热线工单' }).click();
  await page.fill('#order_no', 'GD-2026-0001');
  await page.fill('#name', '陆建国');
  await page.fill('#phone', '13987654321');
  await page.locator('#category .cell', { hasText: '投诉' }).click();
  await page.locator('#urgency .cell', { hasText: '紧急' }).click();
  await page.fill('#title', '人民路口红绿灯不亮');
  await page.fill('#body', '人民路十字路口的红绿灯从昨天起不亮，早晚高峰很危险。');
  await page.getByRole('button', { name: '登记', exact: true }).click();
  await page.getByRole('heading', { name: '已收到您的来电' }).waitFor();
  await page.getByRole('link', { name: '去办理' }).click();
  const number = Number(/\/cases\/(\d+)/.exec(page.url())[1]);
  for (const text of ['GD-2026-0001', '紧急', '12345工单']) await page.getByText(text).first().waitFor();
  await carry(staff, number, 'answered');
  await page.goto('/staff');
  await page.getByRole('link', { name: /待回访/ }).click();
  await page.getByText('人民路口红绿灯不亮').click();
  await page.locator('#callback-result').selectOption({ label: '已解决' });
  await page.locator('#callback-rating').selectOption({ label: '满意' });
  await shot(page, 'callback');
  await page.getByRole('button', { name: '登记回访' }).click();
  await page.waitForURL(/done=callback/);
  await page.goto(`/staff/cases/${number}`);
  await page.getByText(/已解决，\d{4}-/).waitFor();
  assert.deepEqual(faults, []);
});
