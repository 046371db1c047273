// A worker that comes to a limit: its request is answered or given up, and the others never notice.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { BUILD, Person, QUESTION } from './lib.mjs';
import { casesOf, insist, sound, startParts, until } from './fault_stack.mjs';

let stack;

before(async () => {
  stack = await startParts({ gate: true, config: { memory_limit: 1 << 20, request_seconds: 2,
    timeout_ms: 20000 } });
});
after(() => stack && stack.stop());

test('a worker is locked in from before its first request, its master is not',
  { skip: BUILD.endsWith('asan') }, async () => {
  const status = (pid) => readFileSync(`/proc/${pid}/status`, 'utf8');
  // One that has answered is past its start; so is the other soon.
  assert.equal((await new Person(stack).get('/departments')).status, 200);
  for (const pid of stack.workers()) {
    await until(() => assert.match(status(pid), /^Seccomp:\t2$/m));
    assert.match(status(pid), /^NoNewPrivs:\t1$/m);
  }
  const [, kept] = /^Seccomp_filters:\t(\d+)$/m.exec(status(process.pid));
  assert.match(status(stack.parts.worker.pid), new RegExp(`^Seccomp_filters:\\t${kept}$`, 'm'));
});

// The title of a case becomes this long behind the board's back, as no form would let it.
function lengthen(n, bytes) {
  const reply = stack.admin('EVAL', `return redis.call('HSET', KEYS[1], 'title', string.rep('x', ${bytes}))`,
    '1',
    `{yunchuan}:case:${n}`);
  assert.equal(reply, '0');
}

for (const [where, bytes] of [['while Redis still answers', 3 << 20],
  ['while the page is made', 400 << 10]]) {
  test(`a page that needs too much memory ${where} is answered with 503 and logged, and no worker dies of it`,
    async () => {
    const { asker, track, title, case: n } = await insist(stack, `内存不够，${where}`);
    const other = await insist(stack, `旁边的一件，${where}`);
    const workers = stack.workers();
    lengthen(n, bytes);
    for (let i = 0; i < 6; i += 1) {
      const page = await asker.get(track);
      assert.equal(page.status, 503);
      assert.match(page.content, /这一页的内容太多[^]*<\/html>/);
      assert.ok(Number(page.headers.get('retry-after')) > 0);
      assert.equal(page.headers.get('cache-control'), 'no-store');
      const twin = await asker.get(`${track}.json`);
      assert.equal(twin.status, 503);
      assert.equal(JSON.parse(twin.content).error.code, 'unavailable');
      assert.equal((await other.asker.json(`${other.track}.json`)).case.title, other.title);
    }
    assert.deepEqual(stack.workers(), workers);
    assert.match(stack.log('worker'),
      /a request for \/t\/:token needed \d{7} bytes, more than \[worker\] memory_limit = 1048576/);
    stack.admin('HSET', `{yunchuan}:case:${n}`, 'title', title);
    assert.equal((await asker.json(`${track}.json`)).case.title, title);
  });
}

test('a form with more files than there is memory for is answered with 503, and changes nothing',
  async () => {
  const had = casesOf(stack);
  const workers = stack.workers();
  const person = new Person(stack);
  const body = new FormData();
  for (const [name, value] of Object.entries({ ...QUESTION,
    form: await person.token('/topics/new') })) body.set(name, value);
  body.set('photo', new Blob([Buffer.alloc(3 << 20)]), 'photo.jpg');
  const reply = await person.send('POST', '/topics', { body });
  assert.equal(reply.status, 503);
  assert.match(reply.content, /刚才提交的内容太多/, 'and says so of what was sent, not of a page');
  assert.equal(casesOf(stack), had);
  assert.deepEqual(stack.workers(), workers);
  await insist(stack, '之后照样能问');
  sound(stack);
});

test('a worker that hangs in a request is ended and replaced, its page is logged, and the others serve on',
  async () => {
  const { asker, track } = await insist(stack, '这一件的页面会卡住');
  const old = stack.workers();
  const held = stack.redisGate.hold('HGETALL');
  const page = asker.get(track);
  await held.caught;
  const begun = Date.now();
  assert.equal((await new Person(stack).get('/departments')).status, 200);
  assert.ok(Date.now() - begun < 1900, 'while it hangs, the other worker answers');
  const cut = await page;
  assert.equal(cut.status, 503);
  assert.ok(Date.now() - begun < 6000, `ended after ${Date.now() - begun} ms`);
  held.release();
  await until(() => assert.equal(stack.workers().filter((pid) => old.includes(pid)).length, 1));
  await until(() => assert.equal(stack.workers().length, old.length));
  assert.match(stack.log('worker'), new RegExp('worker \\d+ was ended: its request for '
    + `/t/:token lasted too long request=${cut.headers.get('x-request-id')}`));
  assert.equal((await asker.get(track)).status, 200);
});
