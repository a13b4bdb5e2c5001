// Explains each field in a sentence, with a link to the section that defines it. These are texts only: the package
// decides what a field may hold.

/** The archive keeps every version of the draft at its own address. */
const DRAFT = 'https://www.ietf.org/archive/id/draft-httpauth-payment-01.html';
const CHARGE = 'https://paymentauth.org/draft-payment-intent-charge-00.html';
const RFC = 'https://www.rfc-editor.org/rfc/rfc';

const draft = (anchor, title) => ({ href: `${DRAFT}#${anchor}`, label: `Payment draft, ${title}` });
const rfc = (number, section) => ({ href: `${RFC}${number}#section-${section}`, label: `RFC ${number}, ${section}` });
const charge = (anchor, title) => ({ href: `${CHARGE}#${anchor}`, label: `Charge draft, ${title}` });
const method = (name, anchor, title) => ({
  href: `https://paymentauth.org/draft-${name}-charge-00.html#${anchor}`,
  label: `${name[0].toUpperCase()}${name.slice(1)} draft, ${title}`,
});

const REQUIRED = draft('name-required-parameters', 'Required Parameters');
const OPTIONAL = draft('name-optional-parameters', 'Optional Parameters');
const CREDENTIALS = draft('name-credentials', 'Credentials');
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
  id: ['Identifies this challenge and binds it to its terms by HMAC: change a bound term and the id no longer matches.', SECTION.binding],
  realm: ['Who asks, in the seller’s own words. It should match the host you requested.', rfc(9110, '11.5')],
  method: ['How the money moves.', draft('name-payment-methods', 'Payment Methods')],
  intent: [
    'The kind of payment: one-time (charge), by usage (session) or recurring (subscription).',
    draft('name-payment-intents', 'Payment Intents'),
  ],
  request: ['The terms, as canonical JSON (RFC 8785) in base64url. Decoded below.', REQUIRED],
  expires: ['The time until which a credential for it may be sent.', rfc(3339, '5.6')],
  digest: [
    'The hash of the request body this challenge is for (RFC 9530). Another body needs another challenge.',
    draft('name-request-body-digest-binding', 'Request Body Digest Binding'),
  ],
  description: ['What the payment is for, in the seller’s words. The id does not bind it, so it proves nothing.', OPTIONAL],
  opaque: ['The server’s own data: JSON in base64url. The client returns it unchanged.', OPTIONAL],
  header: ['The header to send the credential in, in place of Authorization.', CREDENTIALS],
};

/** Members of a request, as intents and methods define them. */
export const REQUEST = {
  amount: ['The amount in the currency’s base units: cents for USD.', SHARED],
  currency: ['An ISO 4217 code in lower case, or a token’s address.', charge('name-currency-formats', 'Currency Formats')],
  recipient: ['Who is paid.', SHARED],
  description: ['What the payment is for, in the seller’s words.', SHARED],
  externalId: ['The seller’s own reference for the payment.', SHARED],
  methodDetails: ['Details that only this method needs.', charge('name-method-extensions', 'Method Extensions')],
  'methodDetails.networkId': [
    'The seller’s profile on Stripe’s network: the payee a shared payment token is issued for.',
    method('stripe', 'name-method-details', 'Method Details'),
  ],
  'methodDetails.paymentMethodTypes': ['The types of payment method the seller accepts.', method('stripe', 'name-method-details', 'Method Details')],
  'methodDetails.metadata': ['Metadata for the payment at the processor.', method('stripe', 'name-method-details', 'Method Details')],
  'methodDetails.chainId': ['The EIP-155 id of the chain.', method('tempo', 'name-method-details', 'Method Details')],
  'methodDetails.feePayer': ['Whether the server pays the chain’s fee.', method('tempo', 'name-fee-payment', 'Fee Payment')],
  'methodDetails.splits': ['Parts of the amount that go to other recipients.', method('tempo', 'name-split-payments', 'Split Payments')],
};

/** Members of a receipt. */
export const RECEIPT_MEMBER = {
  status: ['Always success: a failed payment gets no receipt.', RECEIPT],
  method: ['The method it was paid with.', RECEIPT],
  reference: ['The method’s id for the payment, such as a PaymentIntent or a transaction hash.', RECEIPT],
  timestamp: ['When it was settled.', RECEIPT],
};

/** Members of a credential. */
export const CREDENTIAL_MEMBER = {
  source: ['The payer, by their own account.', CREDENTIALS],
  payload: ['The proof of payment. Anyone who reads it can spend it, so it is redacted here.', CREDENTIALS],
};

/** A name for each protocol. */
export const PROTOCOL = { mpp: 'Machine Payments Protocol', x402: 'x402', l402: 'L402' };
