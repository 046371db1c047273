/*
 * Every failure once: each step of a day's casework with each of its calls failed in turn.  Prints a row for
 * each step and fault, writes them to BUILD/failures.json, and exits 1 when something was wrong.
 *   STEPS="ask,sign in"  only these    FAULTS="cut,memory"  only these
 *   ALL=100 SPREAD=100  of the calls of a step the first ALL are failed and SPREAD of the others, evenly
 *   MEMORY=200 LATE=6  of those for memory, and of answers that never come (a second each), so many, evenly
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BUILD } from '../e2e/lib.mjs';
import { openBoard } from './board.mjs';
import { COMMANDS } from './commands.mjs';
import { leftovers } from './leftovers.mjs';
import { STEPS as REQUESTS } from './steps.mjs';
import { tryStep } from './try.mjs';

const STEPS = { ...REQUESTS, ...COMMANDS };
const FAULTS = ['lost', 'cut', 'refused', 'late', 'files full', 'files broken', 'files short', 'memory'];
const { STEPS: steps = Object.keys(STEPS).join(','), FAULTS: faults = FAULTS.join(','), ALL = '100',
  SPREAD = '100', LATE = '6', MEMORY = '200' } = process.env;
const some = (count) => ({ all: 0, spread: Number(count) });
const budgetOf = (fault) => (fault === 'late' ? some(LATE) : fault === 'memory' ? some(MEMORY)
  : { all: Number(ALL), spread: Number(SPREAD) });
// Of what was wrong with a step; all of it is in the file.
const SHOWN = 9;
const rows = [];
let wrong = 0;
const board = await openBoard();
try {
  for (const name of steps.split(',')) {
    for (const fault of faults.split(',')) {
      const row = await tryStep(board, STEPS[name], fault, budgetOf(fault));
      rows.push({ step: name, fault, ...row });
      wrong += row.problems.length;
      const ended = Object.values(row.ended).reduce((sum, n) => sum + n, 0);
      console.log(`${name}, ${fault}: ${row.calls} calls, ${row.tried} failed: ${row.done} done all the same, ` +
        `${row.refused} refused, ${ended} ended the process, ${row.problems.length} wrong`);
      for (const [nth, place, what] of row.problems.slice(0, SHOWN))
        console.log(`  ${nth} ${place}: ${what}`);
    }
  }
  console.log(board.ctl(['recount', '--check']).trim());
  console.log(board.ctl(['verify']).trim());
  const { before, after } = await leftovers(board);
  console.log(`${before.length} files left behind, ${after.length} of them after three days`);
  for (const name of after) console.log(`  ${name}`);
  wrong += after.length;
} finally {
  await board.stop();
}
writeFileSync(join(BUILD, 'failures.json'), JSON.stringify(rows, null, 1));
const sum = (name) => rows.reduce((all, row) => all + row[name], 0);
console.log(`${rows.length} rows, ${sum('tried')} failures, ${wrong} wrong`);
process.exitCode = wrong > 0 || sum('tried') === 0 ? 1 : 0;
