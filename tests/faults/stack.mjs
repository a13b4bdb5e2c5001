// A paywall in workerd with a proxy on each outgoing connection: to the processor, the origin and Redis.
import { Redis } from 'ioredis';
import { variables } from '../edge/payer.mjs';
import { startOrigin } from '../edge/stack.mjs';
import { createClient } from '../stripe-sim/client.mjs';
import { startStripeSim } from '../stripe-sim/start.mjs';
import { startRedis, startRest } from '../stores/redis.mjs';
import { startProxy } from './proxy.mjs';
import { claimsFolder, startWorkerd } from './workerd.mjs';

const TOKEN = 'a-rest-token';
/** Longer than any lease of a claim, shorter than the lifetime of a challenge. */
export const LEASES_MS = 150_000;

/** What several Workers may share: the simulator, the origin and, with `redis`, a Redis and its REST endpoint. */
export async function startWorld({ redis: wanted = false, answer } = {}) {
  const parts = [];
  const keep = (part) => (parts.push(part), part);
  const close = async () => {
    for (const part of parts.reverse()) await part.close();
  };
  try {
    const sim = keep(await startStripeSim());
    const origin = keep(await startOrigin({ answer }));
    const redis = wanted ? keep(await startRedis()) : undefined;
    const rest = redis && keep(await startRest({ url: redis.url, token: TOKEN }));
    return { sim, origin, redis, rest, stripe: createClient(sim.url), close };
  } catch (error) {
    await close();
    throw error;
  }
}

/**
 * A Worker in front of a world. `store`: `durable-object` or `redis`. `restart` kills it and restarts it on its data.
 */
export async function startStack(world, { store = 'durable-object', vars = {}, inspected } = {}) {
  const proxies = { processor: await startProxy(world.sim.url), origin: await startProxy(world.origin.url) };
  const reader = store === 'redis' ? new Redis(world.redis.url) : undefined;
  if (reader) proxies.store = await startProxy(world.rest.url);
  const all = {
    ...variables({ sim: proxies.processor, origin: proxies.origin }),
    ...(reader && { REDIS_REST_URL: proxies.store.url, REDIS_REST_TOKEN: TOKEN }),
    ...vars,
  };
  const folder = await claimsFolder();
  let worker = await startWorkerd({ vars: all, folder, inspected });
  const stack = { ...world, proxies, url: worker.url, worker };
  stack.restart = async (ahead = 0) => {
    await worker.kill();
    worker = await startWorkerd({ vars: all, folder, ahead });
    Object.assign(stack, { url: worker.url, worker });
  };
  stack.kill = () => worker.kill();
  /** The record of a challenge, as text. */
  stack.peek = (id) => (reader ? reader.get(`mpp:claim:${id}`) : worker.peek(id));
  stack.close = async () => {
    await worker.close();
    reader?.disconnect();
    await Promise.all(Object.values(proxies).map((proxy) => proxy.close()));
  };
  return stack;
}
