// What was seen, in session storage: it is gone when the browser closes and is never written to disk.
import { isSame } from './observe.js';
import { NOTHING } from './tab.js';

/** The most responses the history holds. */
const MAX_HISTORY = 100;

const key = (tabId) => `tab:${tabId}`;
const area = () => chrome.storage.session;

let last = Promise.resolve();

/** Runs changes one after another, so that concurrent events cannot overwrite each other's changes. */
function inTurn(change) {
  const next = last.then(change);
  last = next.catch(() => {});
  return next;
}

/**
 * Writes items. The browser allows 10 MB per session. If they are used up, older data makes room, the history first.
 */
async function write(items) {
  const room = [() => area().remove('history'), () => area().clear()];
  for (;;) {
    try {
      return await area().set(items);
    } catch (error) {
      const make = room.shift();
      if (!make) throw error;
      await make();
    }
  }
}

export async function tabState(tabId) {
  const name = key(tabId);
  return (await area().get(name))[name] ?? NOTHING;
}

/** Changes a tab's state. Resolves with the new state. */
export function changeTab(tabId, change) {
  return inTurn(async () => {
    const before = await tabState(tabId);
    const after = await change(before);
    if (after !== before) await (after.asks.length || after.page ? write({ [key(tabId)]: after }) : area().remove(key(tabId)));
    return after;
  });
}

export function forgetTab(tabId) {
  return inTurn(() => area().remove(key(tabId)));
}

/** The responses remembered in this session, newest first. */
export async function history() {
  return (await area().get('history')).history ?? [];
}

/** Adds a response to the history. It replaces an earlier response to the same request. */
export function remember(ask) {
  return inTurn(async () => {
    const seen = [ask, ...(await history()).filter((other) => !isSame(ask, other))].slice(0, MAX_HISTORY);
    await area().set({ history: seen }).catch(() => write({ history: [ask] }));
  });
}

/** Adds data to a response in the history, unless it has been removed in the meantime. */
export function amend(ask, more) {
  return inTurn(async () => {
    const seen = await history();
    if (!seen.some((other) => isSame(ask, other))) return;
    const amended = seen.map((other) => (isSame(ask, other) ? { ...other, ...more } : other));
    await area().set({ history: amended }).catch(() => write({ history: amended.filter((other) => isSame(ask, other)) }));
  });
}

/** Deletes everything that was seen. */
export function clear() {
  return inTurn(() => area().clear());
}

/** Calls back when a tab's state changes. `tabId()` returns the tab at that moment. */
export function onTabChange(tabId, callback) {
  chrome.storage.onChanged.addListener((changes, name) => {
    if (name === 'session' && key(tabId()) in changes) callback();
  });
}
