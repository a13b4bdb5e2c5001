import { load } from '../load.js';
import { loadWith } from './ready.js';

loadWith((input, imports) => load(input ?? new URL('./mpp_wasm_edge_bg.wasm', import.meta.url), imports));

export * from '../edge.js';
