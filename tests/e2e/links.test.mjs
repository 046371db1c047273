// Links out of the site: the jobs look at them, HEAD before GET, again on other days, and never inside.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Newsroom } from './articles.mjs';
import { BUILD, DAY, ROOT, startStack } from './lib.mjs';

const seen = [];
const replies = {
  '/fine': (reply) => reply.end('fine'),
  '/login': (reply) => reply.writeHead(403).end(),
  '/no-head': (reply, head) => reply.writeHead(head ? 405 : 200).end('fine'),
  '/moved': (reply) => reply.writeHead(302, { location: '/fine' }).end(),
  '/circle': (reply) => reply.writeHead(302, { location: '/circle' }).end(),
  '/file': (reply) => reply.writeHead(302, { location: 'file:///etc/passwd' }).end(),
};
let stack, room, folder, server, base;

before(async () => {
  server = createServer((request, reply) => {
    seen.push(`${request.method} ${request.url}`);
    (replies[request.url] ?? ((gone) => gone.writeHead(404).end()))(reply, request.method === 'HEAD');
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  base = `http://127.0.0.1:${server.address().port}`;
  folder = mkdtempSync(join(tmpdir(), 'wz-links-'));
  stack = await startStack();
  stack.ctl(['column', 'load', 'conf/columns.csv']);
  room = await Newsroom.open(stack);
});
after(async () => {
  await stack?.stop();
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

async function jobs(inside, later = 0) {
  const file = join(folder, 'wenzheng.conf');
  writeFileSync(file, readFileSync(join(ROOT, 'conf/wenzheng.conf'), 'utf8')
    .replace('\nlinks_private = off\n', `\nlinks_private = ${inside ? 'on' : 'off'}\n`));
  // The stack's own jobs have no time to come between: they sleep a minute after each round.
  const child = spawn(join(BUILD, 'wenzhengctl'), ['--config', file, '--state', stack.state, 'jobs',
    '--once'],
    { cwd: ROOT, stdio: 'ignore', env: { ...stack.env, ...later && { WENZHENG_CLOCK: String(later) } } });
  assert.deepEqual(await once(child, 'exit'), [0, null]);
}
const links = async () => (await room.reviewer.json('/staff/links.json')).articles;
const kept = (n) => JSON.parse(stack.redis('get', `{yunchuan}:article:${n}:links`) || '[]');

test('an address of the own network is not spoken to unless that is allowed', async () => {
  const n = await room.publish({ title: '指向内部网络的链接',
    body: `见 ${base}/fine 和 http://localhost:1/x 。这是一段正文。` });
  await jobs(false);
  assert.deepEqual(seen, []);
  assert.deepEqual(kept(n).map(({ why }) => why), Array(2).fill('地址指向内部网络，没有检查'));
  await room.takeDown(n, 'gone');
});

test('what opens is told from what does not, and three days in a row make it broken', async () => {
  const body = Object.keys(replies).concat('/gone').map((path) => `[${path}](${base}${path})`).join('，');
  const n = await room.publish({ title: '年度工作报告的链接', body: `${body} 见 http://127.0.0.1:1/ 。` });
  await jobs(true);
  assert.deepEqual(kept(n).map(({ url, why }) => [url.replace(base, ''), why]), [
    ['/circle', '跳转次数太多'], ['/file', '不是有效的网址'], ['/gone', '页面不存在'],
    ['http://127.0.0.1:1/', '连接不上']]);
  assert.ok(seen.includes('HEAD /fine') && !seen.includes('GET /fine'));
  assert.ok(seen.includes('HEAD /no-head') && seen.includes('GET /no-head'));
  const asked = seen.length;
  await jobs(true);
  assert.equal(seen.length, asked, 'not due yet');
  assert.deepEqual(await links(), []);
  await jobs(true, DAY + 60000);
  await jobs(true, 2 * DAY + 120000);
  const [row, ...more] = await links();
  assert.deepEqual([row.n, more.length, row.links.length, row.links[0].broken], [n, 0, 4, true]);
  const page = (await room.editor.get('/staff/links')).content;
  assert.match(page, /年度工作报告的链接[^]*页面不存在/);
  const { findings } = await room.editor.json('/staff/check.json');
  const found = findings.filter(({ id }) => id === 'links');
  assert.deepEqual(found.map(({ link, failing }) => [link, failing]), [[`/staff/articles/${n}`, true]]);
  await room.publish({ title: '年度工作报告的链接', body: '链接已经改正，正文没有别的变化。',
    note: '改正链接' }, n);
  assert.deepEqual(await links(), []);
});
