// The calls that move money, with a time limit. The core reads the answers.

/** Milliseconds; shorter than the lease of a claim, so that a slow answer is an unknown outcome, not a race. */
const TIME_LIMIT = 30_000;
const MAX_BYTES = 256 * 1024;

/** Makes a call. `status` 0: no whole answer came in time. */
export async function ask({ method, url, headers, body }, story) {
  try {
    const signal = AbortSignal.timeout(TIME_LIMIT);
    const response = await fetch(url, { method, headers, body: method === 'GET' ? undefined : body, signal, redirect: 'manual' });
    const text = await response.text();
    if (text.length > MAX_BYTES) return NONE;
    return {
      status: response.status,
      retryAfter: response.headers.get('retry-after') ?? undefined,
      replayed: response.headers.get('idempotent-replayed') === 'true',
      body: text,
    };
  } catch (error) {
    story.error('processor-unavailable', error);
    return NONE;
  }
}

const NONE = { status: 0, retryAfter: undefined, replayed: false, body: '' };
