import { parseChallenges } from 'mpp-wasm';
import { paywall } from 'mpp-wasm/edge';
import * as memory from 'mpp-wasm/store/memory';
import * as redis from 'mpp-wasm/store/redis';

const challenges = parseChallenges(process.argv[2]);
console.log(JSON.stringify({ challenges, edge: typeof paywall, stores: [memory, redis].map(store => Object.keys(store)) }));
