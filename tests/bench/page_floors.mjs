// What each page that the bench measures reads from Redis, for tests/bench/floor.c.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../e2e/lib.mjs';

const key = (name) => {
  const site = /^\s*id\s*=\s*(\S+)/m.exec(readFileSync(join(ROOT, 'conf/wenzheng.conf'), 'utf8'))[1];
  return `{${site}}:${name}`;
};

// What a page reads, and for a submit the least that keeps it: one entry of a stream.
export function floorsOf(stack) {
  const recent = stack.redis('zrevrange', key('list:new'), '0', '20').split('\n');
  const column = key('articles:column:news');
  const middle = Number(stack.redis('zcard', column)) >> 1;
  const [earlier, shown, later] = stack.redis('zrange', column, String(middle - 1),
    String(middle + 1)).split('\n');
  const newest = stack.redis('zrevrange', column, '0', '19').split('\n');
  const at = stack.redis('zscore', column, shown);
  return {
    article: { path: `/articles/${shown}`, commands: [`HGETALL ${key(`article:${shown}`)}`,
      `LINDEX ${key(`article:${shown}:versions`)} -1`, '',
      `ZREVRANGEBYSCORE ${column} ${at} -inf LIMIT 0 20`, `ZRANGEBYSCORE ${column} ${at} +inf LIMIT 0 20`,
      `ZRANK ${column} ${shown}`, '', `HGETALL ${key(`article:${earlier}`)}`,
      `HGETALL ${key(`article:${later}`)}`] },
    column: { path: '/columns/news', commands: [`ZREVRANGE ${column} 0 19 WITHSCORES`, `ZCARD ${column}`, '',
      ...newest.map((n) => `HGETALL ${key(`article:${n}`)}`)] },
    'hello-article': { commands: [] },
    'hello-column': { commands: [] },
    topic: { commands: [`HGETALL ${key('case:11')}`, `LRANGE ${key('case:11:thread')} 0 -1`,
      `HGET ${key('views:0')} 11`, `ZREVRANGE ${key('articles:case:11')} 0 9`] },
    list: { commands: [`ZREVRANGE ${key('list:new')} 0 20 WITHSCORES`, `ZCARD ${key('list:new')}`, '',
      ...recent.map((n) => `HGETALL ${key(`case:${n}`)}`)] },
    submit: { commands: [`XADD ${key('bench')} * v ${'x'.repeat(400)}`], bytes: 300 },
    'hello-topic': { commands: [] },
    'hello-list': { commands: [] },
  };
}
