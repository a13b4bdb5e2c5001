// Addresses in fields.
import { IN_WORKERS } from '../../runtime.js';

const UTF8 = new TextDecoder('utf-8', { fatal: true });

/**
 * The text of a `Location` or a `Content-Location`. An address is ASCII (RFC 3986), but some servers send UTF-8, whose
 * bytes `Headers` show as a character each. Workers have decoded them. Bytes that are not UTF-8 stay characters.
 */
export function addressIn(value) {
  if (IN_WORKERS) return value;
  try {
    return UTF8.decode(Uint8Array.from(value, (byte) => byte.charCodeAt(0)));
  } catch {
    return value;
  }
}

/** A path, as an address. One that begins with "//" would be read as another host. The "/." prevents that and changes nothing else. */
export function addressOf(path) {
  return path.startsWith('//') ? `/.${path}` : path;
}
