// What was seen, in session storage: it is gone when the browser closes and is never written to disk.
import { NOTHING } from './tab.js';

/** The most responses the history holds. */
const MAX_HISTORY = 100;

/** The pause before a changed history is drawn, in milliseconds. */
const PAUSE = 100;

const HISTORY = 'history';
const ENTRY = 'seen:';
const isOfHistory = (name) => name === HISTORY || name.startsWith(ENTRY);
const TAB = 'tab:';
const key = (tabId) => TAB + tabId;
const area = () => chrome.storage.session;

const last = new Map();

/**
 * Runs the changes of one name one after another, so that concurrent events cannot overwrite each other's changes. Each
 * tab has its own turns, so that a busy tab keeps no other waiting.
 */
function inTurn(name, change) {
  const next = (last.get(name) ?? Promise.resolve()).then(change);
  const settled = next.catch(() => {}).then(() => last.get(name) === settled && last.delete(name));
  last.set(name, settled);
  return next;
}

/** Writes items. Returns whether there was room: the browser allows 10 MB per session, and the history gives way first. */
async function write(items) {
  try {
    await area().set(items);
    return true;
  } catch {
    await forgetHistory();
    return area().set(items).then(() => true, () => false);
  }
}

/**
 * Stores a tab's state. Returns what was stored: if there is no room, the tab that holds the most gives way. A page that makes
 * many calls with long headers thus costs itself its older ones, and no other tab its terms.
 */
async function put(tabId, state) {
  for (;;) {
    if (await write({ [key(tabId)]: state })) return state;
    const { asks } = state;
    const [name, size] = await largest(key(tabId));
    const isOwn = size < JSON.stringify(state).length && asks.length > 1;
    if (isOwn) state = { ...state, asks: asks.slice(0, asks.length >> 1) };
    else if (name) await area().remove(name);
    else throw new Error('the session has no room');
  }
}

/** The name and the size of the largest state of another tab. */
async function largest(own) {
  const names = (await tabs()).map(key).filter((name) => name !== own);
  const sizes = await Promise.all(names.map((name) => area().getBytesInUse(name)));
  const size = Math.max(0, ...sizes);
  return [names[sizes.indexOf(size)], size];
}

export async function tabState(tabId) {
  const name = key(tabId);
  return (await area().get(name))[name] ?? NOTHING;
}

/** The tabs that have a state. */
export async function tabs() {
  // Newer browsers name the keys without reading what is stored, up to 10 MB.
  const names = (await area().getKeys?.()) ?? Object.keys(await area().get());
  return tabsAmong(names);
}

/** The tabs whose states have these names. */
export function tabsAmong(names) {
  return names.filter((name) => name.startsWith(TAB)).map((name) => Number(name.slice(TAB.length)));
}

/** Changes a tab's state. Resolves with the new state, as it was stored. */
export function changeTab(tabId, change) {
  return inTurn(key(tabId), async () => {
    const before = await tabState(tabId);
    const after = await change(before);
    if (after === before) return after;
    if (after.asks.length || after.page) return put(tabId, after);
    await area().remove(key(tabId));
    return after;
  });
}

export function forgetTab(tabId) {
  return inTurn(key(tabId), () => area().remove(key(tabId)));
}

/** The names of the history's entries, newest first. Each entry has a key of its own: few of them change at a time. */
async function entries() {
  return (await area().get(HISTORY))[HISTORY] ?? [];
}

/** The key of a response's entry. It has a fixed length, however long the address. */
async function entryOf({ kind, method, url }) {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(`${kind} ${method} ${url}`));
  return ENTRY + [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** The responses remembered in this session by name, newest first. `known`: those that need not be read again. */
export async function history(known = new Map()) {
  const names = await entries();
  const stored = await area().get(names.filter((name) => !known.has(name)));
  // Entries that had to make room are gone.
  return new Map(names.map((name) => [name, known.get(name) ?? stored[name]]).filter(([, entry]) => entry));
}

/** The history's response to the same request, or `undefined`. */
export async function remembered(ask) {
  const name = await entryOf(ask);
  return (await area().get(name))[name];
}

/**
 * Adds responses to the history, if there is room, the newest last. Each replaces an earlier response to the same request.
 */
export function remember(asks) {
  return inTurn(HISTORY, async () => {
    const added = new Map();
    for (const ask of asks) {
      const name = await entryOf(ask);
      added.delete(name);
      added.set(name, ask);
    }
    if (added.size === 0) return;
    const names = [...[...added.keys()].reverse(), ...(await entries()).filter((name) => !added.has(name))];
    await write({ [HISTORY]: names.slice(0, MAX_HISTORY), ...Object.fromEntries(added) });
    await area().remove(names.slice(MAX_HISTORY));
  });
}

/** Adds data to a response in the history, unless it has been removed in the meantime. */
export function amend(ask, more) {
  return inTurn(HISTORY, async () => {
    const entry = await remembered(ask);
    if (entry) await write({ [HISTORY]: await entries(), [await entryOf(ask)]: { ...entry, ...more } });
  });
}

async function forgetHistory() {
  const names = Object.keys(await area().get()).filter(isOfHistory);
  await area().remove(names);
}

/** Deletes everything that was seen. */
export function clear() {
  return area().clear();
}

/**
 * Calls back with the names of what has changed in the history. Changes can come faster than views are drawn, so there is
 * a pause first.
 */
export function onHistoryChange(callback) {
  let changed = new Set();
  chrome.storage.onChanged.addListener((changes, name) => {
    const names = name === 'session' ? Object.keys(changes).filter(isOfHistory) : [];
    if (names.length > 0 && changed.size === 0) setTimeout(() => {
      const all = changed;
      changed = new Set();
      callback(all);
    }, PAUSE);
    for (const name of names) changed.add(name);
  });
}

/** Calls back when a tab's state changes. `tabId()` returns the tab at that moment. */
export function onTabChange(tabId, callback) {
  chrome.storage.onChanged.addListener((changes, name) => {
    if (name === 'session' && key(tabId()) in changes) callback();
  });
}
