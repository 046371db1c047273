// Pages that people read: nothing changes, and none comes half.
import { Person } from '../e2e/lib.mjs';
import { HTML_WANTED, next, question } from './things.mjs';

let shown;
async function showing(board) {
  shown ??= Promise.all([question(board, 'answered'), board.room.publish({ title: '全市政务公开工作会议召开',
    column: 'news' })]).then(([topic, article]) => ({ ...topic, article }));
  return shown;
}

// Read at an address that no cache knows.
const page = (path, who = (board) => new Person(board)) => ({
  make: async (board) => ({ path: `${path(await showing(board))}?no=${next()}`, person: who(board) }),
  send: (board, { person, path: own }) => person.get(own, HTML_WANTED),
});

export const PAGES = {
  'read the home page': page(() => '/'),
  'read the topics': page(() => '/topics'),
  'read a topic': page(({ n }) => `/topics/${n}`),
  'read a tracking page': page(({ track }) => track),
  'read the figures': page(() => '/stats'),
  'read an article': page(({ article }) => `/articles/${article}`),
  'read a feed': page(() => '/feed.atom'),
  'read a queue': page(() => '/staff/queues/review', ({ staff }) => staff.mod1),
  'read a case': page(({ n }) => `/staff/cases/${n}`, ({ staff }) => staff.super1),
  'read the supervision': page(() => '/staff/supervision', ({ staff }) => staff.super1),
};
