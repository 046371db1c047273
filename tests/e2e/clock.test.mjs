// The machine's clock, wrong: put back it stops nothing, put forward it has nothing closed or erased.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { CTL, LINE, REPLY, startRedis } from './ctl_site.mjs';
import { ROOT, sleep } from './lib.mjs';

const DAY = 24 * 3600 * 1000;

let site;
before(async () => {
  site = await startRedis();
  site.ctl(['dept', 'add', 'zjj', '市住房和城乡建设局', '--number-pattern', '云住建公开〔{year}〕{n}号',
    '--review-body', '云川市人民政府', '--court', '云川市人民法院']);
});
after(() => site && site.stop());

// A command as it runs so many days ahead.
const ahead = (days, args) => spawnSync(CTL, ['--state', site.state, ...args],
  { cwd: ROOT, encoding: 'utf8', env: { ...process.env, WENZHENG_CLOCK: String(days * DAY) } });

test('a clock three days ahead has nothing closed until somebody accepts it, and one that is right again needs nobody', () => {
  assert.equal(site.ctl(['jobs', '--once']).status, 0);
  site.imported(0, [site.file([{ ...LINE, ...REPLY }], 'old.ndjson'), '--source', 'old', '--dept', 'zjj']);
  const n = site.numberOf('old', LINE.id);
  const refused = ahead(3, ['jobs', '--once']);
  assert.equal(refused.status, 1);
  assert.match(refused.stderr, /wenzhengctl clock accept/);
  assert.equal(site.caseOf(n).st, 'answered');
  assert.equal(site.redis('hget', '{yunchuan}:jobs', 'suspect'), '1');
  assert.equal(site.ctl(['jobs', '--once']).status, 0);
  assert.equal(site.caseOf(n).st, 'closed', 'by the clock that is right');
  site.imported(0, [site.file([{ ...LINE, ...REPLY, id: 'a-2' }], 'more.ndjson'), '--source', 'old', '--dept',
    'zjj']);
  assert.equal(ahead(3, ['jobs', '--once']).status, 1);
  assert.match(ahead(3, ['clock', 'accept']).stdout, /is accepted/);
  assert.match(ahead(3, ['clock', 'accept']).stdout, /not suspect/);
  assert.equal(ahead(3, ['jobs', '--once']).status, 0);
  assert.equal(site.caseOf(site.numberOf('old', 'a-2')).st, 'closed');
});

test('the jobs go on at their pace when the clock is put back by eight hours', async () => {
  const library = join(site.state, 'moved_clock.so');
  const offset = join(site.state, 'offset');
  const built = spawnSync('cc', ['-shared', '-fPIC', '-O1', '-o', library,
    join(ROOT, 'tests/e2e/moved_clock.c')], { encoding: 'utf8' });
  assert.equal(built.status, 0, built.stderr);
  writeFileSync(offset, '0');
  const env = { ...process.env, LD_PRELOAD: library, MOVED_CLOCK: offset,
    ASAN_OPTIONS: `${process.env.ASAN_OPTIONS ?? ''}:verify_asan_link_order=0` };
  // Each round asks what is due.
  const rounds = () => [...site.redis('info',
    'commandstats').matchAll(/cmdstat_(?:zcount|zrangebyscore):calls=(\d+)/g)]
    .reduce((sum, [, calls]) => sum + Number(calls), 0);
  const goOn = async (since) => {
    for (let i = 0; i < 60 && rounds() <= since; i += 1) await sleep(100);
    assert.ok(rounds() > since, 'another round');
  };
  const before = rounds();
  const jobs = spawn(CTL, ['--state', site.state, 'jobs'], { cwd: ROOT, env, stdio: 'ignore' });
  const ended = new Promise((done) => jobs.on('exit', done));
  try {
    await goOn(before);
    writeFileSync(offset, String(-8 * 3600));
    // A round may have been under way.
    await sleep(200);
    await goOn(rounds());
    await goOn(rounds());
  } finally {
    jobs.kill('SIGTERM');
    await ended;
  }
});
