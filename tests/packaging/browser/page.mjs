// Stands in for a page, which has no file system: its fetch gets the asset beside the bundle.
import { readFile } from 'node:fs/promises';
import { parseChallenges, read } from './dist/consumer.mjs';

const fetched = [];
process.getBuiltinModule = undefined;
globalThis.fetch = async input => {
  const url = new URL(input.url ?? input);
  fetched.push(url.pathname.split('/').at(-1));
  return new Response(await readFile(url), { headers: { 'content-type': 'application/wasm' } });
};

const header = process.argv[2];
let tooEarly;
try {
  parseChallenges(header);
} catch (error) {
  tooEarly = error.message;
}
console.log(JSON.stringify({ tooEarly, challenges: await read(header), fetched }));
