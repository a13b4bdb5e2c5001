import wasm from './mpp_wasm_edge_bg.wasm';
import { start } from './ready.js';

start(wasm);

export * from '../edge.js';
