// Being told, on a phone: the choice on the form and behind the tracking link; my cases; a lost code.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { join } from 'node:path';
import { nextPhone, startStack } from '../e2e/lib.mjs';
import { DESK, faultsOf, launch, markup, open, PHONE, SCREENS, writeQuestion } from './lib.mjs';

let stack;
let browser;

before(async () => {
  stack = await startStack({ config: { domain: 'wz.example.gov.cn', sms: 'on', mail: 'on' } });
  browser = await launch();
});
after(async () => {
  if (browser) await browser.close();
  if (stack) await stack.stop();
});

test('without JavaScript who wants to be told says so, mends what is wrong, changes it and finds the case again',
  async () => {
  const { page, faults } = await open(browser, stack, { ...PHONE, javaScriptEnabled: false });
  await writeQuestion(page);
  await page.locator('.cell', { hasText: '短信通知' }).click();
  await page.fill('#email', 'zhang@');
  await page.getByRole('button', { name: '提交' }).click();
  await page.locator('#sms-error').waitFor();
  assert.match(await page.locator('#sms-error').innerText(), /手机号/);
  assert.match(await page.locator('#email-error').innerText(), /name@example\.com/);
  assert.ok(await page.locator('#sms').isChecked(), 'kept');
  assert.equal(await page.inputValue('#email'), 'zhang@');
  await page.screenshot({ path: join(SCREENS, 'notices-ask.png'), fullPage: true });
  await page.fill('#phone', nextPhone());
  await page.fill('#email', 'zhang@example.com');
  await page.getByRole('button', { name: '提交' }).click();
  await page.getByRole('link', { name: '查看进度' }).click();
  await page.getByRole('link', { name: '通知：短信、邮件，更改' }).click();
  assert.ok(await page.locator('#sms').isChecked() && await page.locator('#mail').isChecked());
  assert.ok(!(await page.content()).includes('zhang@example.com'), 'masked');
  await page.locator('.cell', { hasText: '短信通知' }).click();
  await page.getByRole('button', { name: '保存' }).click();
  await page.getByText('已经保存').waitFor();
  assert.ok(!await page.locator('#sms').isChecked());
  await page.goto('/mine');
  await page.getByRole('link', { name: '小区门口的路灯坏了没人修' }).click();
  await page.getByRole('link', { name: '通知：邮件，更改' }).waitFor();
  assert.deepEqual(faults, []);
});

for (const [name, device] of [['phone', PHONE], ['desk', DESK], ['narrow', { ...PHONE,
  viewport: { width: 320, height: 640 } }]]) {
  const schemes = { phone: 'light', desk: 'dark', narrow: 'forced' };
  for (const scheme of process.env.EVERY === 'way' ? Object.values(schemes) : [schemes[name]]) {
    test(`these pages keep the rules, ${name}, ${scheme}`, async () => {
      const { page, faults } = await open(browser, stack, { ...device, ...(scheme === 'forced'
        ? { forcedColors: 'active' } : { colorScheme: scheme }) });
      await writeQuestion(page);
      await page.locator('.cell', { hasText: '短信通知' }).click();
      const found = [];
      const check = async (path) => {
        for (const fault of await faultsOf(page, 44)) found.push(`${path}: ${fault}`);
        const html = await (await page.request.get(page.url())).text();
        for (const fault of await markup(html)) found.push(`${path}: ${fault}`);
        await page.screenshot({ path: join(SCREENS, `notices-${path}-${name}-${scheme}.png`),
          fullPage: true });
      };
      await check('ask');
      await page.fill('#phone', nextPhone());
      await page.getByRole('button', { name: '提交' }).click();
      await page.getByRole('link', { name: '查看进度' }).click();
      await check('track');
      await page.getByRole('link', { name: '通知：短信，更改' }).click();
      await check('choice');
      for (const path of ['/mine', '/track', '/track/lost', '/track/lost?done=1']) {
        await page.goto(path);
        await check(path.replace(/\W/g, '-'));
      }
      assert.deepEqual([...found, ...faults], []);
    });
  }
}
