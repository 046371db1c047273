// A full disk: pages are served and posts refused with the text kept; once there is room all is as before, by
// itself.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { Person, QUESTION, ROOT, startStack } from './lib.mjs';
import { sound, until } from './fault_stack.mjs';
import { formWith } from './photo_files.mjs';

const SIZE = 40; // MiB of the disk
const FLOOR = 8;

// A disk of its own for the state, or null where this account may not mount one.
function mountDisk() {
  const folder = mkdtempSync(join(tmpdir(), 'wz-disk-'));
  if (spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${SIZE}m,mode=755`, 'wz-disk',
    folder]).status === 0) return folder;
  rmSync(folder, { recursive: true });
  return null;
}

const disk = mountDisk();

// Leaves so many bytes free.
function fill(free) {
  const { stdout } = spawnSync('stat', ['-f', '-c', '%a %S', disk], { encoding: 'utf8' });
  const [blocks, size] = stdout.split(' ').map(Number);
  spawnSync('fallocate', ['-l', String(blocks * size - free +
    (existsSync(join(disk, 'filler')) ? statSync(join(disk, 'filler')).size : 0)), join(disk, 'filler')]);
}

function writeConfig() {
  const text = readFileSync(join(ROOT, 'conf/wenzheng.conf'), 'utf8');
  const path = join(disk, 'test.conf');
  writeFileSync(path, text.replace(/^disk_floor_mb = .*$/m, `disk_floor_mb = ${FLOOR}`));
  return path;
}

test('the ballast is made where there is room, and gone once the operator switches it off', () => {
  const state = mkdtempSync(join(tmpdir(), 'wz-'));
  const config = join(state, 'test.conf');
  const ballast = join(state, 'redis/ballast');
  mkdirSync(join(state, 'redis'));
  for (const floor of [2, 0]) {
    writeFileSync(config, `[limits]\ndisk_floor_mb = ${floor}\n`);
    assert.equal(spawnSync(join(ROOT, 'scripts/ballast'), [config, state]).status, 0);
    assert.equal(existsSync(ballast), floor > 0, `disk_floor_mb = ${floor}`);
  }
  rmSync(state, { recursive: true });
});

test('on a full disk pages are served, posts refused with the text kept, and all comes back by itself',
  { skip: !disk && 'no disk can be mounted here' }, async () => {
  const stack = await startStack({ state: join(disk, 'state'),
    env: { WENZHENG_CONFIG: writeConfig(), EXEMPT: '127.0.0.1' } });
  try {
    const ballast = join(stack.state, 'redis/ballast');
    assert.equal(statSync(ballast).size, (FLOOR << 20) / 2);
    const first = await new Person(stack).ask();

    fill((FLOOR - 1) << 20);
    const asker = new Person(stack);
    const form = await asker.token('/topics/new');
    const refused = await asker.post('/topics', { form, ...QUESTION, phone: '' });
    assert.equal(refused.status, 503);
    assert.ok(refused.headers.get('retry-after') && refused.content.includes(QUESTION.body),
      'the text is kept');
    const photos = formWith({ form, ...QUESTION, phone: '' }, [Buffer.from('a photo')]);
    const withPhoto = await asker.send('POST', '/topics', { body: photos });
    assert.equal(withPhoto.status, 503);
    assert.match(withPhoto.content, /照片没有保存/, 'the text is kept, but no photo: the page says so');
    assert.match(withPhoto.content, /<label for="again-title">标题</, 'and calls each field by its name');
    assert.equal((await asker.get('/topics')).status, 200);
    assert.match(stack.log('worker'), /less than 8 MiB left/);

    // Somebody else fills it to the last byte; Redis ends at its next write.
    const redis = stack.pid('redis');
    await until(() => {
      // The board's other parts write and remove files meanwhile.
      if (stack.redis('ping') === 'PONG') fill(0);
      stack.redis('set', '{yunchuan}:once:filler', 'x'.repeat(100000));
      assert.ok(stack.pid('redis') > 0 && stack.pid('redis') !== redis);
    }, 15000);
    await until(() => assert.equal(stack.redis('ping'), 'PONG'));
    assert.ok(!existsSync(ballast), 'it gave way');
    await until(async () => assert.equal((await new Person(stack).get(first.track)).status, 200));
    fill(0);
    const large = formWith({ form, ...QUESTION, phone: '' }, [Buffer.alloc(1 << 20)]);
    const unsent = await asker.send('POST', '/topics', { body: large });
    assert.equal(unsent.status, 503, 'nginx could not keep it for the worker');
    assert.match(unsent.content, /暂时/, 'and says so in the words of the site');
    assert.equal((await asker.post('/topics', { form, ...QUESTION, phone: '' })).status, 503);

    rmSync(join(disk, 'filler'));
    await until(async () => {
      const again = await asker.act('/topics', { form, ...QUESTION, phone: '' });
      assert.equal(again.status, 201);
    }, 5000);
    await until(() => assert.equal(statSync(ballast).size, (FLOOR << 20) / 2));
    assert.equal((await new Person(stack).get(first.track)).status, 200);
    sound(stack);
  } finally {
    await stack.stop({ keep: true });
    spawnSync('umount', [disk]);
    rmSync(disk, { recursive: true });
  }
});
