// The wire of the whole package's wasm.
import * as glue from './mpp_wasm.js';
import { call } from './ready.js';
import { Wire } from './wire.js';

export const wire = new Wire(glue, call);
