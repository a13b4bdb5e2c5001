// What each field is, in a sentence, and the section that says so. Words only: what a field may hold is decided by the
// package.

/** The archive keeps each version at its address. */
const DRAFT = 'https://www.ietf.org/archive/id/draft-httpauth-payment-00.html';
const CHARGE = 'https://paymentauth.org/draft-payment-intent-charge-00.html';
const RFC = 'https://www.rfc-editor.org/rfc/rfc';

const draft = (anchor, title) => ({ href: `${DRAFT}#${anchor}`, label: `Payment draft, ${title}` });
const rfc = (number, section) => ({ href: `${RFC}${number}#section-${section}`, label: `RFC ${number}, ${section}` });
const charge = (anchor, title) => ({ href: `${CHARGE}#${anchor}`, label: `Charge draft, ${title}` });
const method = (name, anchor, title) => ({ href: `https://paymentauth.org/draft-${name}-charge-00.html#${anchor}`, label: `${name[0].toUpperCase()}${name.slice(1)} draft, ${title}` });

const REQUIRED = draft('name-required-parameters', 'Required Parameters');
const OPTIONAL = draft('name-optional-parameters', 'Optional Parameters');
const CREDENTIALS = draft('name-credentials-authorization', 'Credentials');
const RECEIPT = draft('name-payment-receipt-header', 'Payment-Receipt Header');
const SHARED = charge('name-shared-fields', 'Shared Fields');

export const SECTION = {
  status: rfc(9110, '15.5.3'),
  challenge: draft('name-challenge-www-authenticate', 'Challenge'),
  credential: CREDENTIALS,
  receipt: RECEIPT,
  problem: rfc(9457, '3'),
  problems: draft('name-error-codes', 'Error Codes'),
  binding: draft('name-challenge-binding', 'Challenge Binding'),
  x402: { href: 'https://github.com/coinbase/x402/blob/main/specs/x402-specification-v2.md', label: 'x402 specification' },
  l402: { href: 'https://github.com/lightninglabs/L402/blob/master/protocol-specification.md', label: 'L402 specification' },
};

/** Parameters of a challenge. */
export const PARAMETER = {
  id: ['Names this challenge and, by HMAC, binds it to its terms: change one of them and the id no longer fits.', SECTION.binding],
  realm: ['Who asks, in the seller’s own word. It should be the host you asked.', rfc(9110, '11.5')],
  method: ['How the money moves.', draft('name-payment-methods', 'Payment Methods')],
  intent: ['What kind of payment: once (charge), by use (session), again and again (subscription).', draft('name-payment-intents', 'Payment Intents')],
  request: ['The terms: canonical JSON (RFC 8785) in base64url. Decoded below.', REQUIRED],
  expires: ['Until when a credential for it may be sent.', rfc(3339, '5.6')],
  digest: ['The body this challenge is for, by its hash (RFC 9530): another body needs another challenge.', draft('name-request-body-digest-binding', 'Request Body Digest Binding')],
  description: ['What for, in the seller’s words. The id does not bind it; it proves nothing.', OPTIONAL],
  opaque: ['The server’s own data, base64url JSON. It goes back unchanged.', OPTIONAL],
  header: ['The field the credential goes into, in place of Authorization.', CREDENTIALS],
};

/** Members of a request, as intents and methods define them. */
export const REQUEST = {
  amount: ['How much, in the currency’s base units: cents for USD.', SHARED],
  currency: ['An ISO 4217 code in lower case, or a token’s address.', charge('name-currency-formats', 'Currency Formats')],
  recipient: ['Who is paid.', SHARED],
  description: ['What for, in the seller’s words.', SHARED],
  externalId: ['The seller’s own number for it.', SHARED],
  methodDetails: ['What only this method needs.', charge('name-method-extensions', 'Method Extensions')],
  'methodDetails.networkId': ['The seller’s profile on Stripe’s network: whom a shared payment token is made out to.', method('stripe', 'name-method-details', 'Method Details')],
  'methodDetails.paymentMethodTypes': ['Which kinds of payment the seller takes.', method('stripe', 'name-method-details', 'Method Details')],
  'methodDetails.metadata': ['Goes onto the payment at the processor.', method('stripe', 'name-method-details', 'Method Details')],
  'methodDetails.chainId': ['The chain, by its EIP-155 number.', method('tempo', 'name-method-details', 'Method Details')],
  'methodDetails.feePayer': ['Whether the server pays the chain’s fee.', method('tempo', 'name-fee-payment', 'Fee Payment')],
  'methodDetails.splits': ['Parts of the amount that go to others.', method('tempo', 'name-split-payments', 'Split Payments')],
};

/** Members of a receipt. */
export const RECEIPT_MEMBER = {
  status: ['Always success: a failure has no receipt.', RECEIPT],
  method: ['How it was paid.', RECEIPT],
  reference: ['The method’s name for the payment: a PaymentIntent, a transaction hash.', RECEIPT],
  timestamp: ['When it was settled.', RECEIPT],
};

/** Members of a credential. */
export const CREDENTIAL_MEMBER = {
  source: ['Who pays, by their own word.', CREDENTIALS],
  payload: ['The proof of payment. Whoever reads it may pay with it, so it is redacted here.', CREDENTIALS],
};

/** A name for each protocol. */
export const PROTOCOL = { mpp: 'Machine Payments Protocol', x402: 'x402', l402: 'L402' };
