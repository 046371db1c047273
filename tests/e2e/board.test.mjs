// The residents' walk: ask, track, read, comment, rate, verify.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, test } from 'node:test';
import { ANSWER, carry, nextPhone, Person, QUESTION, soon, staffOf, startStack } from './lib.mjs';

let stack;
let staff;

before(async () => {
  stack = await startStack();
  staff = await staffOf(stack);
});
after(() => stack && stack.stop());

test('where it is is picked from the city\'s own areas, or left open; another one is refused beside the field', async () => {
  const asker = new Person(stack);
  const { areas } = await asker.json('/topics/new.json');
  assert.deepEqual(areas.slice(0, 2).map(({ option }) => option), ['城南街道', '城北街道']);
  const refused = await asker.again(await asker.post('/topics', { form: await asker.token('/topics/new'),
    ...QUESTION, area: '月亮镇', phone: '' }));
  assert.match(refused.content, /<p class="error" id="area-error">/);
  assert.ok(refused.content.includes(QUESTION.body), 'what was typed is kept');
  assert.match(refused.content, /<select id="area"[^>]*><option value="">其他地方，或者说不清<\/option><option>城南街道/);
  assert.equal((await asker.ask({ area: '' })).status, 201);
  const { content } = await asker.get('/search?q=%E7%81%AF&area=%E6%9C%88%E4%BA%AE%E9%95%87');
  assert.match(content, /<option selected>月亮镇<\/option>/, 'an older place may be looked for');
});

test('a question travels from the phone to a signed public answer', async () => {
  const asker = new Person(stack);
  const anybody = new Person(stack);
  const receipt = await asker.ask();
  assert.equal(receipt.status, 201);
  assert.match(receipt.number, /^YC\d{8}-\d{5}$/);
  assert.match(receipt.code, /^[2-9A-Z]{10}$/);
  const page = (await asker.get(`${receipt.track}?new=1`)).content;
  for (const text of [receipt.number, receipt.code, receipt.track, '<svg',
    '请截图保存']) assert.ok(page.includes(text), text);
  assert.equal((await anybody.get(`/topics/${receipt.case}`)).status, 404);

  await carry(staff, receipt.case, 'assigned');
  const open = (await asker.json(`${receipt.track}.json`)).case;
  assert.equal(open.state, 'assigned');
  assert.match(open.days_text, /^最迟(\d{4}年)?\d+月\d+日答复$/);
  assert.deepEqual(open.timeline.map((step) => step.state), ['done', 'done', 'done', 'current', 'todo']);
  const reader = await anybody.json(`/topics/${receipt.case}.json`);
  assert.equal(reader.case.asker, '张**');
  assert.equal(reader.case.dept_name, '市住房和城乡建设局');

  await staff.zjj1.move(receipt.case, 'draft', { text: ANSWER });
  await staff.appr1.move(receipt.case, 'approve');
  const answered = await soon(async () => {
    const reply = await anybody.get(`/topics/${receipt.case}`);
    assert.ok(reply.content.includes(ANSWER));
    return reply.content;
  });
  assert.ok(answered.includes('答复的文字附有数字签名'));
  const verdict = await anybody.json(`/verify.json?case=${receipt.case}`);
  assert.equal(verdict.verdict, 'genuine');
  assert.equal(verdict.claims.answer, createHash('sha256').update(ANSWER).digest('base64url'));
  assert.equal(verdict.claims.question,
    createHash('sha256').update(`${QUESTION.title}\n${QUESTION.body}`).digest('base64url'));

  const { rating } = await asker.json(`${receipt.track}.json`);
  const rated = await asker.act(rating.url, { form: rating.form, rating: '5', comment: '很快，谢谢' });
  assert.equal(rated.status, 200);
  assert.equal(rated.state, 'closed');
  await soon(async () => assert.equal((await anybody.json(`/topics/${receipt.case}.json`)).case.rating_label,
    '非常满意'));
  const all = (await anybody.get(`/topics/${receipt.case}.json`)).content;
  assert.ok(!all.includes('很快，谢谢'), 'what the asker wrote with the rating is for staff');
});

test('no page or data a visitor can get names the asker, the phone or the code', async () => {
  const asker = new Person(stack);
  const anybody = new Person(stack);
  const receipt = await asker.ask({ title: '我的电话写在正文里了怎么办',
    body: '请打 13812345678 找我，身份证 530103199001011234。' });
  await carry(staff, receipt.case, 'answered');
  await soon(async () => assert.equal((await anybody.get(`/topics/${receipt.case}`)).status, 200));
  for (const path of ['', '.json'].map((end) => `/topics/${receipt.case}${end}`).concat(['/', '/topics',
    '/topics.json',
    '/feed.atom', '/answers.ndjson', `/verify?case=${receipt.case}`, '/departments/zjj.json', '/metrics'])) {
    const { content } = await anybody.get(path);
    for (const secret of ['13812345678', '138000100', '530103199001011234', '张三丰', receipt.code,
      receipt.track])
      assert.ok(!content.includes(secret), `${path} has ${secret}`);
  }
});

test('the same form sent twice gives the same receipt', async () => {
  const asker = new Person(stack);
  const form = await asker.token('/topics/new');
  const send = () => asker.act('/topics', { form, ...QUESTION });
  const [one, two] = await Promise.all([send(), send()]);
  const third = await send();
  assert.equal(one.number, two.number);
  assert.equal(third.number, one.number);
  assert.equal(third.code, one.code);
  assert.deepEqual([one.status, two.status].sort(), [200, 201]);
});

test('the same form sent with other words is another case: nothing that was written is dropped', async () => {
  const asker = new Person(stack);
  const form = await asker.token('/topics/new');
  const one = await asker.act('/topics', { form, ...QUESTION });
  const other = await asker.act('/topics', { form, ...QUESTION, body: `${QUESTION.body}昨天又停了一次电。` });
  assert.equal(other.status, 201);
  assert.notEqual(other.number, one.number);
  assert.match((await asker.get(other.track)).content, /昨天又停了一次电/);
});

test('a browser without JavaScript is led from form to receipt to progress', async () => {
  const asker = new Person(stack);
  const page = (await asker.get('/topics/new')).content;
  const form = /name="form" value="([^"]+)"/.exec(page)[1];
  const posted = await asker.post('/topics', { form, ...QUESTION });
  assert.equal(posted.status, 303);
  const receipt = await asker.get(posted.headers.get('location'));
  assert.equal(receipt.status, 200);
  assert.equal(receipt.headers.get('cache-control'), 'no-store');
  assert.match(receipt.content, /<meta name="robots" content="noindex">/);
  assert.ok(receipt.content.includes('将加强人工审核'), 'an unverified post is told so');
});

test('the same text from the same device within a day is the same question, until that is withdrawn',
  async () => {
  const asker = new Person(stack);
  const fields = { ...QUESTION, phone: nextPhone() };
  const first = await asker.ask(fields);
  const again = await asker.act('/topics', { form: await asker.token('/topics/new'), ...fields });
  assert.deepEqual([again.status, again.case, again.code], [200, first.case, first.code]);
  const posted = await asker.post('/topics', { form: await asker.token('/topics/new'), ...fields });
  const receipt = await asker.get(posted.headers.get('location'));
  assert.ok(receipt.content.includes('您刚才已提交，编号') && receipt.content.includes(first.number));
  assert.notEqual((await asker.ask({ ...fields, body: `${fields.body}谢谢！` })).case, first.case);
  const other = new Person(stack);
  assert.notEqual((await other.ask(fields)).case, first.case, 'another device is somebody else');
  const shared = { ...QUESTION, phone: nextPhone() };
  const shy = async () => {
    const person = new Person(stack);
    const form = await person.token('/topics/new');
    person.cookies.clear();
    return (await person.act('/topics', { form, ...shared })).case;
  };
  assert.notEqual(await shy(), await shy(), 'who takes no cookies may be somebody else');
  const { withdraw } = await asker.json(`${first.track}.json`);
  await asker.act(withdraw.url, { form: withdraw.form });
  assert.notEqual((await asker.ask(fields)).case, first.case);
});

test('number and query code lead to the case; guessing is slowed down', async () => {
  const asker = new Person(stack);
  const receipt = await asker.ask();
  const form = await asker.token('/track');
  const found = await asker.act('/track', { form, number: receipt.number, code: receipt.code });
  assert.equal(found.status, 200);
  assert.equal((await asker.get(found.track)).status, 200);
  const loose = ` ${receipt.number.toLowerCase().replace('-', '')} `;
  assert.equal((await asker.act('/track', { form, number: loose, code: receipt.code.toLowerCase() })).status,
    200);
  const wide = (text) => text.replace(/[!-~]/g, (c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0));
  const pasted = `编号 ${receipt.number} 查询码 ${receipt.code}`;
  for (const [number, code] of [[pasted, ''], ['', pasted], [pasted.replace(' 查', '查'), pasted],
    [wide(pasted), ''], [receipt.number.replace('-', '—'), ` ${wide(receipt.code)} `]]) {
    const reply = await asker.act('/track', { form, number, code });
    assert.equal(reply.status, 200, `${number} | ${code}: ${JSON.stringify(reply)}`);
  }
  // The receipt's QR code: the same by an address that is short and holds the code.
  const scanned = `/r/${receipt.case}.${receipt.code}`;
  assert.ok(`https://wenzheng.example.gov.cn${scanned}`.length <= 60);
  const led = await new Person(stack).get(scanned);
  assert.equal(led.status, 303);
  assert.equal(new URL(led.headers.get('location'), stack.base).pathname, receipt.track);
  assert.match(led.headers.get('referrer-policy'), /no-referrer/);
  for (const path of ['/r/999999.ABCDEFGHJK', '/r/x', `/r/${receipt.case}`, `/r/.${receipt.code}`]) {
    assert.equal((await new Person(stack).get(path)).status, 404, path);
  }
  for (let i = 0; i < 12; i += 1) {
    const planted = await new Person(stack).get(`/r/${receipt.case}.ABCDEFGHJK`,
      { 'sec-fetch-site': 'cross-site' });
    assert.deepEqual([planted.status, new URL(planted.headers.get('location'), stack.base).pathname],
      [303, '/track'], 'what another site has a browser ask is no guess');
  }
  const guess = await new Person(stack).get(`/r/${receipt.case}.ABCDEFGHJK`);
  assert.equal(guess.status, 404, 'the first wrong guess');
  for (let i = 0; i < 9; i += 1) {
    const wrong = await asker.act('/track', { form, number: receipt.number, code: 'ABCDEFGHJK' });
    assert.equal(wrong.status, 422);
    assert.ok(wrong.error.fields.code);
  }
  const slowed = await asker.act('/track', { form, number: receipt.number, code: receipt.code });
  assert.equal(slowed.status, 429);
  assert.ok(Number(slowed.headers.get('retry-after')) > 0);
  assert.equal((await new Person(stack).get(scanned)).status, 429, 'guesses count by either way');
});

test('a follow-up waits for review and then stands in the thread', async () => {
  const asker = new Person(stack);
  const anybody = new Person(stack);
  const receipt = await asker.ask();
  await carry(staff, receipt.case, 'assigned');
  const { followup } = await asker.json(`${receipt.track}.json`);
  assert.equal((await asker.act(followup.url, { form: followup.form,
    body: '补充一下：是东门那三盏。' })).status, 200);
  assert.equal((await asker.act(followup.url, { form: followup.form,
    body: '补充一下：是东门那三盏。' })).status, 200);
  assert.ok(!(await anybody.get(`/topics/${receipt.case}.json?a`)).content.includes('东门那三盏'));
  const queue = await staff.mod1.json('/staff/queues/review.json');
  const held = queue.rows.filter((row) => row.n === receipt.case && row.is_held);
  assert.equal(held.length, 1, 'sent twice, held once');
  const passed = await staff.mod1.do(`/staff/cases/${receipt.case}/held/${held[0].held}/pass`,
    { mask: '东门' });
  assert.equal(passed.status, 200);
  await soon(async () => {
    const { entries } = (await anybody.json(`/topics/${receipt.case}.json`)).case;
    assert.equal(entries.find((entry) => entry.kind === 'followup').text, '补充一下：是**那三盏。');
  });
});

test('support and comment count once a person, and comments are public after review only', async () => {
  const asker = new Person(stack);
  const reader = new Person(stack);
  const receipt = await asker.ask();
  const topic = `/topics/${receipt.case}`;
  await carry(staff, receipt.case, 'accepted');
  const page = await reader.json(`${topic}/support.json`);
  assert.equal(page.supported, false);
  const done = await reader.act(`${topic}/support`, { form: page.form });
  assert.equal(done.status, 200);
  assert.equal(done.supports, 1);
  assert.equal((await reader.act(`${topic}/support`, { form: page.form })).status, 409);
  assert.equal((await reader.json(`${topic}/support.json`)).supported, true);
  const other = new Person(stack);
  assert.equal((await other.act(`${topic}/support`,
    { form: await other.token(`${topic}/support.json`) })).supports, 2);

  const form = await reader.token(`${topic}/comments.json`);
  assert.equal((await reader.act(`${topic}/comments`, { form, body: '我家楼下的也坏了。' })).status, 201);
  assert.equal((await reader.act(`${topic}/comments`, { form, body: '我家楼下的也坏了。' })).status, 201);
  for (let i = 1; i < 5; i += 1) {
    const next = await reader.token(`${topic}/comments.json`);
    assert.equal((await reader.act(`${topic}/comments`, { form: next, body: '再说一遍。' })).status, 201);
  }
  const last = await reader.token(`${topic}/comments.json`);
  assert.equal((await reader.act(`${topic}/comments`, { form: last, body: '又说一遍。' })).status, 409,
    'five, and the form that was sent twice is one of them');
  assert.ok(!(await other.get(`${topic}.json?b`)).content.includes('我家楼下'));
  const held = (await staff.mod1.json('/staff/queues/review.json')).rows.find((row) =>
    row.n === receipt.case && row.is_held);
  assert.equal((await staff.mod1.do(`/staff/cases/${receipt.case}/held/${held.held}/pass`,
    { mask: '' })).status, 200);
  await soon(async () => assert.ok((await other.get(topic)).content.includes('我家楼下的也坏了。')));
});

test('a comment typed into a cached page without JavaScript comes back with a fresh token', async () => {
  const asker = new Person(stack);
  const reader = new Person(stack);
  const receipt = await asker.ask();
  const topic = `/topics/${receipt.case}`;
  await carry(staff, receipt.case, 'accepted');
  const first = await reader.post(`${topic}/comments`, { form: '', body: '我也遇到过 <b>这事</b>' });
  assert.equal(first.status, 403);
  assert.ok(first.content.includes('我也遇到过 &lt;b&gt;这事&lt;/b&gt;</textarea>'));
  const form = /name="form" value="([^"]+)"/.exec(first.content)[1];
  const second = await reader.post(`${topic}/comments`, { form, body: '我也遇到过' });
  assert.equal(second.status, 303);
  assert.ok((await reader.get(second.headers.get('location'))).content.includes('您的评论已经收到'));
});

test('views are counted although the page is cached', async () => {
  const asker = new Person(stack);
  const reader = new Person(stack);
  const receipt = await asker.ask();
  await carry(staff, receipt.case, 'accepted');
  for (let i = 0; i < 3; i += 1) {
    const point = await reader.get(`/topics/${receipt.case}/views.gif`);
    assert.equal(point.headers.get('content-type'), 'image/gif');
    assert.equal(point.headers.get('cache-control'), 'no-store');
  }
  await reader.send('HEAD', `/topics/${receipt.case}/views.gif`);
  await soon(async () => assert.equal((await reader.json(`/topics/${receipt.case}.json`)).views, 3));
});

test('an unhappy asker reopens once, and the topic is worked on again', async () => {
  const asker = new Person(stack);
  const receipt = await asker.ask();
  await carry(staff, receipt.case, 'answered');
  const page = await asker.json(`${receipt.track}.json`);
  assert.equal((await asker.act(page.rating.url, { form: page.rating.form, rating: '1' })).status, 200);
  assert.match((await asker.get(receipt.track)).content, /id="reopen" open/);
  const unhappy = await asker.json(`${receipt.track}.json`);
  assert.equal(unhappy.unhappy, true);
  assert.deepEqual([unhappy.case.state, unhappy.case.state_label, unhappy.case.badge],
    ['closed', '不满意', 'unhappy']);
  assert.equal(unhappy.case.timeline[4].state_label, '不满意');
  const anybody = new Person(stack);
  const shows = (pattern) => soon(async () =>
    assert.match((await anybody.get(`/topics/${receipt.case}`)).content, pattern));
  await shows(/提问人不满意。/);
  await shows(/^(?![^]*(?:已办结|badge-closed))/);
  const again = await asker.act(unhappy.reopen.url, { form: unhappy.reopen.form, reason: '还是没有修好。' });
  assert.equal(again.status, 200);
  assert.equal(again.state, 'assigned');
  await shows(/^(?![^]*还是没有修好)[^]*answer-rejected[^]*原来的答复/);
  const held = (await staff.mod1.json('/staff/queues/review.json')).rows.find((row) =>
    row.n === receipt.case && row.is_held);
  assert.equal(held.held_label, '再次反映的原因');
  assert.equal((await staff.mod1.do(`/staff/cases/${receipt.case}/held/${held.held}/pass`,
    { mask: '' })).status, 200);
  await shows(/再次反映<\/span>[^]*还是没有修好。/);
  await staff.zjj1.move(receipt.case, 'draft', { text: `${ANSWER}电话：12345。` });
  await staff.appr1.move(receipt.case, 'approve');
  await shows(/再次答复。[^]*第 1 版（没有解决问题）/);
  await shows(/再次答复。[^]*<a href="tel:12345">12345<\/a>/);
  const last = await asker.json(`${receipt.track}.json`);
  assert.equal(last.reopen, undefined);
  const refused = await asker.act(`${receipt.track}/reopen`,
    { form: unhappy.reopen.form, reason: '再来一次。' });
  assert.equal(refused.status, 409);
});

test('a withdrawn question is gone for the public and says so to its asker', async () => {
  const asker = new Person(stack);
  const anybody = new Person(stack);
  const receipt = await asker.ask();
  await carry(staff, receipt.case, 'accepted');
  await soon(async () => assert.equal((await anybody.get(`/topics/${receipt.case}`)).status, 200));
  const { withdraw } = await asker.json(`${receipt.track}.json`);
  assert.equal((await asker.act(withdraw.url, { form: withdraw.form })).status, 200);
  await soon(async () => assert.equal((await anybody.get(`/topics/${receipt.case}`)).status, 404));
  const page = await asker.json(`${receipt.track}.json`);
  assert.equal(page.case.state, 'withdrawn');
  assert.equal(page.withdraw, undefined);
  assert.equal(page.followup, undefined);
});

test('a merged topic says where it went', async () => {
  const asker = new Person(stack);
  const anybody = new Person(stack);
  const one = await asker.ask();
  const two = await asker.ask();
  await carry(staff, one.case, 'accepted');
  await carry(staff, two.case, 'accepted');
  await staff.mod1.move(two.case, 'merge', { into: String(one.case) });
  await soon(async () => {
    const page = await anybody.get(`/topics/${two.case}`);
    assert.equal(page.status, 200);
    assert.ok(page.content.includes(`<a href="/topics/${one.case}">查看合并后的话题</a>`));
  });
});

test('a revised answer keeps the earlier version readable and both verify', async () => {
  const asker = new Person(stack);
  const anybody = new Person(stack);
  const receipt = await asker.ask();
  await carry(staff, receipt.case, 'answered');
  await staff.zjj1.move(receipt.case, 'revise',
    { text: '更正：路灯于本周五修复，给您添麻烦了。', reason: '日期写错了' });
  await staff.appr1.move(receipt.case, 'approve');
  await soon(async () => {
    const page = (await anybody.get(`/topics/${receipt.case}`)).content;
    for (const text of ['更正：路灯于本周五修复', ANSWER, '以前的答复（1）',
      '修改原因：日期写错了']) assert.ok(page.includes(text), text);
  });
  for (const version of [1, 2])
    assert.equal((await anybody.json(`/verify.json?case=${receipt.case}&version=${version}`)).verdict,
      'genuine');
  assert.equal((await anybody.json(`/verify.json?case=${receipt.case}&version=3`)).verdict, 'unknown');
});

test('the verify page tells a genuine seal from one with a character changed', async () => {
  const anybody = new Person(stack);
  const lines = (await anybody.get('/answers.ndjson')).content.trim().split('\n').map((line) =>
    JSON.parse(line));
  assert.ok(lines.length > 1);
  const { jws } = lines[0];
  assert.equal((await anybody.json(`/verify.json?seal=${jws}`)).verdict, 'genuine');
  const forged = jws.slice(0, -3) + (jws.at(-3) === 'A' ? 'B' : 'A') + jws.slice(-2);
  assert.equal((await anybody.json(`/verify.json?seal=${forged}`)).verdict, 'forged');
  assert.equal((await anybody.json('/verify.json?seal=nonsense')).verdict, 'forged');
  let previous = '';
  for (const line of lines) {
    const claims = JSON.parse(Buffer.from(line.jws.split('.')[1], 'base64url'));
    assert.equal(claims.previous ?? '', previous, 'each seal names the one before it');
    previous = createHash('sha256').update(line.jws).digest('base64url');
  }
});
