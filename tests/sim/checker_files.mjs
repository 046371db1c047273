/*
 * The part of the checker (checker.mjs) for photos and files.  A case has photos: [{ id }] and enclosed: for
 * each answer, published or being written, { text, files: [{ id, name, hash }] }; truth.served says what the
 * board serves of them: "case/name" → { status, hash }.
 */
import { group } from './history.mjs';

export function* checkFiles(history, truth) {
  yield* served(truth);
  yield* photos(history, truth);
  yield* files(history, truth);
}

// No case names a file that is not there, and a file of an answer is what was looked into.
function* served({ cases, served: there }) {
  for (const { n, photos: shown, enclosed } of cases.values()) {
    const all = [...shown.flatMap(({ id }) => [{ id }, { id: `${id}-s` }]),
      ...enclosed.flatMap(({ files: list }) => list)];
    for (const { id, name = 'a photo', hash } of all) {
      const got = there.get(`${n}/${id}`);
      if (got?.status !== 200) yield `case ${n}: ${name}, ${id}, is named and not there: ${got?.status}`;
      else if (hash && got.hash !== hash) yield `case ${n}: ${name}, ${id}, has other bytes`;
    }
  }
}

// A question has the photos that it was sent with, whole, as the board made them harmless.
function* photos(history, { cases, served: there }) {
  const sent = group(history.entries.filter((entry) => entry.photos), ({ title }) => title);
  for (const { n, title, photos: shown } of cases.values()) {
    const wanted = sent.get(title)?.[0].photos ?? [];
    if (shown.length !== wanted.length) yield `case ${n}: ${shown.length} photos, ${wanted.length} were sent`;
    for (const [size, ending] of [['large', ''], ['small', '-s']]) {
      const left = wanted.map((photo) => photo[size]);
      const got = shown.map(({ id }) => there.get(`${n}/${id}${ending}`))
        .filter((one) => one?.status === 200);
      // Each is one of those that were made, and no two are the same one.
      const isLeft = ({ hash }) => left.includes(hash) && left.splice(left.indexOf(hash), 1);
      if (shown.length === wanted.length && !got.every(isLeft))
        yield `case ${n}: a ${size} photo has other bytes than were made of what was sent`;
    }
  }
}

// An answer has the file that came with its text, and none that nobody sent to this case.
function* files(history, { cases }) {
  const drafts = group(history.of('draft').filter(({ file }) => file), ({ n }) => n);
  for (const { n, enclosed } of cases.values()) {
    const sent = drafts.get(n) ?? [];
    for (const { text, files: list } of enclosed) {
      for (const { file } of sent.filter((draft) => draft.text === text))
        if (!list.some(({ hash, name }) => hash === file.hash && name === file.name))
          yield `case ${n}: the answer “${text}” is without ${file.name}`;
      for (const { hash, name } of list)
        if (!sent.some(({ file }) => hash === file.hash))
          yield `case ${n}: ${name} goes with an answer, and nobody sent it`;
    }
  }
}
