// make promtool: /metrics is as Prometheus wants it, and the alert rules name no figure that isn't there.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { carry, Person, ROOT, soon, staffOf, startStack } from '../e2e/lib.mjs';

let stack;
before(async () => {
  stack = await startStack();
  const staff = await staffOf(stack);
  const topic = await new Person(stack).ask();
  await carry(staff, topic.case, 'answered');
});
after(() => stack && stack.stop());

const metrics = async () => (await new Person(stack).get('/metrics')).content;

test('promtool finds nothing to say of /metrics, with Redis and without', async () => {
  const check = (input) => spawnSync('promtool', ['check', 'metrics'], { input, encoding: 'utf8' });
  const whole = await soon(async () => {
    const text = await metrics();
    assert.match(text, /^wenzheng_search_lag_seconds /m);
    return text;
  });
  process.kill(stack.pid('redis'), 'SIGSTOP');
  const without = await metrics();
  process.kill(stack.pid('redis'), 'SIGCONT');
  assert.match(without, /^wenzheng_redis_up 0$/m);
  for (const text of [whole, without]) {
    const { status, stdout, stderr } = check(text);
    assert.deepEqual({ status, said: stdout + stderr }, { status: 0, said: '' });
  }
});

test('every figure that an alert rule names is in /metrics, and so are the labels that it picks by', async () => {
  const text = await soon(async () => {
    const now = await metrics();
    for (const process of ['jobs', 'notify', 'index'])
      assert.ok(now.includes(`wenzheng_process_success_timestamp_seconds{process="${process}"}`), process);
    return now;
  }, 30000);
  const rules = readFileSync(join(ROOT, 'conf/prometheus/wenzheng.rules.yml'), 'utf8');
  const named = new Set(rules.match(/\bwenzheng_[a-z_]+/g));
  assert.ok(named.size > 10);
  for (const name of named) assert.match(text, new RegExp(`^${name}[{ ]`, 'm'));
});
