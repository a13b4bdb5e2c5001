//! Issuing challenges.

use super::credential::from_header;
use super::input::{self, body_of};
use super::json::moment;
use super::key::JsChallengeKey;
use super::out::Out;
use super::wire::Wire;
use crate::ascii;
use crate::binding::{Body, Expect, IssueOptions, Issued, Offer, Prepared};
use crate::encoding::json::Doc;
use crate::error::{Code, Result};
use crate::scheme::text::BREAK;
use crate::scheme::{BodyDigest, CredentialHeader, CredentialRef, Expires, Intent, Method, Opaque, Request};
use alloc::{string::String, vec::Vec};
use core::array;
use wasm_bindgen::prelude::*;

/// A prepared offer, and the digest and correlation data that every challenge of it has.
#[derive(Debug)]
#[wasm_bindgen(js_name = Prepared)]
pub struct JsPrepared {
    offer: Prepared,
    digest: Option<BodyDigest>,
    opaque: Option<Opaque>,
}

#[wasm_bindgen(js_class = Key)]
impl JsChallengeKey {
    /// Issues a challenge for the terms on the wire and leaves it there.
    pub fn issue(&self, wire: &mut Wire, length: usize, now: f64) -> bool {
        let issued = self.issued(wire, length, now);
        wire.done(issued)
    }

    /// Prepares the offer on the wire (terms without `expires`), and leaves there what its challenges have in common.
    pub fn prepare(&self, wire: &mut Wire, length: usize) -> Option<JsPrepared> {
        let prepared = self.prepared(wire, length);
        wire.got(prepared)
    }
}

impl JsChallengeKey {
    fn prepared(&self, wire: &mut Wire, length: usize) -> Result<JsPrepared> {
        let (text, out) = wire.open(length)?;
        let fields = TermsFields::read(text)?;
        let (digest, opaque) = (fields.digest()?, fields.opaque()?);
        let offer = self.0.key().prepare(fields.offer()?)?;
        let mut common = offer.common().clone();
        common.digest = digest.as_ref().map(BodyDigest::to_text);
        common.opaque.clone_from(&opaque);
        out.issued(&common);
        Ok(JsPrepared { offer, digest, opaque })
    }

    fn issued(&self, wire: &mut Wire, length: usize, now: f64) -> Result<()> {
        let (text, out) = wire.open(length)?;
        let fields = TermsFields::read(text)?;
        let offer = fields.offer()?;
        let expires = Expires::parse(fields.expires.unwrap_or_default())?;
        let options = IssueOptions { expires, digest: fields.digest()?, opaque: fields.opaque()? };
        out.issued(&self.0.key().issue(offer, options, moment(now)?)?);
        Ok(())
    }
}

/// Terms as JavaScript passes them: one piece per field, separated by NULs, which no text of a challenge may contain. A
/// string has `=` in front, an object is its JSON, and an absent field is empty. JavaScript has already checked that
/// required fields are present.
struct TermsFields<'a> {
    realm: Option<&'a str>,
    method: Option<&'a str>,
    intent: Option<&'a str>,
    request: &'a str,
    expires: Option<&'a str>,
    digest: Option<&'a str>,
    description: Option<&'a str>,
    opaque: &'a str,
    header: Option<&'a str>,
}

impl<'a> TermsFields<'a> {
    fn read(text: &'a str) -> Result<Self> {
        let mut pieces = ascii::split(text, b'\0');
        let [realm, method, intent, request, expires, digest, description, opaque, header] =
            array::from_fn(|_| pieces.next().unwrap_or_default());
        if pieces.next().is_some() {
            return Err(BREAK);
        }
        Ok(Self {
            realm: text_of(realm),
            method: text_of(method),
            intent: text_of(intent),
            request,
            expires: text_of(expires),
            digest: text_of(digest),
            description: text_of(description),
            opaque,
            header: text_of(header),
        })
    }

    fn offer(&self) -> Result<Offer> {
        Ok(Offer {
            realm: self.realm.unwrap_or_default().into(),
            method: Method::new(self.method.unwrap_or_default())?,
            intent: Intent::new(self.intent.unwrap_or_default())?,
            request: Request::encode_sorted(input::read(self.request)?)?,
            description: self.description.map(String::from),
            header: self.header.map(CredentialHeader::parse).transpose()?.flatten(),
        })
    }

    fn digest(&self) -> Result<Option<BodyDigest>> {
        self.digest.map(BodyDigest::parse).transpose()
    }

    fn opaque(&self) -> Result<Option<Opaque>> {
        opaque_of(self.opaque)
    }
}

fn text_of(piece: &str) -> Option<&str> {
    piece.strip_prefix('=')
}

/// An object of strings, or text that is already encoded.
fn opaque_of(piece: &str) -> Result<Option<Opaque>> {
    match text_of(piece) {
        Some(text) => Opaque::parse(text).map(Some),
        None if piece.is_empty() => Ok(None),
        None => Opaque::encode(Doc::read(piece.into())?.root()).map(Some),
    }
}

#[wasm_bindgen(js_class = Prepared)]
impl JsPrepared {
    /// Leaves the id and the `expires` of a new challenge on the wire.
    pub fn issue(&self, wire: &mut Wire, expires: f64, now: f64) -> bool {
        self.leave(wire, 0, expires, now, |out, issued| out.texts([issued.id(), issued.expires().as_str()]))
    }

    /// Leaves a new challenge on the wire. What stands there is its own: see [`JsPrepared::issued`].
    #[wasm_bindgen(js_name = issueWith)]
    pub fn issue_with(&self, wire: &mut Wire, length: usize, expires: f64, now: f64) -> bool {
        self.leave(wire, length, expires, now, |out, issued| out.issued(&issued.to_challenge()))
    }

    /// Leaves the `WWW-Authenticate` value of such a challenge on the wire.
    pub fn header(&self, wire: &mut Wire, length: usize, expires: f64, now: f64) -> bool {
        self.leave(wire, length, expires, now, |out, issued| out.texts([&issued.to_header()]))
    }

    /// Verifies the `Authorization` value on the wire, as [`JsChallengeKey::verify`] does, against this offer, whose terms
    /// are left out.
    pub fn verify(
        &self,
        wire: &mut Wire,
        length: usize,
        full: bool,
        body: Option<Vec<u8>>,
        now: f64,
    ) -> bool {
        let verified = self.verified(wire, length, full, body_of(body), now);
        wire.done_with_secret(verified)
    }
}

impl JsPrepared {
    fn verified(&self, wire: &mut Wire, length: usize, full: bool, body: Body, now: f64) -> Result<()> {
        let (header, out) = wire.open(length)?;
        let text = from_header(header, Code::PaymentRequired)?;
        let credential = CredentialRef::read_expecting(&text, [&self.offer.common().request])?;
        // Without correlation data of its own, each of its challenges can have another.
        let opaque = self.opaque.as_ref().map(Opaque::as_str);
        let expect = Expect { opaque, digest: self.digest, body, ..Expect::issued_here() };
        let verified = self.offer.verify_ref(credential, &expect, moment(now)?)?;
        if full {
            out.credential_without_terms(&verified, text.expose(), 0);
        } else {
            out.payload(&verified);
        }
        Ok(())
    }

    /// Issues a challenge, and leaves something of it on the wire.
    fn leave(
        &self,
        wire: &mut Wire,
        length: usize,
        expires: f64,
        now: f64,
        leave: fn(&mut Out, &Issued<'_>),
    ) -> bool {
        let left = wire.open(length).and_then(|(own, out)| {
            leave(out, &self.issued(own, expires, now)?);
            Ok(())
        });
        wire.done(left)
    }

    /// `own`: the digest and the correlation data of this challenge, as two pieces of [`TermsFields`], or empty.
    fn issued(&self, own: &str, expires: f64, now: f64) -> Result<Issued<'_>> {
        let (mut digest, mut opaque) = (self.digest, self.opaque.clone());
        if let Some((own_digest, own_opaque)) = own.split_once('\0') {
            digest = text_of(own_digest).map(BodyDigest::parse).transpose()?.or(digest);
            opaque = opaque_of(own_opaque)?.or(opaque);
        }
        self.offer.issue(IssueOptions { expires: moment(expires)?.into(), digest, opaque }, moment(now)?)
    }
}
