// The editor's form and the admin's tree of columns in hand, with JavaScript and without.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { join } from 'node:path';
import { PASSWORD, startStack } from '../e2e/lib.mjs';
import { Newsroom } from '../e2e/articles.mjs';
import { DESK, faultsOf, launch, markup, open, PHONE, SCREENS, signedIn } from './lib.mjs';

const SIZES = { desk: DESK, phone: { ...PHONE, userAgent: undefined } };
let stack;
let browser;

before(async () => {
  stack = await startStack();
  await Newsroom.open(stack);
  stack.ctl(['staff', 'add', 'boss', '--name', '管理员甲', '--roles', 'admin', '--password-stdin'],
    `${PASSWORD}\n`);
  browser = await launch();
});
after(async () => {
  if (browser) await browser.close();
  if (stack) await stack.stop();
});

async function at(account, size, path, options = {}) {
  const view = await signedIn(browser, stack, account, { ...SIZES[size], ...options });
  await view.page.goto(path);
  return view;
}

// Puts HTML on the field as a paste does.
const paste = (page, html, text = '') => page.evaluate(([markup, plain]) => {
  const data = new DataTransfer();
  if (markup) data.setData('text/html', markup);
  data.setData('text/plain', plain);
  const field = document.getElementById('body');
  field.value = '';
  field.focus();
  const event = new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true });
  return { taken: !field.dispatchEvent(event), value: field.value };
}, [html, text]);

const WORD = `<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>p.MsoNormal{
mso-style-parent:"";
font-family:仿宋}</style><!--[if gte mso 9]><xml><w:WordDocument/></xml><![endif]--></head><body lang=ZH-CN>
<!--StartFragment--><h1 style='mso-outline-level:1'><b>工作方案</b></h1>
<p class=MsoNormal style='text-indent:2.0em;mso-line-height-alt:1pt'><span style='color:red;mso-bidi-font-size:
16pt'>为做好今年的
工作，<b>请注意：</b>各部门<i>按月</i>报送。<o:p></o:p></span></p>
<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>·<span
style='font:7pt'>&nbsp;&nbsp; </span></span>第一项</p>
<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><span
style='mso-list:Ignore'>·<span>&nbsp;</span></span>第二项</p>
<p class=MsoListParagraph style='mso-list:l1 level1 lfo2'><span
style='mso-list:Ignore'>（一）</span>加强领导</p>
<p class=MsoNormal>见<a href="https://example.org/a(1)"><span>通知*原文*</span></a><a
href="javascript:alert(1)">坏链接</a></p>
<table class=MsoTableGrid><tr><td><p>姓名</p></td><td><p>电话|分机</p></td></tr>
<tr><td><p>张三</p></td><td><p>0871-1</p></td></tr></table>
<p class=MsoNormal><img src="file:///C:/x.png"><script>alert(1)</script></p><!--EndFragment--></body></html>`;

test('what Word puts on the clipboard becomes CommonMark, and nothing else of it stays', async () => {
  const { page, faults, context } = await at('ed1', 'desk', '/staff/articles/new');
  const { taken, value } = await paste(page, WORD, '纯文本');
  assert.ok(taken);
  assert.equal(value, ['# 工作方案', '为做好今年的工作，**请注意**：各部门按月报送。',
    '- 第一项\n- 第二项', '（一）加强领导',
    '见[通知\\*原文\\*](https://example.org/a%281%29)坏链接',
    '| 姓名 | 电话\\|分机 |\n| --- | --- |\n| 张三 | 0871-1 |'].join('\n\n'));
  assert.deepEqual(faults, []);
  await context.close();
});

test('lists, quotes, breaks and marks of a web page are kept, plain text is left to the browser', async () => {
  const { page, faults, context } = await at('ed1', 'desk', '/staff/articles/new');
  const rows = [
    ['<ul><li>甲<ul><li>乙</li></ul></li><li>丙</li></ul>', '- 甲\n  - 乙\n- 丙'],
    ['<ol start=3><li><p>三</p></li><li>四</li></ol>', '3. 三\n4. 四'],
    ['<blockquote><p>引用</p><p>两段</p></blockquote>', '> 引用\n>\n> 两段'],
    ['<p>第一行<br>第二行<br></p>', '第一行\\\n第二行'],
    ['<p># 不是标题</p><p>1. 不是列表</p><p>- 也不是</p>', '\\# 不是标题\n\n1\\. 不是列表\n\n\\- 也不是'],
    ['<b style="font-weight:normal"><p>整段</p><p>两段</p></b>', '整段\n\n两段'],
    ['<p>a&lt;b 和 &amp;amp; 和 [x](y)</p>', 'a\\<b 和 \\&amp; 和 \\[x\\](y)'],
    ['<table><tr><td colspan=2>合并</td></tr><tr><td>一</td><td>二</td></tr></table>',
      '| 合并 |  |\n| --- | --- |\n| 一 | 二 |'],
    ['<p><strong>“重点”</strong>后文</p>', '“**重点**”后文'],
  ];
  for (const [html, expected] of rows) assert.equal((await paste(page, html)).value, expected, html);
  assert.deepEqual(await paste(page, '', '纯文本'), { taken: false, value: '' });
  assert.deepEqual(await paste(page, '<img src="x.png">', '图'), { taken: false, value: '' });
  assert.deepEqual(faults, []);
  await context.close();
});

for (const size of Object.keys(SIZES))
  test(`the draft is shown as it would read while it is typed (${size})`, async () => {
    const { page, faults, context } = await at('ed1', size, '/staff/articles/new');
    assert.deepEqual(await markup(await page.content()), []);
    await page.fill('#title', '全市路灯改造完工');
    await page.fill('#body', '## 进度\n\n- 已经**完工**\n\n<script>alert(1)</script>\n\n| 序号 | 路段 | 盏数 | 完工日期 |\n' +
      '| --- | --- | --- | --- |\n| 1 | 南湖公园东门至体育馆西路 | 128 | 2026年11月28日 |');
    await page.locator('#preview strong', { hasText: '完工' }).waitFor();
    assert.equal(await page.locator('#preview [data-title]').textContent(), '全市路灯改造完工');
    assert.equal(await page.locator('#preview script').count(), 0);
    assert.equal(await page.locator('#preview td').count(), 4);
    await page.fill('#title', '全市路灯改造全部完工');
    await page.getByRole('button', { name: '预览' }).click();
    await page.locator('#preview:focus [data-title]', { hasText: '全部完工' }).waitFor();
    assert.match(page.url(), /\/staff\/articles\/new$/);
    assert.deepEqual(await faultsOf(page, 44), []);
    await page.screenshot({ path: join(SCREENS, `editor-${size}.png`), fullPage: true });
    assert.deepEqual(faults, []);
    await context.close();
  });

test('without JavaScript a button shows the draft, keeps what was typed, and saves nothing', async () => {
  const { page, context } = await at('ed1', 'desk', '/staff/articles/new', { javaScriptEnabled: false });
  await page.fill('#title', '没有脚本也能预览');
  await page.fill('#body', '这一段**还没有**保存。');
  await page.getByRole('button', { name: '预览' }).click();
  assert.equal(await page.locator('#preview strong').textContent(), '还没有');
  assert.equal(await page.inputValue('#body'), '这一段**还没有**保存。');
  assert.equal(stack.redis('get', '{yunchuan}:article:seq'), '');
  await page.selectOption('#column', 'news');
  await page.getByRole('button', { name: '保存草稿' }).click();
  await page.getByText('已完成').waitFor();
  await context.close();
});

for (const size of Object.keys(SIZES))
  test(`an admin adds a column, is told what is wrong, moves and closes it (${size})`, async () => {
    const javaScriptEnabled = size === 'desk';
    const { page, faults, context } = await at('boss', size, '/staff/columns', { javaScriptEnabled });
    const look = async (name) => {
      if (javaScriptEnabled) assert.deepEqual(await faultsOf(page, 44), []);
      assert.deepEqual(await markup(await page.content()), []);
      await page.screenshot({ path: join(SCREENS, `columns-${name}-${size}.png`), fullPage: true });
    };
    await look('tree');
    await page.getByRole('link', { name: '新增栏目' }).click();
    await page.fill('#name', `规划计划${size}`);
    await page.fill('#id', '规划');
    await page.getByRole('button', { name: '保存' }).click();
    await page.getByText('代码只能用小写字母').first().waitFor();
    assert.equal(await page.inputValue('#name'), `规划计划${size}`);
    await look('wrong');
    await page.fill('#id', `plans-${size}`);
    await page.fill('#type', '信息公开目录');
    await page.fill('#description', '发展规划和年度计划');
    await page.selectOption('#parent', 'open');
    await page.getByLabel('来源').check();
    await page.getByRole('button', { name: '保存' }).click();
    await page.getByRole('link', { name: `规划计划${size}` }).click();
    await page.getByLabel('停用').check();
    await page.selectOption('#parent', '');
    await look('form');
    await page.getByRole('button', { name: '保存' }).click();
    await page.locator('tr', { hasText: `规划计划${size}` }).getByText('已停用').waitFor();
    assert.deepEqual(faults, []);
    await context.close();
  });
