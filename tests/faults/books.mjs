// The books: the processor's payments, the store's records and what the payers received must agree.
import assert from 'node:assert/strict';

/**
 * Compares the three for every payer. `books` are the simulator's. `peek(id)` resolves with the store's record of a
 * challenge, as text.
 *
 * Throws if a credential was delivered twice, money was taken for nothing, or an answer given for none. Returns the
 * sums.
 */
export async function reconcile(payers, books, peek) {
  const [captured, held] = [byChallenge(books.captured), byChallenge(books.authorised)];
  const sums = { payers: payers.length, delivered: 0, recorded: 0, refused: 0 };
  for (const payer of payers) {
    const story = `${payer.target}: ${payer.answers.map(({ status }) => status).join(' ')}`;
    const charges = captured.get(payer.id) ?? [];
    const delivered = payer.answers.filter(({ status }) => status === 200);
    assert.ok(charges.length <= 1, `${story}: charged ${charges.length} times`);
    assert.deepEqual(held.get(payer.id) ?? [], [], `${story}: money is still held`);
    assert.ok(delivered.length <= 1, `${story}: delivered ${delivered.length} times`);
    if (delivered.length) {
      assert.deepEqual(charges, [delivered[0].reference], `${story}: served, and charged as the receipt says`);
      sums.delivered += 1;
    } else if (charges.length) {
      const text = await peek(payer.id);
      const record = JSON.parse(text ?? assert.fail(`${story}: charged, not served, and forgotten`));
      assert.equal(record.receipt?.reference, charges[0], `${story}: charged, not served, and the record has no receipt: ${record.state}`);
      assert.ok(payer.answers.some(({ status }) => status === 0), `${story}: charged, not served, and no answer was lost: ${record.state}`);
      sums.recorded += 1;
    } else {
      sums.refused += 1;
    }
  }
  return sums;
}

/** The ids of intents, grouped by challenge. */
export function byChallenge(intents) {
  const ids = new Map();
  for (const { id, metadata } of intents) ids.set(metadata.challenge_id, [...(ids.get(metadata.challenge_id) ?? []), id]);
  return ids;
}

/** The simulator's books, without the payments of others in the same world. */
export async function booksOf(payers, stripe) {
  const ids = new Set(payers.map(({ id }) => id));
  const pages = Object.entries(await stripe.books());
  return Object.fromEntries(pages.map(([page, intents]) => [page, intents.filter(({ metadata }) => ids.has(metadata.challenge_id))]));
}
