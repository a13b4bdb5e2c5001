// What was seen, in session storage: it is gone when the browser closes, and never on a disk.
import { isSame } from './observe.js';
import { NOTHING } from './tab.js';

/** The most answers of a session that are remembered. */
const MAX_HISTORY = 100;

const key = (tabId) => `tab:${tabId}`;
const area = () => chrome.storage.session;

let last = Promise.resolve();

/** One change after the other: two events at once must not undo each other's. */
function inTurn(change) {
  const next = last.then(change);
  last = next.catch(() => {});
  return next;
}

/** Writes. The browser gives a session 10 MB: where pages have used them up, what is older gives way, the history first. */
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

/** Changes what is known of a tab. Gives the new state. */
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

/** Every answer of the session, newest first. */
export async function history() {
  return (await area().get('history')).history ?? [];
}

/** The same question again takes the place of the last. */
export function remember(ask) {
  return inTurn(async () => {
    const seen = [ask, ...(await history()).filter((other) => !isSame(ask, other))].slice(0, MAX_HISTORY);
    await area().set({ history: seen }).catch(() => write({ history: [ask] }));
  });
}

/** Adds to a remembered answer. One that was forgotten meanwhile stays so. */
export function amend(ask, more) {
  return inTurn(async () => {
    const seen = await history();
    if (!seen.some((other) => isSame(ask, other))) return;
    const amended = seen.map((other) => (isSame(ask, other) ? { ...other, ...more } : other));
    await area().set({ history: amended }).catch(() => write({ history: amended.filter((other) => isSame(ask, other)) }));
  });
}

/** Forgets everything that was seen. */
export function clear() {
  return inTurn(() => area().clear());
}

/** Calls back when a tab's state changes. `tabId()`: which tab, at that moment. */
export function onTabChange(tabId, callback) {
  chrome.storage.onChanged.addListener((changes, name) => {
    if (name === 'session' && key(tabId()) in changes) callback();
  });
}
