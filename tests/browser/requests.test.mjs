// A request for information as people file it: on a phone without JavaScript, at a counter, on paper.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { join } from 'node:path';
import { nextPhone, startStack } from '../e2e/lib.mjs';
import { DESK, enter, launch, open, PHONE, SCREENS } from './lib.mjs';

let stack;
let browser;

before(async () => {
  stack = await startStack();
  browser = await launch();
});
after(async () => {
  if (browser) await browser.close();
  if (stack) await stack.stop();
});

async function fill(page, number) {
  await page.fill('#name', '赵敏慧');
  await page.fill('#paper_no', number);
  await page.fill('#phone', nextPhone());
  await page.fill('#address', '城南街道幸福路 8 号 2 单元 301 室');
  await page.fill('#title', '城南棚户区改造的补偿方案');
  await page.fill('#body', '申请公开城南棚户区改造项目的补偿安置方案全文和附件。');
  await page.locator('#wanted .cell', { hasText: '邮寄' }).click();
}

test('a resident files a request on a phone without JavaScript, and mends a wrong number', async () => {
  const { page, faults } = await open(browser, stack, { ...PHONE, javaScriptEnabled: false });
  await page.goto('/');
  await page.locator('.hero').getByRole('link', { name: '申请公开信息' }).click();
  await page.getByRole('link', { name: '我要申请' }).click();
  await page.getByRole('link', { name: '单位申请' }).click();
  assert.equal(await page.locator('#person').count(), 1, 'an organisation names whom to talk to');
  await page.getByRole('link', { name: '个人申请' }).click();
  assert.equal(await page.locator('#person').count(), 0);
  await fill(page, '110105194912310021');
  await page.getByRole('button', { name: '提交申请' }).click();
  await page.locator('#paper_no-error').getByText('身份证号不对').waitFor();
  assert.equal(await page.inputValue('#address'), '城南街道幸福路 8 号 2 单元 301 室');
  assert.ok(await page.locator('input[name=wanted][value=post]').isChecked());
  await page.screenshot({ path: join(SCREENS, 'walk-request-wrong.png'), fullPage: true });
  faults.length = 0;
  await page.fill('#paper_no', '11010519491231002X');
  await page.getByRole('button', { name: '提交申请' }).click();
  await page.getByRole('heading', { name: '已经收到您的申请' }).waitFor();
  await page.getByRole('link', { name: '查看进度' }).click();
  await page.getByRole('heading', { name: '城南棚户区改造的补偿方案' }).waitFor();
  assert.deepEqual(faults, []);
});

test('a clerk at the counter writes a request down; the printed sheet has the code and no buttons', async () => {
  const { page, faults } = await open(browser, stack, DESK);
  await enter(page, 'disp1');
  await page.getByRole('link', { name: '登记信息公开申请' }).click();
  await page.locator('#mode .cell', { hasText: '当面' }).click();
  await fill(page, '11010519491231002X');
  await page.getByRole('button', { name: '登记', exact: true }).click();
  await page.getByRole('heading', { name: '已收到您的申请' }).waitFor();
  await page.evaluate(() => { window.print = () => { document.title = 'printed'; }; });
  await page.getByRole('button', { name: '打印回执' }).click();
  assert.equal(await page.title(), 'printed');
  await page.emulateMedia({ media: 'print' });
  await page.screenshot({ path: join(SCREENS, 'walk-request-sheet.png'), fullPage: true });
  for (const name of ['#code', '#number', '.qr svg']) assert.ok(await page.locator(name).isVisible(), name);
  assert.ok(!await page.getByRole('button', { name: '打印回执' }).isVisible());
  assert.deepEqual(faults, []);
});

test('the menu fits every width', async () => {
  const { page } = await open(browser, stack, DESK);
  for (const elder of ['0', '1']) {
    await page.context().addCookies([{ name: 'wz_elder', value: elder, url: stack.base }]);
    for (const width of [768, 900, 1023, 1024, 1280]) {
      await page.setViewportSize({ width, height: 700 });
      await page.goto('/requests');
      const inside = await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth);
      assert.ok(inside, `${width} pixels, large type ${elder}`);
    }
  }
});
