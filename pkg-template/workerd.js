import wasm from './mpp_wasm_bg.wasm';
import { initSync } from './mpp_wasm.js';
import { markReady } from './ready.js';

markReady(initSync({ module: wasm }));

export * from './api.js';
export default async function init() {}
