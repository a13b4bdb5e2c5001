// Timing that is disturbed as little as possible by other processes: it uses the CPU time of this process, contenders
// take turns, and the minimum counts.

const ROUND_MS = 3;
const WARM_UP_MS = 200;
const WARM_UP_ROUNDS = 20;

/** Holds the results of calls, so that no compiler can remove the calls. */
export let sink;

/**
 * Times synchronous calls against each other. Returns `{ name: { min, median, rounds } }`, in nanoseconds per call.
 */
export function measure(calls, { rounds = 50 } = {}) {
  const names = Object.keys(calls);
  const repeats = Object.fromEntries(names.map((name) => [name, warmUp(calls[name])]));
  const samples = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    // The order changes, so that no contender always goes first.
    for (let n = 0; n < names.length; n++) {
      const name = names[(n + round) % names.length];
      samples[name].push((time(calls[name], repeats[name]) * 1e6) / repeats[name]);
    }
  }
  return Object.fromEntries(names.map((name) => [name, summary(samples[name])]));
}

/** Times asynchronous calls, a number of them in a row. */
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

/** Warms up a call. Returns how often it is called per round. */
function warmUp(call) {
  let repeats = 1;
  const start = spent();
  for (let took = 0; spent() - start < WARM_UP_MS || took < ROUND_MS / 2; ) {
    // The shorter of two, so that one disturbance does not stop the search.
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

/** The CPU time of this process's threads, in milliseconds. */
function spent() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** The minimum and the median of samples. */
export function summary(samples) {
  const sorted = [...samples].sort((a, b) => a - b);
  return { min: sorted[0], median: sorted[Math.floor(sorted.length / 2)], rounds: sorted.length };
}

/** Fails unless all contenders give the same result for the same input. Where `same` tells if it is right, it must be. */
export function agree({ name, calls, same }, equal) {
  const [[first, expected], ...rest] = Object.entries(calls).map(([who, call]) => [who, same(call())]);
  equal(expected !== false, true, `${name}: ${first} is wrong`);
  for (const [who, result] of rest) equal(result, expected, `${name}: ${who} and ${first} do not agree`);
}
