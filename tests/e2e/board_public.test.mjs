// What the public sees, on every route and in every format: visibility, markup as text, caches, Redis away.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { ANSWER, carry, Person, QUESTION, ROOT, signIn, sleep, soon, staffOf, startStack,
  siteMap } from './lib.mjs';

let stack;
let staff;
const anybody = () => new Person(stack);

before(async () => {
  stack = await startStack({ config: { areas: '' } }); // where it is may be typed
  staff = await staffOf(stack);
});
after(() => stack && stack.stop());

let made = 0;

// A case in the state, with a title of its own: { n, title, asker, receipt }.
async function topicIn(state) {
  const title = `第 ${made += 1} 个话题是路灯的问题`;
  const asker = new Person(stack);
  const receipt = await asker.ask({ title });
  const n = receipt.case;
  if (state === 'declined') await staff.mod1.move(n, 'decline', { reason: 'unclear', note: '' });
  else if (state === 'withdrawn') {
    const { withdraw } = await asker.json(`${receipt.track}.json`);
    await asker.act(withdraw.url, { form: withdraw.form });
  } else if (state === 'unpublished') {
    await carry(staff, n, 'answered');
    await staff.mod1.move(n, 'unpublish', { reason: '涉及个人隐私' });
  } else if (state !== 'pending') await carry(staff, n, state);
  return { n, title, asker, receipt };
}

// Every public place where a topic could show: path → whether it belongs to this topic alone.
const PLACES = (n) => ({
  [`/topics/${n}`]: true, [`/topics/${n}.json`]: true, [`/topics/${n}/support`]: true,
    [`/topics/${n}/support.json`]: true,
  [`/topics/${n}/feed.atom`]: true, [`/topics/${n}/comments`]: true, [`/topics/${n}/views.gif`]: true,
  '/': false, '/topics': false, '/topics.json': false, '/topics?tab=hot': false,
    '/topics?tab=answered': false,
  '/topics.json?category=complaint': false, '/topics?dept=zjj': false, '/departments/zjj': false,
    '/departments/zjj.json': false,
  '/feed.atom': false, '/sitemap.xml': false, '/sitemaps/places': false, '/sitemaps/1': false,
    [`/verify?case=${n}`]: false, [`/verify.json?case=${n}`]: false,
});

for (const state of ['pending', 'declined', 'withdrawn', 'unpublished']) {
  test(`a topic that is ${state} shows nowhere`, async () => {
    const { n, title } = await topicIn(state);
    await sleep(2100);
    for (const [path, own] of Object.entries(PLACES(n))) {
      const reply = await anybody().get(path);
      assert.equal(reply.status, own ? 404 : 200, path);
      assert.ok(!reply.content.includes(title), `${path} shows it`);
      assert.ok(!reply.content.includes(`/topics/${n}<`), `${path} names it`);
    }
    for (const path of ['support', 'comments']) {
      const form = await anybody().token('/topics/new');
      assert.equal((await anybody().act(`/topics/${n}/${path}`, { form, body: '你好你好' })).status, 403);
    }
  });
}

test('an accepted topic shows in the lists, an answered one in the feed too', async () => {
  const { n, title, receipt } = await topicIn('accepted');
  await soon(async () => {
    for (const path of ['/topics', '/topics.json', '/topics?category=complaint', `/topics/${n}`])
      assert.ok((await anybody().get(path)).content.includes(title), path);
    assert.ok(!(await anybody().get('/topics?category=help')).content.includes(title));
  });
  await staff.disp1.move(n, 'assign', { dept: 'zjj' });
  await staff.zjj1.move(n, 'draft', { text: ANSWER });
  assert.ok(!(await anybody().get(`/topics/${n}.json?fresh`)).content.includes(ANSWER),
    'a draft is not public');
  assert.ok(!(await anybody().get(`${receipt.track}.json`)).content.includes(ANSWER), 'nor for the asker');
  await staff.appr1.move(n, 'approve');
  await soon(async () => {
    for (const path of ['/feed.atom', '/topics?tab=answered', '/departments/zjj', '/topics?dept=zjj'])
      assert.ok((await anybody().get(path)).content.includes(title), path);
    assert.ok((await siteMap(anybody())).includes(`/topics/${n}<`));
  });
});

test('what is unpublished is gone from every cached page within two seconds', async () => {
  const { n, title } = await topicIn('answered');
  const paths = Object.keys(PLACES(n)).filter((path) => !path.endsWith('.gif'));
  await soon(async () => assert.ok((await anybody().get('/feed.atom')).content.includes(title)));
  for (const path of paths) await anybody().get(path);
  await staff.mod1.move(n, 'unpublish', { reason: '涉及个人隐私' });
  const deadline = Date.now() + 2000;
  let left = paths;
  while (Date.now() < deadline) {
    left = [];
    for (const path of paths) if ((await anybody().get(path)).content.includes(title)) left.push(path);
    await sleep(20);
  }
  assert.deepEqual(left, []);
});

// What a page says of a comment: its entry, found by its text.
const commentOf = async (n, text) => (await anybody().json(`/topics/${n}.json`)).case.entries
  .find((entry) => entry.text === text);

async function comment(n, body) {
  const reader = anybody();
  const { form } = await reader.json(`/topics/${n}/comments.json`);
  assert.equal((await reader.act(`/topics/${n}/comments`, { form, body })).status, 201);
}

// The moderator's word on the post that waits with this text.
async function decide(n, text, action, fields = {}, status = 200) {
  const { held } = await staff.mod1.json(`/staff/cases/${n}.json`);
  const post = held.find(({ held_text: body }) => body === text);
  assert.equal((await staff.mod1.do(`/staff/cases/${n}/held/${post.held_id}/${action}`, fields)).status, status);
  return post;
}

test('readers report a comment, the moderator sees how many do and takes it off every cached page or keeps it',
  async () => {
  const { n } = await topicIn('assigned');
  const bad = '这个人就是个骗子，大家别信。';
  const good = '我家门口也是这样，晚上看不见。';
  for (const body of [bad, good]) {
    await comment(n, body);
    await decide(n, body, 'pass');
  }
  await soon(async () => assert.ok(await commentOf(n, good)));
  const report = async (text) => {
    const { id, place } = await commentOf(n, text);
    const reader = anybody();
    const path = `/topics/${n}/comments/${id}/report`;
    const { form } = await reader.json(`${path}.json?place=${place}`);
    return { first: await reader.act(path, { form, place }), again: await reader.act(path, { form, place }) };
  };
  const { first, again } = await report(bad);
  assert.deepEqual([first.status, again.status], [201, 409], 'one reader, one report');
  await report(bad);
  await report(good);
  assert.match((await staff.mod1.get(`/staff/cases/${n}`)).content, /举报 2 次/);
  assert.match((await staff.mod1.get('/staff/queues/review')).content, /举报 2 次/, 'not so many people');
  assert.equal((await decide(n, good, 'pass')).held_reporters, 1);
  assert.equal((await decide(n, bad, 'refuse', { reason: 'abuse' })).held_reporters, 2);
  assert.ok(!(await anybody().get(`/topics/${n}`)).content.includes(bad), 'gone at once');
  await soon(async () => assert.equal((await commentOf(n, good)).reportable, false));
  assert.equal((await report(good)).first.status, 409, 'what was kept is not reported again');
  assert.equal((await anybody().json(`/topics/${n}.json`)).case.comments, 1);
  const { id, place } = await commentOf(n, good);
  const off = `/staff/cases/${n}/comments/${id}/refuse`;
  assert.ok((await staff.mod1.get(`/staff/cases/${n}`)).content.includes(`action="${off}"`));
  assert.ok(!(await staff.super1.get(`/staff/cases/${n}`)).content.includes(`action="${off}"`));
  assert.equal((await staff.zjj1.do(off, { place, reason: 'abuse' })).status, 403);
  assert.equal((await staff.mod1.do(off, { place, reason: '' })).status, 422);
  assert.equal((await staff.mod1.do(off, { place, reason: 'abuse' })).status, 200, 'also what was kept');
  assert.ok(!(await anybody().get(`/topics/${n}`)).content.includes(good), 'gone at once');
  assert.equal((await staff.mod1.do(off, { place, reason: 'abuse' })).status, 410);
  const lost = '这条评论后来找不到了。';
  await comment(n, lost);
  await decide(n, lost, 'pass');
  await soon(async () => assert.ok(await commentOf(n, lost)));
  await report(lost);
  stack.redis('del', `{yunchuan}:case:${n}:comments`);
  await decide(n, lost, 'refuse', { reason: 'abuse' }, 410);
  assert.deepEqual((await staff.mod1.json(`/staff/cases/${n}.json`)).held, [], 'its reports are over');
});

test('the department in charge comments officially, after review, and no other does', async () => {
  const { n, asker, receipt } = await topicIn('assigned');
  const body = '新的灯杆已经到货，本周内装好。';
  const stranger = await signIn(stack, 'jtj1');
  assert.equal((await stranger.do(`/staff/cases/${n}/comment`, { comment: body })).status, 404);
  assert.equal((await staff.zjj1.do(`/staff/cases/${n}/comment`, { comment: '好' })).status, 422);
  const { form: page } = await staff.zjj1.json(`/staff/cases/${n}.json`);
  for (let taps = 0; taps < 2; taps += 1)
    assert.equal((await staff.zjj1.do(`/staff/cases/${n}/comment`, { comment: body, form: page }))
      .status, 200);
  assert.equal((await staff.mod1.json(`/staff/cases/${n}.json`)).held.length, 1, 'a double tap is one reply');
  assert.equal(await commentOf(n, body), undefined);
  await decide(n, body, 'pass');
  await soon(async () => {
    const { who, official, reportable } = await commentOf(n, body);
    assert.deepEqual([who, official, reportable], ['市住房和城乡建设局', true, false]);
  });
  assert.match((await anybody().get(`/topics/${n}`)).content, /官方回复/);
  await comment(n, '我家门口也是这样。');
  await decide(n, '我家门口也是这样。', 'pass');
  await soon(async () => assert.ok(await commentOf(n, '我家门口也是这样。')));
  const { id, place } = await commentOf(n, body);
  const other = await commentOf(n, '我家门口也是这样。');
  const path = `/topics/${n}/comments/${id}/report`;
  const reader = anybody();
  const refused = await reader.get(`${path}?place=${place}`);
  assert.equal(refused.status, 409);
  assert.match(refused.content, /官方回复，不能举报/);
  const form = await reader.token(`/topics/${n}/comments/${other.id}/report.json?place=${other.place}`);
  assert.equal((await reader.act(path, { form, place })).status, 409, 'nor by the form of another comment');
  const written = (await staff.mod1.json(`/staff/cases/${n}.json`)).case.entries.find((e) => e.text === body);
  assert.equal(written.by, 'zjj1', 'staff find who wrote it');
  assert.match((await staff.mod1.get(`/staff/cases/${n}`)).content, /官方回复（账号 zjj1）/);
  for (const path of ['', '.json', '/feed.atom', '/comments.json'])
    for (const reader of [anybody(), asker])
      assert.ok(!(await reader.get(`/topics/${n}${path}`)).content.includes('zjj1'), path);
  assert.ok(!(await asker.get(receipt.track)).content.includes('zjj1'), 'nor does the asker');
  assert.ok(!JSON.stringify(await asker.json(`${receipt.track}.json`)).includes('zjj1'));
  assert.ok((await staff.super1.json(`/staff/events.json?case=${n}`)).events
    .some(({ action, by }) => action === 'official' && by === 'zjj1'));
});

// Redis stands still while the work goes on, and is back afterwards, for every worker.
async function withRedisAway(work) {
  process.kill(stack.pid('redis'), 'SIGSTOP');
  try {
    await work();
  } finally {
    process.kill(stack.pid('redis'), 'SIGCONT');
    await sleep(1500);
  }
}

const MARKUP = '<script>alert(1)</script><img src=x onerror=alert(2)>"\'&{{title}}';

test('script and markup in any field show as text, in HTML, JSON and Atom', async () => {
  const asker = new Person(stack);
  const receipt = await asker.ask({ title: `题${MARKUP}`.slice(0, 60), body: `文${MARKUP}`,
    area: '<b>城南</b>', name: '<i>张</i>' });
  const n = receipt.case;
  await carry(staff, n, 'assigned');
  await staff.zjj1.move(n, 'draft', { text: `答复${MARKUP}答复` });
  await staff.appr1.move(n, 'approve');
  await soon(async () => assert.ok((await anybody().get('/feed.atom')).content.includes(`/topics/${n}"`)));
  for (const path of [`/topics/${n}`, '/topics?fresh', '/?fresh', receipt.track, `${receipt.track}?new=1`,
    `/topics/${n}/support`,
    `/topics/${n}/comments`, `/verify?case=${n}`, '/feed.atom', '/departments/zjj?fresh']) {
    await soon(async () => {
      const { content, status } = await asker.get(path);
      assert.equal(status, 200, path);
      assert.ok(!/<script>alert|<img src=x|<b>城南|<i>张/.test(content), `${path} has live markup`);
      assert.ok(content.includes('&lt;script&gt;alert(1)&lt;/script&gt;'), `${path} shows it as text`);
    });
  }
  const { case: shown } = await asker.json(`/topics/${n}.json`);
  assert.equal(shown.entries[0].text, `文${MARKUP}`);
  const raw = (await asker.get(`/topics/${n}.json`)).content;
  assert.ok(!raw.includes('</script>'), 'JSON is safe inside a script element');
  const typed = await asker.post('/topics', { form: 'x', ...QUESTION, title: MARKUP,
    body: '</textarea><script>alert(1)</script>' });
  assert.ok(!/<script>alert/.test(typed.content));
});

test('the query cannot bring markup into a page', async () => {
  for (const path of ['/topics?before=%22%3E%3Cscript%3Ealert(1)%3C/script%3E',
    '/verify?seal=%3Cscript%3Ealert(1)%3C/script%3E',
    '/verify?case=%3Cscript%3Ealert(1)', '/track?x=%3Cscript%3Ealert(1)', '/nowhere%3Cscript%3Ealert(1)']) {
    assert.ok(!/<script>alert/.test((await anybody().get(path)).content), path);
  }
});

test('the lists page by cursor without a gap or a double, while topics arrive', async () => {
  const titles = [];
  for (let i = 0; i < 24; i += 1) {
    const { n } = await topicIn('accepted');
    titles.push(n);
  }
  await sleep(1100);
  const first = await anybody().json('/topics.json?page1');
  await topicIn('accepted');
  await sleep(1100);
  const seen = first.topics.map((topic) => topic.n);
  let { next } = first;
  while (next) {
    const page = await anybody().json(next.replace('/topics?', '/topics.json?'));
    seen.push(...page.topics.map((topic) => topic.n));
    ({ next } = page);
  }
  assert.equal(new Set(seen).size, seen.length);
  for (const n of titles) assert.ok(seen.includes(n), `topic ${n}`);
});

test('a program that accepts JSON at a page address does not spoil the page for people', async () => {
  const data = await anybody().get('/stats?once', { accept: 'application/json' });
  const page = await anybody().get('/stats?once', { accept: 'text/html' });
  assert.match(page.headers.get('content-type'), /^text\/html/);
  assert.equal(data.status, 200);
});

test('the feed and the site map are well-formed, health and metrics answer', async () => {
  for (const path of ['/feed.atom', '/sitemap.xml', '/sitemaps/places', '/sitemaps/1']) {
    const { content } = await anybody().get(path);
    const open = [...content.matchAll(/<([a-z]+)(?:\s[^>]*[^/])?>/g)].map((m) => m[1]);
    const close = [...content.matchAll(/<\/([a-z]+)>/g)].map((m) => m[1]);
    assert.deepEqual(open.sort(), close.sort(), path);
    assert.ok(!/&(?!amp;|lt;|gt;|quot;)/.test(content), path);
  }
  assert.deepEqual(await anybody().json('/healthz'), { status: 'ok', checks: { worker: 'ok' } });
  await soon(async () => assert.deepEqual(await anybody().json('/readyz'), { status: 'ok',
    checks: { redis: 'ok', write: 'ok', disk: 'ok', index: 'ok' } }));
  const { content } = await anybody().get('/metrics');
  assert.match(content, /^wenzheng_queue_waiting\{desk="review"\} \d+$/m);
  assert.match(content, /^process_start_time_seconds \d+$/m);
  const count = (text, status) =>
    Number(new RegExp(`^wenzheng_requests_total\\{status="${status}"\\} (\\d+)$`, 'm').exec(text)?.[1] || 0);
  for (let i = 0; i < 20; i += 1) await anybody().get(`/topics/999999${i}`);
  const later = (await anybody().get('/metrics')).content;
  assert.equal(count(later, 404) - count(content, 404), 20, 'any worker tells of them all');
  assert.ok(count(later, 200) > count(content, 200));
  assert.match(later, /^wenzheng_request_duration_seconds_count \d+$/m);
});

test('wenzheng(8) has every metric, with its type and words, and no other', async () => {
  const page = readFileSync(join(ROOT, 'man/wenzheng.8'), 'utf8');
  const said = [...page.matchAll(/^\.It Ic (\w+_\w+) No \((\w+)\)\n(.*)$/gm)].map(([, ...row]) => row);
  // What lags is told once there is an index.
  await soon(async () => {
    const { content } = await anybody().get('/metrics');
    const told = [...content.matchAll(/^# HELP (\S+) (.*)\n# TYPE \S+ (\w+)$/gm)]
      .map(([, name, words, type]) => [name, type, words]);
    assert.deepEqual(said.sort(), told.sort());
  });
  assert.ok(said.length > 20);
});

test('with Redis away pages come from the cache, posts say 503 and keep what was typed', async () => {
  const { n, title } = await topicIn('answered');
  await soon(async () => assert.ok((await anybody().get(`/topics/${n}`)).content.includes(title)));
  const asker = new Person(stack);
  const form = await asker.token('/topics/new');
  const commenter = new Person(stack);
  const commentForm = await commenter.token(`/topics/${n}/comments.json`);
  await sleep(1500);
  await withRedisAway(async () => {
    const cached = await anybody().get(`/topics/${n}`);
    assert.equal(cached.status, 200);
    assert.ok(cached.content.includes(title));
    const ready = await anybody().get('/readyz');
    assert.equal(ready.status, 503);
    assert.deepEqual(JSON.parse(ready.content), { status: 'bad',
      checks: { redis: 'bad', write: 'bad', disk: 'ok', index: 'unseen' } });
    assert.equal((await anybody().get('/healthz')).status, 200, 'the worker itself is well');
    assert.match((await anybody().get('/metrics')).content, /^wenzheng_redis_up 0$/m);
    const post = await asker.post('/topics', { form, ...QUESTION });
    assert.equal(post.status, 503);
    assert.ok(Number(post.headers.get('retry-after')) > 0);
    assert.ok(post.content.includes(QUESTION.body));
    const data = await asker.act('/topics', { form, ...QUESTION });
    assert.equal(data.error.code, 'unavailable');
    const comment = await commenter.post(`/topics/${n}/comments`,
      { form: commentForm, body: '这条评论不要丢了' });
    assert.equal(comment.status, 503);
    assert.ok(comment.content.includes('这条评论不要丢了</textarea>'));
    assert.ok(comment.content.includes(`action="/topics/${n}/comments"`));
  });
  assert.equal((await anybody().get('/readyz')).status, 200);
  assert.equal((await asker.act('/topics', { form, ...QUESTION })).status, 201,
    'the same form goes through afterwards');
});

test('with Redis away nothing that was unpublished comes back', async () => {
  const { n, title } = await topicIn('answered');
  const paths = [`/topics/${n}`, `/topics/${n}.json`, '/', '/topics', '/feed.atom', '/departments/zjj',
    '/topics?tab=answered'];
  await soon(async () => assert.ok((await anybody().get('/feed.atom')).content.includes(title)));
  for (const path of paths) await anybody().get(path);
  await staff.mod1.move(n, 'unpublish', { reason: '涉及个人隐私' });
  await sleep(1500);
  await withRedisAway(async () => {
    for (const path of paths) assert.ok(!(await anybody().get(path)).content.includes(title), path);
  });
});

test('the site map is an index: a topic stays in its map however many come after it', async () => {
  const { n } = await topicIn('answered');
  stack.redis('incrby', '{yunchuan}:seq', '2400');
  const { n: newest } = await topicIn('answered');
  await soon(async () => {
    const map = await siteMap(anybody());
    assert.ok(map.includes(`/topics/${n}<`) && map.includes(`/topics/${newest}<`));
    assert.ok(map.includes(`/sitemaps/${Math.ceil(newest / 500)}<`));
  });
  assert.ok(!(await anybody().get('/sitemaps/1')).content.includes(`/topics/${newest}<`));
  assert.equal((await anybody().get(`/sitemaps/${Math.ceil(newest / 500) + 1}`)).status, 404);
});
