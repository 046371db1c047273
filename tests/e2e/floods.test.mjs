// One address that sends half of everything, and more readers than the workers can serve: everybody else is
// served.
import assert from 'node:assert/strict';
import { request } from 'node:http';
import { connect } from 'node:net';
import { after, before, test } from 'node:test';
import { childrenOf } from './fault_stack.mjs';
import { Person, QUESTION, sleep, startStack } from './lib.mjs';

let stack;
before(async () => { stack = await startStack({ staff: false, env: { EXEMPT: '127.0.0.3' } }); });
after(() => stack && stack.stop());

// A request from another loopback address: { status, content }, or the error that ended it.
function from(localAddress, path, { method = 'GET', headers = {}, body } = {}) {
  return new Promise((done) => {
    request({ port: stack.port, host: '127.0.0.1', localAddress, path, method, headers, agent: false,
      timeout: 15000 }, (reply) => {
      let content = '';
      reply.setEncoding('utf8').on('data', (part) => { content += part; });
      reply.on('end', () => done({ status: reply.statusCode, content })).on('error',
        (error) => done({ status: 0, content: error.code }));
    }).on('error', (error) => done({ status: 0, content: error.code })).on('timeout',
      function end() { this.destroy(); }).end(body);
  });
}

// A question from the address, as a resident sends one; gives the status.
async function ask(address) {
  const shown = await from(address, '/topics/new.json');
  if (shown.status !== 200) return shown.status;
  const body = new URLSearchParams({ form: JSON.parse(shown.content).form, ...QUESTION,
    phone: '' }).toString();
  const headers = { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' };
  return (await from(address, '/topics', { method: 'POST', headers, body })).status;
}

const HALF = 'POST /topics HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 9999\r\n\r\ntitle=';

// So many connections of the address, a few at a time, that each send half a post and wait: { answered,
// stop() }.
async function halfSent(count, localAddress) {
  const links = [];
  const flood = { answered: 0, stop: () => links.forEach((link) => link.destroy()) };
  for (let i = 0; i < count; i += 1) {
    const link = connect({ port: stack.port, host: '127.0.0.1', localAddress }, () => link.write(HALF));
    link.on('error', () => {}).once('data', () => { flood.answered += 1; });
    links.push(link);
    if (i % 5 === 4) await sleep(4); // so slowly that nginx takes none of them for idle
  }
  return flood;
}

// The limits leave 127.0.0.3 alone, so it can do at once what others do in minutes.
test('2,300 half-sent posts of one address keep nobody else from browsing and posting', async () => {
  const flood = await halfSent(2300, '127.0.0.3');
  try {
    await sleep(1000);
    for (const path of ['/', '/topics/new', '/topics.json', '/static/site.css'])
      assert.equal((await from('127.0.0.2', path)).status, 200, path);
    assert.equal(await ask('127.0.0.2'), 201);
    assert.equal(flood.answered, 0);
  } finally {
    flood.stop();
  }
});

test('one address may be sending a hundred posts at a time, and no more', async () => {
  const flood = await halfSent(130, '127.0.0.1');
  try {
    await sleep(4500); // by then the rate alone has let 120 through
    const sending = 130 - flood.answered;
    assert.ok(sending >= 80 && sending <= 100, `${sending} are sending`);
    assert.equal(await ask('127.0.0.2'), 201);
  } finally {
    flood.stop();
  }
});

test('an address that searches without end is told to wait, reads on, and what it searched for is not logged',
  async () => {
  const asked = await Promise.all(Array.from({ length: 150 }, (_, i) =>
    from('127.0.0.9', `/search${i % 2 ? '.json' : ''}?q=%E8%B7%AF${i}`)));
  const held = asked.filter(({ status }) => status === 429);
  assert.ok(held.length > 50, String(held.length));
  assert.ok(asked.some(({ status }) => status === 200));
  assert.ok(held.every(({ content }) => /稍后|稍候|error/.test(content)), held[0].content);
  assert.equal((await from('127.0.0.9', '/topics')).status, 200);
  assert.equal((await from('127.0.0.8', '/search?q=%E8%B7%AF')).status, 200);
  assert.match(stack.log('access'), /"GET \/search\?\.\.\. /);
  assert.doesNotMatch(stack.log('access'), /E8%B7%AF/);
});

test('with 800 readers waiting, forms, posts and the staff have their place, and the log does not grow',
  async () => {
  await from('127.0.0.3', '/topics');
  await sleep(2100);
  const workers = childrenOf(stack.pid('worker'));
  for (const pid of workers) process.kill(pid, 'SIGSTOP');
  let readers;
  let served;
  try {
    readers = Array.from({ length: 800 }, (_, i) => from('127.0.0.3', `/topics/${i + 1}`));
    await sleep(700);
    served = ['/topics/new', '/challenge.json', '/staff/login', '/track',
      '/t/a.b.c'].map((path) => from('127.0.0.3', path));
    await sleep(200);
    assert.equal((await from('127.0.0.3', '/topics')).status, 200, 'what is stored is shown meanwhile');
  } finally {
    for (const pid of workers) process.kill(pid, 'SIGCONT');
  }
  assert.deepEqual((await Promise.all(served)).map(({ status }) => status), [200, 200, 200, 200, 404]);
  assert.equal(await ask('127.0.0.3'), 201);
  const refused = (await Promise.all(readers)).filter(({ status }) => status === 503);
  assert.ok(refused.length > 300, `${refused.length} refused`);
  assert.ok(stack.log('nginx').split('\n').length < 20, stack.log('nginx').slice(0, 2000));
});
