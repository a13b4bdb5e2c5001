"""Pays with unmodified pympp. Only the callback that creates tokens knows about the simulator.

Reads one JSON object per line, {url, method?, body?, headers?, payment_method?, external_id?, simulator}, and writes one for
each: the response, what pympp read in it, what its callback was asked for, and the credential if the outcome is unknown.
"""

import asyncio
import json
import sys

import httpx
from mpp import Receipt
from mpp.client import Mpp
from mpp.methods.stripe import client as stripe


def create_token(simulator, minted):
    async def create(params):
        minted.append({"amount": params.amount, "currency": params.currency, "networkId": params.network_id, "metadata": params.metadata})
        form = {
            "payment_method": params.payment_method,
            "usage_limits[currency]": params.currency,
            "usage_limits[max_amount]": params.amount,
            "usage_limits[expires_at]": str(params.expires_at),
        }
        async with httpx.AsyncClient() as client:
            answer = await client.post(f"{simulator}/v1/test_helpers/shared_payment/granted_tokens", data=form, auth=("sk_test_simulator", ""))
            return answer.raise_for_status().json()["id"]

    return create


async def pay(asked):
    minted, challenges, unknown = [], [], []
    method = stripe.charge(
        create_token=create_token(asked["simulator"], minted),
        payment_method=asked.get("payment_method", "pm_card_visa"),
        external_id=asked.get("external_id"),
    )
    async with Mpp(methods=[method]) as mpp:
        mpp.on_challenge_received(lambda event: challenges.append(event["challenge"]))
        mpp.on_payment_failed(lambda event: unknown.append(event["credential"].to_authorization()) if event["credential"] else None)
        answer = await mpp.fetch(asked["url"], method=asked.get("method", "GET"), content=asked.get("body"), headers=asked.get("headers"))
    receipt = answer.headers.get("payment-receipt")
    return {
        "status": answer.status_code,
        "body": answer.text,
        "receipt": vars_of(Receipt.from_payment_receipt(receipt)) if receipt else None,
        "challenges": [{"id": c.id, "realm": c.realm, "digest": c.digest, "verifies": c.verify(asked["secret"], c.realm)} for c in challenges],
        "minted": minted,
        "unknown": unknown,
    }


def vars_of(receipt):
    return {name: str(getattr(receipt, name)) for name in ("status", "method", "reference", "external_id") if getattr(receipt, name, None) is not None}


for line in sys.stdin:
    try:
        print(json.dumps(asyncio.run(pay(json.loads(line)))), flush=True)
    except Exception as error:
        print(json.dumps({"error": f"{type(error).__name__}: {error}"}), flush=True)
