//! New challenges.

use super::error::{JsError, JsResult};
use super::input::{self, Fields};
use super::json::moment;
use super::key::{JsChallengeKey, opaque};
use super::wire::Wire;
use crate::binding::{Issued, Occasion, Offer, Prepared, Terms};
use crate::error::{Code, Result};
use crate::scheme::{BodyDigest, CredentialHeader, Expires, Intent, Method, Opaque, Request};
use alloc::string::String;
use wasm_bindgen::prelude::*;

const OFFER: [&str; 8] =
    ["realm", "method", "intent", "request", "digest", "description", "opaque", "header"];
const TERMS: [&str; 9] =
    ["realm", "method", "intent", "request", "expires", "digest", "description", "opaque", "header"];

/// An offer made ready, and what JavaScript wants every challenge of it to say.
#[derive(Debug)]
#[wasm_bindgen(js_name = Prepared)]
pub struct JsPrepared {
    offer: Prepared,
    digest: Option<BodyDigest>,
    opaque: Option<Opaque>,
}

#[wasm_bindgen(js_class = ChallengeKey)]
impl JsChallengeKey {
    /// Issues a challenge for the terms on the wire, JSON, and leaves it there.
    pub fn issue(&self, wire: &mut Wire, length: usize, now: f64) -> bool {
        let issued = self.issued(wire, length, now);
        wire.done(issued.map_err(JsError::into_inner))
    }

    /// Makes the offer on the wire ready, JSON, and leaves there what its challenges have in common.
    pub fn prepare(&self, wire: &mut Wire, length: usize) -> JsResult<JsPrepared> {
        let (text, out) = wire.open(length)?;
        let doc = input::read(text)?;
        let fields = Fields::of("the offer", doc.root(), Code::InvalidArgument)?.only(&OFFER)?;
        let offer = self.0.prepare(offer(&fields)?)?;
        let (digest, opaque) = (digest(&fields)?, opaque(&fields)?);
        let mut common = offer.common().clone();
        common.digest = digest.as_ref().map(BodyDigest::to_text);
        common.opaque.clone_from(&opaque);
        out.issued(&common);
        Ok(JsPrepared { offer, digest, opaque })
    }
}

impl JsChallengeKey {
    fn issued(&self, wire: &mut Wire, length: usize, now: f64) -> JsResult<()> {
        let (text, out) = wire.open(length)?;
        let doc = input::read(text)?;
        let fields = Fields::of("terms", doc.root(), Code::InvalidArgument)?.only(&TERMS)?;
        let Offer { realm, method, intent, request, description, header } = offer(&fields)?;
        let expires = Expires::parse(fields.need("expires")?)?;
        let (digest, opaque) = (digest(&fields)?, opaque(&fields)?);
        let terms = Terms { realm, method, intent, request, expires, digest, description, opaque, header };
        out.issued(&self.0.issue(terms, moment(now)?)?);
        Ok(())
    }
}

fn offer(fields: &Fields<'_>) -> JsResult<Offer> {
    Ok(Offer {
        realm: fields.need("realm")?.into(),
        method: Method::new(fields.need("method")?)?,
        intent: Intent::new(fields.need("intent")?)?,
        request: Request::encode_sorted(fields.need_object("request")?)?,
        description: fields.text("description")?.map(String::from),
        header: fields.text("header")?.map(CredentialHeader::parse).transpose()?.flatten(),
    })
}

fn digest(fields: &Fields<'_>) -> JsResult<Option<BodyDigest>> {
    Ok(fields.text("digest")?.map(BodyDigest::parse).transpose()?)
}

#[wasm_bindgen(js_class = Prepared)]
impl JsPrepared {
    /// Leaves an id and when it ends on the wire.
    pub fn issue(&self, wire: &mut Wire, expires: f64, now: f64) -> bool {
        let issued = self.issued(expires, now);
        let left = issued.map(|issued| wire.out.texts([issued.id(), issued.expires().as_str()]));
        wire.done(left)
    }

    /// Leaves a `WWW-Authenticate` value on the wire.
    pub fn header(&self, wire: &mut Wire, expires: f64, now: f64) -> bool {
        let issued = self.issued(expires, now);
        let left = issued.map(|issued| wire.out.texts([&issued.to_header()]));
        wire.done(left)
    }
}

impl JsPrepared {
    fn issued(&self, expires: f64, now: f64) -> Result<Issued<'_>> {
        let moment = |millis| moment(millis).map_err(JsError::into_inner);
        let (digest, opaque) = (self.digest, self.opaque.clone());
        self.offer.issue(Occasion { expires: moment(expires)?.into(), digest, opaque }, moment(now)?)
    }
}
