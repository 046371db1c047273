// What will fail is told before it does: the certificate, a column, an emergency publication; once each.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Newsroom } from './articles.mjs';
import { BUILD, ROOT, day, sleep, startStack } from './lib.mjs';

let stack, room, folder, config;

function certificate(days) {
  const { status } = spawnSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt',
    'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', join(folder, 'key.pem'),
    '-out', join(folder, 'cert.pem'),
    '-subj', '/CN=wz', '-days', String(days)]);
  assert.equal(status, 0);
}

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'wz-warnings-'));
  mkdirSync(join(folder, 'told'));
  writeFileSync(join(folder, 'tell'), `#!/bin/sh\ncat >${folder}/$$ && mv ${folder}/$$ ${folder}/told/\n`);
  chmodSync(join(folder, 'tell'), 0o755);
  writeFileSync(join(folder, 'targets.conf'), `[all]\ntype = command\ncommand = ${folder}/tell\nkinds = check\n`);
  chmodSync(join(folder, 'targets.conf'), 0o600);
  config = join(folder, 'wenzheng.conf');
  writeFileSync(config, readFileSync(join(ROOT, 'conf/wenzheng.conf'), 'utf8')
    .replace('\nemergency = off\n', '\nemergency = on\n')
    .replace(/^domain =.*$/m, 'domain = wz.example.gov.cn')
    .replace(/^certificate =$/m, `certificate = ${folder}/cert.pem`)
    .replace(/^targets =.*$/m, `targets = ${folder}/targets.conf`));
  stack = await startStack({ env: { WENZHENG_CONFIG: config } });
  stack.ctl(['column', 'load', 'conf/columns.csv']);
  room = await Newsroom.open(stack);
});
after(async () => {
  await stack?.stop();
  rmSync(folder, { recursive: true, force: true });
});

function jobs() {
  const { status, stderr } = spawnSync(join(BUILD, 'wenzhengctl'), ['--config', config,
    '--state', stack.state, 'jobs', '--once'], { cwd: ROOT, encoding: 'utf8', env: stack.env });
  assert.equal(status, 0, stderr);
}
// The messages about a thing, after so many came.
async function told(what, count) {
  for (const end = Date.now() + 20000; ; await sleep(200)) {
    const texts = readdirSync(join(folder, 'told')).map((name) =>
      JSON.parse(readFileSync(join(folder, 'told', name), 'utf8')).text)
      .filter((text) => text.includes(what));
    if (texts.length >= count || Date.now() > end) return texts;
  }
}
const found = async (id) => (await room.editor.json('/staff/check.json')).findings
  .filter((row) => row.id === id);

test('a certificate is told of 14 and 3 days before it ends, once each', async () => {
  certificate(20);
  jobs();
  const [row] = await found('certificate');
  assert.deepEqual([row.failing, row.fails, row.who], [false, day(20), '系统管理员']);
  assert.deepEqual(await told('证书', 0), []);
  for (const days of [14, 3]) {
    certificate(days);
    for (let i = 0; i < 3; i += 1) jobs();
  }
  const texts = await told('证书', 2);
  assert.equal(texts.length, 2, texts.join('\n'));
  for (const days of [14, 3])
    assert.ok(texts.some((text) => text.includes(`网站证书有效期至${day(days)}：如不处理，${day(days)}起不合格`) &&
      text.endsWith('/staff/check')), texts.join());
});

test('a certificate that can\'t be read, and an emergency publication, each with its day', async () => {
  const n = await room.draft({ title: '山洪灾害红色预警' });
  await room.act(room.editor, n, 'emergency', { reason: '山洪预警' });
  const [late] = await found('emergency');
  assert.deepEqual([late.link, late.failing, late.who], [`/staff/articles/${n}`, false, '信息审核人员']);
  assert.ok(late.fails > day(0) && late.fails < day(9));
  writeFileSync(join(folder, 'cert.pem'), 'no certificate');
  jobs();
  const [row] = await found('certificate');
  assert.deepEqual([row.failing, row.what], [true, '网站证书文件（[site] certificate）读不出来']);
});
