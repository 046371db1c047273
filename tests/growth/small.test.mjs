// A small run of the growth test, so that no page or command begins to cost more with every case there is.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { BUILD, ROOT } from '../e2e/lib.mjs';

test('no page, no command and no round of the jobs costs more on a board twice as large', () => {
  const env = { ...process.env, N: '60', FACTOR: '2' };
  const { status, stdout, stderr } = spawnSync('node', [join(ROOT, 'tests/growth/run.mjs')],
    { cwd: ROOT, env, encoding: 'utf8' });
  const { rows, grown } = JSON.parse(readFileSync(join(BUILD, 'growth.json'), 'utf8'));
  assert.deepEqual(grown, [], stdout);
  assert.equal(status, 0, stderr);
  assert.ok(Object.keys(rows).length > 100, 'the table was walked');
});
