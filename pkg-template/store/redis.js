import { pickFields } from '../arguments.js';
import { MppError } from '../error.js';
import { connection } from './redis/connection.js';
import { ofClient, unavailable } from './redis/error.js';
import { rest } from './redis/rest.js';

// GET, compare and SET in one script: Redis runs scripts atomically.
const SWAP = `
local found = redis.call('GET', KEYS[1])
if (ARGV[1] == 'nothing' and not found) or (ARGV[1] == 'text' and found == ARGV[2]) then
  redis.call('SET', KEYS[1], ARGV[3], 'PXAT', ARGV[4])
end
return found`;

const PREFIX = 'mpp:claim:';
/** Milliseconds for one command. A command that takes longer counts as an outage. */
const TIME_LIMIT = 5000;
/** The longest delay a timer supports. */
const MAX_TIME_LIMIT = 2 ** 31 - 1;

/**
 * Keeps claims in Redis 6.2 or later, or in Valkey. `client` is a URL (`redis://…`, `rediss://…`), a node-redis or ioredis client
 * (or its cluster, pool or sentinel), or a function that sends one command, an array of strings, and resolves with its
 * reply.
 */
export function redis(client, options = {}) {
  const { prefix, timeout } = checked(pickFields(options, ['prefix', 'timeout'], 'redis options', 'bad-config'));
  return register(sender(client, timeout), prefix);
}

/**
 * Keeps claims in Redis behind a REST endpoint that speaks Upstash's protocol, for edge runtimes that only have fetch.
 */
export function redisRest(options) {
  const { url, token, prefix, timeout } = checked(pickFields(options, ['url', 'token', 'prefix', 'timeout'], 'redisRest options', 'bad-config'));
  return register(rest(url, token, timeout), prefix);
}

function checked({ prefix = PREFIX, timeout = TIME_LIMIT, ...more }) {
  if (!Number.isInteger(timeout) || timeout < 1 || timeout > MAX_TIME_LIMIT) {
    throw new MppError('bad-config', `the Redis timeout must be a whole number of milliseconds from 1 to ${MAX_TIME_LIMIT}`);
  }
  // Servers with an unset variable each, one `null` and one `undefined`, would not see the claims of each other.
  if (typeof prefix !== 'string') throw new MppError('bad-config', 'the Redis prefix must be a string');
  return { ...more, prefix, timeout };
}

function sender(client, timeout) {
  if (typeof client === 'string' || client instanceof URL) return connection(client, timeout);
  const send = senderOf(client);
  return async (command) => {
    try {
      return await within(send(command), timeout);
    } catch (error) {
      throw ofClient(error);
    }
  };
}

function senderOf(client) {
  if (typeof client === 'function') return client;
  // Checked first, because ioredis also has an eval and a sendCommand, with other arguments.
  if (typeof client?.call === 'function') return (command) => client.call(...command);
  if (typeof client?.sendCommand === 'function') {
    // In node-redis, the sendCommand of a cluster and that of a sentinel take other arguments than a client's. Their eval is one.
    if (typeof client.eval === 'function') return ([, script, , key, ...values]) => client.eval(script, { keys: [key], arguments: values });
    return (command) => client.sendCommand(command);
  }
  throw new MppError('bad-config', 'redis needs a redis:// URL, a node-redis or ioredis client, or a function that sends a command');
}

function register(send, prefix) {
  return {
    async swap(id, expected, next, keepUntil) {
      const kind = expected == null ? 'nothing' : 'text';
      const command = ['EVAL', SWAP, '1', prefix + id, kind, expected ?? '', next, String(Math.ceil(keepUntil))];
      return text(await send(command));
    },
  };
}

function text(found) {
  if (typeof found === 'string') return found;
  if (found === null || found === false) return null;
  if (found instanceof Uint8Array) return new TextDecoder('utf-8', { ignoreBOM: true }).decode(found);
  throw unavailable('a Redis client must resolve with the reply as it is stored: a string, bytes or null; turn off its decoding, or use redisRest');
}

/**
 * Limits how long a payer waits for a client that keeps trying to reach a lost server. A URL and REST need no second
 * limit: they close what is late, so that a repeated command does not wait behind it.
 */
async function within(answer, timeout) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(unavailable('Redis did not answer in time')), timeout);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}
