// Functions that run in a page, when the person asks. Each is whole in itself: it is sent there as text.

/** What a checkout shows of itself: card fields, frames of Stripe Elements, a block for agents. Reads no value. */
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

/** The site's texts for agents, asked for without cookies. A page in place of a text is none. */
export async function agentFile(paths) {
  const read = async (path) => {
    try {
      const response = await fetch(path, { credentials: 'omit', redirect: 'error' });
      const plain = response.ok && /^text\/(plain|markdown)/.test(response.headers.get('content-type') ?? '');
      return { path, text: plain ? (await response.text()).slice(0, 16_384) : undefined };
    } catch {
      return { path };
    }
  };
  return Promise.all(paths.map(read));
}
