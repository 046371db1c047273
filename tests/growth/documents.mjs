// Policy documents with interpretations for the board that grows: one of each is published as people do it,
// the others are copies of it, written straight to Redis.
import { Newsroom } from '../e2e/articles.mjs';

/** Gives the number of the document; its interpretation is the next. */
export async function publishDocument(stack) {
  stack.ctl(['column', 'load', 'conf/columns.csv']);
  const room = await Newsroom.open(stack);
  const document = await room.publish({ column: 'policy', validity: 'valid', title: '关于高龄津贴的通知',
    doc_number: '云政发〔2020〕3号', doc_body: '云川市人民政府', doc_issued: '2020-03-01' });
  await room.publish({ column: 'interpretation', title: '高龄津贴政策问答', explains: document,
    kind: 'questions' });
  return document;
}

/** The commands that copy both, each as often as from … to; a recount makes the lists. */
export function copyDocuments(key, document, from, to) {
  const pairs = Array.from({ length: to - from }, (_, i) => document + 2 * (from + i + 1));
  const copy = (of, n) => [`COPY ${key(`article:${of}`)} ${key(`article:${n}`)}`,
    `COPY ${key(`article:${of}:versions`)} ${key(`article:${n}:versions`)}`];
  // Nobody interprets the copies, so their department must see to it.
  return [...pairs.flatMap((n) => [...copy(document, n), `HDEL ${key(`article:${n}`)} iat`,
    `HSET ${key(`article:${n}`)} dept zjj`, ...copy(document + 1, n + 1)]),
  `SET ${key('articles')} ${document + 2 * to + 1}`];
}
