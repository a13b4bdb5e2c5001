// What is called of the wasm: a bundle leaves out the rest of its glue, which fetches and compiles in browsers.
export { Key, Wire, decode, maskCardNumber, maskField, maskName, maskParts, maskWalk, parseChallenges } from './mpp_wasm_slim.js';
