import wasm from './mpp_wasm_edge_bg.wasm';
import { initSync } from './mpp_wasm_edge.js';
import { markReady } from './ready.js';

markReady(initSync({ module: wasm }));

export * from '../edge.js';
