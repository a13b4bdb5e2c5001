// Memory after many calls, and the memory of a paywall after serving for a while.
import { INPUTS } from '../inputs.mjs';
import { paywall } from '../site.mjs';
import { table } from '../table.mjs';
import { judge } from '../targets.mjs';

const CALLS = 10_000_000;
const STEPS = 10;
const WARM_UP = 100_000;
const ANSWERS = 50_000;

const KB = 1024;

export async function run() {
  const [{ ChallengeKey, parseChallenges, redact }, { memory }] = await watched('mpp-wasm');
  const key = new ChallengeKey(INPUTS.secret);
  const now = Date.now();
  const calls = [
    () => parseChallenges(INPUTS.header),
    () => key.verify(INPUTS.credential, { now }),
    () => redact(INPUTS.log.cards),
    () => key.issue(INPUTS.terms, { now }),
  ];
  const repeat = (count) => {
    for (let n = 0; n < count; n++) calls[n % calls.length]();
  };
  repeat(WARM_UP);
  const point = (calls) => {
    globalThis.gc?.();
    return { calls, wasm: memory.buffer.byteLength, heap: process.memoryUsage().heapUsed };
  };
  const points = [point(0)];
  for (let step = 1; step <= STEPS; step++) {
    repeat(CALLS / STEPS);
    points.push(point((step * CALLS) / STEPS));
  }
  const numbers = { points, paywall: { answers: ANSWERS, wasm: await answers() } };
  const kb = (bytes) => `${(bytes / KB).toFixed(0)} KB`;
  const rows = points.map(({ calls, wasm, heap }) => [`after ${calls.toLocaleString('en')} calls`, kb(wasm), kb(heap)]);
  rows.push([`a paywall, after ${ANSWERS.toLocaleString('en')} answers`, kb(numbers.paywall.wasm), '-']);
  console.log(table('memory (decode, verify, redact, issue in turns)', ['', 'wasm', 'heap in use'], rows));
  const growth = points.at(-1).wasm - points[0].wasm;
  return {
    numbers,
    targets: [judge('memory: growth over 10 million calls', growth / KB), judge('memory: wasm memory of the paywall', numbers.paywall.wasm / KB)],
  };
}

async function answers() {
  const [edge, { memory }] = await watched('mpp-wasm/edge');
  const site = paywall(['/paid'], edge.paywall);
  for (let n = 0; n < ANSWERS; n++) {
    const { status } = await site.fetch(new Request('http://127.0.0.1/paid', { method: n % 2 ? 'POST' : 'GET', body: n % 2 ? 'a body' : undefined }));
    if (status !== 402) throw new Error(`the paywall answered ${status}`);
  }
  return memory.buffer.byteLength;
}

/** Loads an entry again, with the exports of its wasm, which the entry does not expose. */
async function watched(entry) {
  const { Instance } = WebAssembly;
  let exports;
  WebAssembly.Instance = class extends Instance {
    constructor(...args) {
      super(...args);
      ({ exports } = this);
    }
  };
  try {
    return [await import(`${import.meta.resolve(entry)}?watched`), exports];
  } finally {
    WebAssembly.Instance = Instance;
  }
}
