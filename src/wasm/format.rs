//! What JavaScript has, on its way to header values.

use super::credential::from_header;
use super::error::{JsError, JsResult};
use super::input::Fields;
use super::wire::Wire;
use crate::encoding::{
    jcs,
    json::{self, Object, Value},
};
use crate::error::{Code, Error};
use crate::scheme::{
    AcceptPayment, BodyDigest, Challenge, Credential, CredentialHeader, CredentialRef, Expires, Intent,
    Method, Opaque, Receipt, Request,
};
use alloc::{string::String, vec::Vec};
use wasm_bindgen::prelude::*;

/// Reads a challenge JavaScript has. Fields it does not know are a peer's business.
pub(super) fn challenge(fields: &mut Fields) -> JsResult<Challenge> {
    Ok(Challenge {
        id: fields.need("id")?,
        realm: fields.need("realm")?,
        method: Method::new(&fields.need("method")?)?,
        intent: Intent::new(&fields.need("intent")?)?,
        request: request(fields.take_object("request")?, fields.text("encodedRequest")?)?,
        expires: fields.text("expires")?.map(|text| Expires::parse(&text)).transpose()?,
        digest: fields.text("digest")?,
        description: fields.text("description")?,
        opaque: fields.text("opaque")?.map(|text| Opaque::parse(&text)).transpose()?,
        header: fields.text("header")?.map(|name| CredentialHeader::parse(&name)).transpose()?.flatten(),
    })
}

/// The request of an object; where its encoded text came along, that text, if both say the same.
fn request(object: Object, encoded: Option<String>) -> JsResult<Request> {
    let Some(text) = encoded else { return Ok(Request::encode_sorted(object)?) };
    let came = Request::parse(&text)?;
    if *came.json() != object && as_javascript(came.json()) != jcs::sort_object_to_string(&object) {
        let message =
            "request and encodedRequest differ; leave encodedRequest out to encode the request anew";
        return Err(Error::new(Code::InvalidArgument, message).into());
    }
    Ok(came)
}

/// The canonical text of an object after a way through JavaScript, which writes `1.50` as `1.5`.
fn as_javascript(object: &Object) -> String {
    let text = json::to_string(&Value::Object(object.clone()));
    let back = js_sys::JSON::parse(&text).and_then(|value| js_sys::JSON::stringify(&value));
    let back = back.ok().and_then(|text| text.as_string()).and_then(|text| json::parse(&text).ok());
    back.as_ref().and_then(Value::as_object).map_or(String::new(), jcs::sort_object_to_string)
}

/// Reads a credential JavaScript has.
pub(super) fn credential(text: &str) -> JsResult<Credential> {
    let mut fields = Fields::read("credential", text, Code::InvalidArgument)?;
    let payload = fields.take_object("payload")?;
    if payload.depth() >= json::MAX_DEPTH {
        return Err(
            Error::new(Code::InvalidArgument, "the payload nests deeper than its readers read").into()
        );
    }
    Ok(Credential {
        challenge: challenge(&mut Fields::of(
            "challenge",
            fields.take_object("challenge")?,
            Code::InvalidArgument,
        ))?,
        payload: payload.into(),
        source: fields.text("source")?,
    })
}

/// Reads the `Authorization` value on the wire and leaves the credential there.
#[wasm_bindgen(js_name = parseCredential)]
pub fn parse_credential(wire: &mut Wire, length: usize) -> bool {
    let read = read_credential(wire, length);
    wire.done(read.map_err(JsError::into_inner))
}

fn read_credential(wire: &mut Wire, length: usize) -> JsResult<()> {
    let (header, out) = wire.open(length)?;
    let text = from_header(header)?;
    out.credential(&CredentialRef::read(&text)?, text.expose(), true);
    Ok(())
}

#[wasm_bindgen(js_name = formatCredential)]
pub fn format_credential(text: &str) -> JsResult<String> {
    Ok(credential(text)?.to_header().into_exposed())
}
#[wasm_bindgen(js_name = formatChallenge)]
pub fn format_challenge(text: &str) -> JsResult<String> {
    Ok(challenge(&mut Fields::read("challenge", text, Code::InvalidArgument)?)?.to_header()?)
}

/// The positions of the offers a client accepts, best first; all when it accepts none or says nothing sensible.
/// `offers` is `{ "offers": [{ "method", "intent" }] }`.
#[wasm_bindgen(js_name = rankOffers)]
pub fn rank_offers(accept: Option<String>, offers: &str) -> JsResult<Vec<u32>> {
    let fields = Fields::read("the argument", offers, Code::InvalidArgument)?;
    let mut offers: Vec<(String, String)> = Vec::new();
    for offer in fields.list("offers")? {
        let offer =
            Fields::of("an offer", offer.as_object().cloned().unwrap_or_default(), Code::InvalidArgument);
        offers.push((offer.need("method")?, offer.need("intent")?));
    }
    let names = offers.iter().map(|(method, intent)| (method.as_str(), intent.as_str()));
    let accept = accept.and_then(|header| AcceptPayment::parse(&header).ok());
    let ranked = accept.map(|accept| accept.rank(names)).filter(|ranked| !ranked.is_empty());
    Ok(ranked.unwrap_or_else(|| (0..offers.len()).collect()).into_iter().map(|at| at as u32).collect())
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
        .and_then(|(header, out)| Receipt::open(header).map(|receipt| out.texts([receipt.as_str()])));
    wire.done(read)
}

/// Leaves the `Payment-Receipt` value of the JSON on the wire there.
#[wasm_bindgen(js_name = formatReceipt)]
pub fn format_receipt(wire: &mut Wire, length: usize) -> bool {
    let sealed = wire
        .open(length)
        .and_then(|(json, out)| Receipt::seal(json.into()).map(|header| out.texts([&header])));
    wire.done(sealed)
}
