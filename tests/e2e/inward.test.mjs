// Links of a draft to pages of this site are looked at as its readers would find them: what isn't public, or
// isn't there, stops the draft and is named with the reason.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import * as files from './attachment_files.mjs';
import { Newsroom } from './articles.mjs';
import { LETTER, Person, carry, fileRequest, nextPhone, routesRead, staffOf, startStack } from './lib.mjs';

const DOMAIN = 'www.yunchuan.example';
let stack, staff, room, made = 0;
const on = {};

before(async () => {
  stack = await startStack({ config: { domain: DOMAIN } });
  stack.ctl(['column', 'load', 'conf/columns.csv']);
  staff = await staffOf(stack);
  room = await Newsroom.open(stack);
  const anybody = new Person(stack);
  on.open = (await anybody.ask({ title: '解放路的井盖松了有响声' })).case;
  on.pending = (await anybody.ask({ title: '文化广场的健身器材坏了' })).case;
  const letter = await anybody.act('/letters', { form: await anybody.token('/letters/new'), ...LETTER,
    phone: nextPhone() });
  Object.assign(on, { letter: letter.case, track: letter.track, request: (await fileRequest(stack)).n });
  await carry(staff, on.open, 'accepted');
  on.article = await room.publish({ title: '全市政务公开工作会议' });
  on.draft = await room.draft({ title: '还没有发布的一条信息' });
  on.gone = await room.publish({ title: '已经删除的一条信息' });
  on.moved = await room.publish({ title: '换了地址的一条信息' });
  await room.takeDown(on.moved, 'moved', { moved_to: `/articles/${on.gone}` });
  await room.takeDown(on.gone, 'gone');
});
after(() => stack && stack.stop());

const draft = (body) => room.draft({ title: `第${made += 1}条带链接的信息`, body });
const found = async (n) => (await room.editor.json(`/staff/articles/${n}.json`)).article.findings
  .map((one) => [one.what, one.finding_why]);
const links = (list) => `相关页面：${list.map((link) => `[看这里](${link})`).join('、')}。`;

test('what readers can open passes', async () => {
  const n = await draft('占位的一段正文，随后改写。');
  const fine = ['/', '/topics', `/topics/${on.open}`, `/topics/${on.open}.json`, '/topics?tab=hot&page=1',
    '/topics/new', '/letters', '/letters/new', '/policies', '/departments/zjj', '/columns/news', '/reports',
    '/stats', '/track', `/articles/${on.article}#top`, `/articles/${n}`, '#', '#main', '/static/icons.svg',
    `https://${DOMAIN}/topics/${on.open}`, `http://${DOMAIN}`, `//${DOMAIN}/stats?year=2026`,
    `${on.article}`, `../topics/${on.open}`, `./${on.article}?version=1`, 'mailto:office@example.org',
    'https://example.org/topics/999', '//example.org/x', '/feed.atom'];
  await room.draft({ title: '链接都能打开的信息', body: links(fine) }, n);
  assert.deepEqual(await found(n), []);
  await room.act(room.editor, n, 'submit');
});

test('what they can not open stops the draft, named with the reason', async () => {
  const nobody = '没有这一页，或者没有公开';
  const inner = '不是给公众看的页面';
  const rows = [['/topics/999', nobody], [`/topics/${on.pending}`, nobody], [`/letters/${on.letter}`, nobody],
    [`/topics/${on.request}`, nobody], ['/departments/nowhere', nobody], ['/columns/nowhere', nobody],
    ['/reports/1999', nobody], ['/nowhere', nobody], [`/articles/${on.draft}`, nobody],
    [`/articles/${on.gone}`, '已经删除'], [`/articles/${on.moved}`, '已经删除'], ['/photos/1/abc', nobody],
    [`/attachments/${on.article}/abc`, nobody], ['/staff', '要登录才能打开'], [on.track, inner],
    ['/metrics', inner], ['/static/nothing.css', '没有这个文件'], ['/static/../templates/home.html', nobody],
    ['#chapter', '本页没有这个位置'], [`https://${DOMAIN}/nowhere`, nobody], [`//${DOMAIN}/nowhere`, nobody],
    ['999', nobody], ['../nowhere', nobody], ['/topics/%ff', nobody]];
  const n = await draft(links(rows.map(([link]) => link)));
  assert.deepEqual(await found(n), rows);
  const { record } = (await room.editor.json(`/staff/articles/${n}.json`)).article;
  const refused = await room.editor.do(`/staff/articles/${n}/submit`, { version: record, answered: 'link' });
  assert.equal(refused.status, 422);
  assert.match(refused.error.message, /\/topics\/999（没有这一页，或者没有公开）/);
  const page = (await room.editor.get(`/staff/articles/${n}`)).content;
  assert.match(page, /\/topics\/999（没有这一页，或者没有公开）<strong>（须修改）/);
});

test('pictures, tables and references are looked at too, text and code are not', async () => {
  const n = await draft(`![图](/photos/1/abc)\n\n| 甲 | 乙 |\n|---|---|\n| [丙](/topics/998) | 丁 |\n\n[戊][1]\n\n` +
    '[1]: /topics/997\n\n`[己](/topics/996)` 和 /topics/995 。');
  assert.deepEqual((await found(n)).map(([link]) => link).sort(),
    ['/photos/1/abc', '/topics/997', '/topics/998']);
});

test('a file of the draft itself may be linked to before it is public, and is gone when removed', async () => {
  const n = await draft('占位的一段正文，随后改写。');
  assert.equal((await files.upload(room.editor, n, files.docx(), '申请表.docx')).status, 200);
  const [file] = (await room.editor.json(`/staff/articles/${n}.json`)).article.attachments;
  await room.draft({ title: '附件有链接的信息', body: links([`/attachments/${n}/${file.id}`]) }, n);
  assert.deepEqual(await found(n), []);
  const { record } = (await room.editor.json(`/staff/articles/${n}.json`)).article;
  await room.editor.do(`/staff/articles/${n}/attachments/${file.id}/remove`, { version: record });
  assert.equal((await found(n)).length, 1);
});

test('a link or picture without an address, or with one that would run, is named too', async () => {
  for (const body of ['请看[附件]()，特此通知。', '如图所示：![]()，特此通知。',
    '请看[附件](javascript:alert(1))，特此通知。', '请看[附件](data:text/html;base64,PHN2Zz4=)，特此通知。'])
    assert.deepEqual(await found(await draft(body)), [['[]()', '没有填写网址，或者是不能用的网址']]);
});

test('numbers and dates are found as they are read, whatever marks stand within them', async () => {
  for (const [body, what] of [['联系电话**138**00138000，请来电咨询。', '13800138000'],
    ['联系电话138&#48;0138000，请来电咨询。', '13800138000'],
    ['自2026年**2月30日**起施行，特此通知。', '2026年2月30日']]) {
    const { findings } = (await room.editor.json(`/staff/articles/${await draft(body)}.json`)).article;
    assert.ok(findings.some((one) => one.what === what), `${body}: ${JSON.stringify(findings)}`);
  }
  const apart = await draft('| 序号 | 户数 |\n|---|---|\n| 1380013 | 8000 |\n');
  assert.deepEqual(await found(apart), []);
});

test('an article moves only to where its readers find something', async () => {
  const n = await room.publish({ title: '要换地址的一条信息' });
  for (const [place, why] of [[`/articles/${on.draft}`, '没有这一页'], ['/nowhere', '没有这一页'],
    [`/articles/${on.gone}`, '已经删除'], ['/staff', '要登录'], ['/static/nothing.css', '没有这个文件'],
    [`https://${DOMAIN}/nowhere`, '没有这一页'], ['https://', '请填写别的网址'],
    ['https://name:word@example.org/', '请填写别的网址']]) {
    const { record, hash } = (await room.editor.json(`/staff/articles/${n}.json`)).article;
    const reply = await room.editor.do(`/staff/articles/${n}/take-down`,
      { version: record, hash, takedown: 'moved', reason: '网站改版', moved_to: place });
    assert.equal(reply.status, 422, place);
    assert.ok(reply.error.fields.moved_to.includes(why), `${place}: ${reply.error.fields.moved_to}`);
  }
  await room.takeDown(n, 'moved', { moved_to: `https://${DOMAIN}/articles/${on.article}` });
});

test('two hundred links are looked at; with more the draft is stopped', async () => {
  const many = (count) => links(Array.from({ length: count }, (_, i) => `/topics?page=${i + 1}`));
  assert.deepEqual(await found(await draft(many(200))), []);
  assert.deepEqual((await found(await draft(many(201)))).map(([, why]) => why),
    ['链接太多，没有查完，请减少链接']);
});

test('a draft is looked at without a trace: nothing is counted or opened', async () => {
  const before = stack.redis('hgetall', `{yunchuan}:case:${on.open}`);
  const n = await draft(links([`/topics/${on.open}`, `/topics/${on.open}/views.gif`, on.track]));
  await found(n);
  assert.equal(stack.redis('hgetall', `{yunchuan}:case:${on.open}`), before);
});

test('every page that needs a link of one\'s own is marked in the route table', () => {
  for (const { path, unlinked } of routesRead())
    assert.equal(unlinked || !/^\/(?:t|r|answer|review)\//.test(path), true, path);
});
