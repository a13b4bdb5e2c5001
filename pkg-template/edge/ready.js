import { cut } from '../cut.js';
import * as glue from './mpp_wasm_edge.js';

export const { call, init, isBroken, isReady, loadWith, memory, onLoss, start } = cut('mpp-wasm/edge', glue, './mpp_wasm_edge_bg.js');
