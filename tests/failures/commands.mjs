/*
 * Commands of a day, each of which is tried again and again with one call failed.  A command has make(board):
 * its thing, with args and input; there(board, thing): how often its effect is there, which one that only
 * looks hasn't; twice, if what is done a second time is done again; and later, if a run that went well may
 * have left something to the next.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pdf } from '../e2e/attachment_files.mjs';
import { PASSWORD } from '../e2e/lib.mjs';
import { next, number, question } from './things.mjs';

const command = (args, there, more = {}) => ({
  make: async (board) => {
    const thing = typeof args === 'function' ? await args(board, next()) : { args: args.split(' ') };
    return { ...thing, before: there && await there(board, thing) };
  },
  there: there && (async (board, thing) => await there(board, thing) - thing.before),
  ...more,
});

const inState = (board, name) => join(board.state, name);
const cases = (board) => number(board, 'GET', 'seq');

// A file with one message, of an id of its own.
const message = (more = {}) => (board, i) => {
  writeFileSync(inState(board, 'one.ndjson'), `${JSON.stringify({ id: `m${i}`, time: '2020-03-02 10:00:00',
    title: `人民路的路灯不亮（${i}）`, body: '人民路东段的路灯坏了一个多月，晚上出门很不方便。',
    reply: '您好，路灯已经修好，感谢您的反映。', reply_time: '2020-03-05 16:30:00', ...more })}\n`);
  return { args: ['import', inState(board, 'one.ndjson'), '--source', 'old', '--dept', 'zjj', '--publish'] };
};

// A request whose answer is more than five years old, so that the jobs archive and erase it.
async function oldRequest(board, i) {
  const { args } = message({ name: '赵敏慧', phone: '13987654321', outcome: 'granted' })(board, i);
  board.ctl([...args.slice(0, -1), '--channel', 'request']);
  const n = await cases(board);
  await number(board, 'HSET', `case:${n}`, 'closed', Date.parse('2020-04-01'), 'st', 'closed');
  board.ctl(['recount']);
  return { args: ['jobs', '--once'], n };
}

// Archived and erased, in one package.
const archived = async (board, { n }) => (await number(board, 'HEXISTS', `case:${n}`, 'contact') === 0 &&
  readdirSync(inState(board, 'archive')).filter((name) => Number(/-(\d+)-/.exec(name)?.[1]) === n).length);

const keyFiles = (board) => readdirSync(inState(board, 'keys')).filter((name) =>
  name.startsWith('sign-')).length;

export const COMMANDS = {
  'staff add': command((board, i) => ({ args: ['staff', 'add', `s${i}`, '--name', '新同事', '--roles',
    'clerk', '--dept', 'zjj', '--password-stdin'], input: `${PASSWORD}\n` }),
  (board) => number(board, 'SCARD', 'staffs')),
  'staff disable': command((board) => {
    board.ctl(['staff', 'enable', 'jtj1']);
    return { args: ['staff', 'disable', 'jtj1'] };
  }, (board) => number(board, 'HGET', 'staff:jtj1', 'disabled')),
  'dept add': command((board, i) => ({ args: ['dept', 'add', `d${i}`, `市第${i}局`] }),
    (board) => number(board, 'ZCARD', 'depts')),
  'column load': command('column load conf/columns.csv'),
  import: command(message(), cases),
  'import-articles': command((board, i) => {
    const folder = inState(board, 'portal');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'form.pdf'), pdf());
    writeFileSync(join(folder, 'articles.ndjson'), `${JSON.stringify({ address: `/old/${i}`,
      published: '2025-03-02 09:30', column: 'budget', title: '全市政务公开工作会议召开',
      body: '会议部署了全年的政务公开工作。', by: '编辑甲', reviewer: '编辑乙', source: '市政府办公室',
      attachments: ['form.pdf'], answered: 'hidden' })}\n`);
    return { args: ['import-articles', folder] };
  }, (board) => number(board, 'GET', 'articles')),
  recount: command('recount'),
  'recount --check': command('recount --check'),
  verify: command('verify'),
  report: command(`report ${new Date().getFullYear()} --format json`),
  archive: command(async (board) => {
    const { n } = await oldRequest(board, next());
    return { args: ['archive', String(n), inState(board, 'archive')], n };
  }, async (board, { n }) => readdirSync(inState(board, 'archive')).filter((name) =>
    Number(/-(\d+)-/.exec(name)?.[1]) === n).length),
  'jobs --once': command(oldRequest, archived, { later: true }),
  'notify --once': command('notify --once'),
  'index --once': command(async (board) => {
    await question(board, 'accepted');
    return { args: ['index', '--once'] };
  }),
  'key new': command('key new sign', keyFiles, { twice: true }),
  'key retire': command((board) => {
    const kid = board.ctl(['key', 'new', 'sign']).trim();
    return { args: ['key', 'retire', kid], kid };
  }, (board, { kid }) => Number(/retired/.test(readFileSync(inState(board, `keys/sign-${kid}.json`),
    'utf8')))),
  'suggest-learn': command('suggest-learn'),
};
