import base64 from './mpp_wasm_inline.js';
import { initSync } from './mpp_wasm.js';
import { markReady } from './ready.js';

initSync({ module: Uint8Array.from(atob(base64), (c) => c.charCodeAt(0)) });
markReady();

export * from './api.js';
export default async function init() {}
