/*
 * Further machines of a board, each an address and a state folder of its own: those with workers, which
 * listen there, and one with an nginx that asks them.  What such machines share is in the first one's state:
 * Redis, keys, photos and files.  The addresses are of the loopback network; with NETNS=1 they are behind a
 * bridge, each in a network namespace (ip-netns(8)).
 */
import { spawn, spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BUILD, ROOT, changedConfig, freePort } from './lib.mjs';

const NETNS = process.env.NETNS === '1';
const NETWORK = NETNS ? '10.77.0' : '127.0.0';
const BRIDGE = 'wz-bridge';
export const webServer = `${NETWORK}.1`;
// No web server has it.
export const stranger = `${NETWORK}.77`;

function ip(words) {
  const { status, stderr } = spawnSync('ip', words.split(' '), { encoding: 'utf8' });
  if (status !== 0) throw new Error(`ip ${words}: ${stderr}`);
}

// A namespace at the end of a line to the bridge, which is there for the first one; gives its name.
function wire(number) {
  const name = `wz-${number}`;
  if (spawnSync('ip', ['link', 'show', BRIDGE]).status !== 0)
    for (const words of [`link add ${BRIDGE} type bridge`, `addr add ${NETWORK}.1/24 dev ${BRIDGE}`,
      `addr add ${stranger}/24 dev ${BRIDGE}`, `link set ${BRIDGE} up`]) ip(words);
  for (const words of [`netns add ${name}`, `link add ${name} type veth peer name eth0 netns ${name}`,
    `link set ${name} master ${BRIDGE} up`, `-n ${name} addr add ${NETWORK}.${number}/24 dev eth0`,
    `-n ${name} link set eth0 up`]) ip(words);
  return name;
}

// Once all machines are stopped.
export const unwire = () => NETNS && ip(`link del ${BRIDGE}`);

const SHARED = ['keys', 'photos', 'reports', 'attachments', 'suggest', 'targets'];

// Gives { state, launch(name, ...command), kill(name, signal), stop() } of a new machine in that namespace.
function machine(namespace) {
  const state = mkdtempSync(join(tmpdir(), 'wz-'));
  const parts = {};
  for (const folder of ['run', 'log', 'search', 'tmp', 'cache']) mkdirSync(join(state, folder));
  for (const folder of '0123456789abcdef') mkdirSync(join(state, 'cache', folder));
  return {
    state, parts,
    launch(name, ...command) {
      const log = openSync(join(state, `log/${name}.log`), 'a');
      parts[name] = spawn('setpriv', ['--pdeathsig', 'TERM',
        ...(namespace ? ['ip', 'netns', 'exec', namespace] : []), ...command],
        { cwd: ROOT, stdio: ['ignore', log, log] });
      closeSync(log);
      parts[name].ended = new Promise((done) => { parts[name].on('exit', done); });
    },
    async kill(name, signal = 'SIGKILL') {
      parts[name].kill('SIGCONT');
      parts[name].kill(signal);
      await parts[name].ended;
    },
    async stop() {
      await Promise.all(Object.keys(parts).map((name) => this.kill(name, 'SIGTERM')));
      if (namespace) ip(`netns del ${namespace}`);
    },
  };
}

// A configuration below the machine's state: the first one's, with the shared things by their whole paths.
function configure(stack, one, values) {
  const first = (name) => join(stack.state, name);
  const text = readFileSync(first('test.conf'), 'utf8')
    .replace('socket = run/redis.sock', `socket = ${first('run/redis.sock')}`);
  const file = join(one.state, 'test.conf');
  writeFileSync(file, changedConfig({
    password_file: first('redis.pass'), archive_dir: first('archive'), events_dir: first('events'),
    ...Object.fromEntries(SHARED.map((name) => [name, first(name === 'targets' ? 'targets.conf' : name)])),
    ...values }, text));
  return ['--config', file, '--state', one.state];
}

// The machine with this number, with workers and an index; lose() and find() are its end and its return.
export async function workerMachine(stack, number) {
  const namespace = NETNS && wire(number);
  const one = machine(namespace);
  one.listen = `${NETWORK}.${number}:${await freePort()}`;
  const words = configure(stack, one, { listen: one.listen, web_servers: `127.0.0.8, ${webServer}` });
  one.begin = () => one.launch('worker', join(BUILD, 'wenzheng'), ...words);
  one.begin();
  one.launch('index', join(BUILD, 'wenzhengctl'), ...words, 'index');
  one.lose = async () => (NETNS ? ip(`link set ${namespace} down`) : one.kill('worker'));
  one.find = async () => (NETNS ? ip(`link set ${namespace} up`) : one.begin());
  return one;
}

// A machine with an nginx and its cache alone, which asks those workers.
export async function frontMachine(stack, workers) {
  const one = machine();
  const port = await freePort();
  const words = configure(stack, one, {});
  const servers = workers.map(({ listen }) => `server ${listen} max_fails=3 fail_timeout=2s;`).join(' ');
  let text = readFileSync(join(stack.state, 'nginx.conf'), 'utf8')
    .replaceAll(/server unix:[^;]*;/g, servers)
    .replace(`127.0.0.1:${stack.port}`, `127.0.0.1:${port}`);
  for (const name of ['run/', 'tmp/', 'cache ', 'log/'])
    text = text.replaceAll(join(stack.state, name), join(one.state, name));
  writeFileSync(join(one.state, 'nginx.conf'), text);
  one.launch('purge', join(BUILD, 'wenzhengctl'), ...words, 'purge');
  one.launch('nginx', 'nginx', '-e', 'stderr', '-p', one.state, '-c', join(one.state, 'nginx.conf'));
  return Object.assign(one, { port, base: `http://127.0.0.1:${port}`, sessions: stack.sessions });
}
