// The glue that is used. A bundle leaves out the rest, which fetches and compiles in browsers.
export { Key, Wire, decode, maskCardNumber, maskField, maskName, maskParts, maskWalk, parseChallenges } from './mpp_wasm_slim.js';
