// Reloads and restarts while people read and post: nobody is turned away, and no receipt is lost.
import assert from 'node:assert/strict';
import { chmodSync, copyFileSync, readdirSync, readlinkSync, renameSync, statSync,
  writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { BUILD, Person, sleep, startStack } from './lib.mjs';
import { allThere, askDuring, insist, sound, startParts, until } from './fault_stack.mjs';

let stack;

before(async () => { stack = await startParts({ staff: false, own: true }); });
after(() => stack && stack.stop());

// Everyone who reads, all the time, pages that no cache has; gives the statuses they got, with how often.
function readers(people) {
  const statuses = {};
  let over = false;
  const crowd = Array.from({ length: people }, async (_, person) => {
    for (let i = 0; !over; i += 1) {
      const { status } = await new Person(stack).get(`/topics?reader=${person}-${i}`);
      statuses[status] = (statuses[status] || 0) + 1;
    }
  });
  return { statuses, async stop() { over = true; await Promise.all(crowd); } };
}

// Reads and posts go on while `work` is done; not one of them may fail.
async function nobodyTurnedAway(name, work) {
  const reading = readers(6);
  const receipts = await askDuring(stack, 4, name, async (got) => {
    await until(() => assert.ok(got.length >= 4), 90000);
    await work();
    const had = got.length;
    await until(() => assert.ok(got.length >= had + 4 && reading.statuses[200] > 50), 90000);
  });
  await reading.stop();
  assert.deepEqual(Object.keys(reading.statuses), ['200']);
  assert.ok(reading.statuses[200] > 50, `${reading.statuses[200]} pages were read`);
  assert.deepEqual(receipts.map((receipt) => receipt.tries).filter((tries) => tries.length > 1), []);
  await allThere(stack, receipts);
  sound(stack);
}

test('SIGHUP under load: new workers, the same master, no failed request', async () => {
  const { pid } = stack.parts.worker;
  await nobodyTurnedAway('重载', async () => {
    for (let i = 0; i < 8; i += 1) {
      const old = stack.workers();
      process.kill(pid, 'SIGHUP');
      await until(() => {
        assert.equal(stack.workers().length, 2);
        assert.ok(stack.workers().every((worker) => !old.includes(worker)));
      });
    }
  });
  assert.equal(stack.parts.worker.exitCode, null);
});

test('SIGHUP without its configuration: everything stays as it is', async () => {
  const old = stack.workers();
  const config = join(stack.state, 'test.conf');
  await nobodyTurnedAway('错配', async () => {
    renameSync(config, `${config}.away`);
    process.kill(stack.parts.worker.pid, 'SIGHUP');
    await sleep(300);
    renameSync(`${config}.away`, config);
  });
  assert.deepEqual(stack.workers(), old);
});

// Another file in the program's place, as an upgrade puts it there.
function replaceProgram(write) {
  write(`${stack.program}.new`);
  renameSync(`${stack.program}.new`, stack.program);
}

test('SIGHUP after the program was replaced, under load: the same process is the new program, no failed request', async () => {
  const { pid } = stack.parts.worker;
  const descriptors = readdirSync(`/proc/${pid}/fd`).length;
  await nobodyTurnedAway('换版', async () => {
    for (let i = 0; i < 3; i += 1) {
      const old = stack.workers();
      replaceProgram((path) => copyFileSync(join(BUILD, 'wenzheng'), path));
      process.kill(pid, 'SIGHUP');
      await until(() => {
        const now = stack.workers();
        assert.equal(now.length, 2);
        for (const process of [pid, ...now]) assert.equal(statSync(`/proc/${process}/exe`).ino,
          statSync(stack.program).ino);
        assert.ok(now.every((worker) => !old.includes(worker)));
      });
    }
  });
  assert.equal(stack.parts.worker.exitCode, null);
  assert.equal(readdirSync(`/proc/${pid}/fd`).length, descriptors);
});

test('SIGHUP after a program that cannot run was put there: the old one goes on', async () => {
  const { pid } = stack.parts.worker;
  const old = stack.workers();
  await nobodyTurnedAway('坏版', async () => {
    replaceProgram((path) => { writeFileSync(path, '#!/bin/sh\nexit 1\n'); chmodSync(path, 0o755); });
    process.kill(pid, 'SIGHUP');
    await until(() => assert.match(stack.log('worker'),
      /reload refused: .* is new, and it does not accept the configuration/));
    replaceProgram((path) => copyFileSync(join(BUILD, 'wenzheng'), path));
  });
  assert.match(readlinkSync(`/proc/${pid}/exe`), / \(deleted\)$/);
  assert.deepEqual(stack.workers(), old);
});

test('SIGTERM to one worker after the other under load: each finishes what it has, another takes its place',
  async () => {
  await nobodyTurnedAway('轮换', async () => {
    for (let i = 0; i < 6; i += 1) {
      const [victim] = stack.workers();
      process.kill(victim, 'SIGTERM');
      await until(() => {
        assert.equal(stack.workers().length, 2);
        assert.ok(!stack.workers().includes(victim));
      });
    }
  });
});

test('SIGTERM to the master under load, and a new one: who was turned away was told when to come back, nothing is lost', async () => {
  const receipts = await askDuring(stack, 6, '换主', async (got) => {
    for (let i = 0; i < 4; i += 1) {
      const had = got.length;
      await until(() => assert.ok(got.length >= had + 4), 90000);
      await stack.kill('worker', 'SIGTERM');
      assert.equal(stack.parts.worker.exitCode, 0);
      await stack.start('worker');
    }
    const had = got.length;
    await until(() => assert.ok(got.length >= had + 4), 90000);
  });
  const statuses = new Set(receipts.flatMap((receipt) => receipt.tries));
  for (const status of statuses) assert.ok([200, 201, 503].includes(status), `a post met ${status}`);
  await allThere(stack, receipts);
  sound(stack);
});

test('scripts/run stopped under load: no request that was answered failed, and every receipt is good afterwards', async () => {
  const first = await startStack({ staff: false });
  const receipts = [];
  const statuses = new Set();
  let over = false;
  const crowd = Array.from({ length: 6 }, async (_, person) => {
    for (let i = 0; !over; i += 1) {
      const reader = new Person(first);
      const page = await reader.get(`/topics?n=${person}-${i}`).catch(() => null);
      if (!page) break;
      statuses.add(page.status);
      const receipt = await insist(first, `停机第 ${person} 人第 ${i} 问`, 500).catch(() => null);
      if (!receipt) break;
      receipts.push(receipt);
    }
  });
  await until(() => assert.ok(receipts.length >= 12), 90000);
  assert.equal(await first.stop({ keep: true }), 0);
  over = true;
  await Promise.all(crowd);
  assert.deepEqual([...statuses], [200]);
  for (const receipt of receipts) assert.deepEqual(receipt.tries, [201]);
  const second = await startStack({ staff: false, state: first.state });
  try {
    for (const receipt of receipts) receipt.asker.stack = second;
    await allThere(second, receipts);
    sound(second);
  } finally {
    await second.stop();
  }
});
