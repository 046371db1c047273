// make sim SEEDS=A-B: a round for each seed; says what can't be explained, with the command that runs that
// round again.  JOBS=2 plays on so many boards at a time; FAULT="power cut" that fault alone, and
// FAULT="power cut+index killed" these at the same moment (faults.mjs).
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { openBoard } from './round.mjs';

// Plays the rounds that it is given, one after the other, and tells of each.
async function play() {
  const board = await openBoard();
  // Nobody deals any more.
  process.on('disconnect', () => process.exit(1));
  process.send({});
  for await (const seed of seeds()) {
    const { problems, faults, history } = await board.run(seed).catch((error) => ({ problems: [error.stack],
      faults: [], history: { entries: [] } }));
    const sums = { done: 0, refused: 0, unknown: 0 };
    // Imports are no requests.
    for (const { outcome, status } of history.entries) if (status !== undefined) sums[outcome] += 1;
    process.send({ seed, problems, faults, sums });
  }
  await board.stop();
  process.exit();
}

async function* seeds() {
  for (;;) {
    const seed = await new Promise((done) => { process.once('message', done); });
    if (seed === 'enough') return;
    yield seed;
  }
}

async function deal() {
  const [first, last = first] = (process.env.SEEDS || '1-20').split('-').map(Number);
  const sums = { done: 0, refused: 0, unknown: 0 };
  let next = first;
  let bad = 0;
  const players = Array.from({ length: Number(process.env.JOBS || 1) }, () => {
    const player = fork(fileURLToPath(import.meta.url), ['player']);
    player.on('message', (told) => {
      if (told.seed !== undefined) bad += tell(told, sums);
      player.send(next <= last ? next : 'enough');
      next += 1;
    });
    return new Promise((done) => { player.on('exit', done); });
  });
  const codes = await Promise.all(players);
  console.log(`${last - first + 1} rounds, ${bad} with violations; ${sums.done} requests acknowledged, `
    + `${sums.refused} refused, ${sums.unknown} without an answer`);
  process.exitCode = bad || codes.some((code) => code !== 0) ? 1 : 0;
}

function tell({ seed, problems, faults, sums: own }, sums) {
  for (const outcome of Object.keys(sums)) sums[outcome] += own[outcome];
  const count = own.done + own.refused + own.unknown;
  console.log(`${problems.length ? 'not ok' : 'ok'} ${seed} ${count} requests; ${faults.join(' + ')}`);
  for (const problem of problems) console.log(`  ${problem}`);
  if (problems.length) console.log(`  again: make sim SEEDS=${seed}`);
  return problems.length > 0;
}

await (process.argv[2] === 'player' ? play() : deal());
