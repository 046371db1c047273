// A fail-over, of make failover.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openBoard } from './round.mjs';

let board;

before(async () => { board = await openBoard(); });
after(() => board?.stop());

const FAULT = 'master killed';

test(`${FAULT}: no receipt is lost, nothing un-happens, kept pages are shown, and the board goes on`, async () => {
  const { problems, tookOver, receipts } = await board.play(1, FAULT);
  assert.deepEqual(problems, [], `again: FAULT="${FAULT}" SEED=1 ROUNDS=1 make failover`);
  assert.ok(tookOver, 'another Redis is the master');
  assert.ok(receipts.before > 0 && receipts.after > 0, 'somebody was given a receipt before and after');
});
