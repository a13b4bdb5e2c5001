// Timing that neighbours on the machine disturb as little as can be: the time the system gave to this process, contenders
// in turns, and the minimum counts.

const ROUND_MS = 3;
const WARM_UP_MS = 200;
const WARM_UP_ROUNDS = 20;

/** What calls return goes here, so that no compiler may leave them out. */
export let sink;

/**
 * Times synchronous calls against each other. Nanoseconds a call: `{ name: { min, median, rounds } }`.
 */
export function measure(calls, { rounds = 50 } = {}) {
  const names = Object.keys(calls);
  const repeats = Object.fromEntries(names.map((name) => [name, warmUp(calls[name])]));
  const samples = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    // Nobody always goes first.
    for (let n = 0; n < names.length; n++) {
      const name = names[(n + round) % names.length];
      samples[name].push((time(calls[name], repeats[name]) * 1e6) / repeats[name]);
    }
  }
  return Object.fromEntries(names.map((name) => [name, summary(samples[name])]));
}

/** Times asynchronous calls, so many in a row. */
export async function measureAsync(calls, { rounds = 20, repeats = 50 } = {}) {
  const samples = Object.fromEntries(Object.keys(calls).map((name) => [name, []]));
  for (let round = -WARM_UP_ROUNDS; round < rounds; round++) {
    for (const [name, call] of Object.entries(calls)) {
      const start = spent();
      for (let n = 0; n < repeats; n++) await call();
      if (round >= 0) samples[name].push(((spent() - start) * 1e6) / repeats);
    }
  }
  return Object.fromEntries(Object.entries(samples).map(([name, list]) => [name, summary(list)]));
}

/** Warms a call up; how often it is called in a round. */
function warmUp(call) {
  let repeats = 1;
  const start = spent();
  for (let took = 0; spent() - start < WARM_UP_MS || took < ROUND_MS / 2; ) {
    // The shorter of two: a hiccup is no reason to stop.
    took = Math.min(time(call, repeats), time(call, repeats));
    if (took < ROUND_MS / 2) repeats = Math.ceil(repeats * Math.min(8, ROUND_MS / Math.max(took, 0.01)));
  }
  return repeats;
}

function time(call, repeats) {
  const start = spent();
  for (let n = 0; n < repeats; n++) sink = call();
  return spent() - start;
}

/** Milliseconds that the threads of this process have run. */
function spent() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** The minimum and the median of samples. */
export function summary(samples) {
  const sorted = [...samples].sort((a, b) => a - b);
  return { min: sorted[0], median: sorted[Math.floor(sorted.length / 2)], rounds: sorted.length };
}

/** Fails unless all contenders give the same for the same input. */
export function agree({ name, calls, same }, equal) {
  const [[first, expected], ...rest] = Object.entries(calls).map(([who, call]) => [who, same(call())]);
  for (const [who, result] of rest) equal(result, expected, `${name}: ${who} and ${first} do not agree`);
}
