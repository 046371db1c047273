// A case that goes elsewhere, and a department that asks for more time, pressed on a phone as people do.
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { carry, Person, staffOf, startStack } from '../e2e/lib.mjs';
import { enter, faultsOf, launch, open, PHONE, press, SCREENS } from './lib.mjs';

const REASON = '这段路由交通部门养护，不属于我局职责。';
let stack;
let browser;
let staff;

before(async () => {
  stack = await startStack();
  browser = await launch();
  staff = await staffOf(stack);
  mkdirSync(SCREENS, { recursive: true });
});
after(async () => {
  if (browser) await browser.close();
  if (stack) await stack.stop();
});

async function assigned(title) {
  const receipt = await new Person(stack).ask({ title });
  await carry(staff, receipt.case, 'assigned');
  return receipt;
}

async function phoneOf(account, options) {
  const view = await open(browser, stack, { ...PHONE, ...options });
  if (account) await enter(view.page, account);
  return view;
}

const shot = (page, name) => page.screenshot({ path: join(SCREENS, `transfer-${name}.png`), fullPage: true });

for (const javaScriptEnabled of [true, false]) {
  const how = javaScriptEnabled ? 'with' : 'without';

  test(`${how} JavaScript: a department gives a case back by its link`, async () => {
    const { case: n } = await assigned(`青年路隔离栏倒了${how}`);
    const link = JSON.parse((await staff.disp1.get(`/staff/cases/${n}.json`)).content).answer_link;
    const { page, context, faults } = await phoneOf(null, { javaScriptEnabled });
    await page.goto(new URL(link).pathname);
    await page.getByText('不属于本单位职责，退回').click();
    await page.getByRole('button', { name: '退回', exact: true }).click();
    await page.locator('.field-bad #reason').waitFor();
    if (javaScriptEnabled) assert.deepEqual(await faultsOf(page, 44), []);
    await shot(page, `link-${how}`);
    await page.locator('#reason').fill(REASON);
    await page.getByRole('button', { name: '退回', exact: true }).click();
    await page.getByRole('heading', { name: '已经退回' }).waitFor();
    await shot(page, `returned-${how}`);
    assert.deepEqual(faults, []);
    await context.close();
  });

  test(`${how} JavaScript: an extension is asked for and refused, then the case goes elsewhere`, async () => {
    const { case: n, track } = await assigned(`人民路井盖松动${how}`);
    const clerk = await phoneOf('zjj1', { javaScriptEnabled });
    await clerk.page.goto(`/staff/cases/${n}`);
    await press(clerk.page, 'ask-extension', { days: '3', reason: '要等配件到货。' });
    await clerk.page.getByText('承办部门申请延期 3 个工作日').waitFor();
    await shot(clerk.page, `asked-${how}`);

    const dispatcher = await phoneOf('disp1', { javaScriptEnabled });
    await shot(dispatcher.page, `desk-${how}`);
    await dispatcher.page.locator('.desk', { hasText: '延期申请' }).click();
    await dispatcher.page.getByText('申请延期 3 个工作日').waitFor();
    await shot(dispatcher.page, `queue-${how}`);
    await dispatcher.page.getByRole('link', { name: `人民路井盖松动${how}` }).click();
    assert.equal(await dispatcher.page.locator('#extend-days').inputValue(), '3');
    assert.equal(await dispatcher.page.locator('#extend-reason').inputValue(), '要等配件到货。');
    if (javaScriptEnabled) assert.deepEqual(await faultsOf(dispatcher.page, 44), []);
    await shot(dispatcher.page, `dispatcher-${how}`);
    await press(dispatcher.page, 'refuse-extension', { reason: '配件库里有。' });
    await clerk.page.reload();
    await clerk.page.getByText('交办员不同意延期').waitFor();
    await dispatcher.page.goto(`/staff/cases/${n}`);
    await press(dispatcher.page, 'reassign', { dept: '市交通运输局', reason: REASON });
    await dispatcher.page.getByText('已完成：改派').waitFor();
    await shot(dispatcher.page, `reassigned-${how}`);
    await press(dispatcher.page, 'recall', { reason: '先核实由谁养护。' });
    await dispatcher.page.getByText('已完成：收回').waitFor();
    await dispatcher.page.goto(track);
    await dispatcher.page.getByText('正在重新安排承办部门').first().waitFor();
    await shot(dispatcher.page, `track-${how}`);
    assert.deepEqual([...dispatcher.faults, ...clerk.faults], []);
    await dispatcher.context.close();
    await clerk.context.close();
  });
}
