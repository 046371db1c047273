// Everything that is on the board after a round, read past the worker.
import { readFileSync } from 'node:fs';

// The cases as [n, title, state, version, supporters, thread].
const CASES = `
local cases = {}
for n = 1, tonumber(redis.call('GET', '{yunchuan}:seq') or 0) do
  local record = redis.call('HMGET', '{yunchuan}:case:' .. n, 'title', 'st', 'v', 'likes')
  if record[1] then
    table.insert(cases, { n, record[1], record[2], record[3], record[4] or '0',
      redis.call('LRANGE', '{yunchuan}:case:' .. n .. ':thread', 0, -1) })
  end
end
`;
export const CASES_ALONE = `${CASES} return cjson.encode(cases)`;

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
const ALL = `${CASES} ${ARTICLES}
return cjson.encode({ cases, articles, redis.call('XRANGE', '{yunchuan}:events', '-', '+') })`;

// An empty table of Lua is an object.
const listed = (table) => Object.values(table);

export function casesOf(table) {
  return new Map(listed(table).map(([n, title, state, version, likes, thread]) => {
    const entries = listed(thread).map((entry) => JSON.parse(entry));
    return [n, { n, title, state, version: Number(version), likes: Number(likes), question: entries[0].text,
      answers: entries.filter(({ kind }) => kind === 'answer').map(({ text }) => text) }];
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
  const [cases, articles, stream] = JSON.parse(board.admin('EVAL', ALL, '0'));
  const events = listed(stream).map(([, pairs]) => fieldsOf(pairs));
  return { cases: casesOf(cases), articles: articlesOf(articles), events, notices: noticesOf(board.told) };
}

