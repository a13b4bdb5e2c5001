// What is looked for at a site when the user asks for it: a checkout, and files for agents.
import { askIn } from './asked.js';

/** The most bytes of a file that are read. */
const LIMIT = 16 * 1024;

/**
 * The signs of a checkout: card fields, Stripe Elements frames, an agent block. Reads no field values. Self-contained, because
 * it is sent to the page as text.
 */
export function checkout() {
  const has = (selector) => document.querySelector(selector) !== null;
  const labels = [...document.querySelectorAll('label')];
  const block = has('.AiAgentPaymentSteering') || labels.some((label) => /\bI am an AI agent\b/i.test(label.textContent));
  const named = ['cardnumber', 'card_number', 'cardNumber', 'ccnumber'].map((name) => `input[name="${name}" i]`);
  return {
    cardForm: has(['input[autocomplete~="cc-number" i]', ...named].join()),
    stripeElements: has('iframe[src^="https://js.stripe.com/"], iframe[name^="__privateStripeFrame"], .StripeElement'),
    agentBlock: block,
    agentSteering: has('input[name="link_pay_token"]') && has('[data-stripe-merchant-account]'),
  };
}

/**
 * A site's file for agents. An HTML page or a redirect in place of a text counts as no file. `failed`: the site did not
 * answer. `undefined` if the browser does not allow to ask.
 */
export async function agentFile(tabId, path) {
  const answer = await askIn(tabId, path, { redirect: 'manual', limit: LIMIT });
  if (answer === undefined) return undefined;
  const { status, type, text, partial } = answer;
  const isText = status >= 200 && status < 300 && /^text\/(plain|markdown)/i.test(type);
  const nothing = status === undefined || status >= 500 || (isText && partial && !text);
  return { path, failed: nothing, text: isText && !nothing ? text : undefined };
}
