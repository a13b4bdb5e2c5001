import { read } from '../file.js';
import { start } from './ready.js';

start(read(() => { return new URL('./mpp_wasm_edge_bg.wasm', import.meta.url); }, 'mpp-wasm/edge'));

export * from '../edge.js';
