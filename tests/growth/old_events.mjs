// What an event takes in Redis, and in the file to which it is moved once it is old.
//   COUNT=20000 node tests/growth/old_events.mjs
// Plays so many events of topics that many people handle at once over a year, each with its own times and
// accounts, on a Redis of its own, and lets the jobs move them.
import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { startRedis } from '../e2e/ctl_site.mjs';

const COUNT = Number(process.env.COUNT || 20000);
const STREAM = '{yunchuan}:events';
const YEAR = 365 * 86400000;
const BEGAN = Date.now() - 2.1 * YEAR;

// The same events each time.
let seed = 1;
function random(most) {
  seed = (seed * 48271) % 2147483647;
  return seed % most;
}
const DEPTS = Array.from({ length: 30 }, (_, i) => `dept${i}`);
// Who does what, from which state to which, and how many hours after the step before at most.
const STEPS = [
  ['submit', () => 'asker', 'none', 'pending', 0],
  ['accept', () => `mod${random(4)}`, 'pending', 'accepted', 9],
  ['assign', () => `disp${random(3)}`, 'accepted', 'assigned', 9],
  ['draft', (dept) => `${dept}-${random(5)}`, 'assigned', 'drafted', 120],
  ['approve', () => `appr${random(4)}`, 'drafted', 'answered', 30],
  ['rate', () => 'asker', 'answered', 'closed', 300],
];

function play() {
  const events = [];
  for (let n = 1; events.length < COUNT; n += 1) {
    let at = BEGAN + n * (YEAR / (COUNT / STEPS.length)) + random(3600000);
    const dept = DEPTS[Math.min(random(30), random(30))];
    for (const [action, who, from, to, hours] of STEPS) {
      at += 1 + random(1 + hours * 3600000);
      events.push([at, `c ${n} a ${action} by ${who(dept)} f ${from} t ${to} d ${from === 'none'
        || from === 'pending' ? '""' : dept} at ${Math.round(at)}`]);
    }
  }
  // Redis gives its id a moment after the event took its time.
  let id = 0;
  return events.sort((a, b) => a[0] - b[0]).slice(0, COUNT).map(([at, fields]) => {
    id = Math.max(id, Math.round(at) + 1 + random(4));
    return `XADD ${STREAM} ${id}-* ${fields}`;
  });
}

const site = await startRedis();
try {
  const password = readFileSync(join(site.state, 'redis.pass'), 'utf8').trim();
  const sent = spawnSync('redis-cli', ['-s', join(site.state, 'run/redis.sock'), '--user', 'wenzheng',
    '--pipe'], { input: play().join('\r\n') + '\r\n', encoding: 'utf8',
    env: { ...process.env, REDISCLI_AUTH: password } });
  console.log(sent.stdout.trim().split('\n').at(-1));
  const size = (key) => Number(site.redis('memory', 'usage', key, 'samples', '0'));
  const length = () => Number(site.redis('xlen', STREAM));
  const before = [size(STREAM), length()];
  site.ctl(['clock', 'accept']);
  console.log(site.ctl(['jobs', '--once']).stderr.trim());
  const folder = join(site.state, 'events');
  const files = readdirSync(folder).filter((name) => name.endsWith('.zst'));
  const bytes = files.reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
  const moved = before[1] - length() + files.length;
  console.log(`in Redis: ${(before[0] / before[1]).toFixed(1)} bytes an event (${before[1]} events)`);
  console.log(`in files: ${(bytes / moved).toFixed(1)} bytes an event (${moved} events in ${files.length} files)`);
  console.log(`in Redis for each file: ${(size('{yunchuan}:old_events') / files.length).toFixed(0)} bytes`);
} finally {
  await site.stop();
}
