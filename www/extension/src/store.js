// What was seen, in session storage: it is gone when the browser closes, and never on a disk.
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
  const isOther = ({ url, method, kind }) => url !== ask.url || method !== ask.method || kind !== ask.kind;
  return inTurn(async () => {
    const seen = [ask, ...(await history()).filter(isOther)].slice(0, MAX_HISTORY);
    await area().set({ history: seen }).catch(() => write({ history: [ask] }));
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
