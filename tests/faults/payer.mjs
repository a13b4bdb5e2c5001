// A payer who wants what it paid for: it resends one credential until the response is final.
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { decoded, prepare } from '../edge/payer.mjs';

const PATIENCE = 120_000;
const PAUSE = 100;

/** Requests `target` and prepares a credential. `answers` collects the responses. */
export async function startPayer(stack, target, { paymentMethod, method, body, headers } = {}) {
  const prepared = await prepare(stack, target, { method, body, headers, ...(paymentMethod && { token: { paymentMethod } }) });
  return { ...prepared, id: prepared.challenge.id, target, paymentMethod, request: { method, body, headers }, answers: [] };
}

/** Sends the credential once. An incomplete response counts as `{ status: 0 }`. Status and receipt are remembered. */
export async function payOnce(payer, send) {
  const answer = await send(payer).catch(() => ({ status: 0 }));
  const receipt = answer.headers?.get('payment-receipt');
  payer.answers.push({ status: answer.status, reference: receipt ? decoded(receipt).reference : undefined });
  return answer;
}

/** Sends the credential until it is served or finally refused. Every other outcome is retried. */
export async function payUntilFinal(payer, send, patience = PATIENCE) {
  for (const end = Date.now() + patience; ; await sleep(PAUSE)) {
    const { status } = await payOnce(payer, send);
    if (isFinal(status)) return;
    assert.ok(Date.now() < end, `${payer.target} got no final answer: ${payer.answers.map((answer) => answer.status).join(' ')}`);
  }
}

export const isFinal = (status) => status === 200 || status === 402 || status === 422;

/** Runs `f` for each item, `width` at a time. */
export async function each(items, width, f) {
  const waiting = [...items];
  await Promise.all(Array.from({ length: width }, async () => {
    while (waiting.length) await f(waiting.shift());
  }));
}
