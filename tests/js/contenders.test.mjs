// The Workers that `cargo xtask bench` compares this package with.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { PEER_WORKER, bundle } from '../benches/sizes.mjs';
import { startPage } from '../benches/paywalls.mjs';
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

test('the free page starts with and without a paywall, which has a price beside it', async (t) => {
  const statuses = [];
  for (const isBare of [false, true]) {
    const { url, close } = await startPage(isBare);
    t.after(close);
    for (const path of ['/free', '/paid']) statuses.push((await fetch(url + path)).status);
  }
  assert.deepEqual(statuses, [200, 402, 200, 200]);
});
