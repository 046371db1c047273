// What a power cut takes from the files of a state: all that no part has synced (machine.c).
import { existsSync, lstatSync, readdirSync, readFileSync, rmSync, truncateSync,
  writeFileSync } from 'node:fs';
import { join } from 'node:path';

// Redis's files lose bytes but no names: Redis syncs their folder after each change of it, before it goes on.
const LOGS = 'redis/appendonlydir';
const FOLDERS = ['photos', 'attachments', 'search', 'cache'];
// So often is a name gone that was not synced, and what stands under it.
const GONE = 0.7;

const entriesOf = (folder) => readdirSync(folder, { withFileTypes: true }).map((entry) => {
  const path = join(folder, entry.name);
  const { ino, size } = lstatSync(path);
  return { path, name: entry.name, ino, size, isFolder: entry.isDirectory(), isFile: entry.isFile() };
});

export class Disk {
  // All that is in the state now is on the disk; log: what is synced from now on is written there.
  constructor(state, log) {
    this.state = state;
    this.log = log;
    this.begin();
  }

  begin() {
    this.sizes = new Map();	// inode → bytes
    this.names = new Map();	// inode of a folder → name → inode
    writeFileSync(this.log, '');
    for (const folder of [join(this.state, LOGS), ...this.folders()]) this.keep(folder);
  }

  // The index may be lost.
  folders() {
    return FOLDERS.map((name) => join(this.state, name)).filter((folder) => existsSync(folder));
  }

  keep(folder) {
    const entries = entriesOf(folder);
    this.names.set(lstatSync(folder).ino, new Map(entries.map(({ name, ino }) => [name, ino])));
    for (const { path, ino, size, isFolder } of entries) {
      if (isFolder) this.keep(path);
      else this.sizes.set(ino, size);
    }
  }

  // While nothing runs.  Of the rest any byte and any name may be on the disk or not.
  lose(chance) {
    this.readLog();
    for (const { path, ino, size } of entriesOf(join(this.state, LOGS))) this.cut(path, ino, size, chance);
    for (const folder of this.folders()) this.loseIn(folder, chance);
    this.begin();
  }

  readLog() {
    for (const line of readFileSync(this.log, 'utf8').split('\n').filter(Boolean)) {
      const [, kind, ino, rest] = /^(.) (\d+)(.*)$/.exec(line);
      if (kind === 'f') this.sizes.set(Number(ino), Number(rest));
      else this.names.set(Number(ino), new Map(rest.split('\t').slice(1).map((entry) => {
        const [inode, name] = entry.split(':');
        return [name, Number(inode)];
      })));
    }
  }

  // What was removed, or has another name now, does not come back.
  loseIn(folder, chance) {
    const synced = this.names.get(lstatSync(folder).ino);
    for (const { path, name, ino, size, isFolder, isFile } of entriesOf(folder)) {
      if (synced?.get(name) !== ino && chance.next() < GONE) rmSync(path, { recursive: true });
      else if (isFolder) this.loseIn(path, chance);
      else if (isFile) this.cut(path, ino, size, chance);
    }
  }

  cut(path, ino, size, chance) {
    const safe = this.sizes.get(ino) ?? 0;
    if (safe < size) truncateSync(path, chance.between(safe, size));
  }
}
