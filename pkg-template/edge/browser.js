import load from './mpp_wasm_edge.js';
import { loadWith } from './ready.js';

loadWith((input) => load({ module_or_path: input ?? new URL('./mpp_wasm_edge_bg.wasm', import.meta.url) }));

export * from '../edge.js';
