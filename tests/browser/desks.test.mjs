// The desks at 1280×800: work orders by keyboard, the bar that sends an answer, the count of what came.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { join } from 'node:path';
import { ANSWER, carry, Person, staffOf, startStack } from '../e2e/lib.mjs';
import { trackedDocx } from '../e2e/attachment_files.mjs';
import { makePhotos } from '../e2e/photo_files.mjs';
import { faultsOf, launch, SCREENS, signedIn } from './lib.mjs';

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

const deskOf = (account) => signedIn(browser, stack, account);

const shot = (page, name) => page.screenshot({ path: join(SCREENS, `${name}-desk.png`) });

test('a work order fits one screen and is written and sent by keyboard, with the earlier cases of its caller',
  async () => {
  await new Person(stack).ask({ title: '上次反映的下水道堵了', phone: '13800007777' });
  const { page, context, faults } = await deskOf('disp1');
  await page.goto('/staff/hotline/new');
  const bottom = await page.locator('.form-actions').evaluate((bar) => bar.getBoundingClientRect().bottom);
  await shot(page, 'hotline-one-screen');
  assert.ok(bottom <= 800, `the button ends at ${bottom}`);
  await page.focus('#phone');
  await page.keyboard.type('138 0000 7777');
  const opened = context.waitForEvent('page');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  const history = await opened;
  await history.getByText('上次反映的下水道堵了').waitFor();
  await history.close();
  assert.equal(await page.inputValue('#phone'), '138 0000 7777', 'the form stays as it is');
  await page.focus('#title');
  await page.keyboard.type('幸福路下水道又堵了');
  await page.keyboard.press('Tab');
  await page.keyboard.type('来电人说幸福路下水道上周刚通，今天又堵了，污水流到路面上。');
  await page.focus('input[name=category][value=consult]');
  await page.keyboard.press('ArrowRight');
  await page.focus('.form-actions button');
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/staff\/cases\/\d+/);
  assert.deepEqual(faults, []);
  await context.close();
});

test('the bar that sends an answer stays in sight, however long the answer is', async () => {
  const { case: n } = await new Person(stack).ask();
  await carry(staff, n, 'assigned');
  const { page, context } = await deskOf('zjj1');
  await page.goto(`/staff/cases/${n}`);
  await page.fill('#draft-text', `${ANSWER}\n`.repeat(60));
  await shot(page, 'answer-bar');
  for (const y of [0, 150]) {
    await page.evaluate((top) => scrollTo(0, top), y);
    const box = await page.locator('.send-bar .btn-primary').first().boundingBox();
    assert.ok(box.y + box.height <= 800, `at ${y}: ends at ${box.y + box.height}`);
  }
  assert.ok((await page.locator('#draft-text').boundingBox()).width > 480, 'the editor is wide');
  assert.deepEqual(await faultsOf(page, 44), []);
  await context.close();
});

test('what came meanwhile shows in the title without a reload', async () => {
  const { page, context } = await deskOf('mod1');
  await page.goto('/staff');
  await page.getByRole('link', { name: /^待办 \d+$/ }).waitFor();
  await new Person(stack).ask({ title: '新来的一件' });
  await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
  await page.waitForFunction(() => document.title.startsWith('（1 件新）'));
  await context.close();
});

test('photos and files go with an answer as soon as they are chosen, and what is written stays', async () => {
  const { case: n } = await new Person(stack).ask();
  await carry(staff, n, 'assigned');
  const { page, context, faults } = await deskOf('zjj1');
  await page.goto(`/staff/cases/${n}`);
  await page.fill('#draft-text', ANSWER);
  const { jpg, png } = makePhotos(1200, 800, ['jpg', 'png']);
  await page.setInputFiles('#draft-photo', [{ name: '整改前.jpg', mimeType: 'image/jpeg', buffer: jpg },
    { name: '整改后.png', mimeType: 'image/png', buffer: png }]);
  await page.locator('.enclosed img').nth(1).waitFor();
  assert.equal(await page.inputValue('#draft-text'), ANSWER);
  await page.setInputFiles('#draft-file', { name: '方案.txt', mimeType: '', buffer: Buffer.from('文字') });
  const refused = page.locator('.field:has(#draft-file) .error');
  await refused.waitFor();
  await page.setInputFiles('#draft-file', { name: '大.pdf', mimeType: '', buffer: Buffer.alloc(11 << 20) });
  assert.deepEqual(await refused.allTextContents(), ['文件太大，没有添加，每个最多 10 MB'],
    'said at once instead of what was said before, and nothing is sent');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'draft-file');
  await shot(page, 'enclosed-large');
  const bar = (await page.locator('.send-bar').first().boundingBox()).y;
  const picker = await page.locator('#draft-file').boundingBox();
  assert.ok(picker.y > 0 && picker.y + picker.height <= bar, 'the field is in sight');
  await page.setInputFiles('#draft-file', { name: '城南街道路灯更换方案和工期安排.docx', mimeType: '',
    buffer: trackedDocx() });
  await page.getByText('已添加附件“城南街道路灯更换方案和工期安排.docx”').waitFor();
  assert.equal(await page.inputValue('#draft-text'), ANSWER);
  await page.waitForFunction(() => document.activeElement.id === 'enclosed-note');
  await shot(page, 'enclosed');
  const warning = await page.locator('.notice-warn', { hasText: '王小明' }).boundingBox();
  const end = (await page.locator('.send-bar').first().boundingBox()).y;
  assert.ok(warning.y > 0 && warning.y + warning.height <= end, 'what hides in it is in sight');
  assert.deepEqual(await faultsOf(page, 44), []);
  await page.getByRole('button', { name: /移除.*照片 2/ }).click();
  await page.waitForFunction(() => document.querySelectorAll('.enclosed img').length === 1);
  assert.equal(await page.inputValue('#draft-text'), ANSWER);
  const link = new URL((await staff.disp1.json(`/staff/cases/${n}.json`)).answer_link).pathname;
  await page.setViewportSize({ width: 375, height: 812 });
  await page.goto(link);
  await page.locator('.enclosed .files').scrollIntoViewIfNeeded();
  await shot(page, 'enclosed-link');
  assert.deepEqual(await faultsOf(page, 44), []);
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.goto(`/staff/cases/${n}`);
  await page.locator('.send-bar .btn-primary').click();
  await refused.waitFor();
  await shot(page, 'enclosed-unread');
  await page.locator('[name=looked]').check();
  await page.locator('.send-bar .btn-primary').click();
  await page.waitForURL(/done=draft/);
  await shot(page, 'enclosed-draft');
  await staff.appr1.move(n, 'approve');
  await page.goto(`/topics/${n}`);
  await page.locator('.answer .files').scrollIntoViewIfNeeded();
  await shot(page, 'enclosed-topic');
  await page.setViewportSize({ width: 375, height: 812 });
  assert.deepEqual(await faultsOf(page, 44), []);
  await page.locator('.answer .files').scrollIntoViewIfNeeded();
  await shot(page, 'enclosed-topic-phone');
  assert.deepEqual(faults, []);
  await context.close();
});
