/**
 * The smallest build of `mpp-wasm`: read a header, verify a credential, mask a card. It has its own wasm file. Like the
 * whole package, it is ready right after import in Node, Deno, Bun and Workers, and after `await init()` in a plain
 * browser.
 */
import type { Bytes, Checked, Verified, VerifyOptions } from './index.js';

export { decode, default, maskAddress, maskCard, maskCardNumber, MppError, parseChallenges } from './index.js';
export type * from './index.js';

/** A key that verifies credentials. */
export class ChallengeKey {
  /**
   * @param secret At least 32 bytes.
   * @param options.previous Former secrets that still verify.
   * @throws {MppError} `bad-secret`
   */
  constructor(secret: Bytes, options?: { previous?: readonly Bytes[] });
  /**
   * Verifies a credential and returns it. Its challenge must have been issued with this key, must not have expired, and
   * must match `options`. This is not a payment: nothing has been charged, and the credential verifies as often as it
   * is sent.
   *
   * @param credential An `Authorization` value (`null` or `undefined` if there is none).
   * @throws {MppError} `payment-required` if there is no Payment credential; `malformed-credential`,
   *   `multiple-credentials`, `invalid-challenge`, `payment-expired`, `verification-failed`; `invalid-argument` for invalid
   *   options, and if the challenge is bound to a body and `options.body` was left out; `invalid-encoding`, `invalid-json` or
   *   `too-large` for an option that no challenge can have
   */
  verify(credential: string | null | undefined, options?: VerifyOptions): Verified;
  /** The same checks for a server that only claims and charges. Returns failures instead of throwing them. */
  check(credential: string | null | undefined, options?: VerifyOptions): Checked;
}
