//! A plain wrapper of the crate `mpp`. Same inputs and results as the package's calls of the same names.

use mpp::{Base64UrlJson, PaymentChallenge, PaymentCredential, Receipt};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use wasm_bindgen::prelude::*;

type Result<T> = std::result::Result<T, JsError>;

/// A challenge with its request decoded.
#[derive(Serialize)]
struct Plain<'a> {
    id: &'a str,
    realm: &'a str,
    method: &'a str,
    intent: &'a str,
    request: Value,
    #[serde(skip_serializing_if = "Option::is_none")]
    expires: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    digest: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    opaque: Option<&'a str>,
}

impl<'a> Plain<'a> {
    fn new(challenge: &'a PaymentChallenge) -> Result<Self> {
        Ok(Self {
            id: &challenge.id,
            realm: &challenge.realm,
            method: challenge.method.as_str(),
            intent: challenge.intent.as_str(),
            request: challenge.request.decode_value()?,
            expires: challenge.expires.as_deref(),
            digest: challenge.digest.as_deref(),
            description: challenge.description.as_deref(),
            opaque: challenge.opaque.as_ref().map(Base64UrlJson::raw),
        })
    }
}

#[derive(Serialize)]
struct PlainCredential<'a> {
    challenge: Plain<'a>,
    payload: &'a Value,
}

#[derive(Deserialize)]
struct Terms {
    realm: String,
    method: String,
    intent: String,
    request: Value,
    expires: String,
    description: Option<String>,
}

fn plain(value: &impl Serialize) -> Result<JsValue> {
    Ok(value.serialize(&serde_wasm_bindgen::Serializer::json_compatible())?)
}

#[wasm_bindgen(js_name = parseChallenges)]
pub fn parse_challenges(header: &str) -> Result<JsValue> {
    let read: Vec<PaymentChallenge> =
        mpp::parse_www_authenticate_all([header]).into_iter().collect::<std::result::Result<_, _>>()?;
    plain(&read.iter().map(Plain::new).collect::<Result<Vec<_>>>()?)
}

/// `now`: milliseconds since the epoch.
#[wasm_bindgen]
pub fn verify(header: &str, secret: &str, now: f64) -> Result<JsValue> {
    let (challenge, payload) = checked(header, secret, now)?;
    plain(&PlainCredential { challenge: Plain::new(&challenge)?, payload: &payload })
}

/// Returns only the payload.
#[wasm_bindgen]
pub fn check(header: &str, secret: &str, now: f64) -> Result<JsValue> {
    plain(&checked(header, secret, now)?.1)
}

fn checked(header: &str, secret: &str, now: f64) -> Result<(PaymentChallenge, Value)> {
    let PaymentCredential { challenge: echo, payload, .. } = PaymentCredential::from_header(header)?;
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
    let ends = challenge.expires_at().map_or(0, |at| at.unix_timestamp());
    if !challenge.verify(secret) || (ends as f64) * 1000.0 <= now {
        return Err(JsError::new("refused"));
    }
    Ok((challenge, payload))
}

#[wasm_bindgen]
pub fn create(terms: JsValue, secret: &str) -> Result<JsValue> {
    plain(&Plain::new(&challenge(terms, secret)?)?)
}

/// The header value.
#[wasm_bindgen]
pub fn issue(terms: JsValue, secret: &str) -> Result<String> {
    Ok(challenge(terms, secret)?.to_header()?)
}

fn challenge(terms: JsValue, secret: &str) -> Result<PaymentChallenge> {
    let terms: Terms = serde_wasm_bindgen::from_value(terms)?;
    Ok(PaymentChallenge::with_secret_key_full(
        secret,
        terms.realm,
        terms.method,
        terms.intent,
        Base64UrlJson::from_value(&terms.request)?,
        Some(&terms.expires),
        None,
        terms.description.as_deref(),
        None,
        None,
    ))
}

#[wasm_bindgen(js_name = parseReceipt)]
pub fn parse_receipt(header: &str) -> Result<JsValue> {
    plain(&mpp::parse_receipt(header)?)
}

#[wasm_bindgen(js_name = formatReceipt)]
pub fn format_receipt(receipt: JsValue) -> Result<String> {
    Ok(mpp::format_receipt(&serde_wasm_bindgen::from_value::<Receipt>(receipt)?)?)
}
