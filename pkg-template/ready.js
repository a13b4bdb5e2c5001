import { cut } from './cut.js';
import * as glue from './mpp_wasm.js';

export const { call, init, isBroken, isReady, loadWith, memory, onLoss, start } = cut('mpp-wasm', glue, './mpp_wasm_bg.js');
