//! Challenges.

use super::error::{JsResult, thrown};
use super::json::{object_from_js, object_to_js, to_js};
use crate::encoding::jcs;
use crate::error::{Code, Error};
use crate::scheme::{
    AcceptPayment, BodyDigest, Challenge, CredentialHeader, Expires, Intent, Method, Opaque, Request,
};
use alloc::{string::String, vec::Vec};
use serde::{Deserialize, Serialize};
use wasm_bindgen::prelude::*;

/// A challenge as JavaScript has it.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct JsChallenge {
    id: String,
    realm: String,
    method: String,
    intent: String,
    #[serde(with = "serde_wasm_bindgen::preserve")]
    request: JsValue,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    encoded_request: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    digest: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    expires: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    header: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    opaque: Option<String>,
}

impl From<&Challenge> for JsChallenge {
    fn from(challenge: &Challenge) -> Self {
        Self {
            id: challenge.id.clone(),
            realm: challenge.realm.clone(),
            method: challenge.method.as_str().into(),
            intent: challenge.intent.as_str().into(),
            request: object_to_js(challenge.request.json()),
            encoded_request: Some(challenge.request.as_str().into()),
            description: challenge.description.clone(),
            digest: challenge.digest.clone(),
            expires: challenge.expires.as_ref().map(|expires| expires.as_str().into()),
            header: challenge.header.map(|header| header.as_str().into()),
            opaque: challenge.opaque.as_ref().map(|opaque| opaque.as_str().into()),
        }
    }
}

impl JsChallenge {
    pub(super) fn read(self) -> JsResult<Challenge> {
        Ok(Challenge {
            id: self.id,
            realm: self.realm,
            method: Method::new(&self.method)?,
            intent: Intent::new(&self.intent)?,
            request: request(&self.request, self.encoded_request.as_deref())?,
            expires: self.expires.map(|text| Expires::parse(&text)).transpose()?,
            digest: self.digest,
            description: self.description,
            opaque: self.opaque.map(|text| Opaque::parse(&text)).transpose()?,
            header: self.header.map(|name| CredentialHeader::parse(&name)).transpose()?.flatten(),
        })
    }
}

/// The request of an object; where its encoded text came along, that text, if both say the same.
pub(super) fn request(value: &JsValue, encoded: Option<&str>) -> JsResult<Request> {
    let object = object_from_js(value, "request is an object")?;
    let Some(text) = encoded else { return Ok(Request::encode_sorted(object)?) };
    let came = Request::parse(text)?;
    let same = object_from_js(&object_to_js(came.json()), "request is an object")?;
    if jcs::sort_object_to_string(&same) != jcs::sort_object_to_string(&object) {
        let message =
            "request and encodedRequest differ; leave encodedRequest out to encode the request anew";
        return Err(Error::new(Code::InvalidArgument, message).into());
    }
    Ok(came)
}

#[derive(Serialize)]
struct JsReading {
    challenges: Vec<JsChallenge>,
    #[serde(with = "serde_wasm_bindgen::preserve")]
    malformed: JsValue,
}

/// `{ challenges, malformed }`.
pub(super) fn reading(payment: Vec<Result<Challenge, Error>>) -> JsResult<JsValue> {
    let malformed = js_sys::Array::new();
    let mut challenges = Vec::new();
    for challenge in &payment {
        match challenge {
            Ok(challenge) => challenges.push(challenge.into()),
            Err(error) => drop(malformed.push(&thrown(error))),
        }
    }
    Ok(to_js(&JsReading { challenges, malformed: malformed.into() })?)
}

#[wasm_bindgen(js_name = parseChallenges)]
pub fn parse_challenges(header: &str) -> JsResult<JsValue> {
    reading(Challenge::read_all(header)?.payment)
}

#[wasm_bindgen(js_name = formatChallenge)]
pub fn format_challenge(challenge: JsValue) -> JsResult<String> {
    Ok(serde_wasm_bindgen::from_value::<JsChallenge>(challenge)?.read()?.to_header()?)
}

#[derive(Deserialize)]
struct Offer {
    method: String,
    intent: String,
}

/// The positions of the offers a client accepts, best first; all when it accepts none or says nothing sensible.
#[wasm_bindgen(js_name = rankOffers)]
pub fn rank_offers(accept: Option<String>, offers: JsValue) -> JsResult<Vec<u32>> {
    let offers: Vec<Offer> = serde_wasm_bindgen::from_value(offers)?;
    let names = offers.iter().map(|offer| (offer.method.as_str(), offer.intent.as_str()));
    let accept = accept.and_then(|header| AcceptPayment::parse(&header).ok());
    let ranked = accept.map(|accept| accept.rank(names)).filter(|ranked| !ranked.is_empty());
    Ok(ranked.unwrap_or_else(|| (0..offers.len()).collect()).into_iter().map(|at| at as u32).collect())
}

#[wasm_bindgen(js_name = bodyDigest)]
pub fn body_digest(body: &[u8]) -> String {
    BodyDigest::of(body).to_text()
}
