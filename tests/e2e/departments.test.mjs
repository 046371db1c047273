// Several departments on one case, through nginx and Redis: help and opinions, and who reads nothing of them.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ANSWER, carry, LETTER, nextPhone, Person, signIn, staffOf, startStack } from './lib.mjs';

const ASKED = '请核实这段路是否由你局养护，并说明今年的维修计划';
const OPINION = '该路段由我局养护，维修已列入下月计划，内部经费尚未到位';
let stack;
let staff;

before(async () => {
  stack = await startStack();
  staff = { ...await staffOf(stack), jtj1: await signIn(stack, 'jtj1') };
});
after(() => stack && stack.stop());

async function ask(state, fields = {}) {
  const receipt = await new Person(stack).ask(fields);
  if (state) await carry(staff, receipt.case, state);
  return { n: receipt.case, ...receipt };
}

async function write(state) {
  const person = new Person(stack);
  const receipt = await person.act('/letters', { form: await person.token('/letters/new'), ...LETTER,
    phone: nextPhone(), consent: '1' });
  assert.equal(receipt.status, 201, JSON.stringify(receipt));
  await carry(staff, receipt.case, state);
  return { n: receipt.case, ...receipt };
}

const help = (n) => staff.disp1.move(n, 'assist', { dept: 'jtj', reason: ASKED });
const waiting = async (person, dept) =>
  (await person.json(`/staff/queues/dept:${dept}.json`)).rows.map((row) => row.n);
const sheet = (person, n) => person.json(`/staff/cases/${n}.json`);

// Every way by which somebody outside the staff reads the case.
async function outside({ n, track }, board) {
  const link = (await sheet(staff.disp1, n)).answer_link;
  const paths = [`/${board}/${n}`, `/${board}/${n}.json`, `${track}`, `${track}.json`, '/feed.atom',
    `/${board}`, `/${board}.json`];
  if (link) paths.push(new URL(link).pathname, `${new URL(link).pathname}.json`);
  const texts = [];
  for (const path of paths) {
    const reply = await new Person(stack).get(`${path}${path.includes('?') ? '&' : '?'}at=${Date.now()}`);
    assert.equal(reply.status, 200, path);
    texts.push([path, reply.content]);
  }
  return texts;
}

test('a department is asked, finds the case, gives its opinion; the one in charge answers', async () => {
  const { n, track } = await ask('assigned');
  assert.equal((await staff.jtj1.get(`/staff/cases/${n}`)).status, 404);
  await help(n);
  assert.deepEqual(await waiting(staff.jtj1, 'jtj'), [n]);
  const queue = (await staff.jtj1.get('/staff/queues/dept:jtj')).content;
  assert.ok(queue.includes('请本部门协办') && queue.includes('市住房和城乡建设局'));
  assert.ok((await staff.zjj1.get('/staff/queues/dept:zjj')).content.includes('等 1 个协办意见'));
  const seen = await sheet(staff.jtj1, n);
  assert.deepEqual(seen.actions.map((action) => action.action), ['opinion', 'remark']);
  assert.equal(seen.assists[0].assist_owed, true);
  assert.match(seen.assists[0].wait_text, /还剩 2 个工作日/);
  assert.equal(seen.may_contact, false);
  assert.equal(seen.answer_link, undefined);
  assert.equal((await staff.jtj1.do(`/staff/cases/${n}/contact`)).status, 403);
  assert.ok((await staff.jtj1.get(`/staff/cases/${n}`)).content.includes(ASKED));
  await staff.jtj1.move(n, 'opinion', { text: OPINION });
  assert.deepEqual(await waiting(staff.jtj1, 'jtj'), []);
  assert.ok(!(await staff.zjj1.get('/staff/queues/dept:zjj')).content.includes('个协办意见'));
  const page = (await staff.zjj1.get(`/staff/cases/${n}`)).content;
  for (const text of [OPINION, ASKED, '已提交意见', '交通局经办员']) assert.ok(page.includes(text), text);
  assert.ok((await sheet(staff.jtj1, n)).assist_talk.some((said) => said.talk_text === OPINION));
  await staff.zjj1.move(n, 'draft', { text: ANSWER });
  assert.ok((await staff.appr1.get(`/staff/cases/${n}`)).content.includes(OPINION),
    'the approver weighs the opinion');
  await staff.appr1.move(n, 'approve');
  const tracking = (await new Person(stack).get(track)).content;
  assert.ok(tracking.includes('请市交通运输局协助办理') && tracking.includes(ANSWER));
});

test('what departments write to each other is nowhere outside', async () => {
  const topic = await ask('assigned');
  const letter = await write('assigned');
  for (const { n } of [topic, letter]) {
    await help(n);
    await staff.jtj1.move(n, 'opinion', { text: OPINION });
    await staff.disp1.move(n, 'release', { dept: 'jtj', note: `${ASKED}，意见已收到` });
  }
  await staff.mod1.move(letter.n, 'publish');
  for (const [path, text] of [...await outside(topic, 'topics'), ...await outside(letter, 'letters')]) {
    assert.ok(!text.includes(OPINION), `${path} shows an opinion`);
    assert.ok(!text.includes('请核实这段路'), `${path} shows what was asked`);
    assert.ok(!/"kind":"opinion"|jtj1/.test(text), `${path} names who wrote it`);
  }
  assert.equal((await staff.jtj1.get(`/staff/cases/${letter.n}`)).status, 404, 'released');
});

test('who may ask for help and give an opinion, and what bad input gets', async () => {
  const { n } = await ask('assigned');
  const version = String((await sheet(staff.disp1, n)).version);
  const send = async (who, action, fields) => staff[who].do(`/staff/cases/${n}/${action}`,
    { version, ...fields });
  assert.equal((await send('jtj1', 'opinion', { text: OPINION })).status, 404, 'not asked');
  for (const who of ['mod1', 'zjj1', 'appr1', 'super1']) {
    assert.equal((await send(who, 'assist', { dept: 'jtj', reason: ASKED })).status, 403, who);
    assert.equal((await send(who, 'opinion', { text: OPINION })).status, 403, who);
  }
  for (const [fields, field] of [[{ dept: 'jtj' }, 'reason'], [{ dept: '', reason: ASKED }, 'dept'],
    [{ dept: 'zjj', reason: ASKED }, 'dept'],
    [{ dept: 'nowhere', reason: ASKED }, 'dept'], [{ dept: 'jtj', reason: '问'.repeat(501) }, 'reason']]) {
    const answer = await send('disp1', 'assist', fields);
    assert.equal(answer.status, 422, JSON.stringify(fields));
    assert.ok(answer.error.fields[field], JSON.stringify(answer.error));
  }
  const kept = await staff.disp1.post(`/staff/cases/${n}/assist`,
    { form: await staff.disp1.token('/staff/me'), version, dept: 'zjj', reason: ASKED });
  assert.equal(kept.status, 422);
  assert.ok(kept.content.includes(ASKED) && kept.content.includes('是主办部门'), 'what was typed is kept');
  assert.equal((await send('disp1', 'release', { dept: 'jtj' })).status, 409, 'nobody helps yet');
  await help(n);
  for (const text of ['', '好', '意'.repeat(2001)]) assert.equal((await send('jtj1', 'opinion',
    { text })).status, 422);
  assert.equal((await send('jtj1', 'opinion', { text: '意'.repeat(2000) })).status, 200);
  assert.equal((await send('jtj1', 'draft', { text: ANSWER })).status, 403,
    'an assisting clerk does not answer');
  assert.equal((await staff.jtj1.do(`/staff/cases/${n}/claim`)).status, 409);
});

test('who had a case when and why it went, for staff with reasons, for residents without', async () => {
  const one = await ask('assigned');
  await staff.zjj1.move(one.n, 'return', { reason: '这段路归交通部门养护' });
  await staff.disp1.move(one.n, 'assign', { dept: 'jtj' });
  await staff.disp1.move(one.n, 'assist', { dept: 'zjj', reason: '请提供路灯档案' });
  await staff.jtj1.move(one.n, 'return', { reason: '路灯不归我们管' });
  const undecided = (await staff.disp1.get(`/staff/cases/${one.n}`)).content;
  assert.ok(undecided.includes('这次交给哪个部门，就由哪个部门承办'));
  await staff.disp1.move(one.n, 'assign', { dept: 'zjj' });
  const { transfers, designated, actions, return_refused: refused } = await sheet(staff.zjj1, one.n);
  assert.deepEqual(transfers.map((row) => [row.stay_dept, row.stay_lead, row.stay_why, row.stay_note,
    row.stay_to === '']), [
    ['zjj', true, '退回', '这段路归交通部门养护', false],
    ['jtj', true, '退回', '路灯不归我们管', false],
    ['zjj', false, '退回', '', false],
    ['zjj', true, '', '', true],
  ]);
  assert.equal(designated, true);
  assert.match(refused, /指定承办，不能再退回/);
  assert.ok(!actions.some((action) => action.action === 'return'));
  const page = (await staff.zjj1.get(`/staff/cases/${one.n}`)).content;
  for (const text of ['转办情况', '指定承办', '路灯不归我们管']) assert.ok(page.includes(text), text);
  const third = await staff.zjj1.do(`/staff/cases/${one.n}/return`,
    { version: (await sheet(staff.zjj1, one.n)).version, reason: '还是不归我们' });
  assert.equal(third.status, 409);
  assert.match(third.error.message, /指定承办，不能再退回/);
  const link = (await sheet(staff.disp1, one.n)).answer_link;
  assert.ok((await new Person(stack).get(new URL(link).pathname)).content.includes('这一件指定由贵单位承办'));

  for (const path of [`/topics/${one.n}`, one.track]) {
    const { content } = await new Person(stack).get(path);
    const steps = ['已交市住房和城乡建设局办理', '市住房和城乡建设局退回，正在重新安排承办部门',
      '已转交市交通运输局办理',
      '请市住房和城乡建设局协助办理', '市交通运输局退回，正在重新安排承办部门',
        '已指定由市住房和城乡建设局办理'];
    let at = 0;
    for (const step of steps) {
      at = content.indexOf(step, at);
      assert.ok(at > 0, `${path}: ${step}`);
    }
    const twin = (await new Person(stack).get(`${path}.json`)).content;
    for (const reason of ['归交通部门养护', '路灯不归我们管', '请提供路灯档案', 'zjj1', 'jtj1']) {
      assert.ok(!content.includes(reason) && !twin.includes(reason), `${path}: ${reason}`);
    }
  }
});

test('help that was asked and ended stands in the table too, and the answer ends every stay', async () => {
  const { n } = await ask('assigned');
  await help(n);
  await staff.disp1.move(n, 'release', { dept: 'jtj', note: '已当面说清' });
  await help(n);
  await staff.zjj1.move(n, 'draft', { text: ANSWER });
  await staff.appr1.move(n, 'approve');
  await staff.super1.move(n, 'reopen', { reason: '没有解决' });
  assert.deepEqual((await sheet(staff.zjj1, n)).transfers.map((row) => [row.stay_dept, row.stay_lead,
    row.stay_why, row.stay_note]), [
    ['zjj', true, '已答复', ''], ['jtj', false, '协办结束', '已当面说清'], ['jtj', false, '已答复', ''],
      ['zjj', true, '', ''],
  ]);
});

const merge = (n, into) => staff.mod1.move(n, 'merge', { into: String(into) });
const fresh = async (path) => JSON.parse((await new Person(stack).get(`${path}?at=${Date.now()}`)).content);

test('the asker of a duplicate sees where it went and reads the answer there; undone, it is on its own again',
  async () => {
  const first = await ask('assigned', { title: '南湖路的井盖松动很危险' });
  const second = await ask('', { title: '南湖路井盖一踩就翻' });
  await merge(second.n, first.n);
  const before = await fresh(`${second.track}.json`);
  assert.equal(before.case.merged, true);
  assert.equal(before.case.merged_case.url, `/topics/${first.n}`);
  assert.equal(before.case.merged_case.answer_text, '');
  await staff.zjj1.move(first.n, 'draft', { text: ANSWER });
  assert.equal((await fresh(`${second.track}.json`)).case.merged_case.answer_text, '',
    'a draft is nobody\'s');
  await staff.appr1.move(first.n, 'approve');
  const page = (await new Person(stack).get(second.track)).content;
  for (const text of [ANSWER, `href="/topics/${first.n}"`, '南湖路的井盖松动很危险',
    '合并后的话题已答复']) assert.ok(page.includes(text), text);
  const target = (await staff.zjj1.get(`/staff/cases/${first.n}`)).content;
  assert.ok(target.includes('已并入的办件') && target.includes('南湖路井盖一踩就翻'));

  await staff.mod1.move(second.n, 'unmerge', { note: '其实是另一个井盖' });
  const back = await fresh(`${second.track}.json`);
  assert.deepEqual([back.case.state, back.case.merged, back.case.merged_case], ['pending', false, undefined]);
  assert.ok(back.case.entries.some((entry) => entry.text === '合并已撤销，恢复单独办理'));
  assert.ok(!JSON.stringify(back).includes('另一个井盖'), 'the note is for staff');
  assert.equal((await new Person(stack).get(`/topics/${second.n}`)).status, 404, 'it was never reviewed');
  assert.deepEqual((await sheet(staff.zjj1, first.n)).merged_from, []);
});

test('a chain leads to its end, and to nothing that is not public', async () => {
  const a = await ask('accepted');
  const b = await ask('accepted');
  const c = await ask('answered', { title: '只有终点的标题在这里' });
  await merge(a.n, b.n);
  await merge(b.n, c.n);
  assert.equal((await fresh(`/topics/${a.n}.json`)).case.merged_into, c.n);
  assert.equal((await sheet(staff.mod1, a.n)).case.merged_into, c.n);
  assert.deepEqual((await sheet(staff.mod1, c.n)).merged_from.map((row) => row.source_n).sort(),
    [a.n, b.n].sort());
  const again = await staff.mod1.do(`/staff/cases/${c.n}/merge`,
    { version: (await sheet(staff.mod1, c.n)).version, into: String(a.n) });
  assert.equal(again.status, 409, 'an answered case is not merged');
  await staff.mod1.move(c.n, 'unpublish', { reason: '核实中' });
  for (const path of [`/topics/${a.n}`, `/topics/${a.n}.json`, `/topics/${b.n}`, a.track,
    `${a.track}.json`]) {
    const { content, status } = await new Person(stack).get(path);
    assert.equal(status, 200, path);
    assert.ok(!content.includes('只有终点的标题') && !content.includes(`/topics/${c.n}"`) &&
      !content.includes(ANSWER), path);
    assert.ok(path.endsWith('.json') || content.includes('合并办理'), path);
  }
});

test('whose case was merged into one that was withdrawn is told so', async () => {
  const target = await ask('accepted');
  const merged = await ask('');
  await merge(merged.n, target.n);
  const { version } = await sheet(staff.mod1, target.n);
  const declined = await staff.mod1.do(`/staff/cases/${target.n}/decline`, { version, reason: 'scope' });
  assert.equal(declined.status, 409);
  assert.match(declined.error.message, /有 1 件已并入这一件/);
  const asker = new Person(stack);
  const { withdraw } = await asker.json(`${target.track}.json`);
  assert.equal((await asker.act(withdraw.url, { form: withdraw.form })).status, 200);
  const page = (await new Person(stack).get(merged.track)).content;
  assert.ok(page.includes('合并后的事项已经不再办理') && page.includes('href="/topics/new"'));
  assert.ok(!page.includes(`/topics/${target.n}"`));
});

test('the reviewer is shown topics that a new one may duplicate, and merges it with one press', async () => {
  const old = await ask('assigned', { title: '文华路十字路口红绿灯不亮', category: 'help' });
  const waiting = await ask('', { title: '文华路十字路口红绿灯不亮了', category: 'complaint' });
  const again_ = await ask('', { title: '文华路十字路口的红绿灯坏了', category: 'help' });
  const same = await ask('', { title: '文华路十字路口的红绿灯坏了', category: 'help' });
  stack.ctl(['jobs', '--once']);
  const { similar: all, identical } = await sheet(staff.mod1, again_.n);
  const similar = all.filter((row) => row.source_title.startsWith('文华路'));
  assert.deepEqual(all.slice(0, 3), similar, 'what is most alike comes first');
  assert.deepEqual(similar.map((row) => row.source_n).sort((a, b) => a - b),
    [old.n, waiting.n, same.n]);
  assert.equal(identical, 1);
  for (const row of similar) {
    assert.equal(row.source_merges, row.source_n === old.n, 'what waits itself takes no merge');
    assert.equal(row.source_identical, row.source_n === same.n);
  }
  assert.deepEqual((await sheet(staff.super1, again_.n)).similar, [], 'only for whoever may merge');
  const page = (await staff.mod1.get(`/staff/cases/${again_.n}`)).content;
  const [, form] = /<form class="form form-inline" method="post" action="[^"]+merge">(.*?)<\/form>/.exec(page);
  const fields = Object.fromEntries([...form.matchAll(/name="([^"]+)" value="([^"]*)"/g)].map((m) => [m[1],
    m[2]]));
  const reply = await staff.mod1.post(`/staff/cases/${again_.n}/merge`, fields);
  assert.equal(reply.status, 303);
  assert.equal((await sheet(staff.mod1, again_.n)).case.merged_into, old.n);
});

test('what is derived agrees with the cases', async () => {
  assert.match(stack.ctl(['recount', '--check']), /./);
});
