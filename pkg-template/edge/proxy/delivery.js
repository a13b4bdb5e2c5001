// Whether a response is what was paid for.
import { call } from '../ready.js';
import { wire } from '../wire.js';
import { addressIn, addressOf } from './address.js';
import { routeLines } from './request-lines.js';

/** Whether a response is what was paid for. `undefined` for a redirect that is withheld from the payer. */
export function delivers(core, { method, url }, { status, headers }) {
  const location = headers.get('location');
  const to = location === null ? '' : resolveLocation(addressIn(location), url);
  const length = wire.put(`${routeLines(method, url)}\n${to}`);
  return call(() => core.delivers(wire.core, length, status));
}

/** The URL of a `Location`, or its path and query if it names no host. `?` if it cannot be read. */
function resolveLocation(location, url) {
  const here = new URL(url);
  here.hostname = HERE;
  try {
    const { hostname, pathname, search, href } = new URL(location, here);
    return hostname === HERE ? addressOf(pathname) + search : href;
  } catch {
    return '?';
  }
}

/** A host that does not exist (RFC 6761 section 6.4). */
const HERE = 'here.invalid';
