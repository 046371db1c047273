// What the writer of an answer reads when it, or what goes with it, changed meanwhile: what was done, by whom
// as far as that is his business, and that nothing of his was lost without a word.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { docx, pdf } from './attachment_files.mjs';
import { carry, Person, staffOf, startStack } from './lib.mjs';

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
  const enclosed = / name="enclosed" value="([^"]+)"/.exec(content)[1];
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
