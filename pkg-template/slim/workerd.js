import wasm from './mpp_wasm_slim_bg.wasm';
import { start } from './ready.js';

start(wasm);

export * from './api.js';
export default async function init() {}
