// Tries one step with the first call of a kind failed, the second, and so on, and says what was wrong.
import { sleep } from '../e2e/lib.mjs';
import { workerOf } from './board.mjs';

const GIVE_UP_MS = 30000;
// What was sent is there already: true of what the same request did before its answer was lost.
const CONFLICT = 409;
const TRIES = 5;
const NEVER = Number.MAX_SAFE_INTEGER;
// Libraries that don't look whether they got memory, or whose failure we let end the process.
const MAY_END = /^\w+ in (libfcgi|libhiredis|libmbedcrypto|libcmark)\.so/;

// What is wrong with the answer to somebody whose request failed on the way: it says so in the site's words.
function wrongRefusal({ status, content, headers }) {
  const json = /json/.test(headers.get('content-type') ?? '');
  if (status < 500) return `it was answered with ${status}: ${content.slice(0, 200)}`;
  if (json && !JSON.parse(content).error?.message) return `${status} without a message: ${content}`;
  if (!json && !content.includes('</html>')) return `${status} without its page: ${content.slice(0, 200)}`;
  return null;
}

const isWhole = ({ content, headers }) => (/html/.test(headers.get('content-type') ?? '')
  ? content.includes('</html>') : /[>}]\s*$/.test(content));
const isDone = (step, reply) => (step.isDone ? step.isDone(reply)
  : (reply.status === 200 || reply.status === 201) && isWhole(reply));

async function send(board, step, thing) {
  await step.prove?.(board, thing);
  return step.send(board, thing);
}

// The step again, until the link to Redis is tried again: its answer.
async function again(board, step, thing) {
  const end = Date.now() + GIVE_UP_MS;
  for (;;) {
    const reply = await send(board, step, thing);
    if (reply.status !== 503 || Date.now() > end) return reply;
    await sleep(100);
  }
}

// What is wrong after a first try that failed on the way, and after a second one.
async function problemsOf(board, step, thing, first) {
  const before = step.there && await step.there(board, thing);
  const saysDone = isDone(step, first) || (before === 1 && first.status === CONFLICT);
  const wrong = saysDone ? null : wrongRefusal(first);
  const problems = wrong ? [wrong] : [];
  if (step.there && isDone(step, first) && before !== 1)
    problems.push(`acknowledged, and there ${before} times`);
  const second = await again(board, step, thing);
  const after = step.there && await step.there(board, thing);
  if (step.there && after !== 1) problems.push(`tried again, and there ${after} times`);
  // What the first try did, which the answer to it didn't say, may not be done again.
  if (!isDone(step, second) && !(before === 1 && second.status < 500))
    problems.push(`tried again: ${second.status} ${second.content.slice(0, 200)}`);
  return problems;
}

// What comes before a step may fail on a busy machine, where Redis answers late.
async function make(board, step) {
  for (let tries = 1; ; tries += 1) {
    try {
      return await step.make(board);
    } catch (error) {
      if (tries === TRIES) throw error;
      await sleep(1000);
    }
  }
}

async function tryRequest(board, step, fault, nth) {
  const pid = await workerOf(board);
  const thing = await make(board, step);
  await step.prove?.(board, thing);
  board.arm(fault, nth);
  const first = await step.send(board, thing);
  const counted = board.disarm();
  const ended = await workerOf(board) !== pid;
  const problems = counted.failed ? await problemsOf(board, step, thing, first)
    : isDone(step, first) ? [] : [`unharmed: ${first.status} ${first.content.slice(0, 200)}`];
  if (ended && !MAY_END.test(counted.place)) problems.push('the worker ended');
  return { ...counted, ended, done: isDone(step, first), problems };
}

// What is wrong with how a command ended that one call failed.  One that gets no memory may end itself.
function wrongEnd({ status, signal, said, place }, fault) {
  if (signal && !(fault === 'memory' && (signal === 'SIGABRT' || MAY_END.test(place))))
    return `it ended by ${signal}`;
  return !signal && said.trim() === '' ? `it ended with ${status} and said nothing` : null;
}

// A busy machine's Redis may answer late.
async function runAgain(board, thing) {
  for (let tries = 1; ; tries += 1) {
    const result = await board.run(thing.args, thing);
    if (tries === TRIES || !/Redis doesn't answer/.test(result.said)) return result;
    await sleep(1000);
  }
}

async function problemsOfCommand(board, step, thing, fault, first) {
  const there = async () => step.there && await step.there(board, thing);
  const wrong = first.status === 0 ? null : wrongEnd(first, fault);
  const problems = wrong ? [wrong] : [];
  const before = await there();
  if (step.there && first.status === 0 && !step.later && before !== 1)
    problems.push(`it went well, and its effect is there ${before} times`);
  const second = await runAgain(board, thing);
  const after = await there();
  const wanted = step.twice ? before + 1 : 1;
  if (step.there && after !== wanted)
    problems.push(`run again, its effect is there ${after} times: ${second.said}`);
  if (second.status !== 0 && !(before === 1 && /already/.test(second.said)))
    problems.push(`run again it ended with ${second.status ?? second.signal}: ${second.said}`);
  return problems;
}

async function tryCommand(board, step, fault, nth) {
  const thing = await make(board, step);
  const first = await board.run(thing.args, { ...thing, fault, nth });
  const problems = first.failed ? await problemsOfCommand(board, step, thing, fault, first)
    : first.status === 0 ? [] : [`unharmed it ended with ${first.status ?? first.signal}: ${first.said}`];
  return { ...first, ended: first.signal !== null, done: first.status === 0, problems };
}

// The calls that are tried of so many: the first `all`, and so many of the others, evenly.
function chosen(calls, { all, spread }) {
  const list = Array.from({ length: Math.min(calls, all) }, (_, i) => i + 1);
  for (let i = 0; i < spread && calls > all; i += 1)
    list.push(all + 1 + Math.floor((i + 0.5) * (calls - all) / spread));
  return [...new Set(list)];
}

/*
 * The row of a step and a fault: { calls, tried, done (in spite of it), refused, ended: place → times,
 * problems: [nth, place, what] }.
 */
export async function tryStep(board, step, fault, budget) {
  const tryIt = step.send ? tryRequest : tryCommand;
  const { calls, problems } = await tryIt(board, step, fault, NEVER);
  const row = { calls, tried: 0, done: 0, refused: 0, ended: {},
    problems: problems.map((what) => [0, '', what]) };
  for (const nth of chosen(calls, budget)) {
    const one = await tryIt(board, step, fault, nth);
    row.problems.push(...one.problems.map((what) => [nth, one.place, what]));
    if (!one.failed) continue;
    row.tried += 1;
    row[one.done ? 'done' : 'refused'] += 1;
    if (one.ended) row.ended[one.place] = (row.ended[one.place] ?? 0) + 1;
  }
  return row;
}
