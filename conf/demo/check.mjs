#!/usr/bin/env node
// Checks the sample data beside this file: every line's form, every case's way through the lifecycle,
// and that each state, department and odd turn occurs often enough.  Prints the counts; exits 1 with one
// line per fault.  Needs only node 18.
import { readFileSync } from 'node:fs';

const here = new URL('.', import.meta.url);
const faults = [];
const fault = (where, what) => faults.push(`${where}: ${what}`);

function load(name) {
  const rows = [];
  readFileSync(new URL(name, here), 'utf8').split('\n').forEach((line, i) => {
    if (line === '') return;
    try {
      rows.push(JSON.parse(line));
    } catch (e) {
      fault(`${name}:${i + 1}`, e.message);
    }
  });
  return rows;
}

const length = (s) => [...s].length;
const onlyKeys = (where, o, allowed) => {
  for (const key of Object.keys(o)) if (!allowed.includes(key)) fault(where, `unknown field ${key}`);
};
const text = (where, field, s, min, max) => {
  if (typeof s !== 'string') return fault(where, `${field} is not a text`);
  const n = length(s);
  if (n < min || n > max) fault(where, `${field} has ${n} characters, not ${min} to ${max}`);
  if (s !== s.trim()) fault(where, `${field} has blanks at an end`);
  if (/[^\P{C}\n]/u.test(s)) fault(where, `${field} has control characters`);
  if (/\p{Script=Han}[,;:?!()"]|[,;:?!()"]\p{Script=Han}/u.test(s)) fault(where, `${field} has half-width punctuation`);
};
const count = (where, field, n, min, max) => {
  if (!Number.isInteger(n) || n < min || n > max) fault(where, `${field} is not a whole number ${min} to ${max}`);
};
const unique = (where, list) => {
  const seen = new Set();
  for (const x of list) seen.has(x) ? fault(where, `${x} occurs twice`) : seen.add(x);
};

// The lifecycle: who may do what in which state, and where it leads (null: the state stays).
const LIFECYCLE = {
  accept: { by: 'moderator', from: ['pending'], to: 'accepted' },
  decline: { by: 'moderator', from: ['pending', 'accepted'], to: 'declined', fields: ['reason', 'note'] },
  merge: { by: 'moderator', from: ['pending', 'accepted'], to: 'merged', fields: ['into'] },
  assign: { by: 'dispatcher', from: ['accepted', 'pending'], to: 'assigned', fields: ['dept'] },
  assist: { by: 'dispatcher', from: ['assigned', 'drafted'], to: null, fields: ['dept', 'reason'] },
  opinion: { by: 'clerk', from: ['assigned', 'drafted'], to: null, fields: ['text'] },
  return: { by: 'clerk', from: ['assigned'], to: 'accepted', fields: ['reason'] },
  extend: { by: 'dispatcher', from: ['assigned'], to: 'assigned', fields: ['days', 'reason'] },
  draft: { by: 'clerk', from: ['assigned'], to: 'drafted', fields: ['text'] },
  reject: { by: 'approver', from: ['drafted'], to: 'assigned', fields: ['reason'] },
  approve: { by: 'approver', from: ['drafted'], to: 'answered' },
  revise: { by: 'clerk', from: ['answered'], to: 'drafted', fields: ['text', 'reason'] },
  rate: { by: 'asker', from: ['answered'], to: 'closed', fields: ['rating', 'comment'] },
  reopen: { by: 'asker', or: 'supervisor', from: ['answered', 'closed'], to: 'assigned', fields: ['reason'] },
  close: { by: 'jobs', from: ['answered'], to: 'closed' },
  withdraw: { by: 'asker', from: ['pending', 'accepted', 'assigned'], to: 'withdrawn' },
  remind: { by: 'supervisor', from: ['assigned', 'drafted'], to: null, fields: ['note'] },
  supervise: { by: 'supervisor', from: ['assigned', 'drafted'], to: null, fields: ['note'] },
  unpublish: {
    by: 'moderator', to: null, fields: ['reason'],
    from: ['accepted', 'assigned', 'drafted', 'answered', 'closed'],
  },
};
const DECLINE = ['ads', 'duplicate', 'scope', 'unclear', 'privacy', 'abuse', 'illegal'];
const ROLES = ['moderator', 'dispatcher', 'approver', 'supervisor', 'editor', 'reviewer'];
const CATEGORIES = ['consult', 'complaint', 'suggestion', 'help', 'other'];
const AUTO_CLOSE_MINUTES = 15 * 1440;

const departments = load('departments.ndjson');
const staff = load('staff.ndjson');
const messages = load('messages.ndjson');
const deptIds = new Set(departments.map((d) => d.id));
const people = new Map(staff.map((s) => [s.id, s]));
const positions = new Map(messages.map((m, i) => [m.key, i]));

unique('departments', departments.map((d) => d.id));
unique('departments', departments.map((d) => d.name));
for (const d of departments) {
  const where = `department ${d.id}`;
  onlyKeys(where, d, ['id', 'name', 'phone', 'phrases']);
  if (!/^[a-z][a-z0-9]{1,15}$/.test(d.id)) fault(where, 'odd id');
  text(where, 'name', d.name, 3, 30);
  text(where, 'phone', d.phone, 5, 20);
  if (d.phrases.length < 3 || d.phrases.length > 5) fault(where, `${d.phrases.length} phrases`);
  for (const p of d.phrases) text(where, 'phrase', p, 8, 100);
  if (!staff.some((s) => s.dept === d.id && s.roles.includes('clerk'))) fault(where, 'has no clerk');
}

unique('staff', staff.map((s) => s.id));
for (const s of staff) {
  const where = `account ${s.id}`;
  onlyKeys(where, s, ['id', 'name', 'roles', 'dept']);
  if (!/^[a-z][a-z0-9]{1,15}$/.test(s.id)) fault(where, 'odd id');
  text(where, 'name', s.name, 3, 20);
  if (s.roles.length !== 1 || ![...ROLES, 'clerk'].includes(s.roles[0])) fault(where, 'odd roles');
  if (s.roles.includes('clerk') !== deptIds.has(s.dept)) fault(where, 'a clerk has a department, nobody else has');
}
for (const role of ROLES) if (!staff.some((s) => s.roles.includes(role))) fault('staff', `nobody is ${role}`);

// Who acts: the asker and the jobs have no account, so their steps have no "by".
function checkActor(where, step, rule, dept) {
  if (step.by === undefined) {
    if (rule.by !== 'asker' && rule.by !== 'jobs') fault(where, 'has no "by"');
    return;
  }
  const person = people.get(step.by);
  if (!person) return fault(where, `unknown account ${step.by}`);
  const role = person.roles[0];
  if (role !== rule.by && role !== rule.or) fault(where, `${step.by} is ${role}`);
  if (role === 'clerk' && person.dept !== dept) fault(where, `${step.by} is not of ${dept}`);
}

function checkFields(where, m, step) {
  onlyKeys(where, step, ['action', 'by', 'minutes_ago', ...(LIFECYCLE[step.action].fields ?? [])]);
  if (step.action === 'decline') {
    if (!DECLINE.includes(step.reason)) fault(where, `unknown reason ${step.reason}`);
    text(where, 'note', step.note, 10, 200);
  } else if ('reason' in step || ['assist', 'return', 'extend', 'reject', 'revise', 'reopen', 'unpublish'].includes(step.action)) {
    text(where, 'reason', step.reason, 10, 200);
  }
  if (['assign', 'assist'].includes(step.action) && !deptIds.has(step.dept)) fault(where, `unknown department ${step.dept}`);
  if (step.action === 'opinion') text(where, 'text', step.text, 10, 400);
  if (step.action === 'extend') count(where, 'days', step.days, 1, 10);
  if (step.action === 'draft' || step.action === 'revise') text(where, 'text', step.text, 80, 700);
  if (step.action === 'rate') count(where, 'rating', step.rating, 1, 5);
  if (step.comment !== undefined) text(where, 'comment', step.comment, 2, 200);
  if (step.action === 'remind' || step.action === 'supervise') text(where, 'note', step.note, 10, 200);
  if (step.action === 'merge') {
    const into = positions.get(step.into);
    if (into === undefined || into >= positions.get(m.key)) fault(where, `${step.into} is not an earlier case`);
    else if (messages[into].steps.some((s) => s.action === 'merge')) fault(where, `${step.into} is itself merged`);
  }
}

// Walks one case; returns what it came to.
function walk(m) {
  const c = { state: 'pending', dept: null, helper: null, ends: {}, from: Infinity, drafted: 0, answers: 0, answered: 0, rated: [] };
  let last = m.minutes_ago;
  m.steps.forEach((step, i) => {
    const where = `${m.key} step ${i + 1} (${step.action})`;
    const rule = LIFECYCLE[step.action];
    if (!rule) return fault(where, 'unknown action');
    if (!rule.from.includes(c.state)) fault(where, `not allowed when ${c.state}`);
    if (!(step.minutes_ago >= 0 && step.minutes_ago < last)) fault(where, `not later than what comes before`);
    last = step.minutes_ago;
    if (step.action === 'assign') c.dept = step.dept;
    if (step.action === 'assist') c.helper = step.dept;
    checkActor(where, step, rule, step.action === 'opinion' ? c.helper : c.dept);
    checkFields(where, m, step);
    if (['extend', 'reopen'].includes(step.action) && c.ends[step.action]) fault(where, 'allowed once');
    if (step.action === 'close' && c.answered - step.minutes_ago < AUTO_CLOSE_MINUTES) fault(where, 'too early');
    if (step.action === 'approve') {
      c.answers++;
      c.answered = step.minutes_ago;
    }
    if (step.action === 'rate') c.rated.push(step.rating);
    if (step.action === 'unpublish') c.unpublishedAt = step.minutes_ago;
    if (['accept', 'assign'].includes(step.action) && c.from === Infinity) c.from = step.minutes_ago;
    c.ends[step.action] = (c.ends[step.action] ?? 0) + 1;
    c.state = rule.to ?? c.state;
  });
  if (c.state === 'answered' && c.answered >= AUTO_CLOSE_MINUTES) fault(m.key, 'answered so long ago that it would close itself');
  return c;
}

unique('messages', messages.map((m) => m.key));
unique('messages', messages.map((m) => m.title));
unique('messages', messages.map((m) => m.body));
unique('messages', messages.map((m) => m.phone));
const cases = messages.map((m, i) => {
  onlyKeys(m.key, m, ['key', 'minutes_ago', 'title', 'body', 'category', 'area', 'name', 'phone', 'anonymous',
    'supports', 'views', 'comments', 'steps']);
  if (!/^demo-\d{3}$/.test(m.key)) fault(m.key, 'odd key');
  if (i > 0 && m.minutes_ago > messages[i - 1].minutes_ago) fault(m.key, 'stands after a younger one');
  if (!(m.minutes_ago > 0 && m.minutes_ago < 365 * 1440)) fault(m.key, 'odd minutes_ago');
  text(m.key, 'title', m.title, 4, 60);
  text(m.key, 'body', m.body, 20, 900);
  if (/\n{3}| \n/.test(m.body)) fault(m.key, 'body has ragged lines');
  if (!CATEGORIES.includes(m.category)) fault(m.key, `unknown category ${m.category}`);
  if (m.area !== '') text(m.key, 'area', m.area, 3, 10);
  text(m.key, 'name', m.name, 2, 12);
  if (!/^1380000\d{4}$/.test(m.phone)) fault(m.key, `phone ${m.phone} is not an obviously made-up one`);
  if (typeof m.anonymous !== 'boolean') fault(m.key, 'anonymous is not true or false');
  count(m.key, 'supports', m.supports, 0, 120);
  count(m.key, 'views', m.views, 0, 3000);
  if (m.supports > m.views) fault(m.key, 'more supports than views');
  const c = walk(m);
  for (const k of m.comments) {
    onlyKeys(`${m.key} comment`, k, ['minutes_ago', 'body', 'held']);
    text(`${m.key} comment`, 'body', k.body, 2, 300);
    if (!(k.minutes_ago >= 0 && k.minutes_ago <= c.from)) fault(m.key, 'a comment before the topic was public');
    if (k.minutes_ago < (c.unpublishedAt ?? 0)) fault(m.key, 'a comment after the topic was unpublished');
  }
  if (c.from === Infinity && m.supports > 0) fault(m.key, 'supported though never public');
  return c;
});
const answers = messages.flatMap((m) => m.steps.filter((s) => s.text).map((s) => s.text));
unique('answers', answers);
unique('openings of answers', answers.map((a) => a.slice(0, 24)));

// What must occur, how often; one line of output each.
const inState = (state) => cases.filter((c) => c.state === state).length;
const did = (action, more = () => true) => cases.filter((c) => c.ends[action] && more(c)).length;
const rated = (n) => cases.filter((c) => c.state === 'closed' && c.rated.at(-1) === n).length;
const answerDepts = new Set(cases.filter((c) => c.answers > 0).map((c) => c.dept)).size;
const assignedDepts = new Set(cases.filter((c) => c.state === 'assigned').map((c) => c.dept)).size;
const bodies = messages.map((m) => length(m.body));
const NEEDED = [
  ['departments', departments.length, 14],
  ['accounts', staff.length, ROLES.length + departments.length],
  ['topics', messages.length, 84],
  ['pending', inState('pending'), 8],
  ['accepted', inState('accepted'), 4],
  ['declined', inState('declined'), 2],
  ['merged', inState('merged'), 2],
  ['assigned', inState('assigned'), 10],
  ['drafted', inState('drafted'), 4],
  ['answered', inState('answered'), 22],
  ['closed', inState('closed'), 18],
  ['closed and rated', cases.filter((c) => c.state === 'closed' && c.rated.length > 0).length, 18],
  ...[1, 2, 3, 4, 5].map((n) => [`closed and rated ${n}`, rated(n), 1]),
  ['closed unrated', did('close'), 1],
  ['withdrawn', inState('withdrawn'), 1],
  ['assigned after a return', did('return', (c) => c.state === 'assigned'), 1],
  ['assigned and extended', did('extend', (c) => c.state === 'assigned'), 1],
  ['assigned and supervised', did('supervise', (c) => c.state === 'assigned'), 1],
  ['assigned after a rating of 1 or 2', did('reopen', (c) => c.state === 'assigned' && c.rated[0] <= 2), 1],
  ['reopened and answered again', did('reopen', (c) => c.answers === 2), 1],
  ['rejected draft written again', did('reject', (c) => c.ends.draft === 2), 1],
  ['revised answer approved again', did('revise', (c) => c.answers === 2), 1],
  ['unpublished after its answer', did('unpublish', (c) => c.answers > 0), 1],
  ['held comments', messages.flatMap((m) => m.comments).filter((k) => k.held === true).length, 2],
  ['comments', messages.flatMap((m) => m.comments).length, 60],
  ['anonymous', messages.filter((m) => m.anonymous).length, 8],
  ['departments with an answer', answerDepts, 12],
  ['departments with open work', assignedDepts, 10],
  ['answers', answers.length, 50],
  ['bodies under 60 characters', bodies.filter((n) => n < 60).length, 3],
  ['bodies over 400 characters', bodies.filter((n) => n > 400).length, 3],
  ['bodies with a phone number', messages.filter((m) => /1\d{10}/.test(m.body)).length, 4],
  ['bodies with an ID number', messages.filter((m) => /\d{17}[\dX]/.test(m.body)).length, 3],
  ...CATEGORIES.map((k) => [`category ${k}`, messages.filter((m) => m.category === k).length, 2]),
];
for (const [what, n, least] of NEEDED) {
  console.log(`${String(n).padStart(4)}  ${what}`);
  if (n < least) fault('counts', `${what}: ${n}, at least ${least} wanted`);
}
console.log(`      bodies of ${Math.min(...bodies)} to ${Math.max(...bodies)} characters`);
for (const f of faults) console.error(f);
process.exit(faults.length > 0 ? 1 : 0);
