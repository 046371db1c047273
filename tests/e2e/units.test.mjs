// The units as they are installed: systemd finds nothing to say about them, and each is locked in.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { ROOT } from './lib.mjs';

const EXPOSURE = 15;	// tenths
const root = mkdtempSync(join(tmpdir(), 'wz-units-'));
const folder = join(root, 'usr/lib/systemd/system');
after(() => rmSync(root, { recursive: true }));

function run(command, args) {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: ROOT, encoding: 'utf8' });
  return { status, words: stdout + stderr };
}

test('an installed unit runs a program that is installed, with options that systemd knows', () => {
  const installed = run('scripts/install', [root, '/usr', '/etc']);
  assert.equal(installed.status, 0, installed.words);
  const units = readdirSync(folder);
  for (const unit of units)
    for (const [, program] of readFileSync(join(folder, unit),
      'utf8').matchAll(/^Exec\w+=(\/usr\/\S*wenzheng\S*)/gm))
      assert.ok(spawnSync('test', ['-x', join(root, program)]).status === 0, `${unit}: ${program}`);
  // Programs of other packages, manual pages and system units are not in this folder.
  const { words } = run('systemd-analyze', ['verify', '--man=no', `--root=${root}`,
    ...units.map((unit) => join(folder, unit.replace('@.', '@one.')))]);
  const said = words.split('\n').filter((line) => /wenzheng.*(Unknown|Failed to parse|Invalid|lacks)/.test(line));
  assert.deepEqual(said, []);
});

test('no service is exposed more than 1.5 of 10 as systemd-analyze counts', () => {
  for (const unit of readdirSync(folder).filter((name) => name.endsWith('.service'))) {
    const { status, words } = run('systemd-analyze', ['security', '--offline=true', '--no-pager',
      `--threshold=${EXPOSURE}`, join(folder, unit)]);
    assert.equal(status, 0, `${unit}: ${words.trim().split('\n').at(-1)}`);
  }
});

test('a service that signs, opens and hashes nothing cannot reach the keys', () => {
  for (const name of ['index', 'purge', 'sentinel', 'ballast'])
    assert.match(readFileSync(join(folder, `wenzheng-${name}.service`), 'utf8'),
      /^InaccessiblePaths=-\/var\/lib\/wenzheng\/keys$/m, name);
});
