// wenzhengctl backup and restore: what comes back is what was there, byte for byte; a backup that fails, is
// cut or damaged is never taken for a whole one.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { appendFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync,
  statSync, truncateSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { digestOf } from './backup_digest.mjs';
import { CTL, LINE, REPLY, startRedis } from './ctl_site.mjs';
import { changedConfig, ROOT, sleep } from './lib.mjs';

const PHOTO = 'photos/1/0123456789abcdef.jpg';
let site, folder;
const at = (...path) => join(folder, ...path);
const backups = (dir = at('to')) => readdirSync(dir).filter((name) => /^\d/.test(name)).sort();
const latest = () => at('to', backups().at(-1));

before(async () => {
  site = await startRedis();
  folder = mkdtempSync(join(tmpdir(), 'wz-backup-'));
  site.ctl(['dept', 'add', 'zjj', '市住房和城乡建设局']);
  site.imported(0, [site.file([{ ...LINE, ...REPLY }, { ...LINE, id: 'a-2' }], 'one.ndjson'), '--dept',
    'zjj', '--publish']);
  mkdirSync(join(site.state, dirname(PHOTO)));
  writeFileSync(join(site.state, PHOTO), Buffer.alloc(300000, 'photo'));
  writeFileSync(join(site.state, 'targets.conf'), '# nobody\n');
  mkdirSync(join(site.state, 'archive/YC-1'));
  writeFileSync(join(site.state, 'archive/YC-1/package.jws'), 'sealed', { mode: 0o600 });
});
after(async () => {
  await site.stop();
  rmSync(folder, { recursive: true, force: true });
});

function done(args) {
  const result = site.ctl(args);
  assert.equal(result.status, 0, result.stderr);
  return result.stdout;
}

function refused(message, args) {
  const { status, stderr } = site.ctl(args);
  assert.equal(status, 1, stderr);
  assert.match(stderr, message);
}

// Path → mode and bytes of all that a restore must bring back, Redis's data aside.
function filesIn(state) {
  const found = spawnSync('find', ['photos', 'attachments', 'archive', 'events', 'keys', 'targets.conf',
    '-type', 'f'], { cwd: state, encoding: 'utf8' }).stdout.split('\n').filter(Boolean).sort();
  return Object.fromEntries(found.map((path) => [path,
    [statSync(join(state, path)).mode, readFileSync(join(state, path), 'base64')]]));
}

// Restores into a state of its own, which must have all that the site has.
async function restored(from, ...more) {
  const state = mkdtempSync(at('state-'));
  const { status, stdout, stderr } = spawnSync(CTL, ['--state', state, 'restore', from, ...more],
    { cwd: ROOT, encoding: 'utf8' });
  assert.equal(status, 0, stderr);
  assert.match(stdout, /recount --check[^]*verify/);
  assert.deepEqual(filesIn(state), filesIn(site.state));
  const [was, is] = await digestOf(at(), join(site.state, 'redis/appendonlydir'),
    join(state, 'redis/appendonlydir'));
  assert.match(was, /^\d+ [0-9a-f]{40}$/);
  assert.ok(parseInt(was, 10) > 20);
  assert.equal(is, was, 'every key of Redis, with its value and lifetime');
  return state;
}

test('what is restored is what was there, every key and file, also when Redis has just begun a transaction',
  async () => {
  assert.match(done(['backup', at('to'), '--keys']), /: \d+ files, [\d.]+ MiB, of which \d+ new/);
  await restored(at('to/latest'));
  // As if it were being written at that moment.
  const other = at('half');
  cpSync(site.state, other, { recursive: true, filter: (path) => !path.endsWith('.sock') });
  const incr = readdirSync(join(other, 'redis/appendonlydir')).find((name) => name.includes('.incr.'));
  appendFileSync(join(other, 'redis/appendonlydir', incr),
    '*1\r\n$5\r\nMULTI\r\n*3\r\n$3\r\nSET\r\n$1\r\na\r\n$1\r\nb\r\n*1\r\n$4\r\nEX');
  const make = () => spawnSync(CTL, ['--state', other, 'backup', at('half-to'), '--keys'],
    { cwd: ROOT, encoding: 'utf8' });
  const made = make();
  assert.equal(made.status, 0, made.stderr);
  await restored(at('half-to/latest'));
  // A length that grew swallows good transactions behind it: that is no cut end.
  appendFileSync(join(other, 'redis/appendonlydir', incr),
    'EC\r\n*3\r\n$3\r\nSET\r\n$1\r\na\r\n$99999\r\nb\r\n*1\r\n$4\r\nEXEC\r\n');
  const damaged = make();
  assert.equal(damaged.status, 1);
  assert.match(damaged.stderr, /is damaged from byte \d+ on[^]*no backup was made/);
});

test('a backup links what is unchanged to the one before, keeps N, and --full copies all', () => {
  const first = latest();
  writeFileSync(join(site.state, 'photos/1/new.jpg'), 'new');
  assert.match(done(['backup', at('to'), '--keys']), /of which 2 new, 0\.0 MiB/, 'the photo, Redis’s list');
  const ino = (backup) => statSync(join(backup, PHOTO)).ino;
  assert.notEqual(latest(), first);
  assert.equal(ino(latest()), ino(first));
  mkdirSync(join(site.state, 'photos/new'));
  writeFileSync(join(site.state, 'photos/new/unsent.jpg'), 'unsent');
  assert.match(done(['backup', at('to'), '--keys', '--full', '--keep', '2']), /1 older removed/);
  rmSync(join(site.state, 'photos/new'), { recursive: true });
  assert.ok(!existsSync(join(latest(), 'photos/new')), 'a photo of a form that was not sent');
  assert.equal(backups().length, 2);
  assert.ok(!existsSync(first));
  assert.notEqual(ino(latest()), ino(at('to', backups()[0])));
  assert.match(done(['backup', '--check', latest()]), /files are there and whole/);
  const future = at('to/2099-01-01T000000');
  const half = at('to/2020-01-01T000000.removing');
  mkdirSync(half);
  cpSync(latest(), future, { recursive: true });
  const { status, stderr } = site.ctl(['backup', at('to'), '--keys', '--keep', '1']);
  assert.equal(status, 0, stderr);
  assert.equal(backups().length, 1, 'what was just made stays, whatever a wrong clock named');
  assert.ok(!existsSync(future) && !existsSync(half));
  assert.match(done(['backup', '--check', at('to/latest')]), /files are there and whole/);
});

test('--check names what is damaged, cut or missing, and a list that is cut', () => {
  const copy = at('copy');
  cpSync(latest(), copy, { recursive: true });
  const check = ['backup', '--check', copy];
  const photo = join(copy, PHOTO);
  const bytes = readFileSync(photo);
  bytes[1000] ^= 1;
  writeFileSync(photo, bytes);
  refused(/photos\/1\/0123456789abcdef\.jpg is damaged/, check);
  truncateSync(photo, 1000);
  refused(/0123456789abcdef\.jpg is cut short/, check);
  unlinkSync(photo);
  refused(/0123456789abcdef\.jpg is missing/, check);
  const state = mkdtempSync(at('state-'));
  refused(/is missing/, ['--state', state, 'restore', copy]);
  assert.deepEqual(readdirSync(state), [], 'nothing is written from a backup that is not whole');
  const list = readFileSync(join(copy, 'backup.ndjson'), 'utf8').trim().split('\n');
  writeFileSync(join(copy, 'backup.ndjson'), `${list.slice(0, -1).join('\n')}\n`);
  refused(/cut short or damaged/, check);
  refused(/is no backup/, ['backup', '--check', at()]);
});

test('a backup that fails, is killed, or meets another leaves those before it, and nothing that looks whole',
  async () => {
  const before = backups();
  // No file may grow past that: what a full disk gives, but for the number of the error.
  const full = spawnSync('bash', ['-c', 'trap "" XFSZ; ulimit -f 100; exec "$0" "$@"', CTL, '--state', site.state,
    'backup', at('to'), '--full'], { cwd: ROOT, encoding: 'utf8' });
  assert.equal(full.status, 1);
  assert.match(full.stderr, /jpg can't be copied: File too large[^]*no backup was made; those that were/);
  assert.ok(!existsSync(at('to/.partial')));
  refused(/lies in the state folder/, ['backup', join(site.state, 'b')]);
  assert.ok(!existsSync(join(site.state, 'b')), 'nor leaves a folder there');
  const busy = spawnSync('flock', [at('to'), CTL, '--state', site.state, 'backup', at('to')],
    { cwd: ROOT, encoding: 'utf8' });
  assert.equal(busy.status, 1);
  assert.match(busy.stderr, /another backup is just being written/);
  writeFileSync(join(site.state, 'photos/1/huge.jpg'), '');
  truncateSync(join(site.state, 'photos/1/huge.jpg'), 2 ** 31);
  const killed = spawn(CTL, ['--state', site.state, 'backup', at('to')], { cwd: ROOT });
  const ended = new Promise((end) => { killed.on('exit', end); });
  while (!existsSync(at('to/.partial/photos/1/huge.jpg'))) await sleep(2);
  killed.kill('SIGKILL');
  await ended;
  rmSync(join(site.state, 'photos/1/huge.jpg'));
  assert.deepEqual(backups(), before);
  refused(/is no backup, or one that was never finished/, ['backup', '--check', at('to/.partial')]);
  done(['backup', at('to'), '--keys']);
  assert.ok(!existsSync(at('to/.partial')));
  done(['backup', '--check', at('to/latest')]);
});

test('a backup goes into an empty site only, and not beside a running Redis', () => {
  refused(/a Redis runs on .*redis\.sock: stop it first/, ['restore', at('to/latest')]);
  const state = mkdtempSync(at('state-'));
  mkdirSync(join(state, 'photos/7'), { recursive: true });
  refused(/photos is not empty[^]*mv .* .*\.before/, ['--state', state, 'restore', at('to/latest')]);
  rmSync(join(state, 'photos/7'), { recursive: true });
  refused(/is of site yunchuan, and the configuration says other/, ['--config', otherConfig(), '--state', state,
    'restore', at('to/latest')]);
});

function otherConfig() {
  const file = at('other.conf');
  writeFileSync(file, changedConfig({ id: 'other' }));
  return file;
}

test('files of the configuration come back where one says', () => {
  assert.match(done(['restore', at('to/latest'), '--config-to', at('etc')]),
    /4 files of the configuration/);
  for (const name of ['wenzheng.conf', 'words.txt'])
    assert.deepEqual(readFileSync(at('etc', name)), readFileSync(join(ROOT, 'conf', name)));
});

test('an encrypted backup shows nothing, is checked without its key, and opens with that key alone',
  async () => {
  for (const name of ['good', 'bad']) spawnSync('age-keygen', ['-o', at(`${name}.key`)]);
  writeFileSync(at('recipients'), spawnSync('age-keygen', ['-y', at('good.key')]).stdout);
  const make = ['backup', at('sealed'), '--keys', '--recipients', at('recipients')];
  done(make);
  assert.match(done(make), /of which 1 new/, 'unchanged files are linked without being opened');
  const seen = spawnSync('grep', ['-rlaE', '人民路|photophoto|"d":', at('sealed')], { encoding: 'utf8' });
  assert.equal(seen.stdout, '');
  assert.match(done(['backup', '--check', at('sealed/latest')]), /are there and whole/);
  refused(/is encrypted: --identity/, ['restore', at('sealed/latest')]);
  const state = mkdtempSync(at('state-'));
  refused(/age failed[^]*nothing can be started/, ['--state', state, 'restore', at('sealed/latest'),
    '--identity', at('bad.key')]);
  assert.deepEqual(readdirSync(join(state, 'redis')), []);
  // One that was killed left something.
  mkdirSync(join(state, 'redis/appendonlydir.restored'));
  writeFileSync(join(state, 'redis/appendonlydir.restored/wenzheng.aof.manifest'), 'cut');
  const redis = ['--state', state, 'restore', at('sealed/latest'), '--redis', '--identity'];
  refused(/nothing was restored, and all else in .* is as it was/, [...redis, at('bad.key')]);
  done([...redis, at('good.key')]);
  await restored(at('sealed/latest'), '--identity', at('good.key'));
});
