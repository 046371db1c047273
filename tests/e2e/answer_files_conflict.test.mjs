// What the writer of an answer reads when it, or what goes with it, changed meanwhile: what was done, by whom
// as far as that is his business, and that nothing of his was lost without a word.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { docx, pdf } from './attachment_files.mjs';
import { carry, Person, staffOf, startStack } from './lib.mjs';
import { formWith, makePhotos } from './photo_files.mjs';

const ANSWER = '您好，修缮方案已经定下，附后供您查看，感谢您的反映。';
const html = { accept: 'text/html' };
let stack, staff, anybody;

before(async () => {
  stack = await startStack({ config: { processes: 4, pow_cost: 10 } });
  staff = await staffOf(stack);
  anybody = new Person(stack);
});
after(() => stack && stack.stop());

// An answer's form as this page has it now, with files by name; sent when it is asked for.
async function answerOf(person, page, files = [], fields = {}) {
  const body = new FormData();
  const { version } = await person.json(`${page}.json`);
  const { content } = await person.get(page);
  const enclosed = / name="enclosed" value="([^"]+)"/.exec(content)?.[1] ?? '';
  const all = { form: await person.token(page), version, enclosed, text: ANSWER, ...fields };
  for (const [name, value] of Object.entries(all)) body.append(name, value);
  for (const name of files) body.append('file', new Blob([name.endsWith('pdf') ? pdf() : docx()]), name);
  return (path) => person.send('POST', path, { body, headers: html });
}

async function assigned() {
  const { case: n } = await new Person(stack).ask();
  await carry(staff, n, 'assigned');
  const page = `/staff/cases/${n}`;
  const link = new URL((await staff.disp1.json(`${page}.json`)).answer_link).pathname;
  return { n, page, link };
}

test('who answers by the link reads what staff added meanwhile, but not the name of any of them', async () => {
  const { page, link } = await assigned();
  const late = await answerOf(anybody, link);
  assert.equal((await (await answerOf(staff.zjj1, page, ['方案.docx']))(`${page}/save`)).status, 303);
  const refused = await late(link);
  assert.equal(refused.status, 409);
  assert.match(refused.content, /<p class="error">(<svg[^]*?<\/svg>)?工作人员 [^<]*添加了附件“方案\.docx”，请看过后再提交/);
  assert.match((await staff.zjj1.get(page)).content, /住建局经办员/, 'a name that is known');
  assert.doesNotMatch(refused.content, /住建局经办员|zjj1/);
});

test('whoever saves a revision of a case that was opened again gets back its reason too', async () => {
  const { n, page } = await assigned();
  await staff.zjj1.move(n, 'draft', { text: ANSWER });
  await staff.appr1.move(n, 'approve');
  const text = `${ANSWER}方案有改动。`;
  const reason = '更正方案里的日期';
  const revision = () => answerOf(staff.zjj1, page, ['方案.docx'], { text, reason });
  const aged = () => answerOf(staff.zjj1, page, [], { form: 'x', text, reason });
  const [late, old, gone] = [await revision(), await aged(), await revision()];
  await staff.super1.move(n, 'reopen', { reason: '没有解决' });
  const saved = await late(`${page}/save`);
  assert.equal(saved.status, 409);
  assert.match(saved.content, /要重新答复，不再是修订。写的内容已经保存/);
  assert.match(saved.content, RegExp(`“修订原因”：</b></p><div class="text">${reason}`));
  assert.match(saved.content, RegExp(`<textarea id="draft-text"[^>]*>\\s*${text}`), 'saved as the answer');
  assert.match((await old(`${page}/save`)).content, RegExp(`“修订原因”：</b></p><div class="text">${reason}`));
  assert.equal((await staff.zjj1.do(`${page}/save`, { text, reason, discard: '1' })).status, 200);
  await staff.zjj1.move(n, 'draft', { text: ANSWER });
  for (const send of [await revision(), await aged()]) {
    const waits = await send(`${page}/save`);
    assert.ok([403, 409].includes(waits.status));
    assert.ok(waits.content.includes(reason) && waits.content.includes(text), 'while the answer waits');
  }
  await staff.appr1.move(n, 'reject', { reason: '请补充' });
  await staff.disp1.move(n, 'recall', { reason: '另行安排' });
  const left = await gone(`${page}/save`);
  assert.equal(left.status, 409);
  assert.match(left.content, /进行了“收回”。草稿没有保存，选好的照片和附件没有添加/);
  assert.ok(left.content.includes(text));
  assert.match(left.content, RegExp(`“修订原因”：</b></p><div class="text">${reason}`));
});

test('a file that comes after somebody else\'s answer is said not to be added, and whose step came first', async () => {
  const { n, page, link } = await assigned();
  const file = ['方案.docx'];
  const [short, whole, save] = [await answerOf(staff.zjj1, page, file, { text: '短' }),
    await answerOf(staff.zjj1, page, file), await answerOf(staff.zjj1, page, file)];
  const only = await answerOf(anybody, link, file, { text: '' });
  const both = await answerOf(anybody, link, file);
  assert.equal((await (await answerOf(anybody, link, ['一.docx']))(link)).status, 303);
  for (const [send, step] of [[short, 'draft'], [whole, 'draft'], [save, 'save']]) {
    const late = await send(`${page}/${step}`);
    assert.equal(late.status, 409, step);
    assert.match(late.content, /<h2>[^<]*选好的附件没有添加。<\/h2>/);
    assert.match(late.content, /最近一步：市住房和城乡建设局（答复链接）进行了/);
    assert.doesNotMatch(late.content, /href="#draft-/, 'no field is named that isn\'t there');
  }
  for (const send of [only, both])
    for (const path of [link, `${link}/save`]) {
      const ended = await send(path);
      assert.equal(ended.status, 409, path);
      assert.match(ended.content, /答复已经提交，正在审签，不用再次提交。选好的附件没有添加。/);
    }
  const { draft } = await staff.appr1.json(`${page}.json`);
  assert.deepEqual(draft.files.map(({ name }) => name), ['一.docx'], n);
});

test('a file that comes with an answer whose other files changed meanwhile is said not to be added', async () => {
  const { page, link } = await assigned();
  const stale = await answerOf(staff.zjj1, page, ['新.pdf']);
  const other = await answerOf(anybody, link, ['新.pdf']);
  assert.equal((await (await answerOf(anybody, link, ['一.docx']))(`${link}/save`)).status, 303);
  for (const [send, path] of [[stale, `${page}/draft`], [other, link]]) {
    const changed = await send(path);
    assert.equal(changed.status, 409, path);
    assert.match(changed.content, /您写的内容都还在。选好的附件没有添加。/);
    assert.match(changed.content, /添加了附件“一\.docx”/);
  }
});

test('who approves a revision reads of each file whether it is public already, and who removes it', async () => {
  const { n, page } = await assigned();
  await (await answerOf(staff.zjj1, page, ['图纸.pdf']))(`${page}/draft`);
  const waiting = (await staff.appr1.get(page)).content;
  assert.match(waiting, /附件还没有公开，/);
  assert.doesNotMatch(waiting, /已公开|已经随原来的答复公开/);
  await staff.appr1.move(n, 'approve');
  const kept = { text: `${ANSWER}方案有改动。`, reason: '补充' };
  await staff.zjj1.move(n, 'revise', kept);
  const same = (await staff.appr1.get(page)).content;
  assert.doesNotMatch(same, /附件还没有公开/, 'none is left that isn\'t public');
  assert.match(same, /图纸\.pdf<\/a>[^]{0,200}已公开[^]*已经随原来的答复公开。有不该公开的内容的，请联系审核员删除。/);
  await staff.appr1.move(n, 'reject', { reason: '请附新图' });
  await (await answerOf(staff.zjj1, page, ['新.docx'], kept))(`${page}/revise`);
  const { draft } = await staff.appr1.json(`${page}.json`);
  assert.deepEqual(draft.files.map((file) => [file.name, file.public_already, file.may_hold]),
    [['图纸.pdf', true, false], ['新.docx', false, true]]);
  for (const file of draft.files) {
    const reply = await anybody.get(`/photos/${n}/${file.file_id}`);
    assert.equal(reply.status, file.public_already ? 200 : 404, file.name);
  }
  const { content } = await staff.appr1.get(page);
  assert.match(content, /其余的附件还没有公开，文字公开时也一起公开。有不该公开的内容的，请先删除，或者退回修改。/);
  assert.ok(content.includes(`${draft.files[1].file_id}/drop"`));
  assert.ok(!content.includes(`${draft.files[0].file_id}/drop"`), 'no button that is refused');
  assert.match((await staff.mod1.get(page)).content, RegExp(`${draft.files[0].file_id}/drop"`));
});

test('whose answer isn\'t sent since a moderator mended what goes with it is told of that', async () => {
  const { n, page } = await assigned();
  const png = makePhotos(300, 200, ['png']).png;
  const body = formWith({ form: await staff.zjj1.token(page) }, [png]);
  assert.equal((await staff.zjj1.send('POST', `${page}/save`, { body, headers: html })).status, 303);
  await (await answerOf(staff.zjj1, page, ['图纸.pdf']))(`${page}/draft`);
  const [plan] = (await staff.appr1.json(`${page}.json`)).draft.files;
  const [photo] = (await staff.appr1.json(`${page}.json`)).draft.photos;
  await staff.appr1.move(n, 'approve');
  assert.equal((await (await answerOf(staff.zjj1, page, ['新.pdf']))(`${page}/save`)).status, 303);

  const revise = await answerOf(staff.zjj1, page, [], { reason: '补充' });
  assert.equal((await staff.mod1.do(`${page}/photos/${photo.photo_id}/blur`, { all: '1' })).status, 200);
  const blurred = await revise(`${page}/revise`);
  assert.equal(blurred.status, 409);
  assert.match(blurred.content, /<h2>随答复的照片或附件刚才有变化，请看过后再提交。<\/h2>/);
  assert.doesNotMatch(blurred.content, /住建局经办员 [^<]*添加了/, 'not what its writer added himself');

  const again = await answerOf(staff.zjj1, page, [], { reason: '补充' });
  assert.equal((await staff.mod1.do(`${page}/photos/${plan.file_id}/drop`)).status, 200);
  const removed = await again(`${page}/revise`);
  assert.equal(removed.status, 409);
  assert.match(removed.content, /<p class="error">[^]{0,120}审核员甲 [^<]*移除了附件“图纸\.pdf”，请看过后再提交/);
  assert.doesNotMatch(removed.content, /添加了附件/);
  const last = await answerOf(staff.zjj1, page, [], { reason: '补充' });
  assert.equal((await last(`${page}/revise`)).status, 303);
  assert.deepEqual((await staff.appr1.json(`${page}.json`)).draft.files.map(({ name }) => name), ['新.pdf']);
});
