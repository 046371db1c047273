// make sim SEEDS=A-B: a round for each seed; says what can't be explained, with the command that runs that
// round again.  FAULT="power cut" for that fault alone (faults.mjs).
import { openBoard } from './round.mjs';

const [first, last = first] = (process.env.SEEDS || '1-20').split('-').map(Number);
const board = await openBoard();
const sums = { done: 0, refused: 0, unknown: 0 };
let bad = 0;

for (let seed = first; seed <= last; seed += 1) {
  const { problems, faults, history } = await board.run(seed);
  const happened = history.entries;
  for (const { outcome } of happened) sums[outcome] += 1;
  console.log(`${problems.length ? 'not ok' : 'ok'} ${seed} ${happened.length} requests; ${faults.join(', ')}`);
  for (const problem of problems) console.log(`  ${problem}`);
  if (problems.length) {
    console.log(`  again: make sim SEEDS=${seed}`);
    bad += 1;
  }
}
await board.stop();
console.log(`${last - first + 1} rounds, ${bad} with violations; ${sums.done} requests acknowledged, `
  + `${sums.refused} refused, ${sums.unknown} without an answer`);
process.exitCode = bad ? 1 : 0;
