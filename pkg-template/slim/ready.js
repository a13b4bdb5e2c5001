import { cut } from '../cut.js';

export const { call, init, isReady, loadWith, markReady } = cut('mpp-wasm/slim');
