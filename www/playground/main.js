// The page: loads the wasm, shows one view at a time, and restores the state in a link.
import init from 'mpp-wasm';
import wasm from 'mpp-wasm/mpp_wasm_compact_bg.wasm';
import { startBuild } from './build.js';
import { byId } from './dom.js';
import { fromFragment } from './link.js';
import { startMask } from './mask.js';
import { startRead } from './read.js';

const VIEWS = ['read', 'build', 'mask'];
const TITLES = { read: 'Read', build: 'Build and verify', mask: 'Mask' };

async function start() {
  // The wasm is beside this script, whichever folder the page is served from.
  await init(new URL(wasm, import.meta.url));
  const read = startRead();
  const build = startBuild({ read: read.set });
  startMask();

  const restore = ({ view, state }) => {
    if (view === 'read' && state.has('text')) read.restore(state.get('text'));
    if (view === 'build' && [...state].length > 0) build.restore(Object.fromEntries(state));
  };
  const go = (moved) => {
    const { view, state } = fromFragment(location.hash);
    const shown = VIEWS.includes(view) ? view : 'read';
    restore({ view: shown, state });
    for (const name of VIEWS) byId(`view-${name}`).hidden = name !== shown;
    for (const link of document.querySelectorAll('nav a')) {
      if (link.dataset.view === shown) link.setAttribute('aria-current', 'page');
      else link.removeAttribute('aria-current');
    }
    document.title = `${TITLES[shown]} · 402 playground`;
    if (moved) byId(`title-${shown}`).focus({ preventScroll: true });
    if (moved) scrollTo(0, 0);
  };
  addEventListener('hashchange', () => go(true));
  document.querySelector('.skip').addEventListener('click', (event) => {
    event.preventDefault();
    document.querySelector('main section:not([hidden]) h1').focus();
  });
  go(false);
  byId('fatal').hidden = true;
  document.body.dataset.ready = '';
}

start().catch((error) => {
  const fatal = byId('fatal');
  fatal.textContent = `The page could not start: ${error.message}. It needs a browser with WebAssembly and JavaScript modules, and all of its files.`;
  fatal.classList.remove('late');
});
