/**
 * HTTP 402 payments with the Machine Payments Protocol (draft-httpauth-payment-01).
 *
 * Ready right after import in Node, Deno, Bun and Workers, and from `mpp-wasm/inline`. In a plain browser, and in a
 * bundle for one, call `await init()` first.
 */

/**
 * Loads the wasm once. Only browsers need this call; everywhere else it does nothing. A failed load can be retried.
 *
 * @param input Where the wasm is, unless it lies beside the script: a URL, a `Response`, bytes or a `WebAssembly.Module`
 *   (`object` here, because not every configuration of TypeScript knows that class).
 * @throws {MppError} `not-ready` if the file cannot be loaded or is not this package's wasm; `cause`, if set, has the
 *   underlying error
 */
export default function init(input?: string | URL | Response | ArrayBuffer | ArrayBufferView | object): Promise<void>;

/** The closed list of error codes, by who has to act. */
export type ErrorCode =
  // The payer's side. A server answers with `problem`. `paywall` does so by itself.
  | 'payment-required' // there is no credential
  | 'malformed-credential' // the credential cannot be read
  | 'invalid-payload' // its payload is not valid for its payment method
  | 'invalid-challenge' // its challenge is not from this server, is for something else, or was already used
  | 'payment-expired' // its challenge has expired
  | 'verification-failed' // the processor refused the payment, or the body is not the one that was priced
  | 'payment-insufficient' // the payment covers less than the price
  | 'payment-action-required' // the payer must first confirm the payment elsewhere
  | 'method-unsupported' // the payment method or intent is not offered here
  | 'multiple-credentials' // the request has more than one Payment credential
  | 'not-payable' // this kind of request cannot be paid for
  | 'body-too-large' // the body is too large to be bound to a payment
  | 'insecure-transport' // payments need https, except on loopback
  | 'payment-in-progress' // another request settles this payment: send the same credential again later
  | 'invalid-idempotency-key' // the `Idempotency-Key` cannot be read
  | 'idempotency-key-reused' // the `Idempotency-Key` belongs to another credential or body
  | 'answer-gone' // the response was delivered, and was not kept
  // The side that sent or wrote a text. There is no `problem`: do not use the text, and pay nothing for it.
  | 'malformed-challenge' // a challenge cannot be read
  | 'no-challenge' // there is no Payment challenge
  | 'malformed-receipt' // a receipt cannot be read, or there is none
  | 'invalid-header' // a header breaks its grammar (RFC 9110)
  | 'invalid-encoding' // a text is not base64url
  | 'invalid-json' // a text is not JSON that every reader understands the same way
  | 'invalid-timestamp' // a text is not an RFC 3339 timestamp
  | 'invalid-request' // a payment request lacks a field, or has one of the wrong type
  | 'too-large' // something exceeds its limit
  // Your side. Fix the call or the configuration. If there is a `problem`, a server answers with it meanwhile.
  | 'invalid-argument' // a function cannot use this argument
  | 'bad-config' // nothing can be served with this configuration
  | 'bad-secret' // a signing secret is missing or shorter than 32 bytes
  | 'not-ready' // the wasm is not loaded: await `init()`, or serve the file
  // The server's side. Find the cause. A server answers with `problem`, which never asks for money again.
  | 'store-unavailable' // the store for claims gave no answer, or an invalid one
  | 'processor-unavailable' // the processor gave no conclusive answer, so the outcome of the payment is unknown
  | 'processor-refused' // the processor refused this server, not the payer: check its key and account
  | 'origin-unavailable' // the origin gave no usable answer: the one behind a paywall, or the one `npx mpp-wasm` asked
  | 'internal'; // a handler or this package failed

/** RFC 9457 problem details. `status` is the HTTP status to answer with. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
}

/** Every error this package throws. The message says what to do about it, and never contains a secret. */
export class MppError extends Error {
  readonly name: 'MppError';
  /** {@link ErrorCode} says what each means. */
  readonly code: ErrorCode;
  /** What to answer with, if the failure is about an HTTP request. */
  readonly problem?: Problem;
  constructor(code: ErrorCode, message: string, problem?: Problem);
}

/** A JSON object. */
export type JsonObject = { [name: string]: unknown };

/** A Payment challenge (draft section "Challenge"). */
export interface Challenge {
  id: string;
  /** The protection space, usually the host. */
  realm: string;
  /** The payment method, such as `stripe`. */
  method: string;
  /** The payment intent, such as `charge`. */
  intent: string;
  /** The terms of the payment. Amounts are strings of digits in the currency's base units. */
  request: JsonObject;
  /**
   * `request` as the base64url text it arrived in. The id is bound to this text, so remove it if you change `request`.
   */
  encodedRequest?: string;
  description?: string;
  /** RFC 9530 digest of the request body this challenge is for. */
  digest?: string;
  /** RFC 3339. */
  expires?: string;
  /** `Payment-Authorization` if the credential goes in that header instead of `Authorization`. */
  header?: string;
  /** The server's correlation data, base64url. The client sends it back unchanged. */
  opaque?: string;
}

/** A payer's answer to a challenge. Anyone who reads the payload can spend it, so never log it. */
export interface Credential {
  /** The challenge as the payer echoes it. */
  challenge: Challenge;
  /** What pays, in the method's own format. For `stripe`, a shared payment token: `{ spt: 'spt_…' }`. */
  payload: JsonObject;
  /** Who pays, as the payer states it, such as a DID. Not verified. */
  source?: string;
}

/** Proof of a settled payment. Fields added by the payment method are kept. */
export interface Receipt {
  status: 'success';
  method: string;
  /** The method's reference for the payment, such as a PaymentIntent id. */
  reference: string;
  /** When the payment was settled, RFC 3339. */
  timestamp: string;
  [extension: string]: unknown;
}

/**
 * Reads every Payment challenge in a `WWW-Authenticate` value; several fields may be joined by commas. A malformed
 * challenge is reported in `malformed` and does not affect the others, unless it opens a quotation mark that is never
 * closed: nobody can tell where it ends. `null` and `undefined` stand for an absent header.
 *
 * @example
 * const { challenges, malformed } = parseChallenges(response.headers.get('www-authenticate'));
 * @throws {MppError} `too-large` over 64 KiB or 64 challenges
 */
export function parseChallenges(header: string | null | undefined): { challenges: Challenge[]; malformed: MppError[] };

/**
 * Writes a challenge as a `WWW-Authenticate` value, in ASCII.
 *
 * @throws {MppError} `invalid-argument`; `invalid-timestamp`, `invalid-encoding`, `invalid-request` or `invalid-json`
 *   if `expires`, `opaque` or `request` has an invalid value; `too-large`
 */
export function formatChallenge(challenge: Challenge): string;

/** The Stripe challenge of a header, validated. Every string is safe to show. */
export interface DecodedChallenge {
  id: string;
  realm: string;
  method: 'stripe';
  intent: 'charge' | 'session';
  description?: string;
  digest?: string;
  expires?: string;
  /** The header that carries the credential, if it is not `Authorization`. */
  header?: 'Payment-Authorization';
  /** The seller's profile on Stripe's network. */
  network_id: string;
  /** The whole payment request. Its `amount` is in the currency's base units. */
  request_json: JsonObject & { amount: string; currency: string };
}

/**
 * Decodes the first `stripe` challenge for a charge or a session, like `mpp decode` in Link's wallet CLI. Takes a bare
 * header value or pasted header lines.
 *
 * @example
 * const { network_id, request_json } = decode(response.headers.get('www-authenticate'));
 * @throws {MppError} `no-challenge`, `malformed-challenge`, `invalid-request`; `too-large` as {@link parseChallenges}
 */
export function decode(header: string | null | undefined): DecodedChallenge;

/** What a response asks for. `protocols` and `offers` are empty unless the status is 402. */
export interface Detection {
  /** `unknown`: a 402 in none of the protocols known here. */
  protocols: Array<'mpp' | 'x402' | 'l402' | 'unknown'>;
  /** The challenges as they arrived, for answering them. To show them to a person, use `offers`. */
  mpp?: { challenges: Challenge[]; malformed: MppError[] };
  /**
   * Version 1 puts its terms in the body, version 2 in the `PAYMENT-REQUIRED` header (without one, `X-PAYMENT-REQUIRED` is
   * read, if it is longer than a word). `version` is absent if no terms were read. `accepts`: the objects of their `accepts`,
   * up to 64. `unreadable`: where something was not read that might give terms to another reader: all of a body (over
   * 256 KiB), an entry of `accepts` (not an object, or beyond the first 64), or an object that is an offer outside `accepts`.
   * An x402 challenge in `WWW-Authenticate` with an `address` counts as a `header` that is not read.
   */
  x402?: { version?: 1 | 2; accepts: JsonObject[]; unreadable?: Array<'header' | 'body'> };
  l402?: { macaroon?: string; invoice?: string };
  /** Every way to pay, for showing: one for each of `mpp.challenges` in order, then of `x402.accepts`, then `l402`. */
  offers: Offer[];
  /**
   * Indexes into `offers`, cheapest first. Totals with the same `countsAs` are grouped. After them come offers without
   * a comparable total, then expired offers. Only the first 64 offers are compared; any others come last.
   */
  cheapestFirst: number[];
  /**
   * Index of the offer to pay with a shared payment token: the first `stripe` challenge for a charge or a session. It
   * is the only one Link's wallet pays, and the one {@link decode} returns. Absent if there is none, or if a challenge
   * before it cannot be read and might be the one the wallet picks.
   */
  sharedPaymentTokenOffer?: number;
}

/** One way to pay, for a person or an agent to read. Every string is sanitized. */
export interface Offer {
  protocol: 'mpp' | 'x402' | 'l402';
  /** MPP's method, x402's scheme (`x402` if the scheme is not a plain name), or `lightning`. */
  method: string;
  /** MPP's intent. */
  intent?: string;
  /** MPP's realm: who asks, as the seller states it. */
  realm?: string;
  /** Digits in the currency's base units; `null` if no amount is stated or it cannot be read. */
  amount: string | null;
  /** ISO 4217 code, token address or unit, as the protocol names it. */
  currency: string | null;
  /**
   * The price in words: `5.00 USD`, `0.01 USDC on Base`, `10 base units of 0x…`. Tokens are recognized by address only.
   */
  display: string;
  /**
   * What a session asks to set aside before anything is used. `amount` is in base units, `null` if it cannot be read;
   * `display` is in words: `10.00 pathUSD on Tempo`. The deposit leaves the wallet first. A wallet may set aside less,
   * except on Lightning. Limits apply to it too.
   */
  deposit?: { amount: string | null; display: string };
  /**
   * An address, or the seller's profile on Stripe's network. Absent for Lightning, where the invoice decides who is
   * paid, and if the stated recipient is a sentence instead of a name (warning `terms-unreadable`).
   */
  recipient?: string;
  /** The CAIP-2 id if the chain is known, otherwise the protocol's own name for it. */
  network?: string;
  /**
   * Lower-case ISO 4217 code in which the total can be compared with others: the currency of the price, or the one its
   * stablecoin stands for. Absent if the total cannot be compared.
   */
  countsAs?: string;
  /** RFC 3339. */
  expires?: string;
  /** The same moment, in milliseconds since the epoch. */
  expiresAt?: number;
  description?: string;
  warnings: OfferWarning[];
}

/** Something to know before paying: a code for programs and a sentence for people. */
export interface OfferWarning {
  code: WarningCode;
  message: string;
}

/** The closed list of warnings. */
export type WarningCode =
  | 'plain-http' | 'lookalike-host' | 'realm-mismatch' | 'resource-mismatch' | 'expired' | 'expires-soon' | 'no-expiry'
  | 'amount-over-limit' | 'limit-unchecked' | 'amount-not-stated' | 'open-ended' | 'terms-unreadable' | 'unknown-token'
  | 'decimals-mismatch' | 'invoice-mismatch' | 'description-price-mismatch' | 'control-characters' | 'malformed-sibling'
  | 'conflicting-terms' | 'paid-to-others';

/**
 * Header fields as HTTP clients represent them: a `Headers` of any class, name/value pairs, a `Map`, or an object keyed
 * by name. Names are case-insensitive. Several fields with one name may be an array or separate pairs.
 */
export type Fields =
  | { get(name: string): string | readonly string[] | null | undefined }
  | Iterable<readonly [name: string, value: string | readonly string[]]>
  | Record<string, string | readonly string[] | undefined>;

/**
 * A response: a `Response` of any class, an `IncomingMessage` of node:http or a response of axios (their bodies are not read),
 * or its parts with `body` as text, as in a response of got. Any other body is an error, and so are a missing status and missing
 * headers. `incomplete`: whether the body goes on after `body`, because it broke off or was not read to its end. x402's terms
 * are then never read from it.
 */
export type ResponseLike =
  | Response
  | { status: number; headers: Fields; text(): Promise<string> }
  | { status: number; headers: Fields; body?: string | null | undefined; incomplete?: boolean | undefined }
  | { statusCode?: number | undefined; headers: Fields; rawHeaders: readonly string[]; body?: string | undefined }
  | AxiosResponseLike
  | Message;

/** What axios resolves with. Its types give a field any value, so its fields are no {@link Fields}. `data` is not read. */
export interface AxiosResponseLike {
  status: number;
  headers: object;
  config: object;
  body?: undefined;
}

/** What is known beyond the response itself. */
export interface DetectOptions {
  /**
   * The absolute URL that was requested. Defaults to `response.url`. Without a URL, the host and plain http are not
   * checked.
   */
  url?: string | URL;
  /** Milliseconds since the epoch or a `Date`. Defaults to the current time. */
  now?: number | Date;
  /**
   * The most you want to pay, by currency: `{ usd: '1.00' }`, or finer, with up to 18 decimals: `{ usd: '0.005' }`.
   * Stablecoins count as the currency they stand for. An offer whose amount cannot be compared gets the warning
   * `limit-unchecked`. Must be a plain object; if it is `undefined`, or an amount in it is, that is an error, not "no limit".
   */
  limit?: Record<string, string>;
}

/**
 * Says which payment protocols a 402 response uses, and what it offers in each. The terms of x402 version 1 are in the
 * body, which is not read from a `Response`. To see them, pass the body as text, and the URL, without which the host is
 * not checked: `detect({ status, headers, body: await response.text() }, { url: response.url })`.
 *
 * @example
 * const response = await fetch('https://api.example.com/paid');
 * const { offers, cheapestFirst } = detect(response, { limit: { usd: '1.00' } });
 * for (const { display, warnings } of offers) console.log(display, warnings.map(({ message }) => message));
 * @throws {MppError} `too-large` as {@link parseChallenges}; `invalid-argument` for an invalid option, a missing status,
 *   headers that are missing or of unknown form, or a body that is not text
 */
export function detect(response: ResponseLike, options?: DetectOptions): Detection;

/**
 * An HTTP message read from pasted text. Pass it to {@link detect}, which finds offers if its status is 402. Header
 * values are as they came, so they may hold secrets.
 */
export interface Message {
  /**
   * The status of the response that counts, see {@link parseMessage}. Absent for a request, for header lines without a
   * status line, and for a lone value.
   */
  status?: number;
  /** All values by lower-case name. */
  headers: Record<string, string[]>;
  body?: string;
  /** Where each part is in the text, in order and without overlaps. */
  marks: Mark[];
}

/** A part of a pasted text, for highlighting it. `start` and `end` are offsets for `String.prototype.slice`. */
export interface Mark {
  start: number;
  end: number;
  /** `broken` is a piece of a challenge that is not a parameter. A `value` does not include its quotes. */
  kind: 'status' | 'field' | 'field-value' | 'scheme' | 'name' | 'value' | 'broken';
  /** The field, scheme or parameter this part is or belongs to, in lower case. Absent if it is over 128 bytes. */
  name?: string;
  /** Index into the `challenges` that {@link parseChallenges} returns. */
  challenge?: number;
  /** Index into the `malformed` that {@link parseChallenges} returns. */
  malformed?: number;
}

/**
 * Reads an HTTP message as people paste it: the output of `curl -i` or `curl -v`, header lines, or a lone challenge,
 * credential, receipt or body. If the text holds several responses (redirects, a proxy), the first that asks for
 * payment counts, otherwise the last.
 *
 * @example
 * detect(parseMessage('HTTP/2 402\nwww-authenticate: Payment id="1", …'))
 * @throws {MppError} `too-large` over 512 KiB or 256 fields
 */
export function parseMessage(text: string): Message;

/**
 * Removes from untrusted text what could deceive a reader: terminal escape sequences, control characters, and
 * characters that are invisible or change the direction of text. Idempotent. The `offers` of {@link detect} and the
 * result of {@link decode} are already sanitized.
 */
export function sanitize(text: string): string;

/** What was seen of a page or an endpoint. */
export interface Observation {
  response?: ResponseLike;
  /**
   * The page has a checkout block for agents, with `input[name="link_pay_token"]` and `data-stripe-merchant-account`.
   */
  agentSteering?: boolean;
  /** The page has a form with card fields. */
  cardForm?: boolean;
  /** The page has frames of Stripe Elements. */
  stripeElements?: boolean;
}

/**
 * Says which wallet credential a page or an endpoint calls for, why, and what to do next.
 *
 * @example
 * const { type } = credentialType({ response: await fetch('https://api.example.com/paid') });
 * @throws {MppError} `invalid-argument` for an unknown field, such as a response that is not passed as `response`
 */
export function credentialType(observation?: Observation): {
  type: 'card' | 'shared_payment_token' | 'link_pay_token' | 'unsupported' | 'unknown';
  reason: string;
  next: string;
};

/** Bytes. A string stands for its UTF-8 bytes. */
export type Bytes = string | ArrayBuffer | ArrayBufferView;

/** The terms of a challenge to issue. The key adds the id. */
export interface Terms {
  /** The protection space, usually the host. At most 1 KiB. */
  realm: string;
  /** The payment method, such as `stripe`. */
  method: string;
  /** The payment intent, such as `charge`. */
  intent: string;
  /**
   * Plain data. A value that JSON would drop or empty, such as a function, a `Map` or `undefined`, is an error; a `Date`
   * becomes its text. A `charge` needs an `amount`. What else its method needs, such as a `currency`, is not checked.
   */
  request: JsonObject;
  /** RFC 3339, a `Date`, or milliseconds since the epoch. */
  expires: string | Date | number;
  /** {@link bodyDigest} of the request body this price is for. */
  digest?: string;
  /** For people. At most 2 KiB. */
  description?: string;
  /**
   * Correlation data: a flat object of strings, none of them `undefined`, or its base64url text, which is not read. A nonce in
   * it makes the `id` unique: challenges that say the same have the same one.
   */
  opaque?: Record<string, string> | string;
  header?: 'Payment-Authorization' | 'Authorization';
}

/**
 * What a credential must be for. Fields that are left out are not compared, so pass everything you know. Passing
 * `undefined` for `realm`, `method`, `intent` or `request` is an error: these fields define a price.
 */
export interface VerifyOptions {
  /** Milliseconds since the epoch or a `Date`. Defaults to the current time. */
  now?: number | Date;
  realm?: string;
  method?: string;
  intent?: string;
  /** The request of your own offer. Never take it from the credential, which only echoes it. */
  request?: JsonObject;
  opaque?: Record<string, string> | string;
  /**
   * The body of the current request, or `null` if it has none. Pass it always: whoever sends a challenge that is bound to a body
   * causes an error without it, and one that is not bound to any is then refused for a request that has a body.
   */
  body?: Bytes | null;
}

/**
 * A key that binds challenges to their terms with HMAC-SHA256 (draft section "Challenge Binding").
 *
 * @example
 * const key = new ChallengeKey(process.env.MPP_SECRET_KEY);
 * const methodDetails = { networkId: 'profile_1', paymentMethodTypes: ['card', 'link'] };
 * const request = { amount: '100', currency: 'usd', methodDetails };
 * const offer = key.prepare({ realm: 'api.example.com', method: 'stripe', intent: 'charge', request });
 * const header = offer.header({ opaque: { nonce: crypto.randomUUID() } }); // for WWW-Authenticate
 * const { challenge, payload } = offer.verify(authorization); // claim challenge.id once, then charge payload
 */
export class ChallengeKey {
  /**
   * @param secret At least 32 bytes.
   * @param options.previous Former secrets that still verify.
   * @throws {MppError} `bad-secret`
   */
  constructor(secret: Bytes, options?: { previous?: readonly Bytes[] });
  /**
   * Issues a challenge.
   *
   * @param options.now Milliseconds since the epoch or a `Date`. Defaults to the current time.
   * @throws {MppError} `invalid-argument`; `invalid-timestamp`, `invalid-header`, `invalid-encoding`, `invalid-request`
   *   or `invalid-json` if `expires`, `digest`, `opaque` or `request` has an invalid value; `too-large`
   */
  issue(terms: Terms, options?: { now?: number | Date }): Challenge;
  /**
   * Verifies a credential and returns it. Its challenge must have been issued with this key, must not have expired, and
   * must match `options`, which compare only what they name. A prepared offer compares all of it: {@link PreparedOffer.verify}.
   *
   * This is not a payment: nothing has been charged, and the credential verifies as often as it is sent. Claim
   * `challenge.id` once, then charge the payload. `paywall` from `mpp-wasm/edge` does both.
   *
   * @param credential An `Authorization` value (`null` or `undefined` if there is none), or a parsed credential.
   * @throws {MppError} `payment-required` if there is no Payment credential; `malformed-credential`,
   *   `multiple-credentials`, `invalid-challenge`, `payment-expired`, `verification-failed`; `invalid-argument` for invalid
   *   options, and if the challenge is bound to a body and `options.body` was left out; `invalid-encoding`, `invalid-json` or
   *   `too-large` for an option that no challenge can have
   */
  verify(credential: string | Credential | null | undefined, options?: VerifyOptions): Verified;
  /** The same checks for a server that only claims and charges. Returns failures instead of throwing them. */
  check(credential: string | Credential | null | undefined, options?: VerifyOptions): Checked;
  /**
   * Prepares an offer that is issued repeatedly, so that each of its challenges costs next to nothing, and verifying a
   * credential for it costs less.
   *
   * @example
   * const offer = key.prepare({ realm: 'api.example.com', method: 'stripe', intent: 'charge', request });
   * const header = offer.header({ opaque: { nonce: crypto.randomUUID() } }); // a fresh challenge, valid for five minutes
   * const { challenge, payload } = offer.verify(authorization); // for this offer, or an MppError is thrown
   * @throws {MppError} as `issue`
   */
  prepare(offer: Offered): PreparedOffer;
}

/** A credential that was verified. */
export interface Verified extends Credential {
  /** The challenge, which was issued here. */
  challenge: Challenge & { expires: string };
}

/**
 * The result of {@link ChallengeKey.check}. `challengeId` is what to claim, once, before the payload is charged. Nothing in the
 * payload is checked yet.
 */
export type Checked =
  | { ok: true; challengeId: string; payload: JsonObject; error?: undefined }
  | { ok: false; challengeId?: undefined; payload?: undefined; error: MppError };

/** Terms without `expires`. */
export type Offered = Omit<Terms, 'expires'>;

/**
 * What differs between the challenges of a prepared offer. Those of a millisecond are one challenge, with one `id`, and only the
 * first of their payers can claim it: a nonce gives each their own.
 *
 * @example
 * const header = offer.header({ opaque: { nonce: crypto.randomUUID() } });
 */
export interface IssueOptions {
  /** Milliseconds since the epoch or a `Date`. Defaults to the current time. */
  now?: number | Date;
  /** Milliseconds since the epoch or a `Date`. Defaults to five minutes after `now`. */
  expires?: number | Date;
  /** {@link bodyDigest} of the request body, if the offer has none. */
  digest?: string | undefined;
  /** Correlation data of this challenge, as in {@link Terms}, if the offer has none. */
  opaque?: Record<string, string> | string | undefined;
}

/** The parts of the current request that a prepared offer needs to verify a credential. */
export type OfferVerifyOptions = Pick<VerifyOptions, 'now' | 'body'>;

/** An offer prepared by {@link ChallengeKey.prepare}. */
export interface PreparedOffer {
  /**
   * Issues a challenge. Its `request` is frozen, because all challenges of the offer share it.
   * @throws {MppError} `invalid-argument`; `invalid-header`, `invalid-encoding`, `invalid-json` or `too-large` for a
   *   wrong `digest` or `opaque`
   */
  issue(options?: IssueOptions): Challenge;
  /** Issues a challenge as a `WWW-Authenticate` value. @throws {MppError} as `issue` */
  header(options?: IssueOptions): string;
  /**
   * Verifies a credential and returns it. Its challenge must have been issued with the offer's key for all that the
   * offer says, and must not have expired; if the offer has no `opaque`, the challenge may have any. The `request` of the result
   * is frozen. Nothing has been paid yet: see {@link ChallengeKey.verify}.
   *
   * @param credential As for {@link ChallengeKey.verify}.
   * @throws {MppError} as {@link ChallengeKey.verify}
   */
  verify(credential: string | Credential | null | undefined, options?: OfferVerifyOptions): Verified;
  /** The same checks for a server that only claims and charges. Returns failures instead of throwing them. */
  check(credential: string | Credential | null | undefined, options?: OfferVerifyOptions): Checked;
}

/**
 * Reads the Payment credential of an `Authorization` value. Verifies nothing: see {@link ChallengeKey.verify}.
 * @throws {MppError} `malformed-credential`, `multiple-credentials`
 */
export function parseCredential(header: string | null | undefined): Credential;
/**
 * Writes an `Authorization` value. The challenge must be one of {@link parseChallenges}, {@link detect} or `issue`.
 * @throws {MppError} as {@link formatChallenge}, also for a member of the payload that is `undefined`; `too-large` over 60 KiB
 */
export function formatCredential(credential: Credential): string;

/** Reads a `Payment-Receipt` value. @throws {MppError} `malformed-receipt`, also if there is none, or over 16 KiB */
export function parseReceipt(header: string | null | undefined): Receipt;
/** Writes a `Payment-Receipt` value. @throws {MppError} `malformed-receipt`, `invalid-argument` */
export function formatReceipt(receipt: Receipt): string;

/**
 * Returns the offers a client accepts according to its `Accept-Payment` header, best first. If the header is absent,
 * malformed or matches none of them, returns all offers in their original order.
 */
export function rankOffers<T extends { method: string; intent: string }>(acceptPayment: string | null | undefined, offers: readonly T[]): T[];

/** The RFC 9530 digest of a body, `sha-256=:…:`. */
export function bodyDigest(body: Bytes): string;

/** A part of a card or an address that can be shown. Security codes and tokens never can. */
export type CardPart = 'brand' | 'last4' | 'city' | 'postal_code' | 'id' | 'expiry' | 'name' | 'street' | 'state' | 'country';

export interface MaskOptions {
  /** Show these parts, and nothing else, instead of the default ones. */
  reveal?: readonly CardPart[];
}

/**
 * Masks a card number except for its last four digits: `•••• •••• •••• 4242`. With `{ reveal: [] }`, masks all of it.
 * @throws {MppError} `invalid-argument` for any other part
 */
export function maskCardNumber(number: string | number, options?: { reveal?: ReadonlyArray<'last4'> }): string;

/**
 * Returns a masked copy of a wallet's card object. By default it shows brand, last four digits, city and postal code.
 *
 * @example
 * maskCard({ brand: 'Visa', number: '4242 4242 4242 4242', cvc: '123' }); // brand and last four digits
 * @throws {MppError} `invalid-argument` for an unknown part
 */
export function maskCard(card: object, options?: MaskOptions): JsonObject;

/**
 * Returns a masked copy of a billing or shipping address object. By default it shows city and postal code.
 * @throws {MppError} `invalid-argument` for an unknown part
 */
export function maskAddress(address: object, options?: MaskOptions): JsonObject;

/**
 * Removes card numbers, tokens, credentials and secrets from text or from any value.
 *
 * Values are recognized by name first: `password`, `api_key`, `cookie`, `cvc` and the like, as members of an object or
 * written in text as JSON, a query, a header or configuration. Then they are recognized by content. A name that stands
 * beside its value counts too: in pairs, `rawHeaders`, `{ name, value }` and command-line options. `pass` is a password
 * beside a `user`, `username` or `login`, and elsewhere if it looks like one.
 *
 * Objects, arrays, maps, `Headers`, `URLSearchParams` and errors are copied; cycles become `'[circular]'`. In a
 * credential, an object with a `challenge`, the whole `payload` is hidden; in text too, if it is JSON on one line. Text
 * with nothing to hide is returned unchanged.
 *
 * @example
 * redact('paid with 4242 4242 4242 4242'); // 'paid with •••• •••• •••• 4242'
 * @throws {MppError} `internal` if there is not enough memory for a text
 */
export function redact(text: string): string;
export function redact<T>(value: T): unknown;

/**
 * {@link redact} for text or bytes that arrive in chunks, cut anywhere. The output is UTF-8 bytes. Joined, it equals
 * `redact` of the whole text, except that a line of more than 1 MiB becomes `'••••'`. Each line is emitted as soon as
 * it ends, and at most one line is held, with the 512 bytes before it. A chunk that is neither text nor bytes fails the
 * stream with `invalid-argument`, and so do bytes that begin with the byte order mark of UTF-16.
 *
 * @example
 * const safe = (Readable.toWeb(process.stdin) as ReadableStream).pipeThrough(redactStream());
 * @throws {MppError} `not-ready` in Workers of a compatibility date before 2022-11-30, where streams transform nothing
 */
export function redactStream(): TransformStream<Uint8Array | string, Uint8Array>;
