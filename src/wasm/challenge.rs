//! Challenges, in both directions.

use super::error::{JsResult, error_json};
use super::input::{self, Fields};
use super::json::list;
use crate::encoding::{
    jcs,
    json::{Doc, Node, ObjectWriter},
};
use crate::error::{Code, Error, Result};
use crate::scheme::{Challenge, CredentialHeader, Expires, Intent, Method, Opaque, Request};
use alloc::string::String;
use wasm_bindgen::prelude::*;

/// Room for most challenges in bytes, so that the text need not grow.
const CHALLENGE_ROOM: usize = 1024;

/// A challenge in its JavaScript form: with `request` decoded, and the original text as `encodedRequest`.
fn challenge_json(challenge: &Challenge) -> String {
    let mut json = ObjectWriter::with_capacity(CHALLENGE_ROOM);
    for (name, value) in challenge.params() {
        match name {
            "request" => json.json(name, challenge.request.json().raw()).maybe("encodedRequest", value),
            _ => json.maybe(name, value),
        };
    }
    json.finish()
}

/// `{ challenges, malformed }`.
pub(super) fn reading_json(payment: &[Result<Challenge>]) -> String {
    let malformed = payment.iter().filter_map(|read| read.as_ref().err());
    let mut json = ObjectWriter::new();
    json.json("challenges", &list(payment.iter().flatten().map(challenge_json)));
    json.json("malformed", &list(malformed.map(error_json)));
    json.finish()
}

#[wasm_bindgen(js_name = formatChallenge)]
pub fn format_challenge(text: &str) -> JsResult<String> {
    let doc = input::read(text)?;
    Ok(challenge(&Fields::of("challenge", doc.root(), Code::InvalidArgument)?)?.to_header()?)
}

/// Reads a challenge from JavaScript. Unknown fields are ignored: they may be a peer's extensions.
pub(super) fn challenge(fields: &Fields<'_>) -> Result<Challenge> {
    Ok(Challenge {
        id: fields.need("id")?.into(),
        realm: fields.need("realm")?.into(),
        method: Method::new(fields.need("method")?)?,
        intent: Intent::new(fields.need("intent")?)?,
        request: request(terms(fields)?, fields.text("encodedRequest")?)?,
        expires: fields.text("expires")?.map(Expires::parse).transpose()?,
        digest: fields.text("digest")?.map(String::from),
        description: fields.text("description")?.map(String::from),
        opaque: fields.text("opaque")?.map(Opaque::parse).transpose()?,
        header: fields.text("header")?.map(CredentialHeader::parse).transpose()?.flatten(),
    })
}

/// The request as an object. What `decode` returns has none.
fn terms<'a>(fields: &Fields<'a>) -> Result<Node<'a>> {
    let request = fields.object("request").ok().flatten();
    request.map_or_else(|| fields.wrong("request", "an object, as parseChallenges returns it"), Ok)
}

/// The request of an object. If its encoded text is given too, returns that text, provided that both say the same.
fn request(object: Node<'_>, encoded: Option<&str>) -> Result<Request> {
    let Some(text) = encoded else { return Request::encode_sorted(object.to_doc()) };
    let came = Request::parse(text)?;
    if came.json() != object && as_javascript(came.json()).as_str() != jcs::sorted(object).as_str() {
        let message = "request and encodedRequest differ; remove encodedRequest to encode the request again";
        return Err(Error::new(Code::InvalidArgument, message));
    }
    Ok(came)
}

/// The canonical text of an object after a round trip through JavaScript, which writes `1.50` as `1.5`.
fn as_javascript(object: Node<'_>) -> Doc {
    let back = js_sys::JSON::parse(object.raw()).and_then(|value| js_sys::JSON::stringify(&value));
    let back = back.ok().and_then(|text| text.as_string()).and_then(|text| Doc::read(text).ok());
    back.map_or_else(Doc::default, |back| jcs::sorted(back.root()))
}
