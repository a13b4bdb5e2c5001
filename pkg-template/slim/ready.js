import { cut } from '../cut.js';

export const { call, init, isReady, loadWith, markReady, memory } = cut('mpp-wasm/slim');
