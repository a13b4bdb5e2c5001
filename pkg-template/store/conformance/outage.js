// A backend that cannot be reached must lead to an error, never to an answer.
import { freshId, holds, later } from './tools.js';

const PATIENCE = 60_000;

export const OUTAGE = [
  ['an unreachable backend leads to an error within a minute, and not to an empty register', async (store) => {
    const tried = Promise.resolve(store.swap(freshId(), null, 'a', later())).then(() => 'answered', () => 'failed');
    let timer;
    const silence = new Promise((resolve) => {
      timer = setTimeout(resolve, PATIENCE, 'waited');
    });
    const outcome = await Promise.race([tried, silence]);
    clearTimeout(timer);
    holds(outcome === 'failed', outcome === 'answered' ? 'it answered' : 'it was silent for a minute');
  }],
];
