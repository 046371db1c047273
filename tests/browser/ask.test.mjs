// The form for a question as people fill it in: in WeChat, on a slow network.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { nextPhone, startStack } from '../e2e/lib.mjs';
import { launch, open, PHONE } from './lib.mjs';

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
