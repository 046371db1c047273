// Photos that residents send, files that go with answers, and what the board serves of them afterwards.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { pdf } from '../e2e/attachment_files.mjs';
import { Desk, nextPhone, PASSWORD, Person, QUESTION } from '../e2e/lib.mjs';
import { askWithPhotos, bytesOf, makeNoise, makePhotos, photosOf } from '../e2e/photo_files.mjs';

const JSON_ONLY = { accept: 'application/json' };
// So often does a question have photos, and an answer a file.
const OFTEN = { photos: 0.5, file: 0.8 };
// So often is a photo sent ahead of its form.
const AHEAD = 0.5;
const hashOf = (bytes) => createHash('sha256').update(bytes).digest('base64url');

// Some that nginx passes on at once, and one that is so large that it writes it to its disk before.
function samplePhotos() {
  const noise = makeNoise(200, 150, 'png');
  const large = readFileSync(noise.path);
  noise.remove();
  return [...Object.values(makePhotos(300, 200, ['jpg', 'webp'])), large];
}

/*
 * Asks with a photo of each kind in a board's first state: gives the entry of a history that tells of it.
 * The board makes the same bytes of the same photo: board.samples has them as [{ sent, large, small }], what
 * came out as hashes.
 */
export async function asked(board) {
  const person = new Person(board);
  const sent = samplePhotos();
  const entry = { who: 'operator', what: 'line', title: '先前的一件：河堤的栏杆坏了', body: QUESTION.body };
  const { status, track, ...said } = await askWithPhotos(person, sent, { title: entry.title });
  if (status !== 201) throw new Error(`photos: ${JSON.stringify(said)}`);
  const twin = await person.json(`${track}.json`);
  const served = async (id) => hashOf((await bytesOf(person, `${twin.photo_base}/${id}`)).bytes);
  board.samples = await Promise.all(photosOf(twin).map(async (id, i) =>
    ({ sent: sent[i], large: await served(id), small: await served(`${id}-s`) })));
  return { ...entry, photos: board.samples, began: 0, ended: 0, outcome: 'done' };
}

// The photos of a question: often none, and always where the board has no samples.
export const pick = (samples = [], chance) => (chance.next() < OFTEN.photos
  ? chance.shuffle(samples).slice(0, chance.between(1, 2)).map((sample) => ({ ...sample,
    ahead: chance.next() < AHEAD })) : []);

// A file that goes with an answer, or none; its bytes are nobody else's.
export function enclosure(who, i, chance) {
  if (chance.next() >= OFTEN.file) return undefined;
  const sent = Buffer.concat([pdf({ pad: chance.below(40000) }), Buffer.from(`% ${who} ${i}\n`)]);
  return { name: `${who}-${i}.pdf`, sent, hash: hashOf(sent) };
}

// kept: for each photo the id under which the board has it already.
function formOf(fields, { photos = [], file, kept = [] }) {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  for (const id of kept.filter(Boolean)) form.append('kept', id);
  for (const [i, { sent }] of photos.entries())
    if (!kept[i]) form.append('photo', new Blob([sent], { type: 'image/jpeg' }), `照片${i}.jpg`);
  if (file) form.append('file', new Blob([file.sent]), file.name);
  return form;
}

// One photo, and which others of its form go on being kept.
function aheadOf(fields, photo, ids) {
  const form = formOf(fields, { photos: [photo] });
  for (const id of ids.filter(Boolean)) form.append('keep', id);
  return form;
}

// Sends the photos ahead that are to be: the ids under which the board keeps them, of the others undefined.
async function sendAhead({ history }, person, { who, path, photos }, fields) {
  const ids = [];
  for (const photo of photos) {
    const entry = { who, what: 'ahead', path: `${path}/photos` };
    const reply = photo.ahead && await history.record(entry, () => person.send('POST', entry.path,
      { body: aheadOf(fields, photo, ids), headers: JSON_ONLY }));
    ids.push(entry.outcome === 'done' ? JSON.parse(reply.content).photo.id : undefined);
  }
  return ids;
}

// Sends a form, with the photos or the file of its entry.
export async function post(round, person, entry, fields) {
  const { photos = [], file } = entry;
  if (photos.length === 0 && !file)
    return round.history.record(entry, () => person.post(entry.path, fields, JSON_ONLY));
  const altcha = photos.length > 0 ? await person.proof().catch(() => '') : '';
  const kept = photos.length > 0 ? await sendAhead(round, person, entry, { form: fields.form, altcha }) : [];
  return round.history.record(entry, () => person.send('POST', entry.path,
    { body: formOf({ ...fields, ...altcha && { altcha } }, { photos, file, kept }), headers: JSON_ONLY }));
}

// Somebody of the staff, signed in anew where a leap of the clock has ended the session.
async function signedIn(board, account) {
  const desk = new Desk(board);
  desk.cookies = new Map(board.sessions[account]);
  if ((await desk.get('/staff', JSON_ONLY)).status !== 200) await desk.login(account, PASSWORD);
  return desk;
}

/*
 * All files that cases name, as the staff are served them: "case/name" → { status, hash }.  Those of an
 * answer that isn't sent yet are for its department.
 */
export async function servedFiles(board, { cases }) {
  const served = new Map();
  const readers = [await signedIn(board, 'mod1'), await signedIn(board, 'zjj1')];
  for (const { n, photos, enclosed } of cases.values()) {
    const ids = [...photos.flatMap(({ id }) => [id, `${id}-s`]),
      ...enclosed.flatMap(({ files }) => files.map(({ id }) => id))];
    for (const id of ids) {
      let got;
      for (const reader of readers)
        if (got?.status !== 200) got = await bytesOf(reader, `/staff/cases/${n}/photos/${id}`);
      served.set(`${n}/${id}`, { status: got.status, hash: hashOf(got.bytes) });
    }
  }
  return served;
}
