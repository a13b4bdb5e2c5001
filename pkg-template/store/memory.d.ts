import type { Store } from '../edge.js';

/** Keeps claims in the memory of this process. For a single process that does not restart, and for tests and demos. */
export function memory(): Store;
