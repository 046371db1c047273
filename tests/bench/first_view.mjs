#!/usr/bin/env node
// What somebody with a poor phone waits for: the first contentful paint of four pages, nothing kept from
// before, on slow 3G (400 ms a round trip, 400 kbit/s) with the processor four times slower, and how much of
// the page moves meanwhile.  Prints a row for each page: median paint, the largest shift, compressed KiB.
//   ROUNDS=5 visits of each page
import { startStack, carry, Person, staffOf } from '../e2e/lib.mjs';
import { launch, open, PHONE, shiftOf } from '../browser/lib.mjs';

const ROUNDS = Number(process.env.ROUNDS || 5);
const TOPICS = 20;
const PAINT = 1600;
const RATE = 400 * 1000 / 8;	// bytes a second
const SLOW_3G = { offline: false, latency: 400, downloadThroughput: RATE, uploadThroughput: RATE };
const PAGES = { home: '/', list: '/topics', topic: '/topics/1', ask: '/topics/new' };

async function fill(stack) {
  const staff = await staffOf(stack);
  for (let i = 0; i < TOPICS; i += 1) {
    const { case: n } = await new Person(stack).ask({ title: `第 ${i} 盏路灯不亮，晚上看不见路` });
    await carry(staff, n, i % 2 ? 'assigned' : 'answered');
  }
}

// One visit by a new browser: { paint, shift, bytes }.
async function visit(browser, stack, path) {
  const { context, page } = await open(browser, stack, PHONE);
  const devtools = await context.newCDPSession(page);
  let bytes = 0;
  devtools.on('Network.loadingFinished', ({ encodedDataLength }) => { bytes += encodedDataLength; });
  await devtools.send('Network.enable');
  await devtools.send('Network.emulateNetworkConditions', SLOW_3G);
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: 4 });
  await page.goto(path, { waitUntil: 'load' });
  const paint = await page.evaluate(() =>
    performance.getEntriesByName('first-contentful-paint')[0].startTime);
  const shift = await shiftOf(page);
  await context.close();
  return { paint, shift, bytes };
}

const median = (list) => [...list].sort((a, b) => a - b)[list.length >> 1];
const stack = await startStack();
const browser = await launch();
try {
  await fill(stack);
  console.log('| page | first contentful paint, ms | goal | layout shift | KiB |\n|---|---|---|---|---|');
  for (const [name, path] of Object.entries(PAGES)) {
    const visits = [];
    for (let round = 0; round < ROUNDS; round += 1) visits.push(await visit(browser, stack, path));
    const paint = Math.round(median(visits.map((one) => one.paint)));
    console.log(`| ${name} | ${paint} | ≤ ${PAINT}, ${paint <= PAINT ? 'met' : 'missed'} | ${
      Math.max(...visits.map((one) => one.shift)).toFixed(4)} | ${
      (median(visits.map((one) => one.bytes)) / 1024).toFixed(1)} |`);
  }
} finally {
  await browser.close();
  await stack.stop();
}
