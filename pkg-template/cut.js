// One wasm file of the package: whether it is loaded, and calls into it.
import { MppError, fromThrown } from './error.js';
import { FOREIGN, missing, notReady, refusal } from './not-ready.js';

/**
 * `name`: the specifier that users import. `glue`: the generated module of its calls, which the wasm imports `from`. The
 * build replaces that name, in both, by one that no other build has.
 */
export function cut(name, glue, from) {
  const imports = { [from]: glue };
  let wasm;
  let loading;
  let load = async () => {};
  /** The wasm stack pointer between calls. */
  let bottom;
  /** How many nested calls are in progress. */
  let inside = 0;
  /** Whether a call did not return, because the stack or the memory ran out. The wasm does not unwind in that case. */
  let broken = false;
  let lost = () => {};

  const use = ({ exports }) => {
    if (!exports.__wbindgen_add_to_stack_pointer) throw notReady(FOREIGN);
    bottom = exports.__wbindgen_add_to_stack_pointer(0);
    glue.__wbg_set_wasm(exports);
    wasm = exports;
  };

  /** Recovers from such a call: gives up what it had borrowed, and resets the stack pointer. */
  const mend = () => {
    lost();
    wasm.__wbindgen_add_to_stack_pointer(bottom - wasm.__wbindgen_add_to_stack_pointer(0));
    broken = false;
  };

  return {
    /** Called by an entry file that has the bytes of the wasm, or has it compiled. */
    start(source) {
      try {
        use(new WebAssembly.Instance(ArrayBuffer.isView(source) ? new WebAssembly.Module(source) : source, imports));
      } catch (cause) {
        const why = refusal(cause);
        throw why ? notReady(why, cause) : cause;
      }
    },

    /** The memory of the wasm, once it is loaded. */
    memory: () => wasm.memory,

    isReady: () => wasm !== undefined,

    isBroken: () => broken,

    /** Sets how to give up what a broken call had borrowed. */
    onLoss(forget) {
      lost = forget;
    },

    /** Sets how to load and start the wasm, for an entry file that has to fetch it. */
    loadWith(fetching) {
      load = fetching;
    },

    /** Loads the wasm once, if it has to be fetched. A failed load is retried by the next call. */
    init(input) {
      loading ??= load(input, imports).then(use).catch((cause) => {
        loading = undefined;
        throw cause instanceof MppError ? cause : notReady(refusal(cause) ?? missing(name, cause), cause);
      });
      return loading;
    },

    /**
     * Calls into the wasm. If it is not loaded, throws an error that names the fix. Errors of the wasm become
     * `MppError`s.
     */
    call(f) {
      if (wasm === undefined) throw notReady(`${name} is not loaded yet: \`import init from '${name}'\` and \`await init()\` first`);
      if (broken && inside === 0) mend();
      inside += 1;
      try {
        return f();
      } catch (thrown) {
        // Must come first: the stack may have no room for more than this.
        const before = broken;
        broken = true;
        if (thrown instanceof WebAssembly.RuntimeError) {
          throw new MppError('internal', 'the call was aborted: either there is not enough memory for this input, or mpp-wasm has a bug');
        }
        if (thrown instanceof MppError || !(thrown instanceof Error)) broken = before;
        throw fromThrown(thrown);
      } finally {
        inside -= 1;
      }
    },
  };
}
