// Turns the challenge of a priced URL into a link to the playground.
import { toFragment } from '../playground/link.js';

/** The path and fragment that show the challenge of `url`, or `undefined` if it sends none. */
export async function linkTo(url) {
  const answer = await fetch(url);
  const header = answer.headers.get('www-authenticate');
  if (answer.status !== 402 || !header) return undefined;
  const { fragment } = toFragment('read', { text: `HTTP/1.1 402 Payment Required\nWWW-Authenticate: ${header}` });
  return fragment && `/${fragment}`;
}
