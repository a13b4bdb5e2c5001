import { read } from '../cut.js';
import { initSync } from './mpp_wasm_edge.js';
import { markReady } from './ready.js';

markReady(initSync({ module: read(() => new URL('./mpp_wasm_edge_bg.wasm', import.meta.url), 'mpp-wasm/edge') }));

export * from '../edge.js';
