// Everything that is on the board after a round, read past the worker.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

// The cases as [n, title, state, version, supporters, thread].
const CASES = `
local cases = {}
for n = 1, tonumber(redis.call('GET', '{yunchuan}:seq') or 0) do
  local record = redis.call('HMGET', '{yunchuan}:case:' .. n, 'title', 'st', 'v', 'likes', 'draft', 'denc')
  if record[1] then
    table.insert(cases, { n, record[1], record[2], record[3], record[4] or '0',
      redis.call('LRANGE', '{yunchuan}:case:' .. n .. ':thread', 0, -1), record[5] or '', record[6] or '' })
  end
end
`;
// Those that are packed as [n, record, thread], both in hexadecimal digits; the dictionaries likewise.
const PACKED = `
local function hex(bytes)
  return (bytes:gsub('.', function(byte) return string.format('%02x', byte:byte()) end))
end
local packed = {}
for n = 1, tonumber(redis.call('GET', '{yunchuan}:seq') or 0) do
  local parts = redis.call('HMGET', '{yunchuan}:case:' .. n, 'zr', 'zt')
  if parts[1] then table.insert(packed, { n, hex(parts[1]), hex(parts[2]) }) end
end
local dictionaries = redis.call('HGETALL', '{yunchuan}:dictionaries')
for i = 2, #dictionaries, 2 do dictionaries[i] = hex(dictionaries[i]) end
`;

export const CASES_ALONE = `${CASES} ${PACKED} return cjson.encode({ cases, packed, dictionaries })`;

// The articles as [n, title, state, version, versions].
const ARTICLES = `
local articles = {}
for n = 1, tonumber(redis.call('GET', '{yunchuan}:articles') or 0) do
  local record = redis.call('HMGET', '{yunchuan}:article:' .. n, 'title', 'st', 'v', 'dtitle')
  if record[3] then
    table.insert(articles, { n, record[4] or record[1], record[2], record[3],
      redis.call('LRANGE', '{yunchuan}:article:' .. n .. ':versions', 0, -1) })
  end
end
`;

// All at one moment: the jobs go on meanwhile.
const ALL = `${CASES} ${PACKED} ${ARTICLES}
return cjson.encode({ cases, articles, redis.call('XRANGE', '{yunchuan}:events', '-', '+'), packed,
  dictionaries })`;

// An empty table of Lua is an object.
const listed = (table) => Object.values(table);

// The strings of a packed list: each behind its length, seven bits a byte, the lowest first.
function stringsOf(bytes) {
  const strings = [];
  for (let at = 0; at < bytes.length;) {
    let length = 0;
    for (let bits = 0; ; bits += 7) {
      const byte = bytes[at];
      at += 1;
      length |= (byte & 127) << bits;
      if (byte < 128) break;
    }
    strings.push(bytes.toString('utf8', at, at + length));
    at += length;
  }
  return strings;
}

// The dictionary that a frame of Zstandard names by one byte (RFC 8878, section 3.1.1.1).
const dictionaryOf = (frame) => frame[frame[4] & 0x20 ? 5 : 6];

// Unpacked by another program than ours: frames by name → their content.
function opened(frames, dictionaries) {
  const folder = mkdtempSync(join(tmpdir(), 'wz-frames-'));
  const contents = new Map();
  for (const [id, bytes] of dictionaries) {
    const names = [...frames].filter(([, frame]) => dictionaryOf(frame) === id).map(([name]) => name);
    if (names.length === 0) continue;
    writeFileSync(join(folder, 'dictionary'), bytes);
    for (const name of names) writeFileSync(join(folder, `${name}.zst`), frames.get(name));
    const { status, stderr } = spawnSync('zstd', ['-d', '-q', '-f', '-D', 'dictionary',
      ...names.map((name) => `${name}.zst`)], { cwd: folder, encoding: 'utf8' });
    if (status !== 0) throw new Error(`zstd: ${stderr}`);
    for (const name of names) contents.set(name, readFileSync(join(folder, name)));
  }
  rmSync(folder, { recursive: true });
  return contents;
}

// The packed cases in the form of the others.
function unpacked(packed, dictionaries) {
  const frames = new Map(packed.flatMap(([n, record, thread]) => [[`${n}.record`, Buffer.from(record, 'hex')],
    [`${n}.thread`, Buffer.from(thread, 'hex')]]));
  const contents = opened(frames, dictionaries);
  return packed.map(([n]) => {
    const { title, st, v, likes = '0' } = fieldsOf(stringsOf(contents.get(`${n}.record`)));
    return [n, title, st, v, likes, stringsOf(contents.get(`${n}.thread`))];
  });
}

const pairsOf = (list) => list.flatMap((id, i) =>
  (i % 2 ? [] : [[Number(id), Buffer.from(list[i + 1], 'hex')]]));

// Those that are packed are unpacked.
export function casesOf(cases, packed = [], dictionaries = []) {
  const all = [...listed(cases), ...unpacked(listed(packed), pairsOf(listed(dictionaries)))];
  return new Map(all.map(([n, title, state, version, likes, thread, draft = '', enclosed = '']) => {
    const entries = listed(thread).map((entry) => JSON.parse(entry));
    const answers = entries.filter(({ kind }) => kind === 'answer');
    const written = { text: draft, ...JSON.parse(enclosed || '{}') };
    return [n, { n, title, state, version: Number(version), likes: Number(likes), question: entries[0].text,
      answers: answers.map(({ text }) => text), photos: entries.flatMap(({ photos = [] }) => photos),
      enclosed: [...answers, ...enclosed || draft ? [written] : []]
        .map(({ text, files = [] }) => ({ text, files })) }];
  }));
}

// The fields of a stream's entry, of its names and values in turn.
export const fieldsOf = (pairs) => Object.fromEntries(pairs.flatMap((name, i) =>
  (i % 2 ? [] : [[name, pairs[i + 1]]])));

function articlesOf(table) {
  return new Map(listed(table).map(([n, title, state, version, versions]) => [n, { n, title, state,
    version: Number(version),
    versions: listed(versions).map((one) => JSON.parse(JSON.parse(one).text).body) }]));
}

// What the command that the notifier runs was given.
const noticesOf = (path) => readFileSync(path, 'utf8').split('\n').filter(Boolean)
  .map((line) => JSON.parse(line));

export function truthOf(board) {
  const [cases, articles, stream, packed, dictionaries] = JSON.parse(board.admin('EVAL', ALL, '0'));
  const events = listed(stream).map(([, pairs]) => fieldsOf(pairs));
  return { cases: casesOf(cases, packed, dictionaries), articles: articlesOf(articles), events,
    notices: noticesOf(board.told) };
}

