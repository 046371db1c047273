// A mail server of some lines: STARTTLS, one account, and what it was given.
import { createServer } from 'node:net';
import { TLSSocket, createSecureContext } from 'node:tls';

// What a mail says: its header lines, unfolded, and its text.
export function readMail(data) {
  const [head, body] = data.split('\r\n\r\n');
  const headers = Object.fromEntries(head.replace(/\r\n /g, ' ').split('\r\n').map((line) => {
    const [, name, value] = /^([^:]+): (.*)$/.exec(line);
    return [name.toLowerCase(), value];
  }));
  const words = (text) => text.replace(/\?= =\?/g, '?==?').replace(/=\?UTF-8\?B\?([^?]*)\?=/g, (_, code) =>
    Buffer.from(code, 'base64').toString());
  return { headers, subject: words(headers.subject), text: Buffer.from(body, 'base64').toString() };
}

/*
 * { port, mails: [{ from, to, data, secure, user }], sessions, reply: { RCPT: '550 no', … }, close() }.
 * reply overrides what a command is answered; plain: it offers no STARTTLS.
 */
export async function startMailServer({ key, cert, user, password }) {
  const mails = [];
  const state = { mails, sessions: 0, reply: {}, plain: false };
  const secureContext = createSecureContext({ key, cert });

  function serve(socket, secure) {
    let rest = '';
    const mail = { secure };
    let data = null;
    let asked = false;
    const say = (line) => socket.write(`${line}\r\n`);
    const login = (line) => {
      const given = Buffer.from(line, 'base64').toString().split('\0').slice(1);
      const right = given[0] === user && given[1] === password;
      asked = false;
      mail.user = right ? user : undefined;
      say(right ? '235 ok' : '535 no');
    };
    const commands = {
      EHLO: () => say(secure || state.plain ? '250-test\r\n250 AUTH PLAIN' : '250-test\r\n250 STARTTLS'),
      STARTTLS: () => {
        say('220 go');
        socket.removeAllListeners('data');
        serve(new TLSSocket(socket, { isServer: true, secureContext }), true);
      },
      AUTH: () => { asked = true; say('334 '); },
      MAIL: (line) => { mail.from = /<(.*?)>/.exec(line)[1]; say('250 ok'); },
      RCPT: (line) => { mail.to = /<(.*?)>/.exec(line)[1]; say('250 ok'); },
      DATA: () => { data = ''; say('354 go'); },
      QUIT: () => { say('221 bye'); socket.end(); },
    };
    socket.on('error', () => {});
    socket.on('data', (part) => {
      rest += part;
      for (let end = rest.indexOf('\r\n'); end >= 0; end = rest.indexOf('\r\n')) {
        const line = rest.slice(0, end);
        rest = rest.slice(end + 2);
        if (data !== null && line !== '.') {
          data += `${line.replace(/^\./, '')}\r\n`;
          continue;
        }
        if (data !== null) {
          mails.push({ ...mail, data });
          data = null;
          say('250 taken');
          continue;
        }
        const [name] = line.split(' ');
        if (asked) login(line);
        else if (state.reply[name]) say(state.reply[name]);
        else if (commands[name]) commands[name](line);
        else say('500 what');
      }
    });
  }

  const server = createServer((socket) => {
    state.sessions += 1;
    serve(socket, false);
    socket.write('220 test\r\n');
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  state.port = server.address().port;
  state.close = () => server.close();
  return state;
}
