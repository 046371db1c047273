// Requests at the end of their retention: archived first, erased then, by the jobs of a stack whose clock was
// moved on by six years.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync,
  writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { carry, fileRequest, Person, REQUEST, sleep, staffOf, startStack } from './lib.mjs';

const YEARS = 6;
const AHEAD = String(YEARS * 366 * 86400000);
const CONFIG = { posts_per_device_hour: 50 };
let stack;
let staff;
let folder;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'wz-archive-'));
  CONFIG.archive_dir = folder;
  stack = await startStack({ config: CONFIG });
  staff = await staffOf(stack);
});
after(async () => {
  if (stack) await stack.stop();
  rmSync(folder, { recursive: true, force: true });
});

const file = (fields) => fileRequest(stack, fields);
const contactOf = (n) => stack.redis('hexists', `{yunchuan}:case:${n}`, 'contact');
const packagesOf = (number) => readdirSync(folder).filter((name) => name.startsWith(`${number}-`));

async function until(check) {
  for (let i = 0; i < 150 && !check(); i += 1) await sleep(100);
  assert.ok(check());
}

test('by hand: a package of a request that is going on, the same one twice, nothing erased', async () => {
  const request = await file();
  await carry(staff, request.n, 'answered');
  const path = stack.ctl(['archive', String(request.n)]).trim();
  assert.equal(stack.ctl(['archive', String(request.n)]).trim(), path);
  assert.equal(packagesOf(request.number).length, 1);
  assert.equal(statSync(path).mode & 0o777, 0o700);
  assert.equal(statSync(join(path, 'case.json')).mode & 0o777, 0o600);
  const kept = JSON.parse(readFileSync(join(path, 'case.json'), 'utf8'));
  const rows = [...kept.applicant, ...kept.application];
  const said = Object.fromEntries(rows.map((row) => [row.name, row.text]));
  for (const name of ['name', 'paper_no', 'address', 'email', 'title', 'document_no', 'body', 'purpose'])
    assert.equal(said[name], REQUEST[name], name);
  assert.equal(kept.thread[0].kind, 'question');
  assert.ok(kept.thread.some((entry) => entry.kind === 'answer'));
  assert.equal(contactOf(request.n), '1');
  const looked = (await staff.super1.json('/staff/events.json')).events.find((event) =>
    event.case === request.n && event.action === 'contact');
  assert.ok(looked, 'that somebody may have read the applicant\'s data is recorded');
  const elsewhere = join(stack.state, 'copies');
  mkdirSync(elsewhere);
  assert.ok(stack.ctl(['archive', String(request.n), elsewhere]).startsWith(`${elsewhere}/`));
  const topic = await new Person(stack).ask();
  assert.throws(() => stack.ctl(['archive', String(topic.case)]), /is no request/);
  assert.throws(() => stack.ctl(['archive', '99999']), /there is none/);
  assert.throws(() => stack.ctl(['archive', String(request.n), '/nowhere']), /No such file/);
});

test('the page is one document that needs nothing else, and escapes what was typed', async () => {
  const request = await file({ title: '关于<b>补偿</b>方案的信息',
    body: '第一行\n第二行<script>alert(1)</script>' });
  const path = stack.ctl(['archive', String(request.n)]).trim();
  const page = readFileSync(join(path, 'case.html'), 'utf8');
  assert.ok(page.startsWith('<!doctype html>'));
  for (const text of ['政府信息公开申请卷宗', request.number, REQUEST.name, REQUEST.paper_no,
    '关于&lt;b&gt;补偿&lt;/b&gt;方案的信息', '第一行\n第二行&lt;script&gt;', 'size: A4'])
    assert.ok(page.includes(text), text);
  assert.doesNotMatch(page, /<script|<link|<img|https?:|url\(|@import/);
});

test('the seal holds with the public keys alone, and a changed byte shows', async () => {
  const request = await file();
  const path = stack.ctl(['archive', String(request.n)]).trim();
  const keys = join(stack.state, 'keys.json');
  writeFileSync(keys, (await new Person(stack).get('/.well-known/jwks.json')).content);
  for (const what of [path, join(path, 'case.html'), folder])
    assert.match(stack.ctl(['archive', 'verify', what, '--jwks', keys]), /as they were sealed, 0 are not/);
  const seal = readFileSync(join(path, 'seal.jws'), 'utf8').split('.');
  const [head, claims] = seal.map((part) => Buffer.from(part, 'base64url').toString());
  assert.equal(JSON.parse(head).typ, 'archive+jws');
  for (const [claim, name] of [['json', 'case.json'], ['html', 'case.html']])
    assert.equal(JSON.parse(claims)[claim],
      createHash('sha256').update(readFileSync(join(path, name))).digest('base64url'));
  const page = readFileSync(join(path, 'case.html'), 'utf8');
  writeFileSync(join(path, 'case.html'), page.replace('赵', '钱'));
  assert.throws(() => stack.ctl(['archive', 'verify', path]), /not those that were sealed/);
  writeFileSync(join(path, 'case.html'), page);
  assert.match(stack.ctl(['archive', 'verify', path]), /^1 packages/);
  assert.throws(() => stack.ctl(['archive', 'verify', stack.state]), /no archive package/);
});

test('six years on, the jobs archive what has ended, and erase it then', async () => {
  const withdrawn = await file();
  const rated = await file();
  const open = await file();
  const { withdraw } = await withdrawn.person.json(`${withdrawn.track}.json`);
  assert.equal((await withdrawn.person.act(withdraw.url, { form: withdraw.form })).status, 200);
  await carry(staff, rated.n, 'answered');
  const { rating } = await rated.person.json(`${rated.track}.json`);
  assert.equal((await rated.person.act(rating.url, { form: rating.form, rating: '4' })).state, 'closed');
  await stack.stop({ keep: true });
  // Not mounted, for all that the jobs know.
  renameSync(folder, `${folder}.away`);
  stack = await startStack({ state: stack.state, config: CONFIG, env: { WENZHENG_CLOCK: AHEAD } });
  stack.ctl(['clock', 'accept']);
  await until(() => /case \d+ can't be archived, so it isn't erased: .*No such file/.test(stack.log('jobs')));
  assert.deepEqual([withdrawn, rated, open].map(({ n }) => contactOf(n)), ['1', '1', '1']);
  assert.match((await new Person(stack).get('/metrics')).content, /^wenzheng_archive_waiting 2$/m);
  assert.match(stack.ctl(['jobs', '--dry-run']), /^2 requests are to be archived and erased$/m);

  renameSync(`${folder}.away`, folder);
  stack.ctl(['jobs', '--once']);
  assert.deepEqual([withdrawn, rated, open].map(({ n }) => contactOf(n)), ['0', '0', '1']);
  assert.match((await new Person(stack).get('/metrics')).content, /^wenzheng_archive_waiting 0$/m);
  for (const { number, n } of [withdrawn, rated]) {
    const [name] = packagesOf(number);
    assert.match(stack.ctl(['archive', 'verify', join(folder, name)]), /^1 packages are as they were sealed/);
    const last = JSON.parse(stack.redis('lindex', `{yunchuan}:case:${n}:thread`, '-1'));
    assert.equal(last.action, 'archive');
    assert.equal(last.hash.slice(0, 12), name.slice(-12));
    assert.ok(readFileSync(join(folder, name, 'case.json'), 'utf8').includes(REQUEST.paper_no));
  }
  assert.equal(packagesOf(open.number).length, 0);
  staff = await staffOf(stack);
  assert.ok((await staff.mod1.get(`/staff/cases/${rated.n}`)).content.includes('归档'));
  assert.ok(!(await new Person(stack).get(rated.track)).content.includes('归档'));
  stack.ctl(['recount', '--check']);
  stack.ctl(['verify']);
});
