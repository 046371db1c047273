// Photos as people add and see them: on a phone in WeChat, with JavaScript; without it no photo is taken.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { join } from 'node:path';
import { carry, nextPhone, soon, staffOf, startStack } from '../e2e/lib.mjs';
import { makePhotos, withExif } from '../e2e/photo_files.mjs';
import { DESK, enter, launch, look, open, PHONE, SCREENS } from './lib.mjs';

let stack;
let browser;
let staff;
let samples;

before(async () => {
  samples = makePhotos(2000, 1500, ['jpg', 'png', 'heic']);
  stack = await startStack();
  staff = await staffOf(stack);
  browser = await launch();
});
after(async () => {
  if (browser) await browser.close();
  if (stack) await stack.stop();
});

const file = (name, buffer) =>
  ({ name, mimeType: name.endsWith('.heic') ? 'image/heic' : name.endsWith('.txt') ? 'text/plain'
    : 'image/jpeg', buffer });

async function write(page) {
  await page.goto('/topics/new');
  await page.fill('#title', '文化路的井盖破了一个角');
  await page.fill('#body', '文化路和人民路口的井盖破了一个角，骑车容易摔倒，请尽快换。');
  await page.locator('.cell', { hasText: '投诉' }).first().click();
  await page.fill('#phone', nextPhone());
}

// Pressed before that, the browser says to wait.
const proven = (page) => page.locator('altcha-widget [data-state=verified]').waitFor({ timeout: 60000 });

// Photos are sent ahead as soon as they are picked.
const through = (page, count) => page.locator('.shot', { hasText: '已传好' }).nth(count - 1).waitFor();

const send = (page) => Promise.all([page.waitForNavigation(),
  page.getByRole('button', { name: '提交', exact: true }).click()]);

// The photos of the page, each loaded: [{ natural: [w, h], alt }].
async function shown(page) {
  await page.locator('.photos img').first().scrollIntoViewIfNeeded();
  return soon(async () => {
    const list = await page.locator('.photos img').evaluateAll((images) => images.map((image) => (
      { natural: [image.naturalWidth, image.naturalHeight], alt: image.alt,
        shape: image.width / image.height })));
    assert.ok(list.every((image) => image.natural[0] > 0));
    return list;
  });
}

test('photos go with a question and are seen, made small on the phone', async () => {
  const { page, faults } = await open(browser, stack, PHONE);
  let bytes = 0;
  page.on('request', (request) => {
    if (request.method() === 'POST') bytes += Number(request.headers()['content-length'] ??
      request.postDataBuffer()?.length ?? 0);
  });
  await write(page);
  await page.setInputFiles('#photo', [file('a.jpg',
    withExif(Buffer.concat([samples.jpg, Buffer.alloc(500000)]))), file('b.heic', samples.heic)]);
  await through(page, 2);
  await proven(page);
  await page.screenshot({ path: join(SCREENS, 'photos-form.png'), fullPage: true });
  await send(page);
  assert.match(page.url(), /\?new=1/);
  assert.ok(bytes < samples.jpg.length + samples.heic.length, `${bytes} bytes were sent`);
  await page.goto(page.url().replace(/\?.*/, ''));
  const images = await shown(page);
  assert.deepEqual(images.map((image) => image.natural), [[300, 400], [400, 300]], 'upright and small');
  assert.deepEqual(images.map((image) => image.alt), ['提问人上传的照片 1', '提问人上传的照片 2']);
  await Promise.all([page.waitForNavigation(), page.locator('.photos a').first().click()]);
  assert.ok(/\/photos\/[0-9a-f]{24}$/.test(page.url()));
  assert.deepEqual(faults, []);
  await page.context().close();
});

test('a follow-up takes a photo along', async () => {
  const { page, faults } = await open(browser, stack, PHONE);
  await write(page);
  await proven(page);
  await send(page);
  await page.goto(page.url().replace(/\?.*/, ''));
  await page.getByText('补充说明', { exact: true }).click();
  await page.fill('#body', '补一张现场的照片。');
  await page.setInputFiles('#photo', [file('a.jpg', samples.jpg)]);
  await through(page, 1);
  await page.screenshot({ path: join(SCREENS, 'photos-followup.png'), fullPage: true });
  await Promise.all([page.waitForNavigation(), page.getByRole('button', { name: '提交补充' }).click()]);
  assert.ok(await page.getByText('补充说明已经收到').isVisible());
  assert.deepEqual(faults, []);
  await page.context().close();
});

test('without JavaScript a form says that no photo can go with it, keeps what was typed, and goes without',
  async () => {
  const { page, faults } = await open(browser, stack, { ...PHONE, javaScriptEnabled: false });
  await write(page);
  assert.ok(await page.getByText('您的浏览器关闭了脚本，不能附照片。文字仍然可以提交。').isVisible());
  assert.ok(!await page.locator('#photo').isVisible(), 'and asks for none');
  await page.setInputFiles('#photo', [file('a.jpg', samples.jpg)]);
  await send(page);
  assert.match(await page.locator('#photo-error').innerText(), /请不选照片，先提交文字/);
  assert.equal(await page.inputValue('#title'), '文化路的井盖破了一个角');
  await page.screenshot({ path: join(SCREENS, 'photos-plain.png'), fullPage: true });
  await send(page);
  assert.match(page.url(), /\?new=1/);
  assert.deepEqual(faults, []);
  await page.context().close();
});

test('what is no photo is refused beside itself and holds the form until it is taken out', async () => {
  const { page, faults } = await open(browser, stack, PHONE);
  await write(page);
  await page.setInputFiles('#photo',
    [file('notes.txt', Buffer.from('not a photo')), file('a.jpg', samples.jpg)]);
  const bad = page.locator('.shot-failed', { hasText: '这个文件不是照片' });
  await bad.waitFor();
  assert.ok(await bad.getByRole('button', { name: '重试' }).isHidden(), 'it would never pass');
  await page.getByRole('button', { name: '提交', exact: true }).click();
  await page.getByText('有照片没有传上去').waitFor();
  await page.screenshot({ path: join(SCREENS, 'photos-refused.png'), fullPage: true });
  await page.getByRole('button', { name: '去掉照片 1' }).click();
  await page.setInputFiles('#photo', Array(5).fill(file('a.jpg', samples.jpg)));
  assert.ok(await page.getByText('多选的 2 张没有加进来').isVisible());
  await page.locator('.shot').nth(1).waitFor({ state: 'detached' });
  assert.equal(await page.locator('.shot').count(), 1, 'the same photo is kept once');
  await send(page);
  assert.match(page.url(), /\?new=1/);
  assert.deepEqual(faults, []);
  await page.context().close();
});

test('a reviewer blurs one photo, drops another, and lets the rest through', async () => {
  const { page } = await open(browser, stack, PHONE);
  await write(page);
  await page.setInputFiles('#photo', [file('a.jpg', samples.jpg), file('b.jpg', samples.png),
    file('c.heic', samples.heic)]);
  await through(page, 3);
  await send(page);
  await page.context().close();
  const n = (await staff.mod1.json('/staff/queues/review.json')).rows.at(-1).n;
  const desk = await open(browser, stack, DESK);
  await enter(desk.page, 'mod1');
  await desk.page.goto(`/staff/cases/${n}`);
  const press = async (button) => Promise.all([desk.page.waitForNavigation(), button.click()]);
  const photo = (i) => desk.page.locator('.photos li').nth(i);
  await press(photo(0).getByRole('link', { name: /^模糊/ }));
  const areas = () => desk.page.locator('[name=areas]').inputValue();
  const stage = await desk.page.locator('.photo-stage').boundingBox();
  const drag = async (from, to) => {
    await desk.page.mouse.move(stage.x + stage.width * from, stage.y + stage.height * from);
    await desk.page.mouse.down();
    await desk.page.mouse.move(stage.x + stage.width * to, stage.y + stage.height * to, { steps: 4 });
    await desk.page.mouse.up();
  };
  await drag(0.6, 0.7);
  const [left, top, width, height] = (await areas()).split('.').map(Number);
  for (const [seen, meant] of [[left, 6000], [top, 6000], [width, 1000], [height, 1000]]) {
    assert.ok(Math.abs(seen - meant) < 60, `${seen} for ${meant}`);
  }
  await drag(0.65, 0.55);
  assert.ok(Number((await areas()).split('.')[0]) < 5100, 'a rectangle is moved');
  await desk.page.getByRole('button', { name: '加一个框' }).click();
  for (const keys of ['ArrowLeft', 'ArrowUp', 'Shift+ArrowRight', 'Shift+ArrowDown']) {
    await desk.page.keyboard.press(keys);
  }
  assert.equal((await areas()).split(' ')[1], '3900.4400.2100.1100');
  await desk.page.getByRole('button', { name: '撤销一步' }).click();
  assert.equal((await areas()).split(' ')[1], '3900.4400.2100.1000');
  await desk.page.keyboard.press('Tab');
  await desk.page.locator('.photo-area').nth(1).focus();
  await desk.page.keyboard.press('Delete');
  assert.equal((await areas()).split(' ').length, 1);
  await look(desk.page, 'photos-grid');
  await press(desk.page.getByRole('button', { name: '模糊', exact: true }));
  await press(photo(1).getByRole('link', { name: /^模糊/ }));
  await press(desk.page.getByRole('button', { name: '整张模糊' }));
  await photo(2).locator('summary', { hasText: '删除' }).click();
  await press(photo(2).getByRole('button', { name: /^确认删除/ }));
  await desk.page.getByText('已删除照片').first().waitFor();
  assert.equal((await shown(desk.page)).length, 2);
  await desk.page.screenshot({ path: join(SCREENS, 'photos-reviewed.png'), fullPage: true });
  assert.deepEqual(desk.faults, []);
  await carry(staff, n, 'accepted');
  const reader = await open(browser, stack, PHONE);
  await reader.page.goto(`/topics/${n}`);
  assert.equal((await shown(reader.page)).length, 2);
  assert.deepEqual(reader.faults, []);
});

test('without JavaScript a photo is blurred by the cells of a grid', async () => {
  const { page } = await open(browser, stack, PHONE);
  await write(page);
  await page.setInputFiles('#photo', file('a.jpg', samples.jpg));
  await through(page, 1);
  await send(page);
  await page.context().close();
  const n = (await staff.mod1.json('/staff/queues/review.json')).rows.at(-1).n;
  const desk = await open(browser, stack, { ...DESK, javaScriptEnabled: false });
  await enter(desk.page, 'mod1');
  await desk.page.goto(`/staff/cases/${n}`);
  await desk.page.getByRole('link', { name: /^模糊/ }).click();
  await desk.page.getByLabel('第 2 行第 3 列').check();
  await desk.page.getByRole('button', { name: '模糊', exact: true }).click();
  await desk.page.waitForURL(new RegExp(`/staff/cases/${n}\\?done=blur&desk=[a-z]+$`));
  await desk.page.context().close();
});
