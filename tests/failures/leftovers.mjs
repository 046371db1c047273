// What a failure may leave on the disk, and that something sweeps it: looked at when all steps were tried.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { question } from './things.mjs';

// Names under which something is written before it counts.
const UNFINISHED = /\.new$|^\.(unfinished|gone|new)/;
const ROUNDS = 3;

// All that names a file of a case or of an article.
const NAMED = `
local said = ''
for _, key in ipairs(redis.call('KEYS', S .. ARGV[1])) do
  local kind = redis.call('TYPE', key).ok
  local all = kind == 'list' and redis.call('LRANGE', key, 0, -1)
    or kind == 'hash' and redis.call('HGETALL', key) or kind == 'string' and { redis.call('GET', key) } or {}
  said = said .. table.concat(all, ' ')
end
return cjson.encode(said)`;

async function unnamed(board, folder, patterns) {
  const root = join(board.state, folder);
  const found = [];
  for (const n of readdirSync(root).filter((name) => /^\d+$/.test(name))) {
    let said = '';
    for (const pattern of patterns) said += await board.lua(NAMED, pattern.replace('N', n));
    found.push(...readdirSync(join(root, n)).filter((name) => !said.includes(/^\w+/.exec(name)[0]))
      .map((name) => `${folder}/${n}/${name}`));
  }
  return found;
}

/*
 * Lets three days pass for the files, and runs what sweeps: { before, after }, the files that nothing names
 * and those that are unfinished, as paths in the state folder.
 */
export async function leftovers(board) {
  const namesIn = (folder) => (existsSync(join(board.state, folder))
    ? readdirSync(join(board.state, folder)).map((name) => `${folder}/${name}`) : []);
  const look = async () => [
    ...namesIn('photos/new'),
    ...await unnamed(board, 'photos', ['case:N:*', 'held:N']),
    ...await unnamed(board, 'attachments', ['article:N:*']),
    ...['keys', 'archive', 'events', 'search', 'search/inside', 'suggest', 'reports', 'cache']
      .flatMap(namesIn).filter((path) => UNFINISHED.test(basename(path))),
  ];
  const before = await look();
  const folders = ['photos', 'attachments'].map((name) => join(board.state, name));
  spawnSync('find', [...folders, '-type', 'f', '-exec', 'touch', '-d', '3 days ago', '{}', '+']);
  await board.lua(`for _, n in ipairs(redis.call('ZRANGE', S .. 'articles:due:files', 0, -1)) do
      redis.call('ZADD', S .. 'articles:due:files', 1, n)
    end return 1`);
  for (let round = 0; round < ROUNDS; round += 1) board.ctl(['jobs', '--once']);
  await question(board, 'accepted');
  board.ctl(['index', '--once']);
  board.ctl(['key', 'new', 'sign']);
  return { before, after: await look() };
}
