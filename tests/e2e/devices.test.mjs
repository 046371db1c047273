// Who has sent how much already: by device, which only this site can name, and by the address whatever the
// device.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { carry, Person, QUESTION, staffOf, startStack } from './lib.mjs';

const MOST = 7;
let stack;

before(async () => {
  stack = await startStack({ config: { posts_per_address_hour: MOST, comments_per_address_hour: 2,
    supports_per_address_hour: 2, pow_cost: 10 } });
});
after(() => stack && stack.stop());

// Posts QUESTION as a program does: the status.
const ask = async (person, fields) => (await person.act('/topics',
  { form: await person.token('/topics/new'), ...QUESTION, phone: '', ...fields })).status;

// Counts of addresses begin anew.
function forget() {
  const keys = stack.redis('--scan', '--pattern', '*limit:*').split('\n').filter(Boolean);
  if (keys.length > 0) stack.redis('DEL', ...keys);
}

test('a device that was made up is no device: who sends five questions under five of them sends no sixth',
  async () => {
  forget();
  const send = async (cookie) => {
    const liar = new Person(stack);
    liar.cookies.set('wz_device', cookie);
    const form = await liar.token('/topics/new');
    liar.cookies.set('wz_device', cookie);
    return (await liar.act('/topics', { form, ...QUESTION, phone: '' })).status;
  };
  const signed = new Person(stack);
  await signed.get('/topics/new');
  const other = signed.cookies.get('wz_device').replace(/.$/, (c) => (c === 'A' ? 'Q' : 'A'));
  const lies = ['A'.repeat(22), 'B'.repeat(22), 'C'.repeat(22), other, ''];
  for (const lie of lies) assert.equal(await send(lie), 201);
  assert.equal(await send('D'.repeat(22)), 429);
});

test('with a fresh device for each question an address still sends only so many within an hour; a proof of work lets it on', async () => {
  forget();
  for (let i = 0; i < MOST; i += 1) assert.equal(await ask(new Person(stack,
    { 'user-agent': `browser ${i}` })), 201);
  const late = new Person(stack, { 'user-agent': 'one more' });
  const page = await late.post('/topics', { form: await late.token('/topics/new'), ...QUESTION, phone: '' });
  assert.equal(page.status, 429);
  assert.ok(page.content.includes(QUESTION.body) &&
    page.content.includes('和您用同一个网络的人，这一小时提交得太多了'));
  const [form, altcha] = [await late.token('/topics/new'), await late.proof()];
  const send = async (more) =>
    (await late.act('/topics', { form, altcha, ...QUESTION, phone: '', ...more })).status;
  assert.equal(await send(), 201);
  assert.equal(await send(), 200, 'the same again is the same');
  assert.equal(await send({ body: `${QUESTION.body}还有一件事。` }), 429, 'a proof is for one question');
});

test('comments and supports have ceilings of their own, and no key says whose address it was', async () => {
  forget();
  const staff = await staffOf(stack);
  const asked = await new Person(stack).ask();
  await carry(staff, asked.case, 'accepted');
  const [comment, support] = [`/topics/${asked.case}/comments`, `/topics/${asked.case}/support`];
  for (const [path, fields, status] of [[comment, { body: '我家门口也是这样。' }, 201], [support, {}, 200]]) {
    for (let i = 0; i < 3; i += 1) {
      const person = new Person(stack);
      const reply = await person.act(path, { form: await person.token(path), ...fields });
      assert.equal(reply.status, i < 2 ? status : 429, path);
    }
  }
  const keys = stack.redis('--scan', '--pattern', '*limit:*').split('\n').filter(Boolean);
  assert.ok(keys.length >= 3 && !keys.some((key) => key.includes('127.0.0.1')));
  for (const key of keys) assert.ok(Number(stack.redis('TTL', key)) <= 3600 || key.includes('post.p.'), key);
});

test('a form that another device fetched is shown again with what was typed, and then goes', async () => {
  forget();
  const [one, other] = [new Person(stack), new Person(stack)];
  const form = await one.token('/topics/new');
  await other.get('/topics/new');
  const page = await other.post('/topics', { form, ...QUESTION, phone: '' });
  assert.equal(page.status, 403);
  assert.ok(page.content.includes(QUESTION.body));
  const [, fresh] = /name="form" value="([^"]+)"/.exec(page.content);
  assert.equal((await other.act('/topics', { form: fresh, ...QUESTION, phone: '' })).status, 201);
  assert.equal((await one.act('/topics', { form, ...QUESTION, phone: '' })).status, 201,
    'to its own device it is still good');
});

test('who takes no cookies, or has one from before devices were signed, sends the form that was fetched',
  async () => {
  forget();
  for (const cookie of ['', 'A'.repeat(22)]) {
    const form = await new Person(stack).token('/topics/new');
    const person = new Person(stack, { 'user-agent': `of ${cookie}` });
    if (cookie) person.cookies.set('wz_device', cookie);
    assert.equal((await person.act('/topics', { form, ...QUESTION, phone: '' })).status, 201);
    await person.get('/topics/new');
    assert.match(person.cookies.get('wz_device'), /^[\w-]+\.[\w-]+\.[\w-]+$/, 'and gets a device of its own');
  }
});
