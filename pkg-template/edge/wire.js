// The wire to the paywall's wasm.
import { Wire } from '../wire.js';
import { Wire as Core } from './mpp_wasm_edge.js';
import * as cut from './ready.js';

export const wire = new Wire({ Wire: Core }, cut);
