// The served folder: reproducible, complete, and loading only its own files.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { serveSite } from '../../www/playground/serve.mjs';
import { site } from '../../www/playground/site.mjs';

let temp;
before(async () => (temp = await mkdtemp(join(tmpdir(), 'mpp-wasm-sites-'))));
after(() => rm(temp, { recursive: true, force: true }));

async function built(name) {
  const folder = join(temp, name);
  await site(folder);
  const names = (await readdir(folder)).sort();
  return Object.fromEntries(await Promise.all(names.map(async (file) => [file, await readFile(join(folder, file))])));
}

test('two builds in differently named folders have the same files with the same bytes', async () => {
  const [one, two] = [await built('one'), await built('a/folder/further/down')];
  assert.deepEqual(Object.keys(one), Object.keys(two));
  for (const [name, bytes] of Object.entries(one)) assert.ok(bytes.equals(two[name]), name);
});

test('it has six files, and those cached forever are named by their contents', async () => {
  const names = Object.keys(await built('names'));
  assert.equal(names.length, 6);
  const patterns = [
    /^icon\.svg$/, /^index\.html$/, /^licenses\.txt$/, /^main-[A-Z0-9]{8}\.js$/, /^mpp_wasm_compact_bg-[A-Z0-9]{8}\.wasm$/,
    /^style-[A-Z0-9]{8}\.css$/,
  ];
  for (const pattern of patterns) assert.equal(names.filter((name) => pattern.test(name)).length, 1, `${pattern} of ${names}`);
});

test('the licenses go along', async () => {
  const licenses = String((await built('licensed'))['licenses.txt']);
  for (const one of [/^MIT License/m, /Apache License/, /^sha2 \d/m]) assert.match(licenses, one);
});

test('the page refers to files beside it, and all of them exist', async () => {
  const files = await built('links');
  const page = String(files['index.html']);
  const named = [...page.matchAll(/<(?:link|script)[^>]* (?:href|src)="([^"]+)"/g)].map(([, path]) => path);
  assert.equal(named.length, 3);
  for (const path of named) assert.ok(path in files, path);
  const wasm = Object.keys(files).find((name) => name.endsWith('.wasm'));
  const script = String(files[Object.keys(files).find((name) => name.endsWith('.js'))]);
  assert.ok(script.includes(`./${wasm}`));
});

test('the policy allows nothing but its own files', async () => {
  const page = String((await built('policy'))['index.html']);
  const policy = /content="(default-src[^"]+)"/.exec(page)[1].split(';').map((part) => part.trim());
  assert.ok(policy.includes("default-src 'none'"));
  assert.ok(policy.includes("connect-src 'self'"));
  assert.ok(policy.includes("require-trusted-types-for 'script'"));
  assert.doesNotMatch(policy.join(), /unsafe-inline|'unsafe-eval'|\*|https?:/);
});

test('no target of a request ends the server, and no failed redirect', async () => {
  const folder = join(temp, 'served');
  await site(folder);
  const server = await serveSite(folder, { redirect: async (path) => {
    if (path === '/down') throw new Error('the paywall is down');
    return path === '/bad' ? 'http://a/\n' : undefined;
  } });
  try {
    const statusOf = async (target) => {
      const socket = connect(new URL(server.url).port, '127.0.0.1');
      socket.write(`GET ${target} HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n`);
      const [head] = await once(socket.setEncoding('latin1'), 'data');
      return Number(head.split(' ')[1]);
    };
    for (const [target, status] of [
      ['//', 404], ['///..', 404], ['http://', 404], ['/%', 404], ['/down', 502], ['/down?x', 502], ['/bad', 502],
      ['/?x', 200], ['/index.html', 200],
    ]) {
      assert.equal(await statusOf(target), status, target);
    }
  } finally {
    await server.close();
  }
});
