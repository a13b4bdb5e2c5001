/**
 * HTTP 402 payments: the Machine Payments Protocol, draft-httpauth-payment-00.
 *
 * Ready right after import in Node, Deno, Bun, Workers and from `mpp-wasm/inline`; in a plain browser and in bundles
 * for one, `await init()` first.
 */

/**
 * Loads the wasm, once. Only browsers need it; `input` is another URL, a `Response`, bytes or a `WebAssembly.Module`.
 * @throws {MppError} `not-ready`: the file is not there, or is none; the `cause` says more
 */
export default function init(input?: string | URL | Response | ArrayBuffer | ArrayBufferView | object): Promise<void>;

/** The closed list of error codes. */
export type ErrorCode =
  | 'payment-required' | 'malformed-credential' | 'invalid-challenge' | 'payment-expired' | 'verification-failed'
  | 'payment-insufficient' | 'payment-action-required' | 'method-unsupported' | 'multiple-credentials' | 'not-payable' | 'body-too-large'
  | 'insecure-transport' | 'payment-in-progress' | 'invalid-idempotency-key' | 'idempotency-key-reused' | 'answer-gone'
  | 'malformed-challenge' | 'no-challenge' | 'malformed-receipt'
  | 'invalid-header' | 'invalid-encoding' | 'invalid-json' | 'invalid-timestamp' | 'invalid-request' | 'too-large'
  | 'invalid-argument' | 'bad-config' | 'bad-secret' | 'not-ready' | 'store-unavailable' | 'processor-unavailable'
  | 'processor-refused' | 'origin-unavailable' | 'internal';

/** RFC 9457 problem details. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
}

/** Every failure of this package. The message says what to do and never repeats a secret. */
export class MppError extends Error {
  readonly name: 'MppError';
  readonly code: ErrorCode;
  /** Where the failure is about a request: what it is answered with. */
  readonly problem?: Problem;
  constructor(code: ErrorCode, message: string, problem?: Problem);
}

/** A JSON object. */
export type JsonObject = { [name: string]: unknown };

/** A Payment challenge (draft section "Challenge"). */
export interface Challenge {
  id: string;
  realm: string;
  method: string;
  intent: string;
  /** What is asked for; amounts are strings of digits in the currency's base units. */
  request: JsonObject;
  /** `request` as the base64url text it came as, which is what the id binds. Leave it out after a change. */
  encodedRequest?: string;
  description?: string;
  /** RFC 9530 digest of the body this challenge is for. */
  digest?: string;
  /** RFC 3339. */
  expires?: string;
  /** `Payment-Authorization`, where the credential does not go into `Authorization`. */
  header?: string;
  /** The server's correlation data, base64url; goes back unchanged. */
  opaque?: string;
}

/** A payer's answer to a challenge. Whoever reads a payload can pay with it: do not log it. */
export interface Credential {
  challenge: Challenge;
  /** What pays, in the form of the method: of `stripe` a shared payment token, `{ spt: 'spt_…' }`. */
  payload: JsonObject;
  source?: string;
}

/** Proof of a settled payment; fields a method adds are kept. */
export interface Receipt {
  status: 'success';
  method: string;
  reference: string;
  /** RFC 3339. */
  timestamp: string;
  [extension: string]: unknown;
}

/**
 * Reads every Payment challenge of a `WWW-Authenticate` value (several fields joined by commas). A malformed one is
 * reported beside its good siblings. `null` and `undefined` are a header that is not there.
 * @throws {MppError} `too-large` over 64 KiB or 64 challenges.
 */
export function parseChallenges(header: string | null | undefined): { challenges: Challenge[]; malformed: MppError[] };

/**
 * Writes a `WWW-Authenticate` value, in ASCII.
 * @throws {MppError} `invalid-argument`; `invalid-timestamp`, `invalid-encoding`, `invalid-request`, `invalid-json` for what `expires`,
 * `opaque` and `request` cannot hold; `too-large`
 */
export function formatChallenge(challenge: Challenge): string;

/** The Stripe challenge of a header, validated; every text safe to show. */
export interface DecodedChallenge {
  id: string;
  realm: string;
  method: 'stripe';
  intent: 'charge' | 'session';
  description?: string;
  digest?: string;
  expires?: string;
  /** The field that carries the credential, where it is not `Authorization`. */
  header?: 'Payment-Authorization';
  network_id: string;
  request_json: JsonObject;
}

/**
 * `mpp decode`, as Link's wallet CLI has it. Takes a bare value or pasted header lines.
 * @throws {MppError} `no-challenge`, `malformed-challenge`, `invalid-request`, `too-large`
 */
export function decode(header: string | null | undefined): DecodedChallenge;

/** What an answer asks for. `protocols` and `offers` are empty unless the status is 402. */
export interface Detection {
  protocols: Array<'mpp' | 'x402' | 'l402' | 'unknown'>;
  /** As they came, for answering: show `offers` instead. */
  mpp?: { challenges: Challenge[]; malformed: MppError[] };
  /**
   * Version 1 speaks in the body, 2 in `PAYMENT-REQUIRED`. `unreadable`: one of them holds what cannot be read here, and other
   * readers may take terms from it.
   */
  x402?: { version: 1 | 2; accepts: JsonObject[]; unreadable?: true };
  l402?: { macaroon?: string; invoice?: string };
  /** What can be paid, for showing: of `mpp.challenges` in order, then of `x402.accepts`, then of `l402`. */
  offers: Offer[];
  /**
   * Indexes of `offers`, cheapest first. Totals of one `countsAs` stand together; after them come offers without a total
   * that can be compared, then expired ones. More than 64 are not compared.
   */
  cheapest: number[];
  /**
   * Index of the offer that is paid with a shared payment token: the first `stripe` challenge for a charge or a session.
   * Link's wallet pays no other, and {@link decode} takes the same. Absent where there is none, or where one before it
   * cannot be read and may be the one that a wallet finds.
   */
  sharedPaymentToken?: number;
}

/** One way to pay, for a person or an agent to read. Every text is sanitised. */
export interface Offer {
  protocol: 'mpp' | 'x402' | 'l402';
  /** MPP's method, x402's scheme where it is a word, or `lightning`. */
  method: string;
  /** MPP's intent. */
  intent?: string;
  /** Who asks, by their own word: MPP's realm. */
  realm?: string;
  /** Digits in the currency's base units; `null` where no amount is stated or it cannot be read. */
  amount: string | null;
  /** ISO 4217 code, token address or unit, as the protocol names it. */
  currency: string | null;
  /** The price in words: `5.00 USD`, `0.01 USDC on Base`, `10 base units of 0x…`. Tokens are known by address only. */
  display: string;
  /**
   * What a session asks to set aside before anything is used: base units, `null` where they cannot be read, and in words:
   * `10.00 pathUSD on Tempo`. It leaves the wallet first, which may set aside less, but for Lightning. Limits hold for it too.
   */
  deposit?: { amount: string | null; display: string };
  /**
   * An address, or the seller's profile on Stripe's network. Absent for Lightning, where the invoice decides, and where it is no
   * name but a sentence (`terms-unreadable`).
   */
  recipient?: string;
  /** A CAIP-2 id where the chain is known, else the protocol's word. */
  network?: string;
  /** The ISO 4217 code, lower case, of a total that can be compared: of a price in it, or in a stablecoin that stands for it. */
  countsAs?: string;
  /** RFC 3339. */
  expires?: string;
  /** The same, in milliseconds since the epoch. */
  expiresAt?: number;
  description?: string;
  warnings: OfferWarning[];
}

/** What to know before paying: a code for programs, a sentence for people. */
export interface OfferWarning {
  code: WarningCode;
  message: string;
}

/** The closed list of warnings. */
export type WarningCode =
  | 'plain-http' | 'lookalike-host' | 'realm-mismatch' | 'expired' | 'expires-soon' | 'no-expiry' | 'amount-over-limit'
  | 'limit-unchecked' | 'amount-not-stated' | 'open-ended' | 'terms-unreadable' | 'unknown-token' | 'decimals-mismatch'
  | 'invoice-mismatch' | 'description-price-mismatch' | 'control-characters' | 'malformed-sibling'
  | 'conflicting-terms' | 'paid-to-others';

/**
 * Header fields as clients have them: `Headers` of any class, pairs or a `Map`, or an object by name. Names are in any case;
 * several fields of one name are an array, or stand one after the other.
 */
export type Fields =
  | { get(name: string): string | readonly string[] | null | undefined }
  | Iterable<readonly [name: string, value: string | readonly string[]]>
  | Record<string, string | readonly string[] | undefined>;

/** An answer: a `Response` (its body is not read), or its parts, `body` as text. */
export type Answer = Response | { status: number; headers: Fields; body?: string } | Message;

/** What is known beside the answer. */
export interface DetectOptions {
  /** The URL that was asked; a `Response`'s own if left out. Without one, hosts and plain http are not looked at. */
  url?: string | URL;
  /** Milliseconds since the epoch or a `Date`; the present if left out. */
  now?: number | Date;
  /**
   * The most you want to pay, by currency: `{ usd: '1.00' }`. Stablecoins count as the currency they stand for; an amount
   * that cannot be compared is warned about. A plain object: an amount that is `undefined` is an error, not no limit.
   */
  limit?: Record<string, string>;
}

/**
 * Which payment protocols a 402 speaks, and what they offer.
 * @throws {MppError} `too-large`; `invalid-argument` for an option it cannot use.
 */
export function detect(answer: Answer, options?: DetectOptions): Detection;

/** An HTTP message out of pasted text; `detect` finds something where its status is 402. Its fields are as they came. */
export interface Message {
  /** Of the first answer in the text that asks for payment, else of the last. Absent for a request, for header lines without a status line and for a lone value. */
  status?: number;
  /** By name in lower case, every field of a name. */
  headers: Record<string, string[]>;
  body?: string;
  /** Where things are in the text: in order, none over another. */
  marks: Mark[];
}

/** A part of a pasted text, for colouring it. `start` and `end` are as for `slice`. */
export interface Mark {
  start: number;
  end: number;
  /** `broken`: a piece of a challenge that is no parameter. Values stand without their quotes. */
  kind: 'status' | 'field' | 'field-value' | 'scheme' | 'name' | 'value' | 'broken';
  /** The field, scheme or parameter it is or belongs to, in lower case. */
  name?: string;
  /** Which of the `challenges` of {@link parseChallenges} it is a part of. */
  challenge?: number;
  /** Which of the `malformed` it is a part of. */
  malformed?: number;
}

/**
 * Reads an HTTP message as people paste it: what `curl -i` or `curl -v` print, header lines, or a lone challenge,
 * credential, receipt or body. Of several answers (a redirect, a proxy) the last one counts.
 * @example
 * detect(parseMessage('HTTP/2 402\nwww-authenticate: Payment id="1", …'))
 * @throws {MppError} `too-large` over 512 KiB or 256 fields.
 */
export function parseMessage(text: string): Message;

/**
 * A stranger's text without what deceives a reader: terminal escape sequences, control characters, characters that turn
 * text round or have no shape. Idempotent. `detect` and `decode` have done it already.
 */
export function sanitize(text: string): string;

/** What was seen of a page or an endpoint. */
export interface Observation {
  response?: Answer;
  /** A checkout's block for agents, with `input[name="link_pay_token"]` and `data-stripe-merchant-account`. */
  agentSteering?: boolean;
  cardForm?: boolean;
  stripeElements?: boolean;
}

/** Which wallet credential a page or an endpoint calls for, why, and what to do next. */
export function credentialType(observation?: Observation): {
  type: 'card' | 'shared_payment_token' | 'link_pay_token' | 'unsupported' | 'unknown';
  reason: string;
  next: string;
};

/** Bytes, or text that stands for its UTF-8 bytes. */
export type Bytes = string | ArrayBuffer | ArrayBufferView;

/** What a challenge is to say; the key adds the id. */
export interface Terms {
  realm: string;
  method: string;
  intent: string;
  /** Plain data: what JSON would lose, a function or a `Map`, is refused. A `charge` needs its `amount`. */
  request: JsonObject;
  /** RFC 3339, a `Date`, or milliseconds since the epoch. */
  expires: string | Date | number;
  /** {@link bodyDigest} of the body of the request that is priced. */
  digest?: string;
  description?: string;
  /** A flat object of strings, or its base64url text. */
  opaque?: Record<string, string> | string;
  header?: 'Payment-Authorization' | 'Authorization';
}

/**
 * What a credential must be for. What is left out is not compared: give all you know. `undefined` for what a price is of (`realm`, `method`, `intent`,
 * `request`) is an error.
 */
export interface VerifyOptions {
  /** Milliseconds since the epoch or a `Date`; the present if left out. */
  now?: number | Date;
  realm?: string;
  method?: string;
  intent?: string;
  /** Your own offer, not the echo. */
  request?: JsonObject;
  opaque?: Record<string, string> | string;
  /** The body of the request at hand, `null` for none. A challenge that is bound to a body needs it. */
  body?: Bytes | null;
}

/** A key that binds challenges to their terms by HMAC-SHA256 (draft section "Challenge Binding"). */
export class ChallengeKey {
  /**
   * `secret` is 32 bytes or more; `previous` are former secrets that still verify.
   * @throws {MppError} `bad-secret`
   */
  constructor(secret: Bytes, options?: { previous?: readonly Bytes[] });
  /**
   * @throws {MppError} `invalid-argument`; `invalid-timestamp`, `invalid-header`, `invalid-encoding`, `invalid-request`, `invalid-json`
   * for what `expires`, `digest`, `opaque` and `request` cannot hold; `too-large`
   */
  issue(terms: Terms, options?: { now?: number | Date }): Challenge;
  /**
   * Takes an `Authorization` value, `null` or `undefined` if there is none, or a parsed credential; returns it where it is good: of a challenge
   * of this key, not over, for what `options` say. Nothing has been paid by that, and it is good as often as it is sent: claim
   * the id of its challenge once, then charge its payload. `paywall` of `mpp-wasm/edge` does both.
   * @throws {MppError} `malformed-credential`, `multiple-credentials`, `invalid-challenge`, `payment-expired`,
   * `verification-failed`; `invalid-argument` for options it cannot use, and where a body is bound and none was given
   */
  verify(credential: string | Credential | null | undefined, options?: VerifyOptions): Credential;
  /** The same checks, for a server that needs the payload alone; failures are returned. */
  check(credential: string | Credential | null | undefined, options?: VerifyOptions): Checked;
  /**
   * Makes an offer ready, so that its challenges cost next to nothing: for what is asked again and again.
   * @throws {MppError} as `issue`
   */
  prepare(offer: Offered): PreparedOffer;
}

/** What {@link ChallengeKey.check} found. */
export type Checked =
  | { ok: true; payload: JsonObject; error?: undefined }
  | { ok: false; payload?: undefined; error: MppError };

/** Terms without an end. */
export type Offered = Omit<Terms, 'expires'>;

/** When a challenge of a prepared offer is issued, and when it ends. */
export interface IssueOptions {
  /** Milliseconds since the epoch or a `Date`; the present if left out. */
  now?: number | Date;
  /** Milliseconds since the epoch or a `Date`; five minutes after `now` if left out. */
  expires?: number | Date;
}

/** An offer made ready by {@link ChallengeKey.prepare}. */
export interface PreparedOffer {
  /** A challenge. Its `request` is frozen: the challenges of an offer share it. @throws {MppError} `invalid-argument` */
  issue(options?: IssueOptions): Challenge;
  /** The same as a `WWW-Authenticate` value. @throws {MppError} `invalid-argument` */
  header(options?: IssueOptions): string;
}

/** Reads an `Authorization` value; verifies nothing. @throws {MppError} `malformed-credential`, `multiple-credentials` */
export function parseCredential(header: string | null | undefined): Credential;
/** Writes an `Authorization` value. @throws {MppError} as {@link formatChallenge}; `too-large` over 60 KiB */
export function formatCredential(credential: Credential): string;

/** Reads a `Payment-Receipt` value. @throws {MppError} `malformed-receipt` */
export function parseReceipt(header: string | null | undefined): Receipt;
/** Writes a `Payment-Receipt` value. @throws {MppError} `malformed-receipt`, `invalid-argument` */
export function formatReceipt(receipt: Receipt): string;

/**
 * The offers a client accepts, best first, by its `Accept-Payment`; all, in order, when the header is absent, malformed
 * or matches none.
 */
export function rankOffers<T extends { method: string; intent: string }>(acceptPayment: string | null | undefined, offers: readonly T[]): T[];

/** The RFC 9530 digest of a body, `sha-256=:…:`. */
export function bodyDigest(body: Bytes): string;

/** A part of a card or an address that can be shown. Codes and tokens are none. */
export type CardPart = 'brand' | 'last4' | 'city' | 'postal_code' | 'id' | 'expiry' | 'name' | 'street' | 'state' | 'country';

/** What to show in place of the default: nothing but these parts. */
export interface MaskOptions {
  reveal?: readonly CardPart[];
}

/**
 * A card number with its last four digits, `•••• •••• •••• 4242`, or with none: `{ reveal: [] }`.
 * @throws {MppError} `invalid-argument` for another part.
 */
export function maskCardNumber(number: string | number, options?: { reveal?: ReadonlyArray<'last4'> }): string;

/**
 * A card object as a wallet has it, safe to show: brand, last four digits, city and postal code. A copy.
 * @throws {MppError} `invalid-argument` for an unknown part.
 */
export function maskCard(card: object, options?: MaskOptions): JsonObject;

/**
 * An address object, billing or shipping, safe to show: city and postal code. A copy.
 * @throws {MppError} `invalid-argument` for an unknown part.
 */
export function maskAddress(address: object, options?: MaskOptions): JsonObject;

/**
 * Text or any value without card numbers, tokens, credentials and secrets: by name first, `password`, `api_key`, `cookie`,
 * `cvc` and the like, as members of an object or written in a text as JSON, a query, a header or configuration; then by
 * content. The name that stands beside a value counts, in pairs, `rawHeaders`, `{ name, value }` and the options of a command.
 * `pass` beside a `user`, `username` or `login` is a password, elsewhere if it looks like one.
 * Objects, arrays, maps, `Headers`, `URLSearchParams` and errors are copied; cycles become `'[circular]'`. Of a
 * credential, an object with a `challenge`, all of the `payload` is hidden, in a text too where it is JSON in one line. A text
 * with nothing to hide is given back as it is.
 * @throws {MppError} `internal` where there is no memory for a text
 */
export function redact(text: string): string;
export function redact<T>(value: T): unknown;

/**
 * `redact` for text or bytes in pieces, cut anywhere; gives UTF-8 bytes. What comes out, put together, is what `redact`
 * gives for the whole text, except that a line of more than 1 MiB becomes `'••••'`. A line is given as soon as it ends,
 * and no more than one is held. A chunk that is neither text nor bytes fails the stream with `invalid-argument`.
 */
export function redactStream(): TransformStream<Uint8Array | string, Uint8Array>;
