// Loading the wasm in a real browser: what a page's policy forbids, and the file of another build.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';
import { launch } from './chromium.mjs';

const TYPES = { '.js': 'text/javascript', '.wasm': 'application/wasm' };
const policies = { none: undefined, strict: "script-src 'self'", wasm: "script-src 'self' 'wasm-unsafe-eval'" };
/** Loads an entry, and shows in the title what came of it. */
const SCRIPT = `
  const [entry, input] = new URL(import.meta.url).search.slice(1).split(',');
  try {
    const { default: init, parseChallenges } = await import('../pkg/' + entry);
    await init(input);
    document.title = 'read ' + parseChallenges(null).challenges.length;
  } catch ({ name, code, message }) {
    document.title = [name, code, message].join(' ');
  }
`;

const pkg = (name) => readFileSync(new URL(`../../pkg/${name}`, import.meta.url));

let server, context, origin;
before(async () => {
  server = createServer((request, response) => {
    const { pathname, search } = new URL(request.url, 'http://a');
    const [, policy, name] = pathname.split('/');
    const type = TYPES[/\.\w+$/.exec(pathname)?.[0]] ?? 'text/html';
    if (policy === 'pkg') return response.writeHead(200, { 'content-type': type }).end(pkg(pathname.slice(5)));
    if (name === 'run.js') return response.writeHead(200, { 'content-type': type }).end(SCRIPT);
    if (name === 'page') {
      const rules = policies[policy] && { 'content-security-policy': policies[policy] };
      return response.writeHead(200, { 'content-type': type, ...rules }).end(`<script type="module" src="run.js${search}"></script>`);
    }
    response.writeHead(404).end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  origin = `http://127.0.0.1:${server.address().port}`;
  context = await launch();
});
after(async () => {
  await context?.close();
  server?.close().closeAllConnections();
});

async function titleOf(path) {
  const page = await context.newPage();
  await page.goto(`${origin}/${path}`);
  // A page that is not drawn has no animation frames, by which it would be asked by default.
  await page.waitForFunction(() => document.title !== '', undefined, { polling: 100 });
  const title = await page.title();
  await page.close();
  return title;
}

for (const entry of ['browser.js', 'slim/browser.js', 'inline.js']) {
  test(`a page whose policy forbids wasm is told what to allow (${entry})`, async () => {
    assert.equal(
      await titleOf(`strict/page?${entry}`),
      "MppError not-ready the Content-Security-Policy of this page, or of this worker's script, forbids wasm: add 'wasm-unsafe-eval' to script-src",
    );
    for (const policy of ['none', 'wasm']) assert.equal(await titleOf(`${policy}/page?${entry}`), 'read 0');
  });
}

test('a page that is served the file of another entry is told so', async () => {
  for (const pair of ['browser.js,/pkg/slim/mpp_wasm_slim_bg.wasm', 'slim/browser.js,/pkg/mpp_wasm_bg.wasm']) {
    assert.match(await titleOf(`none/page?${pair}`), /^MppError not-ready the wasm file is not the one this script belongs to/);
  }
});
