// A way to a Redis that can be cut: everybody else reaches it through here.
import { connect, createServer } from 'node:net';

/*
 * Passes on what comes to port front to port: { cut(), mend(late), close() }.  While it is cut nothing goes
 * either way, and nobody is told.  mend(true) delivers what was under way, mend(false) drops it with its
 * connections.
 */
export async function openProxy(front, port) {
  const pairs = new Set();
  let cut = false;
  const server = createServer({ allowHalfOpen: false }, (caller) => {
    const link = connect(port, '127.0.0.1');
    const pair = [caller, link];
    pairs.add(pair);
    const hold = () => { if (cut) for (const end of pair) end.pause(); };
    for (const [one, other] of [[caller, link], [link, caller]]) {
      one.setNoDelay(true);
      one.on('data', (bytes) => other.write(bytes));
      one.on('error', () => {});
      one.on('close', () => {
        pairs.delete(pair);
        other.destroy();
      });
    }
    link.on('connect', hold);
    hold();
  });
  await new Promise((done, failed) => {
    server.on('error', failed);
    server.listen(front, '127.0.0.1', done);
  });
  return {
    cut() {
      cut = true;
      for (const pair of pairs) for (const end of pair) end.pause();
    },
    mend(late) {
      cut = false;
      for (const pair of pairs) for (const end of pair) if (late) end.resume(); else end.destroy();
    },
    close() {
      server.close();
      for (const pair of pairs) for (const end of pair) end.destroy();
    },
  };
}
