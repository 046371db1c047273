// No door lets an article out that a second person did not approve byte for byte: every role, every state,
// every action of the lifecycle, and every address of the route table, page and data, with queries for more.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { pdf, upload } from './attachment_files.mjs';
import { PASSWORD, Person, ROOT, day, routesRead, signIn, startStack } from './lib.mjs';

const SECRET = '青石桥头的改造方案';
const TEXT = { column: 'news', source: '市人民政府办公室', body: `${SECRET}还没有人审核，请不要外传这一段。` };
const CHECKED = { secrecy: 1, wording: 1, privacy: 1, links: 1 };
const ROLES = ['moderator', 'dispatcher', 'clerk', 'approver', 'supervisor', 'editor', 'reviewer', 'admin'];
// The lifecycle's own names, and what a program might try beside them.
const source = readFileSync(join(ROOT, 'fcgi/publish/article_lifecycle.c'), 'utf8');
const ACTIONS = [...source.matchAll(/\[ARTICLE_\w+\] = \{ "([a-z-]+)"/g)].map(([, name]) => name);
const OTHERS = ['publish', 'schedule', 'revert', 'copy', 'preview', 'restore', 'attachments', 'links',
  'withdraw', 'review'];
const STATES = ['draft', 'review', 'scheduled', 'published', 'revision', 'revision-review', 'notice', 'gone',
  'moved', 'dropped'];
const SHOWN = ['published', 'revision', 'revision-review', 'notice', 'gone', 'moved'];
const people = {};
let stack, author, reviewer, made = 0;

before(async () => {
  stack = await startStack();
  stack.ctl(['column', 'load', 'conf/columns.csv']);
  for (const role of [...ROLES, 'author', 'second']) {
    const roles = { author: 'editor,reviewer', second: 'reviewer' }[role] ?? role;
    stack.ctl(['staff', 'add', `p-${role}`, '--name', role, '--roles', roles,
      ...role === 'clerk' ? ['--dept', 'zjj'] : [], '--password-stdin'], `${PASSWORD}\n`);
    people[role] = await signIn(stack, `p-${role}`);
  }
  author = people.author;
  reviewer = people.second;
  people.nobody = new Person(stack);
});
after(() => stack && stack.stop());

const look = async (n) => (await author.json(`/staff/articles/${n}.json`)).article;
async function act(who, n, action, fields = {}) {
  const { record, hash } = await look(n);
  const reply = await who.do(`/staff/articles/${n}/${action}`, { version: record, hash, ...fields });
  assert.equal(reply.status, 200, `${action}: ${JSON.stringify(reply)}`);
}
async function write(fields, n) {
  const reply = await author.do(n ? `/staff/articles/${n}` : '/staff/articles',
    { ...TEXT, ...fields, ...n && { version: (await look(n)).record } });
  assert.ok(reply.article, JSON.stringify(reply));
  return reply.article;
}
// An article in that state, whose secret nobody but its author has read.
async function articleIn(state) {
  const title = `第${made += 1}份通知`;
  const shown = SHOWN.includes(state);
  const plain = { body: '这一段是公开的内容，已经由另一位同事审核。' };
  const later = state === 'scheduled' && { publish_at: `${day(1)} 00:00` };
  const n = await write({ title, ...shown && plain, ...later });
  if (state === 'dropped') await act(author, n, 'discard');
  if (state === 'review' || state === 'scheduled' || shown) await act(author, n, 'submit');
  if (state === 'scheduled' || shown) await act(reviewer, n, 'approve', CHECKED);
  if (['notice', 'gone', 'moved'].includes(state))
    await act(author, n, 'take-down', { takedown: state, reason: '内容有误', moved_to: '/columns/news' });
  if (shown && state !== 'published') await write({ title, note: '改正' }, n);
  if (state === 'revision-review') await act(author, n, 'submit');
  return n;
}
// What is public, wherever it came from: each version as Redis holds it.
function unapproved() {
  const wrong = [];
  for (let n = 1; n <= Number(stack.redis('get', '{yunchuan}:articles')); n += 1)
    for (const line of stack.redis('lrange', `{yunchuan}:article:${n}:versions`, '0', '-1').split('\n')) {
      if (!line) continue;
      const { text, hash, written_by: writers, reviewed_by: second } = JSON.parse(line);
      const own = createHash('sha256').update(text).digest('base64url');
      if (own !== hash || !second || writers.split(',').includes(second)) wrong.push([n, line]);
    }
  return wrong;
}
async function attempt(who, form, { n, record, hash }, action) {
  const reply = await who.act(`/staff/articles/${n}/${action}`, { form, version: record, hash, ...CHECKED,
    reason: '试一试', takedown: 'notice', answered: 'title', reviewer: '', publish_at: `${day(-1)} 00:00` });
  return reply.status;
}

test('the lifecycle was read, with every way out', () => {
  assert.ok(ACTIONS.length >= 12 && ['approve', 'release', 'emergency', 'take-in'].every((name) =>
    ACTIONS.includes(name)), ACTIONS.join());
});

test('every role, in every state, by every action: nothing is public without a second person', async () => {
  const counts = { tried: 0, done: 0 };
  for (const role of [...ROLES, 'author', 'nobody']) {
    const form = role === 'nobody' ? 'forged' : await people[role].token('/staff/me');
    for (const state of STATES) {
      let article = await look(await articleIn(state));
      for (const action of [...ACTIONS, ...OTHERS]) {
        // A reviewer who took no part is the second person.
        if (role === 'reviewer' && action === 'approve') continue;
        const status = await attempt(people[role], form, article, action);
        const after = status === 200 ? await look(article.n) : article;
        assert.ok(status < 500, `${role} ${state} ${action}: ${status}`);
        assert.equal(after.versions, article.versions, `${role} ${state} ${action} published`);
        counts.tried += 1;
        counts.done += status === 200;
        if (status === 200) article = await look(await articleIn(state));
      }
    }
  }
  assert.ok(counts.tried > 1400 && counts.done > 20, JSON.stringify(counts));
  assert.deepEqual(unapproved(), []);
});

test('every address, as page and data and with every query, shows no word of what was not approved', async () => {
  const numbers = [];
  for (const state of STATES) numbers.push(await articleIn(state));
  const queries = ['', '?version=1', '?version=2', '?version=3', '?version=-1', '?preview=1', '?draft=1',
    '?state=draft', '?month=', '?all=1'];
  let seen = 0;
  for (const row of routesRead().filter(({ staff }) => !staff)) {
    const paths = (row.path.includes(':n') ? numbers.map((n) => row.path.replace(':n', n)) : [row.path])
      .map((path) => path.replace(':id', 'news').replace(':token', 'a.b.c').replace(/:\w+/g, '1'));
    for (const path of paths)
      for (const twin of row.twin ? [path, path === '/' ? '/index.json' : `${path}.json`] : [path])
        for (const query of /articles|columns|policies|^\/$/.test(path) ? queries : ['']) {
          const reply = await people.nobody.get(twin + query);
          assert.ok(reply.status < 500, `${twin}${query}: ${reply.status}`);
          assert.ok(!reply.content.includes(SECRET), `${twin}${query} shows it`);
          seen += reply.status === 200;
        }
  }
  assert.ok(seen > 100, String(seen));
  for (const n of numbers)
    for (const path of ['preview', 'draft', 'copy', 'revert', 'schedule', 'edit', 'versions/1'])
      for (const place of ['articles', 'staff/articles'])
        assert.ok(!(await people.nobody.get(`/${place}/${n}/${path}`)).content.includes(SECRET), path);
  for (const role of ['moderator', 'dispatcher', 'clerk', 'approver'])
    for (const n of numbers)
      for (const path of [`/staff/articles/${n}`, `/staff/articles/${n}.json`, `/staff/articles/${n}/edit`])
        assert.ok(!(await people[role].get(path)).content.includes(SECRET), `${role} ${path}`);
});

// Files of an article in that state: { n, approved: those of its latest version, secret: those of nobody }.
let files = 0;
const fileOf = () => pdf({ pad: files += 1, catalog: `/Wz(${files})` });
async function add(n) {
  const bytes = fileOf();
  const reply = await upload(author, n, bytes, `附件${files}.pdf`);
  assert.equal(reply.status, 200, JSON.stringify(reply));
  const { id, url } = (await look(n)).attachments.at(-1);
  return { id, url, bytes };
}
const drop = async (n, { id }) => assert.equal((await author.do(
  `/staff/articles/${n}/attachments/${id}/remove`, { version: (await look(n)).record })).status, 200);
async function publishedWith(title) {
  const n = await write({ title, body: '这一段是公开的内容，已经由另一位同事审核。' });
  const approved = [await add(n)];
  await act(author, n, 'submit');
  await act(reviewer, n, 'approve', { ...CHECKED, hidden: 1 });
  return { n, approved };
}
async function filesIn(state) {
  const title = `附件第${made += 1}份通知`;
  const later = state === 'scheduled' && { publish_at: `${day(1)} 00:00` };
  const begun = SHOWN.includes(state) ? await publishedWith(title) :
    { n: await write({ title, ...later }), approved: [] };
  const { n } = begun;
  if (['notice', 'gone', 'moved'].includes(state))
    await act(author, n, 'take-down', { takedown: state, reason: '内容有误', moved_to: '/columns/news' });
  if (state === 'published') return { ...begun, state, secret: [] };
  // One that was put in and taken out again, and one that is in the draft.
  const secret = [await add(n), await add(n)];
  await drop(n, secret[0]);
  if (begun.approved.length) await write({ title, note: '改正' }, n);
  if (state === 'dropped') await act(author, n, 'discard');
  if (['review', 'scheduled', 'revision-review'].includes(state)) await act(author, n, 'submit');
  if (state === 'scheduled') await act(reviewer, n, 'approve', { ...CHECKED, hidden: 1 });
  return { ...begun, state, secret };
}
// Every address that might give file id of article n, of which another article is public.
const doorsOf = (n, id, other) => [`/attachments/${n}/${id}`,
  ...['0', '1', '2', '3', '-1', 'x', ''].map((version) => `/attachments/${n}/${id}?version=${version}`),
  ...['preview=1', 'draft=1', 'state=draft', 'inside=1'].map((query) => `/attachments/${n}/${id}?${query}`),
  `/attachments/${n}/${id}.json`, `/attachments/${n}/${id}/`, `/attachments/${other}/${id}`,
  `/attachments/${other}/..%2f${n}%2f${id}`, `/attachment-files/${n}/${id}`,
  `/attachment-files//${n}/${id}`,
  `/attachments/..%2fattachment-files/${n}/${id}`, `/photo-files/..%2fattachments%2f${n}%2f${id}`,
  `/photos/${n}/${id}`, `/static/..%2fattachments/${n}/${id}`,
  `/review/a.b.c/attachments/${id}`, `/articles/${n}/attachments/${id}`, `/reports/${n}/proof/${id}`];
const deskOf = (n, id) => ['', '?version=1', '?version=2'].map((query) =>
  `/staff/articles/${n}/attachments/${id}${query}`);
async function ask(who, method, path, headers = {}) {
  const cookie = [...who.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const reply = await fetch(stack.base + path, { method, redirect: 'manual',
    headers: { ...headers, ...cookie && { cookie } } });
  return { status: reply.status, bytes: Buffer.from(await reply.arrayBuffer()), headers: reply.headers };
}
const WAYS = [['GET', {}], ['HEAD', {}], ['GET', { range: 'bytes=0-99' }],
  ['GET', { accept: 'application/json' }]];
// Whether any of the ways gives the file; a page about it is none.  Who has no session tries all of them.
async function opens(who, path, { bytes }) {
  let open = 0;
  for (const [method, headers] of who === people.nobody ? WAYS : WAYS.slice(0, 1)) {
    const reply = await ask(who, method, path, headers);
    assert.ok(reply.status < 500 && reply.status !== 429, `${method} ${path}: ${reply.status}`);
    const type = reply.headers.get('content-type');
    const is = /application\/pdf/.test(type) || reply.bytes.includes('%PDF-') ||
      reply.headers.has('x-accel-redirect');
    assert.equal(is, [200, 206].includes(reply.status) && !/html|json/.test(type),
      `${method} ${path}: ${reply.status}`);
    if (is && method === 'GET') assert.ok(bytes.subarray(0, reply.bytes.length).equals(reply.bytes), path);
    open += is;
  }
  return open > 0;
}

test('every way to a file, every role and state: none opens what no second person approved', async () => {
  const { n: other } = await publishedWith('一篇公开的通知');
  const insiders = ['supervisor', 'editor', 'reviewer', 'admin', 'author'];
  const counts = { tried: 0, open: 0, desk: 0 };
  for (const state of STATES) {
    const { n, approved, secret } = await filesIn(state);
    const served = !['notice', 'gone', 'moved'].includes(state);
    for (const file of [...approved, ...secret])
      for (const role of ['nobody', ...ROLES, 'author']) {
        // Who has a session gets no more of what is public than anybody: the plain addresses tell.
        for (const path of doorsOf(n, file.id, other).slice(0, role === 'nobody' ? undefined : 3)) {
          const open = await opens(people[role], path, file);
          assert.ok(!open || (served && approved.includes(file)), `${role} ${state} ${path}`);
          counts.tried += 1;
          counts.open += open;
        }
        for (const path of deskOf(n, file.id)) {
          const open = await opens(people[role], path, file);
          assert.ok(!open || insiders.includes(role), `${role} ${state} ${path}`);
          counts.desk += open;
        }
      }
    // What a version names is what its files are.
    for (const { id, bytes } of approved)
      assert.ok(stack.redis('lindex', `{yunchuan}:article:${n}:versions`, '0').includes(
        createHash('sha256').update(bytes).digest('base64url')), id);
  }
  assert.ok(counts.tried > 700 && counts.open > 30 && counts.desk >= 50, JSON.stringify(counts));
});

test('an approval is of the files that were shown: one that was changed meanwhile voids it', async () => {
  const n = await write({ title: '审核期间更换附件' });
  const first = await add(n);
  await act(author, n, 'submit');
  const shown = await look(n);
  await act(author, n, 'recall');
  await drop(n, first);
  await add(n);
  await act(author, n, 'submit');
  const reply = await reviewer.do(`/staff/articles/${n}/approve`,
    { version: (await look(n)).record, hash: shown.hash, ...CHECKED, hidden: 1 });
  assert.equal(reply.status, 409, JSON.stringify(reply));
  assert.equal((await look(n)).versions, 0);
});

test('no list, feed, sitemap or twin names a file that was not approved', async () => {
  const hidden = [];
  for (const state of STATES) hidden.push(...(await filesIn(state)).secret.map(({ id }) => id));
  for (const row of routesRead().filter(({ staff }) => !staff)) {
    const path = row.path.replace('/columns/:id', '/columns/news').replace(':token', 'a.b.c');
    const paths = path.includes('/articles/:n') ? Array.from({ length: made + 20 }, (_, i) => path
      .replace(':n', i + 1)) : [path.replace(/:\w+/g, '1')];
    for (const one of paths.flatMap((each) => row.twin && each !== '/' ? [each, `${each}.json`] : [each])) {
      const { content } = await people.nobody.get(one);
      assert.ok(!hidden.some((id) => content.includes(id)), one);
    }
  }
});
