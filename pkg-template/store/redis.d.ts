import type { ClaimStore } from '../edge.js';

/**
 * Claims in Redis 6.2 or later, through one command: `(command) => client.sendCommand(command)` for node-redis,
 * `(command) => client.call(...command)` for ioredis.
 */
export function redis(send: (command: string[]) => Promise<unknown>, options?: { prefix?: string }): ClaimStore;
