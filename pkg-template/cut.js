// A wasm file of the package: whether it is loaded, and calls into it.
import { MppError, fromThrown } from './error.js';

/** `name`: what its users import. */
export function cut(name) {
  let ready = false;
  let loading;
  let load = async () => {};
  return {
    /** Called by an entry file once the wasm is there. */
    markReady() {
      ready = true;
    },

    isReady: () => ready,

    /** For an entry file that has to fetch the wasm: how. */
    loadWith(fetching) {
      load = fetching;
    },

    /** Loads the wasm where that takes time, once; a failure is tried again. */
    init(input) {
      loading ??= load(input).then(
        () => {
          ready = true;
        },
        (error) => {
          loading = undefined;
          throw error;
        },
      );
      return loading;
    },

    /** Calls into the wasm: ready or a sentence that names the fix; its errors as `MppError`. */
    call(f) {
      if (!ready) throw new MppError('not-ready', `${name} is not loaded yet: \`import init from '${name}'\` and \`await init()\` first`);
      try {
        return f();
      } catch (thrown) {
        throw fromThrown(thrown);
      }
    },
  };
}
