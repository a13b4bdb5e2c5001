// Counts the attempts in the wasm's memory. Import this before the paywall.

const live = new Set();
const { Instance } = WebAssembly;

/** How many attempts were made and not freed since the last `forget`. */
export const attempts = () => live.size;
export const forget = () => live.clear();

WebAssembly.Instance = function (...args) {
  const { exports } = new Instance(...args);
  if (!exports.__wbg_attempt_free) return { exports };
  const noted = {
    paywall_decide(...given) {
      const attempt = exports.paywall_decide(...given);
      if (attempt !== 0) live.add(attempt);
      return attempt;
    },
    __wbg_attempt_free: (attempt, ...more) => (live.delete(attempt), exports.__wbg_attempt_free(attempt, ...more)),
  };
  return { exports: { ...exports, ...noted } };
};
