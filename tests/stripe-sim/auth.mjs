import { unauthenticated } from './errors.mjs';

const TEST_KEY = /^(?:sk|rk)_test_[^\s:]+$/;

/**
 * Requires a test-mode key, as the user name of HTTP Basic with an empty password, or as a Bearer token.
 * The key is checked and dropped: every accepted key reads and writes the same account.
 *
 * @param {string | undefined} authorization the `Authorization` header
 * @throws {import('./errors.mjs').StripeError} 401
 * @see https://docs.stripe.com/api/authentication
 */
export function authenticate(authorization) {
  const key = apiKey(authorization);
  if (key === undefined) {
    throw unauthenticated('No API key was sent. Send one as the user name of HTTP Basic, or as a Bearer token.');
  }
  if (!TEST_KEY.test(key)) {
    throw unauthenticated('Invalid API key: only keys that begin with sk_test_ or rk_test_ are accepted, with an empty password.');
  }
}

function apiKey(authorization) {
  const [, scheme, value] = /^(\S+) +(\S+) *$/.exec(authorization ?? '') ?? [];
  switch (scheme?.toLowerCase()) {
    case 'bearer':
      return value;
    case 'basic':
      return /^([^:]*):$/.exec(Buffer.from(value, 'base64').toString('utf8'))?.[1] ?? '';
    default:
      return undefined;
  }
}
