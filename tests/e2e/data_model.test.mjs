// docs/data-model.md is what wenzhengctl prints, and true of a used Redis: each key, type, expiry and field
// is named there.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { ANSWER, BUILD, LETTER, Person, REQUEST, ROOT, carry, nextPhone, soon, staffOf,
  startStack } from './lib.mjs';
import { BODY, Newsroom } from './articles.mjs';
import { pdf, upload } from './attachment_files.mjs';

const SITE = '{yunchuan}:';
// What this test makes none of: files of old events, undelivered notices, links that failed, a certificate,
// replicas, and what stands only while a recount runs or a yearly report is composed
// (report_compose.test.mjs).
const UNSEEN = ['old_events', 'outbox:dead', 'digest:<date>', 'digests:<which>', 'article:<article>:links',
  'certificate', 'confirm', 'moving', 'recount', 'journal:<token>', 'settings', 'report:<year>:wish',
  'report:<year>:progress', 'composing', 'case:<case>:followers', 'case:<case>:followed',
  'unconfirmed:<case>:<follower>', 'unwanted:<follower>', 'telling', 'push:<device>',
  'kept:<form>:photos', 'half:<holder>', 'dictionaries'];
let stack, staff, model;

// What stands between angle brackets varies.
const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
const pattern = (name) => new RegExp(`^${name.split(/<[^<>]+>/).map(escaped).join('(.+)')}$`);
const cells = (line) => line.split('|').slice(1, -1).map((cell) => cell.trim());
const unquoted = (text) => text.replace(/^`|`$/g, '');

// The page's tables: keys → { name, type, life, fields }.
function parse(page) {
  const keys = [];
  let key = null;
  for (const line of page.split('\n')) {
    const heading = /^### `(.+)`$/.exec(line);
    if (heading) key = keys.find(({ name }) => name === heading[1]);
    if (!line.startsWith('| `')) continue;
    const [name, ...rest] = cells(line);
    if (key) key.fields.push(pattern(unquoted(name)));
    else keys.push({ name: unquoted(name), pattern: pattern(unquoted(name)), type: rest[0], life: rest[1],
      fields: [], seen: 0 });
  }
  return keys;
}

// The row of a key: of several that fit, the one whose name varies least.
const literal = ({ name }) => name.replace(/<[^<>]+>/g, '').length;
const rowOf = (key) => model.filter((row) => row.pattern.test(key))
  .sort((a, b) => literal(b) - literal(a))[0];

const lines = (...args) => stack.redis(...args).split('\n').filter(Boolean);

function namesIn(key, type) {
  if (type === 'hash') return lines('hkeys', key);
  if (type === 'list')
    return lines('lrange', key, '0', '-1').flatMap((entry) => Object.keys(JSON.parse(entry)));
  if (type === 'stream')
    return JSON.parse(stack.redis('--json', 'xrange', key, '-', '+'))
      .flatMap(([, fields]) => fields.filter((_, i) => i % 2 === 0));
  return [];
}

before(async () => {
  stack = await startStack();
  staff = await staffOf(stack);
  model = parse(stack.ctl(['data-model']));
});
after(() => stack && stack.stop());

// A question with a follow-up, supports and comments, taken to its answer, revised and rated.
async function useTopic() {
  const asker = new Person(stack);
  const { case: n, track } = await asker.ask();
  const { case: other } = await new Person(stack).ask({ title: '幸福小区门口路灯不亮' });
  const { followup } = await asker.json(`${track}.json`);
  await asker.act(followup.url, { form: followup.form, body: '补充一下：是东门那三盏。' });
  await carry(staff, n, 'assigned');
  for (const body of ['我家门口也是这样。', '这条不该公开。']) {
    const person = new Person(stack);
    for (const [what, fields] of [['support', {}], ['comments', { body }]])
      await person.act(`/topics/${n}/${what}`, { form: await person.token(`/topics/${n}/${what}.json`),
        ...fields });
  }
  await asker.get(`/topics/${n}/views.gif`);
  const held = (await staff.mod1.json('/staff/queues/review.json'))
    .rows.filter((row) => row.n === n && row.is_held);
  assert.equal(held.length, 3);
  await staff.mod1.do(`/staff/cases/${n}/held/${held[0].held}/pass`, { mask: '' });
  await staff.mod1.do(`/staff/cases/${n}/held/${held[1].held}/pass`, { mask: '' });
  await staff.mod1.move(other, 'accept');
  await staff.mod1.move(other, 'merge', { into: n });
  await staff.super1.move(n, 'supervise', { note: '请尽快答复' });
  await staff.zjj1.move(n, 'draft', { text: ANSWER });
  await staff.appr1.move(n, 'approve');
  await staff.zjj1.move(n, 'revise', { text: `${ANSWER}谢谢。`, reason: '补充' });
  await staff.appr1.move(n, 'approve');
  const { rating } = await asker.json(`${track}.json`);
  assert.equal((await asker.act(rating.url, { form: rating.form, rating: '1', comment: '还是不亮' })).status,
    200);
  assert.equal((await staff.mod1.do(`/staff/cases/${n}/held/${held[2].held}/refuse`, { reason: 'scope' }))
    .status, 200);
}

// A case that waits and was opened; one that somebody works on, with a saved answer; a desk that is
// filtered, and a post that waits.
async function useDesk() {
  const { case: waits } = await new Person(stack).ask({ title: '广场的长椅断了' });
  assert.equal((await staff.mod1.get(`/staff/cases/${waits}`)).status, 200);
  const { case: n } = await new Person(stack).ask({ title: '文化广场的健身器材坏了' });
  await carry(staff, n, 'assigned');
  assert.equal((await staff.zjj1.do(`/staff/cases/${n}/claim`)).status, 200);
  assert.equal((await staff.zjj1.do(`/staff/cases/${n}/save`, { text: ANSWER })).status, 200);
  await staff.zjj1.move(n, 'remark', { note: '@disp1 请看' });
  await staff.zjj1.move(n, 'take');
  assert.equal((await staff.mod1.get('/staff/queues/review?filter=1&category=help')).status, 200);
  const person = new Person(stack);
  await person.act(`/topics/${n}/comments`, { form: await person.token(`/topics/${n}/comments.json`),
    body: '我也遇到过。' });
}

// An article that was revised and taken down, a draft with a file, and one of an older portal.
// An article whose revision withdraws the file of its first version.
async function withdrawFile(room) {
  const title = '误附名单的一则通知';
  const n = await room.draft({ title });
  const send = async (path, fields) => room.editor.do(`/staff/articles/${n}/${path}`,
    { version: (await room.editor.json(`/staff/articles/${n}.json`)).article.record, ...fields });
  const release = async () => {
    await room.act(room.editor, n, 'submit');
    await room.act(room.reviewer, n, 'approve', { secrecy: 1, wording: 1, privacy: 1, links: 1, hidden: 1 });
  };
  await upload(room.editor, n, pdf(), 'a.pdf');
  await release();
  const [{ id }] = (await room.editor.json(`/staff/articles/${n}.json`)).article.attachments;
  await send(`attachments/${id}/remove`);
  await room.draft({ title, note: '撤下名单' }, n);
  await send('withdraw', { withdraw: id, withdraw_reason: '含个人信息' });
  await release();
}

async function useArticles() {
  const room = await Newsroom.open(stack);
  const n = await room.publish({ title: '全市政务公开工作会议召开', expires: '2099-01-01' });
  await room.publish({ title: '全市政务公开工作推进会召开', note: '更正会议名称' }, n);
  await room.takeDown(n, 'moved', { moved_to: '/columns/news' });
  const draft = await room.draft({ title: '城南片区老旧小区改造完工' });
  assert.equal((await upload(room.editor, draft, pdf(), 'a.pdf')).status, 200);
  await withdrawFile(room);
  const file = join(stack.state, 'articles.ndjson');
  writeFileSync(file, JSON.stringify({ address: '/info/1.htm', published: '2020-03-02 08:59', column: 'news',
    title: '全市政务公开工作会议召开', body: BODY, source: '市政府办公室', by: '王编辑',
    reviewer: '李审核' }));
  stack.ctl(['import-articles', file]);
}

// A letter, a request and an imported work order, answered; a session that was left; the jobs as they
// run tomorrow.
async function useTheRest() {
  const asker = new Person(stack);
  const letter = await asker.act('/letters', { form: await asker.token('/letters/new'), ...LETTER,
    phone: nextPhone() });
  await carry(staff, letter.case, 'answered');
  await staff.mod1.do(`/staff/cases/${letter.case}/contact`);
  const request = await asker.act('/requests', { form: await asker.token('/requests/new'), ...REQUEST,
    phone: nextPhone() });
  await carry(staff, request.case, 'answered');
  const file = join(stack.state, 'lines.ndjson');
  writeFileSync(file, JSON.stringify({ id: 'a-1', time: '2026-03-02 10:00:00', title: '人民路的路灯不亮',
    body: '人民路东段的路灯坏了一个多月，晚上出门很不方便。', category: 'help', phone: '13900000000',
      name: '赵敏慧' }));
  stack.ctl(['import', file, '--channel', 'hotline']);
  const year = new Date(Date.now() + 8 * 3600000).getUTCFullYear();
  const filing = await staff.zjj1.json(`/staff/reports/${year}/filings/zjj.json`);
  const figures = filing.tables.flatMap((table) => table.blocks).flatMap((block) => block.rows)
    .flatMap((row) => row.cells).filter((cell) => !cell.is_sum).map((cell) => [cell.field, '0']);
  await staff.zjj1.do(`/staff/reports/${year}/filings/zjj`, { ...Object.fromEntries(figures), version: 0,
    note: '据台账' });
  await staff.super1.do(`/staff/reports/${year}/texts`, { version: 0, problems: '一是更新不及时。' });
  await staff.super1.do('/staff/search/save', { name: '路灯', q: '路灯' });
  await staff.super1.do('/staff/logout');
  // Fresh workers tell what the earlier ones counted of pages.
  process.kill(stack.pid('worker'), 'SIGHUP');
  await soon(async () => {
    await asker.get(`/stats?fresh=${Math.random()}`);
    assert.ok(lines('--scan', '--pattern', '*:pages:*').length > 0);
  });
  const env = { ...stack.env, WENZHENG_CLOCK: String(24 * 3600 * 1000) };
  spawnSync(join(BUILD, 'wenzhengctl'), ['--state', stack.state, 'jobs', '--once'], { cwd: ROOT, env });
}

test('the page in docs/ is what the command prints', () => {
  assert.equal(readFileSync(join(ROOT, 'docs/data-model.md'), 'utf8'), stack.ctl(['data-model']));
});

test('nothing stands in a used Redis that the page does not name', async () => {
  await useTopic();
  await useDesk();
  await useArticles();
  await useTheRest();
  const wrong = [];
  for (const full of lines('--scan')) {
    assert.ok(full.startsWith(SITE), full);
    const key = full.slice(SITE.length);
    const row = rowOf(key);
    if (!row) {
      wrong.push(`${key} is not named`);
      continue;
    }
    row.seen += 1;
    const type = stack.redis('type', full);
    if (type !== row.type) wrong.push(`${key} is a ${type}, not a ${row.type}`);
    const expires = Number(stack.redis('pttl', full)) >= 0;
    if (expires !== (row.life !== '–')) wrong.push(`${key} ${expires ? 'expires' : 'never expires'}`);
    for (const name of new Set(namesIn(full, type)))
      if (!row.fields.some((field) => field.test(name))) wrong.push(`${row.name}: ${name} is not named`);
  }
  assert.deepEqual([...new Set(wrong)], []);
  assert.deepEqual(model.filter((row) => row.seen === 0).map(({ name }) => name), UNSEEN);
});
