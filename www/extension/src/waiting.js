// Calls that wait until earlier changes to their tab are stored. A page can make calls faster than they can be stored:
// the calls of one wait are stored together, and of more than a tab holds the oldest are left out.
import { MAX_ASKS } from './tab.js';

const waiting = new Map();

/** Adds a call. Returns the list it was added to, or `undefined` if an earlier call of that list will be stored with it. */
export function wait(tabId, ask) {
  const list = waiting.get(tabId) ?? [];
  list.push(ask);
  if (list.length > MAX_ASKS) list.shift();
  if (waiting.has(tabId)) return undefined;
  waiting.set(tabId, list);
  return list;
}

/** Ends a wait: calls from now on start a new list. Without a list, ends whatever wait the tab has. */
export function taken(tabId, list = waiting.get(tabId)) {
  if (waiting.get(tabId) === list) waiting.delete(tabId);
}
