// Between a program and Redis: makes the nth command fail, or the answer to it, in one of four ways.
import { connect, createServer } from 'node:net';

/*
 * lost: the connection ends before Redis has the command.  cut: it ends in the middle of the answer.
 * late: the answer never comes.  refused: Redis is told another command and the program one of REFUSALS.
 */
export const WAYS = ['lost', 'cut', 'refused', 'late'];
const REFUSALS = ["-OOM command not allowed when used memory > 'maxmemory'.",
  '-LOADING Redis is loading the dataset in memory', "-READONLY You can't write against a read only replica.",
  '-BUSY Redis is busy running a script. You can only call SCRIPT KILL or SHUTDOWN NOSAVE.'];
const command = (word) => Buffer.from(`*1\r\n$${word.length}\r\n${word}\r\n`);

// Where what begins at `at` ends (RESP2), or -1 while it is not whole.
function endOf(bytes, at) {
  const line = bytes.indexOf('\r\n', at);
  if (line < 0) return -1;
  const kind = bytes[at];
  const number = kind === 0x24 || kind === 0x2a ? Number(bytes.toString('latin1', at + 1, line)) : -1;
  let end = line + 2;
  if (kind === 0x24 && number >= 0) end += number + 2;
  if (kind === 0x2a) for (let i = 0; i < number && end >= 0; i += 1) end = endOf(bytes, end);
  return end > bytes.length ? -1 : end;
}

function cutWhole(bytes) {
  const whole = [];
  let at = 0;
  for (let end; at < bytes.length && (end = endOf(bytes, at)) >= 0; at = end)
    whole.push(bytes.subarray(at, end));
  return [whole, bytes.subarray(at)];
}

const wordOf = (bytes) => /^\*\d+\r\n\$\d+\r\n(\w+)/.exec(bytes.toString('latin1', 0, 64))?.[1].toUpperCase();

// One connection of the program's.
class Conversation {
  constructor(gate, program, redis) {
    Object.assign(this, { gate, program, link: connect(redis), asked: Buffer.alloc(0), told: Buffer.alloc(0),
      waiting: [], refusing: false });
    program.on('data', (bytes) => this.ask(bytes));
    this.link.on('data', (bytes) => this.tell(bytes));
    for (const [one, other] of [[program, this.link], [this.link, program]]) {
      one.on('error', () => {});
      one.on('close', () => other.destroy());
    }
  }

  ask(bytes) {
    const [commands, rest] = cutWhole(Buffer.concat([this.asked, bytes]));
    this.asked = rest;
    for (const one of commands) {
      const chosen = this.gate.count();
      if (chosen && this.gate.way === 'lost') {
        this.program.destroy();
        return;
      }
      this.pass(one, chosen);
    }
  }

  /*
   * A Redis that refuses MULTI refuses what comes after it too; one that refuses EXEC has forgotten the
   * transaction; a command that it refuses within one undoes the whole.
   */
  pass(bytes, chosen) {
    const refused = this.refusing || (chosen && this.gate.way === 'refused');
    const word = wordOf(bytes);
    if (refused) this.refusing = word === 'MULTI' || (this.refusing && word !== 'EXEC');
    this.waiting.push({ chosen, refused });
    if (!refused) this.link.write(bytes);
    else this.link.write(command(word === 'EXEC' ? 'DISCARD' : 'REFUSED'));
  }

  tell(bytes) {
    const [answers, rest] = cutWhole(Buffer.concat([this.told, bytes]));
    this.told = rest;
    for (const answer of answers) {
      const { chosen, refused } = this.waiting.shift();
      if (chosen && this.gate.way === 'cut') {
        this.program.end(answer.subarray(0, Math.ceil(answer.length / 2)));
        return;
      }
      if (chosen && this.gate.way === 'late') this.silent = true;
      if (!this.silent) this.program.write(refused ? `${this.gate.refusal}\r\n` : answer);
    }
  }
}

export class Gate {
  static async open(path, redis) {
    const gate = new Gate();
    gate.server = createServer((program) => new Conversation(gate, program, redis));
    await new Promise((done) => { gate.server.listen(path, done); });
    gate.server.unref();
    return gate;
  }

  arm(way, nth) {
    Object.assign(this, { way, nth, calls: 0, refusal: REFUSALS[nth % REFUSALS.length] });
  }

  disarm() {
    this.way = undefined;
    return { failed: this.calls >= this.nth, calls: this.calls, place: this.refusal };
  }

  // Counts a command while armed; whether it is the chosen one.
  count() {
    return this.way !== undefined && (this.calls += 1) === this.nth;
  }
}
