/**
 * What counts bytes of `mpp-wasm`: read a header, verify a credential, mask a card. A wasm file of its own, ready as the
 * whole package is: right after import in Node, Deno, Bun and Workers, after `await init()` in a plain browser.
 */
import type { Bytes, Checked, Credential, VerifyOptions } from './index.js';

export { decode, default, maskAddress, maskCard, maskCardNumber, MppError, parseChallenges } from './index.js';
export type * from './index.js';

/** A key that verifies credentials. */
export class ChallengeKey {
  /**
   * `secret` is 32 bytes or more; `previous` are former secrets that still verify.
   * @throws {MppError} `bad-secret`
   */
  constructor(secret: Bytes, options?: { previous?: readonly Bytes[] });
  /**
   * Takes an `Authorization` value, `null` or `undefined` if there is none; returns the credential where it is good: of a challenge of this key,
   * not over, for what `options` say. Nothing has been paid by that, and it is good as often as it is sent.
   * @throws {MppError} `malformed-credential`, `multiple-credentials`, `invalid-challenge`, `payment-expired`,
   * `verification-failed`; `invalid-argument` for options it cannot use, and where a body is bound and none was given
   */
  verify(credential: string | null | undefined, options?: VerifyOptions): Credential;
  /** The same checks, for a server that needs the payload alone; failures are returned. */
  check(credential: string | null | undefined, options?: VerifyOptions): Checked;
}
