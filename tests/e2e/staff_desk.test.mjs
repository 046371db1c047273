// The comforts and guards of the desks: lost races, the lease, contact data, held posts, kept text, queues,
// records.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { pdf } from './attachment_files.mjs';
import { PASSWORD } from './lib.mjs';
import { addDept, ask, Desk, hire, startDesks } from './staff_client.mjs';

const ANSWER = '您好，您反映的路灯已于今天上午修好，感谢您对城市照明的关心。';
const MARKUP = '<script>alert(1)</script>"\'&';

let stack;
let admin;
let moderator;
let dispatcher;
let clerk;
let colleague;
let supervisor;

before(async () => {
  ({ stack, admin } = await startDesks());
  await addDept(admin, 'zjj', '市住房和城乡建设局');
  moderator = await hire(stack, admin, 'shenhe', ['moderator']);
  dispatcher = await hire(stack, admin, 'jiaoban', ['dispatcher']);
  clerk = await hire(stack, admin, 'zhujian', ['clerk'], 'zjj');
  colleague = await hire(stack, admin, 'tongshi', ['clerk'], 'zjj');
  supervisor = await hire(stack, admin, 'duban', ['supervisor']);
});

after(async () => {
  await stack?.stop();
});

async function assigned(fields = {}) {
  const asked = await ask(stack, fields);
  await moderator.must(asked.case, 'accept');
  await dispatcher.must(asked.case, 'assign', { dept: 'zjj' });
  return asked;
}

test('a lost race is told with what the other person did, and keeps the typed text', async () => {
  const { case: n } = await assigned();
  const { version } = (await clerk.twin(`/staff/cases/${n}`)).body;
  await dispatcher.must(n, 'extend', { days: '2', reason: '等配件' });
  const form = { version, text: `${ANSWER}${MARKUP}` };
  const program = await clerk.do(n, 'draft', form);
  assert.equal(program.status, 409);
  assert.equal(program.body.error.code, 'conflict');
  assert.match(program.body.error.message, /jiaoban姓名刚才进行了“延期”/);
  const person = await clerk.do(n, 'draft', form, { html: true });
  assert.equal(person.status, 409);
  assert.match(person.html, /jiaoban姓名进行了“延期”/);
  assert.match(person.html, /您好，您反映的路灯已于今天上午修好，感谢您对城市照明的关心。&lt;script&gt;/);
  assert.doesNotMatch(person.html, /<script>alert/);
  const fresh = /name="version" value="(\d+)"/.exec(person.html)[1];
  assert.equal((await clerk.do(n, 'draft', { text: ANSWER, version: fresh })).status, 200);
});

test('text whose form is gone is still shown', async () => {
  const { case: n } = await assigned();
  const { version } = (await clerk.twin(`/staff/cases/${n}`)).body;
  await colleague.must(n, 'draft', { text: ANSWER });
  const late = await clerk.do(n, 'draft', { text: '这是我写了半天的另一份答复，请不要弄丢。', version },
    { html: true });
  assert.equal(late.status, 409);
  assert.match(late.html, /您刚才填写的“答复内容”/);
  assert.match(late.html, /这是我写了半天的另一份答复，请不要弄丢。/);
});

test('a wrong form is answered 422 beside the field with the text kept', async () => {
  const { case: n } = await assigned();
  const short = await clerk.do(n, 'draft', { text: '好的' }, { html: true });
  assert.equal(short.status, 422);
  assert.match(short.html, /答复内容至少要写 10 个字，现在是 2 个字/);
  assert.match(short.html, /<textarea id="draft-text"[^>]*>好的<\/textarea>/);
  assert.equal((await clerk.do(n, 'draft', { text: ANSWER, version: '' })).status, 422);
});

test('the token: without one nothing happens, and what was typed is kept', async () => {
  const { case: n } = await assigned();
  const { version } = (await clerk.twin(`/staff/cases/${n}`)).body;
  const path = `/staff/cases/${n}/draft`;
  for (const form of ['', 'x.y.z', await colleague.token('/staff/me'), await clerk.token('/staff/login')]) {
    assert.equal((await clerk.submit(path, { form, version, text: ANSWER })).status, 403);
    const person = await clerk.submit(path, { form, version, text: ANSWER }, { html: true });
    assert.equal(person.status, 403);
    assert.ok(person.html.includes(ANSWER));
  }
  assert.equal((await clerk.twin(`/staff/cases/${n}`)).body.case.state, 'assigned');
});

test('the lease: one writes, the other waits; given back it is free', async () => {
  const { case: n } = await assigned();
  assert.equal((await clerk.staff(`/staff/cases/${n}/claim`)).status, 200);
  assert.equal((await clerk.twin(`/staff/cases/${n}`)).body.claim.mine, true);
  const seen = (await colleague.twin(`/staff/cases/${n}`)).body.claim;
  assert.equal(seen.mine, false);
  assert.equal(seen.holder_name, 'zhujian姓名');
  assert.equal((await colleague.staff(`/staff/cases/${n}/claim`)).status, 409);
  const late = await colleague.do(n, 'draft', { text: ANSWER });
  assert.equal(late.status, 409);
  assert.match(late.body.error.message, /zhujian姓名正在办理/);
  assert.equal((await colleague.staff(`/staff/cases/${n}/unclaim`)).status, 200);
  assert.equal((await colleague.do(n, 'draft', { text: ANSWER })).status, 409,
    'only its holder gives it back');
  assert.equal((await clerk.staff(`/staff/cases/${n}/unclaim`)).status, 200);
  assert.equal((await colleague.do(n, 'draft', { text: ANSWER })).status, 200);
  assert.equal((await clerk.twin(`/staff/cases/${n}`)).body.claim, undefined,
    'an answer that was sent ends the lease');
});

test('contact data: shown on request to those who work on it, every look recorded', async () => {
  const { case: n } = await assigned({ name: '张三丰', phone: '13800001234' });
  const { html } = await clerk.page(`/staff/cases/${n}`);
  assert.doesNotMatch(html, /13800001234|张三丰/);
  const shown = await clerk.staff(`/staff/cases/${n}/contact`, {}, { html: true });
  assert.equal(shown.status, 200);
  assert.equal(shown.headers.get('cache-control'), 'no-store');
  assert.match(shown.html, /13800001234/);
  assert.match(shown.html, /张三丰/);
  assert.equal((await clerk.staff(`/staff/cases/${n}/contact`)).body.contact.contact_phone, '13800001234');
  assert.equal((await supervisor.staff(`/staff/cases/${n}/contact`)).status, 403);
  const { events } = (await supervisor.twin(`/staff/events?case=${n}`)).body;
  assert.deepEqual(events.filter((e) => e.action === 'contact').map((e) => e.by), ['zhujian', 'zhujian']);
  assert.doesNotMatch(JSON.stringify(events), /13800001234|张三丰/);
});

test('the reviewer sees the text as typed, with what will be hidden marked', async () => {
  const { case: n } = await ask(stack, { body: '请打电话 13800001234 找我，路灯坏了好几天了。', name: '' });
  const { review } = (await moderator.twin(`/staff/cases/${n}`)).body;
  assert.equal(review.changed, true);
  assert.ok(review.body_pieces.some((p) => p.masked && p.piece === '13800001234'));
  assert.equal(review.body_pieces.map((p) => p.piece).join(''),
    '请打电话 13800001234 找我，路灯坏了好几天了。');
  assert.match((await moderator.page(`/staff/cases/${n}`)).html, /value="1"><span>13800001234<\/span><\/label>/);
  assert.doesNotMatch((await dispatcher.page(`/staff/cases/${n}`)).html, /13800001234/);
  await moderator.must(n, 'accept');
  assert.doesNotMatch((await moderator.page(`/staff/cases/${n}`)).html, /13800001234/);
});

test('comments wait at the review desk; passed ones are public, refused ones are not', async () => {
  const { case: n } = await assigned();
  const texts = ['我家门口也是这样，希望快点修。', '这条评论不该公开出去。'];
  for (const body of texts) {
    const neighbour = new Desk(stack);
    const form = (await neighbour.twin(`/topics/${n}/comments`)).body.form;
    const sent = await neighbour.submit(`/topics/${n}/comments`, { form, body });
    assert.ok(sent.status === 200 || sent.status === 201, sent.html);
  }
  const rows = (await moderator.twin('/staff/queues/review')).body.rows.filter((r) => r.n === n && r.is_held);
  assert.deepEqual(rows.map((r) => r.held_text).sort(), [...texts].sort());
  const id = (text) => rows.find((r) => r.held_text === text).held;
  assert.equal((await clerk.staff(`/staff/cases/${n}/held/${id(texts[0])}/pass`)).status, 403);
  assert.equal((await moderator.staff(`/staff/cases/${n}/held/${id(texts[0])}/pass`)).status, 200);
  assert.equal((await moderator.staff(`/staff/cases/${n}/held/${id(texts[1])}/refuse`,
    { reason: 'so' })).status, 422);
  assert.equal((await moderator.staff(`/staff/cases/${n}/held/${id(texts[1])}/refuse`,
    { reason: 'abuse' })).status, 200);
  assert.equal((await moderator.staff(`/staff/cases/${n}/held/${id(texts[0])}/pass`)).status, 409,
    'the second time');
  const { html } = await new Desk(stack).page(`/topics/${n}?at=${Date.now()}`);
  assert.ok(html.includes(texts[0]));
  assert.ok(!html.includes(texts[1]));
});

test('search leads to the case by its number, whole or bare, and nowhere for others\' cases', async () => {
  const { case: n, number } = await assigned();
  const { case: unassigned } = await ask(stack);
  for (const q of [number, String(n), ` ${number.toLowerCase()} `, number.replace('-', '')]) {
    const page = await clerk.page(`/staff/search?q=${encodeURIComponent(q)}`);
    assert.equal(page.status, 303, q);
    assert.equal(page.headers.get('location'), `/staff/cases/${n}`);
  }
  for (const q of [String(unassigned), '99999', MARKUP]) {
    const page = await clerk.page(`/staff/search?q=${encodeURIComponent(q)}`);
    assert.equal(page.status, 200, q);
    assert.match(page.html, /没有找到，或者您无权查看/);
    assert.doesNotMatch(page.html, /<script>alert/);
  }
});

test('the queue: soonest first, in pages, each row once, the next case one link away', async () => {
  for (let i = 0; i < 33; i += 1) await assigned();
  const seen = [];
  let after = '';
  let pages = 0;
  do {
    const { body } = await clerk.twin(`/staff/queues/dept:zjj?after=${encodeURIComponent(after)}`);
    seen.push(...body.rows.map((r) => [r.wait_due, r.n]));
    after = body.next;
    pages += 1;
  } while (after && pages < 10);
  assert.ok(pages > 1);
  assert.equal(new Set(seen.map(([, n]) => n)).size, seen.length);
  assert.deepEqual(seen.map(([due]) => due), seen.map(([due]) => due).sort((a, b) => a - b));
  const next = await clerk.page(`/staff/queues/dept:zjj/next?after=${seen[0][1]}`);
  assert.equal(next.status, 303);
  assert.equal(next.headers.get('location'), `/staff/cases/${seen[1][1]}?desk=dept:zjj`);
  assert.match((await clerk.page(`/staff/cases/${seen[0][1]}`)).html, /rel="next" accesskey="n"/);
  assert.equal((await clerk.twin('/staff/queues/dept:zjj?after=nonsense')).status, 400);
});

test('accounts and departments: what is wrong stands beside its field', async () => {
  const tries = [
    ['/staff/accounts', { id: 'Bad Id', name: '甲', role_moderator: '1', password: 'long enough 1' }, 'id'],
    ['/staff/accounts', { id: 'a1', name: '', role_moderator: '1', password: 'long enough 1' }, 'name'],
    ['/staff/accounts', { id: 'a1', name: '甲', password: 'long enough 1' }, 'role_moderator'],
    ['/staff/accounts', { id: 'a1', name: '甲', role_clerk: '1', password: 'long enough 1' }, 'dept'],
    ['/staff/accounts', { id: 'a1', name: '甲', role_clerk: '1', dept: 'none', password: 'long enough 1' },
      'dept'],
    ['/staff/accounts', { id: 'a1', name: '甲', role_moderator: '1', password: 'short' }, 'password'],
    ['/staff/accounts', { id: 'admin', name: '甲', role_moderator: '1', password: 'long enough 1' }, 'id'],
    ['/staff/accounts/admin', { name: '管理员', role_moderator: '1' }, 'role_moderator'],
    ['/staff/accounts/admin', { name: '管理员', role_admin: '1', disabled: '1' }, 'disabled'],
    ['/staff/departments', { id: 'zjj', name: '重复' }, 'id'],
    ['/staff/departments', { id: '住建局', name: '住建局' }, 'id'],
    ['/staff/departments', { id: 'x1', name: '' }, 'name'],
  ];
  for (const [path, fields, wrong] of tries) {
    const answer = await admin.staff(path, fields);
    assert.equal(answer.status, 422, `${path} ${wrong}: ${answer.html}`);
    assert.deepEqual(Object.keys(answer.body.error.fields), [wrong]);
    assert.equal((await admin.staff(path, fields, { html: true })).status, 422);
  }
  assert.equal((await admin.twin('/staff/accounts/nobody')).status, 404);
  assert.equal((await admin.twin('/staff/departments/nothing')).status, 404);
});

test('a closed department takes no new cases', async () => {
  await addDept(admin, 'old', '已撤并的局');
  assert.equal((await admin.staff('/staff/departments/old', { name: '已撤并的局', closed: '1' })).status,
    200);
  const { case: n } = await ask(stack);
  await moderator.must(n, 'accept');
  assert.ok((await dispatcher.do(n, 'assign', { dept: 'old' })).body.error.fields.dept);
  const panel = (await dispatcher.twin(`/staff/cases/${n}`)).body.actions.find((a) => a.action === 'assign');
  assert.ok(!panel.fields.find((f) => f.name === 'dept').options.some((o) => o.option === 'old'));
});

test('events: newest first, by pages, for one case alone', async () => {
  const { case: n } = await assigned();
  const { events, next } = (await supervisor.twin('/staff/events')).body;
  assert.equal(events.length, 50);
  assert.ok(next);
  const older = (await supervisor.twin(`/staff/events?before=${next}`)).body.events;
  assert.ok(!older.some((e) => events.some((other) => other.id === e.id)));
  const own = (await supervisor.twin(`/staff/events?case=${n}`)).body.events;
  assert.deepEqual(own.map((e) => e.action), ['assign', 'accept', 'submit']);
  assert.match((await supervisor.page(`/staff/events?case=${encodeURIComponent(MARKUP)}`)).html, /不是编号/);
});

test('what was posted after the session ended names its files in words, and says which was not kept', async () => {
  const { case: n } = await ask(stack);
  await moderator.must(n, 'accept');
  await dispatcher.must(n, 'assign', { dept: 'zjj' });
  const page = `/staff/cases/${n}`;
  const post = async (path, fields, files) => {
    const body = new FormData();
    for (const [name, value] of Object.entries(fields)) body.append(name, value);
    for (const name of files) body.append('file', new Blob([pdf()]), name);
    return clerk.send('POST', path, { body, headers: { accept: 'text/html' } });
  };
  const hidden = (html, name) => new RegExp(` name="${name}" value="([^"]*)"`).exec(html)?.[1];
  // Without a session: the login, and after it the page on which it is looked at again.
  const resumed = async (path, fields, files) => {
    const form = await clerk.token(page);
    clerk.cookies.delete('wz_staff');
    const asked = await post(path, { form, text: ANSWER, desk: 'dept:zjj', ...fields }, files);
    const login = await clerk.post('/staff/login', { form: hidden(asked.content, 'form'), account: 'zhujian',
      password: PASSWORD, kept: hidden(asked.content, 'kept') }, { accept: 'text/html' });
    assert.match(login.content, /<h1 class="page-title">继续提交/);
    return login.content;
  };
  for (const name of ['方案.pdf', '图纸.pdf'])
    await post(`${page}/save`, { form: await clerk.token(page), text: ANSWER }, [name]);
  const { enclosed } = await clerk.json(`${page}.json`);
  const [{ file_id: drop }] = enclosed.files;
  const sending = await resumed(`${page}/draft`, { enclosed: enclosed.mark, looked: '1' }, ['新增.pdf']);
  assert.match(sending, /随答复：附件“方案\.pdf”、“图纸\.pdf”</);
  assert.match(sending, /刚才选的附件没有保存/);
  assert.match(sending, new RegExp(`formaction="${page}/save"`), 'there it can be chosen again');
  assert.equal(hidden(sending, 'enclosed'), enclosed.mark, 'what its writer saw is sent along');
  const removing = await resumed(`${page}/save`, { enclosed: enclosed.mark, drop }, []);
  assert.match(removing, /刚才的“移除”还没有完成/);
  assert.match(removing, /移除：附件“方案\.pdf”<[^]*随答复：附件“图纸\.pdf”</);
  assert.doesNotMatch(removing, /没有保存/);
  for (const html of [sending, removing])
    assert.deepEqual([...html.matchAll(/kept-line">([^<：]*)/g)].map(([, label]) => label)
      .filter((label) => !['移除', '随答复'].includes(label)), [], 'no field of the program\'s is listed');
});
