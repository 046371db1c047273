// The frame of a county's portal round the pages that residents see (conf/nginx/portal.conf).
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, readFileSync, renameSync, rmdirSync,
  writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { BUILD, carry, Person, QUESTION, ROOT, signIn, soon, staffOf, startStack } from './lib.mjs';

const HEADER = '政务动态';
const FOOTER = '云川市人民政府门户网站（示例）';
const ERRORS = ['400', '404', '413', '429', '503'];
let stack;
let anybody;
const fragment = (name) => join(stack.state, 'portal', name);

before(async () => {
  stack = await startStack({ portal: join(ROOT, 'conf/demo/portal') });
  anybody = new Person(stack);
});
after(() => stack && stack.stop());

const times = (text, word) => text.split(word).length - 1;

// The page has the frame once, and all of its own: nothing of nginx's, no command left.
function framed(reply, name, { header = 1, footer = 1 } = {}) {
  const { content } = reply;
  assert.deepEqual([times(content, HEADER), times(content, FOOTER)], [header, footer], name);
  assert.equal(times(content, 'href="/portal/portal.css"'), 1, name);
  assert.match(content.trimEnd(), /<\/html>$/, name);
  assert.doesNotMatch(content, /<!--#|an error occurred|<center>/, name);
}

// The form of a question that lacks something, as it comes again with what was typed.
const refused = async (person, fields) => person.again(await person.post('/topics',
  { form: await person.token('/topics/new'), ...fields }));

test('every page that residents see has the portal\'s header, footer and styles, those of errors too; no desk has',
  async () => {
    const { case: n, track } = await anybody.ask();
    for (const path of ['/', '/topics', '/topics/new', track, '/track', '/search?q=路灯', '/columns',
      '/stats', `/topics/${n}/none`, '/reports', '/mine']) framed(await anybody.get(path), path);
    framed(await refused(anybody, { title: '短' }), 'a form that is refused');
    const none = await anybody.get('/portal/none.css');
    assert.equal(none.status, 404);
    framed(none, "nginx's own 404");
    framed(await anybody.send('POST', '/track', { body: 'x'.repeat(200000) }), "nginx's own 413");
    const staff = await signIn(stack, 'mod1');
    for (const path of ['/staff', `/staff/cases/${n}`]) {
      const { status, content } = await staff.get(path);
      assert.equal(status, 200);
      assert.doesNotMatch(content, /portal|<!--#/, path);
    }
    assert.doesNotMatch((await new Person(stack).get('/staff/login')).content, /portal|<!--#/);
  });

test('each of nginx\'s error pages has the frame', () => {
  for (const name of ERRORS) {
    const text = readFileSync(join(ROOT, `htdocs/static/errors/${name}.html`), 'utf8');
    assert.equal(times(text, '<!--# if expr="$wz_framed" -->'), 3, name);
    for (const part of ['header', 'footer'])
      assert.equal(times(text, `virtual="/portal/${part}.html"`), 1, name);
  }
});

test('a header that changes is seen at once, also on a page out of the cache, which is sent compressed', async () => {
  const old = readFileSync(fragment('header.html'), 'utf8');
  await anybody.get('/departments');
  writeFileSync(fragment('header.html'), '<div>换了新的页头</div>');
  const reply = await anybody.get('/departments', { 'accept-encoding': 'gzip' });
  writeFileSync(fragment('header.html'), old);
  assert.match(reply.content, /换了新的页头/);
  assert.equal(reply.headers.get('content-encoding'), 'gzip');
  assert.equal(reply.headers.get('cache-control'), 'no-cache');
  await soon(() => assert.match(stack.log('access'), /\/departments HTTP\S+ 200 .*cache=HIT/));
});

test('what is missing, closed or no file leaves its place empty, and the page whole', async () => {
  const file = fragment('header.html');
  const look = async (why) => framed(await anybody.get('/'), why, { header: 0 });
  renameSync(file, `${file}.away`);
  await look('missing');
  mkdirSync(file);
  await look('a folder');
  rmdirSync(file);
  writeFileSync(file, HEADER);
  spawnSync('chown', ['nobody', file]);
  chmodSync(file, process.getuid() === 0 ? 0o600 : 0);
  await look('closed');
  renameSync(`${file}.away`, file);
  framed(await anybody.get('/'), 'there again');
});

test('what residents write is never a command of SSI: as title, text, name, search word or address', async () => {
  const commands = ['<!--# include virtual="/portal/header.html" -->',
    '<!--#include virtual="/portal/header.html" -->', '--><!--# echo var="http_cookie" -->'];
  const staff = await staffOf(stack);
  for (const [i, command] of commands.entries()) {
    const person = new Person(stack);
    const { case: n, track } = await person.ask({ title: `路灯 ${command}`.slice(0, 60),
      body: `${QUESTION.body}${command}`, name: `甲${command}`.slice(0, 20) });
    await carry(staff, n, 'answered');
    const seen = { topic: await soon(async () => {
      const reply = await anybody.get(`/topics/${n}`);
      assert.equal(reply.status, 200);
      return reply;
    }), track: await person.get(track), list: await anybody.get(`/topics?x=${i}`),
    search: await anybody.get(`/search?q=${encodeURIComponent(command)}`),
    form: await refused(person, { title: command, body: command, name: command }),
    address: await anybody.get(`/${encodeURIComponent(command)}`) };
    for (const [where, reply] of Object.entries(seen)) framed(reply, `${command} in ${where}`);
    assert.match(seen.topic.content, /&lt;!--#/);
    assert.match(seen.search.content, /&lt;!--#/);
  }
});

test('of the folder nothing is shown but styles, pictures and fonts, and nothing beside it', async () => {
  writeFileSync(fragment('notes.txt'), HEADER);
  for (const [path, type] of [['/portal/portal.css', 'text/css'], ['/portal/county.svg', 'image/svg+xml']]) {
    const reply = await anybody.get(path);
    assert.equal(reply.status, 200, path);
    assert.ok(reply.headers.get('content-type').startsWith(type), path);
    assert.equal(reply.headers.get('cache-control'), 'max-age=60');
    assert.match(reply.headers.get('content-security-policy'), /default-src 'self'/);
  }
  for (const path of ['/portal/notes.txt', '/portal/', '/portal', '/portal/header.html',
    '/portal/..%2fredis.pass', '/portal/.%2e/nginx.conf', '/portal/x.css/../notes.txt']) {
    const { content } = await anybody.get(path);
    assert.equal(times(content.replace(/<section class="portal"[^]*?<\/section>/g, ''), HEADER), 0, path);
    assert.doesNotMatch(content, /daemon off/);
  }
});

test('the doctor says what browsers keep out of the fragments, and which are missing', () => {
  const doctor = () => JSON.parse(spawnSync(join(BUILD, 'wenzhengctl'), ['--config', 'conf/wenzheng.conf',
    '--state', stack.state, 'doctor', '--format', 'json'], { cwd: ROOT, encoding: 'utf8' }).stdout)
    .findings.filter(({ area }) => area === 'portal').map(({ status, what }) => `${status} ${what}`);
  assert.deepEqual(readdirSync(join(ROOT, 'conf/demo/portal')).length, 4);
  assert.match(doctor().join(), /^ok browsers take all/);
  const footer = fragment('footer.html');
  writeFileSync(footer, '<div>\n<script src="/a.js"></script>');
  renameSync(fragment('portal.css'), fragment('away.css'));
  assert.deepEqual(doctor(), [
    `warn ${footer}: line 2: <script> doesn't run: no script of a portal does`,
    `warn ${footer}: 1 <div> more opened than closed`,
    `warn ${fragment('portal.css')}: No such file or directory`,
  ]);
});
