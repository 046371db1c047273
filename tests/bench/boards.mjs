// The boards that are measured: how they are filled, and commands run on them.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, createWriteStream, existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BUILD, fetchOnce } from './floors.mjs';
import { article, order, topic } from './messages.mjs';
import { ROOT, sleep } from '../e2e/lib.mjs';

const LOADERS = 6;

// The sample's configuration, but a single machine may post as much as it likes, and what has ended is packed
// at once: its path.
export function writeConfig() {
  const text = readFileSync(join(ROOT, 'conf/wenzheng.conf'), 'utf8');
  const folder = mkdtempSync(join(tmpdir(), 'wz-bench-'));
  chmodSync(folder, 0o755);	// the board may run as an account of its own
  const config = join(folder, 'wenzheng.conf');
  writeFileSync(config, text.replace(/^((?:posts|comments|supports)_per_\w+) = \d+$/gm, '$1 = 1000000')
    .replace(/^pack_days = .*$/m, 'pack_days = 0'));
  return config;
}

// Several imports at once, since each line waits for the disk: of the shapes from, from + 1, … to - 1.
export async function importLines(stack, name, [from, to], shape, args, at = LOADERS) {
  const loaders = Array.from({ length: at }, async (_, part) => {
    const file = join(stack.state, `${name}-${part}.ndjson`);
    const out = createWriteStream(file);
    for (let i = from + part; i < to; i += at)
      if (!out.write(`${JSON.stringify(shape(i))}\n`)) await once(out, 'drain');
    out.end();
    await once(out, 'finish');
    const [command, ...rest] = args;
    const { words, code } = await runCommand(stack, [command, file, ...rest]);
    if (code !== 0) throw new Error(`the import of ${file} ended with ${code}:\n${words}`);
  });
  await Promise.all(loaders);
}

// Lets a board grow from so many { topics, orders, articles } to so many, until all can be found.
export async function grow(stack, from, to) {
  const span = (what) => [from[what], to[what]];
  await importLines(stack, 'topics', span('topics'), topic, ['import', '--dept', 'zjj', '--publish']);
  await importLines(stack, 'orders', span('orders'), order, ['import', '--channel', 'hotline', '--publish']);
  if (from.articles === 0) stack.ctl(['column', 'load', 'conf/columns.csv']);
  // Each takes the number behind the last one's: of several at once all but one would try again and again.
  await importLines(stack, 'articles', span('articles'), article, ['import-articles'], 1);
  await indexed(stack);
}

// In an index that knows all that was loaded.
async function indexed(stack) {
  const known = async () => {
    const { text } = await fetchOnce(`${stack.base}/metrics`);
    return ['search', 'staff_search'].every((name) =>
      new RegExp(`^wenzheng_${name}_lag_seconds 0\\.0+$`, 'm').test(text));
  };
  for (let i = 0; !await known(); i += 1) {
    if (i === 9000) throw new Error('half an hour after the load the index does not know all of it');
    await sleep(200);
  }
}

// wenzhengctl ARGS: { code, words of its errors, seconds, its largest memory in MiB }.
export async function runCommand(stack, args) {
  const started = Date.now();
  const child = spawn(join(BUILD, 'wenzhengctl'),
    ['--config', stack.env.WENZHENG_CONFIG, '--state', stack.state, ...args],
    { cwd: ROOT, stdio: ['ignore', 'ignore', 'pipe'] });
  let words = '';
  let peak = 0;
  const look = () => {
    const status = existsSync(`/proc/${child.pid}/status`) ? readFileSync(`/proc/${child.pid}/status`,
      'utf8') : '';
    peak = Math.max(peak, Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] || 0) / 1024);
  };
  // A quick command may be over before the second look.
  look();
  const watch = setInterval(look, 5);
  child.stderr.on('data', (text) => { words = (words + text).slice(-2000); });
  const [code] = await once(child, 'close');
  clearInterval(watch);
  return { code, words, seconds: (Date.now() - started) / 1000, peak };
}

// The same, when nothing else runs; one that fails ends the run.
export async function measureCommand(stack, args, quiet) {
  await quiet();
  const result = await runCommand(stack, args);
  if (result.code !== 0) throw new Error(`${args.join(' ')} ended with ${result.code}:\n${result.words}`);
  return result;
}
