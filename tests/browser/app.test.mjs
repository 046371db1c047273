// What a browser may keep and be told: the page for when there is no network, drafts, and a push message.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { join } from 'node:path';
import { nextPhone, ROOT, startStack } from '../e2e/lib.mjs';
import { DESK, faultsOf, launch, look, markup, open, PHONE, SCREENS, writeQuestion } from './lib.mjs';

const ADDRESS = 'https://push.example.net/send/abc';
let stack;
let browser;

before(async () => {
  stack = await startStack({ config: { domain: 'wz.example.gov.cn', push: 'on',
    push_hosts: 'push.example.net',
    short_name: '问政', emblem: 'htdocs/static/touch.png', colour: '#9e1b22' },
  portal: join(ROOT, 'conf/demo/portal') });
  browser = await launch({ whole: true });
});
after(async () => {
  if (browser) await browser.close();
  if (stack) await stack.stop();
});

const worker = (page) => page.evaluate(() => navigator.serviceWorker.ready
  .then((one) => one.active.scriptURL));
const kept = (page) => page.evaluate(async () => {
  const names = await caches.keys();
  const all = await Promise.all(names.map(async (name) => (await (await caches.open(name)).keys())
    .map((request) => new URL(request.url).pathname)));
  return all.flat().sort();
});

test('without a network one page says so, nothing is sent, and what was written is still there', async () => {
  const { context, page } = await open(browser, stack, PHONE);
  const manifest = await (await page.request.get('/manifest.webmanifest')).json();
  assert.deepEqual([manifest.name, manifest.short_name, manifest.start_url, manifest.display],
    ['微问政', '问政', '/', 'standalone']);
  assert.equal(manifest.theme_color, '#9e1b22');
  assert.deepEqual(manifest.icons.map(({ sizes }) => sizes), ['240x240']);
  await writeQuestion(page);
  assert.equal(new URL(await worker(page)).pathname, '/sw.js');
  await page.evaluate(() => caches.open('wenzheng-shell-0'));
  assert.deepEqual(await kept(page), ['/static/favicon.svg', '/static/offline.html', '/static/site.css']);
  await context.setOffline(true);
  await page.getByRole('button', { name: /提交|下一步/ }).first().click();
  await page.getByText('您现在没有网络，连上后再提交').waitFor();
  assert.equal(await page.locator('[data-offline]').count(), 1);
  await page.screenshot({ path: join(SCREENS, 'app-offline-form.png') });
  await page.goto('/topics');
  await page.getByRole('heading', { name: '您现在没有网络' }).waitFor();
  await page.screenshot({ path: join(SCREENS, 'app-offline.png') });
  await context.setOffline(false);
  await page.getByRole('link', { name: '再试一次' }).click();
  await page.locator('.topics, .empty').first().waitFor();
  await page.goto('/topics/new');
  assert.equal(await page.inputValue('#title'), '小区门口的路灯坏了没人修');
  for (const path of ['/', '/mine', '/track']) await page.goto(path);
  assert.deepEqual(await kept(page), ['/static/favicon.svg', '/static/offline.html', '/static/site.css'],
    'no page of anybody is kept');
  await context.close();
});

const shown = (page, selector, property) => page.locator(selector).first().evaluate((element, name) =>
  getComputedStyle(element)[name], property);

const namesShown = (page) => page.locator('.brand-name').evaluateAll((all) =>
  all.filter((e) => e.checkVisibility()).map((e) => e.textContent));

test("the city's colour and emblem are on every page, in files kept for a year, by day and in the dark",
  async () => {
  const { context, page, faults } = await open(browser, stack, PHONE);
  await page.goto('/');
  const style = await page.locator('link[href^="/brand/"][rel=stylesheet]').getAttribute('href');
  const icon = await page.locator('link[rel=icon]').getAttribute('href');
  assert.equal(icon, await page.locator('link[rel=apple-touch-icon]').getAttribute('href'));
  for (const path of [style, icon]) {
    const reply = await page.request.get(path);
    assert.equal(reply.headers()['cache-control'], 'public, max-age=31536000, immutable', path);
  }
  const other = await page.request.get('/brand/0123456789abcdef.css');
  assert.equal(other.headers()['cache-control'], 'no-cache', 'a page from before the change is served what is');
  assert.equal((await page.request.get('/brand/0123456789abcdef.js')).status(), 404);
  assert.equal(await shown(page, '.hero .btn-primary', 'backgroundColor'), 'rgb(158, 27, 34)');
  const header = await page.locator('.top .brand').evaluate((e) =>
    getComputedStyle(e, '::before').backgroundImage);
  assert.ok(header.includes(icon));
  assert.deepEqual(await namesShown(page), ['问政'], 'the short name on a phone');
  for (const media of [{}, { colorScheme: 'dark' }, { colorScheme: 'dark', forcedColors: 'active' }]) {
    await page.emulateMedia({ colorScheme: 'light', forcedColors: 'none', ...media });
    const name = media.forcedColors || media.colorScheme || 'light';
    await page.screenshot({ path: join(SCREENS, `brand-${name}.png`) });
    assert.deepEqual(await faultsOf(page, 44), []);
  }
  await page.setViewportSize({ width: 1280, height: 800 });
  assert.deepEqual(await namesShown(page), ['微问政']);
  assert.deepEqual(faults, []);
  await context.close();
});

test("a portal's header and footer stand round the pages, at each width, in large type, round errors, not on paper",
  async () => {
  for (const [name, screen] of [['phone', PHONE], ['desk', DESK]]) {
    const { context, page, faults } = await open(browser, stack, screen);
    await page.goto('/');
    await look(page, `portal-${name}`);
    assert.equal(await page.locator('.county-foot').count(), 1);
    assert.equal(await shown(page, '.county-top', 'backgroundColor'), 'rgb(122, 31, 31)');
    const tops = await page.evaluate(() => ['.county-top', '.top', 'main', '.foot', '.county-foot']
      .map((one) => document.querySelector(one).getBoundingClientRect().top));
    assert.deepEqual(tops, [...tops].sort((a, b) => a - b));
    await page.goto('/elder?on=1&back=/topics');
    assert.equal(await shown(page, '.county-name', 'fontSize'), '25.2px');
    await look(page, `portal-elder-${name}`);
    await page.goto('/portal/none.css');
    await look(page, `portal-error-${name}`);
    await page.emulateMedia({ media: 'print' });
    assert.equal(await page.locator('.county-top').isVisible(), false);
    assert.deepEqual(faults, []);
    await context.close();
  }
});

// The browser's push service lies on the internet: what it answers is put in its place.
const service = (address) => {
  PushManager.prototype.getSubscription = () => Promise.resolve(null);
  PushManager.prototype.subscribe = ({ applicationServerKey: key }) => (key.length === 65 && key[0] === 4
    ? Promise.resolve({ endpoint: address }) : Promise.reject(new Error('key')));
};

test('a browser that is to be told shows what happened and opens the case', async () => {
  const { context, page, faults } = await open(browser, stack, PHONE);
  await context.grantPermissions(['notifications'], { origin: stack.base });
  await context.addInitScript(service, ADDRESS);
  await writeQuestion(page);
  await page.fill('#phone', nextPhone());
  await page.getByRole('button', { name: '提交' }).click();
  await page.getByRole('link', { name: '查看进度' }).click();
  const track = new URL(page.url()).pathname;
  await page.getByRole('link', { name: '有进展时通知我' }).click();
  const found = await faultsOf(page, 44);
  await page.screenshot({ path: join(SCREENS, 'app-notices.png'), fullPage: true });
  await page.getByRole('button', { name: '在这台设备上通知我' }).click();
  await page.getByText('已经保存').waitFor();
  assert.ok(await page.locator('#push').isChecked());
  found.push(...await faultsOf(page, 44), ...await markup(await (await page.request.get(page.url())).text()));
  await page.screenshot({ path: join(SCREENS, 'app-notices-on.png'), fullPage: true });

  const device = await page.evaluate(async () => (await caches.match('/push/device')).text());
  const { case: n } = await (await page.request.get(`${track}.json`)).json();
  stack.redis('set', `{yunchuan}:push:${device}`, String(n.n ?? n));
  const session = await context.newCDPSession(page);
  const registered = new Promise((done) => session.on('ServiceWorker.workerRegistrationUpdated',
    ({ registrations }) => registrations.length > 0 && done(registrations[0].registrationId)));
  await session.send('ServiceWorker.enable');
  await session.send('ServiceWorker.deliverPushMessage', { origin: stack.base,
    registrationId: await registered, data: '' });
  const shown = await page.waitForFunction(() => navigator.serviceWorker.ready
    .then((one) => one.getNotifications()).then((all) => all.length > 0
      && { title: all[0].title, body: all[0].body, data: all[0].data }));
  const notification = await shown.jsonValue();
  assert.equal(notification.title, '您的提问有新进展');
  assert.match(notification.data, /^\/n\/p\d+-/);
  await page.goto(notification.data);
  assert.equal(new URL(page.url()).pathname, track);
  await page.getByRole('link', { name: '通知：设备，更改' }).click();
  await page.locator('.cell', { hasText: '设备通知' }).click();
  await page.getByRole('button', { name: '保存' }).click();
  await page.getByText('已经保存').waitFor();
  assert.equal(await page.locator('#push').count(), 0);
  assert.deepEqual([...found, ...faults], []);
  await context.close();
});

test('a browser without notifications, or whose owner refuses them, loses nothing', async () => {
  const { context, page, faults } = await open(browser, stack, PHONE);
  await writeQuestion(page);
  await page.getByRole('button', { name: '提交' }).click();
  await page.getByRole('link', { name: '查看进度' }).click();
  await context.clearPermissions();
  await page.getByRole('link', { name: '有进展时通知我' }).click();
  await page.evaluate(() => { Notification.requestPermission = () => Promise.resolve('denied'); });
  await page.getByRole('button', { name: '在这台设备上通知我' }).click();
  await page.getByText('浏览器没有允许通知').waitFor();
  assert.deepEqual(faults, []);
  await context.addInitScript(() => { delete window.PushManager; });
  await page.reload();
  assert.ok(!await page.getByText('在这台设备上通知').first().isVisible());
  await context.close();
});
