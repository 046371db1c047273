// What people did during a round, as they saw it: each entry has who, what, when it began and ended, and its
// outcome: 'done' (acknowledged), 'refused' (nothing may have come of it), or 'unknown' (no answer, or 503:
// it may have happened or not).
export class History {
  // before: what had happened when the round began.
  constructor(before = []) {
    this.entries = [...before];
  }

  requests = 0;	// that were answered or have failed; entries has more than these
  faults = [];	// replies that break a rule in themselves

  async record(entry, send) {
    entry.began = performance.now();
    const reply = await send().catch((error) => ({ status: 0, error }));
    entry.ended = performance.now();
    this.requests += 1;
    // nginx ends a compressed page whose worker died in its middle as if it were whole: nobody can read it.
    if (/json/.test(reply.headers?.get('content-type')) && !isJson(reply.content)) reply.status = 0;
    entry.status = reply.status;
    entry.outcome = outcomeOf(reply.status);
    this.look(entry, reply);
    this.entries.push(entry);
    return reply;
  }

  // No page is blank, and what failed says so in the site's words.
  look(entry, reply) {
    if (reply.status === 0) return;
    const text = reply.content ?? '';
    if (reply.status !== 304 && reply.status !== 303 && text === '')
      this.faults.push(`${describe(entry)}: ${reply.status} with an empty page`);
    if (reply.status >= 500 && !(reply.status === 503 && /unavailable|暂时|"away":true/.test(text)))
      this.faults.push(`${describe(entry)}: ${reply.status} ${text.slice(0, 200)}`);
    for (const word of entry.secrets ?? [])
      if (text.includes(word)) this.faults.push(`${describe(entry)}: shows ${word}, which is private`);
  }

  of(what) {
    return this.entries.filter((entry) => entry.what === what);
  }
}

function isJson(text) {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

const outcomeOf = (status) => (status >= 200 && status < 400 ? 'done'
  : status >= 400 && status < 500 ? 'refused' : 'unknown');

export const describe = (entry) => `${entry.who} ${entry.what} ${entry.path ?? ''} at ${Math.round(entry.began)}`;

export function group(list, key) {
  const groups = new Map();
  for (const one of list) groups.set(key(one), [...groups.get(key(one)) ?? [], one]);
  return groups;
}
