// The jobs catch up with what fell due while they were away, however often they are killed on the way.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { after, before, test } from 'node:test';
import { CTL, LINE, REPLY, startRedis } from './ctl_site.mjs';
import { ROOT, sleep } from './lib.mjs';

const CASES = 300;

let site;
before(async () => {
  site = await startRedis();
  site.ctl(['dept', 'add', 'zjj', '市住房和城乡建设局']);
  // Counts what an update counts anew: killed with the jobs below, that would hold up the next for a minute.
  site.ctl(['jobs', '--once']);
});
after(() => site && site.stop());

const toClose = () => Number(site.redis('zcard', '{yunchuan}:due:close'));

// Runs the jobs until fewer than so many are left to close, and kills them there.
async function killAt(left) {
  const jobs = spawn(CTL, ['--state', site.state, 'jobs'], { cwd: ROOT, stdio: 'ignore' });
  const ended = new Promise((done) => jobs.on('exit', done));
  for (let i = 0; i < 1000 && toClose() >= left; i += 1) await sleep(5);
  jobs.kill('SIGKILL');
  await ended;
}

test('killed again and again while they catch up, the jobs close each case once', async () => {
  const lines = Array.from({ length: CASES }, (_, i) =>
    ({ ...LINE, ...REPLY, id: `a-${i}`, title: `人民路的路灯不亮，第 ${i} 盏` }));
  site.imported(0, [site.file(lines, 'old.ndjson'), '--source', 'old', '--dept', 'zjj']);
  assert.equal(toClose(), CASES);
  const killed = [];
  for (const left of [CASES, 200, 100]) {
    await killAt(left);
    killed.push(toClose());
  }
  assert.ok(killed.some((left) => left > 0 && left < CASES), `one was killed on the way: ${killed}`);
  const last = site.ctl(['jobs', '--once']);
  assert.equal(last.status, 0, last.stderr);
  assert.equal(toClose(), 0);
  const closed = site.redis('xrange', '{yunchuan}:events', '-', '+').match(/^close$/gm);
  assert.equal(closed.length, CASES);
  site.agrees();
});

test('what is due of a state from before such lists were kept is listed by the first round', () => {
  site.imported(0, [site.file([{ ...LINE, ...REPLY, id: 'b-1' }], 'one.ndjson'), '--source', 'old', '--dept',
    'zjj']);
  const n = site.numberOf('old', 'b-1');
  site.redis('del', '{yunchuan}:due:close', '{yunchuan}:due:erase', '{yunchuan}:jobs');
  const dry = site.ctl(['jobs', '--dry-run']);
  assert.equal(dry.status, 1);
  assert.match(dry.stderr, /not listed yet/);
  assert.equal(site.ctl(['jobs', '--once']).status, 0);
  assert.equal(site.caseOf(n).st, 'closed');
  assert.match(site.ctl(['jobs', '--dry-run']).stdout, /^0 cases/);
  site.agrees();
});

test('after an update that counts anew the jobs redo lists and counters by themselves, once', () => {
  const damage = () => site.redis('hincrby', '{yunchuan}:tally:all', 'done.topic.complaint', '7');
  const right = () => site.ctl(['recount', '--check']).status === 0;
  assert.ok(right());
  damage();
  assert.equal(site.ctl(['jobs', '--once']).status, 0);
  assert.ok(!right(), 'this version has counted already');
  site.redis('hdel', '{yunchuan}:jobs', 'recounted');
  assert.equal(site.ctl(['jobs', '--once']).status, 0);
  site.agrees();
  damage();
  assert.equal(site.ctl(['recount']).status, 0, 'by hand as before');
  site.agrees();
});
