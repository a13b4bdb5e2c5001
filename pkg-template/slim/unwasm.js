// For Nitro, whose plugin gives a module only if it is asked for one, and reads no wasm with SIMD otherwise.
import wasm from './mpp_wasm_slim_bg.wasm?module';
import { start } from './ready.js';

start(wasm);

export * from './api.js';
export default async function init() {}
