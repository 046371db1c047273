// Starting after an accident: what a power cut left half-written is cut off, and an empty start over a filled
// state is refused.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { appendFileSync, existsSync, readFileSync, readdirSync, renameSync, rmSync, statSync,
  truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Person, ROOT, startStack } from './lib.mjs';
import { sound } from './fault_stack.mjs';

let stack, first;
const inRedis = (...path) => join(stack.state, 'redis', ...path);
const last = () => inRedis('appendonlydir', readFileSync(inRedis('appendonlydir/wenzheng.aof.manifest'),
  'utf8')
  .trim().split('\n').at(-1).split(' ')[1]);
const kept = () => readdirSync(inRedis()).filter((name) => name.startsWith('cut-'));

before(async () => {
  stack = await startStack();
  first = await new Person(stack).ask();
  await stack.stop({ keep: true });
});
after(() => rmSync(stack.state, { recursive: true, force: true }));

// scripts/run, which must refuse; gives what it says.
function refused() {
  const { status, stderr } = spawnSync(join(ROOT, 'scripts/run'), [], { env: stack.env, encoding: 'utf8' });
  assert.equal(status, 1, stderr);
  assert.match(stderr, /docs\/recovery\.md/);
  return stderr;
}

// Starts it again, asks something, and stops it; gives the new receipt.
async function goesOn(check = () => {}) {
  const other = await startStack({ state: stack.state });
  try {
    assert.equal((await new Person(other).get(first.track)).status, 200, 'what was there is there');
    const receipt = await new Person(other).ask();
    // A recount whose end the cut took away holds the next one off for a minute.
    other.redis('del', '{yunchuan}:recount');
    sound(other);
    check(other);
    return receipt;
  } finally {
    await other.stop({ keep: true });
  }
}

const DAMAGES = {
  'cut in the middle of a command': (file) => truncateSync(file, readFileSync(file).length - 7),
  'with zeros behind it': (file) => appendFileSync(file, Buffer.alloc(8192)),
  'cut in a transaction, with zeros behind that': (file) => {
    const bytes = readFileSync(file);
    truncateSync(file, bytes.lastIndexOf('\r\nEXEC\r\n') - 30);
    appendFileSync(file, Buffer.alloc(4096));
  },
};

for (const [what, damage] of Object.entries(DAMAGES)) {
  test(`an append-only file ${what}: the start cuts it off, says so and keeps the bytes`, async () => {
    for (const name of kept()) rmSync(inRedis(name));
    // Something new, so that it isn't the first question that is lost.
    await goesOn();
    damage(last());
    await goesOn((other) => assert.match(other.output(), /half-written[^]*kept in .*cut-\d{8}-\d{6}\.aof/));
    assert.equal(kept().length, 1);
    assert.ok(readFileSync(inRedis(kept()[0])).length > 0);
  });
}

test('what Redis was killed before syncing is synced before it reads it', () => {
  const library = join(stack.state, 'machine.so');
  const built = spawnSync('cc', ['-shared', '-fPIC', '-o', library, join(ROOT, 'tests/sim/machine.c')],
    { encoding: 'utf8' });
  assert.equal(built.status, 0, built.stderr);
  const synced = join(stack.state, 'synced');
  writeFileSync(synced, '');
  const { status, stderr } = spawnSync(join(ROOT, 'scripts/redis-ready'), [join(ROOT, 'conf/wenzheng.conf'),
    stack.state], { encoding: 'utf8', env: { ...stack.env, LD_PRELOAD: library, SYNCED: synced } });
  assert.equal(status, 0, stderr);
  const { ino, size } = statSync(last());
  assert.ok(readFileSync(synced, 'utf8').split('\n').includes(`f ${ino} ${size}`));
});

test('damage with good entries behind it is not cut off but refused', async () => {
  await goesOn();
  const bytes = readFileSync(last());
  const place = bytes.indexOf('\r\nEXEC\r\n') + 2;
  const damaged = Buffer.from(bytes);
  damaged.write('XXXX', place);
  damaged.write('!', bytes.indexOf('*', place));
  writeFileSync(last(), damaged);
  assert.match(refused(), /good entries follow/);
  assert.deepEqual(readFileSync(last()), damaged, 'nothing was changed');
  writeFileSync(last(), bytes);
});

test('a state that has lost its append-only folder, the list in it or a file of the list is not begun anew',
  async () => {
  const list = inRedis('appendonlydir/wenzheng.aof.manifest');
  for (const path of [inRedis('appendonlydir'), list, last()]) {
    renameSync(path, inRedis('away'));
    if (path === list) writeFileSync(list, '');
    assert.match(refused(), /give out its numbers again/);
    renameSync(inRedis('away'), path);
  }
  await goesOn();
});

test('an operator who says so begins anew, once', async () => {
  renameSync(inRedis('appendonlydir'), inRedis('away'));
  writeFileSync(inRedis('begin-anew'), '');
  const other = await startStack({ state: stack.state, staff: false });
  assert.match(other.output(), /beginning anew/);
  assert.equal(other.redis('exists', '{yunchuan}:seq'), '0');
  assert.equal(await other.stop({ keep: true }), 0);
  assert.ok(!existsSync(inRedis('begin-anew')));
  rmSync(inRedis('appendonlydir'), { recursive: true });
  refused();
});
