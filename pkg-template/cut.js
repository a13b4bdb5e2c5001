// A wasm file of the package: whether it is loaded, and calls into it.
import { MppError, fromThrown } from './error.js';

/**
 * The bytes of a file, in Node, Deno and Bun. Their file system is asked for, not imported: an import makes a binding of every
 * function there is, which takes as long as the rest of a start.
 */
export function read(url) {
  const files = process.getBuiltinModule?.('node:fs');
  if (!files) throw new MppError('not-ready', "mpp-wasm needs Node 20.16, 22.3 or later; import 'mpp-wasm/inline' in an older one");
  return files.readFileSync(url);
}

/** `name`: what its users import. */
export function cut(name) {
  let ready = false;
  let memory;
  let loading;
  let load = async () => {};
  return {
    /** Called by an entry file once the wasm is there, with what it exports. */
    markReady(exports) {
      ({ memory } = exports);
      ready = true;
    },

    /** The memory of the wasm, once it is there. */
    memory: () => memory,

    isReady: () => ready,

    /** For an entry file that has to fetch the wasm: how. */
    loadWith(fetching) {
      load = fetching;
    },

    /** Loads the wasm where that takes time, once; a failure is tried again. */
    init(input) {
      loading ??= load(input).then(
        (exports) => {
          ({ memory } = exports);
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
