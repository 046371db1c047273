/*
 * Whether what people saw during a round can be explained by what is on the board afterwards.  Gives what
 * can't, as sentences; none: all is well.
 *
 * history: what they saw (history.mjs).  truth: { cases: n → { n, title, question, version, state, likes,
 * answers, photos, enclosed }; articles (checker_articles.mjs); served (checker_files.mjs);
 * events: [{ c, a, by, f, t, d }] in the order of the commits;
 * notices: [{ id, kind, case }] }.
 */
import { checkArticles } from './checker_articles.mjs';
import { checkFiles } from './checker_files.mjs';
import { describe, group } from './history.mjs';

const ASKS = new Set(['ask', 'letter', 'line']);
// What nobody else does than whoever wrote it down.
const STEPS = new Set(['accept', 'decline', 'assign', 'return', 'recall', 'draft', 'approve', 'reject']);
// Whose steps are written down as lines of imports.
const IMPORT = 'import';
const READS = new Set(['read', 'case', 'public']);

export function check(history, truth) {
  return [...history.faults, ...asks(history, truth), ...states(truth), ...steps(history, truth),
    ...versions(history, truth), ...supports(history, truth), ...answers(history, truth), ...imports(history),
    ...notices(truth), ...checkArticles(history, truth), ...checkFiles(history, truth)];
}

// A receipt has one case, its own; what was never acknowledged has one at most; there is no other.
function* asks(history, { cases }) {
  const byTitle = group([...cases.values()], ({ title }) => title);
  const asked = group(history.entries.filter(({ what }) => ASKS.has(what)), ({ title }) => title);
  for (const [title, tries] of asked) {
    const found = byTitle.get(title) ?? [];
    const receipt = tries.find(({ outcome }) => outcome === 'done');
    if (found.length > 1) yield `“${title}” is there ${found.length} times`;
    if (receipt && found.length === 0) yield `“${title}” has a receipt and is not there`;
    if (receipt?.reply && found.length > 0 && found[0].n !== receipt.reply.case)
      yield `“${title}” is case ${found[0].n}, its receipt says ${receipt.reply.case}`;
    if (found.some(({ question }) => !question.includes(tries[0].body)))
      yield `“${title}” is there with other words`;
  }
  for (const title of byTitle.keys()) if (!asked.has(title)) yield `“${title}” was asked by nobody`;
}

// Nothing un-happens: each step begins in the state that the one before it left.
function* states({ cases, events }) {
  for (const [c, list] of group(events.filter(({ c: n, f }) => n !== '0' && f !== undefined), ({ c }) => c)) {
    for (let i = 1; i < list.length; i += 1)
      if (list[i].f !== list[i - 1].t)
        yield `case ${c}: ${list[i].a} began in ${list[i].f}, after ${list[i - 1].a} had left ${list[i - 1].t}`;
    const state = cases.get(Number(c))?.state;
    if (state !== list.at(-1).t) yield `case ${c} is ${state}, its last event says ${list.at(-1).t}`;
  }
}

// What was acknowledged has its event; there are no more than were sent, and what was refused has none.
function* steps(history, { events }) {
  const key = (n, action, by) => `${action} of case ${n} by ${by}`;
  const isStep = ({ n, version, what }) => n !== undefined && version !== undefined && !READS.has(what);
  const sent = group(history.entries.filter(isStep), ({ n, what, who }) => key(n, what, who));
  const happened = group(events.filter(({ a, by }) => STEPS.has(a) && by !== IMPORT),
    ({ c, a, by }) => key(c, a, by));
  for (const name of new Set([...sent.keys(), ...happened.keys()])) {
    const list = sent.get(name) ?? [];
    const count = happened.get(name)?.length ?? 0;
    const done = list.filter(({ outcome }) => outcome === 'done').length;
    const unknown = list.filter(({ outcome }) => outcome === 'unknown').length;
    if (count < done || count > done + unknown)
      yield `${name}: ${done} acknowledged, ${unknown} unknown, ${count} happened`;
    for (const entry of list)
      if (entry.stale && entry.outcome === 'done') yield `${describe(entry)}: done at an old version`;
  }
}

// Versions only grow: each step gives another one, and what began after a step had ended sees it.
function* versions(history, { cases }) {
  const seen = history.entries.filter(({ n, outcome, reply, version, what }) => n !== undefined &&
    outcome === 'done' && (what === 'case' ? version !== undefined : reply?.version !== undefined));
  for (const [n, list] of group(seen, (entry) => entry.n)) {
    const made = new Map();
    const at = (entry) => (entry.what === 'case' ? entry.version : entry.reply.version);
    for (const entry of list) {
      if (at(entry) > cases.get(n)?.version) yield `${describe(entry)}: saw a version that is not there any more`;
      if (entry.what === 'case') continue;
      if (made.has(at(entry))) yield `${describe(entry)}: made the version of ${describe(made.get(at(entry)))}`;
      made.set(at(entry), entry);
    }
    for (const before of list)
      for (const after of list)
        if (before.ended < after.began && at(after) < at(before) + (after.what === 'case' ? 0 : 1))
          yield `${describe(after)}: version ${at(after)}, after ${describe(before)} had seen ${at(before)}`;
  }
}

// Each who was told that the support counts is counted, once.
function* supports(history, { cases }) {
  const sent = group(history.of('support'), (entry) => entry.n);
  for (const n of new Set([...sent.keys(), ...cases.keys()])) {
    const list = sent.get(n) ?? [];
    const persons = group(list, ({ form }) => form);
    const counts = { done: 0, unknown: 0 };
    for (const tries of persons.values()) {
      if (tries.some(({ outcome }) => outcome === 'done')) counts.done += 1;
      else if (tries.some(({ outcome }) => outcome === 'unknown')) counts.unknown += 1;
    }
    const likes = cases.get(n)?.likes ?? 0;
    if (likes < counts.done || likes > counts.done + counts.unknown)
      yield `case ${n}: ${likes} supporters, ${counts.done} acknowledged, ${counts.unknown} unknown`;
  }
}

// Each approval has published one answer, and that was drafted for this case by the one who drafted last.
function* answers(history, { cases, events }) {
  const drafts = group(history.of('draft'), ({ n }) => n);
  const done = group(events.filter(({ a }) => a === 'draft' || a === 'approve'), ({ c }) => Number(c));
  const replies = new Map(history.of('line').map(({ title, text }) => [title, text]));
  for (const { n, title, answers: published } of cases.values()) {
    const texts = [];
    let could = [];
    for (const { a, by } of done.get(n) ?? []) {
      if (a === 'approve') texts.push(could);
      else if (by === IMPORT) could = [replies.get(title)];
      else could = (drafts.get(n) ?? []).filter(({ who }) => who === by).map(({ text }) => text);
    }
    if (published.length !== texts.length)
      yield `case ${n}: ${published.length} answers, ${texts.length} were released`;
    for (const [i, text] of published.entries())
      if (!texts[i]?.includes(text)) yield `case ${n}: nobody drafted the answer “${text}”`;
  }
}

// An import that ended well has seen all lines, and took no line in that an earlier one had.
function* imports(history) {
  for (const list of group(history.of('import'), ({ channel }) => channel).values()) {
    let before = 0;
    for (const { outcome, lines, fresh, there } of list) {
      if (outcome === 'done' && (fresh + there !== lines || fresh > lines - before))
        yield `an import of ${lines} lines, ${before} of them there, says ${fresh} new and ${there} there`;
      if (outcome === 'done') before = lines;
    }
  }
}

// What each of these events tells the department.
const TELLS = new Map([['assign', 'assign'], ['return', 'return'], ['approve', 'answer']]);

// Nobody is told of what did not happen, or of one thing by two messages; what is still so, was told.
function* notices({ events, notices: told }) {
  const key = (kind, n) => `${kind} of case ${n}`;
  const happened = group(events.filter(({ a }) => TELLS.has(a)), ({ a, c }) => key(TELLS.get(a), c));
  const sent = group(told, ({ kind, case: n }) => key(kind, n));
  for (const [name, list] of sent) {
    const messages = new Set(list.map(({ id }) => id)).size;
    const count = happened.get(name)?.length ?? 0;
    if (messages > count) yield `${name}: ${messages} messages, ${count} happened`;
  }
  for (const [c, list] of group(events.filter(({ c: n }) => n !== '0'), ({ c: n }) => n)) {
    const kind = TELLS.get(list.at(-1).a);
    if (kind && list.at(-1).by !== IMPORT && !sent.has(key(kind, c)))
      yield `${key(kind, c)}: the department was not told`;
  }
}
