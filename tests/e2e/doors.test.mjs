// No door shows what isn't its visitor's: every address that is read, from the route table itself, with every
// case in its place, as page and as data, for a stranger, for the clerk of another department, and for
// editors of the dailies.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { carry, LETTER, Person, QUESTION, nextPhone, PASSWORD, routesRead, signIn, soon, staffOf,
  startStack } from './lib.mjs';

const WORD = '青石桥头';	// stands in each private title, body and answer, and nowhere else
const ANSWER = `您好，${WORD}的事已经办好，感谢您的来信。`;
const NAME = '欧阳明月';
const PHONE = '13666667777';
let stack;
let staff;
const cases = {};
let seal;	// of the answer that was taken down, as anybody has it who read it before

const rows = routesRead();

async function carryAll(n, request) {
  if (request) await staff.disp1.move(n, 'confirm');
  await staff.mod1.move(n, 'accept');
  await staff.disp1.move(n, 'assign', { dept: 'zjj' });
  await staff.zjj1.move(n, 'draft', { text: ANSWER, ...(request ? { outcome: 'granted' } : {}) });
  await staff.appr1.move(n, 'approve');
}

async function file(path, form, fields) {
  const person = new Person(stack);
  const reply = await person.act(path, { form: await person.token(form), ...fields });
  assert.equal(reply.status, 201, JSON.stringify(reply));
  return reply.case;
}

before(async () => {
  stack = await startStack();
  staff = await staffOf(stack);
  stack.ctl(['staff', 'add', 'edit1', '--name', '编辑甲', '--roles', 'editor,reviewer', '--password-stdin'],
    `${PASSWORD}\n`);
  const words = { title: `${WORD}的路灯不亮`, body: `${WORD}的路灯坏了两个月，晚上看不见路。`, name: NAME };
  cases.waiting = (await new Person(stack).ask(words)).case;
  cases.declined = (await new Person(stack).ask(words)).case;
  await staff.mod1.move(cases.declined, 'decline', { reason: 'scope' });
  cases.hidden = (await new Person(stack).ask(words)).case;
  await carryAll(cases.hidden);
  seal = (await new Person(stack).json(`/verify.json?case=${cases.hidden}`)).jws;
  await staff.mod1.move(cases.hidden, 'unpublish', { reason: '涉及个人' });
  cases.letter = await file('/letters', '/letters/new', { ...LETTER, ...words, phone: PHONE, consent: '1' });
  await carryAll(cases.letter);
  cases.request = await file('/requests', '/requests/new',
    { ...words, applicant: 'person', paper: 'resident', paper_no: '11010519491231002X', phone: nextPhone(),
    address: '城南街道幸福路 8 号', wanted: 'pickup' });
  await carryAll(cases.request, true);
  const called = new Date(Date.now() + 7 * 3600000).toISOString().slice(0, 16).replace('T', ' ');
  const order = await staff.disp1.do('/staff/hotline',
    { called, via: 'phone', ...words, phone: nextPhone(), category: 'help', urgency: 'normal', note: WORD });
  assert.equal(order.status, 201, JSON.stringify(order));
  cases.order = order.case;
  await carryAll(cases.order);
  cases.open = (await new Person(stack).ask({ ...QUESTION, name: NAME, phone: PHONE })).case;
  await carry(staff, cases.open, 'answered');
});
after(() => stack && stack.stop());

const day = () => new Date(Date.now() + 8 * 3600000).toISOString().slice(0, 10);

function addresses(row) {
  const ids = ['zjj', 'disp1', '1', day()];
  let paths = row.path.includes(':n') ? Object.values(cases).map((n) => row.path.replace(':n',
    n)) : [row.path];
  for (const [place, values] of [[':n', Object.values(cases)], [':id', ids],
    [':desk', ['review', 'dispatch', 'approve', 'callback', 'dept:zjj']], [':token', ['x.y.z']]])
    paths = paths.flatMap((path) => (path.includes(place) ? values.map((value) => path.replace(place,
      value)) : [path]));
  return paths.flatMap((path) => (row.twin ? [path, path === '/' ? '/index.json' : `${path}.json`] : [path]));
}

// `places` are addresses that a page which opens must not name; one that doesn't open may repeat its own.
async function visit(person, wanted, secrets, places = []) {
  let seen = 0;
  for (const row of rows.filter(wanted))
    for (const path of addresses(row)) {
      const reply = await person.get(path);
      assert.ok(reply.status < 500, `${path}: ${reply.status}`);
      seen += reply.status === 200;
      for (const secret of reply.status === 200 ? [...secrets, ...places] : secrets)
        assert.ok(!reply.content.includes(secret), `${path} shows ${secret}`);
    }
  return seen;
}

test('a stranger finds nothing of what waits, was declined, taken down or sent in private, nor its address', async () => {
  assert.ok(rows.length > 60, 'the table was read');
  const places = Object.entries(cases).filter(([name]) => name !== 'open')
    .flatMap(([, n]) => [`/topics/${n}<`, `/letters/${n}<`, `/topics/${n}"`, `/letters/${n}"`]);
  assert.ok(await visit(new Person(stack), (row) => !row.staff,
    [WORD, NAME, PHONE, '11010519491231002X', '幸福路 8 号'], places) > 25);
  assert.equal(await visit(new Person(stack), (row) => row.staff, [WORD, NAME, PHONE]), 0,
    'nothing of the staff without a login');
  const found = async (q) => (await new Person(stack).json(`/search.json?q=${encodeURIComponent(q)}`)).results;
  await soon(async () => assert.deepEqual((await found(QUESTION.title)).map((row) => row.url),
    [`/topics/${cases.open}`]));
  for (const q of [WORD, NAME, PHONE]) assert.deepEqual(await found(q), [], q);
});

test('the seal of an answer that was taken down opens nothing, and is given to nobody any more', async () => {
  const reader = new Person(stack);
  for (const n of Object.values(cases).filter((n) => n !== cases.open)) {
    const asked = await reader.json(`/verify.json?case=${n}&fresh=1`);
    assert.deepEqual([asked.verdict, asked.jws], ['unknown', undefined], n);
  }
  assert.equal((await reader.json(`/verify.json?case=${cases.open}`)).verdict, 'genuine');
  const opened = await reader.json(`/verify.json?seal=${seal}&fresh=1`);
  assert.deepEqual([opened.verdict, opened.url], ['signed', '']);
  for (const path of ['/verify', '/verify.json'])
    assert.ok(!(await reader.get(`${path}?seal=${seal}&fresh=1`)).content.includes(WORD), path);
});

test('the clerk of another department reads what the public reads, at the desk too', async () => {
  const clerk = await signIn(stack, 'jtj1');
  assert.ok(await visit(clerk, (row) => row.staff, [WORD, NAME, PHONE]) > 3);
  for (const q of [WORD, String(cases.letter), NAME])
    assert.ok(!(await clerk.get(`/staff/search.json?q=${encodeURIComponent(q)}`)).content.includes(`${WORD}的`), q);
});

test('who edits the dailies sees no case that is not public', async () => {
  assert.ok(await visit(await signIn(stack, 'edit1'), (row) => row.staff, [WORD, NAME, PHONE]) > 2);
});

test('approvers and supervisors read cases, but no name, number or address of a sender', async () => {
  for (const id of ['appr1', 'super1'])
    assert.ok(await visit(staff[id], (row) => row.staff,
      [NAME, PHONE, '11010519491231002X', '幸福路 8 号']) > 5);
});
