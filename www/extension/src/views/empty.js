// The view of a tab without a 402: none came, or the extension may not look.
import { ALL, ask } from '../access.js';
import { loadedIn } from '../frame.js';
import { say } from '../words.js';
import { h } from './dom.js';

export function emptyView({ tab, site, access }) {
  if (!site) return h('section', { class: 'empty' }, h('h2', null, say('noPage')), h('p', null, say('noPageNext')));
  if (!access.own) return locked(tab, site);
  return h('section', { class: 'empty' },
    h('h2', null, say('nothing')),
    h('p', null, say('nothingNext')),
    h('div', { class: 'actions' }, h('button', { type: 'button', 'data-key': 'reload', onclick: () => chrome.tabs.reload(tab.id) }, say('reload'))),
    !access.all && [h('p', { class: 'next' }, say('onlySite')), h('div', { class: 'actions' }, allow(ALL, 'allowAll', ''))]);
}

/** Shown before the site is allowed: what the extension would see and keep. */
function locked(tab, site) {
  const { hostname } = new URL(tab.url);
  const paid = h('p', { class: 'problem', hidden: true }, say('pageAnswered402'));
  loadedIn(tab.id).then((loaded) => (paid.hidden = loaded?.status !== 402));
  return h('section', { class: 'empty' },
    h('h2', null, say('locked')),
    paid,
    h('p', null, say('lockedWhy')),
    h('ul', { class: 'plain' }, ['lockedSees', 'lockedKeeps', 'lockedSends'].map((key) => h('li', null, say(key)))),
    h('div', { class: 'actions' }, allow([site], 'allowSite', 'main', hostname), allow(ALL, 'allowAll', '')),
    h('p', { class: 'next' }, say('lockedNext')));
}

function allow(origins, key, kind, ...values) {
  return h('button', { type: 'button', 'data-key': key, class: kind, onclick: () => ask(origins) }, say(key, ...values));
}
