import { MppError, fromThrown } from './error.js';

let ready = false;

/** Called by an entry file once the wasm is there. */
export function markReady() {
  ready = true;
}

export function isReady() {
  return ready;
}

/** Calls into the wasm: ready or a sentence that names the fix; its errors as `MppError`. */
export function call(f) {
  if (!ready) {
    throw new MppError('not-ready', "mpp-wasm is not loaded yet: `import init from 'mpp-wasm'` and `await init()` first");
  }
  try {
    return f();
  } catch (thrown) {
    throw fromThrown(thrown);
  }
}
