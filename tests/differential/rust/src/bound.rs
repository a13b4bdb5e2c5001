//! Ids under one key: issued for the same terms, and verified on the echo.

use crate::answer::{answer, both, optional, text};
use crate::{headers, ours, peer};
use mpp::{Base64UrlJson, PaymentChallenge, PaymentCredential};
use mpp_wasm::binding::{Body, ChallengeKey, Expect, IssueOptions, Offer, Secret};
use mpp_wasm::encoding::{json::Doc, timestamp::Timestamp};
use mpp_wasm::error::{Code, Error};
use mpp_wasm::scheme::{BodyDigest, Challenge, CredentialHeader, Expires, Intent, Method, Opaque, Request};
use serde_json::{Value, json};

pub fn issue(input: &Value) -> Value {
    let mine = issue_ours(input);
    let theirs = issue_theirs(input);
    let mut out = vec![both(
        "issue",
        answer(mine.as_ref().map(ours::challenge)),
        answer(theirs.as_ref().map(peer::challenge)),
    )];
    if let Ok(issued) = &mine {
        let read = issued
            .to_header()
            .map_err(|e| e.to_string())
            .and_then(|header| PaymentChallenge::from_header(&header).map_err(|e| e.to_string()));
        out.push(both(
            "we write",
            json!({ "ok": ours::challenge(issued) }),
            answer(read.as_ref().map(peer::challenge)),
        ));
        let verified = read.map(|read| read.verify(text(input, "secret")));
        out.push(both("we bind", json!({ "ok": true }), answer(verified)));
    }
    out.into()
}

fn issue_ours(input: &Value) -> Result<Challenge, Error> {
    let (method, intent) = (Method::new(text(input, "method"))?, Intent::new(text(input, "intent"))?);
    let request = Request::encode(Doc::read(optional(input, "request").unwrap_or("{}").into())?)?;
    let mut offer = Offer::new(text(input, "realm"), method, intent, request);
    offer.description = optional(input, "description").map(str::to_owned);
    offer.header = optional(input, "carrier").map(CredentialHeader::parse).transpose()?.flatten();
    let mut options = IssueOptions::until(Expires::parse(text(input, "expires"))?);
    options.digest = optional(input, "digest").map(BodyDigest::parse).transpose()?;
    options.opaque =
        optional(input, "meta").map(|map| Opaque::encode(Doc::read(map.into())?.root())).transpose()?;
    key(input)?.issue(offer, options, now(input)?)
}

fn issue_theirs(input: &Value) -> Result<PaymentChallenge, String> {
    let object = |name: &str| -> Result<Option<Base64UrlJson>, String> {
        let Some(text) = optional(input, name) else { return Ok(None) };
        let value: Value = serde_json::from_str(text).map_err(|e| e.to_string())?;
        Base64UrlJson::from_value(&value).map(Some).map_err(|e| e.to_string())
    };
    let challenge = PaymentChallenge::with_secret_key_full(
        text(input, "secret"),
        text(input, "realm"),
        text(input, "method"),
        text(input, "intent"),
        object("request")?.unwrap_or_default(),
        optional(input, "expires"),
        optional(input, "digest"),
        optional(input, "description"),
        object("meta")?,
        optional(input, "carrier"),
    );
    // The peer refuses a challenge that cannot be written only when it is written.
    challenge.to_header().map_err(|e| e.to_string())?;
    Ok(challenge)
}

/// Whether an echoed challenge is bound under the key. Expiry and body are not considered.
pub fn verify(input: &Value) -> Value {
    json!([both("bound", answer(verify_ours(input)), answer(verify_theirs(input)))])
}

fn verify_ours(input: &Value) -> Result<bool, String> {
    let credential = headers::parse_ours(text(input, "header"))?;
    let expect = Expect { body: Body::Unbound, ..Expect::issued_here() };
    let verified = key(input).and_then(|key| key.verify(credential, &expect, now(input)?));
    match verified {
        Ok(_) => Ok(true),
        Err(error) if error.code() == Code::PaymentExpired || error.message().contains("no expiry") => {
            Ok(true)
        }
        Err(error) => Err(error.to_string()),
    }
}

fn verify_theirs(input: &Value) -> Result<bool, String> {
    let echo = PaymentCredential::from_header(text(input, "header")).map_err(|e| e.to_string())?.challenge;
    let challenge = PaymentChallenge {
        id: echo.id,
        realm: echo.realm,
        method: echo.method,
        intent: echo.intent,
        request: echo.request,
        expires: echo.expires,
        description: echo.description,
        digest: echo.digest,
        opaque: echo.opaque,
        header: echo.header,
    };
    if challenge.verify(text(input, "secret")) { Ok(true) } else { Err("the id does not bind".into()) }
}

fn key(input: &Value) -> Result<ChallengeKey, Error> {
    Ok(ChallengeKey::new(Secret::new(text(input, "secret").as_bytes())?, Vec::new()))
}

fn now(input: &Value) -> Result<Timestamp, Error> {
    Timestamp::parse(text(input, "now"))
}
