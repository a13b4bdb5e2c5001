import { readFileSync } from 'node:fs';
import { initSync } from './mpp_wasm_edge.js';
import { markReady } from './ready.js';

initSync({ module: readFileSync(new URL('./mpp_wasm_edge_bg.wasm', import.meta.url)) });
markReady();

export * from '../edge.js';
