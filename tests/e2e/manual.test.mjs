// The manual pages are well-formed, name every command, option and setting that there is and no other, and
// are installed; bash completes what the commands take.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { CTL } from './ctl_site.mjs';
import { BUILD, ROOT } from './lib.mjs';

const PAGES = join(BUILD, 'man');
let folder;
before(() => { folder = mkdtempSync(join(tmpdir(), 'wz-manual-')); });
after(() => rmSync(folder, { recursive: true }));

const run = (program, ...args) => spawnSync(program, args, { cwd: ROOT, encoding: 'utf8' });
const page = (name) => readFileSync(join(PAGES, name), 'utf8');
const pages = () => readdirSync(PAGES, { recursive: true }).filter((name) => /\.[0-9]$/.test(name));
// Without what roff wants: the escapes of hyphens, bold.
const plain = (text) => text.replace(/\\-/g, '-').replace(/\\f[BR]|\\&/g, '');
const found = (text, pattern) => [...text.matchAll(pattern)].map(([, what]) => what).sort();
// A command's name is of one or two words in lower case.
const commands = () => found(run(CTL, '--help').stdout, /^  ([a-z][a-z-]*(?: [a-z-]+)*?)(?: {2,}| [A-Z[])/gm);
// Each command's options.
const options = () => new Map(run(CTL, 'manual', 'completion').stdout.trimEnd().split('\n').map((line) => {
  const [name, , words] = line.split(';');
  return [name, found(words, /(--[a-z-]+)/g)];
}));

test('the pages are mdoc without warnings, for mandoc and for groff', () => {
  assert.ok(pages().length >= 2);
  for (const name of pages()) {
    const { status, stdout } = run('mandoc', '-T', 'lint', '-W', 'warning', join(PAGES, name));
    assert.equal(status, 0, stdout);
    const { stderr } = spawnSync('man', ['--warnings', '-l', join(PAGES, name)],
      { env: { PATH: process.env.PATH, LC_ALL: 'C.UTF-8' }, encoding: 'utf8' });
    // Chinese has no blanks to break its lines at.
    assert.equal(stderr.replace(/^.*warning.*can't break line\n/gm, ''), '', name);
  }
});

test('wenzhengctl(8) has every command with its options, and no other', () => {
  const text = plain(page('wenzhengctl.8'));
  const section = text.slice(text.indexOf('.Sh COMMANDS'), text.indexOf('.Sh SIGNALS'));
  assert.deepEqual(found(section, /^\.It Ic ([a-z -]+?)(?= Ar| Op| Oo|$)/gm), commands());
  assert.ok(commands().length > 40);
  const known = options();
  for (const part of section.split('.It Ic ').slice(1)) {
    const [, name] = /^([a-z -]+?)(?= Ar| Op| Oo|\n)/.exec(part);
    assert.deepEqual(found(part, /^\.It Fl (-[a-z-]+)/gm).map((option) => `-${option}`), known.get(name),
      name);
  }
});

test('wenzheng.conf(5) has every setting of the sample with words, and no other', () => {
  const sample = found(readFileSync(join(ROOT, 'conf/wenzheng.conf'), 'utf8'), /^([a-z_]+) =/gm);
  assert.deepEqual(found(page('wenzheng.conf.5'), /^\.It Ic ([a-z_]+) No \(.+; default .+\)$/gm), sample);
  assert.ok(sample.length > 100);
});

test('targets.conf(5) and its sample have every key of a target, and no other', () => {
  const keys = found(readFileSync(join(ROOT, 'fcgi/notify/targets.c'), 'utf8'),
    /^\t\{ "(\w+)", offsetof\(/gm);
  const items = found(page('targets.conf.5'), /^\.It (Ic .*)$/gm).flatMap((item) => found(item, /Ic (\w+)/g));
  assert.deepEqual(items.sort(), keys);
  const sample = readFileSync(join(ROOT, 'conf/targets.conf'), 'utf8');
  for (const key of keys) assert.match(sample, new RegExp(`^#.*\\b${key}\\b`, 'm'));
  assert.ok(keys.length > 10);
});

test('wenzheng-photo(8) and wenzheng-attachment(8) have every exit status', () => {
  for (const [name, header, prefix] of [['wenzheng-photo.8', 'photos/sanitizer.h', 'PICTURE'],
    ['wenzheng-attachment.8', 'scan/hidden.h', 'SCAN']]) {
    const source = readFileSync(join(ROOT, 'fcgi', header), 'utf8');
    const statuses = found(source, new RegExp(`^\\t${prefix}_\\w+ = (\\d+),`, 'gm'));
    assert.deepEqual(found(page(name), /^\.It (\d+)$/gm), statuses, name);
    assert.ok(statuses.length > 5);
  }
});

test('a setting without a line, a line without words and a key that is no setting stop the build', () => {
  const sample = readFileSync(join(ROOT, 'conf/wenzheng.conf'), 'utf8');
  const wrong = [
    [/^number_prefix = .*\n/m, '', /has no line for \[site\] number_prefix/],
    [/^# Where Redis listens\.\n/m, '', /line \d+: no comment says what socket is/],
    [/^number_prefix = /m, 'number_suffix = ', /line \d+: there is no setting \[site\] number_suffix/],
  ];
  for (const [what, instead, message] of wrong) {
    const file = join(folder, 'wrong.conf');
    assert.match(sample, what);
    writeFileSync(file, sample.replace(what, instead));
    const { status, stderr } = run(CTL, 'manual', 'settings', file);
    assert.equal(status, 1);
    assert.match(stderr, message);
  }
});

test('what the pages tell to run are commands and options that there are', () => {
  const known = options();
  let seen = 0;
  const texts = new Map([...pages().map((name) => [name, plain(page(name))]),
    ...['operating.md', 'operating.zh-CN.md', 'recovery.md'].map((name) =>
      [name, readFileSync(join(ROOT, 'docs', name), 'utf8')])]);
  for (const [name, text] of texts)
    for (const [, one, two, rest] of text.matchAll(
      /(?<!Xr |Nm )\bwenzhengctl (?:--config \S+ )?([a-z][a-z-]+)(?: ([a-z][a-z-]+))?([^`&#\n]*)/g)) {
      const its = known.get(`${one} ${two}`) ?? known.get(one);
      assert.ok(its, `${name}: wenzhengctl ${one} ${two ?? ''}`);
      for (const option of found(rest, /(--[a-z][a-z-]*)/g))
        assert.ok([...its, '--help', '--config', '--state'].includes(option),
          `${name}: wenzhengctl ${one} ${option}`);
      seen += 1;
    }
  assert.ok(seen > 60);
});

test('the installation has the pages, with its own paths, and the completion', () => {
  const { status, stderr } = run(join(ROOT, 'scripts/install'), folder, '/opt/board', '/opt/etc');
  assert.equal(status, 0, stderr);
  const share = join(folder, 'opt/board/share');
  for (const name of pages()) {
    const [language, file] = name.includes('/') ? name.split('/') : ['', name];
    assert.ok(existsSync(join(share, 'man', language, `man${name.at(-1)}`, file)), name);
  }
  assert.match(readFileSync(join(share, 'man/man5/wenzheng.conf.5'), 'utf8'),
    /^\.It Pa \/opt\/etc\/wenzheng\/wenzheng\.conf$/m);
  assert.equal(run('bash', '-n', join(share, 'bash-completion/completions/wenzhengctl')).status, 0);
});

test('the guide in Chinese has the commands of the English one', () => {
  const examples = (name) => found(page(name), /^\.Bd -literal -offset indent\n([^]*?)^\.Ed$/gm);
  assert.deepEqual(examples('zh_CN/wenzheng.7'), examples('wenzheng.7'));
  assert.ok(examples('wenzheng.7').length > 10);
});

// What bash offers for the last of the words of each case.
function completed(cases) {
  const { stdout, stderr } = run('bash', '-c', `. "$0"
    for words; do
      read -ra COMP_WORDS <<<"$words"
      [[ $words != *' ' ]] || COMP_WORDS+=("")
      COMP_CWORD=$((\${#COMP_WORDS[@]} - 1)) COMPREPLY=()
      _wenzhengctl
      printf '%s\\n' "$(printf '%s\\n' "\${COMPREPLY[@]}" | LC_ALL=C sort -u | xargs)"
    done`, join(PAGES, 'wenzhengctl.bash'), ...cases);
  assert.equal(stderr, '');
  return stdout.split('\n').slice(0, -1);
}

test('bash completes commands, options, the words of an option, and files', () => {
  const first = [...new Set(commands().map((name) => name.split(' ')[0]))].sort();
  const cases = new Map([
    ['', first.join(' ')],
    ['sta', 'staff'],
    ['staff ', 'add disable enable list passwd totp'],
    ['staff add --', '--config --dept --help --name --password-stdin --roles --state'],
    ['--', '--config --help --state --version'],
    ['--config conf/wenzheng.c', 'conf/wenzheng.conf'],
    ['--config = conf/wenzheng.c', 'conf/wenzheng.conf'],
    ['--config x site m', 'move'],
    ['--config = x site m', 'move'],
    ['report 2026 --format =', 'csv html json md'],
    ['report 2026 --format ', 'csv html json md'],
    ['column load conf/col', 'conf/columns.csv'],
    ['archive veri', 'verify'],
    ['staff disable ', ''],
    ['no-such ', ''],
  ]);
  const lines = completed([...cases.keys()].map((words) => `wenzhengctl ${words}`));
  assert.deepEqual(lines, [...cases.values()]);
});
