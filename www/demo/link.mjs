// What a priced URL asks for, as a link into the playground.
import { toFragment } from '../playground/link.js';

/** The path and fragment that show what `url` answers; `undefined` where it asks for nothing. */
export async function linkTo(url) {
  const answer = await fetch(url);
  const header = answer.headers.get('www-authenticate');
  if (answer.status !== 402 || !header) return undefined;
  const { fragment } = toFragment('read', { text: `HTTP/1.1 402 Payment Required\nWWW-Authenticate: ${header}` });
  return fragment && `/${fragment}`;
}
