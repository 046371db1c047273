// Workers on several machines, and an nginx on another, through which people use the board.  With NETNS=1 (as
// root) each machine has a network namespace of its own, and the one that is lost falls silent.
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { connect } from 'node:net';
import { after, before, test } from 'node:test';
import { ANSWER, Person, carry, soon, staffOf } from './lib.mjs';
import { allThere, askDuring, casesOf, startParts, until } from './fault_stack.mjs';
import { frontMachine, stranger, unwire, webServer, workerMachine } from './machines.mjs';
import { askWithPhotos, makePhotos, photosOf } from './photo_files.mjs';

let stack;
let two;
let three;
let front;

before(async () => {
  stack = await startParts({});
  two = await workerMachine(stack, 2);
  three = await workerMachine(stack, 3);
  front = await frontMachine(stack, [two, three]);
  await until(async () => assert.equal((await fetch(`${front.base}/`)).status, 200));
});

after(async () => {
  for (const one of [front, two, three]) await one?.stop();
  unwire();
  await stack?.stop();
  for (const one of [front, two, three]) if (one) rmSync(one.state, { recursive: true, maxRetries: 5 });
});

test('a question with a photo by one nginx is answered there, shown by the other, and found', async () => {
  const sent = await askWithPhotos(new Person(front), [makePhotos(300, 300, ['jpg']).jpg],
    { title: '南门口的路灯' });
  assert.equal(sent.status, 201, JSON.stringify(sent));
  const { case: id } = sent;
  await carry(await staffOf(front), id, 'answered');
  for (const shown of [front, stack]) {
    const reader = new Person(shown);
    const topic = await reader.json(`/topics/${id}.json`);
    assert.ok(topic.case.entries.some(({ text }) => text === ANSWER));
    const [photo] = photosOf(topic);
    assert.equal((await reader.get(`/photos/${id}/${photo}`)).status, 200);
  }
  await soon(async () => assert.match((await new Person(front).get('/search?q=南门口的路灯')).content,
    new RegExp(`/topics/${id}`)), 10000);
});

test('what one machine takes back is gone from the cache of another, whose workers are all away', async () => {
  const staff = await staffOf(stack);
  const { case: id } = await new Person(stack).ask({ title: '要撤下的话题' });
  await carry(staff, id, 'accepted');
  const reader = new Person(front);
  const page = `/topics/${id}`;
  assert.match((await reader.get(page)).content, /要撤下的话题/);
  for (const one of [two, three]) await one.kill('worker');
  assert.match((await reader.get(page)).content, /要撤下的话题/, 'what nginx keeps is shown without workers');
  assert.equal((await staff.mod1.move(id, 'unpublish', { reason: '内容有误' })).status, 200);
  await soon(async () => {
    const reply = await reader.get(page);
    assert.equal(reply.status, 503);
    assert.doesNotMatch(reply.content, /要撤下的话题/);
  });
  for (const one of [two, three]) one.begin();
  await until(async () => assert.equal((await reader.get(page)).status, 404));
});

test('a machine lost while people post: each has a receipt, none is there twice', async () => {
  const had = casesOf(stack);
  const receipts = await askDuring(front, 4, '机器没了', async (got) => {
    await until(() => assert.ok(got.length > 8));
    await two.lose();
    const then = got.length;
    await until(() => assert.ok(got.length > then + 8, 'the other machine takes them'));
    await two.find();
    const later = got.length;
    await until(() => assert.ok(got.length > later + 8));
  });
  await allThere(stack, receipts);
  assert.equal(casesOf(stack), had + receipts.length, 'a case for each receipt, and no other');
});

// A request without parameters: its beginning, the ends of parameters and body (FastCGI 1.0, section 3.3).
const REQUEST = Buffer.from([1, 1, 0, 1, 0, 8, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 4, 0, 1, 0, 0, 0, 0,
  1, 5, 0, 1, 0, 0, 0, 0]);

// How many bytes a worker answers to it from this address.
function heard(localAddress) {
  const [host, port] = two.listen.split(':');
  return new Promise((done) => {
    const link = connect({ host, port: Number(port), localAddress });
    link.on('connect', () => link.write(REQUEST));
    link.on('data', (data) => { link.destroy(); done(data.length); });
    link.on('error', () => {});
    link.on('close', () => done(0));
    link.setTimeout(20000, () => link.destroy());
  });
}

test('who is no web server gets no answer from a worker', async () => {
  assert.ok(await heard(webServer) > 0);
  assert.equal(await heard(stranger), 0);
});
