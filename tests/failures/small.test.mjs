// A small form of make failures: a few steps with their calls failed one after the other; and that it finds
// what it is there for.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sound } from '../e2e/fault_stack.mjs';
import { Person } from '../e2e/lib.mjs';
import { openBoard } from './board.mjs';
import { COMMANDS } from './commands.mjs';
import { STEPS } from './steps.mjs';
import { tryStep } from './try.mjs';

const EVERY = { all: 1000, spread: 0 };
const SOME = { all: 0, spread: 8 };
const FEW = { all: 0, spread: 2 };
let board;

before(async () => { board = await openBoard(); });
after(() => board?.stop());

for (const [name, fault, budget] of [
  ['ask', 'lost', SOME], ['ask', 'cut', EVERY], ['ask', 'refused', SOME],
  ['ask', 'late', FEW], ['ask in a browser', 'memory', SOME],
  ['ask with a photo', 'files full', SOME], ['attach a file', 'files short', SOME],
  ['assign', 'cut', SOME], ['remark', 'cut', EVERY],
  ['approve', 'memory', SOME], ['read a case', 'memory', SOME], ['import', 'cut', SOME],
  ['jobs --once', 'files full', FEW], ['key new', 'files short', EVERY],
]) {
  test(`${name}, ${fault}: what fails is said, and what is sent again is there once`, async () => {
    const row = await tryStep(board, STEPS[name] ?? COMMANDS[name], fault, budget);
    assert.deepEqual(row.problems, []);
    assert.ok(row.tried > 0, JSON.stringify(row));
  });
}

test('after all that nothing is half-done', () => sound(board));

test('it finds a question that is there twice, and an acknowledged one that is not there', async () => {
  const { ask } = STEPS;
  const said = async (step) => (await tryStep(board, { ...ask, ...step }, 'cut', EVERY)).problems.join('\n');
  // Another form in another browser: nothing says that it is the same question.
  assert.match(await said({ prove: async (_, thing) => {
    thing.person = new Person(board);
    thing.form = await thing.person.token('/topics/new.json');
  } }), /tried again, and there 2 times/);
  assert.match(await said({ there: async () => 0 }), /acknowledged, and there 0 times/);
});
