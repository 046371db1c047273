// What the size of a board costs: each path and command on the large board, which grows, beside the small
// one, which doesn't.  Both sides of a rate are measured in alternating rounds, so that what the machine does
// meanwhile counts for both.
import { join } from 'node:path';
import { measureCommand } from './boards.mjs';
import { alternate, load, quiet, submit } from './rates.mjs';
import { signIn } from '../e2e/lib.mjs';

const ROUNDS = Math.min(3, Number(process.env.ROUNDS || 3));
const YEAR = '2026';	// of tests/bench/messages.mjs

// Each name with what is asked for on a board of so many articles, and by whom.
const PAGES = [
  ['topic page', () => '/topics/11'], ['list', () => '/topics'],
  ['article page', ({ articles }) => `/articles/${Math.ceil(articles / 2)}`],
  ['column page', () => '/columns/news'],
  ['statistics', () => `/stats?year=${YEAR}`],
  ['desk of the dispatcher', () => '/staff/queues/dispatch', 'disp1'],
  ["department's desk", () => '/staff/queues/dept:zjj', 'disp1'],
  ['case page of the staff', () => '/staff/cases/11', 'disp1'],
  ['staff search', () => `/staff/search?by=word&q=${encodeURIComponent('路灯')}`, 'disp1'],
  ['supervision', () => '/staff/supervision', 'super1'],
];
// Those that read everything take longer on a larger board, in the same memory; the others don't.
const COMMANDS = [
  ['a round of the jobs', ['jobs', '--once']], ['recount --check', ['recount', '--check']],
  ['verify', ['verify']], ['report of the year', ['report', YEAR, '--format', 'json']],
  ['cases behind a figure of it', ['report', YEAR, '--proof', '1.topic.answered']],
];

// A member of staff's session as a Cookie header.
async function sessionOf(stack, account) {
  if (!account) return undefined;
  const person = await signIn(stack, account);
  return [...person.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
}

/*
 * Measures what `wanted` is true for and notes it in the table, name → size → { ours, small, ratio }, of
 * commands { seconds, peak (MiB) }.  A side is { stack, port, sizes: { topics, articles } }.
 */
export async function measureCurve(table, large, small, wanted) {
  const size = large.sizes.topics;
  const cell = (name, value) => (table.get(name) ?? table.set(name, new Map()).get(name)).set(size, value);
  const rate = async (name, measured) => {
    if (!wanted(name)) return;
    const { ours, floor } = await alternate(() => measured(large), () => measured(small), ROUNDS);
    console.error(`bench: ${size} topics: ${name}: ${ours.toFixed(0)}/s, ${(ours / floor).toFixed(2)}`);
    cell(name, { ours, small: floor, ratio: ours / floor });
  };
  for (const [name, path, account] of PAGES) {
    const cookies = new Map([[large, await sessionOf(large.stack, account)],
      [small, await sessionOf(small.stack, account)]]);
    await rate(name, (side) => load(`http://127.0.0.1:${side.port}${path(side.sizes)}`,
      { cookie: cookies.get(side) }));
  }
  await rate('search', ({ port }) => load(`http://127.0.0.1:${port}/`,
    { script: join(large.stack.state, 'search.lua') }));
  await rate('submit', ({ port }) => submit(port, large.stack.state));
  for (const [name, args] of COMMANDS) if (wanted(name)) {
    const { seconds, peak } = await measureCommand(large.stack, args, quiet);
    console.error(`bench: ${size} topics: ${name}: ${seconds.toFixed(2)} s, ${peak.toFixed(1)} MiB`);
    cell(name, { seconds, peak });
  }
}

// A row for each path, a column for each size: how many a second, and what part of the small board's rate
// that is; of commands seconds and MiB.
export function printCurve(table, smallest) {
  const sizes = [...new Set([...table.values()].flatMap((row) => [...row.keys()]))];
  const told = ({ ours, ratio, seconds, peak }) => (ours === undefined
    ? `${seconds.toFixed(1)} s ${peak.toFixed(0)} MiB` : `${ours.toFixed(0)} ${ratio.toFixed(2)}`);
  console.log(`\nby topics: a second, and the ratio to ${smallest} topics (goal ≥ 0.9); of commands s and MiB`);
  console.log(''.padEnd(30), `${smallest}`.padStart(16), ...sizes.map((size) => String(size).padStart(16)));
  for (const [name, row] of table) console.log(name.padEnd(30),
    String([...row.values()].at(-1).small?.toFixed(0) ?? '').padStart(16),
    ...sizes.map((size) => (row.has(size) ? told(row.get(size)) : '').padStart(16)),
    [...row.values()].at(-1).ratio < 0.9 ? 'missed' : '');
}
