import { decodeBase64 } from '../base64.js';
import base64 from './mpp_wasm_edge_inline.js';
import { start } from './ready.js';

start(decodeBase64(base64));

export * from '../edge.js';
