// Every public page, as people have it in hand (every_page.mjs).
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { day } from '../e2e/lib.mjs';
import { answerLink, articles, asked, begin, browser, end, inAllWays, look, lookInColours, reported,
  requests, stack } from './every_page.mjs';
import { DESK, markup, open, PHONE } from './lib.mjs';

before(begin);
after(end);

const track = (n) => asked[n - 1].track;
const PUBLIC = {
  home: () => '/',
  topics: () => '/topics',
  'topics-answered': () => '/topics?tab=answered',
  'topics-none': () => '/topics?category=other',
  topic: () => '/topics/1',
  'topic-open': () => '/topics/2',
  'topic-merged': () => '/topics/7',
  ask: () => '/topics/new',
  letters: () => '/letters',
  'letters-none': () => '/letters?category=other',
  letter: () => '/letters/8',
  'letter-new': () => '/letters/new',
  'letter-receipt': () => `${track(9)}?new=1`,
  'letter-tracking': () => track(9),
  'letter-tracking-answered': () => track(8),
  requests: () => '/requests',
  'request-new': () => '/requests/new',
  'request-new-organisation': () => '/requests/new?kind=org',
  'request-receipt': () => `${requests.online.track}?new=1`,
  'request-tracking': () => requests.online.track,
  'request-tracking-correcting': () => requests.correcting.track,
  'request-tracking-answered': () => requests.answered.track,
  'request-tracking-declined': () => requests.repeated.track,
  'request-letter': () => `${requests.answered.track}/decision`,
  'request-letter-extension': () => `${requests.answered.track}/decision?letter=extension`,
  'request-letter-correction': () => `${requests.correcting.track}/decision`,
  'request-fees': () => '/requests/fees',
  'request-fees-items': () => '/requests/fees?basis=items&count=64',
  support: () => '/topics/1/support',
  comment: () => '/topics/1/comments',
  'report-comment': () => reported.path,
  track: () => '/track',
  receipt: () => `${track(5)}?new=1`,
  tracking: () => track(1),
  'tracking-open': () => track(2),
  'tracking-declined': () => track(6),
  'tracking-merged': () => track(7),
  'answer-link': () => answerLink,
  verify: () => '/verify?case=1',
  stats: () => '/stats',
  'stats-past': () => '/stats?year=2020&month=3',
  digest: () => `/articles/${articles.digest}`,
  columns: () => '/columns',
  column: () => '/columns/notices',
  'column-above': () => '/columns/open',
  'column-month': () => `/columns/news?month=${day().slice(0, 7)}`,
  'column-month-none': () => '/columns/news?month=2001-02',
  article: () => `/articles/${articles.first}`,
  'article-earlier': () => `/articles/${articles.first}?version=1`,
  'article-withdrawn': () => `/articles/${articles.withdrawn}`,
  departments: () => '/departments',
  department: () => '/departments/zjj',
  'not-found': () => '/topics/999',
  login: () => '/staff/login',
};

const visitors = [];

async function visitorsOf() {
  if (visitors.length === 0) {
    visitors.push(await open(browser, stack, PHONE), await open(browser, stack, DESK),
      await open(browser, stack, PHONE));
    await visitors[2].context.addCookies([{ name: 'wz_elder', value: '1', url: stack.base }]);
  }
  return visitors;
}

for (const [name, path] of Object.entries(PUBLIC)) {
  test(`${name}: the page is accessible, valid and self-contained`, async () => {
    const faults = [];
    const [phone, desk, elder] = await visitorsOf();
    faults.push(...await look(phone, name, path(), { target: 44, label: '375' }));
    if (inAllWays(name)) {
      faults.push(...await lookInColours(phone, name));
      faults.push(...await look(desk, name, path(), { target: 44, label: '1280' }));
      faults.push(...await look(elder, name, path(), { target: 60, label: 'elder' }));
    }
    faults.push(...await markup(await (await phone.page.request.get(path())).text()));
    assert.deepEqual(faults, []);
  });
}
