// The state of a view in the fragment of the address, which browsers send to no server. What looks like a secret never
// gets there: what is shared is put together from public parts, and what redaction would change is not shared at all.
import { redact } from 'mpp-wasm';

/** Longer addresses break in mails and chats. */
const MAX_LINK = 8000;

/** The fragment of the address: `{ view, state }`. */
export function fromFragment(fragment) {
  const [view, ...rest] = fragment.replace(/^#/, '').split('&');
  return { view, state: new URLSearchParams(rest.join('&').slice(0, 2 * MAX_LINK)) };
}

/**
 * A fragment, or a sentence that says why there is none: `{ fragment }` or `{ refusal }`. `inside`: what the state's
 * encoded texts hold.
 */
export function toFragment(view, state, inside = []) {
  const entries = Object.entries(state).filter(([, value]) => value !== '' && value !== undefined);
  if (entries.length === 0) return { refusal: 'There is nothing to share yet.' };
  if (!isPublic(Object.fromEntries(entries)) || !inside.every(isPublic)) return { refusal: 'Not shared: it holds what looks like a secret or a card number.' };
  const fragment = `#${view}&${new URLSearchParams(entries)}`;
  return fragment.length > MAX_LINK ? { refusal: 'Too long for a link.' } : { fragment };
}

/** Whether redaction finds nothing to hide. */
function isPublic(value) {
  return JSON.stringify(redact(value)) === JSON.stringify(value);
}

/** Puts a state into the address bar and, where that is allowed, on the clipboard. The sentence says which. */
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

/** Takes a state that no longer holds out of the address. */
export function forget(view) {
  if (location.hash !== `#${view}`) history.replaceState(null, '', `#${view}`);
}
