//! Signing keys.

use super::challenge::{JsChallenge, request};
use super::credential::{JsCredential, read};
use super::error::JsResult;
use super::json::{moment, object_from_js, to_js};
use crate::binding::{Body, ChallengeKey, Expect, Secret, Terms};
use crate::scheme::{BodyDigest, CredentialHeader, Expires, Intent, Method, Opaque};
use alloc::{string::String, vec::Vec};
use serde::Deserialize;
use wasm_bindgen::prelude::*;

#[derive(Debug)]
#[wasm_bindgen(js_name = ChallengeKey)]
pub struct JsChallengeKey(ChallengeKey);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct JsTerms {
    realm: String,
    method: String,
    intent: String,
    #[serde(with = "serde_wasm_bindgen::preserve")]
    request: JsValue,
    expires: String,
    digest: Option<String>,
    description: Option<String>,
    #[serde(default, with = "serde_wasm_bindgen::preserve")]
    opaque: JsValue,
    header: Option<String>,
}

/// What a verifier expects. `body` crosses beside it, as bytes.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct JsExpect {
    realm: Option<String>,
    method: Option<String>,
    intent: Option<String>,
    #[serde(default, with = "serde_wasm_bindgen::preserve")]
    request: JsValue,
    #[serde(default, with = "serde_wasm_bindgen::preserve")]
    opaque: JsValue,
}

#[wasm_bindgen(js_class = ChallengeKey)]
impl JsChallengeKey {
    #[wasm_bindgen(constructor)]
    pub fn new(secret: &[u8], previous: Vec<js_sys::Uint8Array>) -> JsResult<JsChallengeKey> {
        let previous =
            previous.iter().map(|secret| Secret::new(&secret.to_vec())).collect::<Result<_, _>>()?;
        Ok(Self(ChallengeKey::new(Secret::new(secret)?, previous)))
    }

    pub fn issue(&self, terms: JsValue, now: f64) -> JsResult<JsValue> {
        let terms: JsTerms = serde_wasm_bindgen::from_value(terms)?;
        let terms = Terms {
            realm: terms.realm,
            method: Method::new(&terms.method)?,
            intent: Intent::new(&terms.intent)?,
            request: request(&terms.request, None)?,
            expires: Expires::parse(&terms.expires)?,
            digest: terms.digest.map(|text| BodyDigest::parse(&text)).transpose()?,
            description: terms.description,
            opaque: opaque(&terms.opaque)?,
            header: terms.header.map(|name| CredentialHeader::parse(&name)).transpose()?.flatten(),
        };
        Ok(to_js(&JsChallenge::from(&self.0.issue(terms, moment(now)?)?))?)
    }

    /// `body`: bytes, `null` for none, `undefined` for not looked at.
    pub fn verify(&self, credential: JsValue, expect: JsValue, body: JsValue, now: f64) -> JsResult<JsValue> {
        let credential = read(credential)?;
        let expect: JsExpect = serde_wasm_bindgen::from_value(expect)?;
        let own_request = match expect.request.is_undefined() {
            true => None,
            false => Some(request(&expect.request, None)?),
        };
        let own_opaque = opaque(&expect.opaque)?;
        let expect = Expect {
            realm: expect.realm.as_deref(),
            method: expect.method.as_deref(),
            intent: expect.intent.as_deref(),
            request: own_request.as_ref().map(|request| request.as_str()),
            opaque: own_opaque.as_ref().map(Opaque::as_str),
            header: None,
            body: seen_body(&body),
        };
        let verified = self.0.verify(credential, &expect, moment(now)?)?;
        Ok(to_js(&JsCredential::from(&*verified))?)
    }
}

/// `opaque`: an object of strings, or text that is encoded already.
fn opaque(value: &JsValue) -> JsResult<Option<Opaque>> {
    if value.is_undefined() {
        return Ok(None);
    }
    match value.as_string() {
        Some(text) => Ok(Some(Opaque::parse(&text)?)),
        None => Ok(Some(Opaque::encode(&object_from_js(value, "opaque is an object of strings")?)?)),
    }
}

/// A body as it crosses: bytes, `null` or `undefined`.
pub(super) fn seen_body(value: &JsValue) -> Body {
    match value.dyn_ref::<js_sys::Uint8Array>() {
        Some(bytes) => Body::from(&bytes.to_vec()[..]),
        None if value.is_null() => Body::Absent,
        None => Body::Unseen,
    }
}
