// For React Native, whose engine has no WebAssembly. It would refuse the other entries for their syntax, and not say why.
import { NO_WASM, notReady } from './not-ready.js';

throw notReady(NO_WASM);
