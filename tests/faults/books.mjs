// The accounts: what the processor took, what the store remembers and what the payers got must be one story.
import assert from 'node:assert/strict';

/**
 * Compares the three for every payer. `books` are the simulator's; `peek(id)` gives the store's record of a challenge as
 * text.
 *
 * Throws where a credential was delivered twice, money taken for nothing, or something given for none; gives the sums.
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

/** The ids of intents, by the challenge they are for. */
export function byChallenge(intents) {
  const ids = new Map();
  for (const { id, metadata } of intents) ids.set(metadata.challenge_id, [...(ids.get(metadata.challenge_id) ?? []), id]);
  return ids;
}

/** The simulator's books, leaving out what others did in the same world. */
export async function booksOf(payers, stripe) {
  const ids = new Set(payers.map(({ id }) => id));
  const pages = Object.entries(await stripe.books());
  return Object.fromEntries(pages.map(([page, intents]) => [page, intents.filter(({ metadata }) => ids.has(metadata.challenge_id))]));
}
