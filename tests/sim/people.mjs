// The people of a round: each does one thing after the other until it is over, picks what by its own chance,
// and writes down what came of it.
import { Desk, LETTER, nextPhone, Person, QUESTION, sleep } from '../e2e/lib.mjs';
import { enclosure, pick, post } from './files.mjs';

const ANSWER = '您好，您反映的问题已经派人到现场处理完毕，感谢您的反映。';
const JSON_ONLY = { accept: 'application/json' };

// A page that may fail on the way; null: it did.
export async function read(history, person, entry) {
  entry.what ??= 'read';
  const reply = await history.record(entry, () => person.get(entry.path, JSON_ONLY));
  return reply.status === 200 ? JSON.parse(reply.content) : null;
}

// Sends a form by its token until the site has said what came of it, or the round is over.
export async function send(round, person, entry, fields) {
  const { history } = round;
  for (let first = true; first || !round.over; first = false) {
    const page = { who: entry.who, path: entry.page };
    const form = entry.form ??= (await read(history, person, page))?.form;
    if (page.outcome === 'refused') return null;
    if (form !== undefined) {
      const tried = { ...entry };
      const reply = await post(round, person, tried, { form, ...fields });
      if (tried.outcome !== 'unknown') {
        tried.reply = JSON.parse(reply.content);
        return tried;
      }
    }
    await sleep(50);
  }
  return null;
}

/*
 * A resident: asks on the board, writes letters, supports, and reads.  What a letter says is secret: no page
 * of the public's may show it.
 */
export async function resident(round, name, chance) {
  const { board, known, letters } = round;
  for (let i = 0; !round.over; i += 1) {
    const who = name;
    const person = new Person(board);
    const title = `${name}第${i}件：南湖公园的灯不亮`;
    const what = chance.next();
    if (what < 0.4) {
      const body = `${QUESTION.body}这是${title}。`;
      const form = { who, what: 'ask', title, body, page: '/topics/new.json', path: '/topics',
        photos: pick(board.samples, chance) };
      const done = await send(round, person, form, { ...QUESTION, title, body, phone: '' });
      if (done?.outcome === 'done') known.push({ n: done.reply.case, track: done.reply.track });
    } else if (what < 0.5) {
      const secret = `秘密${name}之${i}`;
      letters.push(secret);
      const body = `${LETTER.body}${secret}`;
      const form = { who, what: 'letter', title, body, page: '/letters/new.json', path: '/letters' };
      await send(round, person, form, { ...LETTER, title, body, phone: nextPhone() });
    } else if (what < 0.7 && round.shown.length > 0) {
      const path = `/topics/${chance.pick(round.shown)}/support`;
      await send(round, person, { who, what: 'support', n: Number(path.split('/')[2]),
        page: `${path}.json`, path }, {});
    } else if (what < 0.8 && round.articles.length > 0) {
      await lookAt(round, person, name, chance.pick(round.articles));
    } else {
      const path = chance.pick(['/topics.json', '/letters.json', '/', '/feed.atom', '/search.json?q=秘密',
        ...known.slice(-2).map(({ n }) => `/topics/${n}.json`)]);
      const entry = { who, what: 'public', path, secrets: [...letters] };
      const reply = await round.history.record(entry, () => person.get(encodeURI(path)));
      if (path === '/topics.json' && reply.status === 200)
        round.shown = JSON.parse(reply.content).topics.map(({ n }) => n);
    }
    await sleep(chance.below(40));
  }
}

// What the public sees of an article: its text, 'withdrawn', or null.
export async function lookAt({ history }, person, who, article) {
  const entry = { who, what: 'look', article, path: `/articles/${article}.json` };
  const reply = await history.record(entry, () => person.get(entry.path, JSON_ONLY));
  if (reply.status === 200) {
    const { article: shown } = JSON.parse(reply.content);
    entry.text = shown.withdrawn ? 'withdrawn' : shown.body;
  } else if (reply.status === 410) {
    entry.text = 'withdrawn';
  } else if (reply.status === 404) {
    entry.text = null;
  }
}

const FIELDS = {
  accept: () => ({}),
  decline: () => ({ reason: 'ads' }),
  assign: () => ({ dept: 'zjj' }),
  return: () => ({ reason: '不属于本部门职责范围' }),
  recall: () => ({ reason: '应由别的部门办理' }),
  draft: (i) => ({ text: `${ANSWER}（本局第${i}次）` }),
  approve: () => ({}),
  reject: () => ({ reason: '请写明处理结果' }),
};

/*
 * Somebody of the department who has no account: answers by the link that was sent out, now and then pressing
 * twice.
 */
export async function linked(round, account, name, chance) {
  const { board, history } = round;
  const desk = new Desk(board);
  desk.cookies = new Map(board.sessions[account]);
  for (let i = 0; !round.over; i += 1) {
    const list = await read(history, desk, { who: account, path: '/staff/queues/dept:zjj.json?filter=1' });
    const row = list?.rows.length > 0 ? chance.pick(list.rows) : null;
    const shown = row && await read(history, desk, { who: account, path: `/staff/cases/${row.n}.json` });
    const path = shown?.answer_link && new URL(shown.answer_link).pathname;
    const who = 'link:zjj';
    const person = new Person(board);
    const page = path && await read(history, person, { who, path, what: 'link' });
    if (page) {
      const text = `${ANSWER}（${name}经链接第${i}次）`;
      const file = enclosure(name, i, chance);
      const press = () => step(round, person, { who, what: 'draft', n: row.n, form: page.form,
        version: shown.version, path, text, file }, { text });
      await Promise.all(chance.next() < 0.3 ? [press(), press()] : [press()]);
    }
    await sleep(chance.below(100));
  }
}

/*
 * Somebody at a desk: takes a case of the queue and does one of the actions, at the version that was read;
 * now and then at an older one, which must be refused.  pause: ms until the next at most.
 */
export async function worker(round, account, queue, actions, chance, pause = 60) {
  const { board, history } = round;
  const person = new Desk(board);
  person.cookies = new Map(board.sessions[account]);
  // On from what was said on this board before: a text says which draft a file came with.
  for (let i = history.entries.length; !round.over; i += 1) {
    const list = await read(history, person, { who: account, path: `/staff/queues/${queue}.json?filter=1` });
    const row = list?.rows.length > 0 ? chance.pick(list.rows) : null;
    const path = row && `/staff/cases/${row.n}`;
    const seen = row && { who: account, what: 'case', n: row.n, path: `${path}.json` };
    const shown = row && await read(history, person, seen);
    if (shown) {
      const action = chance.pick(actions);
      const stale = chance.next() < 0.1 && shown.version > 1;
      const fields = FIELDS[action](i);
      seen.version = shown.version;
      await step(round, person, { who: account, what: action, n: row.n, form: shown.form,
        version: shown.version - (stale ? 1 : 0), stale, path: `${path}/${action}`, text: fields.text,
        file: action === 'draft' ? enclosure(account, i, chance) : undefined }, fields);
    }
    await sleep(chance.below(pause));
  }
}

// One action, not tried again: whether it happened is read from the case or article afterwards.
export async function step(round, person, entry, fields) {
  const reply = await post(round, person, entry,
    { form: entry.form, version: String(entry.version), ...fields });
  if (entry.outcome === 'done') entry.reply = JSON.parse(reply.content);
}

// The case to which number and query code of a receipt lead.
export async function followed(board, { number, code }) {
  const person = new Person(board);
  const found = await person.act('/track', { form: await person.token('/track'), number, code });
  return (await person.json(`${found.track}.json`)).case;
}
