// Every page of staff, as people have it in hand (every_page.mjs).
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { day } from '../e2e/lib.mjs';
import { adminPassword, articles, asked, begin, browser, end, inAllWays, look, lookHere, lookInColours,
  requests, stack } from './every_page.mjs';
import { DESK, enter, markup, open, PHONE } from './lib.mjs';

before(begin);
after(end);

const YEAR = day().slice(0, 4);
const STAFF = {
  desk: ['mod1', () => '/staff'],
  'queue-review': ['mod1', () => '/staff/queues/review'],
  'queue-dispatch': ['disp1', () => '/staff/queues/dispatch'],
  'queue-dept': ['zjj1', () => '/staff/queues/dept:zjj'],
  'queue-approve': ['appr1', () => '/staff/queues/approve'],
  'case-pending': ['mod1', () => '/staff/cases/5'],
  'case-letter': ['mod1', () => '/staff/cases/9'],
  'case-letter-published': ['mod1', () => '/staff/cases/8'],
  'case-request': ['mod1', () => `/staff/cases/${requests.entered.case}`],
  'case-request-unconfirmed': ['disp1', () => `/staff/cases/${requests.online.case}`],
  'case-request-correcting': ['zjj1', () => `/staff/cases/${requests.correcting.case}`],
  'case-request-assigned': ['zjj1', () => `/staff/cases/${requests.assigned.case}`],
  'case-request-answered': ['super1', () => `/staff/cases/${requests.answered.case}`],
  'request-letter-staff': ['zjj1', () => `/staff/cases/${requests.answered.case}/decision`],
  'hotline-entry': ['disp1', () => '/staff/hotline/new'],
  'request-entry': ['disp1', () => '/staff/requests/new'],
  'request-entry-organisation': ['mod1', () => '/staff/requests/new?kind=org'],
  'request-entered': ['mod1', () => `/staff/cases/${requests.entered.case}/receipt`],
  'case-accepted': ['disp1', () => '/staff/cases/3'],
  'case-held': ['mod1', () => '/staff/cases/3'],
  'case-assigned': ['zjj1', () => '/staff/cases/2'],
  'case-assisting': ['jtj1', () => '/staff/cases/2'],
  'case-dispatched': ['disp1', () => '/staff/cases/2'],
  'queue-assisting': ['jtj1', () => '/staff/queues/dept:jtj'],
  'case-drafted': ['appr1', () => '/staff/cases/4'],
  'case-answered': ['zjj1', () => '/staff/cases/1'],
  'case-supervised': ['super1', () => '/staff/cases/2'],
  'case-similar': ['mod1', () => `/staff/cases/${asked.at(-1).case}`],
  'case-merged': ['mod1', () => '/staff/cases/7'],
  print: ['zjj1', () => '/staff/cases/1/print'],
  keys: ['zjj1', () => '/staff/keys'],
  search: ['mod1', () => `/staff/search?q=${encodeURIComponent('路灯')}`],
  'search-number': ['mod1', () => '/staff/search?q=99'],
  me: ['zjj1', () => '/staff/me'],
  accounts: ['admin', () => '/staff/accounts'],
  account: ['admin', () => '/staff/accounts/zjj1'],
  'departments-staff': ['admin', () => '/staff/departments'],
  'department-staff': ['admin', () => '/staff/departments/zjj'],
  events: ['admin', () => '/staff/events'],
  supervision: ['super1', () => '/staff/supervision?list=today'],
  'supervision-low': ['admin', () => '/staff/supervision?list=low'],
  declined: ['super1', () => '/staff/declined'],
  check: ['super1', () => '/staff/check'],
  reports: ['super1', () => '/staff/reports'],
  'reports-clerk': ['zjj1', () => '/staff/reports'],
  report: ['super1', () => `/staff/reports/${YEAR}`],
  'report-filing': ['zjj1', () => `/staff/reports/${YEAR}/filings/zjj`],
  'report-texts': ['super1', () => `/staff/reports/${YEAR}/texts`],
  'report-proof': ['super1', () => `/staff/reports/${YEAR}/proof/3.new.total`],
  outbox: ['admin', () => '/staff/outbox'],
  system: ['admin', () => '/staff/system'],
  'digests-pick': ['ed1', () => '/staff/digests'],
  'digests-none': ['ed1', () => '/staff/digests?from=2001-01-01&to=2001-01-31'],
  'digest-form': ['ed1', () => '/staff/articles/new?column=digest&cases=1'],
  'digest-staff': ['ed1', () => `/staff/articles/${articles.digest}`],
};

const desks = new Map();

async function deskOf(account) {
  if (!desks.has(account)) {
    const phone = await open(browser, stack, { ...PHONE, userAgent: undefined });
    await enter(phone.page, account, account === 'admin' ? adminPassword : undefined);
    const cookies = await phone.context.cookies();
    const desk = await open(browser, stack, DESK);
    await desk.context.addCookies(cookies);
    phone.faults.length = 0;
    desks.set(account, { phone, desk });
  }
  return desks.get(account);
}

for (const [name, [account, path]] of Object.entries(STAFF)) {
  test(`staff ${name}: the page is accessible, valid and self-contained`, async () => {
    const { phone, desk } = await deskOf(account);
    const faults = [];
    faults.push(...await look(desk, `staff-${name}`, path(), { target: 44, label: '1280' }));
    if (inAllWays(`staff-${name}`)) {
      faults.push(...await lookInColours(desk, `staff-${name}`));
      faults.push(...await look(phone, `staff-${name}`, path(), { target: 44, label: '375' }));
    }
    faults.push(...await markup(await (await desk.page.request.get(path())).text()));
    assert.deepEqual(faults, []);
  });
}

test('staff photo: the grid is accessible, valid and self-contained', async () => {
  const { phone, desk } = await deskOf('mod1');
  await phone.page.goto('/staff/cases/5');
  const path = await phone.page.locator('.photos a[href*="/blur"]').first().getAttribute('href');
  const faults = [];
  faults.push(...await look(desk, 'staff-photo', path, { target: 44, label: '1280' }));
  faults.push(...await look(phone, 'staff-photo', path, { target: 44, label: '375' }));
  faults.push(...await markup(await (await phone.page.request.get(path)).text()));
  assert.deepEqual(faults, []);
});

// Pages that come only after a button was pressed.
const PRESSED = {
  contact: ['zjj1', () => '/staff/cases/2', '查看联系方式（将被记录）'],
  'contact-of-request': ['mod1', () => `/staff/cases/${requests.online.case}`, '查看联系方式（将被记录）'],
  'hotline-entry-wrong': ['mod1', () => '/staff/hotline/new', '登记'],
  'request-entry-wrong': ['mod1', () => '/staff/requests/new?kind=org', '登记'],
  'report-filing-wrong': ['zjj1', () => `/staff/reports/${YEAR}/filings/zjj`, '保存填报'],
  supervise: ['super1', () => '/staff/supervision?list=today', /^督办 YC/],
  totp: ['jtj1', () => '/staff/me', '生成新的密钥'],
};

for (const [name, [account, path, button]] of Object.entries(PRESSED)) {
  test(`staff ${name}: what comes after “${button}” is accessible and self-contained`, async () => {
    const { phone, desk } = await deskOf(account);
    const faults = [];
    for (const [view, label] of [[desk, '1280'], [phone, '375']]) {
      await view.page.goto(path());
      await Promise.all([view.page.waitForNavigation(),
        view.page.getByRole('button', { name: button, exact: true }).click()]);
      faults.push(...await lookHere(view, `staff-${name}`, { target: 44, label }));
    }
    assert.deepEqual(faults, []);
  });
}
