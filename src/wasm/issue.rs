//! New challenges.

use super::error::{JsError, JsResult};
use super::input::Fields;
use super::json::moment;
use super::key::{JsChallengeKey, opaque};
use super::wire::Wire;
use crate::binding::{Issued, Occasion, Offer, Prepared};
use crate::error::{Code, Result};
use crate::scheme::{BodyDigest, CredentialHeader, Expires, Intent, Method, Opaque, Request};
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
        let (offer, out) = wire.open(length)?;
        let prepared =
            self.prepared(&mut Fields::read("the offer", offer, Code::InvalidArgument)?.only(&OFFER)?)?;
        let mut common = prepared.offer.common().clone();
        common.digest = prepared.digest.as_ref().map(BodyDigest::to_text);
        common.opaque.clone_from(&prepared.opaque);
        out.issued(&common)?;
        Ok(prepared)
    }
}

impl JsChallengeKey {
    fn issued(&self, wire: &mut Wire, length: usize, now: f64) -> JsResult<()> {
        let (terms, out) = wire.open(length)?;
        let mut fields = Fields::read("terms", terms, Code::InvalidArgument)?.only(&TERMS)?;
        let JsPrepared { offer, digest, opaque } = self.prepared(&mut fields)?;
        let occasion = Occasion { expires: Expires::parse(&fields.need("expires")?)?, digest, opaque };
        out.issued(&offer.issue(occasion, moment(now)?)?.to_challenge())
    }

    fn prepared(&self, fields: &mut Fields) -> JsResult<JsPrepared> {
        let header = fields.text("header")?.map(|name| CredentialHeader::parse(&name)).transpose()?.flatten();
        let offer = self.0.prepare(Offer {
            realm: fields.need("realm")?,
            method: Method::new(&fields.need("method")?)?,
            intent: Intent::new(&fields.need("intent")?)?,
            request: Request::encode_sorted(fields.take_object("request")?)?,
            description: fields.text("description")?,
            header,
        })?;
        let digest = fields.text("digest")?.map(|text| BodyDigest::parse(&text)).transpose()?;
        Ok(JsPrepared { offer, digest, opaque: opaque(fields)? })
    }
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
