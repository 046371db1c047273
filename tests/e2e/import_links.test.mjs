// wenzhengctl import-articles turns an old portal's HTML into CommonMark, and its addresses into new ones.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { BUILD, Person, startStack } from './lib.mjs';
import { bytesOf, makePhotos } from './photo_files.mjs';

const LINE = { published: '2020-03-02 08:59', column: 'news', title: '全市政务公开工作会议召开',
  by: '王编辑', reviewer: 'rev1', source: '市政府办公室' };
const { jpg: PHOTO } = makePhotos(300, 300, ['jpg']);
let stack, reader;
before(async () => {
  stack = await startStack();
  stack.ctl(['column', 'load', 'conf/columns.csv']);
  reader = new Person(stack);
  mkdirSync(join(stack.state, 'old'));
  writeFileSync(join(stack.state, 'old', 'a.jpg'), PHOTO);
});
after(() => stack && stack.stop());

function run(lines, ...args) {
  const file = join(stack.state, 'old', 'articles.ndjson');
  writeFileSync(file, lines.map((line) => `${JSON.stringify({ ...LINE, ...line })}\n`).join(''));
  const { status, stdout, stderr } = spawnSync(join(BUILD, 'wenzhengctl'), ['--state', stack.state,
    'import-articles', join(stack.state, 'old'), ...args], { encoding: 'utf8' });
  return { code: status, words: stderr + stdout };
}
const sealed = async (n) => JSON.parse((await reader.json(`/articles/${n}.json`)).article.sealed_text);

test('HTML becomes CommonMark; what is no text, or both, is refused', async () => {
  const { words } = run([{ address: '/1.htm',
    html: '<style>p{}</style><h3>一、要求</h3><p>各部门要<b>高度重视</b>。</p><script>alert(1)</script><ul><li>甲</li></ul>' },
  { address: '/2.htm', html: '<script>1</script>' }, { address: '/3.htm', html: '<p>甲</p>', body: '乙' },
  { address: '/4.htm', html: '<p>太短</p>' }, { address: '/5.htm', body: '<p>会议部署了全年的工作。</p>' }]);
  assert.equal((await sealed(1)).body, '### 一、要求\n\n各部门要**高度重视**。\n\n- 甲');
  assert.match(words, /:2: html has no text/);
  assert.match(words, /:3: it has a body and html/);
  assert.match(words, /:4: body is 2 characters/);
  assert.match(words, /:5: body is HTML.*goes into html/);
});

test('addresses of the old portal become the new ones, where they are known', async () => {
  const host = 'http://www.old.gov.cn';
  const { code, words } = run([{ address: `${host}/info/7/1.htm`, answered: 'hidden',
    attachments: [{ file: 'a.jpg', address: '/u/a.jpg' }],
    body: `见[前文](${host}/1.htm)和[前文](../../1.htm)，[后文](2.htm)，[没有](${host}/none.htm)，` +
      '[别处](https://other.example/1.htm)，[信](mailto:a@b.cn)，[段](#a)。\n\n![图](../../u/a.jpg)\n' },
  { address: `${host}/info/7/2.htm`, html: '<p>会议的图片如下：</p><p><a href="/info/7/1.htm">第一篇</a></p>' }]);
  assert.equal(code, 0, words);
  const { article } = await reader.json('/articles/2.json');
  const { body } = await sealed(2);
  const picture = article.attachments[0].url;
  assert.equal(body.trim(), '见[前文](/articles/1)和[前文](/articles/1)，[后文](/info/7/2.htm)，' +
    `[没有](${host}/none.htm)，[别处](https://other.example/1.htm)，[信](mailto:a@b.cn)，[段](#a)。\n\n![图](${picture})`);
  assert.equal((await bytesOf(reader, picture)).status, 200);
  assert.match(words, /:1: http:\/\/www\.old\.gov\.cn\/none\.htm leads to nothing/);
  assert.equal(words.match(/leads to nothing/g).length, 1);
  assert.match((await sealed(3)).body, /\[第一篇\]\(\/articles\/2\)/);
  const later = await fetch(`${stack.base}/info/7/2.htm`, { redirect: 'manual' });
  assert.equal(later.status, 301);
});
