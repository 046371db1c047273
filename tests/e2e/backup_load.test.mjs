// A backup that is made while people post and Redis writes its files anew has every receipt that was given
// before it was begun, and is one state: what derives from the cases agrees with them.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { startParts } from './fault_stack.mjs';
import { BUILD, Person, ROOT, sleep } from './lib.mjs';

let stack, to;
before(async () => {
  stack = await startParts();
  to = mkdtempSync(join(tmpdir(), 'wz-backup-'));
});
after(async () => {
  await stack.stop();
  rmSync(to, { recursive: true, force: true });
});

function run(...args) {
  const child = spawn(join(BUILD, 'wenzhengctl'), ['--config', join(stack.state, 'test.conf'), '--state',
    stack.state, ...args], { cwd: ROOT, stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (text) => { said += text; });
  return new Promise((done) => { child.on('exit', (status) => done({ status, said })); });
}

test('every receipt of before comes back, and what derives from the cases agrees with them', async () => {
  const receipts = [];
  let busy = true;
  const posting = Array.from({ length: 4 }, async () => {
    while (busy) receipts.push(await new Person(stack).ask());
  });
  const rewriting = (async () => {
    while (busy) {
      stack.admin('bgrewriteaof');
      await sleep(300);
    }
  })();
  let given = [];
  while (receipts.length < 5) await sleep(20);
  for (let i = 0; i < 2; i++) {
    given = [...receipts];
    const { status, said } = await run('backup', to, '--keys', '--full');
    assert.equal(status, 0, said);
  }
  busy = false;
  await Promise.all([...posting, rewriting]);
  assert.ok(receipts.length > given.length);
  for (const name of Object.keys(stack.parts)) await stack.kill(name, 'SIGTERM');
  for (const name of ['redis', 'photos', 'attachments', 'reports', 'archive', 'events', 'keys'])
    rmSync(join(stack.state, name), { recursive: true });
  const { status, said } = await run('restore', join(to, 'latest'));
  assert.equal(status, 0, said);
  for (const name of ['redis', 'worker', 'nginx']) await stack.start(name);
  for (const { track } of given) assert.equal((await new Person(stack).get(track)).status, 200);
  stack.redis('del', '{yunchuan}:recount');
  for (const command of [['recount', '--check'], ['verify']]) {
    const result = await run(...command);
    assert.equal(result.status, 0, result.said);
  }
});
