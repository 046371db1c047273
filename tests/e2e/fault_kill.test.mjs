// "Nothing is lost": worker, Redis and nginx are killed while people post, and every receipt stays good.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { appendFileSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Person, QUESTION, ROOT, sleep, startStack } from './lib.mjs';
import { allThere, askDuring, casesOf, childrenOf, insist, sound, startParts,
  until } from './fault_stack.mjs';

const PEOPLE = 8;
let stack;

before(async () => { stack = await startParts({ staff: false }); });
after(() => stack && stack.stop());

// Kills while people post, then holds every receipt against the board.
async function survives(name, kills) {
  const had = casesOf(stack);
  const receipts = await askDuring(stack, PEOPLE, name, async (got) => {
    const enough = (count) => until(() => assert.ok(got.length >= count), 90000);
    await enough(10);
    await kills(enough, got);
    await enough(got.length + 10);
  });
  const tries = receipts.flatMap((receipt) => receipt.tries);
  assert.ok(receipts.length >= 20, `${receipts.length} receipts`);
  await allThere(stack, receipts);
  assert.equal(casesOf(stack), had + receipts.length, 'a case for each receipt, and no other');
  sound(stack);
  return tries;
}

test('killed workers: the master starts others, every receipt is good, no post is doubled', async () => {
  const count = stack.workers().length;
  await survives('杀进程', async (enough, got) => {
    for (let i = 0; i < 5; i += 1) {
      const [victim] = stack.workers();
      process.kill(victim, 'SIGKILL');
      await until(() => {
        assert.equal(stack.workers().length, count);
        assert.ok(!stack.workers().includes(victim));
      });
      await enough(got.length + 3);
    }
  });
});

test('all workers killed at once: the board is back by itself', async () => {
  const count = stack.workers().length;
  await survives('全杀', async (enough, got) => {
    for (let i = 0; i < 3; i += 1) {
      const killed = stack.workers();
      for (const pid of killed) process.kill(pid, 'SIGKILL');
      await until(() => {
        const now = stack.workers();
        assert.equal(now.length, count);
        assert.ok(!now.some((pid) => killed.includes(pid)), 'all of them are new');
      });
      await enough(got.length + 5);
    }
  });
});

test('a killed Redis, started again on its file: every receipt is good', async () => {
  const before = stack.workers();
  const tries = await survives('杀库', async (enough, got) => {
    for (let i = 0; i < 4; i += 1) {
      await stack.kill('redis');
      await sleep(200);
      await stack.start('redis');
      const back = Date.now();
      await enough(got.length + 1);
      assert.ok(Date.now() - back < 2000, `back after ${Date.now() - back} ms`);
      await enough(got.length + 5);
    }
  });
  assert.ok(tries.includes(503), 'somebody met the absent Redis');
  assert.deepEqual(stack.workers(), before, 'no worker died of it');
});

// The file that Redis writes to.
function newest() {
  const folder = join(stack.state, 'redis/appendonlydir');
  return join(folder, readdirSync(folder).filter((name) => name.endsWith('.incr.aof')).sort().pop());
}

const resp = (...words) =>
  `*${words.length}\r\n${words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join('')}`;

for (const [what, tail] of [
  ['half a command', resp('SET', '{yunchuan}:seq', '9999').slice(0, -3)],
  ['a commit without its end', resp('MULTI') + resp('SET', '{yunchuan}:seq', '9999') +
    resp('DEL', '{yunchuan}:queue:review')],
]) {
  test(`${what} at the end of Redis's file, as a power cut leaves it, is dropped whole`, async () => {
    const receipts = [];
    for (let i = 0; i < 3; i += 1) receipts.push(await insist(stack, `停电之前问的第 ${i} 件，${what}`));
    const last = stack.redis('get', '{yunchuan}:seq');
    await stack.kill('redis');
    appendFileSync(newest(), tail);
    await stack.start('redis');
    assert.equal(stack.redis('get', '{yunchuan}:seq'), last);
    receipts.push(await insist(stack, `来电以后问的，${what}`));
    await allThere(stack, receipts);
    sound(stack);
  });
}

test('no receipt is given before the disk has said that it holds the case', async () => {
  const library = join(stack.state, 'held_sync.so');
  const held = join(stack.state, 'held');
  const built = spawnSync('cc', ['-shared', '-fPIC', '-o', library, join(ROOT, 'tests/e2e/held_sync.c')],
    { encoding: 'utf8' });
  assert.equal(built.status, 0, built.stderr);
  await stack.kill('redis');
  await stack.start('redis', { LD_PRELOAD: library, HELD_SYNC: held });
  try {
    const first = await insist(stack, '磁盘好的时候问的');
    const asker = new Person(stack);
    const form = await asker.token('/topics/new');
    writeFileSync(held, '');
    let given = 0;
    const title = '磁盘还没写好的时候问的';
    const asked = asker.act('/topics', { form, ...QUESTION, title, phone: '' })
      .then((reply) => { given = reply.status; return reply; });
    await until(() => assert.ok(given || readFileSync(held).length > 0, 'something waits for the disk'));
    await sleep(300);
    assert.equal(given, 0, 'nothing is answered');
    assert.ok(readFileSync(newest(), 'utf8').includes(title), 'it is the case that waits');
    rmSync(held);
    const reply = await asked;
    assert.equal(reply.status, 201);
    await allThere(stack, [first, { ...reply, title, form, asker }]);
  } finally {
    rmSync(held, { force: true });
    await stack.kill('redis');
    await stack.start('redis');
  }
  sound(stack);
});

test('a killed nginx, started again: every receipt is good', async () => {
  const tries = await survives('杀门', async (enough, got) => {
    for (let i = 0; i < 3; i += 1) {
      const children = childrenOf(stack.parts.nginx.pid);
      await stack.kill('nginx');
      for (const pid of children) process.kill(pid, 'SIGKILL');
      await stack.start('nginx');
      await enough(got.length + 5);
    }
  });
  assert.ok(tries.includes(0), 'somebody met a broken connection');
});

test('the worker\'s master killed, started again: every receipt is good', async () => {
  await survives('杀主', async (enough, got) => {
    for (let i = 0; i < 3; i += 1) {
      await stack.kill('worker');
      await until(() => stack.start('worker'));
      await enough(got.length + 5);
    }
  });
});

for (const name of ['redis', 'worker', 'nginx']) {
  test(`scripts/run starts ${name} again when it is killed, on the same state, and nothing of the old one stays`, async () => {
    const run = await startStack({ staff: false });
    try {
      const receipt = await insist(run, `杀 ${name} 之前问的`);
      const old = run.pid(name);
      const children = childrenOf(old);
      process.kill(old, 'SIGKILL');
      await until(() => assert.ok(run.pid(name) > 0 && run.pid(name) !== old));
      for (const pid of children) await until(() => assert.throws(() => process.kill(pid, 0),
        `${pid} outlived it`));
      const later = await insist(run, `杀 ${name} 之后问的`);
      // Each worker finds out for itself that Redis is back.
      await until(() => allThere(run, [receipt, later]));
      sound(run);
    } finally {
      await run.stop();
    }
  });
}
