// What the steps share: a thing of each try's own, and how Redis is asked what became of it.
import { carry, Person } from '../e2e/lib.mjs';

export const JSON_WANTED = { accept: 'application/json' };
export const HTML_WANTED = { accept: 'text/html' };

let made = 0;
export const next = () => (made += 1);

// The number that a command of Redis gives for a key of the site's.
export const number = (board, command, key, ...words) => board.lua(
  'return redis.call(ARGV[1], S .. ARGV[2], unpack(ARGV, 3)) or 0', command, key, ...words);

// How many cases with that title came after case `since`.
export const titled = (board, since, title) => board.lua(`
  local found = 0
  for n = ARGV[1] + 1, tonumber(redis.call('GET', S .. 'seq') or 0) do
    if redis.call('HGET', S .. 'case:' .. n, 'title') == ARGV[2] then found = found + 1 end
  end
  return found`, since, title);

// A question of somebody's, at the desk after `state`: { person, n, track }.
export async function question(board, state) {
  const person = new Person(board);
  const { case: n, track } = await person.ask({ phone: '' });
  if (state) await carry(board.staff, n, state);
  return { person, n, track };
}

/*
 * A step whose effect is that a number grows by one: make gives its thing and count(board, thing) the number.
 */
export const growing = (make, count, send) => ({
  async make(board) {
    const thing = await make(board);
    return { ...thing, before: await count(board, thing) };
  },
  send,
  there: async (board, thing) => await count(board, thing) - thing.before,
});
