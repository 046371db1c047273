// Photos to send: real ones by libvips, dangerous ones by hand.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { nextPhone, QUESTION } from './lib.mjs';

// A folder of its own, libvips' command in it, and an end to it.
function workshop() {
  const dir = mkdtempSync(join(tmpdir(), 'wz-photos-'));
  return {
    dir,
    vips(...args) {
      const result = spawnSync('vips', args, { cwd: dir, encoding: 'utf8' });
      if (result.status !== 0) throw new Error(`vips ${args.join(' ')}: ${result.stderr}`);
      return result.stdout;
    },
    remove: () => rmSync(dir, { recursive: true, force: true }),
  };
}

// A photo that can hardly be made small: { path, remove() }.
export function makeNoise(width, height, format) {
  const { dir, vips, remove } = workshop();
  vips('gaussnoise', 'noise.v', String(width), String(height));
  vips('cast', 'noise.v', 'one.v', 'uchar');
  vips('bandjoin', 'one.v one.v one.v', 'three.v');
  vips('copy', 'three.v', `noise.${format}`, '--interpretation', 'srgb');
  return { path: join(dir, `noise.${format}`), remove };
}

// A black photo, made in no time however large.
export function makeBlack(width, height, format) {
  const { dir, vips, remove } = workshop();
  try {
    vips('black', 'black.v', String(width), String(height), '--bands', '3');
    vips('copy', 'black.v', `black.${format}`, '--interpretation', 'srgb');
    return readFileSync(join(dir, `black.${format}`));
  } finally {
    remove();
  }
}

// A photo of the size in each of the formats (jpg, png, webp, heic): a map from format to bytes.
export function makePhotos(width, height, formats) {
  const { dir, vips, remove } = workshop();
  try {
    vips('xyz', 'xy.v', String(width), String(height));
    vips('linear', 'xy.v', 'half.v', '0.1', '20');
    vips('bandjoin_const', 'half.v', 'three.v', '90');
    vips('cast', 'three.v', 'rgb.v', 'uchar');
    vips('copy', 'rgb.v', 'plain.v', '--interpretation', 'srgb');
    return Object.fromEntries(formats.map((format) => {
      vips('copy', 'plain.v', `photo.${format}`);
      return [format, readFileSync(join(dir, `photo.${format}`))];
    }));
  } finally {
    remove();
  }
}

const segment = (marker, bytes) => Buffer.concat([Buffer.from([0xff, marker, (bytes.length + 2) >> 8,
  (bytes.length + 2) & 255]), Buffer.from(bytes)]);

/*
 * A grey progressive JPEG of so many scans, in which nothing is wrong: the first has a bit for each block,
 * each other a few bytes that say that the blocks have no more to them, for which a decoder goes over the
 * whole picture once more.
 */
export function jpegOfScans(width, height, scans) {
  const blocks = Math.ceil(width / 8) * Math.ceil(height / 8);
  const one = (table, symbol) => segment(0xc4, [table, 1, ...Array(15).fill(0), symbol]);
  const scan = (first, last, bits) => [segment(0xda, [1, 1, 0, first, last, 0]),
    Buffer.alloc(Math.ceil(bits / 8))];
  const more = scan(1, 63, Math.ceil(blocks / 16384) * 15);
  return Buffer.concat([Buffer.from([0xff, 0xd8]), segment(0xdb, [0, ...Array(64).fill(1)]),
    segment(0xc2, [8, height >> 8, height & 255, width >> 8, width & 255, 1, 1, 0x11, 0]),
    one(0, 0), one(0x10, 0xe0), ...scan(0, 0, blocks), ...Array(scans - 1).fill(more).flat(),
      Buffer.from([0xff, 0xd9])]);
}

const u16 = (n) => [n & 255, n >> 8];
const u32 = (n) => [...u16(n & 65535), ...u16(n >>> 16)];
const field = (tag, type, count, value) => [...u16(tag), ...u16(type), ...u32(count), ...value];

/*
 * The JPEG as a phone writes it: EXIF with where it was taken (25° 1' N, 102° 41' E), lying on its side
 * (orientation 6: to be turned by a quarter), and a comment.
 */
export function withExif(jpeg) {
  const rational = (...numbers) => numbers.flatMap((n) => [...u32(n), ...u32(1)]);
  const first = 8;
  const gps = first + 2 + 2 * 12 + 4;
  const data = gps + 2 + 4 * 12 + 4;
  const tiff = Buffer.from([
    0x49, 0x49, 42, 0, ...u32(first),
    ...u16(2), ...field(0x0112, 3, 1, [6, 0, 0, 0]), ...field(0x8825, 4, 1, u32(gps)), ...u32(0),
    ...u16(4), ...field(1, 2, 2, [0x4e, 0, 0, 0]), ...field(2, 5, 3, u32(data)),
    ...field(3, 2, 2, [0x45, 0, 0, 0]), ...field(4, 5, 3, u32(data + 24)), ...u32(0),
    ...rational(25, 1, 7), ...rational(102, 41, 9),
  ]);
  return Buffer.concat([jpeg.subarray(0, 2), segment(0xe1,
    Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), tiff])),
    segment(0xfe, Buffer.from('taken by somebody')), jpeg.subarray(2)]);
}

export function crc32(bytes) {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}

// A PNG of a few bytes that says it has that many pixels.
export function pngBomb(width, height) {
  const chunk = (type, data) => {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
    const head = Buffer.alloc(4);
    const tail = Buffer.alloc(4);
    head.writeUInt32BE(data.length);
    tail.writeUInt32BE(crc32(body));
    return Buffer.concat([head, body, tail]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([1, 0, 0, 0, 0], 8);
  return Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10]), chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.alloc(1000))), chunk('IEND', Buffer.alloc(0))]);
}

// Width and height of a JPEG, by its frame header; and the markers of its segments.
export function readJpeg(bytes) {
  const markers = [];
  if (bytes.readUInt16BE(0) !== 0xffd8) throw new Error('no JPEG');
  for (let at = 2; at < bytes.length;) {
    const marker = bytes[at + 1];
    markers.push(marker);
    if (marker >= 0xc0 && marker <= 0xc2) return { height: bytes.readUInt16BE(at + 5),
      width: bytes.readUInt16BE(at + 7), markers };
    at += 2 + bytes.readUInt16BE(at + 2);
  }
  throw new Error('no frame');
}

// In which cells of a grid two JPEGs of noise differ: by more, on the average, than saving one again does.
export function differentCells(one, other, grid) {
  const { dir, vips, remove } = workshop();
  try {
    writeFileSync(join(dir, 'one.jpg'), one);
    writeFileSync(join(dir, 'other.jpg'), other);
    vips('subtract', 'one.jpg', 'other.jpg', 'd.v');
    vips('abs', 'd.v', 'a.v');
    const { width, height } = readJpeg(one);
    vips('extract_band', 'a.v', 'b.v', '1');
    vips('shrink', 'b.v', 'cells.v', `${width / grid}`, `${height / grid}`);
    vips('csvsave', 'cells.v', 'cells.csv');
    const averages = readFileSync(join(dir, 'cells.csv'), 'utf8').trim().split(/\s+/).map(Number);
    return averages.flatMap((average, i) => (average > 12 ? [i] : []));
  } finally {
    remove();
  }
}

// A form with its photos, as a browser sends it: the files last.
export function formWith(fields, photos, type = 'image/jpeg') {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  for (const [i, photo] of photos.entries()) form.append('photo', new Blob([photo], { type }),
    `照片 ${i + 1}.jpg`);
  return form;
}

// Asks QUESTION (or writes to another path) with photos: the receipt, or the refusal, with its status.
export async function askWithPhotos(person, photos, fields = {}, path = '/topics') {
  const form = await person.token(`${path}/new`);
  const altcha = photos.length > 0 ? await person.proof() : '';
  const body = formWith({ form, ...QUESTION, phone: nextPhone(), altcha, ...fields }, photos);
  const reply = await person.send('POST', path, { body, headers: { accept: 'application/json' } });
  return { status: reply.status, ...JSON.parse(reply.content) };
}

// Sends a follow-up with photos to the case behind the tracking link.
export async function followUpWithPhotos(person, track, text, photos) {
  const { followup } = await person.json(`${track}.json`);
  const body = formWith({ form: followup.form, body: text, altcha: await person.proof() }, photos);
  const reply = await person.send('POST', followup.url, { body, headers: { accept: 'application/json' } });
  if (reply.status !== 200) throw new Error(`follow-up: ${reply.status} ${reply.content}`);
}

// What a person gets at a path, bytes and all.
export async function bytesOf(person, path) {
  const cookie = [...person.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const reply = await fetch(person.stack.base + path,
    { headers: cookie ? { cookie } : {}, redirect: 'manual' });
  return { status: reply.status, headers: reply.headers, bytes: Buffer.from(await reply.arrayBuffer()) };
}

export const statusOf = async (person, path) => (await bytesOf(person, path)).status;

// The ids of the photos on a case's page.
export const photosOf = (twin) => twin.case.entries.flatMap((entry) => entry.photos ??
  []).map((photo) => photo.photo_id);
