// Inspects a page that did not answer 402, when the user asks: is it a checkout, and does the site have files for
// agents?
import init, { credentialType, sanitize } from 'mpp-wasm';
import { agentFile, checkout } from '../page.js';
import { say, translated } from '../words.js';
import { announce, failed, h, theirs } from './dom.js';

/** Files in which sites address agents. */
const FILES = ['/agents.txt', '/llm.txt'];

export function scanView(tab) {
  const result = h('div', { class: 'result' });
  // A double click looks once.
  let isLooking = false;
  const button = (key, work) => h('button', { type: 'button', 'data-key': key, onclick: async ({ currentTarget }) => {
    if (isLooking) return;
    isLooking = true;
    const asking = work === lookForFiles ? failed(currentTarget, say('bodyAsked'), 'next') : undefined;
    await init();
    const found = await work(tab).finally(() => (isLooking = false));
    asking?.remove();
    // The view may be another page's by now.
    if (!result.isConnected) return;
    result.replaceChildren(...found.filter(Boolean));
    announce(result.firstElementChild.textContent);
  } }, say(key));
  return h('section', { class: 'scan' },
    h('h2', null, say('scanTitle')),
    h('p', null, say('scanWhy')),
    h('div', { class: 'actions' }, button('scanCheckout', lookForCheckout), button('scanFiles', lookForFiles)),
    result);
}

/** Looks into every frame the browser gives access to. A sign in any one of them counts. */
async function lookForCheckout(tab) {
  const frames = await run(tab, checkout);
  if (!frames) return [h('p', { class: 'problem' }, say('scanRefused'))];
  const any = (name) => frames.some((frame) => frame[name]);
  const seen = { cardForm: any('cardForm'), stripeElements: any('stripeElements'), agentSteering: any('agentSteering') };
  const { type, reason, next } = credentialType(seen);
  const marks = [...Object.keys(seen).filter((name) => seen[name]), ...(any('agentBlock') && !seen.agentSteering ? ['agentBlock'] : [])];
  return [
    h('h3', null, say(`credential_${type}`)),
    marks.length > 0 && h('ul', { class: 'plain' }, marks.map((name) => h('li', { 'data-seen': name }, say(`seen_${name}`)))),
    h('p', null, translated(`reason_${type}`, reason)),
    h('p', { class: 'next' }, translated(`next_${type}`, next)),
  ];
}

async function lookForFiles(tab) {
  const found = await Promise.all(FILES.map((path) => agentFile(tab.id, path)));
  if (found.includes(undefined)) return [h('p', { class: 'problem' }, say('scanRefused'))];
  return found.flatMap(({ path, failed, text }) => [
    h('h3', null, path),
    text === undefined
      ? h('p', null, say(failed ? 'noAnswer' : 'noFile'))
      : h('blockquote', { class: 'words' }, h('pre', { tabindex: '0' }, theirs(sanitize(text))), h('footer', null, say('theirWords'))),
  ]);
}

/** The results of a function run in all of the tab's frames, or `undefined` if the browser refuses. */
async function run(tab, func) {
  try {
    const results = await chrome.scripting.executeScript({ target: { tabId: tab.id, allFrames: true }, func });
    return results.map(({ result }) => result).filter(Boolean);
  } catch {
    return undefined;
  }
}
