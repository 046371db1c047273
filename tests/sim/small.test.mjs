// A few rounds of make sim, and that its checker finds what it is there for.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { check } from './checker.mjs';
import { openBoard } from './round.mjs';

const ROUNDS = 7;
let board;

before(async () => { board = await openBoard(); });
after(() => board?.stop());

// What must have been done in the last round, in which nothing goes wrong.
const DONE = ['draft by zjj1', 'draft by link:zjj', 'return by zjj1', 'approve by appr1', 'create by ed1',
  'edit by ed1', 'approve by rev1', 'take-down by ed1', 'import by operator'];

let last;
const did = ({ entries }) => new Set(entries.filter(({ outcome }) => outcome === 'done')
  .map(({ who, what }) => `${what} by ${who}`));
const allDid = (history) => DONE.every((one) => did(history).has(one));
const receipt = () => last.history.of('ask').find(({ outcome }) => outcome === 'done');
// A case that was accepted by the only try.
const accepted = () => last.history.of('accept').find(({ n, outcome }) => outcome === 'done' &&
  last.history.of('accept').filter((other) => other.n === n).length === 1);
const isAccepted = ({ a, c }) => a === 'accept' && Number(c) === accepted().n;

for (let seed = 1; seed <= ROUNDS; seed += 1) {
  test(`seed ${seed}: what was acknowledged is there, once, and nothing un-happens`, async () => {
    last = await (seed < ROUNDS ? board.run(seed) : board.run(seed, [], allDid));
    assert.deepEqual(last.problems, [], `${last.faults.join(', ')}; again: make sim SEEDS=${seed}`);
    assert.ok(receipt(), 'somebody was given one');
  });
}

test('everybody has done something in the last of these rounds, and the departments were told of it', () => {
  assert.deepEqual(DONE.filter((one) => !did(last.history).has(one)), []);
  const told = new Set(last.truth.notices.map(({ kind }) => kind));
  assert.deepEqual(told, new Set(['assign', 'return', 'answer']));
});

// The same history, and another board than was seen.
const against = (change) => {
  const truth = structuredClone(last.truth);
  change(truth);
  return check(last.history, truth).join('\n');
};

for (const [what, change, said] of [
  ['a lost receipt', ({ cases }) => cases.delete(receipt().reply.case), /has a receipt and is not there/],
  ['a doubled question', ({ cases }) => cases.set(9999, { ...cases.get(receipt().reply.case), n: 9999 }),
    /is there 2 times/],
  ['a case of nobody', ({ cases }) => cases.set(9999, { n: 9999, title: '没有人问过', answers: [], photos: [],
    enclosed: [] }),
    /was asked by nobody/],
  ['a step without an event', ({ events }) => events.splice(events.findIndex(isAccepted), 1),
    /accept of case \d+ by mod1: 1 acknowledged, 0 unknown, 0 happened/],
  ['a step that happened twice', ({ events }) => events.push(events.find(isAccepted)),
    /accept of case \d+ by mod1: 1 acknowledged, 0 unknown, 2 happened/],
  ['a step that nobody took', ({ events }) => events.push({ ...events.find(isAccepted), by: 'mod2' }),
    /accept of case \d+ by mod2: 0 acknowledged, 0 unknown, 1 happened/],
  ['other words', ({ cases }) => { cases.get(receipt().reply.case).question = '别的话'; },
    /with other words/],
  ['a state that went back', ({ cases }) => { cases.get(accepted().n).state = 'pending'; },
    /is pending, its last event says/],
  ['a version that went back', ({ cases }) => { cases.get(accepted().n).version = 1; },
    /saw a version that is not there any more/],
  ['support that was not counted', ({ cases }) => {
    cases.get(receipt().reply.case).likes += 1;
  }, /supporters, \d+ acknowledged/],
]) {
  test(`the checker finds ${what}`, () => {
    assert.equal(check(last.history, last.truth).join('\n'), '');
    assert.match(against(change), said);
  });
}

test('the checker finds a blank page, a failure without its page, and what is private on a page', () => {
  const { history } = last;
  const looked = (reply, secrets = []) => {
    history.faults.length = 0;
    history.look({ who: '甲', what: 'public', path: '/', began: 0, secrets }, reply);
    const said = history.faults.join();
    history.faults.length = 0;
    return said;
  };
  assert.equal(looked({ status: 200, content: '好' }, ['秘密']), '');
  assert.match(looked({ status: 200, content: '' }), /empty page/);
  assert.match(looked({ status: 502, content: 'Bad Gateway' }), /502 Bad Gateway/);
  assert.match(looked({ status: 200, content: '有秘密甲' }, ['秘密甲']), /is private/);
});
