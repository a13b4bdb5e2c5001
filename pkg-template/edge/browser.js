import { load } from '../load.js';
import { loadWith } from './ready.js';

// `async`: in a bundle without `import.meta`, the address cannot be made, and `init` rejects.
loadWith(async (input, imports) => load(input ?? new URL('./mpp_wasm_edge_bg.wasm', import.meta.url), imports));

export * from '../edge.js';
