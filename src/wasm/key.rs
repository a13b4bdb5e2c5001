//! Signing keys.

use super::credential::from_header;
use super::input::{self, Fields, body_of};
use super::json::moment;
use super::wire::Wire;
use crate::binding::{Body, ChallengeKey, Expect, Secret, Verifier};
use crate::encoding::json::Node;
use crate::error::{Code, Error, Result};
use crate::scheme::{Opaque, Request};
use alloc::{string::String, vec::Vec};
use wasm_bindgen::prelude::*;
use zeroize::Zeroizing;

#[derive(Debug)]
#[wasm_bindgen(js_name = Key)]
pub struct JsChallengeKey(pub(super) Verifier);

#[wasm_bindgen(js_class = Key)]
impl JsChallengeKey {
    /// Makes a key of concatenated secrets, the current one first; `lengths` are their lengths in bytes. `None` if one
    /// of them is not a valid secret; the reason is then on the wire.
    pub fn make(wire: &mut Wire, secrets: Vec<u8>, lengths: &[u32]) -> Option<JsChallengeKey> {
        wire.got(key(&Zeroizing::new(secrets), lengths))
    }

    /// Verifies the `Authorization` value on the wire and leaves the credential there. `seen`: a bit for each of the
    /// remembered terms that JavaScript has, which are then left out; `None` leaves the id and the payload alone. `expect`:
    /// options as JSON. `body`: its bytes, empty if there is no body, and `None` if it was not looked at.
    pub fn verify(
        &self,
        wire: &mut Wire,
        length: usize,
        seen: Option<u32>,
        expect: Option<String>,
        body: Option<Vec<u8>>,
        now: f64,
    ) -> bool {
        let verified = self.verified(wire, length, seen, expect.as_deref(), body_of(body), now);
        wire.done_with_secret(verified)
    }
}

impl JsChallengeKey {
    fn verified(
        &self,
        wire: &mut Wire,
        length: usize,
        seen: Option<u32>,
        expect: Option<&str>,
        body: Body,
        now: f64,
    ) -> Result<()> {
        let (header, out) = wire.open(length)?;
        let text = from_header(header, Code::PaymentRequired)?;
        let own = expect.map(input::read).transpose()?;
        let own = own.as_ref().map(|options| Expected::of(options.root())).transpose()?;
        let expect = Expect { body, ..own.as_ref().map_or(Expect::issued_here(), Expected::expect) };
        let now = moment(now)?;
        #[cfg(feature = "full")]
        let (verified, known) = self.0.verify_numbered(&text, &expect, now)?;
        // The slim file remembers no terms, which takes fewer bytes.
        #[cfg(not(feature = "full"))]
        let (verified, known) =
            (self.0.key().verify_ref(crate::scheme::CredentialRef::read(&text)?, &expect, now)?, None);
        match (seen, known) {
            (None, _) => out.payload(&verified),
            #[cfg(feature = "full")]
            (Some(seen), Some(known)) if seen >> known & 1 == 1 => {
                out.credential_without_terms(&verified, text.expose(), known);
            }
            (Some(_), _) => out.credential(&verified, text.expose(), known),
        }
        Ok(())
    }
}

fn key(secrets: &[u8], lengths: &[u32]) -> Result<JsChallengeKey> {
    let mut rest = secrets;
    let mut next = |length: u32| {
        let (secret, others) = rest.split_at_checked(length as usize).unwrap_or_default();
        rest = others;
        Secret::new(secret)
    };
    let (first, previous) = lengths.split_first().map_or((0, &[][..]), |(first, rest)| (*first, rest));
    let current = next(first)?;
    // Growing or moving later would leave an unwiped copy of a secret behind.
    let mut former = Vec::with_capacity(previous.len());
    for length in previous {
        former.push(next(*length)?);
    }
    Ok(JsChallengeKey(Verifier::new(ChallengeKey::new(current, former))))
}

/// What a caller expects of a credential.
struct Expected<'a> {
    realm: Option<&'a str>,
    method: Option<&'a str>,
    intent: Option<&'a str>,
    request: Option<Request>,
    opaque: Option<Opaque>,
}

impl<'a> Expected<'a> {
    fn of(options: Node<'a>) -> Result<Self> {
        // `key.js` refuses other fields, and passes no others.
        let fields = Fields::of("options", options, Code::InvalidArgument)?;
        Ok(Self {
            realm: fields.text("realm")?,
            method: fields.text("method")?,
            intent: fields.text("intent")?,
            request: fields.object("request")?.map(Node::to_doc).map(Request::encode_sorted).transpose()?,
            opaque: opaque(&fields)?,
        })
    }

    fn expect(&self) -> Expect<'_> {
        Expect {
            realm: self.realm,
            method: self.method,
            intent: self.intent,
            request: self.request.as_ref().map(Request::as_str),
            opaque: self.opaque.as_ref().map(Opaque::as_str),
            ..Expect::issued_here()
        }
    }
}

/// `opaque`: an object of strings, or text that is already encoded.
fn opaque(fields: &Fields<'_>) -> Result<Option<Opaque>> {
    const SHAPE: Error =
        Error::new(Code::InvalidArgument, "opaque must be an object of strings, or its base64url text");
    let Some(value) = fields.value("opaque") else { return Ok(None) };
    Ok(Some(match value.as_text() {
        Some(text) => Opaque::parse(text)?,
        None if value.is_object() => Opaque::encode(value)?,
        None => return Err(SHAPE),
    }))
}
