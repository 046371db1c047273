// The form for a question as people fill it in: in WeChat, on a slow network.
import assert from 'node:assert/strict';
import { truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { nextPhone, Person, PHONES_TAKEN, QUESTION, startStack } from '../e2e/lib.mjs';
import { makePhotos } from '../e2e/photo_files.mjs';
import { DESK, faultsOf, launch, look, open, PHONE, SCREENS } from './lib.mjs';

let stack;
let browser;
let samples;

before(async () => {
  samples = [[1600, 1200], [1200, 1600], [1000, 1000], [800, 600]]
    .map(([w, h]) => makePhotos(w, h, ['jpg']).jpg);
  stack = await startStack();
  browser = await launch();
});
after(async () => {
  if (browser) await browser.close();
  if (stack) await stack.stop();
});

async function write(page, fields = {}) {
  await page.goto('/topics/new');
  await page.fill('#title', fields.title ?? '文化路的井盖破了一个角');
  await page.fill('#body', fields.body ?? '文化路和人民路口的井盖破了一个角，骑车容易摔倒，请尽快换。');
  await page.locator('.cell', { hasText: '投诉' }).first().click();
  await page.fill('#phone', nextPhone());
}

const submit = (page) => page.getByRole('button', { name: '提交', exact: true }).click();

test('the proof of work is fetched at the first touch, and a press too early waits for it', async () => {
  const { page, context, faults } = await open(browser, stack, PHONE);
  const asked = [];
  page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  await page.goto('/topics/new', { waitUntil: 'networkidle' });
  const heavy = () => asked.filter((path) => /challenge|altcha/.test(path));
  assert.deepEqual(heavy(), [], 'nothing of it comes with the page');
  await page.route('**/challenge.json', async (route) => {
    await new Promise((done) => setTimeout(done, 1000));
    await route.continue();
  });
  await write(page);
  assert.notDeepEqual(heavy(), []);
  await submit(page);
  await page.getByRole('heading', { name: '已经收到您的提问' }).waitFor();
  assert.equal(await page.getByText('没有完成“我不是机器人”的验证').count(), 0);
  assert.deepEqual(faults, []);
  await context.close();
});

test('a proof that never comes holds nobody up for good', async () => {
  const { page, context } = await open(browser, stack, PHONE);
  await page.route('**/static/challenge*.js', (route) => route.abort());
  await write(page);
  await submit(page);
  await page.getByText('没有完成“我不是机器人”的验证').waitFor();
  await context.close();
});

// What a phone with two bars gets: 50 KB a second up, 300 ms there and back.
async function slow(page) {
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  await session.send('Network.emulateNetworkConditions',
    { offline: false, latency: 300, downloadThroughput: 200000, uploadThroughput: 50000 });
}

test('four photos are added one by one on a slow network, moved, and kept through errors of line and form', async () => {
  const { page, context, faults } = await open(browser, stack, PHONE);
  await write(page);
  await slow(page);
  let refused = 0;
  await page.route('**/topics/photos', async (route) => {
    refused += 1;
    await (refused === 2 ? route.fulfill({ status: 503, json: { error: { message: '系统正忙' } } })
      : route.continue());
  });
  for (const [i, buffer] of samples.entries()) {
    await page.setInputFiles('#photo', [{ name: `${i}.jpg`, mimeType: 'image/jpeg', buffer }]);
    await page.locator('.shot').nth(i).waitFor();
  }
  assert.ok(await page.getByRole('button', { name: '从相册选' }).isHidden(), 'four are enough');
  // Only the server tells that a character can't be seen.
  await page.fill('#title', '文化路\u202e的井盖破了');
  await submit(page);
  await page.locator('#title-error').waitFor({ timeout: 60000 });
  assert.match(page.url(), /\?again=/);
  await page.waitForFunction(() => document.activeElement.id === 'title');
  assert.ok(refused >= 5, 'the one that failed went again by itself');
  await page.locator('.shot', { hasText: '已传好' }).nth(3).waitFor();
  await page.getByRole('button', { name: '照片 4 往前移' }).focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');
  const order = await page.locator('input[name=kept]')
    .evaluateAll((list) => list.map((input) => input.value));
  assert.equal(new Set(order).size, 4);
  await page.screenshot({ path: join(SCREENS, 'ask-photos.png'), fullPage: true });
  assert.deepEqual(await faultsOf(page, 44), []);
  await page.fill('#title', '文化路的井盖破了一个角');
  await submit(page);
  await page.getByRole('heading', { name: '已经收到您的提问' }).waitFor({ timeout: 60000 });
  await page.goto(page.url().replace(/\?.*/, ''));
  const shapes = await page.locator('.photos img').evaluateAll((images) =>
    images.map((image) => `${image.getAttribute('width')}x${image.getAttribute('height')}`));
  assert.deepEqual(shapes, ['1600x1200', '800x600', '1200x1600', '1000x1000']);
  assert.deepEqual(faults, []);
  await context.close();
});

test('a photo that no phone makes is refused before anything is sent', async () => {
  const { page, context } = await open(browser, stack, PHONE);
  const huge = join(stack.state, 'huge.jpg');
  writeFileSync(huge, '');
  truncateSync(huge, 40 << 20);
  await write(page);
  const posts = [];
  page.on('request', (request) => /photos$/.test(request.url()) && posts.push(request.url()));
  for (const i of [1, 2]) {
    await page.setInputFiles('#photo', huge);
    await page.locator('.shot-failed', { hasText: '这张照片有 40 MB，太大了' }).nth(i - 1).waitFor();
  }
  assert.deepEqual(posts, []);
  await context.close();
});

// Large as cameras make them: real photos with much behind the picture, each another.
const LARGE_MIB = 40;

test('two photos of 40 MB are made small one after the other, and leave no large copies behind', async () => {
  const { page, context, faults } = await open(browser, stack, PHONE);
  const session = await context.newCDPSession(page);
  await session.send('Performance.enable');
  await write(page);
  let bytes = 0;
  page.on('request', (request) => {
    if (/photos$/.test(request.url())) bytes += request.postDataBuffer()?.length ?? 0;
  });
  for (const i of [0, 1]) {
    const path = join(stack.state, `large${i}.jpg`);
    writeFileSync(path, samples[i]);
    truncateSync(path, LARGE_MIB << 20);
    await page.setInputFiles('#photo', path);
    await page.locator('.shot', { hasText: '已传好' }).nth(i).waitFor({ timeout: 60000 });
  }
  assert.ok(bytes < 2 << 20, `${bytes} bytes were sent`);
  const { metrics } = await session.send('Performance.getMetrics');
  const heap = metrics.find(({ name }) => name === 'JSHeapUsedSize').value;
  assert.ok(heap < LARGE_MIB << 20, `${heap} bytes of heap`);
  assert.deepEqual(faults, []);
  await context.close();
});

const WRONG = [{ title: '' }, { title: '路灯坏' }, { title: '路'.repeat(61) }, { body: '路灯坏了请来修一下' },
  { phone: '1380000' }, { phone: '0871-6316' }];

test('what the server would refuse is said before anything is sent, in its words, beside the field', async () => {
  const { page, context, faults } = await open(browser, stack, PHONE);
  const asker = new Person(stack);
  let posts = 0;
  page.on('request', (request) => { posts += request.method() === 'POST' && /topics$/.test(request.url()); });
  for (const fields of WRONG) {
    const [name] = Object.keys(fields);
    await write(page);
    await page.fill(`#${name}`, fields[name]);
    await submit(page);
    await page.locator(`#${name}-error`).waitFor();
    const form = await asker.token('/topics/new');
    const { error } = await asker.act('/topics', { form, ...QUESTION, ...fields });
    assert.equal((await page.locator(`#${name}-error`).textContent()).trim(), error.fields[name]);
    assert.equal(await page.evaluate(() => document.activeElement.id), name);
    assert.equal(await page.locator(`#${name}`).getAttribute('aria-invalid'), 'true');
  }
  await page.screenshot({ path: join(SCREENS, 'ask-wrong.png') });
  assert.deepEqual(await faultsOf(page, 44), []);
  assert.equal(posts, 0);
  for (const phone of PHONES_TAKEN) {
    await page.fill('#phone', phone);
    await page.fill('#title', '');
    await submit(page);
    await page.locator('#title-error').waitFor();
    assert.equal(await page.locator('#phone-error').count(), 0, JSON.stringify(phone));
  }
  assert.deepEqual(faults, []);
  await context.close();
});

test('without JavaScript a refused form has an address of its own: read again and come back to, it sends nothing', async () => {
  const { page, context, faults } = await open(browser, stack, { ...PHONE, javaScriptEnabled: false });
  let posts = 0;
  page.on('request', (request) => { posts += request.method() === 'POST'; });
  await write(page, { title: '路灯坏' });
  await submit(page);
  await page.waitForURL(/\?again=[\w-]+#title$/);
  await page.reload();
  await page.goto('/topics');
  await page.goBack();
  assert.match(await page.inputValue('#body'), /骑车容易摔倒/);
  assert.ok(await page.locator('#title-error').isVisible());
  assert.equal(posts, 1);
  await page.screenshot({ path: join(SCREENS, 'ask-again.png') });
  await page.fill('#title', '文化路井盖破了请更换');
  await submit(page);
  await page.waitForURL(/new=1/);
  assert.deepEqual(faults, []);
  await context.close();
});

test('back from the receipt, the same question sent once more is not taken down twice', async () => {
  const { page, context } = await open(browser, stack, PHONE);
  const fields = { title: '菜市场门口的污水井满了', body: '菜市场门口的污水井满了，污水流到路上，走路要绕开。' };
  await write(page, fields);
  await submit(page);
  await page.getByRole('heading', { name: '已经收到您的提问' }).waitFor();
  const number = await page.locator('#number').textContent();
  await page.goBack();
  await page.locator('#title').waitFor();
  await page.fill('#title', fields.title);
  await page.fill('#body', fields.body);
  await page.locator('.cell', { hasText: '投诉' }).first().click();
  await submit(page);
  await page.getByRole('heading', { name: `您刚才已提交，编号 ${number}` }).waitFor();
  await context.close();
});

// Of the drawn card: whether each module of the QR code has its colour.
const cardOf = (page, path) => page.evaluate(async (d) => {
  const image = document.querySelector('.receipt-card');
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = image.naturalWidth;
  canvas.height = image.naturalHeight;
  const brush = canvas.getContext('2d');
  brush.drawImage(image, 0, 0);
  const { side, rows } = d;
  const dot = Math.floor(480 / side);
  const left = 120 + Math.floor((480 - dot * side) / 2);
  let wrong = 0;
  for (let y = 0; y < side; y += 1) {
    for (let x = 0; x < side; x += 1) {
      const [red] = brush.getImageData(left + x * dot + dot / 2, 440 + y * dot + dot / 2, 1, 1).data;
      wrong += (red < 128) !== rows.includes(`${x} ${y}`);
    }
  }
  return { size: [canvas.width, canvas.height], png: image.src.startsWith('data:image/png'), wrong, dot };
}, path);

test('the receipt is one picture to be saved, with a short QR code that leads to the case', async () => {
  const { page, context, faults } = await open(browser, stack, PHONE);
  await write(page, { title: '公园的健身器材断了一根杆', body: '人民公园东门的健身器材断了一根杆，老人容易摔倒。' });
  await submit(page);
  await page.locator('.receipt-card').waitFor();
  const plain = await (await context.request.get(page.url())).text();
  const side = Number(/class="qr"[^]*?viewBox="0 0 (\d+)/.exec(plain)[1]);
  const rows = [...plain.matchAll(/M(\d+) (\d+)h(\d+)v1/g)].flatMap(([, x, y, width]) =>
    Array.from({ length: Number(width) }, (_, i) => `${Number(x) + i} ${y}`));
  const card = await cardOf(page, { side, rows });
  assert.deepEqual([card.size, card.png, card.wrong], [[720, 1000], true, 0]);
  assert.ok(card.dot >= 10 && side <= 45, `${side} modules`);
  await look(page, 'receipt-card');
  for (const text of ['长按图片保存', '请长按上面的图片']) assert.ok(await page.getByText(text).isVisible());
  const n = /(\d+)$/.exec(await page.locator('#number').textContent())[1];
  const code = await page.locator('#code').textContent();
  const scanned = await open(browser, stack, PHONE);
  await scanned.page.goto(`/r/${Number(n)}.${code}`);
  assert.match(scanned.page.url(), /\/t\//);
  assert.ok(await scanned.page.getByText('公园的健身器材断了一根杆').first().isVisible());
  await scanned.context.close();
  assert.deepEqual(faults, []);
  await context.close();
});

test('in elder mode the form asks one thing a page, keeps what was written, and shows all of it before it is sent', async () => {
  const { page, context, faults } = await open(browser, stack, { ...PHONE,
    viewport: { width: 320, height: 640 } });
  await context.addCookies([{ name: 'wz_elder', value: '1', url: stack.base }]);
  await page.goto('/topics/new');
  const on = page.getByRole('button', { name: '下一步' });
  const visible = () => page.locator('form > .field:visible, form > .cells:visible').count();
  assert.equal(await visible(), 1);
  await on.click();
  await page.locator('#title-error', { hasText: '请填写标题' }).waitFor();
  await page.fill('#title', '楼下的路灯不亮了');
  await page.keyboard.press('Enter');
  assert.ok(await page.locator('#body').isVisible());
  await page.fill('#body', '幸福小区三号楼下的路灯不亮了，晚上老人出门看不见路。');
  assert.deepEqual(await faultsOf(page, 60), []);
  await page.screenshot({ path: join(SCREENS, 'elder-step.png') });
  await on.click();
  await page.getByRole('button', { name: '上一步' }).click();
  await page.locator('#body').waitFor();
  assert.match(await page.inputValue('#body'), /三号楼/);
  await on.click();
  await page.goBack(); // the phone's own button does the same
  await page.locator('#body').waitFor();
  await on.click();
  await page.locator('.cell', { hasText: '求助' }).click();
  for (let i = 0; i < 12 && await on.isVisible(); i += 1) await on.click();
  assert.ok(await page.getByText('请核对，没有问题就提交').isVisible());
  assert.equal(await visible(), 0);
  assert.ok(await page.locator('.pace dd', { hasText: '楼下的路灯不亮了' }).first().isVisible());
  assert.ok(await page.locator('.pace dd', { hasText: '求助' }).isVisible());
  await page.screenshot({ path: join(SCREENS, 'elder-last.png'), fullPage: true });
  assert.deepEqual(await faultsOf(page, 60), []);
  await page.getByRole('button', { name: '修改标题' }).click();
  await page.fill('#title', '楼下的三盏路灯不亮了');
  for (let i = 0; i < 12 && await on.isVisible(); i += 1) await on.click();
  await submit(page);
  await page.getByRole('heading', { name: '已经收到您的提问' }).waitFor();
  assert.ok(await page.getByText('楼下的三盏路灯不亮了').first().isVisible());
  assert.deepEqual(await faultsOf(page, 60), []);
  await page.screenshot({ path: join(SCREENS, 'elder-receipt.png'), fullPage: true });
  assert.deepEqual(faults, []);
  await context.close();
});

// The form in elder mode, written to its end.
async function elderly(fields = {}) {
  const view = await open(browser, stack, PHONE);
  await view.context.addCookies([{ name: 'wz_elder', value: '1', url: stack.base }]);
  await view.page.goto('/topics/new');
  const on = view.page.getByRole('button', { name: '下一步' });
  for (const [name, value] of Object.entries({ title: '楼下的路灯不亮了', name: '',
    body: '幸福小区三号楼下的路灯不亮了，晚上老人出门看不见路。', ...fields })) {
    await view.page.locator(`[name=${name}]`).evaluate((field, typed) => { field.value = typed; }, value);
  }
  await view.page.locator('[name=category][value=help]').evaluate((choice) => { choice.checked = true; });
  return { ...view, on, last: async () => {
    for (let i = 0; i < 12 && await on.isVisible(); i += 1) await on.click();
  } };
}

test('in elder mode a photo that failed is shown when the form is sent', async () => {
  const { page, context, faults, last } = await elderly();
  const huge = join(stack.state, 'elder.jpg');
  writeFileSync(huge, '');
  truncateSync(huge, 40 << 20);
  await page.setInputFiles('#photo', huge);
  await page.locator('.shot-failed').waitFor({ state: 'attached' });
  await last();
  assert.ok(await page.locator('.shot-failed').isHidden());
  await submit(page);
  await page.getByText('有照片没有传上去：请去掉后再提交').waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.textContent), '去掉');
  await page.screenshot({ path: join(SCREENS, 'elder-photo.png') });
  await page.keyboard.press('Enter');
  await last();
  await submit(page);
  await page.getByRole('heading', { name: '已经收到您的提问' }).waitFor();
  assert.deepEqual(faults, []);
  await context.close();
});

test('in elder mode each line of what is wrong leads to its field', async () => {
  // Only the server tells that a character can't be seen.
  const { page, context, faults, last } = await elderly({ title: '楼下的\u202e路灯不亮了', name: '张\u202e三',
    body: '幸福小区三号楼下的\u202e路灯不亮了，晚上老人出门看不见路。' });
  await last();
  await submit(page);
  await page.locator('.error-summary').waitFor();
  for (const name of ['name', 'body', 'title']) {
    await page.locator(`.error-summary a[href="#${name}"]`).click();
    assert.equal(await page.evaluate(() => document.activeElement.id), name);
    assert.ok(await page.locator(`#${name}`).isVisible());
  }
  assert.deepEqual(faults, []);
  await context.close();
});

test('in elder mode a page is read aloud where the browser has a voice, and stops when told', async () => {
  const { page, context, faults } = await open(browser, stack, DESK);
  await page.addInitScript(() => {
    window.said = [];
    const value = { speak: (text) => window.said.push(text.text), cancel: () => window.said.push('stop') };
    Object.defineProperty(window, 'speechSynthesis', { value });
  });
  await write(page, { title: '广场的喷泉漏水', body: '市民广场的喷泉漏水，地上很滑。请尽快修好。' });
  await submit(page);
  await page.getByRole('heading', { name: '已经收到您的提问' }).waitFor();
  const aloud = page.locator('[data-aloud]');
  assert.ok(await aloud.isHidden(), 'only in elder mode');
  await page.getByRole('link', { name: '长者模式' }).first().click();
  await aloud.click();
  const said = await page.evaluate(() => window.said);
  const code = await page.locator('#code').textContent();
  assert.ok(said.includes('已经收到您的提问') && said.includes(code.split('').join(' ')), said.join('|'));
  assert.equal(await aloud.textContent(), '停止朗读');
  await aloud.click();
  assert.equal(await page.evaluate(() => window.said.at(-1)), 'stop');
  assert.equal(await aloud.textContent(), '朗读这一页');
  assert.deepEqual(faults, []);
  await context.close();
});
