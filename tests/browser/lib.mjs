// What the browser tests share: Debian's Chromium, phones and desks, and a watch on what a page must never
// do.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { HtmlValidate } from 'html-validate';
import { chromium } from 'playwright-core';
import { PASSWORD, ROOT } from '../e2e/lib.mjs';

export const SCREENS = join(ROOT, 'build/screens');
export const WECHAT = 'Mozilla/5.0 (Linux; Android 10; V1986A) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 '
  + 'Chrome/86.0.4240.99 Mobile Safari/537.36 MicroMessenger/8.0.49.2600(0x28003133) WeChat/arm64 Weixin NetType/3G Language/zh_CN';
export const PHONE = { viewport: { width: 375, height: 812 }, userAgent: WECHAT, hasTouch: true,
  locale: 'zh-CN' };
export const DESK = { viewport: { width: 1280, height: 800 }, locale: 'zh-CN' };
// The source of axe-core: evaluated in the page, since no page lets in a script tag of another's.
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

mkdirSync(SCREENS, { recursive: true });

// Chromium without a desktop; whole is the one that shows notifications too, at twice the time.
export const launch = ({ whole = false } = {}) => chromium.launch({
  executablePath: whole ? '/usr/bin/chromium' : '/usr/bin/chromium-headless-shell',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update', '--disable-sync'],
});

/*
 * A page of a fresh context on the stack, and `faults`: what it did that no page may: an error on the
 * console, a script that threw, a request to another host.  A status that a test asks for on purpose isn't a
 * fault.
 */
export async function open(browser, stack, options) {
  const context = await browser.newContext({ baseURL: stack.base, ...options });
  const page = await context.newPage();
  const faults = [];
  page.on('console', (message) => {
    if (message.type() === 'error' && !/Failed to load resource: the server responded/.test(message.text())) {
      faults.push(`console: ${message.text()}`);
    }
  });
  page.on('pageerror', (error) => faults.push(`script: ${error.message}`));
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (/^https?:$/.test(url.protocol) && url.origin !== stack.base) faults.push(`asks ${url.origin}`);
  });
  return { context, page, faults };
}

export async function enter(page, account, password = PASSWORD) {
  await page.goto('/staff/login');
  await page.fill('[name=account]', account);
  await page.fill('[name=password]', password);
  await page.getByRole('button', { name: '登录' }).click();
  await page.waitForURL(/\/staff(?!\/login)/);
}

// The same page of somebody who has signed in.
export async function signedIn(browser, stack, account, options = DESK) {
  const view = await open(browser, stack, options);
  const kept = stack.sessions[account];
  if (kept) {
    await view.context.addCookies(kept.map(([name, value]) => ({ name, value, url: stack.base })));
    await view.page.goto('/staff');
  } else {
    await enter(view.page, account);
  }
  return view;
}

// A question as somebody begins to write it: all but the phone.
export async function writeQuestion(page) {
  await page.goto('/topics/new');
  await page.fill('#title', '小区门口的路灯坏了没人修');
  await page.fill('#body', '城南街道幸福小区门口的三盏路灯坏了两个月，晚上看不见路。');
  await page.locator('.cell', { hasText: '投诉' }).click();
}

// Opens the action's part of the page if it isn't open, fills it in and presses its button.
export async function press(page, action, fields) {
  const form = page.locator(`details.action form[action$="/${action}"]`);
  if (!await form.isVisible()) await page.locator(`details.action:has(form[action$="/${action}"]) > summary`).click();
  for (const [name, value] of Object.entries(fields)) {
    const field = form.locator(`[name=${name}]`);
    if (await field.evaluate((e) => e.tagName) === 'SELECT') await field.selectOption({ label: value });
    else await field.fill(value);
  }
  await Promise.all([page.waitForNavigation(),
    form.locator('button[type=submit]:not([formaction]):not([name=then])').click()]);
}

const validator = new HtmlValidate({ extends: ['html-validate:recommended'], rules: {
  'long-title': 'off', 'no-trailing-whitespace': 'off', 'void-style': 'off', 'attribute-boolean-style': 'off',
  'doctype-style': 'off', 'no-inline-style': 'error', 'require-sri': 'off', 'tel-non-breaking': 'off',
  // Boxes of one name are one list of what is ticked.
  'form-dup-name': ['error', { shared: ['radio', 'button', 'reset', 'submit', 'checkbox'] }],
} });

// What is wrong with the page as it stands, each as a sentence; target: how high what is pressed must be, in
// pixels.
export async function faultsOf(page, target) {
  const faults = await page.evaluate((least) => {
    const found = [];
    const root = document.scrollingElement;
    if (root.scrollWidth > innerWidth) found.push(`scrolls sideways: ${root.scrollWidth} > ${innerWidth}`);
    for (const img of document.images) if (img.complete &&
      !img.naturalWidth) found.push(`broken image ${img.src}`);
    for (const e of document.querySelectorAll('button, summary, input:not([type=hidden]), select, textarea, a.btn, nav a, .files a')) {
      const box = (e.closest('label') || e).getBoundingClientRect();
      if (box.width && box.height < least - 0.5 && getComputedStyle(e).visibility !== 'hidden' &&
        !e.closest('altcha-widget')) {
        found.push(`target of ${Math.round(box.height)} px: ${e.outerHTML.slice(0, 90)}`);
      }
    }
    return found;
  }, target);
  return [...faults, ...await axeFaults(page), ...await chartFaults(page)];
}

async function axeFaults(page, rules) {
  await page.evaluate(AXE);
  const result = await page.evaluate((only) => window.axe.run(document, only ? { runOnly: only } : {}),
    rules);
  return result.violations.map((v) =>
    `axe ${v.id}: ${v.nodes.map((n) => n.target.join(' ')).join(', ').slice(0, 200)}`);
}

// Letters of charts that can't be read on what is behind them, which axe doesn't look at.
const chartFaults = (page) => page.evaluate(() => {
  const parse = (colour) => (colour.match(/[\d.]+/g) || []).map(Number);
  const light = (colour) => parse(colour).slice(0, 3).map((c) => c / 255)
    .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0.05);
  const ground = (element) => {
    for (let e = element; e; e = e.parentElement) {
      const colour = getComputedStyle(e).backgroundColor;
      if (parse(colour)[3] !== 0) return colour;
    }
    const dark = getComputedStyle(document.documentElement).colorScheme === 'dark';
    return dark ? 'rgb(0,0,0)' : 'rgb(255,255,255)';
  };
  return [...document.querySelectorAll('svg text')].flatMap((text) => {
    const [a, b] = [light(getComputedStyle(text).fill), light(ground(text.closest('svg')))];
    const contrast = Math.max(a, b) / Math.min(a, b);
    return contrast < 4.5 ? [`letters of a chart, ${contrast.toFixed(2)}:1: ${text.textContent}`] : [];
  });
});

// What is wrong with the colours of the page as it stands.
export const colourFaults = async (page) => [
  ...await axeFaults(page, ['color-contrast', 'link-in-text-block']), ...await chartFaults(page)];

// How much of the page moved while it was loaded (https://web.dev/articles/cls).
export const shiftOf = (page) => page.evaluate(() => new Promise((done) => {
  let sum = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) sum += entry.value;
  }).observe({ type: 'layout-shift', buffered: true });
  requestAnimationFrame(() => setTimeout(() => done(sum), 0));
}));

// What is wrong with the HTML as it was sent.
export async function markup(html) {
  const report = await validator.validateString(html);
  return report.results.flatMap((r) => r.messages).map((m) =>
    `HTML line ${m.line}: ${m.ruleId} ${m.message}`);
}

// The page as it stands is accessible and valid; its picture is kept.
export async function look(page, name) {
  await page.screenshot({ path: join(SCREENS, `${name}.png`), fullPage: true });
  assert.deepEqual(await faultsOf(page, 44), [], name);
  assert.deepEqual(await markup(await (await page.request.get(page.url())).text()), [], name);
}
