// Runs the checks inside workerd, where the store runs. /NAME/N is the Nth check of a store.
import { ClaimStore, durableObject } from 'mpp-wasm/store/durable-object';
import { conformance } from 'mpp-wasm/store/conformance';
import { redis, redisRest } from 'mpp-wasm/store/redis';

const STORES = {
  durableObject: (env) => durableObject(env.CLAIMS),
  rest: (env) => redisRest({ url: env.REST_URL, token: env.REST_TOKEN, timeout: 600_000 }),
};

/** Claims whose alarm a test can trigger or give up, and whose storage it can read. Counts how often the alarm was set. */
export class Claims extends ClaimStore {
  alarms = 0;
  givenUp = null;

  constructor(ctx, env) {
    // workerd before September 2025 has `sql` and no `kv`.
    Object.defineProperty(ctx.storage, 'kv', { value: undefined });
    super(ctx, env);
    const { storage } = ctx;
    const [getAlarm, setAlarm] = [storage.getAlarm.bind(storage), storage.setAlarm.bind(storage)];
    storage.getAlarm = async () => this.givenUp ?? getAlarm();
    storage.setAlarm = (time) => {
      this.alarms += 1;
      this.givenUp = null;
      return setAlarm(time);
    };
  }

  /** As workerd before April 2026 does when an alarm has failed too often: it rings no more, and `getAlarm` keeps its time. */
  async giveUp(time) {
    await this.ctx.storage.deleteAlarm();
    this.givenUp = time;
  }

  ring() {
    return this.alarm();
  }

  async inside() {
    const { storage } = this.ctx;
    const claims = storage.sql.exec('SELECT id, text, keep_until FROM claims ORDER BY id').toArray();
    return { claims, alarm: await storage.getAlarm(), alarms: this.alarms };
  }
}

/** The error that making a store throws. */
function refusal(make) {
  try {
    return make();
  } catch ({ code, message }) {
    return `${code}: ${message}`;
  }
}

/** The name of the object that keeps a claim. */
const objectOf = (id) => durableObject({ idFromName: (name) => name, get: (name) => ({ swap: () => name }) }).swap(id);

export default {
  async fetch(request, env) {
    const url = new URL(request.url);
    const [, name, word] = url.pathname.split('/');
    const { object, id, expected = null, next, keepUntil, time } = Object.fromEntries(url.searchParams);
    const claims = env.CLAIMS.get(env.CLAIMS.idFromName(object ?? ''));
    switch (name) {
      case 'swap':
        return Response.json(await (object ? claims : durableObject(env.CLAIMS)).swap(id, expected, next, Number(keepUntil)));
      case 'ring':
        return Response.json((await claims.ring()) ?? null);
      case 'give-up':
        return Response.json((await claims.giveUp(Number(time))) ?? null);
      case 'objects':
        return Response.json(await Promise.all((await request.json()).map(objectOf)));
      case 'unbound':
        return Response.json([undefined, null, {}, 'CLAIMS', env].map((namespace) => refusal(() => durableObject(namespace))));
      case 'urls':
        return Response.json(['redis://127.0.0.1', 'rediss://127.0.0.1'].map((url) => refusal(() => redis(url))));
      case 'inside':
        return Response.json(await claims.inside());
    }
    const checks = conformance(() => STORES[name](env));
    if (!word) return Response.json(checks.map((check) => check.name));
    return checks[word].run().then(() => new Response('held'), (error) => new Response(error.message, { status: 500 }));
  },
};
