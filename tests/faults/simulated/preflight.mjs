// Preflights: a browser's, before it sends what a page wants to, and strangers', with all that could open a door.
import { head } from './answer.mjs';
import { PAGES, mayBeSent, question } from './browser.mjs';
import { PATHS } from './places.mjs';
import { cookieOf } from './visitor.mjs';

/** Whether a browser sends the request. It asks first if it must. */
export async function isAllowed(world, sent, headers) {
  const { page, process, path, method } = sent;
  const asks = page && question(page, method, headers);
  if (!asks) return true;
  const preflight = { isPreflight: true, page, process, path, method: 'OPTIONS', asked: method };
  const answer = await ask(world, preflight, asks);
  if (answer === undefined) return false;
  const isSent = mayBeSent(page, method, headers, answer);
  world.pages.questioned(preflight, isSent);
  return isSent;
}

/** A stranger's: with a credential and cookies that may hold a pass. */
export async function trick(world, process, credential) {
  await world.sleep(world.below(5), process);
  const origin = world.pick(PAGES);
  const [path, method] = [world.pick([credential.path, ...PATHS]), world.pick(['GET', 'GET', 'POST', 'PUT'])];
  const cookie = cookieOf(world, { path, credential, cookies: 'any' });
  const preflight = { isPreflight: true, page: { origin }, process, path, method: 'OPTIONS', asked: method, cookie };
  const { authorization } = credential;
  await ask(world, preflight, { ...question({ origin }, method, { authorization }), authorization, ...(cookie && { cookie }) });
}

/** Sends it. Resolves to the head of the answer; to nothing if none came. */
async function ask(world, preflight, asks) {
  const { process, path } = preflight;
  world.books.begins(preflight);
  world.note(`${preflight.number}: preflight ${asks['access-control-request-method']} ${path} of ${preflight.page.origin}`);
  const headers = { ...asks, 'x-sent': preflight.number };
  const answer = await (process.server ? over(process.server, preflight, headers) : hand(world, preflight, headers));
  preflight.isSettled = true;
  if (answer) head(world, preflight, answer);
  return answer;
}

async function hand(world, preflight, headers) {
  const { process, path } = preflight;
  world.passes.arrives(preflight);
  const response = await process.site.fetch(new Request(`https://api.example.com${path}`, { method: 'OPTIONS', headers }));
  await response.body?.cancel().catch(() => {});
  return response;
}

async function over(server, preflight, headers) {
  try {
    const answer = await server.ask(preflight, headers, () => {});
    answer.body.on('error', () => {}).resume();
    return answer;
  } catch {}
}
