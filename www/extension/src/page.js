// Functions that run in a page when the user asks for it. Each is self-contained, because it is sent there as text.

/** The signs of a checkout: card fields, Stripe Elements frames, an agent block. Reads no field values. */
export function checkout() {
  const has = (selector) => document.querySelector(selector) !== null;
  const block = has('.AiAgentPaymentSteering') || [...document.querySelectorAll('label')].some((label) => /\bI am an AI agent\b/i.test(label.textContent));
  return {
    cardForm: has('input[autocomplete~="cc-number" i], input[name="cardnumber" i], input[name="card_number" i], input[name="cardNumber" i], input[name="ccnumber" i]'),
    stripeElements: has('iframe[src^="https://js.stripe.com/"], iframe[name^="__privateStripeFrame"], .StripeElement'),
    agentBlock: block,
    agentSteering: has('input[name="link_pay_token"]') && has('[data-stripe-merchant-account]'),
  };
}

/**
 * The site's files for agents, requested without cookies. An HTML page or a redirect in place of a text counts as no file.
 * `failed`: the site did not answer.
 */
export async function agentFile(paths) {
  const read = async (path) => {
    try {
      const response = await fetch(path, { credentials: 'omit', redirect: 'manual' });
      const plain = response.ok && /^text\/(plain|markdown)/i.test(response.headers.get('content-type') ?? '');
      return { path, failed: response.status >= 500, text: plain ? (await response.text()).slice(0, 16_384) : undefined };
    } catch {
      return { path, failed: true };
    }
  };
  return Promise.all(paths.map(read));
}
