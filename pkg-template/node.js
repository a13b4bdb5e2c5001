import { read } from './cut.js';
import { initSync } from './mpp_wasm.js';
import { markReady } from './ready.js';

markReady(initSync({ module: read(() => new URL('./mpp_wasm_bg.wasm', import.meta.url), 'mpp-wasm') }));

export * from './api.js';
export default async function init() {}
