// The wire of the paywall's wasm.
import { Wire } from '../wire.js';
import { Wire as Core } from './mpp_wasm_edge.js';
import { call, memory } from './ready.js';

export const wire = new Wire({ Wire: Core }, call, memory);
