// A person at a desk: what the staff's tests share beyond lib.mjs.
import { createHmac } from 'node:crypto';
import { PASSWORD, Person, QUESTION, startStack } from './lib.mjs';

export class Desk extends Person {
  /** The page as people see it: {status, html, headers}. */
  async page(path) {
    const reply = await this.get(path, { accept: 'text/html' });
    return { status: reply.status, html: reply.content, headers: reply.headers };
  }

  /** The JSON twin, whatever its status: {status, body, headers}. */
  async twin(path) {
    const [name, query] = path.split('?');
    const reply = await this.get(`${name}.json${query ? `?${query}` : ''}`);
    return { status: reply.status, body: JSON.parse(reply.content), headers: reply.headers };
  }

  /** Posts a form as a program does, or as a browser (html). */
  async submit(path, fields, { html = false } = {}) {
    const reply = await this.post(path, fields, { accept: html ? 'text/html' : 'application/json' });
    const json = /json/.test(reply.headers.get('content-type') ?? '');
    return {
      status: reply.status, headers: reply.headers, html: reply.content,
      body: json ? JSON.parse(reply.content) : undefined, location: reply.headers.get('location'),
    };
  }

  async enter(account, password = PASSWORD, code = '') {
    return this.submit('/staff/login', { form: await this.token('/staff/login'), account, password, code });
  }

  async leave() {
    const { html } = await this.page('/staff');
    const form = /action="\/staff\/logout"><input type="hidden" name="form" value="([^"]+)"/.exec(html)[1];
    return this.submit('/staff/logout', { form });
  }

  /** Any form of the staff's; its token is that of the own account's page. */
  async staff(path, fields = {}, options = {}) {
    return this.submit(path, { form: await this.token('/staff/me'), ...fields }, options);
  }

  /** An action on a case, at the version it has now unless fields say another. */
  async do(n, action, fields = {}, options = {}) {
    const { body } = await this.twin(`/staff/cases/${n}`);
    return this.staff(`/staff/cases/${n}/${action}`, { version: body.version ?? 1, ...fields }, options);
  }

  /** The same for an action that must succeed: {case, number, state, version}. */
  async must(n, action, fields = {}) {
    const answer = await this.do(n, action, fields);
    if (answer.status !== 200) throw new Error(`${action}: ${answer.status} ${answer.html}`);
    return answer.body;
  }
}

/** A stack with nobody but the administrator, who is signed in: {stack, admin}; options: as of startStack. */
export async function startDesks(options = {}) {
  const stack = await startStack({ staff: false, ...options });
  const admin = new Desk(stack);
  await admin.login('admin', stack.adminPassword);
  return { stack, admin };
}

/** The same with two departments and who carries a case: a moderator, a dispatcher, a clerk of each department. */
export async function startTeam() {
  const { stack, admin } = await startDesks();
  await addDept(admin, 'zjj', '市住房和城乡建设局');
  await addDept(admin, 'jtj', '市交通运输局');
  return { stack, admin,
    moderator: await hire(stack, admin, 'shenhe', ['moderator']),
    dispatcher: await hire(stack, admin, 'jiaoban', ['dispatcher']),
    clerk: await hire(stack, admin, 'zhujian', ['clerk'], 'zjj'),
    other: await hire(stack, admin, 'jiaotong', ['clerk'], 'jtj') };
}

let asked = 0;

/** A question by a resident of its own: {case, number, code, track}. */
export async function ask(stack, fields = {}) {
  asked += 1;
  const answer = await new Person(stack).ask({
    ...QUESTION, title: `南湖公园第 ${asked} 盏路灯不亮`, phone: '', ...fields,
  });
  if (answer.status !== 201) throw new Error(`ask: ${JSON.stringify(answer)}`);
  return answer;
}

/** Makes an account on the admin's page, as if a day ago so that its roles count for approving too, and signs it in. */
export async function hire(stack, admin, id, roles, dept = '') {
  const fields = { id, name: `${id}姓名`, dept, password: PASSWORD };
  for (const role of roles) fields[`role_${role}`] = '1';
  const made = await admin.staff('/staff/accounts', fields);
  if (made.status !== 201) throw new Error(`hire ${id}: ${made.status} ${made.html}`);
  stack.redis('hset', `{yunchuan}:staff:${id}`, 'fresh_until', String(Date.now() - 1));
  const desk = new Desk(stack);
  const login = await desk.enter(id);
  if (login.status !== 200) throw new Error(`login ${id}: ${login.status} ${login.html}`);
  return desk;
}

export async function addDept(admin, id, name, phrases = '') {
  const made = await admin.staff('/staff/departments', { id, name, phone: '0873-1234567', phrases });
  if (made.status !== 201) throw new Error(`dept ${id}: ${made.status} ${made.html}`);
}

/** RFC 6238 by hand: SHA-1, 30 s, six digits. */
export function totp(secret, steps = 0) {
  const bits = [...secret].map((c) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(c).toString(2).padStart(5,
    '0')).join('');
  const key = Buffer.from(bits.match(/.{8}/g).map((b) => parseInt(b, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30000) + steps));
  const mac = createHmac('sha1', key).update(counter).digest();
  const at = mac[19] & 15;
  return String((mac.readUInt32BE(at) & 0x7fffffff) % 1000000).padStart(6, '0');
}
