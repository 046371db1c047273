// A moderator at the desk 待审核: the text once with what is hidden marked in it, shown or hidden by a press;
// the next case a key away.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Person, staffOf, startStack } from '../e2e/lib.mjs';
import { faultsOf, launch, look, markup, PHONE, signedIn } from './lib.mjs';

const CASES = 20;
const BODY = '我住人民路12号，电话13800001234，邻居王老五也看见了，王老五可以作证。';
let stack, browser, staff;

before(async () => {
  stack = await startStack();
  browser = await launch();
  staff = await staffOf(stack);
});
after(async () => {
  await browser?.close();
  await stack?.stop();
});

const ask = async (title) => (await new Person(stack).ask({ title, body: BODY })).case;
const publicText = async (n) => (await new Person(stack).json(`/topics/${n}.json`)).case.entries[0].text;

// Selects the first place of the words in the question.
const select = (page, words) => page.evaluate((text) => {
  const walker = document.createTreeWalker(document.querySelector('[data-marks=body]'),
    NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const at = walker.currentNode.data.indexOf(text);
    const node = walker.currentNode;
    if (at >= 0) return getSelection().setBaseAndExtent(node, at, node, at + text.length);
  }
  throw new Error(`no ${text}`);
}, words);

const desk = (options) => signedIn(browser, stack, 'mod1', options);

test(`${CASES} cases are reviewed by keyboard, a key each; a hit is shown, and a selection hidden, by one more`,
  async () => {
  const numbers = [];
  for (let i = 1; i <= CASES; i++) numbers.push(await ask(`第 ${i} 盏路灯坏了`));
  const { page, context, faults } = await desk();
  await page.goto(`/staff/cases/${numbers[0]}?desk=review`);
  assert.equal(await page.locator('[data-marks=body]').textContent(), BODY, 'the text as it was typed');
  assert.equal((await page.locator('main').textContent()).split('可以作证').length, 2);
  await look(page, 'review-desk-1280');
  const door = page.getByRole('checkbox', { name: '公开时显示这处门牌号' });
  await door.focus();
  await page.keyboard.press('Space');
  assert.ok(await door.isChecked());
  await select(page, '王老五');
  await page.keyboard.press('m');
  assert.equal(await page.locator('mark.by-hand').count(), 2, 'the same words are hidden wherever they stand');
  assert.deepEqual(await faultsOf(page, 44), []);
  const seen = new Set();
  for (let i = 0; i < CASES; i++) {
    const at = new URL(page.url()).pathname;
    seen.add(at);
    await page.waitForTimeout(260);
    await page.keyboard.press('y');
    await page.waitForURL((url) => url.pathname !== at);
  }
  assert.equal(seen.size, CASES, 'a key a case');
  assert.equal(new URL(page.url()).pathname, '/staff/queues/review');
  for (const n of numbers) {
    assert.equal((await staff.mod1.json(`/staff/cases/${n}.json`)).case.state, 'accepted');
  }
  assert.equal(await publicText(numbers[0]), '我住人民路12号，电话138****1234，邻居***也看见了，***可以作证。');
  assert.equal(await publicText(numbers[1]), '我住人民路**号，电话138****1234，邻居王老五也看见了，王老五可以作证。');
  assert.deepEqual(faults, []);
  await context.close();
});

test('a held key, and one pressed before the page was to be seen, accept nothing; d leads to the reason', async () => {
  const n = await ask('按住的键不算');
  const { page, context } = await desk();
  await page.goto(`/staff/cases/${n}?desk=review`);
  await page.waitForTimeout(260);
  await page.evaluate(() => document.dispatchEvent(
    new KeyboardEvent('keydown', { key: 'y', repeat: true, bubbles: true })));
  await page.keyboard.press('d');
  await page.waitForFunction(() => document.activeElement.id === 'decline-reason');
  await page.keyboard.press('y');
  assert.equal((await staff.mod1.json(`/staff/cases/${n}.json`)).case.state, 'pending');
  await context.close();
});

for (const javaScriptEnabled of [true, false])
  test(`on a phone ${javaScriptEnabled ? 'with' : 'without'} JavaScript a press shows a hit`,
    async () => {
      const n = await ask(`手机上审核的${javaScriptEnabled ? '一' : '二'}号`);
      const { page, context, faults } = await desk({ ...PHONE, userAgent: undefined, javaScriptEnabled });
      await page.goto(`/staff/cases/${n}?desk=review`);
      await page.locator('label.masked', { hasText: '12号' }).click();
      assert.ok(await page.getByRole('checkbox', { name: '公开时显示这处门牌号' }).isChecked());
      if (javaScriptEnabled) {
        await select(page, '邻居');
        await page.getByRole('button', { name: '隐去', exact: true }).click();
        await page.locator('mark.by-hand', { hasText: '邻居' }).waitFor();
        await page.locator('mark.by-hand').click();
        assert.equal(await page.locator('mark.by-hand').count(), 0, 'a press shows it again');
        await select(page, '邻居');
        await page.getByRole('button', { name: '隐去', exact: true }).click();
        await look(page, 'review-desk-375');
      } else {
        assert.deepEqual(await markup(await page.content()), []);
      }
      const seen = (await staff.mod1.json(`/staff/cases/${n}.json`)).version;
      await page.locator('#act-accept [name=version]')
        .evaluate((field, other) => { field.value = other; }, seen + 1);
      await page.getByRole('button', { name: '通过，看下一件' }).click();
      await page.locator('.error-summary').waitFor();
      assert.equal(await page.locator('label.masked :checked').count(), 0,
        'what was said of one version is not said of another');
      await page.locator('label.masked', { hasText: '12号' }).click();
      await page.getByLabel('还要隐去的词').fill('王老五');
      await page.getByRole('button', { name: '通过，看下一件' }).click();
      await page.waitForURL(/done=accept|desk=review/);
      assert.equal(await publicText(n), '我住人民路12号，电话138****1234，邻居***也看见了，***可以作证。');
      assert.deepEqual(faults, []);
      await context.close();
    });
