const PAGE_OF = { requires_capture: 'authorised', succeeded: 'captured', canceled: 'canceled', processing: 'processing' };

/**
 * A small client for tests and demos: form in, `{ status, headers, json, text }` out.
 *
 * @param {string} url where the simulator listens
 * @param {{key?: string}} [options] test-mode API key
 */
export function createClient(url, { key = 'sk_test_simulator' } = {}) {
  const authorization = `Basic ${btoa(`${key}:`)}`;

  /** @param {string} method @param {string} path @param {Record<string, string | number | boolean> | string} [form] */
  async function request(method, path, form, headers = {}) {
    const body = typeof form === 'object' ? new URLSearchParams(form).toString() : form;
    const response = await fetch(url + path, {
      method,
      headers: { authorization, ...(body !== undefined && { 'content-type': 'application/x-www-form-urlencoded' }), ...headers },
      body,
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, json: parseJson(text) };
  }

  async function control(method, path, value) {
    const response = await fetch(`${url}/_sim/${path}`, { method, body: value && JSON.stringify(value) });
    return { status: response.status, json: await response.json() };
  }

  return {
    request,
    get: (path, headers) => request('GET', path, undefined, headers),
    post: (path, form = {}, headers) => request('POST', path, form, headers),

    /** Mints a granted token. @param {number} [maxAmount] base units @returns {Promise<string>} its `spt_…` id */
    async mintToken({ paymentMethod = 'pm_card_visa', currency = 'usd', maxAmount = 10_000, expiresAt } = {}) {
      const { status, json, text } = await request('POST', '/v1/test_helpers/shared_payment/granted_tokens', {
        payment_method: paymentMethod,
        'usage_limits[currency]': currency,
        'usage_limits[max_amount]': maxAmount,
        ...(expiresAt && { 'usage_limits[expires_at]': expiresAt }),
      });
      if (status !== 200) throw new Error(`minting a token failed: ${text}`);
      return json.id;
    },

    /** Creates and confirms a PaymentIntent with a token. `extra` adds or replaces parameters. */
    charge: (token, extra = {}, headers = {}) => request('POST', '/v1/payment_intents', {
      amount: 500, currency: 'usd', confirm: true, 'payment_method_data[shared_payment_granted_token]': token, ...extra,
    }, headers),

    /** The newest 100 PaymentIntents, newest first. */
    ledger: async () => (await request('GET', '/v1/payment_intents?limit=100')).json.data,
    /** Every PaymentIntent, on all pages, newest first. */
    async everyIntent() {
      const all = [];
      for (let more = true; more;) {
        const { data, has_more } = (await request('GET', `/v1/payment_intents?limit=100${all.length ? `&starting_after=${all.at(-1).id}` : ''}`))
          .json;
        all.push(...data);
        more = has_more;
      }
      return all;
    },
    /** The PaymentIntents by the fate of the money: held, captured, released, not known yet, or never received. */
    async books() {
      const books = { authorised: [], captured: [], canceled: [], processing: [], failed: [] };
      for (const intent of await this.everyIntent()) books[PAGE_OF[intent.status] ?? 'failed'].push(intent);
      return books;
    },
    /** Ends a payment that is processing, or lets an authorization expire. */
    later: (id, status) => control('POST', 'later', { payment_intent: id, status }),
    /** Hides intents younger than `lag` seconds from search. */
    lagSearch: (lag) => control('POST', 'search', { lag }),
    /** Makes search find intents as they are now, or, with `false`, as they are when it is asked. */
    freezeSearch: (frozen = true) => control('POST', 'search', { frozen }),
    /** Arms a fault for the next `POST /v1/payment_intents`, or what `on` names; see the README. */
    fault: (fault) => control('POST', 'faults', fault),
    /** Forgets everything. */
    reset: () => control('POST', 'reset'),
    /** The API requests received since the last reset, oldest first. */
    requests: async () => (await control('GET', 'requests')).json.data,
  };
}

function parseJson(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
