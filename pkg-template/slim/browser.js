import { load } from '../load.js';
import { loadWith } from './ready.js';

loadWith((input, imports) => load(input ?? new URL('./mpp_wasm_slim_bg.wasm', import.meta.url), imports));

export * from './api.js';
export { init as default } from './ready.js';
