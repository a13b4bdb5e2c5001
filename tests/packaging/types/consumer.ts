// Compiled, never run: what a TypeScript program may write, and what the compiler must refuse.
import init, {
  bodyDigest,
  ChallengeKey,
  credentialType,
  decode,
  detect,
  formatChallenge,
  formatCredential,
  formatReceipt,
  maskAddress,
  maskCard,
  maskCardNumber,
  MppError,
  parseChallenges,
  parseCredential,
  parseReceipt,
  rankOffers,
  redact,
  type ResponseLike,
  sanitize,
} from 'mpp-wasm';
import { parseChallenges as parseInline } from 'mpp-wasm/inline';
import { MppError as EdgeError, paywall, type PaywallConfig, type PaywallEvent } from 'mpp-wasm/edge';
import { ChallengeKey as SlimKey, type Challenge, type Checked, decode as slimDecode, MppError as SlimError } from 'mpp-wasm/slim';
import { writePrivateFile } from 'mpp-wasm/private-file';
import * as durableObject from 'mpp-wasm/store/durable-object';
import { conformance } from 'mpp-wasm/store/conformance';
import * as memory from 'mpp-wasm/store/memory';
import * as redis from 'mpp-wasm/store/redis';

await init();

const key = new ChallengeKey('a secret of thirty-two bytes, at least', { previous: [] });
const challenge = key.issue(
  {
    realm: 'api.example.com',
    method: 'stripe',
    intent: 'charge',
    request: { amount: '100', currency: 'usd' },
    expires: '2099-01-01T00:00:00Z',
  },
  { now: Date.now() },
);
const header: string = formatChallenge(challenge);
parseChallenges(header);
parseInline(header);
key.verify('Payment e30', { now: new Date() });
const checked: Checked = key.check('Payment e30');
const { ok, payload, error } = key.check('Payment e30');
export const said: string = ok ? JSON.stringify(payload.spt) : error.message;
const found: unknown = checked.ok ? checked.payload.spt : checked.error.code;
const prepared = key.prepare({ realm: 'a', method: 'stripe', intent: 'charge', request: { amount: '1' } });
const again: Challenge = prepared.issue({ now: new Date(), expires: Date.now() + 1000, digest: 'sha-256=:x:', opaque: { nonce: 'x' } });
const { payload: offered } = prepared.verify('Payment e30', { now: Date.now(), body: 'x' });
const offeredToo: Checked = prepared.check('Payment e30', { body: null });
// @ts-expect-error an offer compares its own realm
prepared.verify('Payment e30', { realm: 'b' });
const small = new SlimKey('a secret of thirty-two bytes, at least').check('Payment e30');
// @ts-expect-error the slim key does not issue
new SlimKey('a secret of thirty-two bytes, at least').issue;

const { id, network_id, request_json } = decode(header);
const texts: string[] = [id, network_id, String(request_json.amount), maskCardNumber('4242 4242 4242 4242'), redact('spt_x'), sanitize('x')];

const credential: string = formatCredential(parseCredential('Payment e30'));
const receipt: string = formatReceipt(parseReceipt('e30'));
detect(new Response(null, { status: 402 }));
const { offers, cheapestFirst, sharedPaymentTokenOffer } = detect({ status: 402, headers: { 'www-authenticate': header } });
const ends: number | undefined = offers[cheapestFirst[0]].expiresAt;
// @ts-expect-error it may be undefined
export const byToken = offers[sharedPaymentTokenOffer];

/** Headers in the forms that clients use: a class of their own, a `Map`, pairs, or an object. */
class OtherHeaders {
  get(name: string): string | null {
    return name === 'www-authenticate' ? header : null;
  }
}
detect({ status: 402, headers: new OtherHeaders() });
detect({ status: 402, headers: new Map([['www-authenticate', header]]) });
detect({ status: 402, headers: new Map([['www-authenticate', [header, header]]]) });
detect({ status: 402, headers: [['WWW-Authenticate', header], ['payment-required', [header]]] });
detect({ status: 402, headers: { 'www-authenticate': [header], 'payment-required': undefined }, body: '{}' });
const observed: ResponseLike = { status: 402, headers: new Headers() };
credentialType({ response: observed });
/** A `Response` of a class of its own, as that of node-fetch; and what got and axios resolve with. */
class OtherResponse {
  status = 402;
  headers = new OtherHeaders();
  body: AsyncIterable<Uint8Array> | null = null;
  text = async (): Promise<string> => '';
}
const fields: Record<string, string | string[] | undefined> = {};
const ofGot = { statusCode: 402, headers: fields, rawHeaders: ['a', 'b'], body: '{}', url: 'https://api.example.com/' };
const axiosFields: Record<string, string | string[] | number | boolean | null> = {};
const ofAxios = { status: 402, statusText: '', headers: axiosFields, config: {}, data: {} };
detect(new OtherResponse());
detect(ofGot);
detect(ofAxios);
// @ts-expect-error a body that was parsed cannot be read
detect({ ...ofGot, body: {} });
// @ts-expect-error these fields may have values that are not read
detect({ status: 402, headers: axiosFields });
// @ts-expect-error a stream is not read
detect({ status: 402, headers: fields, body: new OtherResponse().body });
// @ts-expect-error a header value is not a number
detect({ status: 402, headers: { 'www-authenticate': 402 } });
// @ts-expect-error a header needs a value
detect({ status: 402, headers: ['www-authenticate'] });

const store = redis.redisRest({ url: 'https://redis.example.com', token: 'token' });
const checks: string[] = conformance(() => redis.redis('redis://127.0.0.1'), { unreachable: async () => store }).map(({ name }) => name);
// @ts-expect-error a store needs a connection
redis.redis();

const answer: Promise<Response> | Response = ({} as ReturnType<typeof paywall>).fetch(new Request('https://api.example.com/'));

/** An owner may filter a log by kind. The kinds are a closed list too. */
export function isMoney({ kind, reference, payment }: PaywallEvent): string | undefined {
  // @ts-expect-error no such kind
  if (kind === 'refunded') return undefined;
  return kind === 'paid' ? `${reference} ${payment?.amount}` : undefined;
}

const edges: Partial<PaywallConfig> = {
  cors: { origins: ['https://app.example.com'], credentials: true },
  onEvent: (event) => isMoney(event),
  routes: { '/club/*': { price: '5.00 USD', passTtl: 3_600_000 } },
};
edges.cors = { origins: 'https://app.example.com' };
// @ts-expect-error it is on by default, so the only boolean is false
edges.cors = true;
// A framework app, which may respond synchronously, and read-only lists.
edges.origin = { fetch: (request: Request) => new Response(request.url) };
edges.stripe = { secretKey: 'sk_test_1', networkId: 'profile_1', paymentMethodTypes: Object.freeze(['card']) };
edges.previousSecrets = ['a former secret'] as const;
// Variables that may be unset.
const unset: string | undefined = undefined;
edges.stripe = { secretKey: 'sk_test_1', networkId: 'profile_1', apiBase: unset, paymentMethodTypes: unset };
edges.routes = { '/paid': { price: '1.00 USD', capture: unset, description: unset, metadata: unset, passTtl: unset, header: unset } };
Object.assign(edges, { previousSecrets: unset, capture: unset, onEvent: unset, onError: unset } satisfies Partial<PaywallConfig>);
new ChallengeKey('a secret of thirty-two bytes, at least', { previous: ['a former secret'] as const });
// @ts-expect-error passes belong to routes, and charge has no route
({} as ReturnType<typeof paywall>).charge({ price: '1.00 USD', passTtl: 1000 }, () => new Response());

export function explain(error: unknown): string {
  if (!(error instanceof MppError)) return 'not ours';
  // @ts-expect-error the codes are a closed list
  if (error.code === 'no such code') return 'impossible';
  const code: string = error.code;
  return `${code}: ${error.message}`;
}

// @ts-expect-error a header is a string
parseChallenges(402);
// @ts-expect-error a key needs a secret
new ChallengeKey();

export default {
  answer, bodyDigest, checks, credential, credentialType, durableObject, edges, maskAddress, maskCard, memory, rankOffers, receipt, redact,
  again, found, offered, offeredToo, header: prepared.header(), small, slimDecode, same: [EdgeError, SlimError, MppError],
  redis, texts, ends,
};

export const written: Promise<void> = writePrivateFile('x', new Response('x').body as unknown as AsyncIterable<Uint8Array>);
// @ts-expect-error a number is not file content
void writePrivateFile('x', 5);
