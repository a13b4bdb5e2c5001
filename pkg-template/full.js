// The wire to the wasm of the whole package.
import * as glue from './mpp_wasm.js';
import * as cut from './ready.js';
import { TreeWire } from './tree.js';

export const wire = new TreeWire(glue, cut);
