// What the checker of make sim says of articles, answers, imports and notices: nothing of a history that is
// right, and of each lie what it is.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { check } from './checker.mjs';
import { History } from './history.mjs';

let clock = 0;

// A request that was answered before the next one began.
const done = (entry) => ({ path: '/', began: clock += 1, ended: clock += 1, outcome: 'done', ...entry });
const step = (who, what, version, more = {}) => done({ who, what, article: 1, version: version - 1,
  reply: { version }, ...more });
const look = (text) => done({ who: '甲', what: 'look', article: 1, text });
const event = (a, by, f, t) => ({ c: '0', d: 'article/1', a: `article-${a}`, by, f, t });
const on = (c, a, by, f, t) => ({ c, a, by, f, t });

// An article that was published, revised and taken down, and two cases, one of them an imported one.
function rightOnes() {
  clock = 0;
  const history = new History();
  history.entries.push(
    done({ who: 'ed1', what: 'create', title: '一篇', text: '第一稿', reply: { article: 1, version: 1 } }),
    look(null),
    step('ed1', 'submit', 2),
    step('rev1', 'approve', 3, { text: '第一稿' }),
    look('第一稿'),
    step('ed1', 'edit', 4, { text: '第二稿' }),
    { ...step('ed1', 'edit', 4, { text: '第三稿' }), outcome: 'unknown', reply: undefined },
    step('ed1', 'submit', 5),
    look('第一稿'),
    step('rev1', 'approve', 6, { text: '第二稿' }),
    look('第二稿'),
    step('ed1', 'take-down', 7),
    look('withdrawn'),
    done({ who: '甲', what: 'ask', title: '一问', body: '问', reply: { case: 1 },
      photos: [{ large: '大', small: '小' }] }),
    done({ who: 'mod1', what: 'accept', n: 1, version: 1, reply: { version: 2 } }),
    done({ who: 'disp1', what: 'assign', n: 1, version: 2, reply: { version: 3 } }),
    done({ who: 'link:zjj', what: 'draft', n: 1, version: 3, text: '答一', reply: { version: 4 },
      file: { name: '图.pdf', hash: '图' } }),
    done({ who: 'appr1', what: 'approve', n: 1, version: 4, reply: { version: 5 } }),
    done({ who: 'operator', what: 'import', lines: 1, fresh: 1, there: 0 }),
    done({ who: 'operator', what: 'line', title: '转来', body: '转', text: '转答' }),
  );
  const events = [event('create', 'ed1', 'none', 'draft'), event('submit', 'ed1', 'draft', 'review'),
    event('approve', 'rev1', 'review', 'published'), event('edit', 'ed1', 'published', 'draft'),
    event('submit', 'ed1', 'draft', 'review'), event('approve', 'rev1', 'review', 'published'),
    event('take-down', 'ed1', 'published', 'published'),
    on('1', 'submit', 'asker', 'none', 'pending'), on('1', 'accept', 'mod1', 'pending', 'accepted'),
    on('1', 'assign', 'disp1', 'accepted', 'assigned'), on('1', 'draft', 'link:zjj', 'assigned', 'drafted'),
    on('1', 'approve', 'appr1', 'drafted', 'answered'), on('2', 'submit', 'import', 'none', 'drafted'),
    on('2', 'draft', 'import', 'drafted', 'drafted'), on('2', 'approve', 'import', 'drafted', 'answered')];
  const cases = new Map([
    [1, { n: 1, title: '一问', question: '问', state: 'answered', version: 5, likes: 0, answers: ['答一'],
      photos: [{ id: 'p' }],
      enclosed: [{ text: '答一', files: [{ id: 'f', name: '图.pdf', hash: '图' }] }] }],
    [2, { n: 2, title: '转来', question: '转', state: 'answered', version: 3, likes: 0,
      answers: ['转答'], photos: [], enclosed: [{ text: '转答', files: [] }] }]]);
  const served = new Map([['1/p', '大'], ['1/p-s', '小'], ['1/f', '图']]
    .map(([name, hash]) => [name, { status: 200, hash }]));
  const articles = new Map([[1, { n: 1, title: '一篇', state: 'published', version: 7,
    versions: ['第一稿', '第二稿'] }]]);
  const notices = [{ id: '1-0', kind: 'assign', case: 1 }, { id: '2-0', kind: 'answer', case: 1 },
    { id: '2-0', kind: 'answer', case: 1 }];
  return { history, truth: { cases, articles, events, notices, served } };
}

test('the checker has nothing to say of a history that is right, with a message that came twice', () => {
  const { history, truth } = rightOnes();
  assert.deepEqual(check(history, truth), []);
});

const find = (history, what) => history.entries.find((entry) => entry.what === what);
const looks = (history) => history.of('look');
const without = (list, test) => list.splice(list.findIndex(test), 1);

for (const [lie, tell, said] of [
  ['an acknowledged article that is not there', ({ truth }) => truth.articles.clear(),
    /“一篇” is there 0 times/],
  ['a doubled article', ({ truth }) => truth.articles.set(2, { ...truth.articles.get(1), n: 2 }),
    /“一篇” is there 2 times/],
  ['a change without its event', ({ truth }) => without(truth.events, ({ a }) => a === 'article-edit'),
    /at version 7 after 6 events/],
  ['a change that another one took the version of', ({ truth }) => { truth.events[1].by = 'ed2'; },
    /version 2 is submit by ed2/],
  ['a change that nobody asked for', ({ history }) => without(history.entries, ({ what, article }) =>
    what === 'submit' && article), /submit by ed1 happened 2 times, 1 sent/],
  ['a change that began elsewhere', ({ truth }) => { truth.events[3].f = 'review'; },
    /edit began in review, not published/],
  ['an article in another state', ({ truth }) => { truth.articles.get(1).state = 'draft'; },
    /is draft, its last event says published/],
  ['a change at an old version', ({ history }) => { find(history, 'submit').stale = true; },
    /done at an old/],
  ['a text that was never written', ({ truth }) => { truth.articles.get(1).versions[0] = '别的'; },
    /published “别的”, which was not the text/],
  ['an older draft published', ({ truth }) => { truth.articles.get(1).versions[1] = '第一稿'; },
    /published “第一稿”, which was not/],
  ['an approval of other bytes than were shown', ({ history }) => { find(history, 'approve').text = '别的'; },
    /published “第一稿”, which was not/],
  ['a version that nobody approved', ({ truth }) => truth.articles.get(1).versions.push('第四稿'),
    /1 versions that nobody approved/],
  ['an article seen before its approval', ({ history }) => { looks(history)[0].text = '第一稿'; },
    /shows “第一稿”, may be \[null\]/],
  ['a release that readers do not see', ({ history }) => { looks(history)[1].text = null; },
    /shows “null”, may be \["第一稿"/],
  ['a draft that readers see', ({ history }) => { looks(history)[2].text = '第二稿'; },
    /shows “第二稿”, may be \["第一稿"/],
  ['the old text after the new one', ({ history }) => { looks(history)[3].text = '第一稿'; },
    /shows “第一稿”, may be \["第二稿"/],
  ['a withdrawn article that is still seen', ({ history }) => { looks(history)[4].text = '第二稿'; },
    /shows “第二稿”, may be \["withdrawn"\]/],
  ['a line taken in twice', ({ truth }) => truth.cases.set(3, { ...truth.cases.get(2), n: 3 }),
    /“转来” is there 2 times/],
  ['an imported line that is not there', ({ truth }) => truth.cases.delete(2),
    /“转来” has a receipt and is not there/],
  ['an import that counts wrong', ({ history }) => { find(history, 'import').fresh = 0; },
    /an import of 1 lines, 0 of them there, says 0 new/],
  ['an import that takes in what was there', ({ history }) => history.entries.push(find(history, 'import')),
    /an import of 1 lines, 1 of them there, says 1 new/],
  ['an answer published twice', ({ truth }) => truth.cases.get(1).answers.push('答一'),
    /2 answers, 1 were released/],
  ['a released answer that is not there', ({ truth }) => { truth.cases.get(1).answers = []; },
    /0 answers, 1 were released/],
  ['an answer of nobody', ({ truth }) => { truth.cases.get(1).answers = ['别的']; },
    /nobody drafted the answer “别的”/],
  ['a link that was used twice', ({ truth }) => truth.events.splice(11, 0, truth.events[10]),
    /draft of case 1 by link:zjj: 1 acknowledged, 0 unknown, 2 happened/],
  ['a lost photo', ({ truth }) => truth.served.delete('1/p-s'), /a photo, p-s, is named and not there/],
  ['half a photo', ({ truth }) => { truth.served.get('1/p').hash = '半'; }, /a large photo has other bytes/],
  ['a photo that the case does not name', ({ truth }) => truth.cases.get(1).photos.pop(),
    /0 photos, 1 were sent/],
  ['a lost file', ({ truth }) => { truth.served.get('1/f').status = 404; },
    /图.pdf, f, is named and not there: 404/],
  ['a damaged file', ({ truth }) => { truth.served.get('1/f').hash = '半'; }, /图.pdf, f, has other bytes/],
  ['an answer without its file', ({ truth }) => truth.cases.get(1).enclosed[0].files.pop(),
    /the answer “答一” is without 图.pdf/],
  ['a file of nobody', ({ history }) => { find(history, 'draft').file = undefined; },
    /图.pdf goes with an answer, and nobody/],
  ['a lost message', ({ truth }) => without(truth.notices, ({ kind }) => kind === 'answer') &&
    without(truth.notices, ({ kind }) => kind === 'answer'), /answer of case 1: the department was not told/],
  ['a message of what did not happen', ({ truth }) =>
    truth.notices.push({ id: '3-0', kind: 'return', case: 1 }),
    /return of case 1: 1 messages, 0 happened/],
  ['two messages of one thing', ({ truth }) => truth.notices.push({ id: '3-0', kind: 'assign', case: 1 }),
    /assign of case 1: 2 messages, 1 happened/],
]) {
  test(`the checker finds ${lie}`, () => {
    const right = rightOnes();
    tell(right);
    assert.match(check(right.history, right.truth).join('\n'), said);
  });
}
