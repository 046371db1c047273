// The whole path as people walk it: a resident on a phone in WeChat, the desks on a screen, with JavaScript
// and without.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { join } from 'node:path';
import { carry, nextPhone, Person, QUESTION, soon, staffOf, startStack } from '../e2e/lib.mjs';
import { launch, open, PHONE, SCREENS, signedIn } from './lib.mjs';

const TITLE = '南湖公园东门的健身器材坏了';
const BODY = '南湖公园东门的漫步机断了一根踏板，已经一个月了。\n早上锻炼的老人很多，怕有人摔伤，请尽快修。';
const FIRST = '您好，已通知养护单位，本周内修好。感谢您的提醒。';
const AGAIN = '过了一个星期，踏板还是断的。';
const SECOND = '您好，踏板今天上午已经换好，并检查了园内全部器材。给您添麻烦了。';

let stack;
let browser;
let phone;
const desks = new Map();
const asked = {};

before(async () => {
  stack = await startStack();
  browser = await launch();
  phone = await open(browser, stack, PHONE);
});
after(async () => {
  if (browser) await browser.close();
  if (stack) await stack.stop();
});

const shot = (page, name) => page.screenshot({ path: join(SCREENS, `walk-${name}.png`), fullPage: true });

async function desk(account) {
  if (!desks.has(account)) {
    desks.set(account, await signedIn(browser, stack, account));
  }
  return desks.get(account);
}

// Takes an action on the case as the person at the desk does: opens its part, fills it in, presses the
// button.
async function take(account, n, action, fill = async () => {}) {
  const { page, faults } = await desk(account);
  await page.goto(`/staff/cases/${n}`);
  const form = page.locator(`form[action$="/${n}/${action}"]`);
  if (!await form.isVisible()) await page.locator(`details:has(form[action$="/${n}/${action}"]) > summary`).click();
  await fill(form, page);
  await form.locator('button[type=submit]:not([formaction]):not([name=then])').click();
  await page.getByText('已完成：').first().waitFor();
  assert.deepEqual(faults, []);
}

async function write(page, fields) {
  await page.fill('#title', fields.title);
  await page.fill('#body', fields.body);
  await page.locator('.cell', { hasText: '投诉' }).first().click();
  await page.selectOption('#area', '城南街道');
  await page.fill('#name', '李秀英');
  await page.fill('#phone', nextPhone());
}

async function receiptOf(page) {
  await page.getByRole('heading', { name: '已经收到您的提问' }).waitFor();
  const number = (await page.locator('#number').textContent()).trim();
  assert.match(number, /^[A-Z]+\d{8}-\d{5}$/);
  return { number, code: (await page.locator('#code').textContent()).trim(),
    track: new URL(page.url()).pathname, n: Number(number.slice(-5)) };
}

test('a resident in WeChat asks from the home page, proves to be no machine, and gets a receipt',
  async () => {
  const { page, faults } = phone;
  await page.goto('/');
  await page.locator('.hero').getByRole('link', { name: '我要提问' }).click();
  await write(page, { title: TITLE, body: BODY });
  await page.locator('altcha-widget [data-state=verified]').waitFor({ timeout: 60000 });
  await shot(page, 'ask');
  await page.getByRole('button', { name: '提交' }).click();
  Object.assign(asked, await receiptOf(page));
  assert.equal(await page.getByText('没有完成“我不是机器人”的验证').count(), 0);
  await shot(page, 'receipt');
  await page.getByRole('link', { name: '查看进度' }).click();
  await page.getByText('待审核').first().waitFor();
  assert.equal(await page.evaluate(() => localStorage.getItem('wz.draft.ask')), null);
  assert.deepEqual(faults, []);
});

test('moderator, dispatcher, clerk and approver carry it to a public answer', async () => {
  await take('mod1', asked.n, 'accept');
  await take('disp1', asked.n, 'assign', (form) => form.locator('select[name=dept]').selectOption('zjj'));
  await take('zjj1', asked.n, 'draft', (form) => form.locator('textarea[name=text]').fill(FIRST));
  const { page } = phone;
  await page.goto(`/topics/${asked.n}`);
  assert.match(await page.locator('.case .standing').textContent(), /办理/);
  await take('appr1', asked.n, 'approve');
  await soon(async () => {
    await page.goto(`/topics/${asked.n}`);
    assert.equal(await page.locator('#answer > .text').textContent({ timeout: 200 }), FIRST);
  });
  assert.equal(await page.locator('.bubble-ask .text').first().textContent(), BODY);
  await page.locator('#answer').getByRole('link', { name: '验证' }).click();
  await page.locator('.notice-ok').waitFor();
  assert.deepEqual(phone.faults, []);
});

test('the resident is not content, says so, and asks once more', async () => {
  const { page, faults } = phone;
  await page.goto(asked.track);
  await page.locator('.star', { hasText: /^很不满意$/ }).click();
  await page.fill('#comment', '还没有修。');
  await shot(page, 'rate');
  await page.getByRole('button', { name: '提交评价' }).click();
  await page.locator('.notice-ok').waitFor();
  await page.fill('#reason', AGAIN);
  await page.getByRole('button', { name: '再次反映' }).click();
  await page.locator('.state-card', { hasText: '办理中' }).waitFor();
  await shot(page, 'reopened');
  assert.equal(await page.getByText('没有解决？再次反映').count(), 0);
  assert.deepEqual(faults, []);
});

test('everybody sees the rejected answer as such, and once it is reviewed why', async () => {
  const { page, faults } = phone;
  await soon(async () => {
    await page.goto(`/topics/${asked.n}`);
    const rejected = page.locator('.answer-rejected', { hasText: '这个答复没有解决问题，正在重新办理。' });
    await rejected.waitFor({ timeout: 200 });
  });
  assert.equal(await page.getByText(AGAIN).count(), 0);
  const { page: review } = await desk('mod1');
  await review.goto(`/staff/cases/${asked.n}`);
  await review.getByText('再次反映的原因').first().waitFor();
  await review.locator('form[action*="/held/"][action$="/pass"] button[type=submit]').click();
  await soon(async () => {
    await page.goto(`/topics/${asked.n}`);
    assert.equal(await page.locator('.bubble-ask .text').last().textContent({ timeout: 200 }), AGAIN);
  });
  assert.equal(await page.getByText('已办结').count(), 0);
  await shot(page, 'reopened-public');
  assert.deepEqual(faults, []);
});

test('the department answers by the link on a phone, without an account', async () => {
  const { page } = await desk('disp1');
  await page.goto(`/staff/cases/${asked.n}`);
  const link = new URL((await page.locator('#answer-link').textContent()).trim());
  const { page: other, faults, context } = await open(browser, stack, PHONE);
  await other.goto(link.pathname);
  await other.getByText('请在下方填写答复').waitFor();
  await other.fill('#text', SECOND);
  await shot(other, 'answer-link');
  await other.getByRole('button', { name: '提交答复' }).click();
  await other.getByRole('heading', { name: '答复已经提交' }).waitFor();
  await shot(other, 'answer-sent');
  await other.goto(link.pathname);
  await other.getByRole('heading', { name: '链接已失效' }).waitFor();
  await shot(other, 'answer-ended');
  assert.deepEqual(faults, []);
  await context.close();
  await take('appr1', asked.n, 'approve');
  await soon(async () => {
    await phone.page.goto(`/topics/${asked.n}`);
    assert.equal(await phone.page.locator('#answer > .text').textContent({ timeout: 200 }), SECOND);
  });
  await phone.page.getByText('以前的答复（1）').click();
  assert.equal(await phone.page.locator('.version .text').textContent(), FIRST);
  await shot(phone.page, 'answered-twice');
});

test('others care and comment with JavaScript', async () => {
  const { page, faults, context } = await open(browser, stack, PHONE);
  await page.goto(`/topics/${asked.n}`);
  await page.locator('[data-support]').click();
  await page.getByText('已关心（1）').waitFor();
  await page.fill('#body', '我也在那里锻炼，谢谢修好。');
  await page.getByRole('button', { name: '发表评论' }).click();
  await page.getByText('您的评论已经收到，审核后公开').waitFor();
  assert.deepEqual(faults, []);
  await context.close();
});

test('without JavaScript: ask, look up by number and code, withdraw, care and comment', async () => {
  const { page, faults, context } = await open(browser, stack, { ...PHONE, javaScriptEnabled: false });
  await page.goto('/topics/new');
  await write(page, { title: '请问南湖公园几点开门',
    body: '请问南湖公园夏天早上几点开门，晚上几点关门，能不能早一点开？' });
  await page.getByRole('button', { name: '提交' }).click();
  const receipt = await receiptOf(page);
  await page.getByText('没有完成“我不是机器人”的验证').waitFor();

  await page.goto('/track');
  await page.fill('#number', receipt.number.toLowerCase());
  await page.fill('#code', receipt.code.toLowerCase());
  await page.getByRole('button', { name: '查询' }).click();
  await page.getByRole('heading', { name: '请问南湖公园几点开门' }).waitFor();
  await page.locator('summary', { hasText: /^撤回(话题|来信|申请)$/ }).click();
  await page.getByRole('button', { name: '确定撤回' }).click();
  await page.locator('.state-card', { hasText: '已撤回' }).waitFor();

  await page.goto(`/topics/${asked.n}`);
  await page.getByRole('link', { name: '我也关心' }).click();
  await page.getByRole('button', { name: '我也关心' }).click();
  await page.goto(`/topics/${asked.n}/support`);
  await page.getByText('有 2 人关心这件事').waitFor();
  await page.goto(`/topics/${asked.n}`);
  await page.fill('#body', '希望其他公园也检查一下。');
  await page.getByRole('button', { name: '发表评论' }).click();
  assert.equal(await page.locator('#body').inputValue(), '希望其他公园也检查一下。');
  await page.getByRole('button', { name: '发表评论' }).click();
  await page.getByText('您的评论已经收到，审核后公开').waitFor();
  assert.deepEqual(faults, []);
  await context.close();
});

test('what was typed wrong is said beside the field, and what was typed stays', async () => {
  const { page, faults } = phone;
  await page.goto('/topics/new');
  await page.fill('#title', '灯');
  await page.fill('#body', '很长时间了，\n一直没有人来看。');
  await page.fill('#phone', '12');
  await page.getByRole('button', { name: '提交' }).click();
  await page.locator('#title-error').waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.id), 'title');
  assert.equal(await page.locator('#title').inputValue(), '灯');
  assert.equal(await page.locator('#body').inputValue(), '很长时间了，\n一直没有人来看。');
  for (const id of ['title', 'category', 'phone']) assert.ok(await page.locator(`#${id}-error`).isVisible(),
    id);
  await shot(page, 'ask-wrong');
  assert.deepEqual(faults, []);
});

test('large type is one tap away and stays', async () => {
  const { page, faults, context } = await open(browser, stack, PHONE);
  await page.goto('/');
  await page.getByRole('link', { name: '长者模式' }).first().click();
  await page.goto('/topics');
  assert.ok(await page.evaluate(() => document.documentElement.classList.contains('elder')));
  assert.ok(await page.evaluate(() => parseFloat(getComputedStyle(document.body).fontSize)) >= 20);
  await page.getByRole('link', { name: '标准版' }).click();
  await page.goto('/');
  assert.ok(!await page.evaluate(() => document.documentElement.classList.contains('elder')));
  assert.deepEqual(faults, []);
  await context.close();
});

test('a moderator goes through the queue by keys alone', async () => {
  for (const title of ['城北路口的红绿灯太短', '幸福小区的垃圾没人清', '东门菜市场占道经营']) {
    await new Person(stack).ask({ title, body: QUESTION.body });
  }
  const { page, faults } = await desk('mod1');
  await page.goto('/staff/queues/review');
  const focused = () => page.evaluate(() => document.activeElement.closest('tr').rowIndex);
  await page.keyboard.press('j');
  assert.equal(await focused(), 1);
  await page.keyboard.press('j');
  assert.equal(await focused(), 2);
  await page.keyboard.press('k');
  assert.equal(await focused(), 1);
  await page.keyboard.press('?');
  await page.locator('dialog[open]').waitFor();
  await page.screenshot({ path: join(SCREENS, 'walk-keys.png') });
  await page.keyboard.press('Escape');
  await page.keyboard.press('j');
  const title = await page.evaluate(() => document.activeElement.textContent);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: title }).waitFor();
  await page.keyboard.press('n');
  await page.getByRole('heading', { level: 1 }).filter({ hasNotText: title }).waitFor();
  await page.keyboard.press('a');
  assert.ok(await page.evaluate(() => document.getElementById('actions').contains(document.activeElement)));
  assert.deepEqual(faults, []);
});

test('of two who act on one case the second is told what the first did', async () => {
  const staff = await staffOf(stack);
  const receipt = await new Person(stack).ask({ title: '建议河边步道加装护栏' });
  await carry(staff, receipt.case, 'accepted');
  const { page, faults } = await desk('disp1');
  await page.goto(`/staff/cases/${receipt.case}`);
  await staff.disp1.move(receipt.case, 'assign', { dept: 'jtj' });
  const form = page.locator(`form[action$="/${receipt.case}/assign"]`);
  await form.locator('select[name=dept]').selectOption('zjj');
  await form.getByRole('button').last().click();
  await page.locator('.error-summary').waitFor();
  assert.match(await page.locator('.error-summary').textContent(), /交办员甲/);
  await page.screenshot({ path: join(SCREENS, 'walk-lost.png'), fullPage: true });
  assert.deepEqual(faults, []);
});
