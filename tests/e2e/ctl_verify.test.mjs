// wenzhengctl verify, recount and demo: what is derived agrees, what is sealed holds, and each falsification
// shows.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { LINE, REPLY, startRedis } from './ctl_site.mjs';
import { ROOT } from './lib.mjs';

const ANSWERS = 30;
let site;
before(async () => {
  site = await startRedis();
  assert.equal(site.ctl(['dept', 'add', 'zjj', '市住房和城乡建设局']).status, 0);
  const lines = Array.from({ length: ANSWERS }, (_, i) => ({ ...LINE, id: `r${i + 1}`, ...REPLY }));
  const take = (some) => site.imported(0, [site.file(some, 'replies.ndjson'), '--dept', 'zjj', '--publish']);
  take(lines.slice(0, 5));	// these seals are stored whole
  site.redis('hset', '{yunchuan}:jobs', 'seals', 'kept');
  take([...lines, LINE]);
});
after(() => site.stop());

const file = (lines, name) => site.file(lines, name);
const numberOf = (source, id) => site.numberOf(source, id);
const caseOf = (n) => site.caseOf(n);

test('what was taken in agrees', () => {
  site.agrees();
  assert.equal(site.ctl(['verify']).stdout, `${ANSWERS} seals in order, 0 wrong; `
    + `every published answer was held against its seal, ${ANSWERS + 1} questions against their hash (0 older ones have none)\n`);
});

test('recount finds and mends what was changed by hand', () => {
  site.redis('zadd', '{yunchuan}:queue:review', '1', '999999');
  site.redis('hincrby', '{yunchuan}:tally:all', 'done@zjj.topic', '5');
  const check = site.ctl(['recount', '--check']);
  assert.equal(check.status, 1);
  assert.match(check.stderr, /queue:review[^]*should not be there/);
  assert.match(check.stdout, /2 entries wrong/);
  assert.equal(site.ctl(['recount']).status, 0);
  site.agrees();
});

test('recount waits for the one before it, which may have been killed', () => {
  site.redis('set', '{yunchuan}:recount', 'another', 'px', '5000');
  const check = site.ctl(['recount', '--check']);
  assert.equal(check.status, 0);
  assert.match(check.stderr, /another one runs, or was just killed/);
  assert.equal(site.redis('exists', '{yunchuan}:recount'), '0', 'its own is over');
});

// The thread entry of the answer, and where it stands.
function answerOf(n) {
  const entries = site.redis('lrange', `{yunchuan}:case:${n}:thread`, '0', '-1').split('\n');
  const at = entries.findIndex((entry) => JSON.parse(entry).kind === 'answer');
  return { at: String(at), entry: entries[at] };
}

test('verify shows a changed answer, a changed question and a removed answer', () => {
  const n = numberOf('replies.ndjson', 'r1');
  const key = `{yunchuan}:case:${n}:thread`;
  const { at, entry } = answerOf(n);
  const wrong = (message) => {
    const result = site.ctl(['verify']);
    assert.equal(result.status, 1);
    assert.match(result.stderr, message);
    assert.match(result.stderr, new RegExp(`case ${n}\\b`));
  };
  site.redis('lset', key, at, entry.replace('修好', '弄好'));
  wrong(/changed after sealing/);
  site.redis('lset', key, at, entry.replace('"answer"', '"note"'));
  wrong(/its answer is gone/);
  site.redis('lset', key, at, entry);
  site.agrees();
  const title = caseOf(n).title;
  site.redis('hset', `{yunchuan}:case:${n}`, 'title', '人民路的路灯早就亮了');
  wrong(/changed after sealing/);
  site.redis('hset', `{yunchuan}:case:${n}`, 'title', title);
  site.redis('hset', `{yunchuan}:case:${n}`, 'ans', '2');
  wrong(/2 answers published, 1 seals in the chain/);
  site.redis('hset', `{yunchuan}:case:${n}`, 'ans', '1');
  site.agrees();
});

test('verify shows a flipped bit of a question that waits for its answer, and counts older cases without a hash', () => {
  const n = numberOf('replies.ndjson', LINE.id);
  const key = `{yunchuan}:case:${n}:thread`;
  const question = site.redis('lindex', key, '0');
  for (const [from, to] of [['坏了', '坎了'], ['很', '徉']]) {
    site.redis('lset', key, '0', question.replace(from, to));
    const result = site.ctl(['verify']);
    assert.equal(result.status, 1);
    assert.equal(result.stderr, `wenzhengctl: case ${n}: its title or question is not what was taken in\n`);
  }
  site.redis('lset', key, '0', question);
  const hash = caseOf(n).qh;
  site.redis('hdel', `{yunchuan}:case:${n}`, 'qh');
  assert.match(site.ctl(['verify']).stdout,
    new RegExp(` ${ANSWERS} questions against their hash \\(1 older ones have none\\)`));
  site.redis('hset', `{yunchuan}:case:${n}`, 'qh', hash);
  site.agrees();
});

// A seal as its entry keeps it, printed by somebody who knows the form from docs/data-model.md alone.
function printed(n, version, kept) {
  const parts = [];
  for (let at = 0; at < kept.length; at += 1 + kept[at]) parts.push(kept.subarray(at + 1, at + 1 + kept[at]));
  const [kid, dept, time, question, answer, previous, signature] = parts;
  const hash = (bytes) => bytes.toString('base64url');
  const json = (value) => hash(Buffer.from(JSON.stringify(value)));
  return [json({ alg: 'ES256', kid: String(kid), typ: 'answer+jws' }), json({ case: n, version,
    question: hash(question), answer: hash(answer), dept: String(dept), time: Number(time),
    previous: hash(previous) }), hash(signature)].join('.');
}

// The chain as /answers.ndjson gives it, straight from Redis.
function download() {
  const letters = { n: '\n', r: '\r', t: '\t', a: '\x07', b: '\b' };
  const text = [...site.redis('--no-raw', 'xrange', '{yunchuan}:answers', '-', '+')
    .matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, quoted]) => Buffer.from(quoted.replace(/\\(x..|.)/g,
    (_, c) => (c.length > 1 ? String.fromCharCode(parseInt(c.slice(1), 16)) : letters[c] ?? c)), 'latin1'));
  const lines = [];
  for (let i = 0; i + 6 < text.length; i += 7) {
    const [n, version] = [Number(text[i + 2]), Number(text[i + 4])];
    const whole = String(text[i + 5]) === 'jws';
    assert.equal(whole, lines.length < 5);
    lines.push({ case: n, version, jws: whole ? String(text[i + 6]) : printed(n, version, text[i + 6]) });
  }
  return lines;
}

test('a downloaded chain verifies, and each way to falsify it shows', () => {
  const lines = download();
  assert.equal(lines.length, ANSWERS);
  const check = (name, list, more = []) => site.ctl(['verify', file(list, name), ...more]);
  const good = check('good.ndjson', lines);
  assert.equal(good.status, 0, good.stderr);
  assert.match(good.stdout, new RegExp(`^${lines.length} seals in order, 0 wrong`));
  const altered = { ...lines[7], jws: lines[7].jws.replace(/.\.[^.]*$/,
    (tail) => (tail[0] === 'A' ? 'B' : 'A') + tail.slice(1)) };
  const rows = [
    ['one left out', [...lines.slice(0, 5), ...lines.slice(6)],
      /:6: the signature is wrong, or it doesn't follow/],
    ['the first left out', lines.slice(1), /:1: /],
    ['two exchanged', [lines[1], lines[0], ...lines.slice(2)], /:1: /],
    ['one altered', [...lines.slice(0, 7), altered, ...lines.slice(8)], /:8: the signature is wrong/],
    ['another case named', [{ ...lines[0], case: 999 }, ...lines.slice(1)],
      /:1: the seal names another case/],
    ['another version named', [{ ...lines[0], version: 9 }, ...lines.slice(1)],
      /:1: the seal names another case/],
    ['no seal', [{ case: 1, version: 1 }], /:1: /],
    ['no JSON', ['x'], /:1: not a JSON object/],
  ];
  for (const [name, list, message] of rows) {
    const result = check('false.ndjson', list);
    assert.equal(result.status, 1, name);
    assert.match(result.stderr, message, name);
  }
  assert.match(site.ctl(['verify', '/nowhere.ndjson']).stderr, /nowhere\.ndjson: No such file/);
});

test('with a key set a chain is checked without the site', async () => {
  const path = file(download().slice(0, 20), 'alone.ndjson');
  const other = await startRedis();
  try {
    const keys = other.ctl(['key', 'list']).stdout;
    assert.match(keys, /answer/);
    const strange = other.ctl(['verify', path]);
    assert.equal(strange.status, 1, 'another site has other keys');
    assert.match(strange.stderr, /:1: the signature is wrong/);
  } finally {
    await other.stop();
  }
  const secret = JSON.parse(readFileSync(site.ctl(['key', 'list']).stdout.split('\n').find((l) =>
    l.includes('\tanswer\t')).split('\t')[4], 'utf8'));
  const jwks = file([await publicSet(secret)], 'jwks.json');
  const alone = site.ctl(['verify', path, '--jwks', jwks, '--config', '/nowhere.conf', '--state',
    '/nowhere']);
  assert.equal(alone.status, 0, alone.stderr);
  assert.match(alone.stdout, /^20 seals in order, 0 wrong/);
  const empty = site.ctl(['verify', path, '--jwks', file([{ keys: [] }], 'empty.json')]);
  assert.equal(empty.status, 1);
  assert.match(site.ctl(['verify', path, '--jwks', file(['x'], 'nojson.json')]).stderr, /not a JWK set/);
  assert.match(site.ctl(['verify', path, '--jwks', '/nowhere.json']).stderr, /nowhere\.json: No such file/);
});

// The public half of a key file, made by OpenSSL through node: a second opinion on what the program prints.
async function publicSet({ kid, secret }) {
  const { createECDH } = await import('node:crypto');
  const curve = createECDH('prime256v1');
  curve.setPrivateKey(Buffer.from(secret, 'base64url'));
  const point = curve.getPublicKey();
  const half = (from) => point.subarray(from, from + 32).toString('base64url');
  return { keys: [{ kty: 'EC', crv: 'P-256', kid, use: 'sig', alg: 'ES256', x: half(1), y: half(33) }] };
}

test('the sample data fills only an empty site, and all of it agrees', async () => {
  const full = site.ctl(['demo', 'conf/demo']);
  assert.equal(full.status, 1);
  assert.match(full.stderr, /there are cases already/);
  const other = await startRedis();
  try {
    other.ctl(['column', 'load', 'conf/columns.csv']);
    const result = other.ctl(['demo', 'conf/demo']);
    assert.equal(result.status, 0, result.stderr);
    assert.match(result.stdout,
      /^\d+ departments, \d+ accounts, \d+ messages, 12 articles\npassword of these accounts \(shown only now\): \S{16}\n$/);
    const wanted = readFileSync(join(ROOT, 'conf/demo/messages.ndjson'),
      'utf8').split('\n').filter(Boolean).map((l) => JSON.parse(l));
    assert.equal(other.redis('get', '{yunchuan}:seq'), String(wanted.length));
    assert.equal(other.ctl(['recount', '--check']).status, 0);
    assert.equal(other.ctl(['verify']).status, 0);
    const votes = wanted.reduce((sum, m) => sum + m.supports, 0);
    const likes = Array.from({ length: wanted.length },
      (_, i) => Number(other.redis('hget', `{yunchuan}:case:${i + 1}`, 'likes') || 0));
    assert.equal(likes.reduce((sum, n) => sum + n), votes);
    assert.equal(other.ctl(['demo', 'conf/demo']).status, 1, 'not twice');
  } finally {
    await other.stop();
  }
});

test('sample data with a fault says where and takes nothing more', async () => {
  const other = await startRedis();
  try {
    assert.match(other.ctl(['demo', '/nowhere']).stderr, /nowhere\/departments\.ndjson: No such file/);
    for (const [name, text] of [['departments', '{"id":"a","name":"甲局"}'],
      ['staff', '{"id":"m","name":"某","roles":["moderator"]}']]) {
      writeFileSync(join(other.state, `${name}.ndjson`), text + '\n');
    }
    writeFileSync(join(other.state, 'messages.ndjson'), JSON.stringify({
      key: 'k1', minutes_ago: 90, title: '人民路的路灯不亮', body: LINE.body, category: 'help', area: '',
        name: '某', phone: '', anonymous: true,
      supports: 0, views: 0, comments: [], steps: [{ action: 'approve', by: 'm', minutes_ago: 60 }],
    }) + '\n');
    const result = other.ctl(['demo', other.state, '--password-stdin'], 'ein-gutes-wort\n');
    assert.equal(result.status, 1);
    assert.match(result.stderr, /k1, step approve: /);
  } finally {
    await other.stop();
  }
});
