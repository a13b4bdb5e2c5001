import { read } from '../file.js';
import { start } from './ready.js';

start(read(() => { return new URL('./mpp_wasm_slim_bg.wasm', import.meta.url); }, 'mpp-wasm/slim'));

export * from './api.js';
export default async function init() {}
