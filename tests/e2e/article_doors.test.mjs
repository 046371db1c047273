// No door lets an article out that a second person did not approve byte for byte: every role, every state,
// every action of the lifecycle, and every address of the route table, page and data, with queries for more.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { PASSWORD, Person, ROOT, day, routesRead, signIn, startStack } from './lib.mjs';

const SECRET = '青石桥头的改造方案';
const TEXT = { column: 'news', source: '市人民政府办公室', body: `${SECRET}还没有人审核，请不要外传这一段。` };
const CHECKED = { secrecy: 1, wording: 1, privacy: 1, links: 1 };
const ROLES = ['moderator', 'dispatcher', 'clerk', 'approver', 'supervisor', 'editor', 'reviewer', 'admin'];
// The lifecycle's own names, and what a program might try beside them.
const source = readFileSync(join(ROOT, 'fcgi/publish/article_lifecycle.c'), 'utf8');
const ACTIONS = [...source.matchAll(/\[ARTICLE_\w+\] = \{ "([a-z-]+)"/g)].map(([, name]) => name);
const OTHERS = ['publish', 'schedule', 'revert', 'copy', 'preview', 'restore', 'attachments', 'links',
  'review'];
const STATES = ['draft', 'review', 'scheduled', 'published', 'revision', 'revision-review', 'notice',
  'dropped'];
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
  const shown = ['published', 'revision', 'revision-review', 'notice'].includes(state);
  const plain = { body: '这一段是公开的内容，已经由另一位同事审核。' };
  const later = state === 'scheduled' && { publish_at: `${day(1)} 00:00` };
  const n = await write({ title, ...shown && plain, ...later });
  if (state === 'dropped') await act(author, n, 'discard');
  if (state === 'review' || state === 'scheduled' || shown) await act(author, n, 'submit');
  if (state === 'scheduled' || shown) await act(reviewer, n, 'approve', CHECKED);
  if (state === 'notice') await act(author, n, 'take-down', { takedown: 'notice', reason: '内容有误' });
  if (shown) await write({ title, note: '改正' }, n);
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
  for (const role of ['moderator', 'dispatcher', 'clerk', 'approver'])
    for (const n of numbers)
      for (const path of [`/staff/articles/${n}`, `/staff/articles/${n}.json`, `/staff/articles/${n}/edit`])
        assert.ok(!(await people[role].get(path)).content.includes(SECRET), `${role} ${path}`);
});
