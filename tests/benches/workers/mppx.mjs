// The peer's paywall as a Worker. A Worker exports nothing but its handler.
import { TERMS, make } from '../peer.mjs';

let mppx;

export default {
  async fetch(request, env) {
    mppx ??= make(env);
    const result = await mppx.charge(TERMS)(request);
    if (result.status === 402) return result.challenge;
    return result.withReceipt(Response.json({ message: 'Thank you. This answer was paid for.' }));
  },
};
