import { parseChallenges } from 'mpp-wasm';
import { paywall } from 'mpp-wasm/edge';
import * as durableObject from 'mpp-wasm/store/durable-object';

export default {
  fetch(request) {
    const challenges = parseChallenges(request.headers.get('x-challenge'));
    return Response.json({ challenges, edge: typeof paywall, stores: [Object.keys(durableObject)] });
  },
};
