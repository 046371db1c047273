/*
 * The part of the checker (checker.mjs) for articles.  truth.articles: n → { n, title, state, version,
 * versions: the published texts }.  Every change of an article is one event and one version of its record, so
 * the k-th event made version k, and what the public sees is known after each.
 */
import { describe, group } from './history.mjs';

const WRITES = new Set(['create', 'edit']);

export function* checkArticles(history, { articles, events }) {
  const steps = group(history.entries.filter(({ article, version }) => article !== undefined &&
    version !== undefined), ({ article }) => article);
  const looks = group(history.of('look').filter(({ text }) => text !== undefined), ({ article }) => article);
  const all = group(events.filter(({ d }) => d?.startsWith('article/')), ({ d }) => Number(d.split('/')[1]));
  yield* creations(history, articles);
  for (const [n, article] of articles) {
    const created = history.of('create').filter(({ title }) => title === article.title)
      .map((entry) => ({ ...entry, reply: entry.outcome === 'done' ? { version: 1 } : undefined }));
    const did = [...created, ...steps.get(n) ?? []];
    const happened = (all.get(n) ?? []).map((event) => ({ ...event, a: event.a.replace(/^article-/, '') }));
    yield* changes(article, did, happened);
    const seen = yield* texts(article, did, happened);
    yield* views(article, did, happened, seen, looks.get(n) ?? []);
  }
}

// A draft that was acknowledged has one article, its own; what was not has one at most.
function* creations(history, articles) {
  const byTitle = group([...articles.values()], ({ title }) => title);
  for (const [title, tries] of group(history.of('create'), (entry) => entry.title)) {
    const count = byTitle.get(title)?.length ?? 0;
    const done = tries.find(({ outcome }) => outcome === 'done');
    if (count > 1 || (done && byTitle.get(title)?.[0].n !== done.reply.article))
      yield `article “${title}” is there ${count} times`;
  }
}

// Each event begins where the one before it ended, and is what was acknowledged for its version.
function* changes({ n, state, version }, did, happened) {
  if (happened.length !== version) yield `article ${n} is at version ${version} after ${happened.length} events`;
  happened.forEach(({ a, f }, i) => {
    happened[i].odd = i > 0 && f !== happened[i - 1].t && `article ${n}: ${a} began in ${f}, not ${happened[i - 1].t}`;
  });
  for (const { odd } of happened) if (odd) yield odd;
  if (state !== happened.at(-1)?.t) yield `article ${n} is ${state}, its last event says ${happened.at(-1)?.t}`;
  for (const entry of did.filter(({ outcome }) => outcome === 'done')) {
    const event = happened[entry.reply.version - 1];
    if (event?.a !== entry.what || event?.by !== entry.who)
      yield `${describe(entry)}: version ${entry.reply.version} is ${event?.a} by ${event?.by}`;
    if (entry.stale) yield `${describe(entry)}: done at an old version`;
  }
  for (const [name, list] of group(happened, ({ a, by }) => `${a} by ${by}`)) {
    const tries = did.filter(({ what, who, outcome }) => `${what} by ${who}` === name &&
      outcome !== 'refused');
    if (list.length > tries.length) yield `article ${n}: ${name} happened ${list.length} times, ${tries.length} sent`;
  }
}

/*
 * What was published is what was written last, and what who approved it was shown.  Gives the texts that the
 * public may see after each event: [[text, …], …].
 */
function* texts({ n, versions }, did, happened) {
  const published = [...versions];
  const seen = [[null]];
  let drafts = [];
  for (const [i, { a, by }] of happened.entries()) {
    const acked = did.find((entry) => entry.outcome === 'done' && entry.reply.version === i + 1);
    const could = acked ? [acked] : did.filter(({ what, who, outcome }) => what === a && who === by &&
      outcome === 'unknown');
    let now = seen[i];
    if (WRITES.has(a)) drafts = could.map(({ text }) => text);
    if (a === 'approve') {
      const text = published.shift();
      if (!drafts.includes(text) || !could.some((entry) => entry.text === text))
        yield `article ${n}: published “${text}”, which was not the text that was approved`;
      now = [text];
    }
    if (a === 'take-down' && versions.length > published.length) now = ['withdrawn'];
    seen.push(now);
  }
  if (published.length > 0) yield `article ${n}: ${published.length} versions that nobody approved`;
  return seen;
}

/*
 * Whoever looks sees what is public at some moment since the last change that was acknowledged before, and
 * nothing that was only asked for later.
 */
function* views({ n }, did, happened, seen, looks) {
  const done = did.filter(({ outcome }) => outcome === 'done');
  for (const look of looks) {
    const before = done.filter(({ ended }) => ended < look.began).map(({ reply }) => reply.version);
    const least = Math.max(0, ...before);
    const later = done.filter(({ began }) => began > look.ended).map(({ reply }) => reply.version - 1);
    const most = Math.min(happened.length, ...later);
    const may = seen.slice(least, most + 1).flat();
    if (!may.includes(look.text))
      yield `${describe(look)}: article ${n} shows “${look.text}”, may be ${JSON.stringify(may)}`;
  }
}
