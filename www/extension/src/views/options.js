// The user's settings. Each is saved as soon as it is changed, if it is valid.
import init, { detect } from 'mpp-wasm';
import { ALL, allowed, ask, withdraw } from '../access.js';
import { limits, onSettingsChange, repeated, save } from '../settings.js';
import { LANGUAGES, say, translated } from '../words.js';
import { announce, h, redraw } from './dom.js';
import { begin, done, entitle } from './page.js';

/** The methods to choose from. Any other method cannot be preferred. */
const METHODS = ['stripe', 'tempo', 'evm', 'solana', 'lightning', 'exact'];

const ids = ['limit', 'wrong', 'methods', 'language', 'title', 'sites'];
const [limit, wrong, methods, language, title, sites] = ids.map((id) => document.getElementById(id));
const [choices] = await Promise.all([begin(), init()]);
entitle('options');
limit.value = choices.limit;
methods.append(...METHODS.map((method) => h('label', null,
  h('input', { type: 'checkbox', value: method, checked: choices.preferred.includes(method) }), say(`way_${method}`))));
const languages = [['auto', say('languageAuto')], ...Object.entries(LANGUAGES)];
language.append(...languages.map(([code, name]) => h('option', { value: code, selected: code === choices.language }, name)));
await drawSites();
done();
if (location.hash === '#language') language.focus();

// Saved while it is typed, because a tab that is closed or left ends no typing. What is not yet a price is refused at the end.
// An empty field counts at the end only: it may be on its way to another limit.
limit.addEventListener('input', () => typed() && refused(typed()) === undefined && save({ limit: typed() }));
limit.addEventListener('change', () => isFine() && keep({ limit: typed() }));
methods.addEventListener('change', () => keep({ preferred: [...methods.querySelectorAll(':checked')].map(({ value }) => value) }));
language.addEventListener('change', () => {
  // The view loads again in another language, and then has the focus there.
  history.replaceState(null, '', '#language');
  keep({ language: language.value });
});
// Chosen in another tab with these options. What is being typed here stays.
onSettingsChange((changes) => {
  if (changes.limit && document.activeElement !== limit) {
    limit.value = changes.limit.newValue ?? '';
    isFine();
  }
  const preferred = changes.preferred?.newValue ?? [];
  if (changes.preferred) for (const box of methods.querySelectorAll('input')) box.checked = preferred.includes(box.value);
});
document.getElementById('choices').addEventListener('submit', (event) => event.preventDefault());
for (const event of [chrome.permissions.onAdded, chrome.permissions.onRemoved]) event.addListener(drawSites);

async function keep(change) {
  await save(change);
  announce(say('kept'));
}

/** The limit in the field. Keyboards for Chinese and Japanese also write letters, digits and spaces that are as wide as their own. */
function typed() {
  return limit.value.normalize('NFKC').trim();
}

/** Whether the limit can be used. If not, it is said why. */
function isFine() {
  const problem = refused(typed());
  wrong.hidden = problem === undefined;
  wrong.textContent = problem ?? '';
  limit.setAttribute('aria-invalid', String(problem !== undefined));
  return problem === undefined;
}

/** Why a limit cannot be used, or `undefined`. Apart from two limits in one currency, the package decides. */
function refused(text) {
  const twice = repeated(text);
  if (twice !== undefined) return say('limitTwice', twice);
  try {
    detect({ status: 200, headers: {} }, { limit: limits(text) });
  } catch ({ code, message }) {
    return translated(`error_${code.replaceAll('-', '_')}`, message);
  }
}

/** Removes a site. Its button goes with it, so the list's title gets the focus. */
function remove(origin) {
  title.focus();
  return withdraw([origin]);
}

async function drawSites() {
  const origins = await allowed();
  const all = ALL.every((origin) => origins.includes(origin));
  redraw(sites,
    origins.length === 0 && h('p', null, say('sitesNone')),
    origins.length > 0 && h('ul', { class: 'sites' }, origins.map(siteView)),
    !all && h('div', { class: 'actions' }, h('button', { type: 'button', 'data-key': 'all', onclick: () => ask(ALL) }, say('allowAll'))));
}

function siteView(origin) {
  const name = { 'data-key': origin, 'aria-label': say('withdrawOne', origin) };
  return h('li', null,
    h('bdi', { dir: 'ltr', class: 'code' }, origin),
    h('button', { type: 'button', class: 'small', ...name, onclick: () => remove(origin) }, say('withdraw')));
}
