import load from './mpp_wasm_slim.js';
import { loadWith } from './ready.js';

loadWith((input) => load({ module_or_path: input ?? new URL('./mpp_wasm_slim_bg.wasm', import.meta.url) }));

export * from './api.js';
export { init as default } from './ready.js';
