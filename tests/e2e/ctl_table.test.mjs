// wenzhengctl import of tables: hotline work orders and the other channels as higher platforms export them.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { ANSWER, BUILD, Person, staffOf, startStack } from './lib.mjs';

const HEAD = ['工单编号', '受理时间', '来电类别', '来电人', '来电号码', '内容', '办理单位', '截止日',
  '办理结果', '办结时间', '备注', '紧急程度', '回访结果', '满意度', '归档号'];
const ORDER = {
  工单编号: 'GD2020030001', 受理时间: '2020/3/2 9:05', 来电类别: '投诉', 来电人: '陆建国',
    来电号码: '13987654321',
  内容: '人民路十字路口的红绿灯不亮，\n早晚高峰很危险，请尽快修好。', 办理单位: '市住房和城乡建设局',
    截止日: '2020-03-20', 办理结果: ANSWER, 办结时间: '2020/3/9 16:00', 备注: '请尽快', 紧急程度: '特急',
    归档号: '7',
};
let stack;
let staff;
let files = 0;

const quoted = (text) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
const row = (order) => HEAD.map((name) => quoted(order[name] ?? '')).join(',');
const table = (...orders) => [HEAD.join(','), ...orders.map(row)].join('\r\n') + '\r\n';

before(async () => {
  stack = await startStack();
  staff = await staffOf(stack);
});
after(() => stack && stack.stop());

// Imports the bytes as a file of its own: { code, out, err }.
function take(bytes, args = [], name = `t${files += 1}.csv`) {
  const file = join(stack.state, name);
  writeFileSync(file, bytes);
  const done = spawnSync(join(BUILD, 'wenzhengctl'),
    ['--state', stack.state, 'import', file, '--source', '12345', ...args], { encoding: 'utf8' });
  return { code: done.status, out: done.stdout, err: done.stderr };
}

const caseOf = (n) => staff.disp1.json(`/staff/cases/${n}.json`);
const newest = async () => Math.max(...(await staff.super1.json('/staff/events.json')).events.map((event) =>
  event.case));

test('a work order in UTF-8 with a byte order mark becomes an answered case of its department, on time',
  async () => {
  const { code, out, err } = take('\uFEFF' + table(ORDER), ['--channel', 'hotline', '--publish']);
  assert.equal(code, 0, err);
  assert.match(out, /1 new, 0 there already .* 0 bad/);
  assert.match(err, /not taken in: "归档号"/);
  const n = await newest();
  const { case: one, state } = await caseOf(n);
  assert.equal(one.channel, 'hotline');
  assert.equal(one.category, 'complaint');
  assert.equal(one.state, 'answered', state);
  assert.equal(one.dept, 'zjj');
  assert.equal(one.title, '人民路十字路口的红绿灯不亮， 早晚高峰很危险，请尽快修好。');
  const stats = await new Person(stack).json('/stats.json?year=2020');
  const hotline = stats.channels.find((channel) => channel.channel === 'hotline');
  assert.deepEqual([hotline.received, hotline.answered, hotline.on_time], [1, 1, 1]);
  assert.equal((await new Person(stack).get(`/topics/${n}`)).status, 404, 'a work order is private');
  const stored = stack.redis('hgetall', `{yunchuan}:case:${n}`) +
    stack.redis('lrange', `{yunchuan}:case:${n}:thread`, '0', '-1');
  assert.ok(stored.includes('GD2020030001') && !stored.includes('13987654321') && !stored.includes('陆建国'));
});

test('GB18030 reads the same, characters beyond GBK too', async () => {
  const text = table({ ...ORDER, 工单编号: 'GD2', 内容: '㐀字小区的电梯坏了，老人上不了楼，请派人来看。',
    来电类别: '求助' });
  const bytes = spawnSync('iconv', ['-f', 'UTF-8', '-t', 'GB18030'], { input: text }).stdout;
  assert.ok(!bytes.includes(Buffer.from('工单编号')), 'it is another encoding');
  const { code, err } = take(bytes, ['--channel', 'hotline', '--publish']);
  assert.equal(code, 0, err);
  const { case: one } = await caseOf(await newest());
  assert.equal(one.category, 'help');
  assert.ok(one.title.startsWith('㐀字小区的电梯坏了'));
});

test('a number that is there already is updated, not doubled, and only when something changed', async () => {
  const open = { ...ORDER, 工单编号: 'GD3', 办理结果: '', 办结时间: '', 截止日: '2036-03-20' };
  const args = ['--channel', 'hotline', '--publish'];
  assert.match(take(table(open), args).out, /1 new/);
  const n = await newest();
  const first = await caseOf(n);
  assert.equal(first.case.state, 'assigned', 'its department is named');
  assert.equal(first.case.due_date, '2036-03-20');
  assert.match(take(table(open), args).out, /0 new, 1 there already \(0 of them updated/);
  assert.equal((await caseOf(n)).version, first.version, 'nothing was written');

  const changed = { ...open, 来电类别: '咨询', 内容: '人民路红绿灯今天又不亮了，请问什么时候修。',
    截止日: '2036-04-01', 来电号码: '13712345678' };
  assert.match(take(table(changed), args).out, /0 new, 1 there already \(1 of them updated/);
  const second = await caseOf(n);
  assert.equal(second.case.category, 'consult');
  assert.equal(second.case.due_date, '2036-04-01');
  assert.equal(second.version, first.version + 1);
  assert.ok(second.case.entries[0].text.includes('今天又不亮了'));
  const contact = await staff.disp1.do(`/staff/cases/${n}/contact`);
  assert.equal(contact.contact.contact_phone, '13712345678');
  assert.match(take(table({ ...changed, 办理结果: ANSWER, 办结时间: '2020-03-09 16:00' }), args).out,
    /1 there already \(0 of them updated, 1 completed/);
  assert.match(take(table({ ...changed, 内容: '答复以后再改的内容不再接收，请另报。' }), args).out,
    /\(0 of them updated/);
  assert.match(stack.ctl(['recount', '--check']), / 0 entries wrong/);
  assert.match(stack.ctl(['verify']), / 0 wrong/);
});

test('what a call-back found comes with the work order', async () => {
  assert.match(take(table({ ...ORDER, 工单编号: 'GD5', 回访结果: '已解决', 满意度: '非常满意' }),
    ['--channel', 'hotline', '--publish']).out, /1 new/);
  const seen = await caseOf(await newest());
  assert.deepEqual([seen.case.state, seen.case.rating, seen.order.callback, seen.order.urgency],
    ['closed', 5, 'solved', 'critical']);
});

test('a broken row is named with its line and the others go on', async () => {
  const good = (id) => row({ ...ORDER, 工单编号: id });
  const text = [HEAD.join(','), good('GD10'), 'GD11,only,three',
    row({ ...ORDER, 工单编号: 'GD12', 来电类别: '表扬信' }), 'GD13,"never closed',
    row({ ...ORDER, 工单编号: 'GD14', 受理时间: '昨天' }), row({ ...ORDER, 工单编号: 'GD15',
      截止日: '2019-01-01' }), good('GD16')].join('\n');
  const { code, out, err } = take(text, ['--channel', 'hotline', '--publish']);
  assert.equal(code, 1);
  assert.match(out, /2 new, .* 5 bad/);
  const lines = err.split('\n').filter((line) => /\.csv:\d+: /.test(line))
    .map((line) => line.replace(/^.*\.csv:/, ''));
  assert.equal(lines.length, 5, err);
  // A row of two lines stands before the first bad one.
  for (const [i, wanted] of [/^4: 3 fields where the first row names 15/, /^5: category is none/,
    /^7: something stands behind a closing quote/, /^8: time is not a time/,
    /^10: due lies before time/].entries()) assert.match(lines[i], wanted);
});

test('a table that cannot be read at all says why, and nothing is taken in', () => {
  for (const [bytes, wanted] of [
    [Buffer.from([0x61, 0xff, 0xff, 0x0a]), /neither UTF-8 nor GB18030/],
    ['', /no row that names the columns/],
    ['工单编号,受理时间\n1,2', /no column holds the body; it may be called body 内容/],
    ['工单编号,编号,受理时间,内容\n', /two columns hold the id; the second is "编号"/],
  ]) {
    const { code, err } = take(bytes, ['--channel', 'hotline']);
    assert.equal(code, 1);
    assert.match(err, wanted);
  }
  assert.match(take('id,time,body\n', ['--channel', 'telegram']).err, /--channel is one of/);
});

test('letters and requests that were handed down come in by the same command', async () => {
  const letter = { id: 'X1', time: '2020-05-06 10:00:00', title: '低保申请没有回音',
    body: '去年九月交的低保申请，到现在没有答复。', name: '赵敏慧', phone: '13611112222',
    category: 'help', reply: ANSWER, reply_time: '2020-05-08 10:00:00', label: 'zjj', due: '2020-05-20' };
  const lines = (...objects) => objects.map((object) => JSON.stringify(object)).join('\n');
  const letters = take(lines(letter, { ...letter, id: 'X2', name: '' }), ['--channel', 'letter', '--publish'],
    'letters.ndjson');
  assert.equal(letters.code, 1);
  assert.match(letters.out, /1 new, .* 1 bad/);
  assert.match(letters.err, /:2: name is missing/);
  const { case: one } = await caseOf(await newest());
  assert.deepEqual([one.channel, one.state, one.addressee], ['letter', 'answered', '市长信箱']);
  const handed = await caseOf(await newest());
  assert.deepEqual(handed.origin, { source: '12345', upstream_no: 'X1', upstream_due: '2020-05-20' });
  const request = { ...letter, id: 'Q1', title: '2019年度低保资金发放情况', applicant: '法律服务机构',
    outcome: 'granted' };
  const requests = take(lines(request, { ...request, id: 'Q2', outcome: 'maybe' },
    { ...request, id: 'Q3', applicant: '外星人' }), ['--channel', 'request', '--publish'], 'requests.ndjson');
  assert.match(requests.out, /1 new, .* 2 bad/);
  assert.match(requests.err, /:2: has a reply, but outcome is none of the codes/);
  const filed = await caseOf(await newest());
  assert.deepEqual([filed.case.channel, filed.case.state, filed.case.request.applicant],
    ['request', 'answered', 'legal']);
});

test('a command that runs out of memory says so and ends with 1', () => {
  // A department's name of 20 MB, as no command would take it: import keeps all departments in 16.
  spawnSync('redis-cli', ['-s', join(stack.state, 'run/redis.sock'), '--user', 'wenzheng', '-x', 'HSET',
    '{yunchuan}:dept:zjj', 'name'],
    { env: { ...stack.env, REDISCLI_AUTH: readFileSync(join(stack.state, 'redis.pass'), 'utf8') },
      input: Buffer.alloc(20 << 20, 'x') });
  const done = take(table({ ...ORDER, 工单编号: 'GD2020039999' }));
  assert.equal(done.code, 1);
  assert.match(done.err,
    /^wenzhengctl: import: out of memory: \d{8} bytes were needed at once; what was done until then stays$/m);
});
