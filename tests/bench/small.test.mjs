// A small run of the bench, so that it can't rot: every row is measured, whatever the figures; its floors
// must do the same commands of Redis as the pages, which the bench itself checks.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { BUILD, ROOT } from '../e2e/lib.mjs';

test('the bench runs from its loading to its table', () => {
  const env = { ...process.env, COUNT: '300', SMALL: '100', OPEN: '50', ROUNDS: '1', SECONDS: '1',
    PATIENCE: '0' };
  const { status, stderr } = spawnSync('node', [join(ROOT, 'tests/bench/run.mjs')],
    { cwd: ROOT, env, encoding: 'utf8' });
  assert.equal(status, 0, stderr);
  const { rates, sizes, curve } = JSON.parse(readFileSync(join(BUILD, 'bench.json'), 'utf8'));
  assert.equal(rates.length, 11);
  for (const { name, ours, floor } of rates) assert.ok(ours > 0 && floor > 0, name);
  assert.equal(sizes.length, 5);
  for (const { name, value } of sizes) assert.ok(value > 0, name);
  assert.equal(Object.keys(curve).length, 17);
  for (const [name, { 300: cell }] of Object.entries(curve)) assert.ok(cell.ratio > 0 || cell.peak > 0, name);
});
