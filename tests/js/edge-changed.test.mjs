// A configuration that changes while a payment is under way: servers of two versions that share a store.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { memory } from 'mpp-wasm/store/memory';
import { paywall } from 'mpp-wasm/edge';
import { createClient } from '../stripe-sim/client.mjs';
import { startStripeSim } from '../stripe-sim/start.mjs';
import { shop } from './shop.mjs';

const COMING = 'a-coming-secret-of-more-than-32-bytes';

/** A shop, what its last `paywall` was made of, and a function that sends requests to one with other settings. */
async function changing(t, more) {
  let own;
  let site;
  const ask = (first, request) => (site ?? first).fetch(request);
  const made = await shop(t, { store: memory(), origin: () => new Response('the resource'), ...more }, ask, (config) => paywall((own = config)));
  const become = (changes) => {
    site = paywall({ ...own, ...changes, stripe: { ...own.stripe, ...changes.stripe } });
  };
  return { ...made, become };
}

for (const capture of ['after-delivery', 'before-delivery']) {
  test(`${capture}: another account's refusal of a token says nothing about what the first account was asked for`, async (t) => {
    const other = await startStripeSim();
    t.after(() => other.close());
    const { order, stripe, become } = await changing(t, { capture });
    const { pay, state } = await order();
    await stripe.fault({ mode: 'reset_after', times: 2 });
    assert.deepEqual(await pay().then(({ status, asks }) => [status, asks]), [503, false]);
    const money = await state();
    become({ stripe: { secretKey: 'sk_test_another0123', apiBase: other.url } });
    for (let again = 0; again < 2; again += 1) {
      assert.deepEqual(await pay().then(({ status, asks, paid }) => [status, asks, paid]), [503, false, false]);
    }
    assert.deepEqual([await state(), await createClient(other.url).ledger()], [money, []], 'nobody is asked to pay there');
    become({});
    assert.deepEqual(await pay().then(({ status, paid }) => [status, paid]), [200, true]);
    assert.equal(await state(), 'succeeded');
  });

  test(`${capture}: another key of the same account finds the payment`, async (t) => {
    const { order, stripe, become } = await changing(t, { capture });
    const { pay, state } = await order();
    await stripe.fault({ mode: 'reset_after', times: 2 });
    assert.equal((await pay()).status, 503);
    become({ stripe: { secretKey: 'rk_test_another0123' } });
    assert.deepEqual(await pay().then(({ status, paid }) => [status, paid]), [200, true]);
    assert.equal(await state(), 'succeeded');
  });

  test(`${capture}: under another account's key, what is held waits for the old one, and what is owed is delivered`, async (t) => {
    const other = await startStripeSim();
    t.after(() => other.close());
    const isHeld = capture === 'after-delivery';
    const fails = isHeld ? [] : [500];
    const origin = () => new Response('the resource', { status: fails.pop() ?? 200 });
    const { order, stripe, become } = await changing(t, { capture, origin });
    const { pay, state } = await order();
    if (isHeld) await stripe.fault({ mode: 'status', on: 'capture', times: 2 });
    assert.equal((await pay()).status, isHeld ? 503 : 500);
    assert.equal(await state(), isHeld ? 'requires_capture' : 'succeeded');
    become({ stripe: { secretKey: 'sk_test_another0123', apiBase: other.url } });
    assert.deepEqual(await pay().then(({ status, asks, paid }) => [status, asks, paid]), isHeld ? [503, false, false] : [200, false, true]);
    assert.deepEqual(await createClient(other.url).ledger(), []);
    if (!isHeld) return;
    become({});
    assert.deepEqual(await pay().then(({ status, paid }) => [status, paid]), [200, true]);
    assert.equal(await state(), 'succeeded');
  });

  test(`${capture}: a coming secret that is listed beforehand lets old and new servers run side by side`, async (t) => {
    const { order, become } = await changing(t, { capture });
    const secret = 'a-signing-secret-of-at-least-32-bytes';
    const sides = [{ previousSecrets: [COMING] }, { secret: COMING, previousSecrets: [secret] }];
    for (const [issuer, payee] of [sides, sides.toReversed()]) {
      become(issuer);
      const { pay, state } = await order();
      become(payee);
      assert.deepEqual(await pay().then(({ status, paid }) => [status, paid]), [200, true]);
      become(issuer);
      assert.deepEqual(await pay().then(({ status, asks, paid }) => [status, asks, paid]), [402, true, false]);
      assert.equal(await state(), 'succeeded');
    }
  });
}
