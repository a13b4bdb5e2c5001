// The timed operations: one call per contender, with the same input for all. Runs in Node and, bundled, in workerd.
import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * `ours`, `mppx`, `wrap`: the contenders' modules. An operation is `{ name, calls, floor?, same }`. `same` maps a
 * result to what must be equal for all contenders, or to whether it is right. The floor does less than the job, so its
 * result is not compared.
 */
export function operations({ ours, mppx, wrap }, inputs) {
  const { secret, terms, header, credential, credentials, prices, receipt, receiptFields, log } = inputs;
  // The clock of a server: every contender uses this time or a later one.
  const now = Date.now();
  const key = new ours.ChallengeKey(secret);
  const wire = (value) => JSON.parse(JSON.stringify(value));
  const [, encoded] = credential.split(' ');
  const bound = boundText(encoded);
  const response = new Response(null, { status: 402, headers: { 'www-authenticate': header } });
  const decodedText = JSON.stringify(mppx.Challenge.deserializeList(header));
  const receiptText = JSON.stringify(receiptFields);

  // We write the expiry ourselves; the others get the same text.
  const offer = key.prepare((({ expires, ...rest }) => rest)(terms));
  const ending = Date.parse(terms.expires);
  const { expires } = offer.issue({ now, expires: ending });
  const offered = { ...terms, expires };
  const issueTheirs = () => mppx.Challenge.from({ ...offered, secretKey: secret });

  const verifyTheirs = (credential) => {
    const read = mppx.Credential.deserialize(mppx.Credential.extractPaymentScheme(credential));
    if (!mppx.Challenge.verify(read.challenge, { secretKey: secret })) throw new Error('refused');
    mppx.Expires.assert(read.challenge.expires, read.challenge.id);
    return read;
  };
  /** Both ways to verify the credentials of a list, one after the other. */
  const verifying = (name, list) => {
    const key = new ours.ChallengeKey(secret);
    // A contender's own turn: all see the same credentials.
    const each = (verify, at = 0) => () => verify(list[at++ % list.length]);
    return [
      {
        name: `${name}, in full`,
        calls: {
          ours: each((credential) => key.verify(credential, { now })),
          mppx: each(verifyTheirs),
          wrap: each((credential) => wrap.verify(credential, secret, now)),
        },
        floor: () => hmac(secret, bound),
        same: ({ challenge, payload }) => ({ challenge: plain(challenge), payload }),
      },
      {
        name: `${name}, to { ok, payload }`,
        calls: {
          ours: each((credential) => key.check(credential, { now })),
          mppx: each((credential) => ({ ok: true, payload: verifyTheirs(credential).payload })),
          wrap: each((credential) => ({ ok: true, payload: wrap.check(credential, secret, now) })),
        },
        floor: () => hmac(secret, bound),
        same: ({ ok, payload }) => ({ ok, payload }),
      },
    ];
  };

  const createTheirs = () => mppx.Challenge.from({ ...terms, secretKey: secret });

  return [
    {
      name: 'decode two challenges',
      calls: {
        ours: () => ours.parseChallenges(header).challenges,
        mppx: () => mppx.Challenge.deserializeList(header),
        wrap: () => wrap.parseChallenges(header),
      },
      floor: () => JSON.parse(decodedText),
      same: (list) => list.map(plain),
    },
    ...[
      ['verify a credential', credentials],
      ['verify, all prices differ', prices],
    ].flatMap(([name, list]) => verifying(name, list)),
    {
      // Ours also compares all terms of the offer.
      name: 'verify for a prepared offer',
      calls: {
        ours: () => offer.verify(credential, { now }),
        mppx: () => verifyTheirs(credential),
        wrap: () => wrap.verify(credential, secret, now),
      },
      floor: () => hmac(secret, bound),
      same: ({ challenge, payload }) => ({ challenge: plain(challenge), payload }),
    },
    {
      name: 'verify for it to { ok, payload }',
      calls: {
        ours: () => offer.check(credential, { now }),
        mppx: () => ({ ok: true, payload: verifyTheirs(credential).payload }),
        wrap: () => ({ ok: true, payload: wrap.check(credential, secret, now) }),
      },
      floor: () => hmac(secret, bound),
      same: ({ ok, payload }) => ({ ok, payload }),
    },
    {
      name: 'create a challenge',
      calls: {
        ours: () => key.issue(terms, { now }),
        mppx: createTheirs,
        wrap: () => wrap.create(terms, secret),
      },
      floor: () => hmac(secret, bound),
      same: plain,
    },
    {
      name: 'issue from a prepared offer',
      calls: {
        ours: () => offer.issue({ now, expires: ending }),
        // Neither peer can prepare an offer.
        mppx: issueTheirs,
        wrap: () => wrap.create(offered, secret),
      },
      floor: () => hmac(secret, bound),
      same: plain,
    },
    {
      name: 'issue its header value',
      calls: {
        ours: () => offer.header({ now, expires: ending }),
        mppx: () => mppx.Challenge.serialize(issueTheirs()),
        wrap: () => wrap.issue(offered, secret),
      },
      floor: () => hmac(secret, bound),
      same: (text) => mppx.Challenge.deserialize(text),
    },
    {
      name: 'parse a receipt',
      calls: {
        ours: () => ours.parseReceipt(receipt),
        mppx: () => mppx.Receipt.deserialize(receipt),
        wrap: () => wrap.parseReceipt(receipt),
      },
      floor: () => JSON.parse(receiptText),
      same: wire,
    },
    {
      name: 'format a receipt',
      calls: {
        ours: () => ours.formatReceipt(receiptFields),
        mppx: () => mppx.Receipt.serialize(receiptFields),
        wrap: () => wrap.formatReceipt(receiptFields),
      },
      floor: () => JSON.stringify(receiptFields),
      same: (text) => mppx.Receipt.deserialize(text),
    },
    {
      // The peer only reads the challenges. Ours also describes the offers in words and warns.
      name: 'detect a 402',
      calls: {
        ours: () => ours.detect(response, { url: 'https://api.example.com/paid', now }).mpp.challenges,
        mppx: () => mppx.Challenge.fromResponseList(response),
      },
      floor: () => JSON.parse(decodedText),
      same: (list) => list.map(plain),
    },
    { name: 'redact 1 KB', bytes: log.small.length, calls: { ours: () => ours.redact(log.small) }, same: (text) => text === log.small },
    { name: 'redact 1 KB with cards', bytes: log.cards.length, calls: { ours: () => ours.redact(log.cards) }, same: (text) => text.includes('•') },
    { name: 'redact 1 MB', bytes: log.large.length, calls: { ours: () => ours.redact(log.large) }, same: (text) => text === log.large },
  ];
}

/** Without the encoded request, which only one contender keeps. */
function plain({ encodedRequest, ...challenge }) {
  return challenge;
}

/** The input of the id of a credential's challenge. */
function boundText(encoded) {
  const { challenge } = JSON.parse(Buffer.from(encoded, 'base64url').toString());
  const slots = ['realm', 'method', 'intent', 'request', 'expires', 'digest', 'opaque'];
  return { id: challenge.id, text: slots.map((name) => challenge[name] ?? '').join('|') };
}

/** The minimum for a binding: one HMAC and a comparison. */
function hmac(secret, { id, text }) {
  const mac = createHmac('sha256', secret).update(text).digest('base64url');
  return timingSafeEqual(Buffer.from(mac), Buffer.from(id));
}
