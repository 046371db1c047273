// Publications as editors and reviewers make them: nothing is public but bytes that a second person approved.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { BUILD, DAY, PASSWORD, Person, ROOT, day, signIn, soon, startStack } from './lib.mjs';

const HTML = { accept: 'text/html' };
const TEXT = { column: 'news', title: '南湖公园路灯改造完工', source: '市住房和城乡建设局',
  body: '南湖公园的路灯改造已经完工，今晚起全部点亮。' };
const CHECKED = { secrecy: 1, wording: 1, privacy: 1, links: 1 };
const PEOPLE = [['ed1', 'editor'], ['ed2', 'editor'], ['rev1', 'reviewer'],
  ['both', 'editor,reviewer,admin'], ['boss', 'admin'], ['sup', 'supervisor']];
const desk = {};
let stack, made = 0;

before(async () => {
  stack = await startStack();
  for (const [id, roles] of PEOPLE) {
    stack.ctl(['staff', 'add', id, '--name', `${id}姓名`, '--roles', roles, '--password-stdin'],
      `${PASSWORD}\n`);
    desk[id] = await signIn(stack, id);
  }
  desk.mod1 = await signIn(stack, 'mod1');
  desk.nobody = new Person(stack);
  stack.ctl(['column', 'load', 'conf/columns.csv']);
});
after(() => stack && stack.stop());

const look = async (n) => (await desk.ed1.json(`/staff/articles/${n}.json`)).article;
const status = async (n) => (await desk.nobody.get(`/articles/${n}?fresh=${Math.random()}`)).status;
const draft = async (fields = {}, who = desk.ed1) => {
  const title = `第${made += 1}处路灯改造完工`;
  const reply = await who.do('/staff/articles', { ...TEXT, title, ...fields });
  assert.equal(reply.status, 201, JSON.stringify(reply));
  return reply.article;
};
const edit = async (n, who, fields = {}) => who.do(`/staff/articles/${n}`,
  { ...TEXT, version: (await look(n)).record, ...fields });
const act = async (n, who, action, fields = {}) => {
  const { record, hash } = await look(n);
  return who.do(`/staff/articles/${n}/${action}`,
    { version: record, ...(action === 'approve' && { hash, ...CHECKED }), ...fields });
};
const must = async (...args) => {
  const reply = await act(...args);
  assert.equal(reply.status, 200, JSON.stringify(reply));
};
const published = async (fields = {}) => {
  const n = await draft(fields);
  await must(n, desk.ed1, 'submit');
  await must(n, desk.rev1, 'approve');
  return n;
};
// The jobs as they run so much later.
const jobs = (later = 0) => {
  const { status: code, stderr } = spawnSync(`${BUILD}/wenzhengctl`, ['--config', 'conf/wenzheng.conf',
    '--state', stack.state, 'jobs', '--once'], { cwd: ROOT, encoding: 'utf8',
    env: { ...stack.env, ...(later && { WENZHENG_CLOCK: String(later) }) } });
  assert.equal(code, 0, stderr);
};

test('draft, review, public: at no step before the second person agreed', async () => {
  const n = await draft();
  assert.equal(await status(n), 404);
  await must(n, desk.ed1, 'submit');
  assert.equal(await status(n), 404);
  const unticked = await act(n, desk.rev1, 'approve', { privacy: '' });
  assert.equal(unticked.status, 422);
  assert.deepEqual(Object.keys(unticked.error.fields), ['privacy']);
  await must(n, desk.rev1, 'approve');
  await soon(async () => assert.equal(await status(n), 200));
  assert.match((await desk.nobody.get(`/articles/${n}`)).content, /今晚起全部点亮/);
});

test('nobody reviews what they wrote in, whatever their roles', async () => {
  const own = await draft({}, desk.both);
  await must(own, desk.both, 'submit');
  const refused = await act(own, desk.both, 'approve');
  assert.equal(refused.status, 403);
  assert.match(refused.error.message, /另一位同事/);
  const mixed = await draft();
  assert.equal((await edit(mixed, desk.both)).status, 200);
  await must(mixed, desk.ed1, 'submit');
  assert.equal((await act(mixed, desk.both, 'approve')).status, 403);
  // Whoever only submits it takes it for their own as well.
  const sent = await draft();
  await must(sent, desk.both, 'submit');
  assert.equal((await act(sent, desk.both, 'approve')).status, 403);
  for (const n of [own, mixed, sent]) assert.equal(await status(n), 404);
});

test('an approval holds for the bytes that were shown', async () => {
  const n = await draft();
  const old = await look(n);
  await must(n, desk.ed1, 'submit');
  await must(n, desk.ed1, 'recall');
  assert.equal((await edit(n, desk.ed1, { body: '这一段是审核人员没有看过的内容。' })).status, 200);
  await must(n, desk.ed1, 'submit');
  assert.equal((await act(n, desk.rev1, 'approve', { hash: old.hash })).status, 409);
  assert.equal((await act(n, desk.rev1, 'approve', { hash: '' })).status, 409);
  assert.equal((await look(n)).state, 'review');
  assert.match((await look(n)).html, /没有看过/);
  assert.equal(await status(n), 404);
});

test('two editors at once: the second sees both texts', async () => {
  const n = await draft();
  const { record } = await look(n);
  assert.equal((await edit(n, desk.ed2, { body: '第二位编辑先保存了这一段文字。' })).status, 200);
  const late = { ...TEXT, version: record, body: '第一位编辑后保存的另一段文字。' };
  assert.equal((await desk.ed1.do(`/staff/articles/${n}`, late)).status, 409);
  const page = await desk.ed1.post(`/staff/articles/${n}`,
    { form: await desk.ed1.token('/staff/me'), ...late }, HTML);
  assert.equal(page.status, 409);
  assert.match(page.content, /name="body"[^>]*>第一位编辑后保存的另一段文字。<\/textarea>/);
  assert.match(page.content, /readonly[^>]*>第二位编辑先保存了这一段文字。<\/textarea>/);
  assert.match((await look(n)).html, /第二位编辑/);
});

test('a form sent twice makes one article', async () => {
  const form = await desk.ed1.token('/staff/articles/new');
  const fields = { ...TEXT, form, title: '重复提交的一条信息' };
  const first = await desk.ed1.act('/staff/articles', fields);
  const again = await desk.ed1.act('/staff/articles', fields);
  assert.equal(first.status, 201);
  assert.equal(again.article, first.article);
});

test('no role and no route publishes without a second person', async () => {
  const n = await draft({ publish_at: `${day(1)} 00:00` });
  const revised = await published();
  assert.equal((await edit(revised, desk.ed1, { body: '修订后的内容，还没有审核。',
    note: '改正' })).status, 200);
  const tried = async (list) => {
    for (const who of Object.values(desk))
      for (const [path, fields] of list) {
        const { record, hash } = await look(n);
        const form = who === desk.nobody ? 'forged' : await who.token('/staff/me');
        const reply = await who.act(`/staff/articles/${n}/${path}`,
          { form, version: record, hash, ...CHECKED, ...fields });
        assert.notEqual(reply.status, 200, `${path}: ${JSON.stringify(reply)}`);
      }
  };
  // Nothing but a review approves, and only the jobs release.
  await tried([['approve', {}], ['release', {}], ['expire', {}], ['publish', {}], ['revert', {}],
    ['preview', {}], ['take-down', { takedown: 'notice', reason: '没有发布过' }]]);
  assert.equal((await look(n)).state, 'draft');
  jobs(DAY);
  assert.equal(await status(n), 404);
  for (const version of ['', '?version=1', '?version=2', '?preview=1', '?draft=1'])
    for (const path of [`/articles/${n}`, `/articles/${n}.json`])
      assert.equal((await desk.nobody.get(path + version)).status, 404, path + version);
  assert.equal((await desk.nobody.get(`/articles/${revised}?version=2`)).status, 404);
  assert.doesNotMatch((await desk.nobody.get(`/articles/${revised}`)).content, /还没有审核/);
  for (const who of ['mod1', 'nobody'])
    assert.notEqual((await desk[who].get(`/staff/articles/${n}`)).status, 200, who);
});

test('what was approved goes out at its time, and not after a recall', async () => {
  const n = await draft({ publish_at: `${day(1)} 00:00` });
  const recalled = await draft({ publish_at: `${day(1)} 00:00` });
  for (const one of [n, recalled]) {
    await must(one, desk.ed1, 'submit');
    await must(one, desk.rev1, 'approve');
    assert.equal((await look(one)).state, 'scheduled');
  }
  await must(recalled, desk.ed2, 'recall');
  jobs();
  assert.equal(await status(n), 404);
  jobs(DAY);
  await soon(async () => assert.equal(await status(n), 200));
  assert.equal(await status(recalled), 404);
});

test('a wrong field is named, and what was typed stays', async () => {
  const wrong = [
    [{ publish_at: '2026-02-30 09:00' }, 'publish_at'], [{ publish_at: '明天' }, 'publish_at'],
    [{ publish_at: `${day(800)} 09:00` }, 'publish_at'], [{ expires: '2020-01-01' }, 'expires'],
    [{ expires: day(1), publish_at: day(2) }, 'expires'], [{ column: 'nowhere' }, 'column'],
    [{ column: '' }, 'column'], [{ title: '短' }, 'title'], [{ title: '长'.repeat(101) }, 'title'],
    [{ body: '长'.repeat(100001) }, 'body'], [{ body: '短' }, 'body'],
  ];
  for (const [fields, name] of wrong) {
    const reply = await desk.ed1.do('/staff/articles', { ...TEXT, ...fields });
    assert.equal(reply.status, 422, name);
    assert.deepEqual(Object.keys(reply.error.fields), [name], JSON.stringify(fields).slice(0, 80));
  }
  const page = await desk.ed1.post('/staff/articles', { form: await desk.ed1.token('/staff/me'), ...TEXT,
    title: '短' }, HTML);
  assert.match(page.content, /今晚起全部点亮。<\/textarea>/);
});

test('the longest article is taken, and one longer by far is refused with the reason', async () => {
  const n = await draft({ body: '长'.repeat(100000) });
  assert.equal((await desk.ed1.get(`/staff/articles/${n}`)).status, 200);
  const reply = await desk.ed1.do('/staff/articles', { ...TEXT, body: '长'.repeat(150000) });
  assert.equal(reply.status, 413);
  assert.ok(reply.error.message.length > 0);
});

test('the system looks first: what stops a draft, and what is answered for', async () => {
  const bad = await draft({ body: '会议定于2月30日召开，2026年13月结束，详见 [通知](/articles/99999) 和 ' +
    '[栏目](/columns/nowhere)。' });
  const found = (await look(bad)).findings.map((one) => [one.kind, one.what, one.stops]);
  assert.deepEqual(found, [['date', '2月30日', true], ['date', '2026年13月', true],
    ['link', '/articles/99999', true], ['link', '/columns/nowhere', true]]);
  assert.match((await act(bad, desk.ed1, 'submit', { answered: 'personal' })).error.message, /2月30日/);
  const fine = await draft({ body: '1895年4月17日、2月29日和第13月度，见 https://example.org/articles/99999 ' +
    '和[栏目](/columns/news)。' });
  assert.deepEqual((await look(fine)).findings, []);
  const phone = await draft({ title: '一条有同名信息的稿件', body: '联系人电话13812345678，欢迎来电咨询。' });
  const twin = await published({ title: '一条有同名信息的稿件' });
  assert.ok(twin > phone);
  assert.deepEqual((await look(phone)).findings.map((one) => one.kind), ['personal', 'title']);
  for (const [answered, open] of [['', '个人信息'], ['personal', '同名'], ['title', '个人信息'],
    ['1', '个人信息']]) {
    const refused = await act(phone, desk.ed1, 'submit', { answered });
    assert.deepEqual([refused.status, Object.keys(refused.error.fields)], [422, ['answered']]);
    assert.match(refused.error.fields.answered, new RegExp(open));
  }
  const form = await desk.ed1.token('/staff/me');
  const half = await desk.ed1.post(`/staff/articles/${phone}/submit`,
    { form, version: (await look(phone)).record, answered: 'title' }, HTML);
  assert.match(half.content, /value="title" checked>/);
  assert.match(half.content, /value="personal">/);
  await must(phone, desk.ed1, 'submit', { answered: 'personal,title' });
  const page = (await desk.rev1.get(`/staff/articles/${phone}`)).content;
  assert.match(page, /个人信息：13812345678（送审人已核对）/);
  assert.equal(stack.redis('hget', `{yunchuan}:article:${phone}`, 'answered'), 'personal,title');
});

test('the record says who did what to which article and column', async () => {
  const n = await published();
  const file = `${stack.state}/plans.csv`;
  writeFileSync(file, `${readFileSync(`${ROOT}/conf/columns.csv`, 'utf8').split('\n')[0]}\n` +
    'plans,,规划计划,,,,,,,\n');
  stack.ctl(['column', 'load', file]);
  const page = (await desk.sup.get('/staff/events')).content;
  assert.match(page, /新建栏目[^]{0,400}栏目 plans/);
  assert.match(page,
    new RegExp(`审核通过[^]{0,400}待审核 → 已发布[^]{0,200}<a href="/staff/articles/${n}">信息 ${n}<`));
  assert.equal((await desk.sup.get(`/staff/articles/${n}`)).status, 200);
});

test('a body runs no script, for the reviewer and for the public; a link that would stops it', async () => {
  const raw = '<script>alert(1)</script>\n\n<img src=x onerror=alert(1)>\n\n<a href="vbscript:x">a</a>';
  const n = await published({ body: raw });
  const stopped = await draft({ body: `${raw} [点](javascript:alert(1)) [点](JaVaScRiPt:alert(2)) ` +
    '[点](data:text/html;base64,PHN2Zz4=) ![x](javascript:alert(3))' });
  assert.equal((await act(stopped, desk.ed1, 'submit')).status, 422);
  for (const page of [await desk.nobody.get(`/articles/${n}`), await desk.rev1.get(`/staff/articles/${n}`),
    await desk.rev1.get(`/staff/articles/${stopped}`)]) {
    assert.equal(page.status, 200);
    const prose = /<div class="prose">([^]*?)<\/div>/.exec(page.content)[1];
    assert.doesNotMatch(prose, /<script|onerror|javascript:|data:|vbscript:/i);
  }
});

test('an address that an article moved to stays on the site or is https', async () => {
  const n = await published();
  for (const place of ['', 'http://example.org/', '//example.org/', '/\\example.org', 'javascript:alert(1)',
    'https://a b', 'articles/1', `/articles/${n}`, `/articles/${n}?from=1`, `/articles/${n}#top`,
    `/articles/${n}.json`]) {
    const reply = await act(n, desk.ed1, 'take-down', { takedown: 'moved', moved_to: place,
      reason: '网站改版' });
    assert.equal(reply.status, 422, place);
    assert.deepEqual(Object.keys(reply.error.fields), ['moved_to']);
  }
  const silent = await act(n, desk.ed1, 'take-down', { takedown: 'moved', moved_to: '/columns' });
  assert.deepEqual([silent.status, Object.keys(silent.error.fields)], [422, ['reason']]);
  await must(n, desk.ed1, 'take-down', { takedown: 'moved', moved_to: '/columns', reason: '网站改版' });
  await soon(async () => assert.equal(await status(n), 301));
});

test('articles are not moved round in a circle, of whatever length', async () => {
  const [a, b, c] = [await published(), await published(), await published()];
  const move = (n, to) => act(n, desk.ed1, 'take-down', { takedown: 'moved', moved_to: `/articles/${to}`,
    reason: '网站改版' });
  assert.equal((await move(a, b)).status, 200);
  assert.equal((await move(b, `${c}?from=b`)).status, 200);
  for (const place of [a, b, `${a}.json`, `${b}#top`]) {
    const reply = await move(c, place);
    assert.deepEqual([reply.status, Object.keys(reply.error.fields)], [422, ['moved_to']]);
  }
  assert.equal((await move(c, await published())).status, 200);
});

test('a preview shows the text as it would read and saves nothing', async () => {
  const n = await draft();
  const { record } = await look(n);
  for (const path of ['/staff/articles', `/staff/articles/${n}`]) {
    const reply = await desk.ed1.do(path, { ...TEXT, version: record, preview: 1, title: '短',
      body: '**预览**的[内容](javascript:alert(1))' });
    assert.equal(reply.status, 200);
    assert.match(reply.preview.html, /<strong>预览<\/strong>/);
    assert.doesNotMatch(reply.preview.html, /javascript:/);
  }
  assert.equal((await look(n)).record, record);
  assert.doesNotMatch((await look(n)).html, /预览/);
  for (const who of ['rev1', 'sup', 'mod1'])
    assert.equal((await desk[who].do('/staff/articles', { ...TEXT, preview: 1 })).status, 403, who);
});
