// What editors do: drafts, their files, release and withdrawal.
import { BODY } from '../e2e/articles.mjs';
import { pdf } from '../e2e/attachment_files.mjs';
import { growing, JSON_WANTED, next, number } from './things.mjs';

const CHECKS = { secrecy: 1, wording: 1, privacy: 1, links: 1 };
const version = (board, { n }) => number(board, 'HGET', `article:${n}`, 'v');

const text = () => ({ column: 'news', source: '市人民政府办公室', body: BODY,
  title: `全市政务公开工作会议召开（${next()}）` });

// A step on an article that stands after `before`.
const act = (who, action, before, fields = {}) => growing(async (board) => {
  const n = await before(board);
  const { article, form } = await board.room[who].json(`/staff/articles/${n}.json`);
  return { n, form, seen: { version: article.record, hash: article.hash } };
}, version, (board, { n, form, seen }) => board.room[who].post(`/staff/articles/${n}/${action}`,
  { form, ...seen, ...fields }, JSON_WANTED));

const drafted = (board) => board.room.draft(text());
async function submitted(board) {
  const n = await drafted(board);
  await board.room.act(board.room.editor, n, 'submit');
  return n;
}
const released = (board) => board.room.publish(text());

export const PUBLISHING = {
  'write an article': growing(async (board) => ({ form: await board.room.editor.token('/staff/me.json'),
    fields: text() }), (board) => number(board, 'GET', 'articles'),
  (board, { form, fields }) => board.room.editor.post('/staff/articles', { form, ...fields }, JSON_WANTED)),
  'submit an article': act('editor', 'submit', drafted),
  'release an article': act('reviewer', 'approve', submitted, CHECKS),
  'withdraw an article': act('editor', 'take-down', released,
    { takedown: 'gone', reason: '内容有误，正在核实' }),
  'attach a file': growing(async (board) => {
    const n = await drafted(board);
    const { article, form } = await board.room.editor.json(`/staff/articles/${n}.json`);
    return { n, form, version: article.record };
  }, (board, { n }) => number(board, 'HLEN', `article:${n}:files`),
  (board, { n, form, version }) => {
    const body = new FormData();
    body.append('form', form);
    body.append('version', version);
    body.append('file', new Blob([pdf()]), '申请表.pdf');
    return board.room.editor.send('POST', `/staff/articles/${n}/attachments`, { body, headers: JSON_WANTED });
  }),
};
