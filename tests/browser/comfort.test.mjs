// The desks' comforts as people use them: keys, several cases at once, saved answers; with JavaScript and
// without.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { carry, PASSWORD, Person, staffOf, startStack } from '../e2e/lib.mjs';
import { faultsOf, launch, markup, open, PHONE, signedIn } from './lib.mjs';

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
  const { case: n } = await new Person(stack).ask({ title });
  if (state) await carry(staff, n, state);
  return n;
}

const deskOf = (account, options) => signedIn(browser, stack, account, options);

// With JavaScript how the page is to use, without it what was sent.
const wrongWith = async (page, javaScript) => (javaScript ? faultsOf(page,
  44) : markup(await page.content()));

const here = (page) => page.evaluate(() => {
  const row = document.querySelector('tr[data-at]');
  return row && row.querySelector('a').textContent;
});

test('keys move through the queue, tick, open, go on and print; ? lists them; typing and modifiers are left alone', async () => {
  for (const title of ['一号楼电梯停了', '二号楼电梯停了', '三号楼电梯停了']) await asked(title);
  const { page, context, faults } = await deskOf('mod1');
  await page.goto('/staff/queues/review');
  const titles = await page.locator('[data-queue] tbody th a').allTextContents();
  await page.keyboard.press('j');
  assert.equal(await here(page), titles[0]);
  await page.keyboard.press('j');
  assert.equal(await here(page), titles[1]);
  await page.keyboard.press('k');
  assert.equal(await here(page), titles[0]);
  await page.keyboard.press('x');
  assert.deepEqual(await page.locator('input[name^=pick_]:checked').count(), 1);
  await page.getByText('已勾选 1 件').waitFor();
  await page.keyboard.press('Control+j');
  assert.equal(await here(page), titles[0], 'with a modifier nothing happens');
  await page.keyboard.press('?');
  const dialog = page.getByRole('dialog', { name: '快捷键' });
  await dialog.waitFor();
  assert.deepEqual(await faultsOf(page, 44), []);
  assert.equal(await dialog.locator('dt').count(), (await staff.mod1.json('/staff/keys.json')).keys.length);
  await page.keyboard.press('j');
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'hidden' });
  assert.equal(await here(page), titles[0], 'while the list is open no other key works');
  await page.keyboard.press('o');
  await page.waitForURL(/\/staff\/cases\/\d+/);
  const before = page.url();
  await page.keyboard.press('n');
  await page.waitForURL((url) => url.href !== before && /\/staff\/cases\/\d+/.test(url.href));
  await page.keyboard.press('a');
  await page.locator('#accept-category').focus();
  await page.keyboard.press('Escape');
  await page.locator('#accept-mask').fill('');
  await page.locator('#accept-mask').press('j');
  await page.keyboard.type('?p/');
  assert.equal(await page.locator('#accept-mask').inputValue(), 'j?p/', 'what is typed is text');
  await page.locator('#accept-mask').fill('');
  await page.keyboard.press('Escape');
  await page.keyboard.press('p');
  await page.waitForURL(/\/print$/);
  await page.keyboard.press('/');
  await page.waitForURL(/\/staff\/search$/);
  assert.deepEqual(faults, []);
  await context.close();
});

for (const javaScriptEnabled of [true, false]) {
  const how = javaScriptEnabled ? 'with' : 'without';

  test(`${how} JavaScript: several cases are accepted at once on a phone, then found and given to a department`, async () => {
    for (const i of [1, 2]) await asked(`${how}批量的第 ${i} 个路灯坏了`);
    const { page, context, faults } = await deskOf('mod1',
      { ...PHONE, userAgent: undefined, javaScriptEnabled });
    await page.goto('/staff/queues/review');
    const rows = page.locator('tr', { hasText: `${how}批量的` });
    for (const i of [0, 1]) await rows.nth(i).getByRole('checkbox').check();
    await page.getByRole('button', { name: '通过勾选的' }).click();
    await page.getByText('其中 2 件没有人打开过').waitFor();
    assert.deepEqual(await wrongWith(page, javaScriptEnabled), []);
    assert.equal(await page.getByRole('button', { name: '只通过打开过的' }).count(), 0);
    if (process.env.SHOT) await page.screenshot({ path: process.env.SHOT, fullPage: true });
    await page.getByRole('button', { name: '勾选的全部通过' }).click();
    await page.getByText('成功 2 件').waitFor();
    assert.deepEqual(await wrongWith(page, javaScriptEnabled), []);
    await page.goto('/staff');
    await page.getByRole('searchbox').fill(`${how}批量的`);
    await page.getByRole('button', { name: '查找' }).click();
    await page.waitForURL(/\/staff\/search\?q=/);
    assert.equal(await page.locator('[data-queue] tbody tr').count(), 2);
    await context.close();

    const dispatcher = await deskOf('disp1', { ...PHONE, userAgent: undefined, javaScriptEnabled });
    await dispatcher.page.goto('/staff/queues/dispatch');
    if (javaScriptEnabled) {
      await dispatcher.page.getByRole('button', { name: '全选本页' }).click();
    } else {
      for (const box of await dispatcher.page.getByRole('checkbox').all()) await box.check();
    }
    await dispatcher.page.getByRole('button', { name: '交办勾选的' }).click();
    await dispatcher.page.getByText('请选择承办部门').waitFor();
    await dispatcher.page.getByLabel('承办部门').selectOption('zjj');
    await dispatcher.page.getByRole('button', { name: '交办勾选的' }).click();
    await dispatcher.page.getByText(/成功 \d+ 件。/).waitFor();
    assert.deepEqual([...faults, ...dispatcher.faults], []);
    await dispatcher.context.close();
  });

  test(`${how} JavaScript: an answer is saved, comes back, and a session that ended in between costs nothing`,
    async () => {
    const n = await asked(`${how}草稿的路口没有红绿灯`, 'assigned');
    const { page, context, faults } = await deskOf('zjj1',
      { ...PHONE, userAgent: undefined, javaScriptEnabled });
    await page.goto(`/staff/cases/${n}`);
    await page.locator('#draft-text').fill('您好，经现场查看，');
    if (javaScriptEnabled) {
      await page.getByText(/已自动保存 \d\d:\d\d/).waitFor();
    } else {
      await page.getByRole('button', { name: '保存草稿' }).click();
      await page.getByText(/草稿已保存 \d\d:\d\d/).waitFor();
    }
    await page.goto('/staff');
    await page.goto(`/staff/cases/${n}`);
    assert.equal(await page.locator('#draft-text').inputValue(), '您好，经现场查看，');
    await page.getByText(/上面是您 .* 保存的草稿/).waitFor();

    const text = '您好，经现场查看，该路口将于下月安装红绿灯。';
    await page.locator('#draft-text').fill(text);
    await context.clearCookies();
    if (javaScriptEnabled) await page.getByText(/登录已经过期，没有保存/).waitFor();
    await page.locator('form[action$="/draft"]').getByRole('button', { name: '提交答复' }).click();
    await page.getByText('登录已经过期，请重新登录').waitFor();
    assert.deepEqual(await wrongWith(page, javaScriptEnabled), []);
    await page.fill('[name=account]', 'zjj1');
    await page.fill('[name=password]', PASSWORD);
    await page.getByRole('button', { name: '登录' }).click();
    await page.getByRole('heading', { name: '继续提交' }).waitFor();
    assert.deepEqual(await wrongWith(page, javaScriptEnabled), []);
    assert.equal(await page.getByLabel('内容', { exact: true }).inputValue(), text);
    await page.getByRole('button', { name: '继续提交' }).click();
    await page.getByText('已完成：').waitFor();
    assert.equal((await staff.appr1.json(`/staff/cases/${n}.json`)).draft.draft_text, text);
    assert.deepEqual(faults, []);
    await context.close();
  });

  test(`${how} JavaScript: an answer link saves too`, async () => {
    const n = await asked(`${how}链接的下水道堵了`, 'assigned');
    const link = new URL((await staff.disp1.json(`/staff/cases/${n}.json`)).answer_link).pathname;
    const { page, context, faults } = await open(browser, stack, { ...PHONE, javaScriptEnabled });
    await page.goto(link);
    await page.locator('#text').fill('已派人疏通，');
    if (javaScriptEnabled) {
      await page.getByText(/已自动保存 \d\d:\d\d/).waitFor();
      await page.goto('/');
    } else {
      await page.getByRole('button', { name: '保存草稿' }).click();
      await page.getByText(/草稿已保存 \d\d:\d\d/).waitFor();
    }
    await page.goto(link);
    assert.equal(await page.locator('#text').inputValue(), '已派人疏通，');
    assert.deepEqual(await wrongWith(page, javaScriptEnabled), []);
    assert.deepEqual(faults, []);
    await context.close();
  });
}
