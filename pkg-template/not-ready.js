// Why a wasm file is not loaded, and what to do about it.
import { MppError } from './error.js';

/** The alternative where no file can be read. */
export function orInline(name) {
  return `, or import '${name === 'mpp-wasm/edge' ? name : 'mpp-wasm'}/inline'`;
}

/** The file is there, but of another build. */
export const FOREIGN = 'the wasm file is not the one this script belongs to: serve that one, and reload the page';

/** What to do where a policy forbids it. */
const FORBIDDEN =
  "the Content-Security-Policy of this page, or of this worker's script, forbids wasm: add 'wasm-unsafe-eval' to script-src";

/** What to do where there is no engine for it. */
export const NO_WASM =
  'mpp-wasm needs WebAssembly, and here is none: React Native has none, so let a server call mpp-wasm; ' +
  'elsewhere a setting turns it off, like Lockdown Mode or --jitless';

/** What to do if the engine refused the wasm for a reason that its message tells. Engines word it differently. */
export function refusal(cause) {
  if (typeof WebAssembly !== 'object') return NO_WASM;
  const { message } = Object(cause);
  // Import names are the build's, so the wasm of another build asks for what is not there.
  if (cause instanceof WebAssembly.LinkError || /^(WebAssembly[^:]*: )?import /i.test(message)) return FOREIGN;
  // A TypeError tells of a policy that forbids the fetch. A worker has the policy that its script was served with.
  if (!(cause instanceof TypeError) && /Content.Security|unsafe-eval|\bCSP\b/i.test(message)) return FORBIDDEN;
}

/** Why the file could not be loaded, and what to do about it. */
export function missing(name, cause) {
  const came = cause instanceof WebAssembly.CompileError ? '; what was loaded is not wasm, perhaps an HTML page' : '';
  const how = name === 'mpp-wasm/edge' ? 'mark mpp-wasm as external in your bundler' : 'pass its URL to init()';
  return `the wasm file could not be loaded: serve it next to the script, ${how}${orInline(name)}${came}`;
}

/** The error that says so. */
export function notReady(message, cause) {
  return Object.assign(new MppError('not-ready', message), cause && { cause });
}
