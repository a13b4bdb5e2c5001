import { MppError, parseChallenges } from 'mpp-wasm';
import { MppError as EdgeError, paywall } from 'mpp-wasm/edge';
import { MppError as InlineError } from 'mpp-wasm/inline';
import { MppError as SlimError } from 'mpp-wasm/slim';
import * as memory from 'mpp-wasm/store/memory';
import * as redis from 'mpp-wasm/store/redis';

const challenges = parseChallenges(process.argv[2]);
const errors = new Set([MppError, EdgeError, InlineError, SlimError, thrown(() => redis.redis({})).constructor]).size;
console.log(JSON.stringify({ challenges, edge: typeof paywall, stores: [memory, redis].map(store => Object.keys(store)), errors }));

function thrown(f) {
  try {
    return f();
  } catch (error) {
    return error;
  }
}
