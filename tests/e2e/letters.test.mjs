// Letters: the walk from the form to the answer, what bad input gets, and that nothing of a letter is public
// unasked.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ANSWER, carry, LETTER, nextPhone, Person, QUESTION, soon, staffOf, startStack,
  siteMap } from './lib.mjs';

let stack;
let staff;

before(async () => {
  stack = await startStack();
  staff = await staffOf(stack);
});
after(() => stack && stack.stop());

const send = async (person, fields = {}) => person.act('/letters',
  { form: await person.token('/letters/new'), ...LETTER, phone: nextPhone(), ...fields });

async function write(fields) {
  const person = new Person(stack);
  const receipt = await send(person, fields);
  assert.equal(receipt.status, 201, JSON.stringify(receipt));
  return { person, ...receipt };
}

const lettersListed = async () => (await new Person(stack).json('/letters.json')).letters.map((row) => row.n);

test('a letter goes from the form to its answer and is published with consent', async () => {
  const { person, ...receipt } = await write({ consent: '1' });
  const anybody = new Person(stack);
  const page = (await person.get(`${receipt.track}?new=1`)).content;
  for (const text of ['已经收到您的来信', '写给市长信箱', receipt.number,
    receipt.code]) assert.ok(page.includes(text), text);
  assert.ok(!page.includes('data-draft-done'), 'letters leave no draft on the device');
  const atDesk = await staff.mod1.json(`/staff/cases/${receipt.case}.json`);
  assert.equal(atDesk.case.channel, 'letter');
  assert.equal(atDesk.case.addressee, '市长信箱');
  assert.equal(atDesk.consent, true);
  const review = (await staff.mod1.get(`/staff/cases/${receipt.case}`)).content;
  assert.ok(review.includes('不会公开') && !review.includes('标题和内容向社会公开'));
  const desk = (await staff.mod1.get('/staff/queues/review')).content;
  for (const text of ['信箱来信', '写给市长信箱', '同意公开']) assert.ok(desk.includes(text), text);

  await carry(staff, receipt.case, 'answered');
  assert.equal((await anybody.get(`/letters/${receipt.case}`)).status, 404,
    'an answer alone publishes nothing');
  assert.ok((await person.get(receipt.track)).content.includes(ANSWER));
  await staff.mod1.move(receipt.case, 'publish');
  const published = await soon(async () => {
    const reply = await anybody.get(`/letters/${receipt.case}`);
    assert.equal(reply.status, 200);
    return reply.content;
  });
  for (const text of [ANSWER, LETTER.title, '赵**', '市长信箱',
    '>来信</span>']) assert.ok(published.includes(text), text);
  for (const text of ['我也关心', '发表评论', 'views.gif']) assert.ok(!published.includes(text), text);
  await soon(async () => assert.deepEqual(await lettersListed(), [receipt.case]));
  assert.equal((await anybody.json(`/letters/${receipt.case}.json`)).case.url, `/letters/${receipt.case}`);
  assert.equal((await anybody.json(`/verify.json?case=${receipt.case}`)).url, `/letters/${receipt.case}`);
  assert.equal((await anybody.get(`/topics/${receipt.case}`)).status, 404, 'a letter is no topic');
  const { rating } = await person.json(`${receipt.track}.json`);
  assert.equal((await person.act(rating.url, { form: rating.form, rating: '5' })).state, 'closed');

  await staff.mod1.move(receipt.case, 'unpublish', { reason: '写信人改了主意' });
  await soon(async () => {
    assert.equal((await anybody.get(`/letters/${receipt.case}`)).status, 404);
    assert.deepEqual(await lettersListed(), []);
  });
});

test('a letter without consent cannot be published, by button or by hand', async () => {
  const receipt = await write();
  await carry(staff, receipt.case, 'answered');
  const page = await staff.mod1.get(`/staff/cases/${receipt.case}`);
  assert.ok(page.content.includes('不同意公开'));
  assert.ok(!page.content.includes(`/staff/cases/${receipt.case}/publish`));
  const { version } = await staff.mod1.json(`/staff/cases/${receipt.case}.json`);
  const refused = await staff.mod1.do(`/staff/cases/${receipt.case}/publish`, { version });
  assert.equal(refused.status, 409);
  assert.match(refused.error.message, /没有同意公开/);
  assert.ok((await receipt.person.get(receipt.track)).content.includes('您没有同意公开'));
});

for (const [state, consent] of [['pending', ''], ['pending', '1'], ['assigned', ''], ['answered', ''],
  ['answered', '1']]) {
  test(`nothing of an unpublished letter gets out: ${state}, ${consent ? 'with' : 'without'} consent`,
    async () => {
    const phone = nextPhone();
    const title = `请查一查宏达${state}${consent}公司欠薪的事`;
    const receipt = await write({ consent, phone, title });
    if (state !== 'pending') await carry(staff, receipt.case, state);
    const n = receipt.case;
    const anybody = new Person(stack);
    for (const path of [`/letters/${n}`, `/letters/${n}.json`, `/topics/${n}`, `/topics/${n}.json`,
      `/topics/${n}/support`,
      `/topics/${n}/comments.json`, `/topics/${n}/views.gif`])
      assert.equal((await anybody.get(path)).status, 404, path);
    for (const path of ['/', '/letters', '/letters.json', '/letters?tab=answered', '/letters?category=help',
      '/letters?dept=zjj', '/topics', '/topics.json', '/topics?tab=answered', '/topics?tab=hot',
        '/departments/zjj',
      '/departments/zjj.json', '/feed.atom', '/sitemap.xml', '/sitemaps/1', '/answers.ndjson', '/stats.json',
        '/metrics',
      `/verify?case=${n}`, `/verify.json?case=${n}`, `/staff/cases/${n}`, `/staff/cases/${n}.json`]) {
      const { content } = await anybody.get(path);
      for (const secret of [title, LETTER.body, LETTER.name, phone, receipt.code, receipt.number,
        `/letters/${n}`])
        assert.ok(!content.includes(secret), `${path} has ${secret}`);
    }
    const { form } = await anybody.json('/topics/new.json');
    for (const path of [`/topics/${n}/comments`, `/topics/${n}/support`])
      assert.ok([403, 404].includes((await anybody.act(path, { form, body: '我也是这样' })).status), path);
  });
}

test('the clerk of another department sees a letter as little as a visitor does', async () => {
  const receipt = await write();
  await carry(staff, receipt.case, 'assigned');
  const other = new staff.zjj1.constructor(stack);
  await other.login('jtj1');
  assert.equal((await other.get(`/staff/cases/${receipt.case}`)).status, 404);
  assert.equal((await staff.zjj1.get(`/staff/cases/${receipt.case}`)).status, 200);
});

test('name and phone are sealed: Redis holds neither in clear', async () => {
  const phone = nextPhone();
  const receipt = await write({ phone });
  const stored = stack.redis('hgetall', `{yunchuan}:case:${receipt.case}`)
    + stack.redis('lrange', `{yunchuan}:case:${receipt.case}:thread`, '0', '-1');
  for (const secret of [LETTER.name, '敏慧', phone]) assert.ok(!stored.includes(secret), secret);
});

test('one letter a phone in 24 hours: the second is refused with a sentence, what was typed kept',
  async () => {
  const phone = nextPhone();
  await write({ phone });
  const other = new Person(stack);
  const spelt = `+86 ${phone.slice(0, 3)}-${phone.slice(3)}`;
  const refused = await send(other, { phone: spelt });
  assert.equal(refused.status, 429);
  assert.match(refused.error.message, /24 小时/);
  assert.ok(Number(refused.headers.get('retry-after')) > 0);
  const page = await other.post('/letters', { form: await other.token('/letters/new'), ...LETTER, phone,
    consent: '1' });
  assert.equal(page.status, 429);
  for (const text of ['24 小时内限提交一封', LETTER.body, 'value="市长信箱" checked',
    'name="consent" value="1" aria-describedby="consent-notice" checked'])
    assert.ok(page.content.includes(text), text);
  assert.equal((await send(other, { phone: nextPhone() })).status, 201);
});

test('the same form sent twice is one letter', async () => {
  const person = new Person(stack);
  const fields = { form: await person.token('/letters/new'), ...LETTER, phone: nextPhone() };
  const [one, two] = await Promise.all([person.act('/letters', fields), person.act('/letters', fields)]);
  assert.equal(one.number, two.number);
  assert.deepEqual([one.status, two.status].sort(), [200, 201]);
});

test('two letters from one phone at the same moment: one is taken', async () => {
  const phone = nextPhone();
  const people = [new Person(stack), new Person(stack), new Person(stack)];
  const replies = await Promise.all(people.map((person) => send(person, { phone })));
  assert.deepEqual(replies.map((reply) => reply.status).sort(), [201, 429, 429]);
});

const WRONG_FIELDS = [
  ['no addressee', { addressee: '' }, 'addressee', '请从下面选一项'],
  ['an addressee who is not configured', { addressee: '省长' }, 'addressee', '请从下面选一项'],
  ['two addressees in one', { addressee: '市长信箱,部门' }, 'addressee', '请从下面选一项'],
  ['no title', { title: '' }, 'title', '请填写标题'],
  ['a title of 61 characters', { title: '路'.repeat(61) }, 'title', '最多 60 个字'],
  ['a body of 9 characters', { body: '路灯坏了请来修一下' }, 'body', '至少'],
  ['a body of 5001 characters', { body: '路'.repeat(5001) }, 'body', '最多 5000 个字'],
  ['no category', { category: '' }, 'category', '请从下面选一项'],
  ['no name', { name: '' }, 'name', '请填写姓名'],
  ['a name of blanks', { name: ' 　\u200b' }, 'name', '请填写姓名'],
  ['a name of one character', { name: '张' }, 'name', '至少'],
  ['no phone', { phone: '' }, 'phone', '请填写手机号'],
  ['a phone that is too short', { phone: '1380000' }, 'phone', '11 位'],
  ['a consent that is neither', { consent: 'yes' }, 'consent', '请重新勾选'],
];

for (const [what, fields, name, message] of WRONG_FIELDS) {
  test(`${what}: 422, a sentence beside the field, nothing taken in`, async () => {
    const person = new Person(stack);
    const before = stack.redis('get', '{yunchuan}:seq');
    const refused = await send(person, fields);
    assert.equal(refused.status, 422);
    assert.deepEqual(Object.keys(refused.error.fields), [name]);
    assert.ok(refused.error.fields[name].includes(message), refused.error.fields[name]);
    const form = await person.token('/letters/new');
    const page = await person.again(await person.post('/letters', { form, ...LETTER, phone: nextPhone(),
      ...fields }));
    assert.equal(page.status, 200);
    assert.match(page.content, new RegExp(`id="${name}-error"`));
    assert.equal(stack.redis('get', '{yunchuan}:seq'), before);
  });
}

test('a token that is missing or of another form: 403, the letter kept', async () => {
  const person = new Person(stack);
  for (const form of ['', await person.token('/topics/new')]) {
    const page = await person.post('/letters', { form, ...LETTER, phone: nextPhone() });
    assert.equal(page.status, 403);
    for (const text of [LETTER.body, 'value="市长信箱" checked']) assert.ok(page.content.includes(text),
      text);
    const fresh = /name="form" value="([^"]+)"/.exec(page.content)[1];
    assert.equal((await person.act('/letters', { form: fresh, ...LETTER, phone: nextPhone() })).status, 201);
  }
});

test('consent is unticked, apart from the rest, and the addressees are for programs too', async () => {
  const person = new Person(stack);
  const { content } = await person.get('/letters/new');
  assert.ok(!/name="consent"[^>]*checked/.test(content));
  assert.ok(!/name="consent"[^>]*required/.test(content));
  for (const text of ['不影响办理', '公开须知', 'action="/letters"']) assert.ok(content.includes(text), text);
  assert.ok(!content.includes('data-draft='), 'a letter is not kept on the device');
  assert.deepEqual((await person.json('/letters/new.json')).addressees.map((row) => row.option),
    ['市长信箱', '市委书记信箱', '部门']);
});

const REQUESTS = [
  ['/letters/999', 404], ['/letters/01', 404], ['/letters/', 404], ['/letters/1/comments', 404],
    ['/letters?tab=hot', 400],
  ['/letters?tab=worst', 400], ['/letters?category=petition', 400], ['/letters?before=x', 400],
    ['/letters?dept=A%20B', 400],
];
for (const [path, status] of REQUESTS) {
  test(`${path}: ${status}`, async () => {
    assert.equal((await new Person(stack).get(path)).status, status);
  });
}

test('the list pages: each published letter once, newest first', async () => {
  const published = [];
  for (let i = 0; i < 23; i += 1) {
    const { case: n } = await write({ consent: '1', title: `第 ${i} 封公开的来信` });
    await staff.mod1.move(n, 'accept');
    await staff.mod1.move(n, 'publish');
    published.unshift(n);
  }
  const anybody = new Person(stack);
  await soon(async () => assert.deepEqual(await lettersListed(), published.slice(0, 20)));
  const first = await anybody.json('/letters.json');
  const rest = await anybody.json(first.next.replace('/letters?', '/letters.json?'));
  assert.deepEqual(rest.letters.map((row) => row.n), published.slice(20));
  assert.equal(rest.next, '');
  await soon(async () => assert.ok((await siteMap(anybody)).includes(`/letters/${published[0]}<`)));
  assert.ok(!(await siteMap(anybody)).includes(`/topics/${published[0]}<`));
});

test('a letter merged with another leads nobody to it', async () => {
  const into = await write();
  const receipt = await write();
  await staff.mod1.move(into.case, 'accept');
  await staff.mod1.move(receipt.case, 'merge', { into: String(into.case) });
  const { content } = await receipt.person.get(receipt.track);
  assert.ok(content.includes('已经和另一封来信合并办理'));
  assert.ok(!content.includes(`/topics/${into.case}`) && !content.includes(`/letters/${into.case}`));
  const topic = await new Person(stack).ask({ ...QUESTION, phone: '' });
  const { version } = await staff.mod1.json(`/staff/cases/${topic.case}.json`);
  assert.equal((await staff.mod1.do(`/staff/cases/${topic.case}/merge`,
    { version, into: String(into.case) })).status, 422);
});
