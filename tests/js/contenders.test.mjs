// The Workers that `cargo xtask bench` compares this package with.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { PEER_WORKER, bundle } from '../benches/sizes.mjs';
import { startWorkerd } from '../benches/workerd.mjs';

const VARS = { MPP_SECRET_KEY: 'a-signing-secret-of-at-least-32-bytes', STRIPE_NETWORK_ID: 'profile_1', REALM: 'api.example.com' };

for (const name of ['mppx', 'bare']) {
  test(`${name} starts, and answers 402`, async (t) => {
    const script = await bundle(fileURLToPath(new URL(`../benches/workers/${name}.mjs`, import.meta.url)), PEER_WORKER);
    const { url, close } = await startWorkerd({ modules: { 'index.js': script }, vars: VARS });
    t.after(close);
    assert.equal((await fetch(`${url}/paid`)).status, 402);
  });
}
