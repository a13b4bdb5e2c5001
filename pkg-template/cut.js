// A wasm file of the package: whether it is loaded, and calls into it.
import { MppError, fromThrown } from './error.js';

/**
 * The bytes of a file, in Node, Deno and Bun. Their file system is asked for, not imported: an import makes a binding of every
 * function there is, which takes as long as the rest of a start. `place`: gives its URL. `name`: what its users import.
 */
export function read(place, name) {
  const files = process.getBuiltinModule?.('node:fs');
  if (!files) throw notReady(`mpp-wasm needs Node 20.16, 22.3 or later${orInline(name)}`);
  let url;
  try {
    url = place();
  } catch (cause) {
    throw notReady(`a bundle in CommonJS cannot tell where it is: make it an ES module, or tell the bundler that mpp-wasm is external${orInline(name)}`, cause);
  }
  try {
    return files.readFileSync(url);
  } catch (cause) {
    throw notReady(`the wasm file is not beside this script: tell the bundler that mpp-wasm is external, or copy the file there${orInline(name)}`, cause);
  }
}

/** What there is for all but the paywall, where no file can be read. */
function orInline(name) {
  return name === 'mpp-wasm/edge' ? '' : ", or import 'mpp-wasm/inline'";
}

/** Why a file did not arrive that was asked for, and what to do. */
function missing(name, cause) {
  const came = cause instanceof WebAssembly.CompileError ? '; what came in its place is none, a page for instance' : '';
  const how = name === 'mpp-wasm/edge' ? 'serve it beside the script, or tell the bundler that mpp-wasm is external' : `serve it beside the script, give its URL to init()${orInline(name)}`;
  return `the wasm file could not be loaded: ${how}${came}`;
}

function notReady(message, cause) {
  return Object.assign(new MppError('not-ready', message), cause && { cause });
}

/** `name`: what its users import. */
export function cut(name) {
  let wasm;
  let loading;
  let load = async () => {};
  /** Where the stack of the wasm is between calls. */
  let bottom;
  /** How many calls are under way, one in the other. */
  let inside = 0;
  /** Whether one has not come back, on a stack that was full or for want of memory. The wasm unwinds nothing then. */
  let broken = false;
  let lost = () => {};

  const markReady = (exports) => {
    if (!exports.__wbindgen_add_to_stack_pointer) throw notReady('the wasm file is not the one of this package: serve that, and reload the page');
    bottom = exports.__wbindgen_add_to_stack_pointer(0);
    wasm = exports;
  };

  /** What such a call had borrowed is lost, its part of the stack is taken back. */
  const mend = () => {
    lost();
    wasm.__wbindgen_add_to_stack_pointer(bottom - wasm.__wbindgen_add_to_stack_pointer(0));
    broken = false;
  };

  return {
    /** Called by an entry file once the wasm is there, with what it exports. */
    markReady,

    /** The memory of the wasm, once it is there. */
    memory: () => wasm.memory,

    isReady: () => wasm !== undefined,

    isBroken: () => broken,

    /** What is to be done about what a call had borrowed. */
    onLoss(forget) {
      lost = forget;
    },

    /** For an entry file that has to fetch the wasm: how. */
    loadWith(fetching) {
      load = fetching;
    },

    /** Loads the wasm where that takes time, once; a failure is tried again. */
    init(input) {
      loading ??= load(input).then(markReady).catch((cause) => {
        loading = undefined;
        throw cause instanceof MppError ? cause : notReady(missing(name, cause), cause);
      });
      return loading;
    },

    /** Calls into the wasm: ready or a sentence that names the fix; its errors as `MppError`. */
    call(f) {
      if (wasm === undefined) throw notReady(`${name} is not loaded yet: \`import init from '${name}'\` and \`await init()\` first`);
      if (broken && inside === 0) mend();
      inside += 1;
      try {
        return f();
      } catch (thrown) {
        // First of all, while there may be no stack for more than this.
        const before = broken;
        broken = true;
        if (thrown instanceof WebAssembly.RuntimeError) {
          throw new MppError('internal', 'the call was broken off: there is no memory for this much, or mpp-wasm is at fault');
        }
        if (thrown instanceof MppError || !(thrown instanceof Error)) broken = before;
        throw fromThrown(thrown);
      } finally {
        inside -= 1;
      }
    },
  };
}
