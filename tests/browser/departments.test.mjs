// Several departments on a case, pressed on a phone as people do, with JavaScript and without.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { carry, Person, staffOf, startStack } from '../e2e/lib.mjs';
import { enter, faultsOf, launch, open, PHONE, press, signedIn } from './lib.mjs';

let stack;
let browser;
let staff;

before(async () => {
  stack = await startStack();
  browser = await launch();
  staff = await staffOf(stack);
});
after(async () => {
  if (browser) await browser.close();
  if (stack) await stack.stop();
});

async function asked(title, state) {
  const receipt = await new Person(stack).ask({ title });
  if (state) await carry(staff, receipt.case, state);
  return receipt;
}

const phoneOf = (account, options) =>
  signedIn(browser, stack, account, { ...PHONE, userAgent: undefined, ...options });

for (const javaScriptEnabled of [true, false]) {
  const how = javaScriptEnabled ? 'with' : 'without';

  test(`${how} JavaScript: a department is asked, finds the case in its queue and gives its opinion`,
    async () => {
    const { case: n } = await asked(`南湖路路口的护栏倒了${how}`, 'assigned');
    const dispatcher = await phoneOf('disp1', { javaScriptEnabled });
    await dispatcher.page.goto(`/staff/cases/${n}`);
    await press(dispatcher.page, 'assist', { dept: '市交通运输局', reason: '请核实护栏由谁养护。' });
    await dispatcher.page.getByText('已完成：请部门协办').waitFor();
    await dispatcher.page.getByText('请核实护栏由谁养护。').first().waitFor();

    const clerk = await open(browser, stack, { ...PHONE, userAgent: undefined, javaScriptEnabled });
    await enter(clerk.page, 'jtj1');
    assert.match(clerk.page.url(), /\/staff\/queues\/dept:jtj$/, 'the only desk is where a clerk lands');
    await clerk.page.getByText('请本部门协办').waitFor();
    await clerk.page.getByRole('link', { name: `南湖路路口的护栏倒了${how}` }).click();
    await press(clerk.page, 'opinion', { text: '护' });
    assert.equal(await clerk.page.locator('#opinion-text').inputValue(), '护', 'what was typed is kept');
    assert.equal(await clerk.page.locator('.field-bad').count(), 1);
    if (javaScriptEnabled) assert.deepEqual(await faultsOf(clerk.page, 44), []);
    await press(clerk.page, 'opinion', { text: '护栏由我局养护，三天内扶正。' });
    await clerk.page.getByText('已完成：提交协办意见').waitFor();
    await clerk.page.getByText('已提交意见').waitFor();
    assert.deepEqual([...dispatcher.faults, ...clerk.faults], []);
    await dispatcher.context.close();
    await clerk.context.close();
  });

  test(`${how} JavaScript: a duplicate is merged with one press, its asker follows the link, and the merge is undone`, async () => {
    const target = await asked(`西门菜市场污水横流没人管${how}`, 'accepted');
    const duplicate = await asked(`西门菜市场污水横流${how}`);
    stack.ctl(['jobs', '--once']);
    const moderator = await phoneOf('mod1', { javaScriptEnabled });
    await moderator.page.goto(`/staff/cases/${duplicate.case}`);
    const suggestion = moderator.page.locator('#similar li', { hasText: `西门菜市场污水横流没人管${how}` });
    await Promise.all([moderator.page.waitForNavigation(),
      suggestion.getByRole('button', { name: '并入这一件' }).click()]);
    await moderator.page.getByText('已完成：合并').waitFor();

    const asker = await open(browser, stack, { ...PHONE, javaScriptEnabled });
    await asker.page.goto(duplicate.track);
    await asker.page.getByRole('link', { name: `西门菜市场污水横流没人管${how}` }).click();
    await asker.page.waitForURL(`**/topics/${target.case}`);

    await press(moderator.page, 'unmerge', { note: '不是同一处' });
    await moderator.page.getByText('已完成：撤销合并').waitFor();
    await asker.page.goto(duplicate.track);
    await asker.page.getByText('待审核').first().waitFor();
    assert.deepEqual([...moderator.faults, ...asker.faults], []);
    await moderator.context.close();
    await asker.context.close();
  });
}
