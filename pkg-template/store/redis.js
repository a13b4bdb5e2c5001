// GET, compare, SET as one script: Redis runs scripts alone.
const SWAP = `
local found = redis.call('GET', KEYS[1])
if (ARGV[1] == 'nothing' and not found) or (ARGV[1] == 'text' and found == ARGV[2]) then
  redis.call('SET', KEYS[1], ARGV[3], 'PXAT', ARGV[4])
end
return found`;

/**
 * Claims in Redis 6.2 or later. `send` sends one command, an array of strings, and resolves with its answer:
 * `(command) => client.sendCommand(command)` for node-redis, `(command) => client.call(...command)` for ioredis,
 * a POST of the array for a REST endpoint.
 */
export function redis(send, { prefix = 'mpp:claim:' } = {}) {
  return {
    async swap(id, expected, next, keepUntil) {
      const kind = expected == null ? 'nothing' : 'text';
      const found = await send(['EVAL', SWAP, '1', prefix + id, kind, expected ?? '', next, String(Math.ceil(keepUntil))]);
      return found == null || found === false ? null : String(found);
    },
  };
}
