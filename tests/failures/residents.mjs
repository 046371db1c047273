// What residents send.
import { LETTER, nextPhone, Person, QUESTION, REQUEST } from '../e2e/lib.mjs';
import { formWith, makePhotos } from '../e2e/photo_files.mjs';
import { growing, HTML_WANTED, JSON_WANTED, next, number, question, titled } from './things.mjs';

const { jpg: PHOTO } = makePhotos(320, 240, ['jpg']);

// A form that anybody fills in, of a title that no other has.
const intake = (path, fields, more) => ({
  async make(board) {
    const person = new Person(board);
    const since = await number(board, 'GET', 'seq');
    return { person, since, title: `${fields.title}（${next()}）`, phone: nextPhone(),
      form: await person.token(`${path}/new.json`) };
  },
  send: (board, { person, form, title, phone }) =>
    person.post(path, { form, ...fields, title, phone }, JSON_WANTED),
  there: (board, { since, title }) => titled(board, since, title),
  ...more,
});

const asked = (way) => intake('/topics', { ...QUESTION, phone: '' }, way);

// A topic that others take part in; one takes in only so many comments that wait.
const PER_TOPIC = 100;
let topic;
let uses = 0;
async function publicTopic(board) {
  if (uses % PER_TOPIC === 0) topic = await question(board, 'assigned');
  uses += 1;
  return topic.n;
}

// What anybody sends to a topic, by a form of its own.
const toTopic = (what, key, command, fields = () => ({})) => growing(async (board) => {
  const n = await publicTopic(board);
  const person = new Person(board);
  const { form } = await person.json(`/topics/${n}/${what}.json`);
  return { n, person, form, i: next() };
}, (board, { n }) => number(board, command, ...key(n)),
(board, { n, person, form, i }) => person.post(`/topics/${n}/${what}`, { form, ...fields(i) }, JSON_WANTED));

const unconfirmed = (board, n) => board.lua(
  "return #redis.call('KEYS', S .. 'unconfirmed:' .. ARGV[1] .. ':*')", n);

// What the holder of a tracking link sends: one of the forms on its page.
const tracked = (what, state, fields) => growing(async (board) => {
  const { person, n, track } = await question(board, state);
  const { [what]: { url, form } } = await person.json(`${track}.json`);
  return { person, n, url, form };
}, (board, { n }) => number(board, 'HGET', `case:${n}`, 'v'),
(board, { person, url, form }) => person.post(url, { form, ...fields }, JSON_WANTED));

export const RESIDENTS = {
  ask: asked(),
  'ask in a browser': asked({
    async send(board, { person, form, title }) {
      return person.post('/topics', { form, ...QUESTION, title, phone: '' }, HTML_WANTED);
    },
    isDone: ({ status, headers }) => status === 303 && headers.get('location').startsWith('/t/'),
  }),
  'ask with a photo': asked({
    // Who sends it again solves what the page shows then.
    async prove(board, thing) { thing.altcha = await thing.person.proof(); },
    send: (board, { person, form, title, altcha }) => person.send('POST', '/topics', { headers: JSON_WANTED,
      body: formWith({ form, ...QUESTION, title, phone: '', altcha }, [PHOTO]) }),
  }),
  'photo ahead': {
    async make(board) {
      const person = new Person(board);
      return { person, form: await person.token('/topics/new.json'), altcha: await person.proof() };
    },
    send: (board, { person, form, altcha }) => person.send('POST', '/topics/photos', { headers: JSON_WANTED,
      body: formWith({ form, altcha }, [PHOTO]) }),
  },
  letter: intake('/letters', LETTER),
  request: intake('/requests', REQUEST),
  support: toTopic('support', (n) => [`case:${n}`, 'likes'], 'HGET'),
  comment: toTopic('comments', (n) => [`held:${n}`], 'HLEN',
    (i) => ({ body: `我家门口的路灯也是这样（${i}），请一起修一修。` })),
  follow: {
    async make(board) {
      // So many ask to be told in an hour as no network may.
      await board.lua("return redis.call('DEL', S, unpack(redis.call('KEYS', S .. 'limit:*')))");
      const n = await publicTopic(board);
      const person = new Person(board);
      return { n, person, email: `reader${next()}@example.com`,
        form: (await person.json(`/topics/${n}/follow.json`)).form, before: await unconfirmed(board, n) };
    },
    send: (board, { n, person, form, email }) =>
      person.post(`/topics/${n}/follow`, { form, email }, JSON_WANTED),
    there: async (board, { n, before }) => await unconfirmed(board, n) - before,
  },
  rate: tracked('rating', 'answered', { rating: '5' }),
  'follow up': growing(async (board) => {
    const { person, n, track } = await question(board, 'accepted');
    const { followup: { url, form } } = await person.json(`${track}.json`);
    return { person, n, url, form };
  }, (board, { n }) => number(board, 'HLEN', `held:${n}`),
  (board, { person, url, form }) => person.post(url, { form, body: '补充一下：南门的路灯也不亮。' },
    JSON_WANTED)),
  withdraw: tracked('withdraw', undefined, {}),
  'look up': {
    async make(board) {
      const person = new Person(board);
      const { number: no, code } = await person.ask({ phone: '' });
      return { person, no, code, form: await person.token('/track.json') };
    },
    send: (board, { person, form, no, code }) =>
      person.post('/track', { form, number: no, code }, JSON_WANTED),
  },
};
