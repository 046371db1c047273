// What the public reads of published information: columns, articles, feeds, site map, home.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { BODY, Newsroom } from './articles.mjs';
import { Person, day, siteMap, soon, startStack } from './lib.mjs';

let stack, room;
const anybody = () => new Person(stack);
const read = async (path) => (await anybody().get(path)).content;
let made = 0;
const title = () => `全市政务公开工作会议第 ${made += 1} 次召开`;
// Puts the publication of an article at another time, as the import of an old portal does.
function backdate(n, column, at) {
  stack.redis('hset', `{yunchuan}:article:${n}`, 'pub', at);
  for (const index of ['all', `column:${column}`]) stack.redis('zadd', `{yunchuan}:articles:${index}`, at, n);
}

before(async () => {
  stack = await startStack();
  room = await Newsroom.open(stack);
});
after(() => stack && stack.stop());

test('an article stands in its column, on the home page, in the feed, the site map and the JSON twins',
  async () => {
  const name = title();
  const n = await room.publish({ title: name, summary: '会议部署全年工作', author: '记者甲',
    keywords: '政务公开,会议' });
  const places = ['/', '/.json', '/columns/news', '/columns/news.json', '/columns/news/feed.atom',
    `/articles/${n}`, `/articles/${n}.json`, `/columns/news?month=${day().slice(0, 7)}`];
  await soon(async () => {
    for (const path of places) assert.ok((await read(path)).includes(name), path);
    assert.ok((await siteMap(anybody())).includes(`/articles/${n}<`));
  });
  assert.equal((await anybody().json('/.json')).sections[0].articles[0].n, n);
  const feed = await anybody().get('/columns/news/feed.atom');
  assert.match(feed.headers.get('content-type'), /^application\/atom\+xml/);
  assert.match(feed.content, new RegExp(`<id>tag:yunchuan,2026:articles/${n}</id>`));
  assert.match(feed.content, /<summary>会议部署全年工作<\/summary>/);
});

test('the meta tags are those of 政府网站发展指引, and a shared link names nobody else', async () => {
  const name = title();
  const n = await room.publish({ title: name, summary: '摘要"引号"', author: '记者甲',
    keywords: '政务公开', body: `${BODY}\n\n![会场](/static/favicon.svg)` });
  const html = await read(`/articles/${n}`);
  for (const [tag, value] of [['SiteIDCode', '\\d{10}'], ['ArticleTitle', name],
    ['PubDate', '\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d'], ['ContentSource', '市人民政府办公室'],
    ['Keywords', '政务公开'],
    ['Author', '记者甲'], ['Description', '摘要&quot;引号&quot;'],
    ['ColumnName', '工作动态'], ['ColumnType', '工作动态'], ['Image', 'http://[^"]+/static/favicon.svg'],
    ['Url', `http://[^"]+/articles/${n}`]])
    assert.match(html, new RegExp(`<meta name="${tag}" content="${value}">`), tag);
  assert.match(html, new RegExp(`property="og:url" content="http://127.0.0.1:${stack.port}/articles/${n}"`));
  const column = await read('/columns/news');
  for (const [tag, value] of [['ColumnName', '工作动态'], ['ColumnType', '工作动态'],
    ['ColumnKeywords', '工作动态'], ['ColumnDescription', '本级政府及其部门的工作动态']])
    assert.ok(column.includes(`<meta name="${tag}" content="${value}">`), tag);
  assert.ok(!column.includes('ArticleTitle'));
});

test('every public page has the tags of the site and of a column, and the whole footer', async () => {
  const pages = { '/': '首页', '/topics': '咨询投诉', '/topics/new': '咨询投诉', '/letters': '咨询投诉',
    '/requests': '依申请公开', '/requests/new': '依申请公开', '/columns': '信息公开目录',
    '/policies': '政策文件', '/columns/guide': '信息公开指南', '/departments': '机构职能',
    '/stats': '咨询投诉', '/track': '咨询投诉' };
  const tags = ['SiteName', 'SiteDomain', 'SiteIDCode', 'ColumnName', 'ColumnDescription', 'ColumnKeywords'];
  const words = ['主办单位：', '联系电话：', '网站标识码：', '网站地图', '长者模式', '我为政府网站找错'];
  for (const [path, type] of Object.entries(pages)) {
    const html = await read(path);
    for (const tag of tags)
      assert.match(html, new RegExp(`<meta name="${tag}" content="[^"]+">`), `${path}: ${tag}`);
    assert.ok(html.includes(`<meta name="ColumnType" content="${type}">`), `${path}: ${type}`);
    for (const word of words)
      assert.ok(/<footer[^]*<\/footer>/.exec(html)[0].includes(word), `${path}: ${word}`);
  }
});

test('a script or an event handler in the body does not run', async () => {
  const n = await room.publish({ title: title(),
    body: '<script>alert(1)</script>\n\n<img src=x onerror=alert(2)>\n\n### 小节\n\n**重点**' });
  const html = await read(`/articles/${n}`);
  assert.ok(html.includes('<h2>小节</h2>') && html.includes('<strong>重点</strong>'));
  assert.ok(!/alert\(1\)|onerror/.test(html));
});

test('pages go on behind their last row while articles come; none is shown twice or left out', async () => {
  const numbers = [];
  for (let i = 0; i < 23; i += 1) numbers.unshift(await room.publish({ column: 'response', title: title() }));
  const first = await anybody().json('/columns/response.json?fresh=1');
  await room.publish({ column: 'response', title: title() });
  const second = await anybody().json(`/columns/response.json?before=${encodeURIComponent(first.next)}`);
  assert.equal(first.articles.length, 20);
  assert.deepEqual([...first.articles, ...second.articles].map(({ n }) => n), numbers);
  assert.equal(second.next, '');
  assert.equal((await anybody().get('/columns/response?before=x')).status, 400);
});

test('a month shows its own articles alone, page by page, with the months beside it', async () => {
  const at = (text) => Date.parse(`${text}+08:00`);
  const times = ['2026-01-31T23:59:59.999', '2026-02-01T00:00', '2026-02-28T23:59:59.999',
    '2026-03-01T00:00'];
  const numbers = [];
  for (const time of times) {
    numbers.push(await room.publish({ column: 'consultation', title: title() }));
    backdate(numbers.at(-1), 'consultation', at(time));
  }
  const month = async (text, more = '') => anybody().json(`/columns/consultation.json?month=${text}${more}`);
  const february = await month('2026-02');
  assert.deepEqual(february.articles.map(({ n }) => n), [numbers[2], numbers[1]]);
  assert.deepEqual([february.total, february.next, february.month_before, february.month_after],
    [2, '', '2026-01', '2026-03']);
  assert.deepEqual((await month('2026-01')).articles.map(({ n }) => n), [numbers[0]]);
  assert.deepEqual((await month('2025-12')).articles, []);
  assert.equal((await month('2026-01')).month_before, undefined, 'nothing is older');
  for (let i = 0; i < 21; i += 1)
    backdate(await room.publish({ column: 'consultation', title: title() }), 'consultation',
      at('2026-02-10T08:00') + i);
  const first = await month('2026-02', '&fresh=1');
  const rest = await month('2026-02', `&before=${encodeURIComponent(first.next)}`);
  assert.deepEqual([first.total, first.articles.length, rest.articles.length, rest.next], [23, 20, 3, '']);
  for (const bad of ['2026-13', '2026-1', 'x', '2026-02-01'])
    assert.equal((await anybody().get(`/columns/consultation?month=${bad}`)).status, 400, bad);
});

test('an article leads to those before and after it in its column', async () => {
  const numbers = [];
  for (let i = 0; i < 3; i += 1) 
    numbers.push(await room.publish({ column: 'interpretation', title: title() }));
  const beside = async (n) => {
    const { article } = await anybody().json(`/articles/${n}.json?fresh=${Math.random()}`);
    return [article.previous?.n, article.following?.n];
  };
  assert.deepEqual(await beside(numbers[0]), [undefined, numbers[1]]);
  assert.deepEqual(await beside(numbers[1]), [numbers[0], numbers[2]]);
  await room.takeDown(numbers[2], 'gone');
  await soon(async () => assert.deepEqual(await beside(numbers[1]), [numbers[0], undefined]));
});

test('of fifty articles of one instant each leads to those beside it in the list', async () => {
  const at = Date.parse('2019-05-01T00:00+08:00');
  const column = 'guide';
  for (let i = 0; i < 50; i += 1)
    backdate(await room.publish({ column, title: title() }), column, at);
  const listed = [];
  for (let next = '?fresh=1'; next;) {
    const page = await anybody().json(`/columns/${column}.json${next}`);
    listed.push(...page.articles.map(({ n }) => n));
    next = page.next && `?before=${encodeURIComponent(page.next)}`;
  }
  assert.equal(listed.length, 50);
  for (const [i, n] of listed.entries()) {
    const { article } = await anybody().json(`/articles/${n}.json?fresh=1`);
    assert.deepEqual([article.previous?.n, article.following?.n], [listed[i + 1], listed[i - 1]], `${i}`);
  }
});

test('the map of fixed pages has every column', async () => {
  const { content } = await anybody().get('/sitemaps/places');
  const { columns } = await anybody().json('/columns.json');
  assert.ok(columns.length > 30);
  for (const { id } of columns) assert.ok(content.includes(`/columns/${id}<`), id);
});

test('what was never published is not there, whatever its state', async () => {
  const n = await room.draft({ title: title() });
  for (const path of [`/articles/${n}`, `/articles/${n}.json`, `/articles/${n}?version=1`, '/articles/999999',
    '/columns/nowhere', '/columns/nowhere/feed.atom', '/sitemaps/articles/0', '/sitemaps/articles/99'])
    assert.equal((await anybody().get(path)).status, 404, path);
  await room.act(room.editor, n, 'submit');
  assert.equal((await anybody().get(`/articles/${n}`)).status, 404);
});

test('taken down: gone says 410, moved leads on, withdrawn says why; all leave every list within two seconds',
  async () => {
  const lists = ['/', '/.json', '/columns/notices', '/columns/notices.json', '/columns/notices/feed.atom',
    '/sitemaps/articles/1', `/columns/notices?month=${day().slice(0, 7)}`];
  for (const [takedown, fields, status] of [['gone', {}, 410], ['notice', {}, 200],
    ['moved', { moved_to: '/columns/policy' }, 301]]) {
    const name = title();
    const n = await room.publish({ column: 'notices', title: name, summary: `摘要 ${name}` });
    const shows = async (path) => new RegExp(`${name}|/articles/${n}<`).test(await read(path));
    await soon(async () => {
      for (const path of lists) assert.ok(await shows(path), path);
    });
    await room.takeDown(n, takedown, fields);
    const end = Date.now() + 2000;
    await soon(async () => {
      for (const path of lists) assert.ok(!await shows(path), path);
      for (const path of [`/articles/${n}`, `/articles/${n}.json`]) {
        const reply = await anybody().get(path);
        assert.equal(reply.status, status, path);
        assert.ok(!reply.content.includes(BODY), path);
        assert.equal(reply.content.includes('内容有误，正在核实'), takedown === 'notice', path);
        assert.equal(reply.headers.get('location'), fields.moved_to ?? null);
      }
    });
    assert.ok(Date.now() < end, `${takedown} within two seconds`);
    if (takedown === 'notice') assert.ok((await read(`/articles/${n}`)).includes('撤回'));
  }
});

test('an expired article stays at its address, marked, and leaves the lists', async () => {
  const name = title();
  const n = await room.publish({ column: 'policy', title: name, expires: day(1) });
  stack.redis('hset', `{yunchuan}:article:${n}`, 'exp', '1');
  stack.redis('zadd', '{yunchuan}:articles:due:expire', '1', n);
  stack.ctl(['jobs', '--once']);
  await soon(async () => assert.ok((await read(`/articles/${n}`)).includes('已过有效期')));
  assert.ok((await read(`/articles/${n}`)).includes(BODY));
  assert.ok(!(await read('/columns/policy?fresh')).includes(name));
});

test('a revision is shown at once, tells what changed, and the earlier version stays readable', async () => {
  const [old, name] = [title(), title()];
  const n = await room.publish({ title: old });
  await read(`/articles/${n}`);
  await room.publish({ title: name, note: '更正会议名称' }, n);
  await soon(async () => {
    const html = await read(`/articles/${n}`);
    assert.ok(html.includes(name) && !html.includes(old) && html.includes('更正会议名称'));
  });
  const earlier = await read(`/articles/${n}?version=1`);
  assert.ok(earlier.includes(old) && earlier.includes('内容后来修订过'));
  for (const version of ['3', '0', 'x'])
    assert.equal((await anybody().get(`/articles/${n}?version=${version}`)).status, 404, version);
  await soon(async () => assert.ok((await read('/columns/news')).includes(name)));
});

test('a column without articles says so, and a renamed column shows its name within two seconds', async () => {
  assert.ok((await read('/columns/tax')).includes('还没有发布信息'));
  stack.redis('hset', '{yunchuan}:column:tax', 'name', '税收征管');
  await soon(async () => assert.ok((await read('/columns/tax?fresh')).includes('税收征管')));
  assert.ok((await read('/columns')).includes('/columns/tax'));
});
