// Photos: taken in harmless and small, or refused with a word beside the field.  Who sees them:
// photo_access.test.mjs.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, openSync, readdirSync, readFileSync, renameSync, utimesSync,
  writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { nextPhone, Person, QUESTION, ROOT, soon, startStack } from './lib.mjs';
import { askWithPhotos, bytesOf, formWith, jpegOfScans, makeBlack, makeNoise, makePhotos, photosOf, pngBomb,
  readJpeg, withExif } from './photo_files.mjs';

const JSON_WANTED = { accept: 'application/json' };
let stack;
let samples;

before(async () => {
  samples = makePhotos(1800, 1200, ['jpg', 'png', 'webp', 'heic']);
  stack = await startStack({ config: { processes: 4, pow_cost: 10 } });
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

test('a question with photos of four kinds: each is small, upright and without a word of where it was taken',
  async () => {
  const { jpg, png, webp, heic } = samples;
  const asked = await askWith([withExif(jpg), png, webp, heic]);
  assert.equal(asked.status, 201, JSON.stringify(asked));
  const twin = await asked.person.json(`${asked.track}.json`);
  const ids = photosOf(twin);
  assert.equal(ids.length, 4);
  assert.deepEqual(filesOf(asked.case), ids.flatMap((id) => [`${id}.jpg`, `${id}-s.jpg`]).sort());
  for (const [i, id] of ids.entries()) {
    const got = await bytesOf(asked.person, `${twin.photo_base}/${id}`);
    assert.equal(got.status, 200);
    assert.equal(got.headers.get('content-type'), 'image/jpeg');
    assert.equal(got.headers.get('cache-control'), 'no-store');
    assert.equal(got.headers.get('x-content-type-options'), 'nosniff');
    const { width, height, markers } = readJpeg(got.bytes);
    assert.deepEqual([width, height], i === 0 ? [1067, 1600] : [1600, 1067], 'turned upright, made small');
    assert.deepEqual(markers.filter((marker) => marker > 0xe0 && marker <= 0xef || marker === 0xfe), [],
      'no metadata');
    assert.ok(!got.bytes.includes('Exif') && !got.bytes.includes('somebody'));
    const small = await bytesOf(asked.person, `${twin.photo_base}/${id}-s`);
    assert.equal(Math.max(readJpeg(small.bytes).width, readJpeg(small.bytes).height), 400);
    assert.ok(small.bytes.length < 30000, `${small.bytes.length} bytes`);
  }
  const page = (await asked.person.get(asked.track)).content;
  assert.ok(page.includes(`<img src="${twin.photo_base}/${ids[0]}-s" width="1067" height="1600" loading="lazy" alt="提问人上传的照片 1">`));
});

test('a form without photos still goes either way', async () => {
  assert.equal((await askWith([])).status, 201);
  const person = new Person(stack);
  assert.ok((await person.ask()).case > 0);
  const empty = await askWith([''], {});
  assert.equal(empty.status, 422, 'a file of nothing is no photo');
});

const REFUSED = [
  ['text that calls itself a photo', () => [Buffer.from('hello, I am a photo')], /第 1 个文件不是照片/],
  ['a page of HTML', () => [Buffer.from('<html><script>alert(1)</script></html>')], /不是照片/],
  ['a GIF', () => [Buffer.from('GIF89a\x01\x00\x01\x00\x80\x00\x00\xff\xff\xff\x00\x00\x00,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;', 'latin1')], /不是照片/],
  ['an SVG', () => [Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')],
    /不是照片/],
  ['a PNG of 200 megapixels in a few bytes', () => [samples.jpg, pngBomb(20000, 10000)],
    /第 2 张照片尺寸太大/],
  ['half a JPEG', () => [samples.jpg.subarray(0, samples.jpg.length / 2)], /第 1 张照片已经损坏/],
  ['half a PNG', () => [samples.png.subarray(0, samples.png.length / 2)], /已经损坏/],
  ['half a large WebP', () => { const webp = makeBlack(4000, 3000,
    'webp'); return [webp.subarray(0, webp.length / 2)]; }, /已经损坏/],
  ['half a HEIC', () => [samples.heic.subarray(0, samples.heic.length / 2)], /已经损坏/],
  ['a JPEG of 900 scans', () => [jpegOfScans(7000, 7000, 900)], /第 1 张照片的格式太复杂/],
  ['a JPEG of 21 scans', () => [samples.jpg, jpegOfScans(800, 600, 21)], /第 2 张照片的格式太复杂/],
  ['147 megapixels together',
    () => [0, 1, 2].map((i) => Buffer.concat([jpegOfScans(7000, 7000, 2), Buffer.from([i])])),
    /第 3 张照片尺寸太大，或者几张加起来太大/],
  ['five photos', () => Array(5).fill(samples.jpg), /最多选 4 张照片，您选了 5 张/],
  ['a photo of more than 8 MB', () => [Buffer.concat([samples.jpg, Buffer.alloc(8 << 20)])],
    /第 1 张照片太大/],
  ['more than 20 MB together', () => Array(3).fill(Buffer.concat([samples.jpg, Buffer.alloc(7 << 20)])),
    /加起来太大/],
];

for (const [what, photos, message] of REFUSED) {
  test(`${what}: refused beside the field, with what was typed`, async () => {
    const refused = await askWith(photos());
    assert.equal(refused.status, 422);
    assert.match(refused.error.fields.photo, message);
    const person = new Person(stack);
    const form = await person.token('/topics/new');
    const page = await person.send('POST', '/topics',
      { body: formWith({ form, ...QUESTION, altcha: await person.proof() }, photos()) });
    assert.equal(page.status, 422);
    assert.ok(page.content.includes(QUESTION.body) && page.content.includes('没有保存'));
    assert.match(page.content, message);
    assert.deepEqual(filesOf('new'), [], 'nothing of it stays');
  });
}

test('a form of more than 40 MB is refused before it is sent', async () => {
  const [status, text] = await new Promise((done, failed) => {
    const sent = request(`${stack.base}/topics`, { method: 'POST',
      headers: { 'content-length': 41 << 20, 'content-type': 'multipart/form-data; boundary=x' } });
    sent.on('error', failed).on('response', (reply) => {
      let page = '';
      reply.setEncoding('utf8').on('data', (part) => { page += part; }).on('end',
        () => { sent.destroy(); done([reply.statusCode, page]); });
    });
    sent.flushHeaders();
  });
  assert.equal(status, 413);
  assert.match(text, /照片/);
});

test('of the same photo twice in a form one is kept', async () => {
  const asked = await askWith([samples.jpg, samples.jpg]);
  assert.equal(asked.status, 201);
  assert.equal(filesOf(asked.case).length, 2);
});

test('a photo of 48 megapixels is taken in', async () => {
  const asked = await askWith([makeBlack(8000, 6000, 'webp')]);
  assert.equal(asked.status, 201, JSON.stringify(asked));
});

test('a JPEG of 20 scans is taken in; one of 900 is refused without a look at what it shows', async () => {
  assert.equal((await askWith([jpegOfScans(800, 600, 20)])).status, 201);
  const start = Date.now();
  assert.equal((await askWith([jpegOfScans(7000, 7000, 900)])).status, 422);
  assert.ok(Date.now() - start < 1500, `${Date.now() - start} ms`);
});

test('photos need a proof of work, which is good for one form: without it the form says so and keeps what was typed', async () => {
  const person = new Person(stack);
  const altcha = await person.proof();
  const send = async (fields, headers) => person.send('POST', '/topics',
    { body: formWith({ form: await person.token('/topics/new'), ...QUESTION, phone: nextPhone(), ...fields },
      [samples.jpg]), headers });
  for (const fields of [{}, { altcha: 'x' }]) {
    const page = await send(fields);
    assert.equal(page.status, 422);
    assert.ok(page.content.includes(QUESTION.body) && page.content.includes('请不选照片，先提交文字'));
  }
  assert.equal((await send({ altcha }, JSON_WANTED)).status, 201);
  assert.equal((await send({ altcha }, JSON_WANTED)).status, 422, 'it was used');
  const asked = await askWith([]);
  const { followup } = await asked.person.json(`${asked.track}.json`);
  const page = await asked.person.send('POST', followup.url,
    { body: formWith({ form: followup.form, body: '补一张现场的照片。' }, [samples.jpg]) });
  assert.equal(page.status, 422);
  assert.ok(page.content.includes('补一张现场的照片。') && page.content.includes('请不选照片，先提交文字'));
});

test('a photo that is also something else is only a photo afterwards', async () => {
  const polyglot = Buffer.concat([samples.jpg, Buffer.from('<script>alert(1)</script>PK\x03\x04 %PDF-1.4')]);
  const asked = await askWith([polyglot]);
  assert.equal(asked.status, 201);
  const twin = await asked.person.json(`${asked.track}.json`);
  const { bytes } = await bytesOf(asked.person, `${twin.photo_base}/${photosOf(twin)[0]}`);
  for (const trace of ['<script', '%PDF', 'PK\x03\x04']) assert.ok(!bytes.includes(trace), trace);
});

test('a device that asks too often is told before its photos are looked at', async () => {
  const eager = new Person(stack);
  for (let i = 0; i < 5; i += 1) await eager.ask();
  const slowed = await askWithPhotos(eager, [Buffer.from('no photo')]);
  assert.equal(slowed.status, 429);
  assert.deepEqual(filesOf('new'), []);
});

test('the same form sent twice is one question with one set of photos', async () => {
  const person = new Person(stack);
  const form = await person.token('/topics/new');
  const fields = { form, ...QUESTION, phone: nextPhone(), altcha: await person.proof() };
  const send = () => person.send('POST', '/topics',
    { body: formWith(fields, [samples.jpg]),
    headers: JSON_WANTED });
  const replies = await Promise.all([send(), send()]);
  const [a, b] = replies.map((reply) => JSON.parse(reply.content).case);
  assert.equal(a, b);
  assert.equal(filesOf(a).length, 2);
  assert.deepEqual(filesOf('new'), []);
});

test('files that no case names are swept away after a day, and no others', async () => {
  const asked = await askWith([samples.jpg]);
  const kept = filesOf(asked.case);
  const old = new Date(Date.now() - 25 * 3600 * 1000);
  const orphan = 'a'.repeat(24) + '.jpg';
  const place = (folder, name, time) => {
    const path = join(stack.state, 'photos', folder, name);
    mkdirSync(join(stack.state, 'photos', folder), { recursive: true });
    if (!existsSync(path)) writeFileSync(path, 'x');
    utimesSync(path, time, time);
  };
  for (const name of kept) place(String(asked.case), name, old);
  place(String(asked.case), orphan, old);
  place('new', orphan, old);
  place('new', 'a'.repeat(24) + '-s.jpg', old);
  place('999999', orphan, old);
  place('new', 'b'.repeat(24) + '.jpg', new Date());
  place(String(asked.case), 'c'.repeat(24) + '.jpg', new Date());
  stack.ctl(['jobs', '--once']);
  assert.deepEqual(filesOf(asked.case), [...kept, 'c'.repeat(24) + '.jpg'].sort());
  assert.deepEqual(filesOf('new'), ['b'.repeat(24) + '.jpg']);
  assert.ok(!existsSync(join(stack.state, 'photos/999999')));
});

test('while photos can\'t be kept a form says so and keeps what was typed', async () => {
  const photos = join(stack.state, 'photos');
  renameSync(photos, `${photos}.away`);
  try {
    const person = new Person(stack);
    const form = await person.token('/topics/new');
    const page = await person.send('POST', '/topics',
      { body: formWith({ form, ...QUESTION, phone: nextPhone(), altcha: await person.proof() },
      [samples.jpg]) });
    assert.equal(page.status, 503);
    assert.ok(page.content.includes(QUESTION.body) && page.content.includes('照片现在存不了'));
    assert.ok((await person.ask()).case > 0, 'without photos it goes');
  } finally {
    renameSync(`${photos}.away`, photos);
  }
});

test('what decodes photos is locked in, with few resources, and can be ended by nothing it is given',
  async () => {
  const noise = makeNoise(1600, 1200, 'jpg');
  const child = spawn(join(ROOT, process.env.BUILD || 'build', 'wenzheng-photo'), ['reduce', '50000000'],
    { stdio: [openSync(noise.path), 'pipe', 'ignore', 'pipe', 'pipe'] });
  const ended = new Promise((done) => child.on('exit', done));
  const status = await soon(() => {
    const text = readFileSync(`/proc/${child.pid}/status`, 'utf8');
    assert.match(text, /Seccomp:\t2/);
    return text;
  });
  assert.match(status, /NoNewPrivs:\t1/);
  const limits = readFileSync(`/proc/${child.pid}/limits`, 'utf8');
  if (!process.env.SANITIZE) assert.match(limits, /Max address space +1073741824 /);
  for (const limit of [/Max cpu time +2 /, /Max file size +4194304 /,
    /Max open files +16 /]) assert.match(limits, limit);
  // Until somebody reads, it stands still.
  const bytes = [];
  child.stdio[3].on('data', (part) => bytes.push(part));
  child.stdio[4].resume();
  assert.equal(await ended, 0);
  noise.remove();
  assert.equal(readJpeg(Buffer.concat(bytes)).width, 1600);
});

test('after forms of 18 MB a worker is as small as before',
  { skip: process.env.SANITIZE && 'a sanitizer keeps what was freed' }, async () => {
  const photo = Buffer.concat([samples.jpg, Buffer.alloc(4500000)]);
  for (let i = 0; i < 2; i += 1) assert.equal((await askWith(Array(4).fill(photo))).status, 201);
  const workers = readFileSync(`/proc/${stack.pid('worker')}/task/${stack.pid('worker')}/children`,
    'utf8').trim().split(' ');
  await soon(() => {
    for (const worker of workers) {
      const [, dirty] = /Private_Dirty:\s+(\d+) kB/.exec(readFileSync(`/proc/${worker}/smaps_rollup`,
        'utf8'));
      assert.ok(Number(dirty) < 4096, `${dirty} kB`);
    }
  });
});
