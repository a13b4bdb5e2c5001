import { cut } from '../cut.js';

export const { call, init, isBroken, isReady, loadWith, markReady, memory, onLoss } = cut('mpp-wasm/slim');
