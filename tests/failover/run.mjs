// make failover ROUNDS=N SEED=1 REPLICAS=1: N rounds of fail-over; says what can't be explained, and how long
// nothing was acknowledged.  JOBS=2 plays on so many boards at a time; FAULT="master killed" that fault alone
// (faults.mjs).
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { openBoard } from './round.mjs';

// A board is left after so many rounds: what is checked after each grows with its cases.
const ROUNDS_A_BOARD = 10;
const rounds = Number(process.env.ROUNDS || 20);
const first = Number(process.env.SEED || 1);
const jobs = Number(process.env.JOBS || 1);

// Plays every so-manieth of the rounds and tells of each.
async function play(job) {
  let board;
  for (let i = job; i < rounds; i += jobs) {
    if (Math.floor((i - job) / jobs) % ROUNDS_A_BOARD === 0) {
      await board?.stop();
      board = await openBoard({ replicas: Number(process.env.REPLICAS || 1) });
    }
    process.send({ seed: first + i, ...await board.play(first + i, process.env.FAULT) });
  }
  await board?.stop();
  process.exit();
}

const middle = (list) => list.sort((a, b) => a - b)[Math.floor(list.length / 2)];
const seconds = (ms) => (ms / 1000).toFixed(1);

async function deal() {
  const silences = new Map();
  const sums = { rounds: 0, bad: 0, takeovers: 0, requests: 0, receipts: 0 };
  const players = Array.from({ length: jobs }, (_, job) => {
    const player = fork(fileURLToPath(import.meta.url), [String(job)]);
    player.on('message', (told) => {
      silences.set(told.fault, [...silences.get(told.fault) ?? [], told.silence]);
      tell(told, sums);
    });
    return new Promise((done) => { player.on('exit', done); });
  });
  const codes = await Promise.all(players);
  for (const [fault, list] of [...silences].sort())
    console.log(`${fault}: ${list.length} times; seconds without a write: median ${seconds(middle(list))}, `
      + `most ${seconds(Math.max(...list))}`);
  console.log(`${sums.rounds} rounds, ${sums.takeovers} fail-overs, ${sums.requests} requests, `
    + `${sums.receipts} receipts, ${sums.bad} with violations`);
  process.exitCode = sums.bad || sums.rounds < rounds || codes.some((code) => code !== 0) ? 1 : 0;
}

function tell({ seed, fault, problems, silence, tookOver, requests, receipts }, sums) {
  sums.rounds += 1;
  sums.takeovers += tookOver ? 1 : 0;
  sums.requests += requests;
  sums.receipts += receipts.all;
  sums.bad += problems.length ? 1 : 0;
  console.log(`${problems.length ? 'not ok' : 'ok'} ${seed} ${fault}: ${requests} requests, `
    + `${receipts.all} receipts, ${seconds(silence)} s without a write`);
  for (const problem of problems) console.log(`  ${problem}`);
}

await (process.argv[2] === undefined ? deal() : play(Number(process.argv[2])));
