// A person at a desk, or a resident, as a program: cookies, form tokens, JSON answers.

export const PASSWORD = 'correct horse 2026';

export class Client {
  constructor(base) {
    this.base = base;
    this.cookies = new Map();
  }

  async request(path, options = {}) {
    const headers = { ...options.headers };
    if (this.cookies.size > 0) headers.cookie = [...this.cookies].map(([k, v]) => `${k}=${v}`).join('; ');
    const response = await fetch(this.base + path, { redirect: 'manual', ...options, headers });
    for (const line of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line);
      if (/max-age=0/i.test(line)) this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    return response;
  }

  /** The page as people see it: {status, html, headers}. */
  async page(path) {
    const response = await this.request(path, { headers: { accept: 'text/html' } });
    return { status: response.status, html: await response.text(), headers: response.headers };
  }

  /** The JSON twin: {status, body}. */
  async json(path) {
    const [name, query] = path.split('?');
    const response = await this.request(`${name}.json${query ? `?${query}` : ''}`);
    return { status: response.status, body: await response.json(), headers: response.headers };
  }

  /** Posts a form as a browser does (html) or as a program (json, the usual). */
  async post(path, fields, { html = false } = {}) {
    const response = await this.request(path, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', accept: html ? 'text/html' : 'application/json' },
      body: new URLSearchParams(fields),
    });
    const text = await response.text();
    const json = /json/.test(response.headers.get('content-type') ?? '');
    return {
      status: response.status, headers: response.headers, html: text, body: json ? JSON.parse(text) : undefined,
      location: response.headers.get('location'),
    };
  }

  /** A fresh form token from the page at path. */
  async token(path) {
    return (await this.json(path)).body.form;
  }

  async login(account, password = PASSWORD, code = '') {
    const form = await this.token('/staff/login');
    return this.post('/staff/login', { form, account, password, code });
  }

  async logout() {
    const { html } = await this.page('/staff');
    const form = /action="\/staff\/logout"><input type="hidden" name="form" value="([^"]+)"/.exec(html)[1];
    return this.post('/staff/logout', { form });
  }

  /** Any form of the staff's: the token is that of the own account's page. */
  async staff(path, fields = {}, options = {}) {
    const form = await this.token('/staff/me');
    return this.post(path, { form, ...fields }, options);
  }

  /** An action on a case, at the version it has now unless fields say another. */
  async act(n, action, fields = {}, options = {}) {
    const { body } = await this.json(`/staff/cases/${n}`);
    return this.staff(`/staff/cases/${n}/${action}`, { version: body.version ?? 1, ...fields }, options);
  }
}

let asked = 0;

/** A resident's question: {case, number, code, track}. */
export async function ask(base, fields = {}) {
  const resident = new Client(base);
  const form = await resident.token('/topics/new');
  asked += 1;
  const answer = await resident.post('/topics', {
    form, title: `南湖公园路灯第 ${asked} 盏不亮`, body: `南湖公园东门往里第 ${asked} 盏路灯坏了一个星期，晚上散步看不清路，请修一下。`,
    category: 'complaint', area: '城关街道', name: '张三丰', phone: '', ...fields,
  });
  if (answer.status !== 201) throw new Error(`ask: ${answer.status} ${answer.html}`);
  return { ...answer.body, resident };
}

/** Makes an account through the admin's page and signs it in. */
export async function hire(base, admin, id, roles, dept = '') {
  const fields = { id, name: `${id}姓名`, dept, password: PASSWORD };
  for (const role of roles) fields[`role_${role}`] = '1';
  const made = await admin.staff('/staff/accounts', fields);
  if (made.status !== 201) throw new Error(`hire ${id}: ${made.status} ${made.html}`);
  const client = new Client(base);
  const login = await client.login(id);
  if (login.status !== 200) throw new Error(`login ${id}: ${login.status} ${login.html}`);
  return client;
}

export async function addDept(admin, id, name, phrases = '') {
  const made = await admin.staff('/staff/departments', { id, name, phone: '0873-1234567', phrases });
  if (made.status !== 201) throw new Error(`dept ${id}: ${made.status} ${made.html}`);
}
