// What the browser tests share: Debian's Chromium, phones and desks, and a watch on what a page must never do.
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { PASSWORD, ROOT } from '../e2e/lib.mjs';

export const SCREENS = join(ROOT, 'build/screens');
export const WECHAT = 'Mozilla/5.0 (Linux; Android 10; V1986A) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 '
  + 'Chrome/86.0.4240.99 Mobile Safari/537.36 MicroMessenger/8.0.49.2600(0x28003133) WeChat/arm64 Weixin NetType/3G Language/zh_CN';
export const PHONE = { viewport: { width: 375, height: 812 }, userAgent: WECHAT, hasTouch: true, locale: 'zh-CN' };
export const DESK = { viewport: { width: 1280, height: 800 }, locale: 'zh-CN' };
// The source of axe-core: evaluated in the page, since no page lets in a script tag of another's.
export const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

mkdirSync(SCREENS, { recursive: true });

export const launch = () => chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync'],
});

/*
 * A page of a fresh context on the stack, and `faults`: what it did that no page may: an error on the console, a script
 * that threw, a request to another host.  A status that a test asks for on purpose isn't a fault.
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
