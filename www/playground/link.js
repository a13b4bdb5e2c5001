// Keeps the state of a view in the fragment of the address, which browsers do not send to servers. Nothing that looks
// like a secret goes there: a link is built from public parts only, and a state that redaction would change is not
// shared at all.
import { redact } from 'mpp-wasm';

/** Longer addresses break in emails and chats. */
const MAX_LINK = 8000;

/** Parses a fragment into `{ view, state }`. */
export function fromFragment(fragment) {
  const [view, ...rest] = fragment.replace(/^#/, '').split('&');
  return { view, state: new URLSearchParams(rest.join('&').slice(0, 2 * MAX_LINK)) };
}

/**
 * Returns `{ fragment }`, or `{ refusal }` with a sentence that says why there is none. `inside`: the decoded contents
 * of the state's encoded texts.
 */
export function toFragment(view, state, inside = []) {
  const entries = Object.entries(state).filter(([, value]) => value !== '' && value !== undefined);
  if (entries.length === 0) return { refusal: 'There is nothing to share yet.' };
  if (!isPublic(Object.fromEntries(entries)) || !inside.every(isPublic)) {
    return { refusal: 'Not shared: it contains what looks like a secret or a card number.' };
  }
  const fragment = `#${view}&${new URLSearchParams(entries)}`;
  return fragment.length > MAX_LINK ? { refusal: 'Too long for a link.' } : { fragment };
}

/** Whether redaction finds nothing to hide. */
function isPublic(value) {
  return JSON.stringify(redact(value)) === JSON.stringify(value);
}

/** Puts a state into the address bar and, if allowed, on the clipboard. Resolves with a sentence that says which. */
export async function share(view, state, inside) {
  const { fragment, refusal } = toFragment(view, state, inside);
  if (refusal) return refusal;
  history.replaceState(null, '', fragment);
  try {
    await navigator.clipboard.writeText(location.href);
    return 'Link copied.';
  } catch {
    return 'The link is in the address bar.';
  }
}

/** Removes an outdated state from the address. */
export function forget(view) {
  if (location.hash !== `#${view}`) history.replaceState(null, '', `#${view}`);
}
