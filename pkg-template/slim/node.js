import { read } from '../cut.js';
import { initSync } from './mpp_wasm_slim.js';
import { markReady } from './ready.js';

markReady(initSync({ module: read(() => new URL('./mpp_wasm_slim_bg.wasm', import.meta.url), 'mpp-wasm/slim') }));

export * from './api.js';
export default async function init() {}
