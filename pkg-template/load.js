// Fetches and starts a wasm file where a page has to. The other runtimes read it, or get it compiled.

/** `input`: a URL, a `Request`, a `Response`, bytes or a `WebAssembly.Module`. Resolves with the `WebAssembly.Instance`. */
export async function load(input, imports) {
  const fetched = typeof input === 'string' || input instanceof URL || input instanceof Request ? fetch(input) : input;
  const source = await fetched;
  if (!(source instanceof Response)) return instance(await WebAssembly.instantiate(source, imports));
  if (!source.ok) throw new Error(`${source.url} was answered with ${source.status} ${source.statusText}`);
  if (source.headers.get('content-type')?.toLowerCase() === 'application/wasm') return instance(await WebAssembly.instantiateStreaming(source, imports));
  console.warn(`${source.url} loads faster if it is served as application/wasm`);
  return instance(await WebAssembly.instantiate(await source.arrayBuffer(), imports));
}

/** Bytes give an instance and its module, a module gives only an instance. */
function instance(started) {
  return started.instance ?? started;
}
