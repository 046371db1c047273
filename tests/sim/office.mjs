// The people of a round who publish articles, and the operator who takes in what another platform sends.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BUILD, LETTER, Desk, Person, QUESTION, ROOT, sleep } from '../e2e/lib.mjs';
import { lookAt, read, send, step } from './people.mjs';
import { signal } from './machine.mjs';

const COLUMN = 'news';
const SOURCE = '市人民政府办公室';
const ARTICLES = 3;
const CHECKS = { secrecy: 1, wording: 1, privacy: 1, links: 1 };
const REASON = '内容有误，正在核实';
// What the operator takes in, and the word for one of it.
const CHANNELS = { topic: '话题', hotline: '工单' };
const BODY = '会议部署了全年的政务公开工作，要求各部门按月更新栏目、按时答复群众来信。';

// What an editor and a reviewer do with an article in this state.
const EDITORS = {
  draft: ['edit', 'submit', 'submit', 'submit', 'submit', 'submit', 'discard', 'take-down'],
  review: ['recall', 'take-down'],
  published: ['edit', 'take-down'],
};
// After which the public sees something else: who does it looks there before and afterwards.
const SHOWN = new Set(['approve', 'take-down']);
const REVIEWERS = { review: ['approve', 'approve', 'approve', 'reject'], published: ['take-down'] };

const textOf = (who, i) => ({ column: COLUMN, source: SOURCE, body: `${BODY}${who}第${i}稿。` });

async function create(round, person, account, who, i) {
  const title = `${who}第${i}篇：南湖公园改造完工`;
  const text = textOf(who, i);
  const done = await send(round, person, { who: account, what: 'create', title, text: text.body,
    page: '/staff/articles/new.json', path: '/staff/articles' }, { ...text, title });
  if (done?.outcome !== 'done') return;
  round.articles.push(done.reply.article);
  round.titles.set(done.reply.article, title);
}

function fieldsOf(action, article, text, title) {
  switch (action) {
  case 'edit': return { ...text, title, ...article.versions > 0 && { note: '改正文字' } };
  case 'approve': return { hash: article.hash, ...CHECKS };
  case 'reject': return { reason: REASON };
  case 'take-down': return { takedown: 'notice', reason: REASON };
  default: return {};
  }
}

// An editor or a reviewer: does what the article's state lets do, now and then at an older version.
async function publisher(round, account, who, chance, actions) {
  const { board, history } = round;
  const person = new Desk(board);
  person.cookies = new Map(board.sessions[account]);
  for (let i = 0; !round.over; i += 1) {
    const writes = actions === EDITORS && (round.articles.length < ARTICLES || chance.next() < 0.05);
    if (writes) await create(round, person, account, who, i);
    const n = round.articles.length > 0 ? chance.pick(round.articles) : 0;
    const path = `/staff/articles/${n}`;
    const page = n && await read(history, person, { who: account, path: `${path}.json` });
    const may = page ? actions[page.article.state] ?? [] : [];
    if (may.length > 0) {
      const { article, form } = page;
      const action = chance.pick(may);
      const stale = chance.next() < 0.1;
      const text = textOf(who, i);
      const look = async () => SHOWN.has(action) && lookAt(round, new Person(board), who, n);
      await look();
      await step(round, person, { who: account, what: action, article: n, form, stale,
        version: article.record - (stale ? 1 : 0), path: action === 'edit' ? path : `${path}/${action}`,
        text: { edit: text.body, approve: article.body }[action] },
      fieldsOf(action, article, text, round.titles.get(n)));
      await look();
    }
    await sleep(chance.below(80));
  }
}

export const editor = (round, who, chance) => publisher(round, 'ed1', who, chance, EDITORS);
export const reviewer = (round, chance) => publisher(round, 'rev1', 'rev1', chance, REVIEWERS);

// A line of the other platform's file: each third has its reply.
const lineOf = (channel, i) => ({ id: `u${i}`, time: '2026-03-02 10:00:00',
  title: `${CHANNELS[channel]}第${i}件：人民路的路灯不亮`, body: `${LETTER.body}转来的${CHANNELS[channel]}${i}号。`,
  ...i % 3 === 0 && { reply: `您好，转来的第${i}件已经办好。`, reply_time: '2026-03-05 16:30:00' } });

/*
 * Runs the import of a file that grows, again and again, and kills it every other time.  Each line is an
 * entry, which is done when its run said that it was.  What a work order says is secret, as a letter is.
 */
export async function importer(round, channel, chance) {
  const { machine, history } = round;
  const path = machine.inState(`tmp/${channel}.ndjson`);
  const lines = [];
  while (!round.over) {
    for (let i = chance.between(1, 8); i > 0; i -= 1) lines.push(lineOf(channel, lines.length));
    if (channel === 'hotline') round.letters.push(lines.at(-1).body.slice(LETTER.body.length));
    writeFileSync(path, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
    const began = performance.now();
    const dies = chance.next() < 0.5;
    const wait = chance.below(60);
    const { code, stdout } = await machine.ctl(['import', path, '--channel', channel, '--dept', 'zjj'], {
      born: (child) => dies && setTimeout(() => signal(child.pid, 'SIGKILL'), wait) });
    const [, fresh, there] = /(\d+) new, (\d+) there already/.exec(stdout) ?? [];
    const outcome = code === 0 ? 'done' : 'unknown';
    const ended = performance.now();
    history.entries.push({ who: 'operator', what: 'import', channel, began, ended, outcome,
      lines: lines.length, fresh: Number(fresh), there: Number(there) });
    for (const { title, body, reply } of lines)
      history.entries.push({ who: 'operator', what: 'line', title, body, text: reply, began, ended,
        outcome });
    // A program costs as much as many requests: so often for so many of these.
    const next = history.requests + chance.between(10, 50);
    while (!round.over && history.requests < next) await sleep(20);
  }
}

// As many ended topics as a dictionary needs, and some.
const OLD = 104;

/*
 * Topics of another year in a board's first state, answered, closed and packed: gives the entries of a
 * history that tell of them.
 */
export function oldTopics({ state }) {
  const lines = Array.from({ length: OLD }, (_, i) => ({ ...lineOf('topic', 3 * i), id: `old${i}`,
    title: `往年第${i}件：建设街的井盖松动` }));
  const path = join(state, 'tmp/old.ndjson');
  writeFileSync(path, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  const taken = ['import', path, '--dept', 'zjj', '--publish'];
  for (const args of [taken, ['jobs', '--once'], ['jobs', '--once']]) {
    const { status, stderr } = spawnSync(join(BUILD, 'wenzhengctl'), ['--config', join(state, 'test.conf'),
      '--state', state, ...args], { cwd: ROOT, encoding: 'utf8' });
    if (status !== 0) throw new Error(`${args}: ${stderr}`);
  }
  return lines.map(({ title, body, reply }) => ({ who: 'operator', what: 'line', title, body, text: reply,
    ...BEFORE }));
}

// Topics that departments have before a round begins, so that there are answers from its beginning on.
const ASSIGNED = 12;
const BEFORE = { began: 0, ended: 0, outcome: 'done' };

// Gives the entries of a history that tell of them.
export async function assignedTopics(board, { mod1, disp1 }) {
  const entries = [];
  for (let i = 0; i < ASSIGNED; i += 1) {
    const title = `先前第${i}件：学校门口没有斑马线`;
    const { case: n } = await new Person(board).ask({ title });
    entries.push({ who: 'operator', what: 'line', title, body: QUESTION.body, ...BEFORE });
    for (const [who, desk, what, fields] of [['mod1', mod1, 'accept'],
      ['disp1', disp1, 'assign', { dept: 'zjj' }]]) {
      const { version } = await desk.move(n, what, fields);
      entries.push({ who, what, n, version: version - 1, reply: { version }, ...BEFORE });
    }
  }
  return entries;
}

// Ends the jobs now and then: as soon as they begin again they pack what has ended.
export async function packer(round, chance) {
  while (!round.over) {
    const next = round.history.requests + chance.between(20, 60);
    while (!round.over && round.history.requests < next) await sleep(20);
    round.machine.kill('jobs');
  }
}
