// The files that go with articles: looked into before they are taken, approved by their bytes, downloaded.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { chmodSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import * as files from './attachment_files.mjs';
import { Newsroom } from './articles.mjs';
import { Person, soon, startStack } from './lib.mjs';
import { bytesOf, makePhotos, withExif } from './photo_files.mjs';

const CHECKS = { secrecy: 1, wording: 1, privacy: 1, links: 1 };
const CLAMD = join(tmpdir(), `wz-clamd-${process.pid}.sock`);
const { jpg: PHOTO } = makePhotos(300, 300, ['jpg']);
let stack, room, reader, scanner;
// What the stand-in for clamd, a program of others, says: "OK", "Eicar FOUND", or nothing at all.
let verdict = 'OK';

before(async () => {
  scanner = createServer((socket) => {
    let got = Buffer.alloc(0);
    socket.on('error', () => {});
    socket.on('data', (piece) => {
      got = Buffer.concat([got, piece]).subarray(-4);
      if (got.equals(Buffer.alloc(4))) socket.end(verdict && `stream: ${verdict}\0`);
    });
  });
  await new Promise((done) => scanner.listen(CLAMD, done));
  chmodSync(CLAMD, 0o666);
  stack = await startStack({ config: { clamd: CLAMD } });
  stack.ctl(['column', 'load', 'conf/columns.csv']);
  room = await Newsroom.open(stack);
  reader = new Person(stack);
});
after(async () => {
  scanner.close();
  rmSync(CLAMD, { force: true });
  if (stack) await stack.stop();
});

const look = async (n, who = room.editor) => (await who.json(`/staff/articles/${n}.json`)).article;
const upload = (n, bytes, name, who = room.editor, more = {}) => files.upload(who, n, bytes, name, more);
const must = async (...args) => {
  const reply = await upload(...args);
  assert.equal(reply.status, 200, JSON.stringify(reply));
};
const folder = (n) => join(stack.state, 'attachments', String(n));
const draft = (title) => room.draft({ title });

test('a file is uploaded, approved with its article, and downloaded under its own name', async () => {
  const n = await draft('附件随文公开的一则通知');
  const bytes = files.docx();
  await must(n, bytes, '申请表 “2026”.docx');
  const [file] = (await look(n)).attachments;
  assert.equal(file.sha256, createHash('sha256').update(bytes).digest('base64url'));
  assert.equal((await bytesOf(reader, `/attachments/${n}/${file.id}`)).status, 404, 'a draft is nobody\'s');
  assert.deepEqual((await bytesOf(room.reviewer, file.url)).bytes, bytes, 'staff read it before');
  await room.act(room.editor, n, 'submit');
  await room.act(room.reviewer, n, 'approve', CHECKS);
  const { article } = await reader.json(`/articles/${n}.json`);
  const sent = await bytesOf(reader, article.attachments[0].url);
  assert.deepEqual([sent.status, sent.bytes], [200, bytes]);
  assert.match(sent.headers.get('content-type'), /wordprocessingml/);
  assert.equal(sent.headers.get('x-content-type-options'), 'nosniff');
  assert.equal(sent.headers.get('content-disposition'), 'attachment; filename="attachment.docx"; ' +
    `filename*=UTF-8''${encodeURIComponent('申请表 “2026”.docx')}`);
  assert.ok((await reader.get(`/articles/${n}`)).content.includes('申请表 “2026”.docx'));
  assert.ok(JSON.parse(article.sealed_text).attachments.includes(file.sha256), 'the seal covers the file');
  await room.takeDown(n, 'gone');
  await soon(async () => assert.equal((await bytesOf(reader, `/attachments/${n}/${file.id}`)).status, 410));
});

test('what hides in a file is listed, and its approval needs a word on it', async () => {
  for (const [bytes, name, found] of [
    [files.trackedDocx(), 'a.docx', ['tracked', 'comments', 'author', 'company']],
    [files.hiddenXlsx(), 'b.xlsx', ['sheet', 'rows', 'columns', 'pivot']],
    [files.ods(), 'c.ods', ['rows']], [files.ofd(), 'd.ofd', ['author']],
    [files.pdf({ annotation: '/Annots[<</Type/Annot/Subtype/Text/Rect[0 0 9 9]>>]' }), 'e.pdf',
      ['comments', 'author']], [withExif(PHOTO), 'f.jpg', ['place']]]) {
    const n = await draft(`附件里藏着内容 ${name}`);
    await must(n, bytes, name);
    const stored = JSON.parse(stack.redis('hvals', `{yunchuan}:article:${n}:files`));
    assert.deepEqual(stored.map((one) => one.finding), found, name);
    await room.act(room.editor, n, 'submit');
    const { article, form } = await room.reviewer.json(`/staff/articles/${n}.json`);
    assert.equal(article.hides, true);
    const bare = await room.reviewer.act(`/staff/articles/${n}/approve`,
      { form, version: article.record, hash: article.hash, ...CHECKS });
    assert.equal(bare.status, 422);
    assert.ok(bare.error.fields.hidden, JSON.stringify(bare));
    await room.act(room.reviewer, n, 'approve', { ...CHECKS, hidden: 1 });
    const { content } = await reader.get(`/articles/${n}.json`);
    for (const secret of ['王小明', '云川市某局', '名单', '张三', 'Wang'])
      assert.ok(!content.includes(secret), `${name} tells ${secret}`);
  }
});

test('what is no document, or isn\'t what it says, is refused beside the field and leaves nothing', async () => {
  const n = await draft('不能上传的附件一则');
  const wide = files.docx('x'.repeat(4000));
  for (const [bytes, name, why] of [
    [Buffer.from('text'), 'a.txt', '不支持'],
    [Buffer.concat([Buffer.from('MZ\n'), files.pdf()]), 'a.pdf', '不支持'],
    [files.zip([['a.txt', 'x']]), 'a.zip', '压缩包'],
    [wide.subarray(0, wide.length / 2), 'a.docx', '损坏'], [files.pdf().subarray(0, -60), 'a.pdf', '损坏'],
    [files.macroDocx(), 'a.docx', '宏'], [files.entityDocx(), 'a.docx', '损坏'],
    [files.zip([['word/document.xml', '<a/>']], { encrypted: true }), 'a.docx', '密码'],
    [files.pdf({ trailer: '/Encrypt<</Filter/Standard/V 1/R 2/O(01234567890123456789012345678901)' +
      '/U(01234567890123456789012345678901)/P -4>>/ID[(0123456789012345)(0123456789012345)]' }), 'a.pdf', '密码'],
    [files.oldOffice(), 'a.doc', '旧版'], [files.bombDocx(), 'a.docx', '太大'],
    [files.docx(), 'a.pdf', '后缀'], [files.docx(), 'docx', '后缀'], [Buffer.alloc(0), 'a.pdf', '空'],
    [PHOTO.subarray(0, 2000), 'a.jpg', '损坏']]) {
    const reply = await upload(n, bytes, name);
    assert.equal(reply.status, 422, `${name} ${why}: ${JSON.stringify(reply)}`);
    assert.ok(reply.error.fields.file.includes(why), `${why}: ${reply.error.fields.file}`);
  }
  assert.deepEqual(readdirSync(folder(n)), []);
  assert.equal((await look(n)).attachments, undefined);
});

test('what acts when it is opened is refused, whatever its parts are called', async () => {
  const n = await draft('会自动运行的附件一则');
  for (const [what, bytes, name] of files.acting())
    assert.match((await upload(n, bytes, name)).error?.fields.file ?? what, /自动运行/, what);
  assert.match((await upload(n, files.twinDocx(), 'a.docx')).error.fields.file, /重名/);
  assert.deepEqual(readdirSync(folder(n)), []);
});

test('what is only odd is told: places of photos inside, objects, other files, data beside the text', async () => {
  const n = await draft('附件里的其他内容一则');
  for (const [bytes, name, found] of files.odd(withExif(PHOTO))) {
    await must(n, bytes, name);
    const { id } = (await look(n)).attachments.at(-1);
    const stored = stack.redis('hget', `{yunchuan}:article:${n}:files`, id);
    assert.deepEqual(stored ? JSON.parse(stored).map((one) => one.finding) : [], found, name);
  }
});

test('50 MB pass, a byte more is refused with the reason, and no worker keeps them in memory', async () => {
  const n = await draft('很大的附件一则');
  const most = 50 << 20;
  await must(n, files.pdf({ pad: most - 1000 }), 'big.pdf');
  const over = await upload(n, files.pdf({ pad: most + (1 << 20) }), 'over.pdf');
  assert.equal(over.status, 422);
  assert.match(over.error.fields.file, /超过 50 MB/);
  const [file] = (await look(n)).attachments;
  const ranged = await fetch(`${stack.base}${file.url}`, { redirect: 'manual' });
  assert.equal(ranged.status, 303, 'nobody without a session');
  assert.deepEqual(readdirSync(folder(n)), [file.id]);
});

test('a scanner\'s find is refused; while it is silent nothing is let through', async () => {
  const n = await draft('病毒扫描的附件一则');
  verdict = 'Eicar-Test FOUND';
  assert.match((await upload(n, files.docx(), 'a.docx')).error.fields.file, /有病毒/);
  for (const silence of ['', 'size limit exceeded. ERROR']) {
    verdict = silence;
    assert.match((await upload(n, files.docx(), 'a.docx')).error.fields.file, /没有响应/);
  }
  verdict = 'OK';
  await must(n, files.docx(), 'a.docx');
});

test('only its editors change attachments, by the version they saw, and never under a review', async () => {
  const n = await draft('附件的权限一则');
  assert.equal((await upload(n, files.docx(), 'a.docx', room.reviewer)).status, 403);
  assert.equal((await upload(n, files.docx(), 'a.docx', room.editor, { version: 99 })).status, 409);
  await must(n, files.docx(), '../../etc/a.docx');
  assert.equal((await look(n)).attachments[0].name, 'a.docx');
  assert.match((await upload(n, files.docx(), 'a.docx')).error.fields.file, /同名/);
  await room.act(room.editor, n, 'submit');
  assert.equal((await upload(n, files.docx(), 'b.docx')).status, 409);
  const { id } = (await look(n)).attachments[0];
  assert.equal((await room.editor.do(`/staff/articles/${n}/attachments/${id}/remove`,
    { version: (await look(n)).record })).status, 409);
  assert.equal((await room.editor.do(`/staff/articles/${n}/attach`, { version: 1 })).status, 404);
});

test('a revision keeps the files of the version before readable, and an edit keeps the draft\'s', async () => {
  const n = await draft('修订附件的一则通知');
  await must(n, files.docx('one'), 'one.docx');
  await room.act(room.editor, n, 'submit');
  await room.act(room.reviewer, n, 'approve', CHECKS);
  const { id } = (await look(n)).attachments[0];
  await room.editor.do(`/staff/articles/${n}/attachments/${id}/remove`, { version: (await look(n)).record });
  await must(n, files.docx('two'), 'two.docx');
  await room.publish({ title: '修订附件的一则通知', note: '更换附件' }, n);
  const { article } = await reader.json(`/articles/${n}.json`);
  assert.deepEqual(article.attachments.map((file) => file.name), ['two.docx']);
  assert.equal((await bytesOf(reader, `/attachments/${n}/${id}`)).status, 404);
  const first = (await reader.json(`/articles/${n}.json?version=1`)).article.attachments[0];
  assert.equal((await bytesOf(reader, first.url)).status, 200);
  const desk = (await room.reviewer.json(`/staff/articles/${n}.json?version=1`)).article.attachments[0];
  assert.equal((await bytesOf(room.reviewer, desk.url)).status, 200, 'a desk opens what it shows');
});
