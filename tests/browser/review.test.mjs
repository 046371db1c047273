// Review by a signed link on a phone: what a reviewer who is out of the office sees and presses.
import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Newsroom } from '../e2e/articles.mjs';
import { Person, ROOT, sleep, startStack } from '../e2e/lib.mjs';
import { faultsOf, launch, markup, open, PHONE, SCREENS } from './lib.mjs';

let stack, browser, room, folder;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'wz-review-'));
  mkdirSync(join(folder, 'told'));
  mkdirSync(SCREENS, { recursive: true });
  writeFileSync(join(folder, 'tell'), `#!/bin/sh\ncat >${folder}/$$ && mv ${folder}/$$ ${folder}/told/\n`);
  chmodSync(join(folder, 'tell'), 0o755);
  writeFileSync(join(folder, 'targets.conf'),
    `[mine]\ntype = command\ncommand = ${folder}/tell\naccount = rev1\n`);
  chmodSync(join(folder, 'targets.conf'), 0o600);
  writeFileSync(join(folder, 'wenzheng.conf'), readFileSync(join(ROOT, 'conf/wenzheng.conf'), 'utf8')
    .replace(/^domain =.*$/m, 'domain = wz.example.gov.cn')
    .replace(/^targets =.*$/m, `targets = ${folder}/targets.conf`));
  stack = await startStack({ env: { WENZHENG_CONFIG: join(folder, 'wenzheng.conf') } });
  stack.ctl(['column', 'load', 'conf/columns.csv']);
  room = await Newsroom.open(stack);
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await stack?.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function link(n) {
  for (const end = Date.now() + 25000; Date.now() < end; await sleep(100))
    for (const name of readdirSync(join(folder, 'told'))) {
      const { article, url } = JSON.parse(readFileSync(join(folder, 'told', name), 'utf8'));
      if (article === n) return new URL(url).pathname;
    }
  throw new Error('no link came');
}

for (const javaScriptEnabled of [true, false])
  test(`a draft is read, checked and approved on a phone, ${javaScriptEnabled ? 'with' : 'without'} JavaScript`,
    async () => {
      const n = await room.draft({ title: `城南供水管网检修公告（${javaScriptEnabled ? '一' : '二'}）`,
        body: '12月1日22时至次日6时检修，城南街道停水。\n\n- 请提前储水\n- 咨询电话 12345\n' });
      await room.act(room.editor, n, 'submit', { reviewer: 'rev1' });
      const { page, context, faults } = await open(browser, stack, { ...PHONE, javaScriptEnabled });
      await page.goto(await link(n));
      await page.getByText('rev1姓名，请您审核这篇稿件').waitFor();
      if (javaScriptEnabled) {
        assert.deepEqual(await faultsOf(page, 44), []);
        await page.screenshot({ path: join(SCREENS, 'review-link-375.png'), fullPage: true });
      } else {
        assert.deepEqual(await markup(await page.content()), []);
      }
      await page.getByLabel('保密').check();
      await page.getByRole('button', { name: '审核通过' }).click();
      await page.getByText('请核对后勾选这一项').first().waitFor();
      assert.ok(await page.getByLabel('保密').isChecked());
      for (const name of ['文字', '隐私', '链接']) await page.getByLabel(name).check();
      await page.getByRole('button', { name: '审核通过' }).click();
      await page.getByText('审核已经完成').waitFor();
      assert.equal((await new Person(stack).get(`/articles/${n}`)).status, 200);
      assert.deepEqual(faults, []);
      await context.close();
    });
