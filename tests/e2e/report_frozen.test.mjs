// A year's report frozen: not before its checks pass, not by one person alone; then it stays as it was.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { PASSWORD, Person, signIn, soon } from './lib.mjs';
import { CHECKS, ask, cells, compose, fileAll, fileDept, publishReport, writeTexts, YEAR, yearOver }
  from './report_year.mjs';

let stack, staff, room, topic, n, both, writer;
const anybody = () => new Person(stack);
const published = (query = '') => anybody().json(`/reports/${YEAR}.json${query}`);

before(async () => {
  ({ stack, staff, room, topic } = await yearOver());
  for (const [id, roles] of [['both1', 'editor,reviewer,admin'], ['writer1', 'supervisor,reviewer']])
    stack.ctl(['staff', 'add', id, '--name', id, '--roles', roles, '--password-stdin'], `${PASSWORD}\n`);
  both = await signIn(stack, 'both1');
  writer = await signIn(stack, 'writer1');
});
after(() => stack && stack.stop());

test('a report with open checks makes no draft, and says which', async () => {
  const refused = await ask(room.editor);
  assert.equal(refused.status, 409);
  assert.match(JSON.parse(refused.content).error.message, /勾稽校验还有\d+处不符合/);
  const page = await room.editor.get(`/staff/reports/${YEAR}/compose`);
  assert.match(page.content, /全部改正后才能送审/);
  assert.equal((await anybody().get(`/reports/${YEAR}`)).status, 404);
});

test('a year that is not over makes none, and only editors make one', async () => {
  const form = await room.editor.token('/staff/me.json');
  const reply = await room.editor.send('POST', `/staff/reports/${YEAR + 1}/compose`, {
    body: new URLSearchParams({ form }), headers: { accept: 'application/json' } });
  assert.equal(reply.status, 409);
  assert.match(reply.content, /还没有结束/);
  assert.equal((await ask(staff.super1)).status, 403);
  assert.equal((await ask(staff.zjj1)).status, 403);
});

test('the draft opens in full for the reviewer, and is public to nobody', async () => {
  await fileAll(staff.super1);
  await writeTexts(writer);
  await writeTexts(staff.super1);
  const wish = await compose(both);
  assert.ok(wish.drafted, wish.why);
  n = wish.article;
  const draft = await room.reviewer.json(`/staff/reports/${YEAR}/draft.json`);
  assert.equal(cells(draft)['3.new.total'].text, '4');
  assert.match((await room.reviewer.get(`/staff/articles/${n}`)).content, /一、本年新收/);
  assert.equal((await anybody().get(`/reports/${YEAR}`)).status, 404);
  assert.equal((await anybody().get(`/articles/${n}`)).status, 404);
  assert.equal((await anybody().get(`/reports/${YEAR}/proof/3.new.total.ndjson`)).status, 404);
});

test('a draft that is made anew leaves no lists of the one before', async () => {
  const folders = () => readdirSync(join(stack.state, 'reports'));
  const [first, ...others] = folders();
  assert.deepEqual(others, []);
  assert.ok((await compose(both)).drafted);
  assert.equal(folders().length, 1);
  assert.notEqual(folders()[0], first);
});

test('nobody writes over it by the form of articles, nor a report where there is none', async () => {
  const { article } = await room.editor.json(`/staff/articles/${n}.json`);
  const reply = await room.editor.do(`/staff/articles/${n}`, { version: article.record, column: 'annual',
    title: '个人写的年度报告', body: '这不是系统生成的年度报告。', source: '办公室' });
  assert.match(JSON.stringify(reply), /年度报告由系统生成/);
});

test('whoever wrote the texts, filed a part or composed it doesn\'t approve it', async () => {
  const { article } = await room.editor.json(`/staff/articles/${n}.json`);
  await room.act(room.editor, n, 'submit', article.to_answer ? { answered: 1 } : {});
  const { article: shown } = await room.reviewer.json(`/staff/articles/${n}.json`);
  assert.match(shown.written_names, /督办员甲/);
  for (const desk of [both, writer]) {
    const reply = await desk.do(`/staff/articles/${n}/approve`, { version: shown.record, hash: shown.hash,
      ...CHECKS });
    assert.equal(reply.status, 403, JSON.stringify(reply));
  }
  const alone = await both.do(`/staff/articles/${n}/emergency`, { version: shown.record, hash: shown.hash,
    reason: '等不及另一位同事' });
  assert.equal(alone.status, 409, JSON.stringify(alone));
  const again = await ask(both);
  assert.match(again.content, /送审稿正在审核/);
  const other = await room.reviewer.do(`/staff/articles/${n}/approve`, { version: shown.record,
    ...CHECKS,
    hash: createHash('sha256').update('other bytes').digest('base64url') });
  assert.equal(other.status, 409);
  assert.equal((await anybody().get(`/reports/${YEAR}`)).status, 404);
});

test('bytes that changed after the approval was given are published by nobody', async () => {
  const { article } = await room.reviewer.json(`/staff/articles/${n}.json`);
  const site = stack.redis('--scan', '--pattern', `*:article:${n}:draft`);
  const bytes = stack.redis('GET', site);
  const place = String(Buffer.from(bytes.slice(0, bytes.indexOf('健全主动公开目录'))).length);
  stack.redis('SETRANGE', site, place, '健全主动公开制度');
  const reply = await room.reviewer.do(`/staff/articles/${n}/approve`, { version: article.record,
    hash: article.hash, ...CHECKS });
  assert.equal(reply.status, 409, JSON.stringify(reply));
  stack.redis('SETRANGE', site, place, '健全主动公开目录');
});

test('once a second person approved it, everybody reads it, and it is proved genuine', async () => {
  await room.act(room.reviewer, n, 'approve', CHECKS);
  const page = await soon(async () => {
    const reply = await anybody().get(`/reports/${YEAR}`);
    assert.equal(reply.status, 200);
    return reply.content;
  });
  for (const text of ['2025年政府信息公开工作年度报告', '健全主动公开目录。',
    `/reports/${YEAR}/proof/3.new.total`,
    `/verify?article=${n}&amp;version=1`, '系统 2＋填报 2',
    '表二“行政许可”的“本年处理决定数量”：<a href="/reports/2025/proof/2.permit.decided">12<'])
    assert.ok(page.includes(text), text);
  assert.match(page, /report-date">[^<]+<br>20\d\d年\d+月\d+日<\/p>/, 'a date without a time');
  assert.equal((await anybody().json(`/verify.json?article=${n}`)).verdict, 'genuine');
  assert.match((await anybody().get('/reports')).content, /ColumnType" content="信息公开年报"/);
  await soon(async () =>
    assert.deepEqual((await anybody().json('/reports.json')).years.map(({ year }) => year), [YEAR]));
  const report = await published();
  assert.equal(report.article.version, 1);
  assert.ok(!JSON.stringify(report).includes('super1'), 'no account is named');
  const { article } = await anybody().json(`/articles/${n}.json`);
  const sealed = JSON.parse(JSON.parse(article.sealed_text).report);
  assert.deepEqual(sealed.tables, report.tables);
  assert.deepEqual(sealed.lists, report.lists);
});

test('every figure opens its rule and a list whose length and sum give it', async () => {
  const report = await published();
  for (const list of report.lists) {
    const reply = await anybody().get(`/reports/${YEAR}/proof/${list.figure}.ndjson`);
    assert.equal(reply.status, 200, list.figure);
    assert.equal(createHash('sha256').update(reply.content).digest('hex'), list.sha256, list.figure);
    const lines = reply.content.split('\n').filter(Boolean).map((line) => JSON.parse(line));
    assert.equal(lines.length, list.count);
    assert.equal(lines.reduce((sum, { amount = 1 }) => sum + amount, 0), list.sum, list.figure);
    assert.ok(list.rule.length > 0 && list.words.length > 0, list.figure);
  }
  const lists = Object.fromEntries(report.lists.map((list) => [list.figure, list]));
  for (const figure of report.figures) assert.equal(lists[figure.id].sum, figure.amount, figure.id);
  for (const id of ['documents', 'documents.interpreted', 'documents.ontime'])
    assert.equal(lists[`1.${id}`].sum, 1, id);
  const proof = await anybody().json(`/reports/${YEAR}/proof/2.permit.decided.json`);
  assert.deepEqual(proof.filed, [{ dept: 'zjj', name: '市住房和城乡建设局', amount: '12' }]);
  const page = (await anybody().get(`/reports/${YEAR}/proof/3.new.total`)).content;
  assert.ok(page.includes('共 2 条') && page.includes('第三十一条'));
  assert.equal((await anybody().get(`/reports/${YEAR}/proof/nothing`)).status, 404);
  assert.equal((await anybody().get(`/reports/${YEAR}/proof/..%2f..%2fkeys.ndjson`)).status, 400);
});

test('what happens to the cases later leaves it as it is', async () => {
  const first = await published();
  await fileDept(staff.super1, 'zjj', { 'c2-permit-decided': '99', 'c3-new-business': '3',
    'c3-granted-business': '2', 'c3-next-business': '1' });
  await staff.mod1.move(topic, 'unpublish', { reason: '涉及个人隐私' });
  assert.deepEqual(await published(), first);
  assert.equal(cells(await staff.super1.json(`/staff/reports/${YEAR}.json`))['2.permit.decided'].text, '99');
});

const more = ['3.carried.business: 应为 0，现为 1', '3.carried.total: 应为 1，现为 2'];
// The check of next year's report: what was carried over.
const carried = async () => (await staff.super1.json(`/staff/reports/${YEAR + 1}.json`)).checks
  .find(({ id }) => id === 'carried').failures.map(({ place, difference }) => `${place}: ${difference}`);

test('next year\'s report is held against the published one, not a filing changed later', async () => {
  assert.deepEqual(await carried(), []);
  await fileDept(staff.super1, 'jtj', { 'c3-carried-business': '1', 'c3-next-business': '1' }, YEAR + 1);
  assert.deepEqual(await carried(), more);
});

test('a correction says what it changes, is approved anew, and leaves the first version readable', async () => {
  const silent = await ask(room.editor);
  assert.equal(silent.status, 422);
  assert.ok(silent.content.includes('请填写修订说明'));
  await publishReport(room, { note: '更正行政许可的数字' });
  await soon(async () => assert.equal(cells(await published())['2.permit.decided'].text, '99'));
  const old = await published('?version=1');
  assert.equal(cells(old)['2.permit.decided'].text, '12');
  assert.ok(old.article.earlier);
  const { content } = await anybody().get(`/reports/${YEAR}?version=1`);
  assert.match(content, /报告后来更正过/);
  assert.match((await anybody().get(`/reports/${YEAR}`)).content, /更正行政许可的数字/);
  const list = await anybody().get(`/reports/${YEAR}/proof/1.topic.received.ndjson?version=1`);
  assert.equal(list.content.trim().split('\n').length, 1);
  assert.match(stack.ctl(['verify']), / 0 wrong/);
  assert.deepEqual(await carried(), [], 'the corrected report says what was carried over');
});

test('a report that is taken off is gone here too', async () => {
  await room.takeDown(n, 'gone');
  await soon(async () => assert.equal((await anybody().get(`/reports/${YEAR}`)).status, 410));
  assert.equal((await anybody().get(`/reports/${YEAR}/proof/3.new.total.ndjson`)).status, 410);
  assert.deepEqual((await anybody().json('/reports.json')).years, []);
  await fileDept(staff.super1, 'zjj', { 'c3-next-business': '0', 'c3-new-business': '2' });
  assert.deepEqual(await carried(), more,
    'without a published report the filings of the year before count');
});
