// For Nitro and the Edge Runtime of Next.js, which give a module only if they are asked for one.
import wasm from './mpp_wasm_slim_bg.wasm?module';
import { start } from './ready.js';

start(wasm);

export * from './api.js';
export default async function init() {}
