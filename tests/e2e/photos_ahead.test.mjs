// Photos sent ahead of their form: kept through errors, once each, bounded, gone with the form or an hour.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { nextPhone, Person, QUESTION, startStack } from './lib.mjs';
import { formWith, makePhotos, photosOf } from './photo_files.mjs';

const JSON_WANTED = { accept: 'application/json' };
let stack;
let samples;

before(async () => {
  samples = makePhotos(800, 600, ['jpg', 'png', 'webp']);
  stack = await startStack();
});
after(() => stack?.stop());

const filesOf = (folder) => {
  const path = join(stack.state, 'photos', String(folder));
  return existsSync(path) ? readdirSync(path).sort() : [];
};

// A form for a question that is open in somebody's browser.
async function begin(path = '/topics') {
  const person = new Person(stack);
  const form = await person.token(`${path}/new`);
  const altcha = await person.proof();
  const post = async (to, fields, photos) => {
    const body = formWith({ form, altcha }, photos);
    for (const [name, value] of fields) body.append(name, value);
    const reply = await person.send('POST', to, { body, headers: JSON_WANTED });
    return { status: reply.status, ...JSON.parse(reply.content) };
  };
  const phone = nextPhone();
  return { person, form, altcha,
    ahead: (photo, keep = []) => post(`${path}/photos`, keep.map((id) => ['keep', id]), [photo]),
    ask: (kept, fields = {}) => post(path, [...Object.entries({ ...QUESTION, phone, ...fields }),
      ...kept.map((id) => ['kept', id])], []) };
}

test('photos go ahead one by one, are kept through an error, and come with the question in its order', async () => {
  const { person, ahead, ask } = await begin();
  const ids = [];
  for (const photo of [samples.jpg, samples.png, samples.webp]) {
    const reply = await ahead(photo, ids);
    assert.equal(reply.status, 201, JSON.stringify(reply));
    assert.equal(reply.photo.repeated, false);
    ids.push(reply.photo.id);
  }
  assert.equal((await ask(ids, { title: '' })).status, 422);
  assert.equal(filesOf('new').length, 6);
  const asked = await ask([ids[2], ids[0]]);
  assert.equal(asked.status, 201, JSON.stringify(asked));
  const twin = await person.json(`${asked.track}.json`);
  const shown = twin.case.entries.flatMap((entry) => entry.photos ?? []);
  assert.deepEqual(shown.map(({ width, height }) => [width, height]), [[800, 600], [800, 600]]);
  assert.ok(photosOf(twin).every((id) => !ids.includes(id)), 'under ids of their own');
  assert.equal(filesOf(asked.case).length, 4);
  assert.deepEqual(filesOf('new'), [], 'nothing is left');
  assert.equal((await ask([ids[2], ids[0]])).case, asked.case, 'sent again it is the same');
});

test('a page shown again names what is kept', async () => {
  const { person, form, altcha, ahead } = await begin();
  const { photo } = await ahead(samples.jpg);
  const body = formWith({ form, altcha, ...QUESTION, title: '', kept: photo.id }, []);
  const page = await person.again(await person.send('POST', '/topics', { body }));
  assert.equal(page.status, 200);
  assert.match(page.content, new RegExp(`name="kept"[^>]*value="${photo.id}"`));
});

test('the same photo twice is said and kept once, and a fifth has no place until one is taken out', async () => {
  const { ahead, ask } = await begin();
  const first = await ahead(samples.jpg);
  const again = await ahead(samples.jpg, [first.photo.id]);
  assert.deepEqual([again.photo.id, again.photo.repeated], [first.photo.id, true]);
  const ids = [first.photo.id];
  for (let i = 0; i < 3; i += 1) {
    ids.push((await ahead(Buffer.concat([samples.jpg, Buffer.from([i])]), ids)).photo.id);
  }
  const fifth = Buffer.concat([samples.jpg, Buffer.from('5')]);
  const full = await ahead(fifth, ids);
  assert.equal(full.status, 422);
  assert.match(full.error.message, /已经选满/);
  const other = await ahead(fifth, ids.slice(1));
  assert.equal(other.status, 201);
  assert.equal((await ask([ids[0]])).status, 422, 'the one that was taken out is gone');
  assert.equal((await ask([...ids.slice(1), other.photo.id])).status, 201);
});

test('what is no photo, is too large or comes without proof is refused in a sentence of its own', async () => {
  const { person, ahead, form } = await begin();
  for (const [photo, words] of [[Buffer.from('no photo'), /^这个文件不是照片/],
    [Buffer.concat([samples.jpg, Buffer.alloc(9 << 20)]), /^这张照片太大/]]) {
    const reply = await ahead(photo);
    assert.equal(reply.status, 422);
    assert.match(reply.error.message, words);
  }
  const bare = await person.send('POST', '/topics/photos',
    { body: formWith({ form }, [samples.jpg]), headers: JSON_WANTED });
  assert.equal(bare.status, 422);
});

test('photos are of one form: another cannot name them', async () => {
  const one = await begin();
  const { photo } = await one.ahead(samples.jpg);
  const other = await begin();
  const refused = await other.ask([photo.id]);
  assert.equal(refused.status, 422);
  assert.match(refused.error.fields.photo, /没有保存/);
  assert.equal((await other.ask(['../../../etc/passwd'])).status, 422);
});

test('what no form came for is swept away after two hours', async () => {
  const { ahead } = await begin();
  await ahead(samples.jpg);
  const files = filesOf('new');
  assert.ok(files.length >= 2);
  const old = new Date(Date.now() - 3 * 3600 * 1000);
  for (const file of files.slice(0, -1)) utimesSync(join(stack.state, 'photos/new', file), old, old);
  stack.ctl(['jobs', '--once']);
  assert.deepEqual(filesOf('new'), files.slice(-1));
});

test('letters and follow-ups take photos ahead too', async () => {
  const letter = await begin('/letters');
  const { photo } = await letter.ahead(samples.jpg);
  const sent = await letter.ask([photo.id], { name: '李秀英', addressee: '市长信箱' });
  assert.equal(sent.status, 201, JSON.stringify(sent));
  const { followup } = await letter.person.json(`${sent.track}.json`);
  const altcha = await letter.person.proof();
  const ahead = await letter.person.send('POST', `${sent.track}/photos`,
    { body: formWith({ form: followup.form, altcha }, [samples.png]), headers: JSON_WANTED });
  const { id } = JSON.parse(ahead.content).photo;
  const reply = await letter.person.send('POST', followup.url,
    { body: formWith({ form: followup.form, body: '补一张照片。', kept: id }, []), headers: JSON_WANTED });
  assert.equal(reply.status, 200, reply.content);
  assert.equal(filesOf(sent.case).length, 4);
});

test('a forged tracking link keeps no photo and decodes none', async () => {
  const person = new Person(stack);
  const { track } = await person.ask();
  const { followup } = await person.json(`${track}.json`);
  const altcha = await person.proof();
  const before = filesOf('new');
  const send = async (to) => {
    const reply = await person.send('POST', `${to}/photos`,
      { body: formWith({ form: followup.form, altcha }, [samples.png]), headers: JSON_WANTED });
    return { status: reply.status, ...JSON.parse(reply.content) };
  };
  for (const forged of ['/t/forged', `${track}x`, track.replace(/\.[^.]+$/, '.AAAA')]) {
    const reply = await send(forged);
    assert.equal(reply.status, 404, forged);
    assert.match(reply.error.message, /链接不正确，或者查询码已更换/);
  }
  assert.deepEqual(filesOf('new'), before);
  assert.equal((await send(track)).status, 201, 'the proof of work is not used up by them');
});

// The counter of a limit, by its kind.
const counters = (kind) => stack.redis('--scan', '--pattern', `{yunchuan}:limit:${kind}*`)
  .split('\n').filter(Boolean);

test('one network uses up its own share of the photos sent ahead, not that of all', async () => {
  const { ahead } = await begin();
  assert.equal((await ahead(samples.jpg)).status, 201);
  const [[own], [all]] = [counters('photo.n.'), counters('photo.k.')];
  stack.redis('set', own, '200', 'keepttl');
  const used = stack.redis('get', all);
  for (const photo of [samples.png, samples.webp]) {
    const reply = await ahead(photo);
    assert.equal(reply.status, 503);
    assert.match(reply.error.message, /稍后再试/);
  }
  assert.equal(stack.redis('get', all), used);
});
