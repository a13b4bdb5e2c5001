import type { ClaimStore } from '../edge.js';

/** Claims in the memory of this process: for one process that does not restart, for tests and demos. */
export function memory(): ClaimStore;
