// Reads a wasm file in Node, Deno and Bun.
import { notReady, orInline } from './not-ready.js';

const ALLOW = 'allow it, in Deno with --allow-read, in the permission model of Node with --allow-fs-read';
const MARK = "mark mpp-wasm as external in your bundler (Next.js: serverExternalPackages: ['mpp-wasm'])";

/**
 * Reads a file in Node, Deno and Bun. `node:fs` is obtained through `getBuiltinModule` and not imported: an import
 * creates a binding for every one of its functions, which takes as long as the rest of startup. `place`: a function that
 * returns the file's URL. It must have a body in braces, because the tracer of Nitro, Next.js and Vercel takes one without
 * them for a value, and does not deploy the file. `name`: the specifier that users import.
 */
export function read(place, name) {
  const files = process.getBuiltinModule?.('node:fs');
  if (!files) throw notReady(`mpp-wasm needs Node 20.16, 22.3 or later${orInline(name)}`);
  let url;
  try {
    url = place();
  } catch (cause) {
    const fix = `make it an ES module, or mark mpp-wasm as external in your bundler${orInline(name)}`;
    throw notReady(`a CommonJS bundle cannot locate its wasm file: ${fix}`, cause);
  }
  try {
    return files.readFileSync(url);
  } catch (cause) {
    if (isDenied(cause)) throw notReady(`the wasm file may not be read: ${ALLOW}`, cause);
    const file = `node_modules/${name}/${name.replaceAll(/\W/g, '_')}_bg.wasm`; // A bundler may have renamed the one of the URL.
    throw notReady(`the wasm file is not next to this script: ${MARK}, or copy ${file} there${orInline(name)}`, cause);
  }
}

/** Whether the file may be there, but this program was not given the right to read it. Deno has a name for it, Node codes. */
function isDenied({ name, code }) {
  return name === 'NotCapable' || code === 'ERR_ACCESS_DENIED' || code === 'EACCES';
}
