/*
 * Requests of a day's casework, each of which is tried again and again with one call failed.  A step has
 * make(board): everything before it, as a thing of its own; send(board, thing): the request; and
 * there(board, thing): how often its effect is there, which a step that only reads hasn't.
 */
import { LETTER, nextPhone, Person, QUESTION, REQUEST } from '../e2e/lib.mjs';

const JSON_WANTED = { accept: 'application/json' };
let things = 0;

// A form that anybody fills in, of a title that no other has.
const intake = (path, fields) => ({
  async make(board) {
    const person = new Person(board);
    things += 1;
    const since = await board.lua("return redis.call('GET', S .. 'seq') or '0'");
    return { person, since, title: `${fields.title}（${things}）`, phone: nextPhone(),
      form: await person.token(`${path}/new.json`) };
  },
  send: (board, { person, form, title, phone }) =>
    person.post(path, { form, ...fields, title, phone }, JSON_WANTED),
  there: (board, { since, title }) => board.lua(`
    local found = 0
    for n = ARGV[1] + 1, tonumber(redis.call('GET', S .. 'seq') or 0) do
      if redis.call('HGET', S .. 'case:' .. n, 'title') == ARGV[2] then found = found + 1 end
    end
    return found`, since, title),
});

export const STEPS = {
  ask: intake('/topics', { ...QUESTION, phone: '' }),
  letter: intake('/letters', LETTER),
  request: intake('/requests', REQUEST),
};
