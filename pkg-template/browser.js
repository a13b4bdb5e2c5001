import { load } from './load.js';
import { init, loadWith } from './ready.js';

// `async`: in a bundle without `import.meta`, the address cannot be made, and `init` rejects.
loadWith(async (input, imports) => load(input ?? new URL('./mpp_wasm_compact_bg.wasm', import.meta.url), imports));

/** Loads the wasm once. `input`: another URL, a `Response`, bytes or a `WebAssembly.Module`. */
export default init;
export * from './api.js';
