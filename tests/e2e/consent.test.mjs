// Consent to publication, taken back by who gave it: gone from every page at once, and for good.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ANSWER, carry, LETTER, nextPhone, Person, signIn, soon, staffOf, startStack } from './lib.mjs';
import { askWithPhotos, makePhotos, photosOf, statusOf } from './photo_files.mjs';

let stack;
let staff;
let samples;
const anybody = () => new Person(stack);

before(async () => {
  samples = makePhotos(900, 600, ['jpg']);
  stack = await startStack({ config: { pow_cost: 10 } });
  staff = await staffOf(stack);
});
after(() => stack && stack.stop());

let written = 0;

// A published letter with an answer and a photo: { n, title, person, track, photo, form }.
async function publishedLetter() {
  const person = anybody();
  const title = `第 ${written += 1} 封愿意公开的来信`;
  const receipt = await askWithPhotos(person, [samples.jpg],
    { ...LETTER, title, phone: nextPhone(), consent: '1' }, '/letters');
  await carry(staff, receipt.case, 'answered');
  await staff.mod1.move(receipt.case, 'publish');
  const twin = await person.json(`${receipt.track}.json`);
  return { n: receipt.case, title, person, track: receipt.track, photo: photosOf(twin)[0],
    ...twin.withdraw_consent };
}

const pagesOf = (n) => [`/letters/${n}`, `/letters/${n}.json`, `/verify?case=${n}`,
  `/verify.json?case=${n}`, '/', '/letters', '/letters.json', '/letters?tab=answered',
  '/letters.json?tab=answered', '/letters?category=help', '/letters?dept=zjj', '/departments/zjj',
  '/departments/zjj.json', '/feed.atom', '/sitemap.xml', '/sitemaps/1', '/answers.ndjson', '/stats',
  '/search?q=愿意公开'];

async function shownOn({ n, title }) {
  const paths = [];
  for (const path of pagesOf(n)) {
    const { content } = await anybody().get(path);
    if (content.includes(title) || content.includes(LETTER.body) || content.includes(ANSWER)
      || content.includes(`/letters/${n}<`)) paths.push(path);
  }
  return paths;
}

test('a consent withdrawn takes the letter off every page, list and feed and out of the cache at once', async () => {
  const letter = await publishedLetter();
  await soon(async () => {
    const shown = await shownOn(letter);
    for (const path of [`/letters/${letter.n}`, `/letters/${letter.n}.json`, '/letters', '/letters.json',
      `/verify.json?case=${letter.n}`, '/sitemaps/1']) assert.ok(shown.includes(path), `${path} of ${shown}`);
  });
  assert.equal(await statusOf(anybody(), `/photos/${letter.n}/${letter.photo}`), 200);
  const page = (await letter.person.get(letter.track)).content;
  for (const text of ['<summary>撤回公开同意</summary>', '确定撤回公开同意',
    `action="${letter.url}"`]) assert.ok(page.includes(text), text);
  await shownOn(letter);
  const done = await letter.person.post(letter.url, { form: letter.form });
  const taken = performance.now();
  assert.equal(done.status, 303);
  assert.deepEqual(await shownOn(letter), []);
  assert.ok(performance.now() - taken < 1000, 'all pages were read within the same second');
  assert.equal(await statusOf(anybody(), `/photos/${letter.n}/${letter.photo}`), 404);
  const after = (await letter.person.get(done.headers.get('location'))).content;
  for (const text of ['已撤回公开同意', '撤回了公开同意', ANSWER]) assert.ok(after.includes(text), text);
  assert.ok(!after.includes('确定撤回公开同意'), 'it is not offered twice');
});

test('after that no moderator publishes it, and the desk says why', async () => {
  const letter = await publishedLetter();
  assert.equal((await letter.person.act(letter.url, { form: letter.form })).status, 200);
  const { version, consent } = await staff.mod1.json(`/staff/cases/${letter.n}.json`);
  assert.equal(consent, false);
  const refused = await staff.mod1.do(`/staff/cases/${letter.n}/publish`, { version });
  assert.equal(refused.status, 409);
  assert.match(refused.error.message, /撤回同意/);
  const desk = (await staff.mod1.get(`/staff/cases/${letter.n}`)).content;
  assert.ok(desk.includes('撤回公开同意'));
  assert.ok(!desk.includes(`/staff/cases/${letter.n}/publish"`));
  assert.match(stack.redis('xrevrange', '{yunchuan}:events', '+', '-', 'count', '1'), /withdraw-consent/);
  stack.ctl(['recount', '--check']);
});

test('a double tap withdraws once', async () => {
  const letter = await publishedLetter();
  const taps = await Promise.all([1, 2, 3].map(() => letter.person.act(letter.url, { form: letter.form })));
  assert.deepEqual(taps.map((reply) => reply.status), [200, 200, 200]);
  const { case: shown } = await letter.person.json(`${letter.track}.json`);
  assert.equal(shown.entries.filter((entry) => entry.action === 'withdraw-consent').length, 1);
});

test('a forged form token, one of another form, a stranger\'s link: nothing changes', async () => {
  const letter = await publishedLetter();
  const other = await publishedLetter();
  const { rating } = await letter.person.json(`${letter.track}.json`);
  for (const form of ['', 'x.y.z', rating.form, `${letter.form}x`])
    assert.equal((await letter.person.act(letter.url, { form })).status, 403, form);
  const [head, body, signature] = letter.track.slice(3).split('.');
  const forged = `/t/${head}.${body}.${signature.replace(/^./, (c) => (c === 'A' ? 'B' : 'A'))}`;
  assert.equal((await other.person.act(`${forged}/withdraw_consent`, { form: other.form })).status, 404);
  assert.equal((await anybody().get(`/letters/${letter.n}`)).status, 200);
  assert.equal((await letter.person.json(`${letter.track}.json`)).consent, true);
});

test('it is not offered where nothing was agreed to: a topic, a letter without consent', async () => {
  const person = anybody();
  const topic = await person.ask({});
  const quiet = await person.act('/letters', { form: await person.token('/letters/new'), ...LETTER,
    phone: nextPhone() });
  for (const { track } of [topic, quiet]) {
    assert.equal((await person.json(`${track}.json`)).withdraw_consent, undefined);
    assert.ok(!(await person.get(track)).content.includes('撤回公开同意'));
  }
});

test('a clerk who is writing the answer meanwhile loses nothing', async () => {
  const person = anybody();
  const receipt = await person.act('/letters', { form: await person.token('/letters/new'), ...LETTER,
    phone: nextPhone(), consent: '1' });
  await carry(staff, receipt.case, 'assigned');
  const clerk = await signIn(stack, 'zjj1');
  const { version } = await clerk.json(`/staff/cases/${receipt.case}.json`);
  const { withdraw_consent: offer } = await person.json(`${receipt.track}.json`);
  assert.equal((await person.act(offer.url, { form: offer.form })).status, 200);
  assert.equal((await clerk.do(`/staff/cases/${receipt.case}/draft`, { version, text: ANSWER })).status, 200);
});
