// Reads a wasm file in Node, Deno and Bun.
import { notReady, orInline } from './not-ready.js';

/**
 * Reads a file in Node, Deno and Bun. `node:fs` is obtained through `getBuiltinModule` and not imported: an import
 * creates a binding for every one of its functions, which takes as long as the rest of startup. `place`: returns the
 * file's URL. `name`: the specifier that users import.
 */
export function read(place, name) {
  const files = process.getBuiltinModule?.('node:fs');
  if (!files) throw notReady(`mpp-wasm needs Node 20.16, 22.3 or later${orInline(name)}`);
  let url;
  try {
    url = place();
  } catch (cause) {
    throw notReady(`a CommonJS bundle cannot locate its wasm file: make it an ES module, or mark mpp-wasm as external in your bundler${orInline(name)}`, cause);
  }
  try {
    return files.readFileSync(url);
  } catch (cause) {
    throw notReady(`the wasm file is not next to this script: mark mpp-wasm as external in your bundler, or copy node_modules/${name}/${`${url}`.split('/').pop()} there${orInline(name)}`, cause);
  }
}
