// Photos as a burden: few are decoded at once, each is counted whatever becomes of its form, and reading goes
// on.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { childrenOf } from './fault_stack.mjs';
import { carry, nextPhone, Person, QUESTION, signIn, soon, staffOf, startStack } from './lib.mjs';
import { askWithPhotos, formWith, jpegOfScans } from './photo_files.mjs';

const PER_DEVICE = 8;
const PER_ADDRESS = 16;
const slow = jpegOfScans(7000, 7000, 20);
const plain = jpegOfScans(800, 600, 2);
let stack;

before(async () => {
  stack = await startStack({ config: { processes: 2, pow_cost: 10, photos_per_device_hour: PER_DEVICE,
    photos_per_address_hour: PER_ADDRESS } });
});
after(() => stack && stack.stop());

function forget() {
  const keys = stack.redis('--scan', '--pattern', '*limit:photo.*').split('\n').filter(Boolean);
  if (keys.length > 0) stack.redis('DEL', ...keys);
}

// The decoders at work: [{ pid, worker }].
const decoders = () => childrenOf(stack.pid('worker')).flatMap((worker) =>
  childrenOf(worker).map((pid) => ({ pid, worker })));

// Gone, or dead and waiting for whoever collects the dead.
function ended(pid) {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');
  } catch {
    return true;
  }
}

// A page's reply to QUESTION with a photo.
async function send(person, photo, form, phone = nextPhone()) {
  const body = formWith({ form: form ?? await person.token('/topics/new'), ...QUESTION, phone,
    altcha: await person.proof() }, [photo]);
  return person.send('POST', '/topics', { body });
}

// Somebody's photo stands in a decoder that was stopped in the middle: { sent, pid, worker }.
async function stand(sent = send(new Person(stack), slow)) {
  sent.catch(() => {});
  const [{ pid, worker }] = await soon(() => {
    const found = decoders();
    assert.equal(found.length, 1);
    assert.match(readFileSync(`/proc/${found[0].pid}/limits`, 'utf8'), /Max cpu time +2 /, 'it has begun');
    return found;
  });
  process.kill(pid, 'SIGSTOP');
  return { sent, pid, worker };
}

test('while half of the workers wait for a decoder the next photo is told to wait, its form keeps all, and pages are served', async () => {
  forget();
  const moderator = await signIn(stack, 'mod1');
  const shown = await askWithPhotos(new Person(stack), [plain]);
  const [{ photo_id: id }] = (await moderator.json(`/staff/cases/${shown.case}.json`)).case.entries[0].photos;
  const first = await stand();
  const person = new Person(stack);
  const page = await send(person, plain);
  assert.equal(page.status, 503);
  assert.ok(page.content.includes(QUESTION.body) && page.content.includes('现在传照片的人多，请稍后再试'));
  assert.equal(decoders().length, 1);
  for (let i = 0; i < 20; i += 1) {
    const start = Date.now();
    for (const path of ['/healthz', '/topics/new']) assert.equal((await person.get(path)).status, 200);
    assert.ok(Date.now() - start < 1000, `${Date.now() - start} ms`);
  }
  assert.equal((await moderator.do(`/staff/cases/${shown.case}/photos/${id}/blur`, { all: '1' })).status, 200,
    'a face can still be hidden');
  process.kill(first.pid, 'SIGCONT');
  assert.equal((await first.sent).status, 303);
  const [, form] = /name="form" value="([^"]+)"/.exec(page.content);
  const phone = nextPhone();
  const replies = [await send(person, plain, form, phone), await send(person, plain, form, phone)];
  assert.deepEqual(replies.map((reply) => reply.status), [303, 303]);
  assert.equal(`${replies[0].headers.get('location')}&again=1`, replies[1].headers.get('location'),
    'sent twice it is one question, and the page says so');
});

test('a member of staff waits a moment for the photo of a colleague, and is then told to come back', async () => {
  forget();
  const staff = await staffOf(stack);
  const { case: n } = await askWithPhotos(new Person(stack), [plain]);
  await carry(staff, n, 'assigned');
  const page = `/staff/cases/${n}`;
  const [{ photo_id: id }] = (await staff.mod1.json(`${page}.json`)).case.entries[0].photos;
  const enclose = async () => staff.zjj1.send('POST', `${page}/save`, { headers: { accept: 'text/html' },
    body: formWith({ form: await staff.zjj1.token(page), text: '已经派人去看。' }, [slow]) });
  const blur = async () => (await staff.mod1.do(`${page}/photos/${id}/blur`, { all: '1' })).status;
  const first = await stand(enclose());
  const start = Date.now();
  assert.equal(await blur(), 503);
  const waited = Date.now() - start;
  // Two workers are all: whoever waits keeps everybody waiting.
  assert.ok(waited >= 450 && waited < 1900, `${waited} ms`);
  setTimeout(() => process.kill(first.pid, 'SIGKILL'), 100);
  await soon(async () => assert.equal(await blur(), 200));
  await first.sent;
});

test('a worker that is killed takes its decoder along and leaves its place to others', async () => {
  forget();
  const { sent, pid, worker } = await stand();
  process.kill(worker, 'SIGKILL');
  await sent;
  await soon(() => assert.ok(ended(pid)));
  await soon(async () => assert.equal((await send(new Person(stack), plain)).status, 303));
});

test('each photo that is decoded counts for its device and its address, also those of a form that was refused', async () => {
  forget();
  const broken = Buffer.concat([plain.subarray(0, 200), Buffer.from('no more')]);
  const device = new Person(stack);
  for (let i = 0; i < PER_DEVICE; i += 4) assert.equal((await askWithPhotos(device,
    Array(4).fill(broken))).status, 422);
  const refused = await send(device, plain);
  assert.equal(refused.status, 429);
  assert.ok(refused.content.includes(QUESTION.body) && refused.content.includes('这一小时传的照片太多了'));
  assert.equal((await device.act('/topics', { form: await device.token('/topics/new'), ...QUESTION,
    phone: '' })).status, 201, 'without a photo it goes');
  const statuses = [];
  for (let i = 0; i < PER_ADDRESS; i += 4) statuses.push((await askWithPhotos(new Person(stack),
    Array(4).fill(broken))).status);
  assert.deepEqual(statuses.slice(-2), [429, 429], `with fresh devices: ${statuses}`);
});
