// wenzhengctl import-articles takes files along: inspected as uploads are, sealed with their article, once.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import * as files from './attachment_files.mjs';
import { BUILD, Person, changedConfig, startStack } from './lib.mjs';
import { bytesOf } from './photo_files.mjs';

const LINE = { published: '2020-03-02 08:59', column: 'news', title: '全市政务公开工作会议召开',
  body: '会议部署了全年的政务公开工作。', by: '王编辑', reviewer: 'rev1', source: '市政府办公室' };
const CLAMD = join(tmpdir(), `wz-clamd-${process.pid}.sock`);
const CONFIG = join(tmpdir(), `wz-import-${process.pid}.conf`);
let stack, reader, scanner, verdict = 'OK';
before(async () => {
  // What stands in for clamd says "OK", or nothing at all.
  scanner = createServer((socket) => {
    socket.on('error', () => {});
    socket.on('data', (piece) => {
      if (piece.subarray(-4).equals(Buffer.alloc(4))) socket.end(verdict && `stream: ${verdict}\0`);
    });
  });
  await new Promise((done) => scanner.listen(CLAMD, done));
  stack = await startStack();
  stack.ctl(['column', 'load', 'conf/columns.csv']);
  reader = new Person(stack);
  writeFileSync(CONFIG, changedConfig({ clamd: CLAMD }));
  mkdirSync(path('files'));
});
after(async () => {
  scanner.close();
  rmSync(CONFIG, { force: true });
  if (stack) await stack.stop();
});

const path = (name) => join(stack.state, name);
const file = (name, bytes) => writeFileSync(path(`files/${name}`), bytes);
const stored = (n) => (existsSync(path(`attachments/${n}`)) ? readdirSync(path(`attachments/${n}`)) : []);
const found = () => (existsSync(path('attachments')) ? readdirSync(path('attachments')).flatMap(stored) : []);
const last = () => Number(stack.redis('get', '{yunchuan}:articles') || 0);

function run(lines, args = [], signal = undefined) {
  writeFileSync(path('lines.ndjson'), lines.map((line) => `${JSON.stringify({ ...LINE, ...line })}\n`).join(''));
  const child = spawn(join(BUILD, 'wenzhengctl'), ['--config', CONFIG, '--state', stack.state,
    'import-articles', path('lines.ndjson'), ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let words = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => { words += text; });
  if (signal) signal(child);
  return new Promise((done) => child.on('close', (code) => done({ code, words })));
}

test('a line\'s files are stored, sealed with its version, and downloaded under their names', async () => {
  const bytes = files.docx();
  file('P0203.docx', bytes);
  file('b.pdf', files.pdf());
  const { code, words } = await run([{ address: '/1', answered: 'hidden',
    attachments: [{ file: 'files/P0203.docx', name: '申请表.docx' }, 'files/b.pdf'] }]);
  assert.equal(code, 0, words);
  const { article } = await reader.json('/articles/1.json');
  assert.deepEqual(article.attachments.map(({ name }) => name), ['申请表.docx', 'b.pdf']);
  const sent = await bytesOf(reader, article.attachments[0].url);
  assert.deepEqual([sent.status, sent.bytes], [200, bytes]);
  const sealed = JSON.parse(JSON.parse(article.sealed_text).attachments);
  assert.equal(sealed.files[0].hash, createHash('sha256').update(bytes).digest('base64url'));
  assert.equal((await reader.json('/verify.json?article=1')).verdict, 'genuine');
  assert.equal(stored(1).length, 2);
  assert.match((await run([{ address: '/1', attachments: ['files/b.pdf'] }])).words, /1 there already/);
  assert.equal(found().length, 2, 'a second run stores nothing');
});

test('a refused file refuses its line by name, and leaves nothing', async () => {
  const count = found().length, number = last();
  for (const [name, bytes] of Object.entries({ 'ok.docx': files.docx(), 'macro.docx': files.macroDocx(),
    'cut.docx': files.docx().subarray(0, 40), 'bomb.docx': files.bombDocx(), 'fake.pdf': files.docx(),
    'empty.pdf': '', 'zip.zip': files.zip([['a.txt', 'a']]),
    'big.pdf': files.pdf({ pad: 51 << 20 }) })) file(name, bytes);
  writeFileSync(join(stack.state, 'files', 'in.pdf'), files.pdf());
  symlinkSync(path('files/ok.docx'), path('files/link.docx'));
  symlinkSync(path('files'), path('folder'));
  const rows = [
    [['files/ok.docx', 'files/macro.docx'], /files\/macro\.docx: 文件里有宏/],
    [['files/cut.docx'], /files\/cut\.docx: /],
    [['files/bomb.docx'], /files\/bomb\.docx: 文件内容太大/],
    [['files/fake.pdf'], /files\/fake\.pdf: 文件名的后缀与内容不符/],
    [['files/empty.pdf'], /files\/empty\.pdf: it is empty/],
    [['files/zip.zip'], /files\/zip\.zip: 不接受压缩包/],
    [['files/big.pdf'], /files\/big\.pdf: it is larger than 50 MB/],
    [['files/none.pdf'], /files\/none\.pdf: No such file/],
    [['files'], /files: it is no file/],
    [['../files/ok.docx'], /Invalid argument/],
    [[path('files/ok.docx')], /Invalid argument/],
    [['files/./ok.docx'], /Invalid argument/],
    [['files/link.docx'], /Too many levels of symbolic links/],
    [['folder/ok.docx'], /folder\/ok\.docx: Not a directory/],
    [['files/ok.docx', { file: 'files/in.pdf', name: 'ok.docx' }], /two are called ok\.docx/],
    [Array(21).fill('files/ok.docx'), /21 files, at most 20/],
    [[{ name: 'a.pdf' }], /file is missing/],
    [[{ file: 'files/ok.docx', url: '/a' }], /url is not known here/],
    ['files/ok.docx', /attachments is not a list/],
  ];
  const { code, words } = await run(rows.map(([attachments], i) => ({ address: `/bad/${i}`, attachments })));
  assert.equal(code, 1);
  for (const [i, [, why]] of rows.entries())
    assert.match(words.split('\n').filter((one) => one.includes(`n:${i + 1}: `)).at(-1) ?? '', why);
  assert.match(words, new RegExp(`0 new, 0 there already, ${rows.length} bad`));
  assert.deepEqual([found().length, last()], [count, number]);
});

test('what hides in a file is told, and comes in only when somebody answers for it', async () => {
  file('names.xlsx', files.hiddenXlsx());
  const line = { address: '/hidden', attachments: ['files/names.xlsx'] };
  const refused = await run([line]);
  assert.match(refused.words, /names\.xlsx hides: .*名单/);
  assert.match(refused.words, /--answered hidden/);
  assert.equal(refused.code, 1);
  const { code, words } = await run([line], ['--answered', 'hidden']);
  assert.equal(code, 0, words);
  assert.match(words, /names\.xlsx hides: .*名单/);
  const [id] = stored(last());
  assert.match(stack.redis('hget', `{yunchuan}:article:${last()}:files`, id), /sheet/);
});

test('while the virus scanner is silent the import stops, and goes on from there', async () => {
  const number = last();
  const lines = ['/scan/1', '/scan/2'].map((address) => ({ address, attachments: ['files/ok.docx'] }));
  verdict = '';
  const { code, words } = await run([{ address: '/scan/0' }, ...lines]);
  verdict = 'OK';
  assert.equal(code, 1);
  assert.match(words, /lines\.ndjson:2: files\/ok\.docx: 病毒扫描程序没有响应.*run it again to go on/);
  assert.equal(last(), number + 1);
  assert.match((await run([{ address: '/scan/0' }, ...lines])).words, /3 lines: 2 new, 1 there already/);
  verdict = 'Eicar FOUND';
  assert.match((await run([{ address: '/scan/3', attachments: ['files/ok.docx'] }])).words, /有病毒/);
  verdict = 'OK';
});

test('killed at any moment and run again, each file is there once', async () => {
  const before = found().length, number = last();
  file('many.pdf', files.pdf());
  const lines = Array.from({ length: 8 }, (_, i) => ({ address: `/many/${i}`, title: `第${i}次工作会议召开`,
    answered: 'hidden', attachments: ['files/many.pdf', { file: 'files/many.pdf', name: 'again.pdf' }] }));
  for (const wait of [250, 500, 800, 1100])
    await run(lines, [], (child) => { setTimeout(() => child.kill('SIGKILL'), wait); });
  const { code, words } = await run(lines);
  assert.equal(code, 0, words);
  assert.equal(last() - number, 8);
  assert.equal(found().length - before, 16);
});

test('a dry run says what a run would, and stores nothing', async () => {
  const number = last(), count = found().length;
  const policy = { column: 'policy', validity: 'valid', doc_number: '云政办发〔2020〕9号',
    doc_body: '市政府办公室', doc_issued: '2020-03-01', title: '关于发放津贴的通知' };
  const lines = [{ address: '/dry/1', attachments: ['files/ok.docx'] }, { address: '/dry/1' },
    { ...policy, address: '/dry/2' },
    { address: '/dry/3', column: 'interpretation', explains: '/dry/2', kind: 'department' },
    { address: '/dry/4', attachments: ['files/macro.docx'] }, { address: '/dry/5', column: 'nowhere' },
    { address: '/dry/6', attachments: ['files/names.xlsx'] }, { address: '/dry/7', reviewer: '甲,乙' },
    { address: '/1' }];
  const dry = await run(lines, ['--dry-run']);
  assert.deepEqual([found().length, last()], [count, number]);
  const wet = await run(lines);
  assert.deepEqual(dry, wet);
  assert.match(wet.words, /9 lines: 3 new, 2 there already, 4 bad/);
});
