// A year that is over, with cases, articles, texts and filings: what the tests of published reports share.
import { carry, fileRequest, LETTER, nextPhone, Person, signIn, sleep, staffOf, startStack } from './lib.mjs';
import { Newsroom } from './articles.mjs';

export const YEAR = 2025;
const THEN = Date.parse('2025-12-10T10:00:00+08:00');
const WORDS = { openness: '健全主动公开目录。', requests: '规范办理流程。', management: '清理规范性文件。',
  platform: '办好政府网站。', supervision: '开展社会评议。', problems: '一是更新不及时。',
  other: '无其他事项。' };
export const CHECKS = { secrecy: 1, wording: 1, privacy: 1, links: 1 };

export const cells = (report) => Object.fromEntries(report.tables.flatMap((table) => table.blocks)
  .flatMap((block) => block.rows).flatMap((row) => row.cells).map((cell) => [cell.id, cell]));

/** Cases and an article of December 2025, then today; gives { stack, staff, room, topic, article }. */
export async function yearOver() {
  let stack = await startStack({ env: { WENZHENG_CLOCK: String(THEN - Date.now()) } });
  stack.ctl(['column', 'load', 'conf/columns.csv']);
  let room = await Newsroom.open(stack);
  let staff = await staffOf(stack);
  await carry(staff, (await fileRequest(stack)).n, 'answered');
  await carry(staff, (await fileRequest(stack)).n, 'assigned');
  const topic = (await new Person(stack).ask()).case;
  await carry(staff, topic, 'answered');
  const letter = new Person(stack);
  await letter.act('/letters', { form: await letter.token('/letters/new.json'), ...LETTER,
    phone: nextPhone() });
  const article = await room.publish({ title: '全市政务公开工作会议召开' });
  const explains = await room.publish({ column: 'policy', title: '关于高龄津贴发放的通知', validity: 'valid',
    doc_number: '云政发〔2025〕9号', doc_body: '市人民政府', doc_issued: '2025-12-09' });
  await room.publish({ column: 'interpretation', title: '高龄津贴政策问答', explains, kind: 'questions' });
  await new Person(stack).get(`/topics/${topic}/views.gif`);
  await stack.stop({ keep: true });
  stack = await startStack({ state: stack.state });
  room = Object.assign(new Newsroom(), { editor: await signIn(stack, 'ed1'),
    reviewer: await signIn(stack, 'rev1') });
  staff = await staffOf(stack);
  return { stack, staff, room, topic, article };
}

export async function writeTexts(desk, words = WORDS, year = YEAR) {
  const path = `/staff/reports/${year}/texts`;
  const { form, version } = await desk.json(`${path}.json`);
  const reply = await desk.act(path, { form, version, ...words });
  if (!reply.version) throw new Error(JSON.stringify(reply));
}

/** A department's filing as it is proposed, zeros elsewhere, with other values for some fields. */
export async function fileDept(desk, dept, fields = {}, year = YEAR) {
  const path = `/staff/reports/${year}/filings/${dept}`;
  const page = await desk.json(`${path}.json`);
  const values = { form: page.form, version: page.version, note: '据台账', ...fields };
  for (const cell of Object.values(cells(page)))
    if (!cell.is_sum && !(cell.field in values)) values[cell.field] = cell.value || '0';
  const reply = await desk.act(path, values);
  if (!reply.version) throw new Error(JSON.stringify(reply));
}

export const DEPTS = ['zjj', 'jtj', 'zfb'];
export async function fileAll(desk) {
  for (const dept of DEPTS) await fileDept(desk, dept, dept === 'zjj' ? { 'c2-permit-decided': '12',
    'c3-new-business': '2', 'c3-granted-business': '2' } : {});
}

/** Asks for the draft: what the page answers. */
export async function ask(editor, fields = {}, year = YEAR) {
  return editor.send('POST', `/staff/reports/${year}/compose`, {
    body: new URLSearchParams({ form: await editor.token('/staff/me.json'), ...fields }),
    headers: { accept: 'application/json' } });
}

/** Asks and waits until the jobs have ended it: the wish, with the draft's article or why not. */
export async function compose(editor, fields = {}, year = YEAR) {
  const reply = await ask(editor, fields, year);
  if (reply.status !== 202) throw new Error(reply.content);
  for (let i = 0; i < 600; i++) {
    const { wish } = await editor.json(`/staff/reports/${year}/compose.json`);
    if (!wish.asked) return wish;
    await sleep(100);
  }
  throw new Error('the jobs composed nothing in a minute');
}

/** Composes, submits and approves; gives the article's number. */
export async function publishReport(room, fields = {}, year = YEAR) {
  const wish = await compose(room.editor, fields, year);
  if (!wish.drafted) throw new Error(wish.why);
  const n = wish.article;
  const { article } = await room.editor.json(`/staff/articles/${n}.json`);
  await room.act(room.editor, n, 'submit', article.to_answer ? { answered: 1 } : {});
  await room.act(room.reviewer, n, 'approve', CHECKS);
  return n;
}
