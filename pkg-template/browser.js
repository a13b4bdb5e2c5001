import load from './mpp_wasm.js';
import { init, loadWith } from './ready.js';

loadWith((input) => load({ module_or_path: input ?? new URL('./mpp_wasm_bg.wasm', import.meta.url) }));

/** Loads the wasm once. `input`: another URL, a `Response`, bytes or a `WebAssembly.Module`. */
export default init;
export * from './api.js';
