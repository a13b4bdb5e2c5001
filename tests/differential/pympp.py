"""The Python side: reads inputs, one per line, and writes pympp's answer to each, `{ok}` or `{no}`. See pympp.mjs.

An answer has the form of normal.mjs. A header is split as pympp's own client and server do before they read it.
"""

import json
import sys

from mpp import BodyDigest, Challenge, Credential, Receipt
from mpp._canonical import canonical_b64url
from mpp._parsing import _b64_decode
from mpp.client.transport import _payment_challenges
from mpp.server.verify import _authenticate_echo, _extract_payment_scheme
import rfc8785

PARAMS = ("id", "realm", "method", "intent", "description", "digest", "expires", "header")


def attempt(work):
    try:
        return {"ok": work()}
    except Exception as error:
        return {"no": f"{type(error).__name__}: {error}"}


def canonical(value):
    try:
        return rfc8785.dumps(value).decode()
    except rfc8785.CanonicalizationError:
        # A number that pympp has read, but that has no canonical form.
        return json.dumps(value, separators=(",", ":"), sort_keys=True)


def fields(value, opaque, request):
    out = {name: getattr(value, name) for name in PARAMS if getattr(value, name) is not None}
    return {**out, **({} if opaque is None else {"opaque": opaque}), "terms": canonical(request)}


def read_challenge(text):
    challenge = Challenge.from_www_authenticate(text)
    opaque = None if challenge.opaque is None else canonical_b64url(challenge.opaque)
    return fields(challenge, opaque, challenge.request)


def read_credential(header):
    scheme = _extract_payment_scheme(header)
    if scheme is None:
        raise ValueError("there is no Payment scheme")
    return Credential.from_authorization(scheme)


def credential(header):
    read = read_credential(header)
    out = {"challenge": fields(read.challenge, read.challenge.opaque, _b64_decode(read.challenge.request)), "payload": canonical(read.payload)}
    return out if read.source is None else {**out, "source": read.source}


def digest(asked):
    if not BodyDigest.verify(asked["digest"], asked["body"]):
        raise ValueError("the digest is not of this body")
    return True


def issue(asked):
    terms = {name: asked.get(name) for name in ("realm", "method", "intent", "expires", "digest", "description")}
    meta = json.loads(asked["meta"]) if "meta" in asked else None
    issued = Challenge.create(secret_key=asked["secret"], request=json.loads(asked["request"]), meta=meta, header=asked.get("carrier"), **terms)
    issued.to_www_authenticate(issued.realm)
    return fields(issued, None if meta is None else canonical_b64url(meta), issued.request)


def verify(asked):
    _authenticate_echo(read_credential(asked["header"]), secret_key=asked["secret"])
    return True


ANSWERS = {
    "challenges": lambda asked: [attempt(lambda: read_challenge(text)) for text in _payment_challenges(asked["header"])],
    "credential": lambda asked: credential(asked["header"]),
    "receipt": lambda asked: canonical(_b64_decode(Receipt.from_payment_receipt(asked["header"]).to_payment_receipt())),
    "digest": digest,
    "issue": issue,
    "verify": verify,
}

for line in sys.stdin:
    asked = json.loads(line)
    print(json.dumps(attempt(lambda: ANSWERS[asked["kind"]](asked))), flush=True)
