// Runs the checks inside workerd, where the store runs. /NAME/N is the Nth check of a store.
import { ClaimStore, durableObject } from 'mpp-wasm/store/durable-object';
import { conformance } from 'mpp-wasm/store/conformance';
import { redisRest } from 'mpp-wasm/store/redis';

const STORES = {
  durableObject: (env) => durableObject(env.CLAIMS),
  rest: (env) => redisRest({ url: env.REST_URL, token: env.REST_TOKEN, timeout: 600_000 }),
};

/** A claim whose alarm a test can trigger and whose storage it can read. Counts how often the alarm was set. */
export class Claim extends ClaimStore {
  alarms = 0;

  constructor(ctx, env) {
    super(ctx, env);
    const { storage } = ctx;
    const setAlarm = storage.setAlarm.bind(storage);
    storage.setAlarm = (time) => {
      this.alarms += 1;
      return setAlarm(time);
    };
  }

  ring() {
    return this.alarm();
  }

  async inside() {
    const { storage } = this.ctx;
    return { records: [...(await storage.list()).values()], alarm: await storage.getAlarm(), alarms: this.alarms, bytes: storage.sql.databaseSize };
  }
}

export default {
  async fetch(request, env) {
    const url = new URL(request.url);
    const [, name, word] = url.pathname.split('/');
    const claim = () => env.CLAIMS.get(env.CLAIMS.idFromName(url.searchParams.get('id')));
    switch (name) {
      case 'swap': {
        const { id, expected, next, keepUntil } = Object.fromEntries(url.searchParams);
        return Response.json(await durableObject(env.CLAIMS).swap(id, expected, next, Number(keepUntil)));
      }
      case 'ring':
        return Response.json((await claim().ring()) ?? null);
      case 'unbound': {
        const refusal = (namespace) => {
          try {
            return durableObject(namespace);
          } catch ({ code, message }) {
            return `${code}: ${message}`;
          }
        };
        return Response.json([undefined, null, {}, 'CLAIMS', env].map(refusal));
      }
      case 'inside':
        return Response.json(await claim().inside());
    }
    // For each id, workerd makes a Durable Object with a database of its own.
    const checks = conformance(() => STORES[name](env), { crowd: 200 });
    if (!word) return Response.json(checks.map((check) => check.name));
    return checks[word].run().then(() => new Response('held'), (error) => new Response(error.message, { status: 500 }));
  },
};
