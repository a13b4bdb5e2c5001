//! Conversion of JavaScript values to and from header values.

use super::credential::from_header;
use super::error::JsResult;
use super::input::{self, Fields};
use super::wire::Wire;
use crate::encoding::{
    jcs,
    json::{Doc, Node, SecretDoc, item},
};
use crate::error::{Code, Error, Result};
use crate::scheme::{
    AcceptPayment, BodyDigest, Challenge, Credential, CredentialHeader, CredentialRef, Expires, Intent,
    Method, Opaque, Payload, Receipt, Request,
};
use alloc::{string::String, vec::Vec};
use wasm_bindgen::prelude::*;

/// Reads a challenge from JavaScript. Unknown fields are ignored: they may be a peer's extensions.
fn challenge(fields: &Fields<'_>) -> Result<Challenge> {
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

/// Reads a credential from JavaScript.
fn credential(text: &str) -> Result<Credential> {
    let json = SecretDoc::read_within(text.into(), input::DEPTH)?;
    let fields = Fields::of("credential", json.expose(), Code::InvalidArgument)?;
    let echo = fields.need_object("challenge")?;
    Ok(Credential {
        challenge: challenge(&Fields::of("challenge", echo, Code::InvalidArgument)?)?,
        payload: Payload::read(fields.need_object("payload")?.raw().into())?,
        source: fields.text("source")?.map(String::from),
    })
}

/// Reads the `Authorization` value on the wire and leaves the credential there.
#[wasm_bindgen(js_name = parseCredential)]
pub fn parse_credential(wire: &mut Wire, length: usize) -> bool {
    let read = read_credential(wire, length);
    wire.done_with_secret(read)
}

fn read_credential(wire: &mut Wire, length: usize) -> Result<()> {
    let (header, out) = wire.open(length)?;
    let text = from_header(header, Code::MalformedCredential)?;
    out.credential(&CredentialRef::read(&text)?, text.expose(), true);
    Ok(())
}

/// Reads the credential on the wire, as JSON, and leaves its `Authorization` value there.
#[wasm_bindgen(js_name = formatCredential)]
pub fn format_credential(wire: &mut Wire, length: usize) -> bool {
    let written = write_credential(wire, length);
    wire.done_with_secret(written)
}

fn write_credential(wire: &mut Wire, length: usize) -> Result<()> {
    let (json, out) = wire.open(length)?;
    out.texts([credential(json)?.to_header()?.expose()]);
    Ok(())
}

#[wasm_bindgen(js_name = formatChallenge)]
pub fn format_challenge(text: &str) -> JsResult<String> {
    let doc = input::read(text)?;
    Ok(challenge(&Fields::of("challenge", doc.root(), Code::InvalidArgument)?)?.to_header()?)
}

/// The positions of the offers a client accepts, best first. All of them if `accept` is absent, malformed or matches
/// none. `offers` is `{ "offers": [{ "method", "intent" }] }`.
#[wasm_bindgen(js_name = rankOffers)]
pub fn rank_offers(accept: Option<String>, offers: &str) -> JsResult<Vec<u32>> {
    let doc = input::read(offers)?;
    let fields = Fields::of("argument", doc.root(), Code::InvalidArgument)?;
    let mut offers = Vec::new();
    for (at, offer) in fields.list("offers")?.enumerate() {
        let offer = Fields::of(item("offers", at), offer, Code::InvalidArgument)?;
        offers.push((offer.need("method")?, offer.need("intent")?));
    }
    Ok(AcceptPayment::choose(accept.as_deref(), offers).into_iter().map(|at| at as u32).collect())
}

#[wasm_bindgen(js_name = bodyDigest)]
pub fn body_digest(body: &[u8]) -> String {
    BodyDigest::of(body).to_text()
}

/// Reads the `Payment-Receipt` value on the wire and leaves its JSON there.
#[wasm_bindgen(js_name = parseReceipt)]
pub fn parse_receipt(wire: &mut Wire, length: usize) -> bool {
    let read = wire
        .open(length)
        .and_then(|(header, out)| Receipt::decode(header).map(|receipt| out.texts([receipt.as_str()])));
    wire.done(read)
}

/// Reads the receipt on the wire, as JSON, and leaves its `Payment-Receipt` value there.
#[wasm_bindgen(js_name = formatReceipt)]
pub fn format_receipt(wire: &mut Wire, length: usize) -> bool {
    let sealed = wire
        .open(length)
        .and_then(|(json, out)| Receipt::encode(json.into()).map(|header| out.texts([&header])));
    wire.done(sealed)
}
