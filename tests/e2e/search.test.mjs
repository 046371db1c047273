// The public search: what is found and what isn't, filters, marks, bad input, and what was just taken off.
import assert from 'node:assert/strict';
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { BODY, Newsroom } from './articles.mjs';
import { ANSWER, LETTER, Person, carry, nextPhone, soon, staffOf, startStack } from './lib.mjs';

let stack, staff, room;
const url = (q, more = {}) => `/search.json?${new URLSearchParams({ q, ...more })}`;
const search = (q, more) => new Person(stack).json(url(q, more));
const found = async (q, more) => (await search(q, more)).results.map((row) => row.url);
// What the public sees is in the index within two seconds.
async function becomes(q, wanted, more) {
  await soon(async () => assert.deepEqual(await found(q, more), wanted));
}

async function topic(fields, state = 'accepted') {
  const { case: n } = await new Person(stack).ask(fields);
  await carry(staff, n, state);
  return `/topics/${n}`;
}

before(async () => {
  stack = await startStack();
  staff = await staffOf(stack);
  room = await Newsroom.open(stack);
});
after(() => stack && stack.stop());

test('one character finds a topic, and two, and a phrase, whatever form they are typed in', async () => {
  const at = await topic({ title: '花园小区后面的垃圾没有人清理',
    body: '垃圾堆了三天，ABC超市旁边的也没有人管。' });
  for (const q of ['花', '花园', '花园小区', '花園小區', '垃圾 超市', 'abc', 'ＡＢＣ超市', '花园　垃圾',
    '"花园小区后面"'])
    await becomes(q, [at]);
  for (const q of ['园花', '花园 -垃圾', '花园 －超市', '"花园 垃圾"', '云朵'])
    assert.deepEqual(await found(q), [], q);
});

test('a word in the title comes before one in the text, and that before one in the answer', async () => {
  const text = await topic({ title: '这条街的夜晚太暗了', body: '希望多装一些灯笼，照亮这条老街。' });
  const title = await topic({ title: '老城的灯笼什么时候挂起来', body: '往年这个时候已经挂了。' });
  const answer = await topic({ title: '河边步道的栏杆松动了', body: '请来看一看，小孩子很危险。' },
    'assigned');
  const n = answer.split('/')[2];
  await staff.zjj1.move(n, 'draft', { text: `${ANSWER}栏杆和灯笼一起换新。` });
  await staff.appr1.move(n, 'approve');
  await becomes('灯笼', [title, text, answer]);
  assert.equal((await search('灯笼')).results[2].of_answer, true);
});

test('what finds nothing is taken for pinyin, or for a wrong character, and the word meant is offered', async () => {
  const at = await topic({ title: '环湖步道的护栏坏了', body: '护栏断了两根，请尽快修好，谢谢。' });
  await becomes('护栏', [at]);
  for (const q of ['hulan', 'hu lan', 'hùlán', 'hu4lan2', '互拦', 'ＨＵＬＡＮ'])
    assert.deepEqual((await search(q)).meant.map((one) => one.word), ['护栏'], q);
  for (const q of ['hu1lan', 'wifi', 'hulanx', '龘龘', '护栏 -步道'])
    assert.deepEqual((await search(q)).meant, [], q);
  assert.deepEqual((await search('护栏')).meant, []);
  const page = await new Person(stack).get('/search?q=hulan');
  assert.match(page.content, /您是不是要找：<a [^>]*href="\/search\?q=%E6%8A%A4%E6%A0%8F">护栏（1 条）<\/a>/);
});

test('filters narrow by kind, category, department, area, year and state', async () => {
  const at = await topic({ title: '公交站台的棚子漏雨', category: 'suggestion', area: '城北街道' },
    'answered');
  await becomes('棚子', [at]);
  const year = String(new Date().getUTCFullYear());
  const right = { kind: 'topic', category: 'suggestion', dept: 'zjj', area: '城北街道', year,
    state: 'answered' };
  const wrong = { kind: 'letter', category: 'help', dept: 'jtj', area: '城南街道', year: '2001',
    state: 'open' };
  await becomes('棚子', [at], right);
  for (const name of Object.keys(right)) {
    assert.deepEqual(await found('棚子', { [name]: right[name] }), [at], name);
    assert.deepEqual(await found('棚子', { [name]: wrong[name] }), [], name);
  }
});

test('a word found is marked, and what was typed is text wherever it is shown', async () => {
  const at = await topic({ title: '告示 <b>牌</b> 上写错了字',
    body: '告示牌 & "地图" <script>alert(1)</script> 都旧了。' });
  await becomes('script', [at]);
  const page = await new Person(stack).get(`/search?${new URLSearchParams({ q: '<script> 告示' })}`);
  assert.equal(page.status, 200);
  assert.match(page.content, /<mark>告示<\/mark> &lt;b&gt;牌/);
  assert.match(page.content, /<mark>&lt;script&gt;<\/mark>alert/);
  assert.doesNotMatch(page.content, /<script>alert/);
  assert.match(page.content, /<meta name="robots" content="noindex">/);
  assert.equal(page.headers.get('x-robots-tag'), 'noindex');
  assert.match(page.headers.get('cache-control'), /no-store/);
});

test('more than a page goes on behind its last row, each row once', async () => {
  const all = new Set();
  for (let i = 0; i < 12; i += 1) all.add(await topic({ title: `第${i + 1}号窨井盖松动` }));
  await soon(async () => assert.equal((await search('窨井盖')).total, 12));
  const first = await search('窨井盖');
  const second = await search('窨井盖', { before: first.next });
  assert.equal(first.results.length, 10);
  assert.equal(second.next, '');
  assert.deepEqual(new Set([...first.results, ...second.results].map((row) => row.url)), all);
});

test('what nobody may see is not found, and what is taken off is gone within two seconds', async () => {
  const { case: pending } = await new Person(stack).ask({ title: '秘密花坛还没有审核' });
  const writer = new Person(stack);
  const letter = await writer.act('/letters', { form: await writer.token('/letters/new'), ...LETTER,
    phone: nextPhone() });
  assert.ok(pending && letter.case);
  const at = await topic({ title: '公开花坛已经审核通过' });
  await becomes('花坛', [at]);
  await staff.mod1.move(at.split('/')[2], 'unpublish', { reason: '含有个人信息' });
  const began = Date.now();
  await becomes('花坛', []);
  assert.ok(Date.now() - began < 2000);
  assert.equal((await search('花坛')).total, 0);
  assert.deepEqual(await found('低保'), []);
});

test('what was asked in a merged topic leads to the one that it was merged into, once', async () => {
  const main = await topic({ title: '南门桥的石狮子被撞坏了', body: '栏杆也裂了，请尽快修好，谢谢。' });
  const other = await topic({ title: '桥头的麒麟缺了一只角', body: '昨天夜里被货车撞了，没有人管。' });
  await becomes('麒麟', [other]);
  await staff.mod1.move(other.split('/')[2], 'merge', { into: main.split('/')[2] });
  await becomes('麒麟', [main]);
  const [row] = (await search('麒麟 货车')).results;
  assert.equal(row.merged, Number(other.split('/')[2]));
  assert.equal(row.title, '南门桥的石狮子被撞坏了');
  await becomes('麒麟', [], { state: 'open' });
  assert.deepEqual(await found('撞'), [main]);
  const page = await new Person(stack).get(`/search?${new URLSearchParams({ q: '麒麟' })}`);
  assert.match(page.content, /并入的另一个话题：桥头的<mark>麒麟<\/mark>缺了一只角/);
  await staff.mod1.move(main.split('/')[2], 'unpublish', { reason: '含有个人信息' });
  await becomes('麒麟', []);
});

test('a comment is found once it is published', async () => {
  const at = await topic({ title: '中心广场的灯什么时候亮', body: '晚上散步的人很多，请早点亮灯。' });
  const person = new Person(stack);
  assert.equal((await person.act(`${at}/comments`, { form: await person.token(`${at}/comments.json`),
    body: '旁边的喷泉也停了很久。' })).status, 201);
  await becomes('散步的人很多', [at]);
  assert.deepEqual(await found('喷泉'), []);
  const held = (await staff.mod1.json('/staff/queues/review.json')).rows.filter((row) => row.is_held);
  await staff.mod1.do(`/staff/cases/${at.split('/')[2]}/held/${held[0].held}/pass`, { mask: '' });
  await becomes('喷泉', [at]);
  assert.equal((await search('喷泉')).results[0].of_answer, true);
});

test('a search has a feed of the newest that it finds, which its page names', async () => {
  const person = new Person(stack);
  const old = await topic({ title: '木栈道的扶手松了', body: '扶手 & 木板都松了，请修一修。' });
  const young = await topic({ title: '请在湖边再铺一段路', body: '木栈道太短了，走不到对岸去。' });
  await becomes('木栈道', [old, young]);
  const page = await person.get(`/search?${new URLSearchParams({ q: '木栈道', kind: 'topic' })}`);
  const [, href] = page.content.match(/<link rel="alternate"[^>]* href="(\/search\/feed\.atom[^"]+)"/);
  const feed = await person.get(href.replaceAll('&amp;', '&'));
  assert.equal(feed.status, 200);
  assert.match(feed.headers.get('content-type'), /application\/atom\+xml/);
  assert.match(feed.headers.get('cache-control'), /no-store/);
  assert.equal(feed.headers.get('x-robots-tag'), 'noindex');
  const links = [...feed.content.matchAll(/<link href="[^"]*(\/topics\/\d+)"/g)].map((match) => match[1]);
  assert.deepEqual(links, [young, old]);
  assert.match(feed.content, /<link rel="self" href="[^"]*\/search\/feed\.atom\?q=%E6[^"]*&amp;kind=topic"/);
  assert.match(feed.content, /扶手 &amp; 木板/);
  await staff.mod1.move(young.split('/')[2], 'unpublish', { reason: '含有个人信息' });
  assert.ok(!(await person.get(href.replaceAll('&amp;', '&'))).content.includes(young));
  assert.equal((await person.get('/search/feed.atom?q=-a')).status, 422);
  assert.equal((await person.get('/search/feed.atom?q=a&kind=x')).status, 400);
  assert.doesNotMatch((await person.get('/search')).content, /search\/feed/);
});

test('publications are found by title and text, and no more when they are taken down', async () => {
  const n = await room.publish({ title: '关于修缮烈士陵园的公告', summary: '施工三个月',
    body: `${BODY}陵园暂停开放。` });
  await becomes('陵园', [`/articles/${n}`]);
  assert.equal((await search('陵园')).results[0].kind, 'article');
  assert.deepEqual(await found('陵园', { kind: 'policy' }), []);
  await room.takeDown(n, 'notice');
  await becomes('陵园', []);
});

test('bad input is a clear page', async () => {
  const person = new Person(stack);
  const long = await person.get(`/search?${new URLSearchParams({ q: '路'.repeat(101) })}`);
  assert.equal(long.status, 422);
  assert.match(long.content, /最多 100 个字/);
  assert.match(long.content, /value="路{101}"/);
  for (const [q, status] of [['', 200], ['   ', 200], ['- -', 200], ['-路灯', 422], ['"', 200], ['%', 200],
    ['.*(a|b)+$', 200], ['\u0001\u0007', 200], ['* OR title:路', 200], ["';drop", 200], ['🙂', 200],
    ['a '.repeat(11), 422], ['"'.repeat(99), 200], ['-'.repeat(100), 422]]) {
    const reply = await person.get(`/search?${new URLSearchParams({ q })}`);
    assert.equal(reply.status, status, JSON.stringify(q));
    assert.match(reply.content, /<h1 class="page-title">搜索<\/h1>/);
  }
  assert.equal((await person.get('/search?q=%ff')).status, 400);
  assert.ok([414, 422].includes((await person.get(`/search?q=${'a'.repeat(10000)}`)).status));
});

test('a filter that is none is told beside its field, and the words and the other filters stay', async () => {
  const person = new Person(stack);
  const right = { q: '凉亭', category: 'help', dept: 'zjj', area: '城南' };
  for (const [name, bad] of [['kind', 'x'], ['category', 'x'], ['dept', 'nobody'], ['dept', '/'],
    ['year', '99'], ['year', 'x'], ['state', 'no'], ['area', '长'.repeat(41)]]) {
    const query = new URLSearchParams({ ...right, [name]: bad });
    const page = await person.get(`/search?${query}`);
    assert.equal(page.status, 422, `${name}=${bad}`);
    assert.match(page.content, new RegExp(`id="${name}"[^>]* aria-describedby="${name}-error"`), name);
    assert.match(page.content, new RegExp(`<p class="error" id="${name}-error">[^<]+。</p>`), name);
    assert.match(page.content, /name="q" type="search" value="凉亭"/);
    assert.match(page.content, /<details open>/);
    if (name !== 'dept') assert.match(page.content, /<option value="zjj" selected>/);
    if (name !== 'category') assert.match(page.content, /<option value="help" selected>/);
    assert.match(page.content, new RegExp(`<option selected>${name === 'area' ? bad : '城南'}</option>`));
    const body = JSON.parse((await person.get(`/search.json?${query}`)).content);
    assert.deepEqual(Object.keys(body.errors), [name]);
    assert.equal(body.searched, undefined);
  }
  const page = await person.get('/search?q=%E5%87%89%E4%BA%AD&before=x');
  assert.equal(page.status, 422);
  assert.match(page.content, /翻页的网址不完整/);
  assert.match((await person.get('/search?q=%E5%87%89&year=2001')).content, /value="2001" selected/);
});

test('without an index the page says so, all else works, and the index is written anew', async () => {
  const at = await topic({ title: '长廊的木凳断了一条腿' });
  await becomes('木凳', [at]);
  const metrics = (await new Person(stack).get('/metrics')).content;
  assert.match(metrics, /^wenzheng_search_up 1$/m);
  assert.match(metrics, /^wenzheng_search_lag_seconds [0-3]\.\d{3}$/m);
  assert.match(metrics, /^wenzheng_staff_search_up 1$/m);
  assert.match(metrics, /^wenzheng_staff_search_lag_seconds [0-3]\.\d{3}$/m);
  const folder = join(stack.state, 'search');
  const damages = {
    removed: () => rmSync(folder, { recursive: true }),
    rubbish: () => readdirSync(folder).filter((name) => name !== 'inside').forEach((name) =>
      writeFileSync(join(folder, name), 'rubbish'.repeat(99))),
    'the writer killed': () => process.kill(stack.pid('index'), 'SIGKILL'),
  };
  for (const [name, damage] of Object.entries(damages)) {
    damage();
    const page = await new Person(stack).get('/search?q=%E6%9C%A8');
    assert.ok([200, 503].includes(page.status), name);
    if (page.status === 503) assert.match(page.content, /搜索暂时不可用/, name);
    assert.equal((await new Person(stack).get(at)).status, 200, name);
    const more = await topic({ title: `长廊的木凳又断了：${name}` });
    // scripts/run waits longer with each death before it starts the writer again.
    await soon(async () => assert.deepEqual(await found(`木凳 "${name}"`), [more], name), 20000);
    await becomes('断了一条腿', [at]);
  }
});

test('a second writer is refused', () => {
  assert.throws(() => stack.ctl(['index', '--once']), /another process writes the index/);
});
