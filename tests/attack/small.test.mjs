// A short attack, so that the long one can't rot: whatever eight clients do meanwhile, a resident and a
// moderator are served and nothing dies; how fast is for the long run to say.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { BUILD, ROOT } from '../e2e/lib.mjs';

test('a resident and a moderator are served while eight clients attack', () => {
  const { stdout, stderr } = spawnSync('node', [join(ROOT, 'tests/attack/run.mjs')], { cwd: ROOT,
    env: { ...process.env, SECONDS: '12', NODE_NO_WARNINGS: '1' }, encoding: 'utf8' });
  const { failures, waits, answers } = JSON.parse(readFileSync(join(BUILD, 'attack.json'), 'utf8'));
  assert.equal(failures, 0, stdout);
  assert.equal(stderr, '');
  assert.equal(Object.keys(answers).length, 8, stdout);
  for (const name of ['read', 'fetch the form', 'desk', 'pass a comment',
    'log in']) assert.ok(waits.some((row) => row.name === name), `${name}\n${stdout}`);
});
