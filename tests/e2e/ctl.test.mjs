// wenzhengctl: every command, what it prints, what it refuses, and its exit status.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync,
  writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { CTL, startRedis } from './ctl_site.mjs';
import { changedConfig, ROOT } from './lib.mjs';

let site;
let ctl;
before(async () => {
  site = await startRedis();
  ctl = site.ctl;
});
after(() => site.stop());

const lines = (text) => text.split('\n').filter(Boolean);
const rows = (text) => lines(text).map((line) => line.split('\t'));

// A run that must end with this status and say that on standard error.
function refused(status, message, args, input) {
  const result = ctl(args, input);
  assert.equal(result.status, status, `${args.join(' ')}: ${result.stderr}`);
  assert.match(result.stderr, message);
}

// A run that must succeed: its standard output.
function done(args, input) {
  const result = ctl(args, input);
  assert.equal(result.status, 0, `${args.join(' ')}: ${result.stderr}`);
  return result.stdout;
}

const COMMANDS = ['staff add', 'staff list', 'staff disable', 'staff enable', 'staff passwd', 'staff totp',
  'dept add',
  'dept list', 'dept set', 'dept close', 'dept open', 'key new', 'key list', 'key retire', 'key revoke',
    'import', 'import-articles', 'demo',
    'verify', 'report',
  'lifecycle', 'recount', 'check-site', 'suggest-learn', 'suggest-eval', 'check-config', 'doctor', 'version',
  'site add', 'site list', 'site move', 'data-model', 'manual', 'backup', 'restore',
  'export', 'erase'];

test('help lists every command, and each explains itself without a site', () => {
  const nowhere = { env: { PATH: process.env.PATH }, cwd: '/', encoding: 'utf8' };
  const all = spawnSync(CTL, ['--help'], nowhere);
  assert.equal(all.status, 0);
  for (const command of COMMANDS) {
    assert.match(all.stdout, new RegExp(`^  ${command} `, 'm'));
    const own = spawnSync(CTL, [...command.split(' '), '--help'], nowhere);
    assert.equal(own.status, 0, own.stderr);
    assert.ok(own.stdout.startsWith(`Usage: wenzhengctl ${command}`), own.stdout);
  }
});

test('wrong use is told and ends with 2', () => {
  const cases = [
    [/no command given/, []],
    [/no such command: frobnicate/, ['frobnicate']],
    [/no such command: staff/, ['staff']],
    [/no such command: staff/, ['staff', 'frobnicate']],
    [/unknown option --frobnicate/, ['staff', 'list', '--frobnicate']],
    [/unknown option --check/, ['staff', 'list', '--check']],
    [/unexpected argument x/, ['staff', 'list', 'x']],
    [/too few arguments, expected: ID NAME/, ['dept', 'add', 'x']],
    [/needs a value: --dept/, ['import', 'x', '--dept']],
    [/takes no value: --dot=1/, ['lifecycle', '--dot=1']],
    [/too few arguments, expected: PART \[FILE\]/, ['manual']],
  ];
  for (const [message, args] of cases) refused(2, message, args);
});

test('the version is one line', () => {
  assert.match(done(['version']), /^wenzhengctl \d+\.\d+\.\d+\n$/);
  assert.equal(done(['--version']), done(['version']));
});

test('a text that a full disk cut is no success, short or long', () => {
  for (const command of ['version', 'lifecycle', 'data-model']) {
    const { status, stderr } = spawnSync('sh', ['-c', 'exec "$0" "$1" >/dev/full', CTL, command],
      { cwd: ROOT, encoding: 'utf8' });
    assert.equal(status, 1, command);
    assert.match(stderr, /standard output can't be written/);
  }
});

test('departments are made once, listed in order, closed and opened', () => {
  assert.equal(done(['dept', 'list']), '');
  done(['dept', 'add', 'zjj', '市住房和城乡建设局', '--phone', '0873-2120001']);
  done(['dept', 'add', 'jtj', '市交通运输局']);
  refused(1, /zjj: there is one already/, ['dept', 'add', 'zjj', '别的局']);
  refused(1, /an id has/, ['dept', 'add', 'ZJJ', '别的局']);
  refused(1, /name has 1 to/, ['dept', 'add', 'x', '']);
  refused(1, /name has 1 to/, ['dept', 'add', 'x', '局'.repeat(41)]);
  refused(1, /nodept: there is none/, ['dept', 'close', 'nodept']);
  done(['dept', 'set', 'zjj', '--number-pattern', '云住建公开〔{year}〕{n}号', '--court', '云川市人民法院']);
  refused(1, /numbers would repeat/, ['dept', 'set', 'jtj', '--number-pattern', '云住建公开〔{year}〕{n}号']);
  refused(1, /\{year\} and \{n\} once/, ['dept', 'set', 'jtj', '--number-pattern', '云交公开〔{year}〕号']);
  refused(1, /--review-url/, ['dept', 'set', 'jtj', '--review-url', 'javascript:alert(1)']);
  done(['dept', 'close', 'jtj']);
  assert.deepEqual(rows(done(['dept', 'list'])), [
    ['zjj', '市住房和城乡建设局', '0873-2120001', 'open'], ['jtj', '市交通运输局', '-', 'closed'],
  ]);
  done(['dept', 'open', 'jtj']);
  assert.equal(rows(done(['dept', 'list']))[1][3], 'open');
});

test('accounts are made with a password from standard input or a new one', () => {
  assert.equal(done(['staff', 'list']), '');
  const add = (id, ...more) => ['staff', 'add', id, '--name', '某某', ...more];
  assert.equal(done([...add('mod1'), '--roles', 'moderator,dispatcher', '--password-stdin'],
    'ein-gutes-wort\n'), '');
  assert.match(done([...add('zjj1'), '--roles=clerk', '--dept=zjj']),
    /^zjj1\tpassword \(shown only now\): [0-9A-Z]{16}\n$/);
  refused(1, /there is one already/, [...add('mod1'), '--roles', 'moderator']);
  refused(1, /--roles takes/, add('x'));
  refused(1, /--roles takes/, [...add('x'), '--roles', 'king']);
  refused(1, /--roles takes/, [...add('x'), '--roles', 'operator']);
  refused(1, /a clerk needs a department/, [...add('x'), '--roles', 'clerk']);
  refused(1, /nodept: there is no such department/, [...add('x'), '--roles', 'clerk', '--dept', 'nodept']);
  refused(1, /an id has/, [...add('X y'), '--roles', 'moderator']);
  refused(1, /has at least 10/, [...add('x'), '--roles', 'moderator', '--password-stdin'], 'short\n');
  refused(1, /no password on standard input/, [...add('x'), '--roles', 'moderator', '--password-stdin'], '');
  assert.deepEqual(rows(done(['staff', 'list'])), [
    ['mod1', '某某', 'moderator,dispatcher', '-', 'active', '-', 'never'],
      ['zjj1', '某某', 'clerk', 'zjj', 'active', '-', 'never'],
  ]);
});

test('an account is shut, opened, given a new password', () => {
  const state = () => rows(done(['staff', 'list'])).find(([id]) => id === 'mod1')[4];
  const epoch = () => Number(site.redis('hget', '{yunchuan}:staff:mod1', 'epoch'));
  const before = epoch();
  done(['staff', 'disable', 'mod1']);
  assert.equal(state(), 'disabled');
  done(['staff', 'enable', 'mod1']);
  assert.equal(state(), 'active');
  done(['staff', 'passwd', 'mod1', '--password-stdin'], 'noch-ein-besseres\n');
  assert.equal(epoch(), before + 3, 'each of the three ended the sessions');
  assert.match(done(['staff', 'passwd', 'mod1']), /password \(shown only now\)/);
  refused(1, /at least 10/, ['staff', 'passwd', 'mod1', '--password-stdin'], 'short\n');
  for (const verb of ['disable', 'enable', 'passwd', 'totp']) refused(1, /nobody: there is none/,
    ['staff', verb, 'nobody']);
});

test('a second factor counts once its first code was given', () => {
  const secret = /^secret\t([A-Z2-7]+)$/m.exec(done(['staff', 'totp', 'mod1']))[1];
  const column = () => rows(done(['staff', 'list'])).find(([id]) => id === 'mod1')[5];
  refused(1, /not the present code/, ['staff', 'totp', 'mod1', '--code', '000000x']);
  assert.equal(column(), '-');
  done(['staff', 'totp', 'mod1', '--code', site.totp(secret)]);
  assert.equal(column(), 'totp');
  refused(1, /no secret waits/, ['staff', 'totp', 'mod1', '--code', '123456']);
  done(['staff', 'totp', 'mod1', '--off']);
  assert.equal(column(), '-');
});

test('keys go from active to retired to revoked, and one of each use stays', () => {
  const keys = () => rows(done(['key', 'list']));
  const state = (kid) => keys().find(([id]) => id === kid)[2];
  const [first] = keys().find(([, use]) => use === 'answer');
  assert.deepEqual(keys().map(([, use]) => use).sort(), ['answer', 'index', 'pow', 'push', 'seal', 'sign']);
  refused(1, new RegExp(first), ['key', 'retire', first]);
  const kid = done(['key', 'new', 'answer']).trim();
  assert.equal(state(kid), 'active');
  done(['key', 'retire', first]);
  assert.equal(state(first), 'retired');
  done(['key', 'revoke', first]);
  assert.equal(state(first), 'revoked');
  refused(1, new RegExp(first), ['key', 'retire', first]);
  refused(1, new RegExp(kid), ['key', 'revoke', kid]);
  refused(1, /nokey/, ['key', 'retire', 'nokey']);
  refused(1, /a key is for/, ['key', 'new', 'nothing']);
  assert.doesNotMatch(done(['key', 'list']), /secret/);
});

test('the lifecycle is printed as text and as a graph', () => {
  const text = done(['lifecycle']);
  assert.match(text, /^approve +all +approver +drafted +answered/m);
  const graph = done(['lifecycle', '--dot']);
  assert.match(graph, /^digraph [^]*drafted -> answered \[label="approve/);
});

test('a configuration is sound or the fault is named with its line', () => {
  assert.match(done(['check-config']), /is sound/);
  const folder = mkdtempSync(join(tmpdir(), 'wz-conf-'));
  const file = join(folder, 'bad.conf');
  writeFileSync(file, '[site]\nid = x\nfrobnicate = 1\n');
  refused(1, /bad\.conf.*3/, ['check-config', '--config', file]);
  refused(1, /nowhere\.conf/, ['check-config', '--config', join(folder, 'nowhere.conf')]);
  const sound = readFileSync(join(ROOT, 'conf/wenzheng.conf'), 'utf8');
  for (const [key, value] of [['holidays', '/nowhere.csv'], ['templates', '/nowhere'], ['words', '/']]) {
    writeFileSync(file, sound.replace(new RegExp(`^${key} = .*$`, 'm'), `${key} = ${value}`));
    refused(1, /nowhere|\//, ['check-config', '--config', file]);
  }
  rmSync(folder, { recursive: true });
});

test('everything that is wrong is told at once: the file, what it names, targets and further sites', () => {
  const folder = mkdtempSync(join(tmpdir(), 'wz-conf-'));
  const file = join(folder, 'bad.conf');
  mkdirSync(join(folder, 'sites'));
  writeFileSync(join(folder, 'targets'), '[a]\nurl = http://example.com/\ncolor = red\n', { mode: 0o600 });
  writeFileSync(file, ['[site]', 'idcode = 12345', 'font = x', 'colour = #eeeeee', 'emblem = /nowhere.png',
    'nonsense', '[worker]', 'listen = 203.0.113.9:9000', 'web_servers = 10.0.0.1', '[paths]',
    'photos = /nowhere/photos', 'words = /nowhere/words.txt', `targets = ${folder}/targets`, '[cases]',
    'review_days = x', ''].join('\n'));
  const { status, stderr } = ctl(['check-config', '--config', file]);
  assert.equal(status, 1);
  // Redis refuses the account the keys of another id, which the log says too.
  const problems = lines(stderr).filter((line) => !line.startsWith('<3>store: '));
  assert.deepEqual(problems.map((line) => /^wenzhengctl: .*?bad\.conf, line (\d+): /.exec(line)?.[1]),
    ['2', '3', '6', '15', '11', '12', '13', '13', '4', '5', '8', undefined, undefined], stderr);
  for (const said of [/idcode must be the ten digits/, /font is not a setting/, /neither a \[section\]/,
    /review_days must be a whole number from 1 to 30/, /photos: \/nowhere\/photos: No such file/,
    /words: \/nowhere\/words\.txt: No such file/, /targets, line 3: \[a\] has a key/,
    /targets, line 2: \[a\]/,
    /colour: #eeeeee is too pale/, /emblem: \/nowhere\.png: No such file/,
    /listen: 203\.0\.113\.9:9000: this machine has no such address/, /id: wenzheng: Redis holds keys of site yunchuan/,
    /12 things are wrong/])
    assert.match(stderr, said);
  const first = changedConfig({ domain: 'a.example', sites: join(folder, 'sites') });
  writeFileSync(file, first);
  for (const [name, text] of [['b', '[site]\nid = B\n'],
    ['c', changedConfig({ id: 'c', state: site.state })]])
    writeFileSync(join(folder, 'sites', `${name}.conf`), text);
  const { stderr: told } = ctl(['check-config', '--config', file]);
  for (const said of [/b\.conf, line 2: \[site\] id must be 1 to 32/,
    /c\.conf, line \d+: \[site\] domain must be set/, /c\.conf, line \d+: \[paths\] state must be another/,
    /c\.conf, line \d+: \[redis\] user must be another/])
    assert.match(told, said);
  rmSync(folder, { recursive: true });
});

test('an id that was changed over a filled state is refused, and so is a key that others may read', () => {
  const file = join(site.state, 'other.conf');
  writeFileSync(file, changedConfig({ id: 'xincun' }));
  refused(1, /line \d+: \[site\] id: xincun: Redis holds keys of site yunchuan and none of this one/,
    ['check-config', '--config', file]);
  const [name] = readdirSync(join(site.state, 'keys')).filter((one) => one.endsWith('.json'));
  chmodSync(join(site.state, 'keys', name), 0o644);
  refused(1, /keys: .*\/keys: key file .*: others may read it/, ['check-config']);
  chmodSync(join(site.state, 'keys', name), 0o600);
  assert.match(done(['check-config']), /is sound/);
});

test('with Redis away every command that needs it says so and ends with 1', () => {
  const state = mkdtempSync(join(tmpdir(), 'wz-away-'));
  for (const args of [['staff', 'list'], ['dept', 'list'], ['dept', 'add', 'x', 'x局'],
    ['recount', '--check'], ['check-site'], ['verify'],
    ['demo', 'conf/demo'], ['staff', 'disable', 'x']]) {
    refused(1, /Redis doesn't answer on .*redis\.sock/, [...args, '--state', state]);
  }
  rmSync(state, { recursive: true });
});

test('the keys folder is left alone by what needs no keys', () => {
  const state = mkdtempSync(join(tmpdir(), 'wz-keys-'));
  refused(1, /photos: .*photos: No such file/, ['check-config', '--state', state]);
  done(['lifecycle', '--state', state]);
  assert.deepEqual(spawnSync('ls', ['-A', state], { encoding: 'utf8' }).stdout, '');
  rmSync(state, { recursive: true });
});
