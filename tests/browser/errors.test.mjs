// What people see when something goes wrong: a page in plain words, what they typed still there.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { nextPhone, ROOT, startStack } from '../e2e/lib.mjs';
import { faultsOf, launch, markup, open, PHONE, SCREENS } from './lib.mjs';

const BODY = '城南街道幸福小区门口的三盏路灯坏了两个月，\n晚上老人出门看不见路，请尽快修好。';

let stack;
let browser;
let view;

before(async () => {
  stack = await startStack();
  browser = await launch();
  view = await open(browser, stack, PHONE);
});
after(async () => {
  if (browser) await browser.close();
  if (stack) await stack.stop();
});

async function fill(page, title) {
  await page.goto('/topics/new');
  await page.fill('#title', title);
  await page.fill('#body', BODY);
  await page.locator('.cell', { hasText: '投诉' }).first().click();
  await page.fill('#phone', nextPhone());
}

const press = (page) => page.getByRole('button', { name: '提交', exact: true }).click();

// Presses the button and gives the status of the page that comes.
async function send(page, how = press) {
  const [reply] = await Promise.all([
    page.waitForResponse((r) => r.request().method() === 'POST' && r.request().isNavigationRequest()),
    page.waitForNavigation(),
    how(page),
  ]);
  return reply;
}

async function sound(page, name, html) {
  const faults = [...await faultsOf(page, 44), ...view.faults.splice(0), ...(html ? await markup(html) : [])];
  await page.screenshot({ path: join(SCREENS, `error-${name}.png`), fullPage: true });
  assert.deepEqual(faults, []);
}

test('403: a form that was open too long comes again, filled in, and can be sent', async () => {
  const { page } = view;
  await fill(page, '小区门口的路灯坏了');
  await page.evaluate(() => { document.querySelector('form[action="/topics"] [name=form]').value = 'x'; });
  const reply = await send(page);
  assert.equal(reply.status(), 403);
  assert.equal(await page.locator('#body').inputValue(), BODY);
  await sound(page, '403', await reply.text());
  await send(page);
  await page.getByRole('heading', { name: '已经收到您的提问' }).waitFor();
});

test('413: a text far too long is refused in plain words', async () => {
  const { page } = view;
  await fill(page, '小区门口的路灯坏了');
  await page.evaluate(() => { document.getElementById('body').value = '很长'.repeat(400000); });
  // As without the script that would say so before.
  const reply = await send(page, () => page.evaluate(() => {
    document.querySelector('form[action="/topics"]').submit();
  }));
  assert.equal(reply.status(), 413);
  await page.getByRole('heading', { level: 1 }).waitFor();
  await sound(page, '413', await reply.text());
});

test('429: a device that asks too often is told when to come back, and keeps its text', async () => {
  const { page } = view;
  let reply;
  for (let i = 0; i < 40; i += 1) {
    await fill(page, `第 ${i} 盏路灯坏了`);
    reply = await send(page);
    if (reply.status() === 429) break;
  }
  assert.equal(reply.status(), 429);
  assert.ok(Number(reply.headers()['retry-after']) > 0);
  assert.equal(await page.locator('#body').inputValue(), BODY);
  await sound(page, '429', await reply.text());
});

test('503: with the database away nothing is lost that was typed', async () => {
  const { page } = view;
  await fill(page, '小区门口的路灯坏了');
  process.kill(stack.pid('redis'), 'SIGSTOP');
  try {
    const reply = await send(page);
    assert.equal(reply.status(), 503);
    assert.ok((await page.content()).includes('晚上老人出门看不见路'));
    await sound(page, '503', await reply.text());
  } finally {
    process.kill(stack.pid('redis'), 'SIGCONT');
  }
});

for (const status of [400, 404, 413, 429, 503]) {
  test(`${status}: the page nginx gives by itself`, async () => {
    const { page } = view;
    const path = join(ROOT, `htdocs/static/errors/${status}.html`);
    await page.route('**/nowhere', (route) => route.fulfill({ path, status,
      contentType: 'text/html; charset=utf-8' }));
    await page.goto('/nowhere');
    await sound(page, `nginx-${status}`, readFileSync(path, 'utf8'));
    await page.unroute('**/nowhere');
  });
}
