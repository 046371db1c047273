// Policy documents and their interpretations: in the library by every filter, linked both ways.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Newsroom } from './articles.mjs';
import { DAY, Person, day, soon, startStack } from './lib.mjs';

let stack, room, old, fresh, reading;
const anybody = () => new Person(stack);
const library = async (query = '') =>
  (await anybody().json(`/policies.json${query}`)).policies.map(({ n }) => n);
const page = async (n) => (await anybody().json(`/articles/${n}.json`)).article;
const document = (number, issued, fields = {}) => ({ column: 'policy', validity: 'valid', doc_number: number,
  doc_body: '云川市人民政府', doc_issued: issued, title: `关于${number}有关事项的通知`, ...fields });

before(async () => {
  stack = await startStack();
  stack.ctl(['column', 'load', 'conf/columns.csv']);
  room = await Newsroom.open(stack);
  old = await room.publish(document('云政发〔2019〕7号', '2019-05-06'));
  fresh = await room.publish(document('云政办发〔2020〕12号', '2020-11-02',
    { doc_body: '云川市人民政府办公室', doc_effective: '2021-01-01' }));
});
after(() => stack && stack.stop());

test('a document shows its official head, on its page and in the JSON', async () => {
  const { document: head } = await page(fresh);
  assert.deepEqual(head, { number: '云政办发〔2020〕12号', body: '云川市人民政府办公室',
    issued_date: '2020-11-02', effective_date: '2021-01-01', ends_date: '', validity: 'valid',
    validity_label: '有效', ended: false, pending: false, in_force: true });
  const { content } = await anybody().get(`/articles/${fresh}`);
  for (const text of ['云政办发〔2020〕12号', '云川市人民政府办公室', '2020-11-02', '2021-01-01', '有效'])
    assert.ok(content.includes(text), text);
});

test('the library is narrowed to a year, a body, a validity and a number', async () => {
  assert.deepEqual(await library(), [fresh, old]);
  for (const [query, expected] of [[{ year: 2019 }, [old]], [{ year: 2018 }, []],
    [{ validity: 'valid' }, [fresh, old]], [{ validity: 'repealed' }, []],
    [{ body: '云川市人民政府' }, [old]], [{ number: '云政办发[2020]12号' }, [fresh]],
    [{ number: '云政发' }, [old]], [{ number: '云政发〔2019〕', year: 2020 }, []],
    [{ number: '云政发', body: '云川市人民政府办公室' }, []]])
    assert.deepEqual(await library(`?${new URLSearchParams(query)}`), expected, JSON.stringify(query));
  for (const query of ['?year=abcd', '?validity=good', `?body=${'a'.repeat(61)}`])
    assert.equal((await anybody().get(`/policies${query}`)).status, 400, query);
  assert.match((await anybody().get('/policies/feed.atom')).content, /云政办发〔2020〕12号有关事项/);
});

test('what can be typed is for no search engine; the library itself is', async () => {
  assert.doesNotMatch((await anybody().get('/policies?year=2019')).content, /name="robots"/);
  assert.match((await anybody().get('/policies?number=1')).content, /name="robots" content="noindex"/);
});

test('a document and its interpretation lead to each other', async () => {
  reading = await room.publish({ column: 'interpretation', title: '有关事项的政策问答', kind: 'questions',
    explains: `${stack.base}/articles/${fresh}` });
  const shown = await page(reading);
  assert.equal(shown.kind_label, '问答');
  assert.equal(shown.explained.n, fresh);
  await soon(async () => assert.deepEqual(
    (await page(fresh)).interpretations.map(({ n, kind }) => [n, kind]), [[reading, 'questions']]));
  await soon(async () => assert.match((await anybody().get(`/articles/${fresh}`)).content,
    new RegExp(`href="/articles/${reading}"`)));
});

test('a repealed document and the one that took its place lead to each other', async () => {
  await room.publish(document('云政发〔2019〕7号', '2019-05-06',
    { validity: 'repealed', successor: fresh, note: '由新文件替代，自2021年1月1日起废止' }), old);
  const shown = await page(old);
  assert.equal(shown.document.validity_label, '废止');
  assert.equal(shown.successor.n, fresh);
  assert.deepEqual((await page(fresh)).replaced.map(({ n }) => n), [old]);
  assert.equal(shown.versions[0].change, '由新文件替代，自2021年1月1日起废止');
  assert.equal((await anybody().json(`/articles/${old}.json?version=1`)).article.document.validity, 'valid');
  assert.deepEqual(await library('?validity=repealed'), [old]);
});

test('what a document lacks is said beside the field, and what was typed stays', async () => {
  const reply = await room.editor.send('POST', '/staff/articles', { body: new URLSearchParams({
    ...document('', '2019-05-06'), body: '现将有关事项通知如下，请遵照执行。', source: '办公室',
    form: await room.editor.token('/staff/articles/new') }) });
  assert.equal(reply.status, 422);
  const { content } = reply;
  assert.match(content, /<details class="policy" open>/);
  assert.match(content, /请填写文号。/);
  assert.match(content, /name="doc_issued"[^>]*value="2019-05-06"/);
});

test('a repeated number is answered for, and an interpretation of nothing is stopped', async () => {
  const twin = await room.draft(document('云政办发[2020]12号', '2020-11-02', { title: '另一份通知的标题' }));
  const { findings } = (await room.editor.json(`/staff/articles/${twin}.json`)).article;
  assert.deepEqual(findings.map(({ kind, stops }) => [kind, stops]), [['number', false]]);
  const lost = await room.draft({ column: 'interpretation', title: '没有文件的解读', kind: 'media',
    explains: '999' });
  await assert.rejects(room.act(room.editor, lost, 'submit', { answered: 1 }), /找不到所指的政策文件：999/);
});

test('the list of a column says which document is still in force', async () => {
  const { articles, column } = await anybody().json('/columns/policy.json');
  assert.ok(column.library);
  assert.deepEqual(articles.map(({ n, number, validity_label: label }) => [n, number, label]),
    [[fresh, '云政办发〔2020〕12号', '有效'], [old, '云政发〔2019〕7号', '废止']]);
  assert.equal((await anybody().json('/columns/interpretation.json')).articles[0].validity, undefined);
});

test('a withdrawn document leaves the library and every link to it', async () => {
  await room.takeDown(fresh, 'notice');
  assert.deepEqual(await library(), [old]);
  assert.equal((await page(reading)).explained, undefined);
  assert.equal((await page(old)).successor, undefined);
  assert.match(stack.ctl(['recount', '--check']), / 0 entries wrong/);
});

test('a document that takes effect later says so, everywhere, until its day', async () => {
  const later = await room.publish(document('云政发〔2026〕9号', '2026-11-01', { doc_effective: day(1) }));
  const shown = await page(later);
  assert.deepEqual([shown.document.validity, shown.document.validity_label, shown.document.pending],
    ['pending', '尚未施行', true]);
  assert.match((await anybody().get(`/articles/${later}`)).content, /badge-warn">尚未施行/);
  assert.deepEqual(await library('?validity=pending'), [later]);
  assert.ok(!(await library('?validity=valid')).includes(later));
  stack.env.WENZHENG_CLOCK = String(DAY);
  stack.ctl(['jobs', '--once']);
  delete stack.env.WENZHENG_CLOCK;
  await soon(async () => assert.deepEqual(await library('?validity=pending'), []));
  assert.ok((await library('?validity=valid')).includes(later));
  const form = await room.editor.do('/staff/articles', document('云政发〔2026〕10号', '2026-11-01',
    { validity: 'pending', body: '现将有关事项通知如下，请遵照执行。' }));
  assert.deepEqual([form.status, Object.keys(form.error.fields)], [422, ['validity']]);
});
