// Files that go with an answer: looked into, kept with its text, approved with it, public exactly with it.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { core, docx, oldOffice, pdf, trackedDocx } from './attachment_files.mjs';
import { carry, fileRequest, LETTER, nextPhone, Person, signIn, soon, staffOf, startStack } from './lib.mjs';
import { bytesOf, statusOf } from './photo_files.mjs';

const ANSWER = '您好，修缮方案已经定下，附后供您查看，感谢您的反映。';
let stack, staff, anybody;

before(async () => {
  stack = await startStack({ config: { processes: 4, pow_cost: 10 } });
  staff = await staffOf(stack);
  anybody = new Person(stack);
});
after(() => stack && stack.stop());

const enclosedOf = (twin) => twin.enclosed.files ?? [];
const filesOf = (twin) => twin.case.entries.flatMap((entry) => entry.files ?? []);
const publicOf = async (n) => filesOf(await anybody.json(`/topics/${n}.json`));
const stored = (n) => {
  const folder = join(stack.state, 'photos', String(n));
  return existsSync(folder) ? readdirSync(folder) : [];
};

// Sends the answer form of that page to a path, with files [bytes, name].
async function send(person, page, path, files, fields = {}) {
  const body = new FormData();
  const { version } = await person.json(`${page}.json`);
  const all = { form: await person.token(page), version, text: ANSWER, ...fields };
  for (const [name, value] of Object.entries(all)) body.append(name, value);
  for (const [bytes, name] of files) body.append('file', new Blob([bytes]), name);
  return person.send('POST', path, { body, headers: { accept: 'text/html' } });
}

async function assigned() {
  const { case: n, track } = await new Person(stack).ask();
  await carry(staff, n, 'assigned');
  const page = `/staff/cases/${n}`;
  const link = new URL((await staff.disp1.json(`${page}.json`)).answer_link).pathname;
  return { n, page, link, track };
}

test('who wrote a file is told, as every file says it, and holds nothing up', async () => {
  const { n, page } = await assigned();
  const plain = docx('', [core('李小红')]);
  const sent = await send(staff.zjj1, page, `${page}/draft`, [[plain, '说明.docx']]);
  assert.equal(sent.status, 303);
  assert.ok((await staff.appr1.get(page)).content.includes('李小红'));
  await staff.appr1.move(n, 'approve');
  assert.equal((await publicOf(n)).length, 1);
});

async function assertHidden(n, id, why) {
  const other = await assigned();
  for (const path of [`/photos/${n}/${id}`, `/photos/${n}/${id}.json`, `/photo-files/${n}/${id}.file`,
    `/photos/${n}/${id}.file`, `/attachments/${n}/${id}`, `/attachment-files/${n}/${id}`,
    `/photos/${other.n}/${id}`, `${other.track}/photos/${id}`, `${other.link}/photos/${id}`])
    assert.equal(await statusOf(anybody, path), 404, `${why}: ${path}`);
  assert.notEqual(await statusOf(anybody, `/staff/cases/${n}/photos/${id}`), 200, why);
  assert.equal(await statusOf(staff.zjj1, `/staff/cases/${other.n}/photos/${id}`), 404, why);
}

test('a file waits with its answer, is approved as it was shown, and is public exactly with it', async () => {
  const { n, page, track } = await assigned();
  const bytes = trackedDocx();
  assert.equal((await send(staff.zjj1, page, `${page}/save`, [[bytes, '修缮 “方案”.docx'], ])).status, 303);
  const [file] = enclosedOf(await staff.zjj1.json(`${page}.json`));
  assert.equal(file.name, '修缮 “方案”.docx');
  const id = file.file_id;
  const written = (await staff.zjj1.get(page)).content;
  assert.ok(written.includes('王小明') && written.includes(ANSWER), 'what hides is told, the text is saved');
  await assertHidden(n, id, 'being written');
  assert.equal(await statusOf(await signIn(stack, 'jtj1'), `${page}/photos/${id}`), 404);

  assert.equal((await send(staff.zjj1, page, `${page}/draft`, [[pdf(), '图纸.pdf']])).status, 422);
  const unread = await send(staff.zjj1, page, `${page}/draft`, []);
  assert.equal(unread.status, 422);
  assert.match(unread.content, /<p class="error">[^]*可以发出的，勾选后再提交<\/p>\s*<input id="draft-file"/);
  assert.equal((await send(staff.zjj1, page, `${page}/draft`, [], { looked: '1' })).status, 303);
  const waiting = await staff.appr1.json(`${page}.json`);
  const [, plan] = waiting.draft.files;
  assert.equal(plan.name, '图纸.pdf');
  assert.ok((await staff.appr1.get(page)).content.includes('王小明'), 'who approves reads what hides in it');
  await assertHidden(n, id, 'waits for approval');
  const form = await staff.appr1.token(page);
  const remedy = (name, fields) =>
    staff.appr1.act(`${page}/photos/${plan.file_id}/${name}`, { form, ...fields });
  assert.equal((await remedy('blur', { all: '1' })).status, 404);
  assert.equal((await remedy('drop')).status, 200);
  assert.equal((await staff.appr1.act(`${page}/approve`, { form, version: waiting.version })).status, 409,
    'other files than those that were shown are not approved');
  await staff.appr1.move(n, 'approve');

  const got = await bytesOf(anybody, `/photos/${n}/${id}`);
  assert.equal(got.status, 200, 'public with the answer');
  assert.deepEqual(got.bytes, bytes);
  assert.match(got.headers.get('content-disposition'),
    /^attachment; filename="attachment\.docx"; filename\*=UTF-8''%E4%BF%AE/);
  assert.equal(got.headers.get('x-content-type-options'), 'nosniff');
  assert.match(got.headers.get('content-security-policy'), /sandbox/);
  assert.match(got.headers.get('content-type'), /wordprocessingml/);
  const seen = await publicOf(n);
  assert.deepEqual(seen.map((one) => [one.name, one.size, one.found, one.url]),
    [[file.name, bytes.length, undefined, `/photos/${n}/${id}`]]);
  assert.equal(file.url, `${page}/photos/${id}`);
  assert.equal(filesOf(await anybody.json(`${track}.json`))[0].url, `${track}/photos/${id}`);
  const feeds = async (named) => soon(async () => {
    for (const path of ['/feed.atom', `/topics/${n}/feed.atom`]) {
      const { content } = await anybody.get(path);
      assert.equal(new RegExp(`<link rel="enclosure" type="[^"]*wordprocessingml[^"]*" length="${
        bytes.length}" title="修缮 “方案”\\.docx" href="https?://[^"]*/photos/${n}/${id}"/>`).test(content),
      named, `${path}: ${content}`);
    }
  });
  await feeds(true);
  await soon(async () =>
    assert.ok((await anybody.get(`/topics/${n}`)).content.includes(`href="/photos/${n}/${id}"`)));
  assert.ok(!(await anybody.get(`/topics/${n}`)).content.includes('王小明'));
  assert.ok((await anybody.get(track)).content.includes(`${track}/photos/${id}"`));
  assert.equal(await statusOf(anybody, `${track}/photos/${id}`), 200);
  for (const wrong of [`${id}-s`, id.replace(/.$/, (c) => (c === '0' ? '1' : '0')), plan.file_id])
    assert.equal(await statusOf(anybody, `/photos/${n}/${wrong}`), 404, wrong);

  await staff.mod1.move(n, 'unpublish', { reason: '附件里有姓名' });
  await assertHidden(n, id, 'taken down');
  await staff.mod1.move(n, 'publish');
  assert.equal((await staff.appr1.act(`${page}/photos/${id}/drop`, { form })).status, 403);
  assert.equal((await staff.mod1.do(`${page}/photos/${id}/drop`)).status, 200);
  await assertHidden(n, id, 'removed by a moderator');
  await feeds(false);
  assert.deepEqual([await publicOf(n), stored(n)], [[], []]);
  const { history } = await staff.mod1.json(`${page}.json`);
  assert.equal(history.filter((row) => row.event_label === '删除附件').length, 2);
});

test('a file that can\'t go with an answer is refused beside the field, and the text stays', async () => {
  const { n, page } = await assigned();
  const large = (mib) => pdf({ pad: mib << 20 });
  for (const [files, why] of [
    [[[oldOffice(), '方案.doc']], /旧版|格式|另存/], [[[pdf(), '方案.docx']], /后缀与内容不符/],
    [[[Buffer.from('文字'), '方案.txt']], /PDF/], [[[large(10), '大.pdf']], /文件太大，每个最多 10 MB/],
    [[[large(22), '更大.pdf']], /文件太大，每个最多 10 MB/],
    [[[pdf(), 'a.pdf'], [pdf(), 'b.pdf']], /每次添加一个/]])
    for (const path of [`${page}/save`, `${page}/draft`]) {
      const refused = await send(staff.zjj1, page, path, files);
      assert.equal(refused.status, 422, `${files[0][1]} ${path}`);
      const field = refused.content.match(/field-bad"><label for="draft-file">[^]*?<p class="error">[^]*?<\/p>/);
      assert.match(field?.[0] ?? '', why, files[0][1]);
      assert.ok(refused.content.includes(ANSWER), 'the text stays');
      assert.ok(!refused.content.includes('field-bad"><label for="draft-photo">'), 'the photos are right');
    }
  assert.deepEqual(stored(n), [], 'nothing of it is left');
});

test('a file keeps the name that it has with its sender, and of a long one the end', async () => {
  const { page } = await assigned();
  const sent = `${'长'.repeat(251)}.pdf`;
  for (const name of [sent, `${'名'.repeat(2000)}.pdf`, '方案"终稿".pdf'])
    assert.equal((await send(staff.zjj1, page, `${page}/save`, [[pdf(), name]])).status, 303, name);
  assert.deepEqual(enclosedOf(await staff.zjj1.json(`${page}.json`)).map(({ name }) => name),
    [sent.slice(-120), `${'名'.repeat(116)}.pdf`, '方案 终稿 .pdf']);
});

test('a file is removed after a second look, in words that fit where it stands, and the record names it', async () => {
  const { n, page } = await assigned();
  await send(staff.zjj1, page, `${page}/save`, [[trackedDocx(), '方案.docx']]);
  await staff.zjj1.move(n, 'draft', { text: ANSWER, looked: '1' });
  const [{ file_id: id }] = (await staff.appr1.json(`${page}.json`)).draft.files;
  const said = async (person) => (await person.get(page)).content;
  assert.match(await said(staff.appr1), /附件还没有公开，[^<]*请先删除，或者退回修改。/);
  assert.match(await said(staff.zjj1), /附件还没有公开，[^<]*请先删除。/, 'its writer sends nothing back');
  await staff.appr1.move(n, 'approve');
  const shown = await said(staff.mod1);
  assert.match(shown, /附件已经公开。[^<]*请删除。/);
  assert.doesNotMatch(shown, /附件还没有公开|退回修改/);
  assert.match(shown, /这个文件里有公众不易看到的内容[^]*王小明/, 'what hides in it is told there too');
  assert.ok(!(await anybody.get(`/topics/${n}.json`)).content.includes('王小明'));
  assert.match(shown, new RegExp(`<details class="remove"><summary>删除[^]{0,80}</summary><form [^>]*${
    id}/drop"[^]*?删除后不能恢复[^]*?确认删除`));
  const dropped = await staff.mod1.post(`${page}/photos/${id}/drop`,
    { form: await staff.mod1.token(page) });
  assert.equal(dropped.status, 303);
  const after = (await staff.mod1.get(dropped.headers.get('location'))).content;
  assert.match(after, /role="status">[^]{0,160}已删除附件“方案\.docx”。/);
  const { history } = await staff.mod1.json(`${page}.json`);
  assert.equal(history.find((row) => row.event === 'drop_file').event_detail, '“方案.docx”');
  assert.doesNotMatch((await anybody.get(`/topics/${n}.json`)).content, /方案\.docx/);
});

test('a department adds up to five files by its link, each name once, and takes them out again', async () => {
  const { n, link, page } = await assigned();
  const phone = new Person(stack);
  for (let i = 1; i <= 5; i++)
    assert.equal((await send(phone, link, `${link}/save`, [[docx(), `第${i}个.docx`]])).status, 303);
  const again = await send(phone, link, link, [[trackedDocx(), '第1个.docx']]);
  assert.equal(again.status, 422);
  assert.match(again.content, /field-bad"><label for="file">[^]*已有同名的附件/);
  const sixth = await send(phone, link, `${link}/save`, [[docx(), '第6个.docx']]);
  assert.match(sixth.content, /field-bad"><label for="file">[^]*一份答复最多附 5 个附件/);
  assert.ok(sixth.content.includes(ANSWER));
  assert.equal(stored(n).length, 5, 'what was refused is gone');
  const files = enclosedOf(await phone.json(`${link}.json`));
  await assertHidden(n, files[0].file_id, 'not sent yet');
  assert.equal(await statusOf(phone, `${link}/photos/${files[0].file_id}`), 200);
  assert.equal((await send(phone, link, `${link}/save`, [], { drop: files[0].file_id })).status, 303);
  const old = new Date(Date.now() - 25 * 3600 * 1000);
  for (const name of stored(n)) utimesSync(join(stack.state, 'photos', String(n), name), old, old);
  stack.ctl(['jobs', '--once']);
  assert.deepEqual(stored(n).sort(), files.slice(1).map((file) => `${file.file_id}.file`).sort());
  const hides = await send(phone, link, link, [[trackedDocx(), '修订稿.docx']]);
  assert.equal(hides.status, 422);
  assert.match(hides.content, /field-bad"><label for="file">[^]*附件里有公众不易看到的内容[^]*修订稿\.docx[^]*王小明/,
    'what hides in it is read before the answer is sent');
  assert.equal((await send(phone, link, link, [])).status, 422);
  assert.equal((await send(phone, link, link, [], { looked: '1' })).status, 303);
  await staff.appr1.move(n, 'approve');
  assert.equal((await publicOf(n)).length, 5);
  assert.equal(await statusOf(phone, `${link}/photos/${files[1].file_id}`), 404, 'the link has ended');

  await staff.zjj1.move(n, 'revise', { text: `${ANSWER}方案有改动。`, reason: '补充', looked: '1' });
  assert.equal((await staff.appr1.json(`${page}.json`)).draft.files.length, 5, 'a revision keeps them');
  await staff.appr1.move(n, 'approve');
  await soon(async () => assert.equal((await publicOf(n)).length, 10, 'both versions have them'));
});

test('the file of an answer to a letter or a request is for its sender alone', async () => {
  const person = new Person(stack);
  const letter = await person.act('/letters', { form: await person.token('/letters/new'), ...LETTER,
    phone: nextPhone() });
  assert.equal(letter.status, 201, JSON.stringify(letter));
  for (const { case: n, track, outcome } of [letter, { ...await fileRequest(stack), outcome: 'granted' }]) {
    await carry(staff, n, 'assigned');
    const page = `/staff/cases/${n}`;
    const sent = await send(staff.zjj1, page, `${page}/draft`, [[docx(), '方案.docx']],
      outcome ? { outcome } : {});
    assert.equal(sent.status, 303);
    await staff.appr1.move(n, 'approve');
    const [file] = filesOf(await person.json(`${track}.json`));
    assert.equal(await statusOf(person, `${track}/photos/${file.file_id}`), 200);
    assert.ok((await person.get(track)).content.includes(`${track}/photos/${file.file_id}"`));
    await assertHidden(n, file.file_id, track);
  }
});

test('a file of an answer that was never sent is nobody\'s once the question is withdrawn', async () => {
  const asker = new Person(stack);
  const { case: n, track } = await asker.ask();
  await carry(staff, n, 'assigned');
  const page = `/staff/cases/${n}`;
  const link = new URL((await staff.disp1.json(`${page}.json`)).answer_link).pathname;
  await send(staff.zjj1, page, `${page}/save`, [[docx(), '方案.docx']]);
  const [file] = enclosedOf(await staff.zjj1.json(`${page}.json`));
  const { withdraw } = await asker.json(`${track}.json`);
  assert.equal((await asker.act(`${track}/withdraw`, { form: withdraw.form })).status, 200);
  await assertHidden(n, file.file_id, 'withdrawn');
  for (const path of [`${track}/photos/${file.file_id}`, `${link}/photos/${file.file_id}`])
    assert.equal(await statusOf(asker, path), 404, path);
});

test('an answer goes out with what its sender saw go with it, and a form that comes twice adds nothing', async () => {
  const { page, link } = await assigned();
  const seen = async () => / name="enclosed" value="([^"]+)"/.exec((await staff.zjj1.get(page)).content)[1];
  const enclosed = await seen();
  for (let i = 0; i < 2; i += 1)
    assert.equal((await send(anybody, link, `${link}/save`, [[trackedDocx(), '方案.docx']])).status, 303,
      'the same file again is there once');
  assert.equal((await send(anybody, link, `${link}/save`, [[docx(), '方案.docx']])).status, 422,
    'another of its name');
  assert.deepEqual(stored(page.split('/').at(-1)).length, 1);
  for (const files of [[], [[pdf(), '图纸.pdf']]])
    assert.equal((await send(staff.zjj1, page, `${page}/draft`, files, { enclosed })).status, 409);
  assert.equal(enclosedOf(await staff.zjj1.json(`${page}.json`)).length, 1, 'nor was its file taken in');
  const { version } = await staff.zjj1.json(`${page}.json`);
  const form = { enclosed: await seen(), version, looked: '1' };
  assert.equal((await send(staff.zjj1, page, `${page}/draft`, [[docx(), '一.docx']], form)).status, 303);
  assert.equal((await send(staff.zjj1, page, `${page}/draft`, [[docx(), '二.docx']], form)).status, 409);
  const { draft } = await staff.appr1.json(`${page}.json`);
  assert.deepEqual(draft.files.map(({ name }) => name), ['方案.docx', '一.docx']);
});

test('what is written comes back when the case went elsewhere meanwhile, with who took it and when', async () => {
  const { n, page, link } = await assigned();
  const { form, version } = await staff.zjj1.json(`${page}.json`);
  const token = await anybody.token(link);
  await staff.disp1.move(n, 'recall', { reason: '另行安排' });
  const body = (fields) => {
    const data = new FormData();
    for (const [name, value] of Object.entries({ text: ANSWER, ...fields })) data.append(name, value);
    data.append('file', new Blob([docx()]), '方案.docx');
    return data;
  };
  const headers = { accept: 'text/html' };
  for (const fields of [{ form, version }, { form: 'x', version }, { form, version, drop: 'none' }]) {
    const gone = await staff.zjj1.send('POST', `${page}/save`, { body: body(fields), headers });
    assert.equal(gone.status, 409);
    assert.ok(gone.content.includes(ANSWER), 'the text');
    assert.match(gone.content, /交办员甲 \d+月\d+日 \d\d:\d\d 进行了“收回”。草稿没有保存，选好的照片和附件没有添加/);
  }
  assert.equal((await staff.zjj1.do(`${page}/save`, { text: ANSWER })).status, 409, 'for the page\'s script');
  assert.equal((await (await signIn(stack, 'jtj1')).do(`${page}/save`, { text: ANSWER })).status, 404);
  const ended = async (path, sent, text) => {
    const gone = await anybody.send('POST', path, { body: sent, headers });
    assert.equal(gone.status, 409, path);
    assert.match(gone.content, /这一件已于 \d+月\d+日 \d\d:\d\d 由交办员收回/);
    assert.ok(gone.content.includes(text), 'the text');
  };
  for (const path of [`${link}/save`, link])
    for (const key of [token, 'x']) await ended(path, body({ form: key }), ANSWER);
  const reason = '应由水务局办理';
  await ended(`${link}/return`, new URLSearchParams({ form: token, reason }), reason);
  assert.deepEqual(stored(n), [], 'no file of it is left');
});

const noteOf = (html) => /id="enclosed-note"[^>]*>.*?<\/svg>([^<]*)/.exec(html)?.[1];
// What the page says to which that saving leads.
async function noted(person, page, files, fields) {
  const reply = await send(person, page, `${page}/save`, files, fields);
  assert.equal(reply.status, 303);
  const { pathname, search, hash } = new URL(reply.headers.get('location'), stack.base);
  assert.equal(hash, '#enclosed-note');
  const { content } = await person.get(pathname + search);
  assert.ok(!content.includes('草稿已保存'), 'said once');
  return noteOf(content);
}

test('who adds or removes a file reads which one, from what is stored and not from the address', async () => {
  const { n, page, link } = await assigned();
  const saved = /，同事打开这一件也能看到。写的内容已保存 \d\d:\d\d，只有您自己能看到。$/;
  const plan = [[docx(), '方案.docx']];
  assert.match(await noted(staff.zjj1, page, plan), RegExp(`^已添加附件“方案.docx”${saved.source}`));
  assert.match(await noted(staff.zjj1, page, plan), /^附件“方案.docx”已经添加过了，没有重复添加。/);
  assert.equal(await noted(staff.zjj1, page, [[pdf(), '图纸.pdf']], { text: '' }),
    '已添加附件“图纸.pdf”，同事打开这一件也能看到。');
  const [{ file_id: drop }] = enclosedOf(await staff.zjj1.json(`${page}.json`));
  const seen = / name="enclosed" value="([^"]+)"/.exec((await staff.zjj1.get(page)).content)[1];
  assert.match(await noted(anybody, link, [], { drop }), /^已移除附件“方案.docx”。写的内容已保存 \d\d:\d\d。$/);
  for (const query of [`changed=${seen}`, `there=${drop}`, 'changed=x&there=已添加'])
    assert.equal(noteOf((await staff.zjj1.get(`${page}?saved=1&${query}`)).content), undefined, query);
  const lost = await send(staff.zjj1, page, `${page}/draft`, [], { enclosed: seen });
  assert.equal(lost.status, 409);
  assert.match(lost.content, /href="#draft-file">[^]*field-bad"><label for="draft-file">[^]*<p class="error">.*市住房和城乡建设局（答复链接） \d+月\d+日 \d\d:\d\d 移除了附件“方案.docx”/);
  assert.ok(!lost.content.includes('最近一步'), 'no step was done');
  const late = await send(anybody, link, link, [], { enclosed: seen });
  assert.match(late.content, /field-bad"><label for="file">[^]*<p class="error">.*移除了附件“方案.docx”，请看过后再提交/);

  await staff.zjj1.move(n, 'draft', { text: ANSWER, looked: '1' });
  await staff.appr1.move(n, 'approve');
  const revise = async () => (await staff.zjj1.get(page)).content;
  assert.match(await revise(), /<details class="action"><summary>修订答复/);
  assert.match(await noted(staff.zjj1, page, [[docx(), '新.docx']], { text: '' }), /^已添加附件“新.docx”/);
  await send(staff.zjj1, page, `${page}/save`, []);
  assert.match(await revise(), /<details class="action" open><summary>修订答复/, 'what is written stays in sight');
});

test('a form that is too old or too short says what became of the file that came with it', async () => {
  const { n, page, link } = await assigned();
  const file = [[docx(), '方案.docx']];
  for (const [person, place, path] of [
    [staff.zjj1, page, `${page}/save`], [staff.zjj1, page, `${page}/draft`],
    [anybody, link, `${link}/save`], [anybody, link, link]]) {
    const old = await send(person, place, path, file, { form: 'x', text: '还没写完' });
    assert.equal(old.status, 403, path);
    assert.match(old.content, /附件没有添加，请重新选择。/);
    assert.match(old.content, /<p class="error">.*没有添加，请重新选择<\/p>\s*<input id="(draft-)?file"/);
    assert.ok(old.content.includes('还没写完'));
  }
  assert.deepEqual(stored(n), []);
  for (const [person, place, path, name] of [[staff.zjj1, page, `${page}/draft`, '一.docx'],
    [anybody, link, link, '二.docx']]) {
    const short = await send(person, place, path, [[docx(), name]], { text: '短' });
    assert.equal(short.status, 422, path);
    assert.match(noteOf(short.content), RegExp(`^已添加附件“${name}”`), 'it is taken in');
    assert.match(short.content, /field-bad"><label for="(draft-)?text"/);
    assert.doesNotMatch(short.content, /field-bad"><label for="(draft-)?file"/);
  }
  assert.equal(stored(n).length, 2);
});
