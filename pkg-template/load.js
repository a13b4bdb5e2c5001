// Fetches and starts a wasm file where a page has to. The other runtimes read it, or get it compiled.

/** `input`: a URL, a `Request`, a `Response`, bytes or a `WebAssembly.Module`. Resolves with the `WebAssembly.Instance`. */
export async function load(input, imports) {
  const source = await (file(input) ?? (isAddress(input) ? fetch(input) : input));
  if (typeof source?.ok !== 'boolean') return instance(await WebAssembly.instantiate(source, imports));
  if (!source.ok) throw new Error(`${source.url} was answered with ${source.status} ${source.statusText}`);
  if (source.headers.get('content-type')?.toLowerCase() !== 'application/wasm') {
    console.warn(`${source.url} loads faster if it is served as application/wasm`);
  } else if (isNative(source)) {
    return instance(await WebAssembly.instantiateStreaming(source, imports));
  }
  return instance(await WebAssembly.instantiate(await source.arrayBuffer(), imports));
}

/** A file's bytes, where there are files: test runners run pages in Node, whose `fetch` takes no file. */
function file(input) {
  return input?.protocol === 'file:' ? globalThis.process?.getBuiltinModule?.('node:fs')?.readFileSync(input) : undefined;
}

/** A URL or a `Request`, told by what it has: it may come from another window, and a runtime may not have the class. */
function isAddress(input) {
  return typeof input === 'string' || typeof input?.href === 'string' || typeof input?.method === 'string';
}

/** Engines compile only their own responses while they arrive. */
function isNative(response) {
  return typeof Response === 'function' && response instanceof Response;
}

/** Bytes give an instance and its module, a module gives only an instance. */
function instance(started) {
  return started.instance ?? started;
}
