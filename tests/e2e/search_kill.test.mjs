// The index's writer is killed while people post, are answered, are taken off, and search: no page fails,
// none shows what it must not, and what is new is found within seconds.  ROUNDS kills (5).
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ANSWER, Person, QUESTION, carry, sleep, soon, staffOf, startStack } from './lib.mjs';

const ROUNDS = Number(process.env.ROUNDS ?? 5);
const SEARCHERS = 2;
const LAG = 5000;
let stack, staff;

before(async () => {
  stack = await startStack({ config: { posts_per_address_hour: 1000000, pow_cost: 10 } });
  staff = await staffOf(stack);
});
after(() => stack && stack.stop());

// What this test posted: word → { url, n, kept: stays as it is, shown: since when the public sees it;
// answered, leaving, gone: likewise }.
const posts = new Map();
let count = 0;

async function post(kept = false) {
  const word = `第${count += 1}桩`;
  const { case: n } = await new Person(stack).ask({ ...QUESTION, title: `${word}栏杆松动`, phone: '' });
  const one = { url: `/topics/${n}`, n, kept };
  posts.set(word, one);
  await carry(staff, n, 'accepted');
  one.shown = Date.now();
  return word;
}

// Answers one of the posts and takes another off.
async function change() {
  const open = [...posts.values()].filter((one) => one.shown && !one.kept && !one.leaving && !one.answer);
  const [first, second] = [open[0], open[open.length - 1]];
  if (first === undefined || first === second) return;
  first.answer = `第${first.n}答`;
  await staff.disp1.move(first.n, 'assign', { dept: 'zjj' });
  await staff.zjj1.move(first.n, 'draft', { text: `${ANSWER}${first.answer}` });
  await staff.appr1.move(first.n, 'approve');
  first.answered = Date.now();
  second.leaving = Date.now();
  await staff.mod1.move(second.n, 'unpublish', { reason: '含有个人信息' });
  second.gone = Date.now();
}

const seen = { pages: 0, lag: 0 };

async function find(q) {
  const reply = await new Person(stack).get(`/search.json?${new URLSearchParams({ q })}`);
  assert.equal(reply.status, 200, `${q}: ${reply.content.slice(0, 300)}`);
  seen.pages += 1;
  return JSON.parse(reply.content).results.map((row) => row.url);
}

// A word of one post finds it and nothing else, from some seconds after it was shown until it is taken off.
async function look() {
  const list = [...posts];
  if (list.length === 0) return;
  const [word, one] = list[Math.floor(Math.random() * list.length)];
  const answer = one.answered && Math.random() < 0.5;
  const began = Date.now();
  const since = answer ? one.answered : one.shown;
  const got = await find(answer ? one.answer : word);
  if (one.gone < began) assert.deepEqual(got, [], `${word} was taken off`);
  else if (since < began - LAG && !one.leaving) assert.deepEqual(got, [one.url], word);
  else assert.ok(got.length === 0 || (got.length === 1 && got[0] === one.url), `${word}: ${got}`);
}

// Calls again and again until the work is done.
async function meanwhile(calls, work) {
  let going = true;
  const loops = calls.map(async (call) => {
    while (going) {
      await call();
      await sleep(100);
    }
  });
  try {
    await Promise.race([work(), Promise.all(loops)]);
  } finally {
    going = false;
    await Promise.all(loops);
  }
}

test('a writer killed under load: no wrong result, no failed page, and the index is up to date soon', async (t) => {
  await post(true);
  await meanwhile([() => post(), change, ...Array(SEARCHERS).fill(look)], async () => {
    for (let i = 0; i < ROUNDS; i += 1) {
      await sleep(Math.random() * 400);
      process.kill(stack.pid('index'), 'SIGKILL');
      const began = Date.now();
      const word = await post(true);
      await soon(async () => assert.deepEqual(await find(word), [posts.get(word).url]), LAG);
      seen.lag = Math.max(seen.lag, Date.now() - began);
    }
  });
  assert.ok(seen.lag < LAG, `${seen.lag} ms`);
  for (const [word, one] of posts)
    await soon(async () => assert.deepEqual(await find(word), one.gone ? [] : [one.url]), LAG);
  t.diagnostic(`${ROUNDS} kills, ${posts.size} posts, ${seen.pages} searches, found after ${seen.lag} ms at most`);
});
