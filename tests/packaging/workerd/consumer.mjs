import { parseChallenges } from 'mpp-wasm';
import { paywall } from 'mpp-wasm/edge';
import { parseChallenges as slim } from 'mpp-wasm/slim';
import * as durableObject from 'mpp-wasm/store/durable-object';

export default {
  fetch(request) {
    const challenges = parseChallenges(request.headers.get('x-challenge'));
    if (slim(request.headers.get('x-challenge')).challenges.length !== challenges.challenges.length) return new Response('slim', { status: 500 });
    return Response.json({ challenges, edge: typeof paywall, stores: [Object.keys(durableObject)] });
  },
};
