// What the bench measures against: nginx with little more than the board's socket, and tests/bench/floor.c.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { cpus } from 'node:os';
import { join, resolve } from 'node:path';
import { ROOT } from '../e2e/lib.mjs';

export const BUILD = resolve(ROOT, process.env.BUILD || 'build');
export const WORKERS = Math.max(2, cpus().length);
// What was started, for whoever ends it.
export const ended = [];

// nginx as scripts/run has it, but without cache and limits: ours and the floor differ by the socket alone.
// The static file goes out with the headers of the page that it stands for.
export function startNginx(stack, passes, headers, port) {
  const params = readFileSync(join(ROOT, 'conf/nginx/site.conf'),
    'utf8').match(/^fastcgi_param .*$/gm).join('\n');
  const server = (pass) =>
    `server { listen 127.0.0.1:${pass.port} reuseport; ${params} location / { fastcgi_pass unix:${pass.socket}; } }`;
  const own = ['server', 'date', 'content-type', 'content-length', 'connection'];
  const same = Object.entries(headers).filter(([name]) => !own.includes(name)).map(([name, text]) =>
    `add_header ${name} "${text}";`);
  const dir = stack.state;
  writeFileSync(join(dir, 'bench.conf'), `user root; daemon off; worker_processes auto;
    pid ${dir}/run/bench-nginx.pid; error_log stderr warn;
    pcre_jit on; events { worker_connections 1024; multi_accept on; }
    http { include /etc/nginx/mime.types; sendfile on; tcp_nopush on; server_tokens off; charset utf-8;
      geo $wz_exempt { default 1; }
      include ${ROOT}/conf/nginx/http.conf;
      access_log ${dir}/log/bench.log wenzheng buffer=32k flush=1s;
      client_body_temp_path ${dir}/tmp/b1; fastcgi_temp_path ${dir}/tmp/b2; proxy_temp_path ${dir}/tmp/b3;
      uwsgi_temp_path ${dir}/tmp/b4; scgi_temp_path ${dir}/tmp/b5;
      keepalive_requests 1000000; fastcgi_buffer_size 16k; fastcgi_buffers 16 16k;
      ${passes.map(server).join('\n')}
      server { listen 127.0.0.1:${port} reuseport; root ${dir}/files; ${same.join(' ')} } }`);
  const child = spawn('nginx', ['-e', 'stderr', '-p', dir, '-c', join(dir, 'bench.conf')],
    { stdio: ['ignore', 'ignore', 'inherit'] });
  ended.push(child);
}

export function startFloor(stack, floor) {
  writeFileSync(`${floor.socket}.commands`, floor.commands.join('\n') + '\n');
  const password = readFileSync(join(stack.state, 'redis.pass'), 'utf8').trim();
  ended.push(spawn(join(BUILD, 'bench/floor'), [floor.socket, String(WORKERS),
    join(stack.state, 'run/redis.sock'), 'wenzheng',
    password, String(floor.bytes), `${floor.socket}.commands`], { stdio: 'inherit' }));
}

export const fetchOnce = (url, agent) => new Promise((done, failed) => {
  http.get(url, { agent }, (reply) => {
    let text = '';
    reply.setEncoding('utf8').on('data', (part) => { text += part; }).on('end',
      () => done({ text, headers: reply.headers, status: reply.statusCode }));
  }).on('error', failed);
});

// So many at once, or on a busy machine what a worker reads once a second is read for every page.
const AT_ONCE = 20;

// How often each Redis command was run for one GET of url.  The background processes stand still meanwhile:
// theirs don't count.
async function commandsOf(stack, url) {
  const others = ['jobs', 'notify'].filter((name) =>
    existsSync(join(stack.state, `run/${name}.pid`))).map((name) => stack.pid(name));
  for (const pid of others) process.kill(pid, 'SIGSTOP');
  try {
    return await countCommands(stack, url);
  } finally {
    for (const pid of others) process.kill(pid, 'SIGCONT');
  }
}

async function countCommands(stack, url) {
  const times = 200;
  const calls = () => new Map([...stack.redis('info',
    'commandstats').matchAll(/cmdstat_(\S+?):calls=(\d+)/g)].map((m) => [m[1], Number(m[2])]));
  const before = calls();
  for (let i = 0; i < times; i += AT_ONCE) await Promise.all(Array.from({ length: AT_ONCE }, () =>
    fetchOnce(url)));
  const after = calls();
  const each = [...after].map(([name, count]) => [name,
    Math.round((count - (before.get(name) || 0)) / times)]);
  return each.filter(([name, count]) => count > 0 &&
    name !== 'info').map(([name, count]) => `${count} ${name}`).sort().join(', ');
}

// A floor that does other commands than the board would measure nothing.  What the workers read once a second
// counts for a page where the machine is so busy that few pages fit a second: then it is counted again.
export async function checkFloor(stack, ours, floor) {
  let wanted, done;
  for (let tries = 0; tries < 5; tries += 1) {
    [wanted, done] = [await commandsOf(stack, ours), await commandsOf(stack, floor)];
    if (wanted === done && wanted !== '') return;
  }
  throw new Error(`${ours} runs ${wanted}; its floor ${done}`);
}
