import load from './mpp_wasm.js';
import { markReady } from './ready.js';

let loading;

/** Loads the wasm, once. `input`: another URL, a `Response`, bytes or a `WebAssembly.Module`. */
export default function init(input) {
  loading ??= load({ module_or_path: input ?? new URL('./mpp_wasm_bg.wasm', import.meta.url) }).then(markReady, (error) => {
    loading = undefined;
    throw error;
  });
  return loading;
}

export * from './api.js';
