// Who sees a photo: exactly those who see what it came with; and a moderator blurs and drops photos.
import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync,
  utimesSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { carry, Person, signIn, soon, staffOf, startStack } from './lib.mjs';
import { askWithPhotos, bytesOf, differentCells, followUpWithPhotos, formWith, makeNoise, makePhotos,
  photosOf, readJpeg, statusOf } from './photo_files.mjs';

let stack;
let staff;
let samples;

before(async () => {
  samples = makePhotos(1800, 1200, ['jpg', 'png', 'webp', 'heic']);
  stack = await startStack({ config: { processes: 4, pow_cost: 10 } });
  staff = await staffOf(stack);
});
after(() => stack && stack.stop());

// Somebody asks with photos: what came of it, and who it is.
async function askWith(photos, fields, path) {
  const person = new Person(stack);
  return { person, ...await askWithPhotos(person, photos, fields, path) };
}

const filesOf = (n) => {
  const folder = join(stack.state, 'photos', String(n));
  return existsSync(folder) ? readdirSync(folder).sort() : [];
};

// By every way in, what a stranger gets.
async function assertHidden(n, id, why) {
  const stranger = new Person(stack);
  const other = await askWith([]);
  for (const path of [`/photos/${n}/${id}`, `/photos/${n}/${id}-s`, `/photo-files/${n}/${id}-s.jpg`,
    `/photos/${n}/${id}.json`, `/photo-files/${n}/${id}.jpg`, `/photos/${n}/${id}.jpg`,
    `${other.track}/photos/${id}`, `/photos/${other.case}/${id}`, `/answer/x.y.z/photos/${id}`])
    assert.equal(await statusOf(stranger, path), 404, `${why}: ${path}`);
  assert.notEqual(await statusOf(stranger, `/staff/cases/${n}/photos/${id}`), 200, why);
}

test('a photo is public exactly while its question is', async () => {
  const anybody = new Person(stack);
  const asked = await askWith([samples.jpg]);
  const n = asked.case;
  const [id] = photosOf(await asked.person.json(`${asked.track}.json`));
  await assertHidden(n, id, 'pending');
  assert.equal(await statusOf(staff.mod1, `/staff/cases/${n}/photos/${id}`), 200);
  assert.ok((await staff.mod1.get(`/staff/cases/${n}/print`)).content
    .includes(`src="/staff/cases/${n}/photos/${id}"`), 'it is on the printed sheet');
  const clerk = await signIn(stack, 'jtj1');
  assert.equal(await statusOf(clerk, `/staff/cases/${n}/photos/${id}`), 404,
    'not the business of that clerk');

  await carry(staff, n, 'assigned');
  const got = await bytesOf(anybody, `/photos/${n}/${id}`);
  assert.equal(got.status, 200);
  assert.equal(got.headers.get('cache-control'), 'no-cache');
  const again = await fetch(`${stack.base}/photos/${n}/${id}`,
    { headers: { 'if-none-match': got.headers.get('etag') } });
  assert.equal(again.status, 304, 'asked for again, it need not be sent again');
  await soon(async () =>
    assert.ok((await anybody.get(`/topics/${n}`)).content.includes(`/photos/${n}/${id}-s"`)));
  for (const wrong of [id.replace(/.$/, (c) => (c === '0' ? '1' : '0')), '0'.repeat(24), 'x'.repeat(24),
    id.slice(1), `${id}0`, `${id}-x`, `${id}-s-s`, '-s', '..'])
    assert.equal(await statusOf(anybody, `/photos/${n}/${wrong}`), 404, wrong);
  const link = new URL((await staff.disp1.json(`/staff/cases/${n}.json`)).answer_link).pathname;
  assert.equal(await statusOf(anybody, `${link}/photos/${id}`), 200, 'who answers sees it');

  await staff.mod1.move(n, 'unpublish', { reason: '照片里有人脸' });
  await assertHidden(n, id, 'unpublished');
  assert.equal(await statusOf(asked.person, `${asked.track}/photos/${id}`), 200, 'its asker still sees it');
  assert.equal(await statusOf(anybody, `${link}/photos/${id}`), 200);
  await staff.mod1.move(n, 'publish');
  assert.equal(await statusOf(anybody, `/photos/${n}/${id}`), 200);
  await staff.zjj1.move(n, 'draft', { text: '您好，路灯已于今天上午修复，感谢您的反映。' });
  assert.equal(await statusOf(anybody, `${link}/photos/${id}`), 404, 'the link has ended');
});

test('the photo of a question that was declined or withdrawn, or of a letter, is nobody else\'s',
  async () => {
  const declined = await askWith([samples.jpg]);
  const [one] = photosOf(await declined.person.json(`${declined.track}.json`));
  await staff.mod1.move(declined.case, 'decline', { reason: 'ads' });
  await assertHidden(declined.case, one, 'declined');

  const withdrawn = await askWith([samples.jpg]);
  const twin = await withdrawn.person.json(`${withdrawn.track}.json`);
  await carry(staff, withdrawn.case, 'accepted');
  const [two] = photosOf(twin);
  assert.equal(await statusOf(new Person(stack), `/photos/${withdrawn.case}/${two}`), 200);
  assert.equal((await withdrawn.person.act(`${withdrawn.track}/withdraw`,
    { form: twin.withdraw.form })).status, 200);
  await assertHidden(withdrawn.case, two, 'withdrawn');

  const letter = await askWith([samples.jpg], { addressee: '市长信箱', name: '赵敏慧', consent: '1' },
    '/letters');
  assert.equal(letter.status, 201, JSON.stringify(letter));
  const [three] = photosOf(await letter.person.json(`${letter.track}.json`));
  await carry(staff, letter.case, 'answered');
  await assertHidden(letter.case, three, 'a letter');
  await staff.mod1.move(letter.case, 'publish');
  assert.equal(await statusOf(new Person(stack), `/photos/${letter.case}/${three}`), 200,
    'agreed to and published');
});

test('a follow-up\'s photo waits with it, and may be dropped from it', async () => {
  const asked = await askWith([]);
  const n = asked.case;
  await carry(staff, n, 'accepted');
  await followUpWithPhotos(asked.person, asked.track, '补两张现场的照片。', [samples.jpg, samples.png]);
  const twin = await staff.mod1.json(`/staff/cases/${n}.json`);
  const [held] = twin.held;
  const [one, two] = held.photos.map((photo) => photo.photo_id);
  await assertHidden(n, one, 'held');
  assert.equal(await statusOf(asked.person, `${asked.track}/photos/${one}`), 404, 'not in the thread yet');
  assert.equal(await statusOf(staff.mod1, `/staff/cases/${n}/photos/${one}`), 200);
  assert.ok((await staff.mod1.get('/staff/queues/review'))
    .content.includes(`/staff/cases/${n}/photos/${one}`));
  assert.equal((await staff.mod1.do(`/staff/cases/${n}/photos/${one}/drop`)).status, 200);
  assert.deepEqual(filesOf(n), [`${two}-s.jpg`, `${two}.jpg`]);
  assert.equal((await staff.mod1.do(`/staff/cases/${n}/held/${held.held_id}/pass`)).status, 200);
  assert.equal(await statusOf(new Person(stack), `/photos/${n}/${two}`), 200);
  assert.equal(await statusOf(new Person(stack), `/photos/${n}/${one}`), 404);
});

test('the photos of a follow-up that was refused stay with it, for staff alone', async () => {
  const asked = await askWith([]);
  const n = asked.case;
  await carry(staff, n, 'assigned');
  await followUpWithPhotos(asked.person, asked.track, '补一张现场的照片。', [samples.jpg]);
  const [held] = (await staff.mod1.json(`/staff/cases/${n}.json`)).held;
  const [{ photo_id: id }] = held.photos;
  assert.equal((await staff.mod1.do(`/staff/cases/${n}/held/${held.held_id}/refuse`,
    { reason: 'privacy' })).status, 200);
  await assertHidden(n, id, 'refused');
  const link = new URL((await staff.disp1.json(`/staff/cases/${n}.json`)).answer_link).pathname;
  for (const path of [`${link}/photos/${id}`,
    `${asked.track}/photos/${id}`]) assert.equal(await statusOf(asked.person, path), 404, path);
  for (const path of [`/topics/${n}`, `/topics/${n}.json`, asked.track, `${asked.track}.json`, link,
    `${link}.json`, '/feed.atom'])
    assert.ok(!(await asked.person.get(path)).content.includes(id), path);
  assert.equal(await statusOf(staff.zjj1, `/staff/cases/${n}/photos/${id}`), 200);
  assert.ok((await staff.zjj1.get(`/staff/cases/${n}`))
    .content.includes(`src="/staff/cases/${n}/photos/${id}-s"`));
  assert.ok((await staff.mod1.get(`/staff/cases/${n}`)).content.includes(`/photos/${id}/drop"`),
    'a moderator may drop it');
});

test('a moderator blurs one photo and drops another: the files go, and nobody else may', async () => {
  const asked = await askWith([samples.jpg, samples.png]);
  const n = asked.case;
  const [one, two] = photosOf(await asked.person.json(`${asked.track}.json`));
  const clear = (await bytesOf(staff.mod1, `/staff/cases/${n}/photos/${one}`)).bytes.length;
  assert.equal((await staff.disp1.do(`/staff/cases/${n}/photos/${one}/blur`)).status, 403);
  assert.equal((await staff.mod1.act(`/staff/cases/${n}/photos/${one}/blur`, { form: 'x' })).status, 403);
  const page = (await staff.mod1.get(`/staff/cases/${n}`)).content;
  assert.ok(page.includes(`href="/staff/cases/${n}/photos/${one}/blur?desk=review"`) && page.includes('模糊'));

  for (const fields of [{}, { cell25: '1' }, { cell0: '2' }, { all: '0' },
    ...['x', '0.0.1', '0.0.0.5', '9000.0.1001.5', '0.0.5.5.5', '-1.0.5.5', '0.0.99999.5',
      '0.0.9.9 '.repeat(61)]
      .map((areas) => ({ areas }))]) {
    const refused = await staff.mod1.do(`/staff/cases/${n}/photos/${one}/blur`, fields);
    assert.equal(refused.status, 422);
    assert.match(refused.error.message, /请先框出要隐去的地方/);
  }
  assert.equal((await staff.mod1.do(`/staff/cases/${n}/photos/${one}/blur`, { all: '1' })).status, 200);
  const [blurred, second] = photosOf(await asked.person.json(`${asked.track}.json`));
  assert.notEqual(blurred, one);
  assert.equal(second, two);
  assert.equal(await statusOf(asked.person, `${asked.track}/photos/${one}`), 404);
  const { bytes } = await bytesOf(asked.person, `${asked.track}/photos/${blurred}`);
  assert.ok(readJpeg(bytes).width === 1600 && bytes.length < clear);
  const dropped = await staff.mod1.post(`/staff/cases/${n}/photos/${two}/drop`,
    { form: await staff.mod1.token(`/staff/cases/${n}`), desk: 'review' }, { accept: 'text/html' });
  assert.equal(dropped.headers.get('location'), `/staff/cases/${n}?done=drop&desk=review`,
    'back where it was opened');
  assert.equal((await staff.mod1.do(`/staff/cases/${n}/photos/${two}/drop`)).status, 404, 'it is gone');
  assert.deepEqual(filesOf(n), [`${blurred}-s.jpg`, `${blurred}.jpg`]);
  const { history } = await staff.mod1.json(`/staff/cases/${n}.json`);
  assert.deepEqual(history.map((row) => row.event_label), ['模糊照片', '删除照片']);
  const { entries } = (await asked.person.json(`${asked.track}.json`)).case;
  assert.ok(entries.every((entry) => entry.kind !== 'event'), 'its asker is not told');
});

test('blurring some cells leaves the others as they were', async () => {
  const noise = makeNoise(1600, 1200, 'jpg');
  const asked = await askWith([readFileSync(noise.path)]);
  noise.remove();
  const [id] = photosOf(await asked.person.json(`${asked.track}.json`));
  const clear = (await bytesOf(asked.person, `${asked.track}/photos/${id}`)).bytes;
  assert.equal((await staff.mod1.get(`/staff/cases/${asked.case}/photos/${id}/blur`))
    .content.match(/name="cell\d+"/g).length, 25);
  const form = await staff.mod1.token('/staff/me.json');
  const reply = await staff.mod1.post(`/staff/cases/${asked.case}/photos/${id}/blur`,
    { form, cell0: '1', cell6: '1' });
  assert.equal(reply.status, 303);
  const [blurred] = photosOf(await asked.person.json(`${asked.track}.json`));
  const changed = differentCells(clear, (await bytesOf(asked.person,
    `${asked.track}/photos/${blurred}`)).bytes, 5);
  assert.deepEqual(changed, [0, 6]);
});

test('a drawn rectangle of the size of a number plate is blurred, and nothing beside it', async () => {
  const noise = makeNoise(1600, 1200, 'jpg');
  const asked = await askWith([readFileSync(noise.path)]);
  noise.remove();
  const [id] = photosOf(await asked.person.json(`${asked.track}.json`));
  const clear = (await bytesOf(asked.person, `${asked.track}/photos/${id}`)).bytes;
  assert.equal((await staff.mod1.do(`/staff/cases/${asked.case}/photos/${id}/blur`,
    { areas: '5000.5000.500.250 2500.7500.250.250' })).status, 200);
  const [blurred] = photosOf(await asked.person.json(`${asked.track}.json`));
  const changed = differentCells(clear, (await bytesOf(asked.person,
    `${asked.track}/photos/${blurred}`)).bytes, 40);
  assert.deepEqual(changed, [20 * 40 + 20, 20 * 40 + 21, 30 * 40 + 10]);
});

const REPAIRED = '您好，路灯已于今天上午修复，修复前后的照片附后，感谢您的反映。';
const enclosedOf = (twin) => (twin.enclosed.photos ?? []).map((photo) => photo.photo_id);

// Saves an answer that is being written, with photos, as the page of that path does.
async function enclose(person, page, path, photos, fields = {}) {
  const { version } = await person.json(`${page}.json`);
  const body = formWith({ form: await person.token(page), version, text: REPAIRED, ...fields }, photos);
  return person.send('POST', path, { body, headers: { accept: 'text/html' } });
}

test('photos go with an answer: seen by who reads the draft, blurred before approval, public with the answer',
  async () => {
  const anybody = new Person(stack);
  const { case: n } = await askWith([]);
  await carry(staff, n, 'assigned');
  const page = `/staff/cases/${n}`;
  assert.equal((await enclose(staff.zjj1, page, `${page}/save`, [samples.jpg, samples.png])).status, 303);
  const [one, two] = enclosedOf(await staff.zjj1.json(`${page}.json`));
  assert.ok(two, 'both are kept with the case');
  await assertHidden(n, one, 'not sent yet');
  assert.equal(await statusOf(await signIn(stack, 'jtj1'), `${page}/photos/${one}`), 404);
  assert.ok((await staff.zjj1.get(page)).content.includes(REPAIRED), 'what was written is saved with them');

  const refused = await enclose(staff.zjj1, page, `${page}/draft`, [Buffer.from('no photo')]);
  assert.equal(refused.status, 422);
  assert.match(refused.content, /第 1 个文件不是照片/);
  assert.ok(refused.content.includes(REPAIRED) && refused.content.includes(`/photos/${two}-s"`),
    'text and photos stay');
  assert.equal((await enclose(staff.zjj1, page, `${page}/save`, [], { drop: two })).status, 303);
  const old = new Date(Date.now() - 25 * 3600 * 1000);
  for (const name of filesOf(n)) utimesSync(join(stack.state, 'photos', String(n), name), old, old);
  stack.ctl(['jobs', '--once']);
  assert.deepEqual(filesOf(n), [`${one}-s.jpg`, `${one}.jpg`], 'the jobs remove what was taken out, no more');
  assert.equal((await enclose(staff.zjj1, page, `${page}/draft`, [samples.webp])).status, 303);
  const [same, three] = enclosedOf(await staff.appr1.json(`${page}.json`));
  assert.deepEqual([same, three !== two], [one, true], 'one was taken out, one came with the answer itself');
  await assertHidden(n, one, 'waits for approval');
  assert.ok((await staff.appr1.get(page)).content.includes(`${page}/photos/${three}-s"`));

  const form = await staff.appr1.token(page);
  const blurred = await staff.appr1.act(`${page}/photos/${one}/blur`, { form, areas: '0.0.5000.5000' });
  assert.equal(blurred.status, 200, 'who approves may blur it');
  const [other] = enclosedOf(await staff.appr1.json(`${page}.json`));
  assert.notEqual(other, one);
  await staff.appr1.move(n, 'approve');
  for (const id of [other, three]) {
    assert.equal(await statusOf(anybody, `/photos/${n}/${id}`), 200, 'public with the answer');
    assert.ok((await anybody.get(`/topics/${n}`)).content.includes(`/photos/${n}/${id}-s"`));
  }
  assert.equal(await statusOf(anybody, `/photos/${n}/${one}`), 404);
  assert.equal((await staff.appr1.act(`${page}/photos/${three}/drop`, { form })).status, 403,
    'what is public only a moderator takes down');
});

test('a revision goes with the photos of the answer before it, and each place loses a photo that is removed',
  async () => {
  const { case: n } = await askWith([]);
  await carry(staff, n, 'assigned');
  const page = `/staff/cases/${n}`;
  await enclose(staff.zjj1, page, `${page}/draft`, [samples.jpg]);
  await staff.appr1.move(n, 'approve');
  await staff.zjj1.move(n, 'revise', { text: `${REPAIRED}另外两盏也已更换。`, reason: '补充' });
  const [id] = enclosedOf(await staff.appr1.json(`${page}.json`));
  await staff.appr1.move(n, 'approve');
  const anybody = new Person(stack);
  assert.deepEqual(photosOf(await anybody.json(`/topics/${n}.json`)), [id, id], 'both versions have it');
  assert.equal((await staff.mod1.act(`${page}/photos/${id}/drop`, { form: await staff.mod1.token(page) }))
    .status, 200);
  assert.deepEqual(photosOf(await anybody.json(`/topics/${n}.json`)), []);
  assert.deepEqual(filesOf(n), []);
});

test('a department adds photos by its answer link, eight at most, and no others see them', async () => {
  const { case: n } = await askWith([]);
  await carry(staff, n, 'assigned');
  const link = new URL((await staff.disp1.json(`/staff/cases/${n}.json`)).answer_link).pathname;
  const phone = new Person(stack);
  for (let i = 0; i < 2; i++) {
    const photos = [0, 1, 2, 3].map((k) => Buffer.concat([samples.jpg, Buffer.from([i, k])]));
    assert.equal((await enclose(phone, link, `${link}/save`, photos)).status, 303);
  }
  const ids = enclosedOf(await phone.json(`${link}.json`));
  assert.equal(ids.length, 8);
  assert.equal(await statusOf(phone, `${link}/photos/${ids[7]}`), 200);
  const ninth = await enclose(phone, link, link, [samples.png]);
  assert.equal(ninth.status, 422);
  assert.match(ninth.content, /最多附 8 张照片，已经有 8 张/);
  assert.ok(ninth.content.includes(REPAIRED));
  await assertHidden(n, ids[0], 'not sent yet');
  assert.equal((await enclose(phone, link, link, [], {})).status, 303);
  await staff.appr1.move(n, 'approve');
  assert.deepEqual(photosOf(await phone.json(`/topics/${n}.json`)), ids);
});

test('a worker writes no photo outside the folders of its site, whatever its account could write', async () => {
  const asked = await askWith([]);
  const outside = mkdtempSync('/tmp/wz-outside-');
  chmodSync(outside, 0o777);
  symlinkSync(outside, join(stack.state, 'photos', String(asked.case)));
  await assert.rejects(followUpWithPhotos(asked.person, asked.track, '补一张现场的照片。', [samples.jpg]),
    /follow-up: 503/);
  assert.deepEqual(readdirSync(outside), []);
  rmSync(outside, { recursive: true });
});
