// The C side of the faults: the library that is preloaded, and the file by which it is told what to fail.
import { spawnSync } from 'node:child_process';
import { closeSync, openSync, readSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../e2e/lib.mjs';

const SIZE = 4 * 4 + 2 * 8 + 96;
const SUBJECTS = { memory: 1, files: 2 };
export const FAULTS = { full: 0, broken: 1, short: 2 };

export function buildLibrary(path) {
  const source = join(ROOT, 'tests/failures/failing.c');
  const built = spawnSync('cc', ['-shared', '-fPIC', '-O1', '-o', path, source], { encoding: 'utf8' });
  if (built.status !== 0) throw new Error(built.stderr);
}

// A control file (struct control of failing.c) and the environment of those that heed it.
export class Control {
  constructor(library, path) {
    this.env = { LD_PRELOAD: library, FAILING: path };
    writeFileSync(path, Buffer.alloc(SIZE), { mode: 0o666 });
    this.fd = openSync(path, 'r+');
  }

  // The nth call of the subject fails, for the process with that pid alone or, with 0, for any.
  arm(subject, nth, { fault = 'full', pid = 0 } = {}) {
    const bytes = Buffer.alloc(SIZE);
    bytes.writeUInt32LE(pid, 4);
    bytes.writeUInt32LE(FAULTS[fault], 8);
    bytes.writeBigUInt64LE(BigInt(nth), 24);
    writeSync(this.fd, bytes, 0, SIZE, 0);
    bytes.writeUInt32LE(SUBJECTS[subject], 0);
    writeSync(this.fd, bytes, 0, 4, 0);
  }

  // Ends it: { calls, failed, place }.
  disarm() {
    writeSync(this.fd, Buffer.alloc(4), 0, 4, 0);
    const bytes = Buffer.alloc(SIZE);
    readSync(this.fd, bytes, 0, SIZE, 0);
    return { failed: bytes.readUInt32LE(12) > 0, calls: Number(bytes.readBigUInt64LE(16)),
      place: bytes.toString('latin1', 32).replace(/\0.*$/s, '') };
  }

  close() {
    closeSync(this.fd);
  }
}
