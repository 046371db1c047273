// Redis away, hanging or full: what still comes, what says 503, and that nothing is half-done or lost.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ANSWER, carry, Person, QUESTION, sleep, soon, staffOf } from './lib.mjs';
import { allThere, casesOf, insist, sound, startParts, until } from './fault_stack.mjs';

let stack;
let staff;
let topic;
const anybody = () => new Person(stack);

before(async () => {
  stack = await startParts();
  staff = await staffOf(stack);
  topic = await new Person(stack).ask({ phone: '' });
  await carry(staff, topic.case, 'answered');
});
after(() => stack && stack.stop());

const publicPages = () => ['/', '/topics', '/topics.json', '/topics?tab=hot', `/topics/${topic.case}`,
  `/topics/${topic.case}.json`,
  '/departments', '/departments/zjj', '/stats', '/stats.json', '/feed.atom', '/sitemap.xml'];

async function warm() {
  await soon(async () => assert.ok((await anybody().get('/feed.atom')).content.includes(QUESTION.title)));
  for (const path of publicPages()) assert.equal((await anybody().get(path)).status, 200, path);
}

function refused(reply) {
  assert.equal(reply.status, 503);
  assert.ok(Number(reply.headers.get('retry-after')) > 0, 'Retry-After');
  // nginx's own 503 says nothing of caches, and a 503 is not kept unasked.
  assert.ok([null, 'no-store'].includes(reply.headers.get('cache-control')));
}

// The designed page: a heading, a sentence, no internals.
function refusedPage(reply) {
  refused(reply);
  assert.match(reply.headers.get('content-type'), /^text\/html/);
  assert.match(reply.content, /<html lang="zh-CN"/);
  assert.match(reply.content, /系统正忙|暂时打不开/);
  assert.ok(!/redis|sock|errno/i.test(reply.content), 'no internals');
}

function refusedData(reply) {
  refused(reply);
  assert.equal(reply.error.code, 'unavailable');
  assert.match(reply.error.message, /请/);
}

const AWAY = {
  stopped: {
    leave: () => process.kill(stack.parts.redis.pid, 'SIGSTOP'),
    back: () => process.kill(stack.parts.redis.pid, 'SIGCONT'),
  },
  dead: { leave: () => stack.kill('redis'), back: () => stack.start('redis') },
};

for (const [name, { leave, back }] of Object.entries(AWAY)) {
  test(`with Redis ${name}: cached pages come, all else says 503 and keeps what was typed, and it comes back by itself`, async () => {
    const workers = stack.workers();
    await warm();
    const asker = new Person(stack);
    const form = await asker.token('/topics/new');
    const commenter = new Person(stack);
    const commentForm = await commenter.token(`/topics/${topic.case}/comments.json`);
    const { followup } = await asker.json(`${topic.track}.json`);
    const { version } = await staff.mod1.json(`/staff/cases/${topic.case}.json`);
    const staffForm = await staff.mod1.token('/staff/me.json');
    await sleep(2100);
    await leave();
    try {
      const times = [];
      for (const path of [...publicPages(), ...publicPages(), ...publicPages()]) {
        const start = performance.now();
        assert.equal((await anybody().get(path)).status, 200, path);
        times.push(performance.now() - start);
      }
      times.sort((a, b) => a - b);
      // The first requests find out that Redis hangs; nobody after them waits for it as long.
      assert.ok(times[Math.floor(times.length / 2)] < 200, `${times.map(Math.round)} ms`);
      for (const path of ['/topics?tab=answered', '/topics?category=help', '/topics/999', topic.track,
        '/departments/jtj', '/staff']) {
        refusedPage(await staff.mod1.get(path, { accept: 'text/html' }));
        const data = await staff.mod1.get(path, { accept: 'application/json' });
        refusedData({ status: data.status, headers: data.headers, ...JSON.parse(data.content) });
      }
      refusedData(await asker.act('/topics', { form, ...QUESTION, phone: '' }));
      const post = await asker.post('/topics', { form, ...QUESTION, phone: '' });
      refusedPage(post);
      for (const typed of [QUESTION.title, QUESTION.body,
        QUESTION.name]) assert.ok(post.content.includes(typed), typed);
      const wrong = await asker.post('/topics', { form, ...QUESTION, phone: '', title: '' });
      assert.equal(wrong.status, 422, 'what cannot be kept is answered in place');
      assert.ok(wrong.content.includes(QUESTION.body));
      for (const [person, path, fields, typed] of [
        [commenter, `/topics/${topic.case}/comments`, { form: commentForm, body: '这条评论不要丢了' },
          '这条评论不要丢了'],
        [asker, followup.url, { form: followup.form, body: '这条补充不要丢了' }, '这条补充不要丢了'],
        [staff.mod1, `/staff/cases/${topic.case}/unpublish`,
          { form: staffForm, version, reason: '这个原因不要丢了' },
          '这个原因不要丢了'],
      ]) {
        const reply = await person.post(path, fields);
        refusedPage(reply);
        assert.ok(reply.content.includes(typed), `${path} keeps what was typed`);
      }
    } finally {
      await back();
    }
    await sleep(1500);
    for (let i = 0; i < 20; i += 1)
      assert.equal((await anybody().get('/topics/new')).status, 200, 'back within two seconds');
    assert.deepEqual(stack.workers(), workers, 'the same workers');
    const sent = await asker.act('/topics', { form, ...QUESTION, phone: '' });
    assert.ok([200, 201].includes(sent.status), 'the same form goes through');
    const again = await asker.act('/topics', { form, ...QUESTION, phone: '' });
    assert.equal(again.number, sent.number);
    sound(stack);
  });
}

test('with no worker at all: cached pages come, all else says 503, and what was unpublished is not among them', async () => {
  await warm();
  const gone = await insist(stack, '先公开后来撤下的一件');
  await carry(staff, gone.case, 'accepted');
  const own = `/topics/${gone.case}`;
  await soon(async () => assert.equal((await anybody().get(own)).status, 200));
  await staff.mod1.move(gone.case, 'unpublish', { reason: '涉及个人隐私' });
  await sleep(1300);
  await warm();
  const asker = new Person(stack);
  const form = await asker.token('/topics/new');
  await stack.kill('worker');
  await sleep(2100);
  for (const path of publicPages()) {
    const reply = await anybody().get(path);
    assert.equal(reply.status, 200, path);
    assert.ok(!reply.content.includes(gone.title), path);
  }
  for (const path of [own, '/topics?category=consult', topic.track, '/staff']) {
    refusedPage(await anybody().get(path, { accept: 'text/html' }));
    const data = await anybody().get(path, { accept: 'application/json' });
    refusedData({ status: data.status, headers: data.headers, ...JSON.parse(data.content) });
  }
  refusedPage(await asker.post('/topics', { form, ...QUESTION, phone: '' }));
  await stack.start('worker');
  assert.equal((await asker.act('/topics', { form, ...QUESTION, phone: '' })).status, 201,
    'the same form goes through');
});

test('a full Redis: 503, nothing half-done, and all goes on when there is room again', async () => {
  const had = casesOf(stack);
  await warm();
  const waiting = await new Person(stack).ask({ phone: '', title: '等着被审核的一个问题' });
  const asker = new Person(stack);
  const form = await asker.token('/topics/new');
  const fan = anybody();
  const support = await fan.token(`/topics/${topic.case}/support`);
  const { followup } = await asker.json(`${topic.track}.json`);
  const { version } = await staff.mod1.json(`/staff/cases/${waiting.case}.json`);
  const staffForm = await staff.mod1.token('/staff/me.json');
  stack.admin('config', 'set', 'maxmemory', '1mb');
  try {
    assert.match(stack.redis('set', '{yunchuan}:probe', 'x'), /OOM/);
    for (const path of publicPages()) assert.equal((await anybody().get(path)).status, 200, path);
    assert.equal((await anybody().get('/topics?while=full')).status, 200, 'reading goes on');
    refusedData(await asker.act('/topics', { form, ...QUESTION, phone: '' }));
    const page = await asker.post('/topics', { form, ...QUESTION, phone: '' });
    refusedPage(page);
    assert.ok(page.content.includes(QUESTION.body));
    refusedData(await fan.act(`/topics/${topic.case}/support`, { form: support }));
    refusedData(await asker.act(followup.url, { form: followup.form, body: '还没有修好，请再来看看。' }));
    refusedData(await staff.mod1.act(`/staff/cases/${waiting.case}/accept`, { form: staffForm, version }));
    sound(stack);
    assert.equal(casesOf(stack), had + 1, 'no case came of it');
  } finally {
    stack.admin('config', 'set', 'maxmemory', '0');
  }
  assert.equal((await staff.mod1.json(`/staff/cases/${waiting.case}.json`)).version, version);
  assert.equal((await asker.act('/topics', { form, ...QUESTION, phone: '' })).status, 201);
  assert.equal((await fan.act(`/topics/${topic.case}/support`, { form: support })).status, 200);
  assert.equal((await staff.mod1.act(`/staff/cases/${waiting.case}/accept`,
    { form: staffForm, version })).status, 200);
  sound(stack);
});

test('a Redis that is lost in the middle of an answer: the answer is whole or not there, and can be given again', async () => {
  for (let round = 0; round < 4; round += 1) {
    const receipt = await insist(stack, `第 ${round} 件答到一半的`);
    await carry(staff, receipt.case, 'drafted');
    const { version } = await staff.appr1.json(`/staff/cases/${receipt.case}.json`);
    const form = await staff.appr1.token('/staff/me.json');
    const sent = staff.appr1.act(`/staff/cases/${receipt.case}/approve`, { form, version });
    await sleep(2 * round);
    await stack.kill('redis');
    const { status } = await sent;
    await stack.start('redis');
    await sleep(1000);
    const now = await staff.appr1.json(`/staff/cases/${receipt.case}.json`);
    assert.ok([200, 503].includes(status));
    if (status === 200) assert.equal(now.case.state, 'answered');
    if (now.case.state === 'drafted') await staff.appr1.move(receipt.case, 'approve');
    const page = await anybody().get(`/topics/${receipt.case}?round=${round}`);
    assert.equal(page.content.split(ANSWER).length, 2, 'the answer stands there once');
    assert.equal((await anybody().json(`/verify.json?case=${receipt.case}`)).verdict, 'genuine');
    await allThere(stack, [receipt]);
    sound(stack);
  }
});
