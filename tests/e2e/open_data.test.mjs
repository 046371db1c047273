// Open data (docs/api.md): live answers keep the schemas of docs/schemas, also when lists are empty, and what
// is not public is not there.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import Ajv2020 from 'ajv/dist/2020.js';
import { Newsroom } from './articles.mjs';
import { pdf } from './attachment_files.mjs';
import { ANSWER, LETTER, Person, ROOT, carry, nextPhone, staffOf, startStack } from './lib.mjs';

const ajv = new Ajv2020({ allErrors: true, allowUnionTypes: true });
const schemas = new Map();
const schemaOf = (name) => schemas.get(name) || schemas.set(name,
  ajv.compile(JSON.parse(readFileSync(join(ROOT, 'docs/schemas', `${name}.json`), 'utf8')))).get(name);
let stack, articles, letter;

async function keeps(name, path) {
  const { status, content } = await new Person(stack).get(path);
  assert.equal(status, 200, path);
  const valid = schemaOf(name);
  assert.ok(valid(JSON.parse(content)), `${path}: ${ajv.errorsText(valid.errors)}`);
}

test('what docs/api.md lists are pages of the table of routes that have a twin', () => {
  const routes = readFileSync(join(ROOT, 'fcgi/pages/http/routes.c'), 'utf8');
  const listed = [...readFileSync(join(ROOT, 'docs/api.md'), 'utf8').matchAll(/^\| `(\/\S+)\.json`/gm)];
  for (const [, address] of listed)
    assert.ok(routes.includes(`DATA("${address.replace('/N', '/:n').replace('/ID', '/:id')}",`), address);
  assert.ok(listed.length > 5);
});

async function missing(path) {
  const { status } = await new Person(stack).get(path);
  assert.equal(status, 404, path);
}

before(async () => {
  stack = await startStack();
});
after(() => stack && stack.stop());

const LIGHT = `/search.json?q=${encodeURIComponent('路灯')}`;
const EMPTY = [['search', LIGHT], ['topics', '/topics.json'], ['topics', '/topics.json?tab=answered'],
  ['policies', '/policies.json'], ['column', '/columns/news.json'], ['column', '/columns/open.json'],
  ['column', '/columns/news.json?month=2001-02'], ['columns', '/columns.json'],
  ['search', '/search.json'], ['search', '/search.json?q=ludeng'],
  ['stats', '/stats.json'], ['stats', '/stats.json?year=2020&month=2']];

test('a site without a message or article answers by the schemas', async () => {
  for (const [name, path] of EMPTY) await keeps(name, path);
});

test('so does a site with topics in every state that the public sees', async () => {
  const staff = await staffOf(stack);
  const asker = new Person(stack);
  const first = await asker.ask();
  await carry(staff, first.case, 'answered');
  const { rating } = await asker.json(`${first.track}.json`);
  await asker.act(rating.url, { form: rating.form, rating: '5', comment: '谢谢' });
  for (const state of ['accepted', 'assigned', 'answered'])
    await carry(staff, (await new Person(stack).ask()).case, state);
  const { case: filed } = await new Person(stack).ask();
  await carry(staff, filed, 'assigned');
  const body = new FormData();
  body.append('form', await staff.zjj1.token(`/staff/cases/${filed}`));
  body.append('file', new Blob([pdf()]), '图纸.pdf');
  await staff.zjj1.send('POST', `/staff/cases/${filed}/save`, { body });
  await staff.zjj1.move(filed, 'draft', { text: ANSWER });
  await staff.appr1.move(filed, 'approve');
  const { case: merged } = await new Person(stack).ask();
  await staff.mod1.move(merged, 'accept');
  await staff.mod1.move(merged, 'merge', { into: first.case });
  const { case: pending } = await new Person(stack).ask();
  const writer = new Person(stack);
  letter = (await writer.act('/letters', { form: await writer.token('/letters/new'), ...LETTER,
    phone: nextPhone() })).case;
  for (let n = 1; n <= 6; n += 1) await keeps('topic', `/topics/${n}.json`);
  const { case: { entries } } = await new Person(stack).json(`/topics/${filed}.json`);
  assert.equal(entries.flatMap((entry) => entry.files ?? []).length, 1);
  for (const path of [`/topics/${pending}.json`, `/topics/${letter}.json`, '/topics/999.json'])
    await missing(path);
});

test('and one with articles of every kind', async () => {
  const room = await Newsroom.open(stack);
  articles = { news: await room.publish({ title: '全市政务公开工作会议召开', summary: '要点', author: '李晓',
    keywords: '公开', expires: '2099-01-01' }) };
  await room.publish({ title: '全市政务公开工作推进会召开', note: '更正会议名称' }, articles.news);
  articles.digest = await room.publish({ column: 'digest', title: '微问政消息第一期', cases: '1 4' });
  const facts = { column: 'policy', doc_body: '云川市人民政府', doc_issued: '2020-11-02' };
  articles.old = await room.publish({ ...facts, validity: 'valid', title: '关于高龄津贴发放工作的通知',
    doc_number: '云政发〔2019〕7号' });
  articles.policy = await room.publish({ ...facts, validity: 'valid', title: '关于印发高龄津贴管理办法的通知',
    doc_number: '云政发〔2020〕12号', doc_effective: '2021-01-01' });
  await room.publish({ ...facts, validity: 'repealed', title: '关于高龄津贴发放工作的通知',
    doc_number: '云政发〔2019〕7号', successor: articles.policy, note: '由新办法替代' }, articles.old);
  articles.interpretation = await room.publish({ column: 'interpretation', title: '高龄津贴管理办法政策问答',
    explains: articles.policy, kind: 'questions' });
  articles.withdrawn = await room.publish({ title: '关于一场没有召开的会议的报道' });
  articles.gone = await room.publish({ title: '关于另一场没有召开的会议的报道' });
  for (const n of Object.values(articles)) await keeps('article', `/articles/${n}.json`);
  await keeps('article', `/articles/${articles.news}.json?version=1`);
  await room.takeDown(articles.withdrawn, 'notice');
  await keeps('article', `/articles/${articles.withdrawn}.json?v=2`);
  await room.takeDown(articles.gone, 'gone');
  assert.equal((await new Person(stack).get(`/articles/${articles.gone}.json?v=2`)).status, 410);
  const draft = await room.draft({ title: '城南片区老旧小区改造完工' });
  for (const path of [`/articles/${draft}.json`, '/articles/999.json', '/columns/none.json'])
    await missing(path);
});

test('the lists keep the schemas when they are full', async () => {
  const fresh = ([name, path]) => [name, `${path}${path.includes('?') ? '&' : '?'}fresh=1`];
  for (const [name, path] of [...EMPTY.map(fresh), ['column', '/columns/policy.json'],
    ['policies', '/policies.json?validity=repealed'], ['topics', '/topics.json?category=complaint']])
    await keeps(name, path);
});

test('a required member that is missing is a breach, a further one is none', async () => {
  const { content } = await new Person(stack).get('/topics/1.json');
  const answer = JSON.parse(content);
  assert.ok(schemaOf('topic')({ ...answer, more: 1, case: { ...answer.case, more: 1 } }));
  delete answer.case.state;
  assert.ok(!schemaOf('topic')(answer));
});
