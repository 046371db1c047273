// What Gejiu published in 2020, as an older portal would hand it over: lines for import-articles.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './lib.mjs';

/** The ids of the special columns (重点领域专栏). */
export const SPECIAL = readFileSync(join(ROOT, 'conf/columns.csv'), 'utf8').split('\n')
  .map((row) => row.split(',')).filter(([, parent]) => parent === 'statutory').map(([id]) => id);
const MATTERS = ['项目审批结果', '月度工作进展', '专项检查情况', '资金使用情况',
  '办事指南', '年度计划', '评审结果'];
export const DOCUMENTS = ['高龄津贴发放', '老旧小区改造', '校外培训管理', '农村住房建设',
  '共享单车停放', '公共租赁住房分配'];
const DAY = 86400000;

const account = (n) => `pub${String(n + 1).padStart(2, '0')}`;
/** The editors' accounts that so many publications come from. */
export const accounts = (count) => Array.from({ length: count }, (_, i) => account(i));

const text = (at) => at.toISOString().slice(0, 16).replace('T', ' ');
// Spread over the year, within office hours.
const moment = (i, count) => new Date(Date.UTC(2020, 0, 2, 8 + (i % 9), i % 60) +
  Math.floor((i * 350) / count) * DAY);
const line = (address, at, more) => ({ address: `http://portal.example/info/${address}.htm`,
  published: text(at), reviewer: 'checker', source: '市政府办公室', ...more });

function special(i, count, people) {
  const matter = MATTERS[i % MATTERS.length];
  return line(`zl/${i}`, moment(i, count), { column: SPECIAL[i % SPECIAL.length], by: account(i % people),
    dept: i % 3 ? 'zjj' : 'jtj', title: `关于第${i + 1}号${matter}的公示`,
    body: `现将第${i + 1}号${matter}予以公示，公示期为五个工作日，欢迎社会各界监督。` });
}

// Each document, on a Monday to Wednesday, with its interpretation two days later.
function documents(name, i, people) {
  const at = new Date(Date.UTC(2020, 2 + i, 2, 9));
  while (![1, 2, 3].includes(at.getUTCDay())) at.setTime(at.getTime() + DAY);
  const title = `关于做好${name}工作的通知`;
  return [line(`wj/${i}`, at, { column: 'policy', by: account(i % people), title, validity: 'valid',
    doc_number: `云政办发〔2020〕${i + 3}号`, doc_body: '市人民政府办公室', doc_issued: text(at).slice(0, 10),
    body: `为做好${name}工作，经市人民政府同意，现将有关事项通知如下。` }),
  line(`jd/${i}`, new Date(at.getTime() + 2 * DAY), { column: 'interpretation', by: account((i + 6) % people),
    title: `《${title}》政策解读`, explains: `/info/wj/${i}.htm`, kind: 'department',
    body: `《${title}》已经印发，现就群众关心的问题作如下解读。` })];
}

const digest = (i, count) => line(`xx/${i}`, moment(i, count), { column: 'digest', by: account(0),
  title: `“微问政”消息第${i + 1}期`, body: '本期选登网友反映较多、已经办结的问题和有关部门的答复。' });

/** So many publications, the documents with their interpretations among them, and so many digests beside. */
export function publications(count, digests, people) {
  const policies = DOCUMENTS.flatMap((name, i) => documents(name, i, people));
  const rest = count - policies.length;
  return [...Array.from({ length: rest }, (_, i) => special(i, rest, people)), ...policies,
    ...Array.from({ length: digests }, (_, i) => digest(i, digests))];
}
