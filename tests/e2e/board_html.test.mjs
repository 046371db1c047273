// Every public page, in every state it can be in, passes an HTML validator.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { HtmlValidate } from 'html-validate';
import { carry, Person, QUESTION, sleep, staffOf, startStack } from './lib.mjs';

const validator = new HtmlValidate({
  extends: ['html-validate:standard'],
  rules: {
    'no-trailing-whitespace': 'off', // of the templates' sections; costs a reader nothing
    'void-style': 'off',
    'doctype-style': 'off',
    'attr-quotes': 'off',
    'long-title': 'off', // titles are the askers'
    'require-sri': 'off', // all from this site
    'prefer-native-element': 'off',
    'tel-non-breaking': 'off',
  },
});

let stack;
let staff;
let asker;

before(async () => {
  stack = await startStack();
  staff = await staffOf(stack);
  asker = new Person(stack);
});
after(() => stack && stack.stop());

async function check(what, reply, status = 200) {
  assert.equal(reply.status, status, what);
  const report = await validator.validateString(reply.content);
  const faults = report.results.flatMap((result) => result.messages)
    .map((message) => `${message.line}: ${message.ruleId}: ${message.message}: ${reply.content.split('\n')[message.line - 1].slice(0, 200)}`);
  assert.deepEqual(faults, [], what);
}

test('pages of an empty board', async () => {
  for (const path of ['/', '/topics', '/topics/new', '/track', '/stats', '/departments', '/departments/zjj',
    '/verify'])
    await check(path, await asker.get(path));
});

for (const state of ['pending', 'accepted', 'assigned', 'drafted', 'answered', 'closed', 'revised', 'merged',
  'declined', 'withdrawn']) {
  test(`pages of a case that is ${state}`, async () => {
    const person = new Person(stack);
    const receipt = await person.ask();
    const n = receipt.case;
    if (state === 'merged') {
      const other = await person.ask();
      await carry(staff, other.case, 'accepted');
      await carry(staff, n, 'accepted');
      await staff.mod1.move(n, 'merge', { into: String(other.case) });
    } else if (state === 'declined') await staff.mod1.move(n, 'decline', { reason: 'unclear', note: '' });
    else if (state === 'withdrawn') {
      const { withdraw } = await person.json(`${receipt.track}.json`);
      await person.act(withdraw.url, { form: withdraw.form });
    } else if (state !== 'pending') await carry(staff, n,
      ['closed', 'revised'].includes(state) ? 'answered' : state);
    if (state === 'closed') {
      const { rating } = await person.json(`${receipt.track}.json`);
      await person.act(rating.url, { form: rating.form, rating: '2' });
    }
    if (state === 'revised') {
      await staff.zjj1.move(n, 'revise', { text: '更正后的答复：已于本周五修复。', reason: '日期写错了' });
      await staff.appr1.move(n, 'approve');
    }
    await check('tracking', await person.get(receipt.track));
    await check('receipt', await person.get(`${receipt.track}?new=1`));
    await check('done', await person.get(`${receipt.track}?done=followup`));
    if (['pending', 'declined', 'withdrawn'].includes(state)) return;
    await sleep(100);
    for (const path of ['', '/support', '/comments']) await check(path,
      await person.get(`/topics/${n}${path}?${state}`));
    await check('verify', await person.get(`/verify?case=${n}&x=${state}`));
  });
}

test('lists with topics in them', async () => {
  for (const path of ['/?full', '/topics?full', '/topics?tab=hot&category=complaint&dept=zjj',
    '/departments/zjj?full', '/stats?full'])
    await check(path, await asker.get(path));
});

test('forms that were refused, and error pages', async () => {
  const form = await asker.token('/topics/new');
  await check('ask', await asker.again(await asker.post('/topics', { form, title: 'x', body: '<b>',
    category: 'no', phone: '1' })), 200);
  await check('ask without token', await asker.post('/topics', QUESTION), 403);
  await check('track', await asker.post('/track', { form: await asker.token('/track'), number: 'x',
    code: 'y' }), 422);
  await check('404', await asker.get('/nowhere'), 404);
  await check('400', await asker.get('/topics?tab=%zz'), 400);
  await check('405', await asker.post('/stats', {}), 405);
  const receipt = await asker.ask();
  const { followup } = await asker.json(`${receipt.track}.json`);
  await check('follow-up', await asker.post(followup.url, { form: followup.form, body: '' }), 422);
  await check('rating too early', await asker.post(`${receipt.track}/rating`,
    { form: followup.form, rating: '9' }), 403);
});

test('large type', async () => {
  const elder = new Person(stack);
  await elder.get('/elder?on=1&back=/');
  for (const path of ['/', '/topics', '/topics/new']) await check(path, await elder.get(path));
});
