// What another site's page, or another member of staff, may try to plant in a browser of the staff.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ANSWER, PASSWORD, Person, QUESTION, carry, signIn, staffOf, startStack } from './lib.mjs';
import { Desk } from './staff_client.mjs';

let stack;
let staff;

before(async () => {
  stack = await startStack();
  stack.ctl(['staff', 'add', 'chief', '--name', '管理员甲', '--roles', 'admin', '--password-stdin'],
    `${PASSWORD}\n`);
  staff = await staffOf(stack);
});
after(() => stack && stack.stop());

const inputs = (html) =>
  Object.fromEntries([...html.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)">/g)].map(([, name,
  value]) => [name, value]));

// The page that a post of this account gets after its session ended, and the browser it came in.
async function lostPost(account, path, fields) {
  const form = await (await signIn(stack, account)).token('/staff/me.json');
  const browser = new Desk(stack);
  const page = await browser.submit(path, { form, ...fields }, { html: true });
  return { browser, page };
}

async function assignedCase() {
  const { case: n } = await new Person(stack).ask();
  await carry(staff, n, 'assigned');
  return n;
}

test('a cross-site post to the login plants no action behind it, whatever fields it brings', async () => {
  const victim = new Desk(stack);
  const planted = { kept_to: '/staff/accounts', keep_id: 'evil', keep_name: '坏人', keep_roles: 'admin',
    kept: 'abc.def' };
  const page = await victim.submit('/staff/login', { account: 'chief', ...planted }, { html: true });
  assert.doesNotMatch(page.html, /evil|坏人|\/staff\/accounts/);
  const form = inputs(page.html).form ?? await victim.token('/staff/login');
  const entered = await victim.submit('/staff/login',
    { form, account: 'chief', password: PASSWORD, ...planted }, { html: true });
  assert.equal(entered.status, 303);
  assert.equal(entered.location, '/staff');
});

test('accounts, departments and passwords never go through the login', async () => {
  for (const [path, fields] of [['/staff/accounts', { id: 'neu', name: '新人', roles: 'admin' }],
    ['/staff/departments', { id: 'neu', name: '新部门' }],
    ['/staff/accounts/mod1', { name: '改名' }], ['/staff/accounts/mod1/password', {}],
      ['/staff/me/totp-off', {}], ['/staff/outbox/resend', {}]]) {
    const { page } = await lostPost('chief', path, fields);
    assert.equal(page.status, 303, path);
    assert.equal(page.location, '/staff/login?back=/staff&lost=1', path);
  }
});

test('what goes through the login comes back to its own account and device only, and is shown in full',
  async () => {
  const n = await assignedCase();
  const { browser, page } = await lostPost('zjj1', `/staff/cases/${n}/return`,
    { version: 3, reason: '不属于我局职责，请转交通局' });
  assert.equal(page.status, 401);
  const carried = inputs(page.html);
  assert.ok(carried.kept.length > 0);
  assert.match(page.html, /name="account"[^>]* value="zjj1"/, 'the account that it belongs to stands there');
  assert.ok(!page.html.includes(`action="/staff/cases/${n}/return"`),
    'no action stands in the login page itself');

  const other = await browser.submit('/staff/login', { ...carried, account: 'jtj1', password: PASSWORD },
    { html: true });
  assert.equal(other.status, 303, 'somebody else signed in: nothing to go on with');
  for (const name of [...browser.cookies.keys()]) if (name !== 'wz_device') browser.cookies.delete(name);
  const elsewhere = new Desk(stack);
  const login = await elsewhere.token('/staff/login');
  const stolen = await elsewhere.submit('/staff/login',
    { form: login, kept: carried.kept, account: 'zjj1', password: PASSWORD }, { html: true });
  assert.equal(stolen.status, 303, 'another device: nothing to go on with');

  const again = await browser.submit('/staff/login', { ...carried, account: 'zjj1', password: PASSWORD },
    { html: true });
  assert.equal(again.status, 200);
  assert.match(again.html, new RegExp(`action="/staff/cases/${n}/return"`));
  assert.match(again.html, /刚才的“退回”/);
  assert.match(again.html, />理由<\/label><textarea[^>]*>不属于我局职责，请转交通局</);
});

test('what was chosen and not typed is listed too, in words, before it goes on', async () => {
  const { case: n } = await new Person(stack).ask();
  await carry(staff, n, 'accepted');
  const { browser, page } = await lostPost('disp1', `/staff/cases/${n}/assign`,
    { version: 2, dept: 'jtj', category: 'complaint', note: '请尽快', mask: '王五', unheard: '没人知道的' });
  const again = await browser.submit('/staff/login',
    { ...inputs(page.html), account: 'disp1', password: PASSWORD }, { html: true });
  assert.match(again.html, /部门：市交通运输局</);
  assert.match(again.html, /分类：投诉</);
  assert.equal(inputs(again.html).dept, 'jtj', 'what is sent is as it was chosen');
  assert.match(again.html, /请尽快/);
  assert.match(again.html, />还要隐去的词<\/label><textarea[^>]*>王五</);
  assert.match(again.html, /unheard：没人知道的/, 'what the page has no word for is shown all the same');
  const { case: shown } = await staff.disp1.json(`/staff/cases/${n}.json`);
  assert.ok(again.html.includes(`${shown.number} ${shown.title}`), 'and so is the case');
});

test('a reason that was picked from a list is shown by its words', async () => {
  const { case: n } = await new Person(stack).ask();
  const { browser, page } = await lostPost('mod1', `/staff/cases/${n}/decline`,
    { version: 1, reason: 'scope' });
  const again = await browser.submit('/staff/login',
    { ...inputs(page.html), account: 'mod1', password: PASSWORD }, { html: true });
  assert.match(again.html, /理由：[^<a-z]+</);
  assert.equal(inputs(again.html).reason, 'scope');
});

test('a person who signed in again in another tab keeps the text of the first one', async () => {
  const n = await assignedCase();
  const { browser, page } = await lostPost('zjj1', `/staff/cases/${n}/return`,
    { version: 3, reason: '不属于我局职责' });
  await browser.enter('zjj1');
  const stale = await browser.submit('/staff/login',
    { ...inputs(page.html), account: 'zjj1', password: PASSWORD }, { html: true });
  const sent = { ...inputs(/<main[\s\S]*<\/main>/.exec(stale.html)[0]), account: 'zjj1', password: PASSWORD };
  const again = await browser.submit('/staff/login', sent, { html: true });
  assert.equal(again.status, 200);
  assert.match(again.html, />理由<\/label><textarea[^>]*>不属于我局职责</);
});

for (const [what, headers, refused] of [
  ['another site', { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }, true],
  ['a neighbour of the same domain', { 'sec-fetch-site': 'same-site' }, true],
  ['another site, by a browser that says only the origin', { origin: 'https://evil.example' }, true],
  ['another port of this host', { origin: 'http://127.0.0.1:1' }, true],
  ['a page of ours', { 'sec-fetch-site': 'same-origin' }, false],
  ['a page of ours, by a browser that says only the origin', { origin: 'own' }, false],
  ['a page of ours without a referrer', { 'sec-fetch-site': 'same-origin', origin: 'null' }, false],
  ['an address that was typed', { 'sec-fetch-site': 'none' }, false],
  ['a program', {}, false],
])
  test(`a post with a good token from ${what}: ${refused ? '403, and nothing happens' : 'taken'}`,
    async () => {
    const person = new Person(stack);
    const sent = { ...headers, ...(headers.origin === 'own' && { origin: stack.base }) };
    const before = stack.redis('get', '{yunchuan}:seq');
    const reply = await person.post('/topics', { form: await person.token('/topics/new'), ...QUESTION,
      phone: '' }, { accept: 'application/json', ...sent });
    assert.equal(reply.status, refused ? 403 : 201, reply.content);
    if (refused) assert.match(reply.content, /来自别的网站/);
    assert.equal(stack.redis('get', '{yunchuan}:seq') === before, refused);
  });

test('every POST of the staff, the login and the answer link refuses another site', async () => {
  const n = await assignedCase();
  const foreign = { 'sec-fetch-site': 'cross-site' };
  const form = await staff.zjj1.token('/staff/me.json');
  for (const path of ['/staff/login', '/staff/logout', `/staff/cases/${n}/draft`, '/staff/accounts',
    '/staff/me/password', '/answer/x.y.z'])
    assert.equal((await staff.zjj1.post(path, { form, version: 3, text: ANSWER }, foreign)).status, 403,
      path);
});
