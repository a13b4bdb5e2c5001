//! Signing keys.

use super::challenge::challenge_json;
use super::credential::{credential, credential_json, from_header};
use super::error::JsResult;
use super::input::Fields;
use super::json::moment;
use crate::binding::{Body, ChallengeKey, Expect, Secret, Terms};
use crate::encoding::json::{self, Value};
use crate::error::{Code, Error};
use crate::scheme::{BodyDigest, CredentialHeader, Expires, Intent, Method, Opaque, Request};
use alloc::{string::String, vec::Vec};
use wasm_bindgen::prelude::*;

#[derive(Debug)]
#[wasm_bindgen(js_name = ChallengeKey)]
pub struct JsChallengeKey(ChallengeKey);

const TERMS: [&str; 9] =
    ["realm", "method", "intent", "request", "expires", "digest", "description", "opaque", "header"];
const EXPECTED: [&str; 5] = ["realm", "method", "intent", "request", "opaque"];

#[wasm_bindgen(js_class = ChallengeKey)]
impl JsChallengeKey {
    #[wasm_bindgen(constructor)]
    pub fn new(secret: &[u8], previous: Vec<js_sys::Uint8Array>) -> JsResult<JsChallengeKey> {
        let previous =
            previous.iter().map(|secret| Secret::new(&secret.to_vec())).collect::<Result<_, _>>()?;
        Ok(Self(ChallengeKey::new(Secret::new(secret)?, previous)))
    }

    pub fn issue(&self, terms: &str, now: f64) -> JsResult<String> {
        let fields = Fields::read("terms", terms, Code::InvalidArgument)?.only(&TERMS)?;
        let terms = Terms {
            realm: fields.need("realm")?,
            method: Method::new(&fields.need("method")?)?,
            intent: Intent::new(&fields.need("intent")?)?,
            request: Request::encode_sorted(fields.need_object("request")?)?,
            expires: Expires::parse(&fields.need("expires")?)?,
            digest: fields.text("digest")?.map(|text| BodyDigest::parse(&text)).transpose()?,
            description: fields.text("description")?,
            opaque: opaque(&fields)?,
            header: fields.text("header")?.map(|name| CredentialHeader::parse(&name)).transpose()?.flatten(),
        };
        Ok(json::to_string(&challenge_json(&self.0.issue(terms, moment(now)?)?).into()))
    }

    /// `value`: an `Authorization` value, or the JSON of a parsed credential. `body`: bytes, `null` for none,
    /// `undefined` for not looked at.
    pub fn verify(
        &self,
        value: &str,
        parsed: bool,
        expect: &str,
        body: JsValue,
        now: f64,
    ) -> JsResult<String> {
        let credential = if parsed { credential(value)? } else { from_header(value)? };
        let fields = Fields::read("the options", expect, Code::InvalidArgument)?.only(&EXPECTED)?;
        let (realm, method, intent) = (fields.text("realm")?, fields.text("method")?, fields.text("intent")?);
        let (request, opaque) =
            (fields.object("request")?.map(Request::encode_sorted).transpose()?, opaque(&fields)?);
        let expect = Expect {
            realm: realm.as_deref(),
            method: method.as_deref(),
            intent: intent.as_deref(),
            request: request.as_ref().map(Request::as_str),
            opaque: opaque.as_ref().map(Opaque::as_str),
            header: None,
            body: seen_body(&body),
        };
        let verified = self.0.verify(credential, &expect, moment(now)?)?;
        Ok(json::to_string(&credential_json(&verified).into()))
    }
}

/// `opaque`: an object of strings, or text that is encoded already.
fn opaque(fields: &Fields) -> JsResult<Option<Opaque>> {
    const SHAPE: Error =
        Error::new(Code::InvalidArgument, "opaque is an object of strings, or its base64url text");
    Ok(match fields.value("opaque") {
        None => None,
        Some(Value::String(text)) => Some(Opaque::parse(text)?),
        Some(Value::Object(map)) => Some(Opaque::encode(map)?),
        Some(_) => return Err(SHAPE.into()),
    })
}

/// A body as it crosses: bytes, `null` or `undefined`.
pub(super) fn seen_body(value: &JsValue) -> Body {
    match value.dyn_ref::<js_sys::Uint8Array>() {
        Some(bytes) => Body::from(&bytes.to_vec()[..]),
        None if value.is_null() => Body::Absent,
        None => Body::Unseen,
    }
}
