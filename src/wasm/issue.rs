//! New challenges.

use super::error::{JsError, JsResult};
use super::input::Fields;
use super::json::moment;
use super::key::{JsChallengeKey, opaque};
use super::wire::Wire;
use crate::binding::{Issued, Offer, Prepared};
use crate::error::{Code, Result};
use crate::scheme::{BodyDigest, CredentialHeader, Expires, Intent, Method, Request};
use wasm_bindgen::prelude::*;

const OFFER: [&str; 8] =
    ["realm", "method", "intent", "request", "digest", "description", "opaque", "header"];
const TERMS: [&str; 9] =
    ["realm", "method", "intent", "request", "expires", "digest", "description", "opaque", "header"];

/// An offer made ready.
#[derive(Debug)]
#[wasm_bindgen(js_name = Prepared)]
pub struct JsPrepared(Prepared);

#[wasm_bindgen(js_class = ChallengeKey)]
impl JsChallengeKey {
    /// Issues a challenge for the terms on the wire, JSON, and leaves it there.
    pub fn issue(&self, wire: &mut Wire, length: usize, now: f64) -> bool {
        let issued = self.issued(wire, length, now);
        wire.done(issued.map_err(JsError::into_inner))
    }

    /// Makes the offer on the wire ready, JSON, and leaves there what its challenges have in common.
    pub fn prepare(&self, wire: &mut Wire, length: usize) -> JsResult<JsPrepared> {
        let (terms, out) = wire.open(length)?;
        let prepared = self
            .0
            .prepare(offer(&Fields::read("the offer", terms, Code::InvalidArgument)?.only(&OFFER)?)?)?;
        out.issued(prepared.challenge())?;
        Ok(JsPrepared(prepared))
    }
}

impl JsChallengeKey {
    fn issued(&self, wire: &mut Wire, length: usize, now: f64) -> JsResult<()> {
        let (terms, out) = wire.open(length)?;
        let fields = Fields::read("terms", terms, Code::InvalidArgument)?.only(&TERMS)?;
        let (offer, expires) = (offer(&fields)?, Expires::parse(&fields.need("expires")?)?);
        out.issued(&self.0.prepare(offer)?.issue(expires, moment(now)?)?)
    }
}

fn offer(fields: &Fields) -> JsResult<Offer> {
    Ok(Offer {
        realm: fields.need("realm")?,
        method: Method::new(&fields.need("method")?)?,
        intent: Intent::new(&fields.need("intent")?)?,
        request: Request::encode_sorted(fields.need_object("request")?)?,
        digest: fields.text("digest")?.map(|text| BodyDigest::parse(&text)).transpose()?,
        description: fields.text("description")?,
        opaque: opaque(fields)?,
        header: fields.text("header")?.map(|name| CredentialHeader::parse(&name)).transpose()?.flatten(),
    })
}

#[wasm_bindgen(js_class = Prepared)]
impl JsPrepared {
    /// Leaves an id and when it ends on the wire.
    pub fn issue(&self, wire: &mut Wire, expires: f64, now: f64) -> bool {
        let issued =
            self.issued(expires, now).map(|issued| wire.out.texts([&issued.id, issued.expires.as_str()]));
        wire.done(issued)
    }

    /// Leaves a `WWW-Authenticate` value on the wire.
    pub fn header(&self, wire: &mut Wire, expires: f64, now: f64) -> bool {
        let issued = self.issued(expires, now).map(|issued| wire.out.texts([&self.0.header(&issued)]));
        wire.done(issued)
    }
}

impl JsPrepared {
    fn issued(&self, expires: f64, now: f64) -> Result<Issued> {
        let moment = |millis| moment(millis).map_err(JsError::into_inner);
        self.0.id(moment(expires)?.into(), moment(now)?)
    }
}
