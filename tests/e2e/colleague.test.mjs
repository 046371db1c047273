// What colleagues write to each other about a case, and who of a department answers it: for the staff alone.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ANSWER, Person } from './lib.mjs';
import { Desk, ask, hire, startTeam } from './staff_client.mjs';

const SECRET = '这一句只给同事看';
let stack, team, colleague;

before(async () => {
  team = await startTeam();
  stack = team.stack;
  colleague = await hire(stack, team.admin, 'zhujian2', ['clerk'], 'zjj');
  await hire(stack, team.admin, 'shenqian', ['approver']);
});
after(() => stack?.stop());

async function assigned() {
  const asked = await ask(stack);
  await team.moderator.must(asked.case, 'accept');
  await team.dispatcher.must(asked.case, 'assign', { dept: 'zjj' });
  return asked;
}

test('a remark reaches the colleague it names, who ticks it off', async () => {
  const { case: n } = await assigned();
  await team.clerk.must(n, 'remark', { note: `@zhujian2姓名 请核实。${SECRET}` });
  const home = await colleague.twin('/staff');
  assert.deepEqual(home.body.mentions.map((m) => m.mention_n), [n]);
  assert.match((await colleague.page('/staff')).html, /同事提醒您的/);
  assert.match((await colleague.page(`/staff/cases/${n}`)).html, new RegExp(SECRET));
  assert.equal((await team.clerk.twin('/staff')).body.mentions.length, 0);
  assert.equal((await colleague.staff(`/staff/mentions/${n}/seen`)).status, 200);
  assert.equal((await colleague.twin('/staff')).body.mentions.length, 0);
});

test('whoever is unknown, or may not open the case, is named beside the field; what was typed stays', async () => {
  const { case: n } = await assigned();
  for (const [name, why] of [['王老五', /没有找到“王老五”/], ['jiaotong', /不能查看这一件/]]) {
    const page = await team.clerk.do(n, 'remark', { note: `@${name} 请看` }, { html: true });
    assert.equal(page.status, 422);
    assert.equal(page.html.split(why).length, 2, 'once');
    assert.ok(page.html.includes(`@${name} 请看`));
  }
  assert.equal((await team.clerk.do(n, 'remark', { note: '' })).status, 422);
  const stale = await team.clerk.do(n, 'remark', { version: 'x', note: '请核对' }, { html: true });
  assert.match(stale.html, /这个页面缺少版本号/, 'what has no place beside a field stands on top');
  assert.equal((await team.other.do(n, 'remark', { note: '我来说说' })).status, 404, 'another department');
});

test('no door but the desks lets a remark, or who answers the case, out', async () => {
  const { case: n, track } = await assigned();
  await team.clerk.must(n, 'remark', { note: SECRET });
  await team.clerk.must(n, 'take');
  const link = (await team.dispatcher.twin(`/staff/cases/${n}`)).body.answer_link;
  const answerPath = new URL(link).pathname;
  await team.clerk.must(n, 'draft', { text: ANSWER });
  const approver = new Desk(stack);
  await approver.enter('shenqian');
  await approver.must(n, 'approve');
  await team.clerk.must(n, 'remark', { note: `${SECRET}，答复以后` });
  const visitor = new Person(stack);
  for (const path of [`/topics/${n}`, `/topics/${n}.json`, `/topics/${n}/feed.atom`, '/feed.atom',
    '/topics.json', track, `${track}.json`, answerPath, `${answerPath}.json`,
    '/answers.ndjson', '/search.json?q=同事']) {
    const { content } = await visitor.get(encodeURI(path));
    assert.ok(!content.includes(SECRET), path);
    assert.ok(!content.includes('zhujian'), path);
    assert.ok(!content.includes('内部备注'), path);
  }
});

test('a case is taken and given within the department, and "mine" shows it', async () => {
  const { case: n } = await assigned();
  const rows = async (desk) => (await desk.twin('/staff/queues/dept:zjj?filter=1&mine=1')).body.rows
    .map((row) => row.n);
  await team.clerk.must(n, 'take');
  assert.ok((await rows(team.clerk)).includes(n));
  assert.ok(!(await rows(colleague)).includes(n));
  assert.match((await colleague.page('/staff/queues/dept:zjj?filter=1')).html, /经办：zhujian姓名/);
  for (const to of ['王老五', 'jiaotong', 'shenhe'])
    assert.equal((await team.clerk.do(n, 'give', { to })).status, 422, to);
  await team.clerk.must(n, 'give', { to: 'zhujian2' });
  assert.ok((await rows(colleague)).includes(n));
  assert.ok(!(await rows(team.clerk)).includes(n));
  assert.deepEqual((await colleague.twin('/staff')).body.mentions.map((m) => m.mention_n), [n]);
  await team.dispatcher.must(n, 'reassign', { dept: 'jtj', reason: '属于交通局' });
  assert.equal((await team.other.twin(`/staff/cases/${n}`)).body.owner, '');
  assert.equal((await colleague.twin('/staff')).body.mentions.length, 0, 'it is another department\'s now');
  assert.equal((await team.other.do(n, 'take')).status, 200);
});
