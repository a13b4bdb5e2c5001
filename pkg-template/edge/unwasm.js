// For Nitro, whose plugin gives a module only if it is asked for one, and reads no wasm with SIMD otherwise.
import wasm from './mpp_wasm_edge_bg.wasm?module';
import { start } from './ready.js';

start(wasm);

export * from '../edge.js';
