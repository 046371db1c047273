// wenzhengctl import-articles: an older portal's articles come in with their dates, people and addresses,
// once each, and what is wrong with a line is told with its number.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { BUILD, Person, sleep, startStack } from './lib.mjs';

const LINE = { address: 'http://www.old.gov.cn/info/1036/5.htm', published: '2020-03-02 08:59',
  column: 'news',
  title: '全市政务公开工作会议召开', body: '会议部署了全年的政务公开工作。\n\n- 一是更新栏目',
  by: '王编辑', reviewer: 'rev1', source: '市政府办公室' };

let stack;
before(async () => {
  stack = await startStack();
  stack.ctl(['column', 'load', 'conf/columns.csv']);
  stack.ctl(['dept', 'add', 'mzj', '市民政局']);
});
after(() => stack && stack.stop());

const path = (name) => join(stack.state, name);
const write = (name, lines) => writeFileSync(path(name),
  lines.map((line) => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`).join(''));
const many = (count, from = 0) => Array.from({ length: count }, (_, i) => ({ ...LINE,
  address: `/info/many/${from + i}.htm`, title: `第${from + i}次会议召开` }));

/** Runs the import; its exit status and its words. */
function run(args, signal = undefined) {
  const child = spawn(join(BUILD, 'wenzhengctl'), ['--state', stack.state, 'import-articles', ...args],
    { stdio: ['ignore', 'pipe', 'pipe'] });
  let words = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => { words += text; });
  if (signal) signal(child);
  return new Promise((done) => child.on('close', (code) => done({ code, words })));
}
async function taken(name, lines, ...args) {
  write(name, lines);
  return run([path(name), ...args]);
}

test('an article is published with its date, its people and a seal', async () => {
  assert.deepEqual(await taken('one.ndjson', [{ ...LINE, dept: '市民政局' }]),
    { code: 0, words: '1 lines: 1 new, 0 there already, 0 bad\n' });
  const { article } = await new Person(stack).json('/articles/1.json');
  assert.equal(article.title, LINE.title);
  assert.match(JSON.stringify(article), /2020-03-02/);
  assert.equal(JSON.parse(article.sealed_text).column, 'news');
  const sealed = await new Person(stack).json('/verify.json?article=1');
  assert.equal(sealed.verdict, 'genuine');
  assert.equal(sealed.claims.time, Date.parse('2020-03-02T08:59:00+08:00') / 1000);
  assert.ok(Math.abs(sealed.claims.taken_in - Date.now() / 1000) < 60);
  const version = JSON.parse(stack.redis('lindex', '{yunchuan}:article:1:versions', '0'));
  assert.deepEqual([version.written_by, version.reviewed_by], ['王编辑', 'rev1']);
  assert.equal(stack.redis('hget', '{yunchuan}:article:1', 'dept'), 'mzj');
  const list = await new Person(stack).json('/columns/news.json?month=2020-03');
  assert.equal(list.articles.length, 1);
});

test('its old address leads to it, with what messengers add too; others are not found', async () => {
  const moved = async (address, method) => {
    const reply = await fetch(stack.base + address, { redirect: 'manual', method });
    return [reply.status, reply.headers.get('location')?.replace(stack.base, '')];
  };
  assert.deepEqual(await moved('/info/1036/5.htm'), [301, '/articles/1']);
  assert.deepEqual(await moved('/info/1036/5.htm', 'HEAD'), [301, '/articles/1']);
  assert.deepEqual(await moved('/info/1036/5.htm?from=timeline'), [301, '/articles/1']);
  assert.equal((await moved('/info/1036/6.htm'))[0], 404);
  assert.equal((await moved('/'))[0], 200);
  await taken('query.ndjson', [{ ...LINE, address: '/show?id=1' }, { ...LINE, address: '/新闻/1' }]);
  assert.deepEqual(await moved('/show?id=1'), [301, '/articles/2']);
  assert.equal((await moved('/show?id=2'))[0], 404);
  assert.deepEqual(await moved(`/${encodeURIComponent('新闻')}/1`), [301, '/articles/3']);
});

test('a second run adds nothing and changes nothing', async () => {
  assert.match((await taken('one.ndjson', [LINE, { ...LINE, title: '另一个标题另一个标题' }])).words,
    /2 lines: 0 new, 2 there already, 0 bad/);
  assert.equal((await new Person(stack).json('/articles/1.json')).article.title, LINE.title);
});

test('columns come by a map, by id or by name; a map with an unknown column is refused with its line', async () => {
  mkdirSync(path('old'));
  write('old/columns.map', ['# the old tree', '通知通告 = notices', '', '领导讲话=news']);
  write('old/articles.ndjson', [{ ...LINE, address: '/a/1', column: '通知通告' },
    { ...LINE, address: '/a/2', column: '工作动态' }, { ...LINE, address: '/a/3', column: '没有的栏目' }]);
  const { code, words } = await run([path('old')]);
  assert.equal(code, 1);
  assert.match(words, /articles\.ndjson:3: 没有的栏目 is no column of this site/);
  assert.match(words, /3 lines: 2 new, 0 there already, 1 bad/);
  write('bad.map', ['甲=news', '乙=nowhere']);
  assert.match((await run([path('old'), '--map', path('bad.map')])).words,
    /bad\.map:2: there is no column nowhere/);
});

test('each bad line is named with its reason, and the others come in', async () => {
  const bad = [
    [{ title: '短' }, /title is 1 characters, must be 4–100/],
    [{ body: undefined }, /body is missing/],
    [{ body: '<p>会议部署了全年的工作。</p>' }, /body is HTML/],
    [{ published: '2020-02-30 08:00' }, /published is not a time/],
    [{ published: '2120-02-03 08:00' }, /published is not a time .* in the past/],
    [{ by: undefined }, /by is missing/],
    [{ reviewer: '王编辑' }, /by and reviewer are the same person/],
    [{ by: '甲,乙', reviewer: '乙' }, /by and reviewer are the same person/],
    [{ reviewer: '甲,乙' }, /reviewer: 请填写一位审核人/],
    [{ address: 'javascript:alert(1)' }, /address is not a path/],
    [{ address: '/' }, /address is not a path/],
    [{ address: '//evil.example/x' }, /address is not a path/],
    [{ dept: '外星局' }, /外星局 is no department/],
    [{ source: undefined }, /source: /],
    [{ explains: '/nowhere.htm' }, /explains: no article with this address/],
    [{ body: '联系电话13912345678，欢迎来电咨询。' }, /personal: .*--answered personal/],
    [{ body: '会议定于2020年2月30日召开，请准时参加。' }, /date: /],
    ['not json', /not a JSON object/],
    [{ files: ['表.docx'] }, /files is not known here and would be lost/],
  ];
  const lines = bad.map(([change], i) => (typeof change === 'string' ? change :
    { ...LINE, address: `/bad/${i}`, ...change }));
  const { code, words } = await taken('bad.ndjson', [...lines, { ...LINE, address: '/good' }]);
  assert.equal(code, 1);
  for (const [i, [, why]] of bad.entries())
    assert.match(words.split('\n').find((line) => line.includes(`bad.ndjson:${i + 1}: `)) ?? words, why);
  assert.match(words, new RegExp(`${lines.length + 1} lines: 1 new, 0 there already, ${lines.length} bad`));
  assert.match((await taken('phone.ndjson', [lines[15]], '--answered', 'personal')).words, /1 new/);
});

test('a document and its interpretation are linked by their old addresses', async () => {
  await taken('policy.ndjson', [{ ...LINE, address: '/policy/1', column: 'policy', validity: 'valid',
    title: '关于做好高龄津贴发放工作的通知', doc_number: '云政办发〔2020〕3号', doc_body: '市人民政府办公室',
    doc_issued: '2020-03-01' },
  { ...LINE, address: '/policy/2', column: 'interpretation', title: '高龄津贴政策解读',
    published: '2020-03-04 10:00', explains: '/policy/1', kind: 'department' }]);
  const all = await new Person(stack).json('/columns/interpretation.json');
  const shown = await new Person(stack).json(`${all.articles[0].url}.json`);
  assert.match(JSON.stringify(shown.article), /关于做好高龄津贴发放工作的通知/);
});

test('a digest lists topics by their numbers, and none that the public does not see', async () => {
  write('topics.ndjson', ['1', '2'].map((id) => ({ id, time: '2020-01-05 09:00:00', category: 'consult',
    title: '请问公交线路何时恢复', body: '从城北到医院的公交车停了，请问什么时候恢复？', label: '市民政局',
    ...(id === '1' ? { reply: '已经恢复，每二十分钟一班。', reply_time: '2020-01-08 10:00:00' } : {}) })));
  stack.ctl(['import', path('topics.ndjson'), '--publish', '--source', 'board', '--dept', 'mzj']);
  const digest = { ...LINE, address: '/digest/1', column: 'digest', title: '一周问政消息第一期' };
  assert.match((await taken('digest.ndjson', [{ ...digest, cases: '1, 2' }])).words, /:1: cases: /);
  assert.match((await taken('digest.ndjson', [{ ...digest, cases: '1' }])).words, /1 new/);
  const [{ url }] = (await new Person(stack).json('/columns/digest.json')).articles;
  assert.match(JSON.stringify(await new Person(stack).json(`${url}.json`)), /请问公交线路何时恢复/);
});

test('killed at any moment and run again, each article is there once and whole', async () => {
  const COUNT = 600;
  write('many.ndjson', many(COUNT));
  const titles = () => Number(stack.redis('zcard', '{yunchuan}:articles:all'));
  for (const some of [1, 20, 60, 130]) {
    const had = titles();
    await run([path('many.ndjson')], (child) => {
      const look = setInterval(() => titles() >= had + some && child.kill('SIGKILL'), 5);
      child.on('exit', () => clearInterval(look));
    });
  }
  await sleep(50);
  const { code, words } = await run([path('many.ndjson')]);
  assert.equal(code, 0);
  const [, fresh, there] = /(\d+) new, (\d+) there already, 0 bad/.exec(words).map(Number);
  assert.equal(fresh + there, COUNT);
  assert.ok(there > 0, words);
  assert.equal(titles(), Number(stack.redis('hlen', '{yunchuan}:article:origins')));
  assert.match(stack.ctl(['recount', '--check']), /0 entries wrong/);
  assert.match(stack.ctl(['verify']), /0 wrong/);
});

test('recount finds and mends the addresses that lead to articles', async () => {
  const origins = '{yunchuan}:article:origins';
  stack.redis('hdel', origins, '/show?id=1');
  stack.redis('hset', origins, '/info/1036/5.htm', '2', '/nowhere', '3', '/broken', 'x');
  const recount = (...args) => spawnSync(join(BUILD, 'wenzhengctl'),
    ['--state', stack.state, 'recount', ...args], { encoding: 'utf8' });
  const { status, stdout, stderr } = recount('--check');
  assert.equal(status, 1);
  const words = stdout + stderr;
  assert.match(words, /article:origins \/show\?id=1: is missing/);
  assert.match(words, /article:origins \/info\/1036\/5\.htm: differs \(has 2, should have 1\)/);
  assert.match(words, /article:origins \/nowhere: should not be there/);
  assert.match(words, /article:origins \/broken: should not be there/);
  assert.equal(recount().status, 0);
  assert.match(recount('--check').stdout, /0 entries wrong/);
  assert.equal(stack.redis('hget', origins, '/info/1036/5.htm').trim(), '1');
});

test('verify names an article that was changed, one that lost its record, and one without its seal', async () => {
  const verify = () => spawnSync(join(BUILD, 'wenzhengctl'), ['--state', stack.state, 'verify'],
    { encoding: 'utf8' });
  assert.match(verify().stdout, /, 0 wrong/);
  const key = (n, part = '') => `{yunchuan}:article:${n}${part}`;
  const entry = stack.redis('lindex', key(1, ':versions'), '0').trim();
  stack.redis('lset', key(1, ':versions'), '0', entry.replace('会议部署', '会议取消'));
  stack.redis('hset', key(2), 'vers', '2');
  stack.redis('rename', key(3), '{yunchuan}:away');
  stack.redis('del', key(4, ':versions'));
  const { status, stderr } = verify();
  assert.equal(status, 1);
  assert.match(stderr, /article 1, version 1\): the article was changed after sealing/);
  assert.match(stderr, /article 2: version 2 is gone or has no seal in the chain/);
  assert.match(stderr, /article 3, version 1\): its version of the article is gone/);
  assert.match(stderr, /article 4, version 1\): its version of the article is gone/);
});
