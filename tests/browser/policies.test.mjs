// Policy documents on a phone: found in the library, read with head and links, interpreted from the task.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Newsroom } from '../e2e/articles.mjs';
import { startStack } from '../e2e/lib.mjs';
import { enter, launch, look, open, PHONE, SCREENS } from './lib.mjs';

let stack, browser, room, old, document;

before(async () => {
  stack = await startStack();
  browser = await launch();
  stack.ctl(['column', 'load', 'conf/columns.csv']);
  room = await Newsroom.open(stack);
  const facts = { column: 'policy', validity: 'valid', doc_body: '云川市人民政府', doc_issued: '2019-05-06',
    title: '云川市人民政府关于进一步做好高龄津贴发放工作的通知', doc_number: '云政发〔2019〕7号' };
  old = await room.publish(facts);
  document = await room.publish({ ...facts, title: '云川市人民政府关于印发高龄津贴管理办法的通知',
    doc_number: '云政发〔2020〕12号', doc_issued: '2020-11-02', doc_effective: '2021-01-01' });
  await room.publish({ ...facts, validity: 'repealed', successor: document, note: '由新办法替代' }, old);
});
after(async () => {
  if (browser) await browser.close();
  if (stack) await stack.stop();
});

for (const javaScriptEnabled of [true, false]) {
  test(`${javaScriptEnabled ? 'with' : 'without'} JavaScript a resident finds a document by its number and follows its links`,
    async () => {
    const view = await open(browser, stack, { ...PHONE, javaScriptEnabled });
    const { page } = view;
    await page.goto('/columns');
    await page.getByRole('link', { name: /政策文件库/ }).click();
    await page.getByText('云政发〔2020〕12号').waitFor();
    if (javaScriptEnabled) await look(page, 'policies');
    await page.fill('#number', '云政发[2019]8');
    await page.getByRole('button', { name: '查找' }).click();
    await page.getByText('没有找到这样的文件').waitFor();
    assert.equal(await page.inputValue('#number'), '云政发[2019]8', 'what was typed stays');
    await page.fill('#number', '云政发[2019]7');
    await page.getByRole('button', { name: '查找' }).click();
    await page.getByRole('link', { name: '云川市人民政府关于进一步做好高龄津贴发放工作的通知' }).click();
    await page.getByText('废止', { exact: true }).waitFor();
    if (javaScriptEnabled) await look(page, 'policy-repealed');
    await page.getByRole('link', { name: '云川市人民政府关于印发高龄津贴管理办法的通知', exact: true }).click();
    await page.getByText('被本文件替代的文件').waitFor();
    if (javaScriptEnabled) await look(page, 'policy-valid');
    assert.deepEqual(view.faults, []);
    await view.context.close();
  });

  test(`${javaScriptEnabled ? 'with' : 'without'} JavaScript an editor begins the interpretation from the task`,
    async () => {
    const view = await open(browser, stack, { ...PHONE, userAgent: undefined, javaScriptEnabled });
    const { page } = view;
    await enter(page, 'ed1');
    await page.getByRole('link', { name: /政策解读/ }).first().click();
    await page.getByText('云政发〔2020〕12号').waitFor();
    if (javaScriptEnabled) await look(page, 'interpretations');
    await page.locator('tr', { hasText: '云政发〔2020〕12号' })
      .getByRole('link', { name: '起草解读' }).click();
    assert.equal(await page.inputValue('#explains'), String(document));
    await page.fill('#title', '高龄津贴管理办法政策问答');
    await page.fill('#body', '一、哪些人可以领？年满八十周岁的本市户籍老人。');
    await page.getByRole('button', { name: '保存草稿' }).click();
    await page.getByText('请选择解读的形式。').first().waitFor();
    assert.equal(await page.inputValue('#explains'), String(document));
    if (javaScriptEnabled)
      await page.screenshot({ path: join(SCREENS, 'interpretation-draft.png'), fullPage: true });
    await page.selectOption('#kind', 'questions');
    await page.getByRole('button', { name: '保存草稿' }).click();
    await page.getByText('问答，所解读的文件').waitFor();
    assert.deepEqual(view.faults, []);
    await view.context.close();
  });
}
