// The wire to the wasm of the whole package.
import * as glue from './mpp_wasm.js';
import * as cut from './ready.js';
import { NounWire } from './nouns.js';

export const wire = new NounWire(glue, cut);
