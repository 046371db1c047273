// Nothing of a request is erased without its package, whatever happens to the jobs or to the folder.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { CTL, LINE, REPLY, startRedis } from './ctl_site.mjs';
import { ROOT, sleep } from './lib.mjs';
import { killAtCommit } from './redis_gate.mjs';

const REQUESTS = 60;
let site;
let folder;

before(async () => {
  site = await startRedis();
  folder = join(site.state, 'archive');
  site.ctl(['dept', 'add', 'zjj', '市住房和城乡建设局', '--number-pattern', '云住建公开〔{year}〕{n}号',
    '--review-body', '云川市人民政府', '--court', '云川市人民法院']);
});
after(() => site && site.stop());

let files = 0;

// The numbers of so many requests that ended more than five years ago.
function requests(count) {
  const name = `r${files += 1}`;
  const lines = Array.from({ length: count }, (_, i) => ({ ...LINE, ...REPLY, id: `${name}-${i}`,
    title: `第 ${i} 份补偿方案`, name: '赵敏慧', phone: '13987654321', outcome: 'granted', dept: 'zjj' }));
  site.imported(0, [site.file(lines, `${name}.ndjson`), '--source', name, '--channel', 'request', '--dept',
    'zjj']);
  const numbers = lines.map((line) => Number(site.redis('hget', `{yunchuan}:upstream:${name}`, line.id)));
  // The jobs would close them today; say that somebody closed them soon after their answers.
  for (const n of numbers)
    site.redis('hset', `{yunchuan}:case:${n}`, 'closed', String(Date.parse('2020-04-01')), 'st', 'closed');
  site.ctl(['recount']);
  return numbers;
}

const isErased = (n) => site.redis('hexists', `{yunchuan}:case:${n}`, 'contact') === '0';
const erased = (numbers) => numbers.filter(isErased);
const packages = () => readdirSync(folder).filter((name) => !name.startsWith('.'));
const packagesOf = (n) => packages().filter((name) => Number(/-(\d+)-/.exec(name)[1]) === n);

function sound(numbers) {
  for (const n of erased(numbers)) {
    assert.equal(packagesOf(n).length, 1, `case ${n} was erased with one package`);
    const thread = site.redis('lrange', `{yunchuan}:case:${n}:thread`, '0', '-1').split('\n').map((line) =>
      JSON.parse(line));
    assert.equal(thread.filter((entry) => entry.action === 'archive').length, 1);
  }
  if (packages().length === 0) return;
  const verified = site.ctl(['archive', 'verify', folder]);
  assert.equal(verified.status, 0, verified.stderr);
}

test('killed again and again while they archive, the jobs erase nothing without its package', async () => {
  const numbers = requests(REQUESTS);
  for (let round = 0; round < 8; round += 1) {
    const jobs = spawn(CTL, ['--state', site.state, 'jobs'], { cwd: ROOT, stdio: 'ignore' });
    const ended = new Promise((done) => jobs.on('exit', done));
    const enough = Math.min(packages().length + 3, REQUESTS);
    for (let i = 0; i < 1500 && packages().length < enough; i += 1) await sleep(1);
    jobs.kill('SIGKILL');
    await ended;
    sound(numbers);
  }
  const last = site.ctl(['jobs', '--once']);
  assert.equal(last.status, 0, last.stderr);
  assert.deepEqual(erased(numbers), numbers);
  assert.equal(packages().length, REQUESTS, 'a request has one package, however often it was begun');
  assert.deepEqual(readdirSync(folder).filter((name) => name.startsWith('.')), []);
  sound(numbers);
  site.agrees();
});

// Whether Redis gets the commit of an archived case.
const killAtArchive = (sent) => killAtCommit(site.state, '"action":"archive"', sent);

test('killed between the package and the commit: the request is whole, and its package is taken up', async () => {
  const [n] = requests(1);
  await killAtArchive(false);
  assert.equal(packagesOf(n).length, 1);
  assert.ok(!isErased(n));
  assert.equal(site.ctl(['jobs', '--once']).status, 0);
  assert.ok(isErased(n));
  sound([n]);
});

test('killed before the commit was answered: it was done once', async () => {
  const [n] = requests(1);
  await killAtArchive(true);
  for (let i = 0; i < 100 && !isErased(n); i += 1) await sleep(10);
  assert.ok(isErased(n));
  assert.equal(site.ctl(['jobs', '--once']).status, 0);
  sound([n]);
});

/*
 * What stands in the way, how it is taken away again, and how the jobs are started under it.  Root may write
 * anywhere, but not without the capability for it.
 */
const unprivileged = process.getuid() === 0 ? ['setpriv', '--bounding-set', '-dac_override', '--'] : [];
const FAULTS = {
  'is missing': { make: () => rmdirSync(folder), mend: () => mkdirSync(folder, 0o700),
    says: /No such file or directory/ },
  'is a file': { make: () => { rmdirSync(folder); writeFileSync(folder, ''); },
    mend: () => { rmSync(folder); mkdirSync(folder, 0o700); }, says: /Not a directory/ },
  'can only be read': { make: () => chmodSync(folder, 0o500), mend: () => chmodSync(folder, 0o700),
    says: /Permission denied/, run: unprivileged },
  'takes no more bytes': { make: () => {}, mend: () => {}, says: /File too large/,
    run: ['env', '--ignore-signal=XFSZ', 'prlimit', '--fsize=2000', '--'] },
};

for (const [what, { make, mend, says, run = [] }] of Object.entries(FAULTS)) {
  test(`a folder that ${what}: nothing is erased, one line says why, and it goes on afterwards`, () => {
    const numbers = requests(3);
    rmSync(folder, { recursive: true });
    mkdirSync(folder, 0o700);
    make();
    const [command, ...args] = [...run, CTL, '--state', site.state, 'jobs', '--once'];
    const round = spawnSync(command, args, { cwd: ROOT, encoding: 'utf8' });
    assert.deepEqual(erased(numbers), []);
    const lines = round.stderr.match(/.*can't be archived.*/g) ?? [];
    assert.equal(lines.length, 1, round.stderr);
    assert.match(lines[0], says);
    assert.equal(site.redis('hget', '{yunchuan}:jobs', 'unarchived'), '3');
    mend();
    assert.deepEqual(readdirSync(folder), []);
    assert.equal(site.ctl(['jobs', '--once']).status, 0);
    assert.deepEqual(erased(numbers), numbers);
    sound(numbers);
  });
}
