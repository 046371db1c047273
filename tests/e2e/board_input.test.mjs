// What bad input gets: the right status, a sentence beside the field, what was typed kept, nothing half-done.
import assert from 'node:assert/strict';
import { request } from 'node:http';
import { after, before, test } from 'node:test';
import { nextPhone, Person, PHONES_TAKEN, QUESTION, startStack } from './lib.mjs';

let stack;
let asker;

before(async () => {
  stack = await startStack({ staff: false, config: { areas: '' } });
  asker = new Person(stack);
  await asker.get('/topics/new');
});
after(() => stack && stack.stop());

const URLENCODED = { 'content-type': 'application/x-www-form-urlencoded' };
const sequence = () => stack.redis('get', '{yunchuan}:seq');

// A request as written, byte for byte: fetch would tidy it.
function raw(method, path, headers = {}, body = '') {
  return new Promise((done, failed) => {
    const sent = request({ host: '127.0.0.1', port: stack.port, method, path, headers }, (reply) => {
      let content = '';
      reply.setEncoding('utf8');
      reply.on('data', (text) => { content += text; });
      reply.on('end', () => done({ status: reply.statusCode, headers: reply.headers, content }));
    });
    sent.on('error', failed);
    sent.end(body);
  });
}

const WRONG_FIELDS = [
  ['a title that is missing', { title: '' }, 'title', '请填写标题'],
  ['a title of blanks', { title: ' 　\u200b' }, 'title', '请填写标题'],
  ['a title of 3 characters', { title: '路灯坏' }, 'title', '至少'],
  ['a title of 61 characters', { title: '路'.repeat(61) }, 'title', '最多 60 个字'],
  ['a title with a control character', { title: '路灯\u0007坏了两个月' }, 'title', '看不见'],
  ['a title with a bidirectional override', { title: '路灯\u202e坏了两个月' }, 'title', '看不见'],
  ['a body that is missing', { body: '' }, 'body', '请填写内容'],
  ['a body of 9 characters', { body: '路灯坏了请来修一下' }, 'body', '至少'],
  ['a body of 5001 characters', { body: '路'.repeat(5001) }, 'body', '最多 5000 个字'],
  ['a category that is missing', { category: '' }, 'category', '请从下面选一项'],
  ['a category that is none of ours', { category: 'petition' }, 'category', '请从下面选一项'],
  ['an area of 31 characters', { area: '城'.repeat(31) }, 'area', '最多 30 个字'],
  ['a name of 21 characters', { name: '张'.repeat(21) }, 'name', '最多 20 个字'],
  ['a phone that is too short', { phone: '1380000' }, 'phone', '11 位'],
  ['a phone with letters', { phone: '1380000000x' }, 'phone', '11 位'],
];

for (const [what, fields, name, message] of WRONG_FIELDS) {
  test(`${what}: 422, to people the form at its own address, a sentence beside the field, the rest kept`, async () => {
    const form = await asker.token('/topics/new');
    const count = sequence();
    const reply = await asker.act('/topics', { form, ...QUESTION, ...fields });
    assert.equal(reply.status, 422);
    assert.equal(reply.error.code, 'invalid');
    assert.ok(reply.error.fields[name].includes(message), reply.error.fields[name]);
    assert.deepEqual(Object.keys(reply.error.fields), [name]);
    const page = await asker.again(await asker.post('/topics', { form, ...QUESTION, ...fields }));
    assert.equal(page.status, 200);
    assert.ok(page.content.includes(`id="${name}-error"`));
    const kept = name === 'body' ? QUESTION.title : QUESTION.body;
    assert.ok(page.content.includes(kept), 'what was typed is kept');
    assert.equal(sequence(), count, 'no number was used up');
  });
}

const halves = () => stack.redis('--scan', '--pattern', '{yunchuan}:half:*').split('\n').filter(Boolean);
const drop = () => halves().forEach((key) => stack.redis('del', key));

test('a refused form is read again by its sender alone, sealed and for half an hour, and goes with the receipt', async () => {
  drop();
  const person = new Person(stack);
  const form = await person.token('/topics/new');
  const typed = { ...QUESTION, phone: nextPhone(), title: '', name: '赵铁柱' };
  const refused = await person.post('/topics', { form, ...typed });
  const place = new URL(refused.headers.get('location'), stack.base);
  assert.deepEqual([refused.status, place.pathname, place.hash], [303, '/topics/new', '#title']);
  assert.match(place.search, /^\?again=[\w-]{22}$/, 'nothing of the text is in the address');
  for (let i = 0; i < 2; i += 1) {
    const page = await person.again(refused);
    assert.ok(page.content.includes(typed.body) && page.content.includes('赵铁柱'));
    assert.match(page.content, /id="title-error"/);
  }
  const other = new Person(stack);
  await other.get('/topics/new');
  for (const stranger of [other, new Person(stack)]) {
    const page = await stranger.again(refused);
    assert.ok(page.status === 200 && !page.content.includes(typed.body) && !page.content.includes('赵铁柱'));
    assert.match(page.content, /可能已经提交，也可能超过了半小时/);
  }
  for (const path of ['/letters/new', '/requests/new']) {
    const page = await person.get(path + place.search);
    assert.ok(page.status === 200 && !page.content.includes('赵铁柱'), `${path} opens its own alone`);
  }
  const [key] = halves();
  assert.doesNotMatch(stack.redis('get', key), /赵铁柱|路灯/);
  assert.ok(!key.includes(place.search.slice(7)), 'its name tells nothing');
  assert.ok(Number(stack.redis('ttl', key)) > 1700 && Number(stack.redis('ttl', key)) <= 1800);
  const taken = await person.post('/topics', { form, again: '1', ...typed, title: QUESTION.title });
  assert.match(taken.headers.get('location'), /new=1$/);
  assert.deepEqual(halves(), []);
  const back = await person.again(refused);
  assert.match(back.content, /请先到“<a href="\/mine">我的提问<\/a>”看看有没有提交成功/, 'nobody sends it twice');
});

test('of what is too long, or comes from a network that had many kept, nothing is kept: 422 in place', async () => {
  drop();
  const person = new Person(stack);
  const send = async (fields) => person.post('/topics', { form: await person.token('/topics/new'),
    ...QUESTION, phone: '', title: '', ...fields });
  const large = await send({ body: '灯'.repeat(12000) });
  assert.ok(large.status === 422 && large.content.includes('灯'.repeat(12000)));
  assert.deepEqual(halves(), []);
  assert.equal((await send({})).status, 303);
  const [count] = stack.redis('--scan', '--pattern', '{yunchuan}:limit:typed.a.*').split('\n');
  stack.redis('set', count, '100', 'keepttl');
  drop();
  const full = await send({});
  assert.ok(full.status === 422 && full.content.includes(QUESTION.body));
  assert.deepEqual(halves(), []);
  stack.redis('del', count);
});

test('exactly the longest title, body, area and name are taken', async () => {
  const reply = await asker.act('/topics', { form: await asker.token('/topics/new'), ...QUESTION, phone: '',
    title: '路'.repeat(60), body: '灯'.repeat(5000), area: '城'.repeat(30), name: '张'.repeat(20) });
  assert.equal(reply.status, 201);
});

test('full-width digits, blanks and what nobody sees in a phone number are put right', async () => {
  const send = async (fields) => asker.act('/topics', { form: await asker.token('/topics/new'), ...QUESTION,
    ...fields });
  for (const phone of PHONES_TAKEN) {
    const { error } = await send({ phone, title: '' });
    assert.deepEqual(Object.keys(error.fields), ['title'], JSON.stringify(phone));
  }
  assert.equal((await send({ phone: PHONES_TAKEN[0] })).status, 201);
});

const BAD_TOKENS = {
  'no token': () => '',
  'a token that was never ours': () => 'eyJhbGciOiJub25lIn0.e30.',
  'a token of another form': () => asker.token('/track'),
  'a token with one character changed': async () => {
    const token = await asker.token('/topics/new');
    return token.slice(0, -4) + (token.at(-4) === 'A' ? 'B' : 'A') + token.slice(-3);
  },
  "another visitor's token": () => new Person(stack).token('/topics/new'),
};

for (const [what, make] of Object.entries(BAD_TOKENS)) {
  test(`${what}: 403, the form again with what was typed and a token that works`, async () => {
    const form = await make();
    const refused = await asker.act('/topics', { form, ...QUESTION });
    assert.equal(refused.status, 403);
    assert.equal(refused.error.code, 'bad_token');
    const page = await asker.post('/topics', { form, ...QUESTION });
    assert.equal(page.status, 403);
    assert.ok(page.content.includes(QUESTION.body));
    assert.match(page.content, /value="complaint" checked/);
    const fresh = /name="form" value="([^"]+)"/.exec(page.content)[1];
    const again = new Person(stack);
    again.cookies = new Map(asker.cookies);
    const sent = await asker.act('/topics', { form: fresh, ...QUESTION, phone: nextPhone(), title: '' });
    assert.equal(sent.status, 422, 'the fresh token passes');
  });
}

const REQUESTS = [
  ['an unknown path', 'GET', '/nowhere', {}, '', 404, 'not_found'],
  ['a path with a trailing slash', 'GET', '/topics/', {}, '', 404, 'not_found'],
  ['a topic that never was', 'GET', '/topics/999', {}, '', 404, 'not_found'],
  ['a number with a leading zero', 'GET', '/topics/01', {}, '', 404, 'not_found'],
  ['a number too large for any case', 'GET', '/topics/1234567890123456789', {}, '', 404, 'not_found'],
  ['a JSON twin that is none', 'GET', '/elder.json', {}, '', 404, 'not_found'],
  ['a tracking link that is none of ours', 'GET', '/t/abc.def.ghi', {}, '', 404, 'not_found'],
  ['a department that is none', 'GET', '/departments/xyz', {}, '', 404, 'not_found'],
  ['a percent sign that escapes nothing', 'GET', '/topics?tab=%zz', {}, '', 400, 'malformed'],
  ['a NUL in the query', 'GET', '/topics?tab=%00', {}, '', 400, 'malformed'],
  ['a query that is no UTF-8', 'GET', '/topics?tab=%ff', {}, '', 400, 'malformed'],
  ['a tab that is none', 'GET', '/topics?tab=worst', {}, '', 400, 'malformed'],
  ['a category that is none', 'GET', '/topics?category=petition', {}, '', 400, 'malformed'],
  ['a cursor that is none', 'GET', '/topics?before=x', {}, '', 400, 'malformed'],
  ['a department that could be no id', 'GET', '/topics?dept=A%20B', {}, '', 400, 'malformed'],
  ['a chain position that is none', 'GET', '/answers.ndjson?after=x', {}, '', 400, 'malformed'],
  ['an elder mode that is neither', 'GET', '/elder?on=2&back=/', {}, '', 400, 'malformed'],
  ['a DELETE', 'DELETE', '/topics', {}, '', 405, 'method_not_allowed'],
  ['a POST where only reading is offered', 'POST', '/stats', URLENCODED, '', 405, 'method_not_allowed'],
  ['a body that is no UTF-8', 'POST', '/topics', URLENCODED, 'title=%ff%fe', 400, 'malformed'],
  ['a NUL in the body', 'POST', '/topics', URLENCODED, 'title=a%00b', 400, 'malformed'],
  ['a broken escape in the body', 'POST', '/topics', URLENCODED, 'title=%4', 400, 'malformed'],
  ['JSON where a form is wanted', 'POST', '/topics', { 'content-type': 'application/json' }, '{}', 415,
    'unsupported_media_type'],
  ['a form with files that is broken', 'POST', '/topics',
    { 'content-type': 'multipart/form-data; boundary=x' }, '--y--', 400, 'malformed'],
  ['another multipart', 'POST', '/topics', { 'content-type': 'multipart/mixed; boundary=x' }, '--x--', 415,
    'unsupported_media_type'],
  ['more fields than any form has', 'POST', '/topics', URLENCODED, 'a=1&'.repeat(300), 413, 'too_large'],
  ['files where a form takes none', 'POST', '/track', { 'content-type': 'multipart/form-data; boundary=x' },
    '--x--', 415, 'unsupported_media_type'],
  ['a long text where two short lines are wanted', 'POST', '/track', URLENCODED,
    `number=${'a'.repeat(20000)}`,
    413, 'too_large'],
  ['a large body for a page that is not there', 'POST', '/nothing', URLENCODED, 'a'.repeat(120000),
    404, 'not_found'],
  ['a large body from another site', 'POST', '/topics', { ...URLENCODED, 'sec-fetch-site': 'cross-site' },
    'a'.repeat(8 << 20), 403, 'forbidden'],
];

for (const [what, method, path, headers, body, status, code] of REQUESTS) {
  test(`${what}: ${status} as a page and as JSON`, async () => {
    const page = await raw(method, path, headers, body);
    assert.equal(page.status, status);
    if (!path.endsWith('.json')) {
      assert.match(page.headers['content-type'], /^text\/html/);
      assert.match(page.content, /<h1>[^<]+<\/h1>/);
    }
    assert.equal(page.headers['cache-control'], 'no-store');
    const data = await raw(method, path, { ...headers, accept: 'application/json' }, body);
    assert.equal(data.status, status);
    assert.equal(JSON.parse(data.content).error.code, code);
    assert.ok(JSON.parse(data.content).error.message.length > 5);
    if (status === 405) assert.ok(page.headers.allow.includes(method === 'POST' ? 'GET' : 'POST'));
  });
}

test('a body past the limit: 413 as a page and as JSON', async () => {
  const body = `title=${'a'.repeat(140000)}`;
  const page = await raw('POST', '/topics', URLENCODED, body);
  assert.equal(page.status, 413);
  assert.match(page.content, /太大|太长/);
  const data = await raw('POST', '/topics', { ...URLENCODED, accept: 'application/json' }, body);
  assert.equal(JSON.parse(data.content).error.code, 'too_large');
});

test('a device that asks too often: 429 with Retry-After, and what was typed kept', async () => {
  const eager = new Person(stack);
  for (let i = 0; i < 5; i += 1) await eager.ask();
  const form = await eager.token('/topics/new');
  const slowed = await eager.act('/topics', { form, ...QUESTION, phone: '' });
  assert.equal(slowed.status, 429);
  assert.ok(Number(slowed.headers.get('retry-after')) > 0);
  const page = await eager.post('/topics', { form, ...QUESTION, phone: '' });
  assert.equal(page.status, 429);
  assert.ok(page.content.includes(QUESTION.body));
});

test('HEAD says what GET says, without a body', async () => {
  for (const path of ['/', '/topics', '/topics.json', '/feed.atom', '/topics/new', '/nowhere']) {
    const [head, get] = [await raw('HEAD', path), await raw('GET', path)];
    assert.equal(head.status, get.status, path);
    assert.equal(head.content, '');
    assert.equal(head.headers['content-type'], get.headers['content-type']);
  }
});

test('large type is a cookie and a choice that leads back', async () => {
  const elder = new Person(stack);
  const on = await elder.get('/elder?on=1&back=%2Ftopics%3Ftab%3Dhot');
  assert.equal(on.status, 303);
  assert.equal(on.headers.get('location'), '/topics?tab=hot');
  assert.match((await elder.get('/topics?tab=hot')).content, /<html lang="zh-CN" class="elder">/);
  assert.match((await new Person(stack).get('/topics?tab=hot')).content, /<html lang="zh-CN" class="">/);
  for (const back of ['https://evil.example/', '//evil.example', '/\\evil.example', '', 'x',
    '/%0d%0aset-cookie:a=b'])
    assert.equal((await elder.get(`/elder?on=0&back=${encodeURIComponent(back)}`)).headers.get('location')
      .startsWith('/'), true, back);
  assert.equal((await elder.get('/elder?on=0&back=%2F%2Fevil.example')).headers.get('location'), '/');
});

test('every page names the site as government sites must', async () => {
  for (const path of ['/', '/topics', '/topics/new', '/track', '/stats', '/departments', '/verify',
    '/nowhere']) {
    const { content } = await asker.get(path);
    for (const name of ['SiteName', 'SiteDomain', 'SiteIDCode']) assert.match(content,
      new RegExp(`<meta name="${name}" content="[^"]+">`), path);
    for (const text of ['主办单位：', '网站标识码：', '长者模式',
      'lang="zh-CN"']) assert.ok(content.includes(text), `${path} ${text}`);
  }
});

test('public pages carry no cookie and may be cached; personal ones never', async () => {
  const fresh = () => new Person(stack);
  for (const path of ['/', '/topics', '/topics.json', '/stats', '/departments', '/verify', '/feed.atom',
    '/sitemap.xml', '/sitemaps/1', '/answers.ndjson']) {
    const reply = await fresh().get(path);
    assert.equal(reply.headers.get('set-cookie'), null, path);
    assert.equal(reply.headers.get('cache-control'), 'no-cache', path);
  }
  for (const path of ['/topics/new', '/track', '/challenge.json', '/healthz']) {
    const reply = await fresh().get(path);
    assert.equal(reply.headers.get('cache-control'), 'no-store', path);
  }
  const cookie = (await fresh().get('/topics/new')).headers.get('set-cookie');
  assert.match(cookie, /^wz_device=[\w-]+\.[\w-]+\.[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=31536000$/);
});

test('a form that was open for more than 12 hours: 403, what was typed kept, and the state survives a restart', async () => {
  const early = await startStack({ staff: false });
  const visitor = new Person(early);
  const receipt = await visitor.ask();
  const form = await visitor.token('/topics/new');
  assert.equal(await early.stop({ keep: true }), 0, 'a stop is no failure');
  const late = await startStack({ state: early.state,
    env: { WENZHENG_CLOCK: String(12 * 3600 * 1000 + 60000) } });
  try {
    visitor.stack = late;
    const page = await visitor.post('/topics', { form, ...QUESTION, phone: nextPhone() });
    assert.equal(page.status, 403);
    assert.ok(page.content.includes('这个页面打开太久了'));
    assert.ok(page.content.includes(QUESTION.body));
    assert.equal((await visitor.get(receipt.track)).status, 200, 'the tracking link still opens');
  } finally {
    await late.stop();
  }
});
