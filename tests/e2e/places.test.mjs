// Who reads where the matter is, door by door: whoever works on the case, never the public; and what a
// reviewer leaves in clear.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { addDept, ask, Desk, hire, startDesks } from './staff_client.mjs';

const AREA = '和平路18号';
const TITLE = '和平路18号5栋楼顶漏水';
const BODY = '我叫赵铁柱，住和平路18号5栋3单元602，楼顶漏水把云G8A123的车也淋了，电话13800002222，王老五可以作证。';
const PLACE = [/5栋3单元602/, /云G8A123/, /和平路18号/];
const PERSON = /赵铁柱|13800002222|王老五/;

let stack;
let desks;
let n;
let link;
let track;

before(async () => {
  const started = await startDesks({ config: { areas: '' } });
  const { admin } = started;
  ({ stack } = started);
  await addDept(admin, 'zjj', '市住房和城乡建设局');
  await addDept(admin, 'jtj', '市交通运输局');
  desks = {
    moderator: await hire(stack, admin, 'shenhe', ['moderator']),
    dispatcher: await hire(stack, admin, 'jiaoban', ['dispatcher']),
    clerk: await hire(stack, admin, 'zhujian', ['clerk'], 'zjj'),
    helper: await hire(stack, admin, 'jiaotong', ['clerk'], 'jtj'),
    approver: await hire(stack, admin, 'shenqian', ['approver']),
    supervisor: await hire(stack, admin, 'duban', ['supervisor']),
  };
  ({ case: n, track } = await ask(stack, { title: TITLE, body: BODY, area: AREA, name: '赵铁柱' }));
  await desks.moderator.must(n, 'accept', { mask: '王老五' });
  await desks.dispatcher.must(n, 'assign', { dept: 'zjj' });
  await desks.dispatcher.must(n, 'assist', { dept: 'jtj', reason: '请查看停车的地方' });
  link = new URL((await desks.dispatcher.twin(`/staff/cases/${n}`)).body.answer_link).pathname;
});

after(async () => {
  await stack?.stop();
});

function assertPlace(text, door) {
  for (const part of PLACE) assert.match(text, part, door);
  assert.doesNotMatch(text, PERSON, door);
}

test('staff of the case and its departments read the place on page, JSON and paper; nothing is recorded',
  async () => {
  for (const [name, desk] of Object.entries(desks)) {
    assertPlace((await desk.page(`/staff/cases/${n}`)).html, `${name}: page`);
    assertPlace(JSON.stringify((await desk.twin(`/staff/cases/${n}`)).body), `${name}: JSON`);
    assertPlace((await desk.page(`/staff/cases/${n}/print`)).html, `${name}: print`);
  }
  const { events } = (await desks.supervisor.twin(`/staff/events?case=${n}`)).body;
  assert.deepEqual(events.filter((e) => e.action === 'contact'), []);
});

test('so does the answer link', async () => {
  const visitor = new Desk(stack);
  assertPlace((await visitor.page(link)).html, 'link: page');
  assertPlace(JSON.stringify((await visitor.twin(link)).body), 'link: JSON');
});

test('no public door shows the place, and neither does the tracking page', async () => {
  const visitor = new Desk(stack);
  const doors = ['/', `/topics/${n}`, `/topics/${n}.json`, '/topics', '/topics.json', '/topics.json?tab=hot',
    '/topics.json?dept=zjj', '/departments/zjj', '/departments/zjj.json', '/feed.atom', '/stats.csv',
    '/sitemaps/1', '/answers.ndjson', track, `${track}.json`];
  let shown = 0;
  for (const door of doors) {
    const { content, status } = await visitor.get(door);
    assert.equal(status, 200, door);
    assert.equal(/5栋|3单元602|602，|G8A123|18号/.exec(content)?.[0], undefined, door);
    assert.equal(PERSON.exec(content)?.[0], undefined, door);
    shown += /楼顶漏水/.test(content) ? 1 : 0;
  }
  assert.ok(shown >= 8, `the case was to be seen through ${shown} doors`);
});

test('a reviewer leaves a hit in clear by a box; it is public then, recorded by its kind, never by its text',
  async () => {
  const body = '和平路18号的路灯不亮，请打电话13800003333，车牌云G8B456可以作证。';
  const { case: other } = await ask(stack, { title: '和平路路灯不亮', body });
  const { review } = (await desks.moderator.twin(`/staff/cases/${other}`)).body;
  assert.deepEqual(review.hits.map((hit) => [hit.hit_kind, hit.hit_text]),
    [['door', '18号'], ['mobile', '13800003333'], ['plate', '云G8B456']]);
  const [door] = review.hits;
  const { html } = await desks.moderator.page(`/staff/cases/${other}`);
  assert.match(html, new RegExp(`type="checkbox" name="${door.keep_field}" value="1">`));
  const wrong = await desks.moderator.do(other, 'accept', { [`${door.keep_field}9`]: '1' }, { html: true });
  assert.equal(wrong.status, 422);
  const kept = await desks.moderator.do(other, 'accept', { [door.keep_field]: '1', category: 'none' },
    { html: true });
  assert.equal(kept.status, 422);
  assert.match(kept.html, new RegExp(`name="${door.keep_field}" value="1" checked`));
  await desks.moderator.must(other, 'accept', { [door.keep_field]: '1' });
  const seen = await new Desk(stack).json(`/topics/${other}.json`);
  assert.match(seen.case.entries[0].text, /^和平路18号的路灯不亮，请打电话138\*{4}3333，车牌云G\*{5}可以作证。$/);
  const { events } = (await desks.supervisor.twin(`/staff/events?case=${other}`)).body;
  assert.deepEqual(events.filter((e) => e.action === 'unmask').map((e) => [e.by, e.dept, e.dept_name]),
    [['shenhe', 'door', '门牌号']]);
  assert.match((await desks.supervisor.page(`/staff/cases/${other}`)).html, /保留显示：门牌号/);
  assert.doesNotMatch(JSON.stringify(seen), /unmask/);
});
