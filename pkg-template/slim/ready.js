import { cut } from '../cut.js';
import * as glue from './mpp_wasm_slim.js';

export const { call, init, isBroken, isReady, loadWith, memory, onLoss, start } = cut('mpp-wasm/slim', glue, './mpp_wasm_slim_bg.js');
