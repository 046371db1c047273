// How many requests a second: wrk, in rounds that alternate between two sides, each on a quiet machine.
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, readFileSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { join } from 'node:path';
import { fetchOnce } from './floors.mjs';
import { sleep } from '../e2e/lib.mjs';

export const ROUNDS = Number(process.env.ROUNDS || 5);
export const SECONDS = Number(process.env.SECONDS || 2);
const POSTS_A_SECOND = 4000;
const PATIENCE = Number(process.env.PATIENCE || 120);
const WORDS = ['路灯', '停水', '的', '人民路 井盖', '公交车等不到', '垃圾 -小区', '第 77 位', '施工', '通告',
  '没有这个词'];

const median = (list) => [...list].sort((a, b) => a - b)[list.length >> 1];

// Each load begins when nothing else runs, as far as there is time to wait for that; the table tells how
// often something did.
export const waiting = { left: PATIENCE * 1000, loads: 0, disturbed: 0 };
export async function quiet() {
  const times = () => readFileSync('/proc/stat', 'utf8').split('\n')[0].split(/\s+/).slice(1).map(Number);
  const busy = async () => {
    const before = times();
    await sleep(200);
    const spent = times().map((time, i) => time - before[i]);
    return 1 - (spent[3] + spent[4]) / spent.slice(0, 8).reduce((sum, part) => sum + part, 0);
  };
  waiting.loads += 1;
  while (waiting.left > 0 && await busy() > 0.15) waiting.left -= 200;
  if (waiting.left <= 0) waiting.disturbed += 1;
}

// Requests a second by wrk; a single answer that isn't 2xx or 3xx ends the run.
export function load(url, { script, cookie } = {}) {
  const args = ['-t', '2', '-c', '16', '-d', `${SECONDS}s`, ...(script ? ['-s', script] : []),
    ...(cookie ? ['-H', `Cookie: ${cookie}`] : []), url];
  const { stdout } = spawnSync('wrk', args, { encoding: 'utf8' });
  const rate = Number(/Requests\/sec:\s+([\d.]+)/.exec(stdout)?.[1]);
  const errors = Number(/Non-2xx or 3xx responses: (\d+)/.exec(stdout)?.[1] || 0);
  const total = Number(/(\d+) requests in/.exec(stdout)?.[1]);
  if (!rate || errors) throw new Error(`wrk ${url}: ${errors} of ${total} failed\n${stdout}`);
  return rate;
}

// The medians of both sides' rates.
export async function alternate(ours, floor, rounds = ROUNDS) {
  const rates = { ours: [], floor: [] };
  for (let round = 0; round < rounds; round += 1) {
    for (const [side, measured] of [['ours', ours], ['floor', floor]]) {
      await quiet();
      rates[side].push(await measured());
    }
  }
  return { ours: median(rates.ours), floor: median(rates.floor) };
}

const SHARE = Math.ceil(POSTS_A_SECOND * SECONDS / 2);

// The loads of submits and searches, for wrk, in the folder; each of wrk's two threads posts its own part of
// the file, and one that has posted all ends its part of the round early.
export function writeScripts(dir) {
  writeFileSync(join(dir, 'post.lua'), `
    local lines, at, id = {}, 0, 0
    function setup(thread) thread:set("slot", id); id = id + 1 end
    function init()
      local from = slot * ${SHARE}
      local i = 0
      for line in io.lines(os.getenv("BENCH_POSTS")) do
        if i >= from and i < from + ${SHARE} then lines[#lines + 1] = line end
        i = i + 1
      end
    end
    function request()
      at = at + 1
      if at > #lines then wrk.thread:stop(); return wrk.format("GET", "/healthz") end
      local device, body = lines[at]:match("^(%S+) (.*)$")
      return wrk.format("POST", "/topics", { ["Content-Type"] = "application/x-www-form-urlencoded",
        Accept = "application/json", Cookie = "wz_device=" .. device }, body)
    end`);
  writeFileSync(join(dir, 'floor-post.lua'), `
    local body = "title=" .. string.rep("x", 900)
    local headers = { ["Content-Type"] = "application/x-www-form-urlencoded" }
    function request() return wrk.format("POST", "/", headers, body) end`);
  writeFileSync(join(dir, 'search.lua'), `
    local words, at = { ${WORDS.map((word) => `"${encodeURIComponent(word)}"`).join(', ')} }, 0
    function request() at = at + 1; return wrk.format("GET", "/search?q=" .. words[at % #words + 1]) end`);
}

// A form token and a device of its own for every post, as a person has them.
async function makePosts(port, file) {
  const out = createWriteStream(file);
  const agent = new http.Agent({ keepAlive: true });
  let left = SHARE * 2;
  const one = async () => {
    while (left > 0) {
      left -= 1;
      const { text, headers } = await fetchOnce(`http://127.0.0.1:${port}/topics/new.json`, agent);
      const device = /wz_device=([^;]+)/.exec(headers['set-cookie'].join(';'))[1];
      const body = new URLSearchParams({ form: JSON.parse(text).form, title: '人民路路灯不亮，请派人看看',
        category: 'help', area: '城南街道',
        body: '人民路附近路灯不亮，已经有一段时间了，来来往往的老人和学生都觉得不方便，盼望尽快解决。',
          name: '张三丰', phone: '' });
      out.write(`${device} ${body}\n`);
    }
  };
  await Promise.all(Array.from({ length: 32 }, one));
  agent.destroy();
  out.end();
  await once(out, 'finish');
}

// Submits a second at the port, by the scripts in the folder.
export async function submit(port, dir) {
  process.env.BENCH_POSTS = join(dir, 'posts');
  await makePosts(port, process.env.BENCH_POSTS);
  await quiet();
  return load(`http://127.0.0.1:${port}/topics`, { script: join(dir, 'post.lua') });
}
