// A request for information, walked on a phone as people do, with JavaScript and without: receipt,
// correction, answer, letter.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { nextPhone, Person, REQUEST, startStack } from '../e2e/lib.mjs';
import { faultsOf, launch, open, PHONE, press, signedIn } from './lib.mjs';

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

const phoneOf = (account, options) =>
  signedIn(browser, stack, account, { ...PHONE, userAgent: undefined, ...options });

for (const javaScriptEnabled of [true, false]) {
  test(`${javaScriptEnabled ? 'with' : 'without'} JavaScript: a request is confirmed, corrected, answered and printed`, async () => {
    const applicant = new Person(stack);
    const { case: n, track } = await applicant.act('/requests',
      { form: await applicant.token('/requests/new.json'), ...REQUEST, phone: nextPhone() });
    const path = `/staff/cases/${n}`;
    const dispatcher = await phoneOf('disp1', { javaScriptEnabled });
    await dispatcher.page.goto(path);
    await dispatcher.page.getByText('还没有确认收到').waitFor();
    await press(dispatcher.page, 'confirm', { on: '2026-01-05' });
    assert.equal(await dispatcher.page.locator('#confirm-on').inputValue(), '2026-01-05',
      'what was typed is kept');
    await dispatcher.page.getByText('日期不能早于').first().waitFor();
    if (javaScriptEnabled) assert.deepEqual(await faultsOf(dispatcher.page, 44), []);
    await press(dispatcher.page, 'confirm', { on: '' });
    await dispatcher.page.getByText('已完成：确认收到').waitFor();
    await press(dispatcher.page, 'assign', { dept: '市住房和城乡建设局' });
    await dispatcher.page.getByText('已完成：交办').waitFor();

    const clerk = await phoneOf('zjj1', { javaScriptEnabled });
    await clerk.page.goto(path);
    await press(clerk.page, 'correct', { reason: '请写明是哪一年的方案。' });
    await clerk.page.getByText('已完成：通知补正').waitFor();

    const asker = await open(browser, stack, { ...PHONE, javaScriptEnabled });
    await asker.page.goto(track);
    await asker.page.getByText('请写明是哪一年的方案。').first().waitFor();
    await asker.page.fill('#text', '2024 年的方案，连同附件。');
    await Promise.all([asker.page.waitForNavigation(),
      asker.page.getByRole('button', { name: '提交补正' }).click()]);
    await asker.page.getByText('已经收到您的补正').waitFor();

    await clerk.page.goto(path);
    await press(clerk.page, 'draft', { outcome: '请选择', text: '方案随本答复书提供，请查收。' });
    assert.equal(await clerk.page.locator('.field-bad').count(), 1, 'without an outcome it is not sent');
    await press(clerk.page, 'draft', { outcome: '（一）予以公开' });
    await clerk.page.getByText('已完成：提交答复').waitFor();
    const approver = await phoneOf('appr1', { javaScriptEnabled });
    await approver.page.goto(path);
    await approver.page.getByText('办理结果：（一）予以公开').waitFor();
    await press(approver.page, 'approve', {});

    await asker.page.goto(track);
    await asker.page.getByRole('link', { name: '政府信息公开申请答复书' }).click();
    await asker.page.getByRole('heading', { name: '政府信息公开申请答复书' }).waitFor();
    if (javaScriptEnabled) {
      await asker.page.evaluate(() => { window.printed = 0; window.print = () => { window.printed += 1; }; });
      await asker.page.getByRole('button', { name: '打印' }).click();
      assert.equal(await asker.page.evaluate(() => window.printed), 1, 'one press prints once');
    }
    await asker.page.emulateMedia({ media: 'print' });
    for (const hidden of ['.top', '.foot',
      '.tabbar']) assert.equal(await asker.page.locator(hidden).isVisible(), false,
      `${hidden} is not printed`);
    assert.ok(await asker.page.locator('#letter .qr svg').isVisible());
    assert.deepEqual([...dispatcher.faults, ...clerk.faults, ...approver.faults, ...asker.faults], []);
    for (const { context } of [dispatcher, clerk, approver, asker]) await context.close();
  });
}
