// Payers: what they send, how they read, and when they leave.
import { formatCredential, parseChallenges } from 'mpp-wasm';
import { head } from './answer.mjs';
import { PAGES, hasCookies } from './browser.mjs';
import { Jar } from './jar.mjs';
import { PATHS, routeOf, soldBy } from './places.mjs';
import { isAllowed } from './preflight.mjs';
import { cookieOf } from './visitor.mjs';

const SITE = 'https://api.example.com';
const CARDS = ['pm_card_visa', 'pm_card_visa', 'pm_card_visa', 'pm_card_visa', 'pm_card_chargeDeclined', 'pm_card_authenticationRequired'];
const UNSENT = Symbol.for('mpp-wasm.unsent');

/**
 * A credential: for a challenge of its own or, as a rival, for that of another one. Some send another one's token. `terms`: what
 * chance does not choose.
 */
export async function order(world, others, terms = {}) {
  const other = others.at(-1);
  const rival = world.chance(0.2) ? other : undefined;
  const method = rival?.method ?? terms.method ?? world.pick(['GET', 'POST']);
  const body = rival ? rival.body : method === 'POST' ? world.pick(['a body', undefined]) : undefined;
  const path = rival?.path ?? terms.path ?? (world.chance(0.3) ? '/paid' : world.pick(soldBy(method)));
  const page = world.chance(0.25) ? { origin: world.pick(PAGES), includes: world.chance(0.5) } : undefined;
  const headers = { ...(page && { origin: page.origin }) };
  const unpaid = await world.processes[0].site.fetch(new Request(SITE + path, { method, body, headers }));
  world.pages.answered({ page, headers: unpaid.headers, run: 0, status: unpaid.status });
  const challenge = rival?.challenge ?? parseChallenges(unpaid.headers.get('www-authenticate')).challenges[0];
  const spt = other && !rival && world.chance(0.1) ? other.spt : world.processor.mint(terms.card ?? world.pick(CARDS));
  const authorization = formatCredential({ challenge, payload: { spt } });
  return { number: others.length, challenge, method, body, path, page, spt, authorization, jar: new Jar() };
}

/** How a credential is sent once. `isProper`: as it was paid for. `leaves`: when its client hangs up. */
export function plan(world, credential) {
  const { method, body, path, page } = credential;
  const key = world.pick(method === 'POST' ? [undefined, 'key-1', 'key-1', 'key-2'] : [undefined, undefined, 'key-1']);
  const sent = { credential, key, method, body, path, isProper: world.chance(0.9), isSlow: world.chance(0.2), isUnsent: world.chance(world.unsent) };
  if (world.chance(0.15)) sent.leaves = world.pick([0, world.below(30), world.below(300), 40_000, 'halfway', 'halfway']);
  if (world.chance(0.7)) sent.page = page;
  sent.cookies = world.pick([undefined, undefined, undefined, 'kept', 'any']);
  if (sent.isProper) return sent;
  const others = ['HEAD', 'PUT', 'GET', 'POST'].filter((other) => other !== method && routeOf(other, path));
  if (method === 'POST' && (world.chance(0.5) || !others.length)) return { ...sent, body: 'another body' };
  const elsewhere = PATHS.filter((other) => other !== path && routeOf(method, other));
  if (world.chance(0.3)) return { ...sent, path: world.pick(elsewhere) };
  return { ...sent, method: world.pick(others), body: undefined };
}

/** Sends it to a process, and reads the answer. */
export async function send(world, process, sent) {
  await world.sleep(world.below(5), process);
  const { credential, key, method, path, page } = sent;
  sent.process = process;
  world.books.begins(sent);
  const leave = new AbortController();
  sent.leave = () => {
    if (sent.isRead || sent.hasLeft) return;
    world.note(`${sent.number} leaves`);
    sent.hasLeft = true;
    leave.abort();
    // The handler may learn of it before the body is canceled.
    world.after(world.pick([0, 40]), process, () => void sent.reader?.cancel(leave.signal.reason).catch(() => {}));
  };
  if (typeof sent.leaves === 'number') world.after(sent.leaves, process, sent.leave);
  const { authorization } = credential;
  const headers = { ...(authorization && { authorization }), 'x-sent': sent.number, ...(key && { 'idempotency-key': key }) };
  if (page) headers.origin = page.origin;
  sent.isHeld = hasCookies(page);
  sent.cookie = sent.isHeld ? cookieOf(world, sent) : undefined;
  if (sent.cookie) headers.cookie = sent.cookie;
  const how = [key, authorization && !sent.isProper && 'improper', page?.origin, sent.cookie].filter(Boolean).join(' ');
  world.note(`${sent.number}: credential ${credential.number ?? 'none'} ${method} ${path} ${how}`);
  const isSent = (await isAllowed(world, sent, headers)) && !sent.hasLeft;
  if (isSent) await (process.server ? sendOver(process.server, world, sent, headers, leave.signal) : hand(world, sent, headers, leave.signal));
  sent.isSettled = true;
}

/** Hands it to the paywall, as a runtime does. */
async function hand(world, sent, headers, signal) {
  const waiting = [];
  const ctx = { waitUntil: (promise) => void waiting.push(promise) };
  const { method, body, path } = sent;
  const request = new Request(SITE + path, { method, headers, body, signal });
  world.passes.arrives(sent);
  const response = await sent.process.site.fetch(request, undefined, ctx);
  head(world, sent, response);
  // As a server does whose middleware answers in its place, or whose client has left.
  if (sent.isUnsent || sent.hasLeft) await response.body?.cancel(sent.isUnsent ? UNSENT : signal.reason).catch(() => {});
  else await read(world, sent, response.body?.getReader());
  isRead(world, sent);
  for (let done = -1; done !== waiting.length; await Promise.all(waiting)) done = waiting.length;
}

/** Sends it to the server of a process. Who leaves closes the connection. */
async function sendOver(server, world, sent, headers, signal) {
  let answer;
  try {
    answer = await server.ask(sent, headers, (hangUp) => signal.addEventListener('abort', hangUp));
  } catch (error) {
    world.note(`${sent.number}: ${error.message}`);
    return;
  }
  head(world, sent, answer);
  const parts = answer.body[Symbol.asyncIterator]();
  await read(world, sent, { read: () => parts.next(), cancel: async () => {} });
  isRead(world, sent);
}

async function read(world, sent, reader) {
  let text = '';
  sent.reader = reader;
  try {
    for (;;) {
      if (sent.isSlow) await world.sleep(world.chance(0.1) ? world.long() : world.below(50), sent.process);
      const { done, value } = (await reader?.read()) ?? { done: true };
      if (done) break;
      text += new TextDecoder().decode(value);
      if (sent.leaves === 'halfway') sent.leave();
    }
    if (!sent.hasLeft) sent.text = text;
  } catch {}
  world.books.read(sent);
}

function isRead(world, sent) {
  sent.isRead = true;
  world.note(`${sent.number}: ${sent.text === undefined ? 'not ' : ''}read as a whole`);
}
