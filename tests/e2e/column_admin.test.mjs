// The tree of columns as an admin keeps it: nothing is lost, nothing goes in a circle, articles stay.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { BODY, Newsroom } from './articles.mjs';
import { PASSWORD, Person, signIn, soon, startStack } from './lib.mjs';

const HTML = { accept: 'text/html' };
const PLANS = { id: 'plans', name: '规划计划', type: '信息公开目录', description: '发展规划和年度计划' };
let stack, room, boss, other;
const anybody = () => new Person(stack);

before(async () => {
  stack = await startStack();
  room = await Newsroom.open(stack);
  for (const id of ['boss', 'other'])
    stack.ctl(['staff', 'add', id, '--name', `${id}姓名`, '--roles', 'admin', '--password-stdin'],
      `${PASSWORD}\n`);
  boss = await signIn(stack, 'boss');
  other = await signIn(stack, 'other');
});
after(() => stack && stack.stop());

const all = async () => (await boss.json('/staff/columns.json')).columns;
const look = async (id) => (await all()).find((one) => one.id === id);
/** What the form sends for a column as it stands, with changes. */
const change = async (id, fields, who = boss) => {
  const { who: names, required_labels: labels, parent_name: above, level, closed, ...sent } = await look(id);
  return who.do(`/staff/columns/${id}`, { ...sent, ...(closed && { closed: 1 }), ...fields });
};
const must = async (id, fields) => {
  const reply = await change(id, fields);
  assert.equal(reply.status, 200, JSON.stringify(reply));
};
const below = async (id) => (await all()).filter((one) => one.parent === id).map((one) => one.id);

test('a column is added behind its siblings, renamed, moved, put in another place', async () => {
  const made = await boss.do('/staff/columns', PLANS);
  assert.deepEqual([made.status, made.column, made.version], [201, 'plans', 1]);
  assert.equal((await below('')).at(-1), 'plans');
  await must('plans', { name: '规划和计划', parent: 'open' });
  assert.equal((await below('open')).includes('plans'), true);
  const [first] = await below('open');
  await must('plans', { order: Math.max((await look(first)).order - 1, 0) });
  assert.equal((await below('open'))[0], 'plans');
  await soon(async () => assert.match((await anybody().get('/columns')).content, /规划和计划/));
  const record = (await boss.get('/staff/events')).content;
  assert.match(record, /新建栏目[^]{0,400}<a href="\/columns\/plans">栏目 plans</);
});

test('what would break the tree, or names what is not there, is refused beside its field', async () => {
  const wrong = [['statutory', { parent: 'statutory' }, 'parent', /自己/],
    ['open', { parent: 'budget' }, 'parent', /自己/],
    ['news', { parent: 'nowhere' }, 'parent', /没有这个上级/],
    ['news', { name: '' }, 'name'], ['news', { days: '十天' }, 'days'], ['news', { type: '' }, 'type'],
    ['news', { name: '长'.repeat(31) }, 'name'], ['news', { depts: 'nowhere' }, 'depts'],
    ['news', { accounts: 'ed1，nobody' }, 'accounts', /nobody/],
    ['news', { required: 'password' }, 'required'],
    ['news', { description: '长'.repeat(201) }, 'description']];
  for (const [id, fields, name, why = /./] of wrong) {
    const reply = await change(id, fields);
    assert.deepEqual([reply.status, Object.keys(reply.error.fields)], [422, [name]], JSON.stringify(fields));
    assert.match(reply.error.fields[name], why);
  }
  for (const id of ['', 'New', 'new', '栏目', 'news', 'x'.repeat(33)]) {
    const reply = await boss.do('/staff/columns', { ...PLANS, id });
    assert.deepEqual([reply.status, Object.keys(reply.error.fields)], [422, ['id']], id);
  }
  const deep = ['d1', 'd2', 'd3', 'd4', 'd5'];
  for (const [i, id] of deep.entries()) {
    const reply = await boss.do('/staff/columns', { ...PLANS, id, parent: i ? deep[i - 1] : '' });
    assert.equal(reply.status, i < 4 ? 201 : 422, id);
  }
  assert.equal((await change('d1', { parent: 'news' })).status, 422);
  const page = await boss.post('/staff/columns/news', { form: await boss.token('/staff/me'), version: 1,
    name: '要闻', type: '工作动态', description: '新的描述', parent: 'news' }, HTML);
  assert.equal(page.status, 422);
  assert.match(page.content, /name="description"[^>]* value="新的描述"/);
  assert.match(page.content, /不能移到本栏目自己的下级栏目中/);
  assert.equal((await look('news')).name, '工作动态');
});

test('who may publish and what must be told count from the next draft on', async () => {
  await must('response', { accounts: 'rev1、 other', required: ['author', 'summary'] });
  assert.equal((await look('response')).accounts, 'rev1,other');
  const refused = await room.editor.do('/staff/articles', { column: 'response', title: '回应一件关切的事情',
    body: BODY });
  assert.deepEqual([refused.status, Object.keys(refused.error.fields)], [422, ['column']]);
  await must('response', { accounts: 'ed1' });
  const n = await room.draft({ column: 'response', title: '回应一件关切的事情' });
  const { article } = await room.editor.json(`/staff/articles/${n}.json`);
  const reply = await room.editor.do(`/staff/articles/${n}/submit`, { version: article.record });
  assert.equal(reply.status, 422);
  assert.match(JSON.stringify(reply.error), /要求填写/);
});

test('a closed column keeps its articles, takes no new ones, and opens again', async () => {
  const n = await room.publish({ column: 'consultation', title: '关于公交线路调整征求意见' });
  await must('consultation', { closed: 1 });
  const ends = ['', '.json', '/feed.atom'];
  for (const path of [`/articles/${n}`, ...ends.map((end) => `/columns/consultation${end}`)])
    assert.equal((await anybody().get(`${path}?fresh=1`)).status, 200, path);
  await soon(async () => assert.match(
    (await anybody().get(`/columns/consultation?fresh=${Math.random()}`)).content, /已停止更新/));
  const refused = await room.editor.do('/staff/articles', { column: 'consultation', body: BODY,
    title: '又一件征求意见的事情' });
  assert.deepEqual([refused.status, Object.keys(refused.error.fields)], [422, ['column']]);
  assert.doesNotMatch((await room.editor.get('/staff/articles/new')).content, /<option value="consultation"/);
  await must('consultation', { closed: '' });
  await room.publish({ column: 'consultation', title: '关于停车收费调整征求意见' });
  const record = (await boss.get('/staff/events')).content;
  assert.match(record, /停用栏目/);
});

test('two admins at once: the second sees both texts, and nothing is overwritten', async () => {
  const { version, type, description } = await look('notices');
  const fields = { version, type, description, order: 3 };
  assert.equal((await boss.do('/staff/columns/notices', { ...fields, name: '公示公告' })).status, 200);
  assert.equal((await other.do('/staff/columns/notices', { ...fields, name: '通知公示' })).status, 409);
  const page = await other.post('/staff/columns/notices', { form: await other.token('/staff/me'), ...fields,
    name: '通知公示' }, HTML);
  assert.equal(page.status, 409);
  assert.match(page.content, /id="name"[^>]* value="通知公示"/);
  assert.match(page.content, /<section[^>]* id="other">[^]*公示公告/);
  assert.match(page.content, new RegExp(`name="version" value="${version + 1}"`));
  assert.equal((await look('notices')).name, '公示公告');
});

test('nobody but an admin keeps columns', async () => {
  const version = (await look('news')).version;
  for (const who of [room.editor, room.reviewer, anybody()])
    for (const [method, path] of [['get', '/staff/columns'], ['get', '/staff/columns/new'],
      ['get', '/staff/columns/news'], ['post', '/staff/columns'], ['post', '/staff/columns/news']]) {
      const reply = await (method === 'get' ? who.get(path) :
        who.post(path, { form: 'x', version, ...PLANS, id: 'sneaked' }));
      assert.ok([303, 401, 403].includes(reply.status), `${path}: ${reply.status}`);
    }
  assert.equal(await look('sneaked'), undefined);
  assert.equal((await look('news')).version, version);
});
