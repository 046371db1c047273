// The link between the parts and Redis, in the rounds in which it fails: what passes can be delayed, stopped
// in either direction, and cut.
import { connect, createServer } from 'node:net';
import { sleep } from '../e2e/lib.mjs';

const PIECE_MS = 20;

export async function openGate(path, redis) {
  const ends = new Set();
  const gate = { delay: 0, stopped: { up: false, down: false } };

  // Passes on in order; a piece waits while its direction is stopped.
  function pass(from, to, way) {
    let last = Promise.resolve();
    from.on('data', (bytes) => {
      last = last.then(async () => {
        if (gate.delay > 0) await sleep(gate.delay);
        while (gate.stopped[way] && !to.destroyed) await sleep(PIECE_MS);
        to.write(bytes);
      });
    });
    from.on('error', () => {});
    from.on('close', () => {
      ends.delete(from);
      last.then(() => to.destroy());
    });
    ends.add(from);
  }

  const server = createServer((part) => {
    const link = connect(redis);
    pass(part, link, 'up');
    pass(link, part, 'down');
  });
  await new Promise((done) => { server.listen(path, done); });
  gate.cut = () => { for (const end of ends) end.destroy(); };
  gate.close = () => { server.close(); gate.cut(); };
  return gate;
}
