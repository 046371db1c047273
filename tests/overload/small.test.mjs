// A short overload, to be run alone, for what runs beside it takes the processors that this one is about:
// who is let in is served, the staff and those who post all are, the rest are told to come back, and two
// seconds later everybody is served again; how fast is for the long run to say.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { BUILD, ROOT } from '../e2e/lib.mjs';

test('posts and the staff are served while ten times as many read as can be served', () => {
  const { status, stdout, stderr } = spawnSync('node', [join(ROOT, 'tests/overload/run.mjs')], { cwd: ROOT,
    env: { ...process.env, COUNT: '300', SECONDS: '1', CONNECTIONS: '1000', JUDGE: 'order',
      NODE_NO_WARNINGS: '1' }, encoding: 'utf8' });
  assert.equal(status, 0, stdout + stderr);
  const { readers, people, receipts } = JSON.parse(readFileSync(join(BUILD, 'overload.json'), 'utf8'));
  assert.equal(readers.length, 6);
  assert.equal(people.length, 8, stdout);
  assert.ok(receipts > 0);
});
