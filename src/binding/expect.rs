//! What a credential must be for, according to this server.

use super::Offer;
use super::bound::Bound;
use super::check::OTHER_TERMS;
use crate::error::{Code, Error, Result};
use crate::scheme::{BodyDigest, CredentialHeader};

/// What the challenge of a credential must say, according to this server's own offer and the current request.
/// `None` leaves a field to the binding alone: the key still proves that this server issued the challenge,
/// but not that it was for this request.
///
/// Start with [`Expect::of`], and set the fields that differ for each challenge. End the literal with `..`, as here: a later
/// version may have more fields.
///
/// ```
/// use mpp_wasm::binding::{Body, Expect, Offer};
/// use mpp_wasm::scheme::terms::Stripe;
/// let request = Stripe::request(&"5.00 USD".parse()?, "profile_1", &["card"], None)?;
/// let offer = Offer::new("api.example.com", "stripe".parse()?, "charge".parse()?, request);
/// let expect = Expect { body: Body::from(&b"which report?"[..]), ..Expect::of(&offer) };
/// assert_eq!(expect.request, Some(offer.request.as_str()));
/// # Ok::<(), mpp_wasm::error::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Expect<'a> {
    /// The realm.
    pub realm: Option<&'a str>,
    /// The payment method.
    pub method: Option<&'a str>,
    /// The payment intent.
    pub intent: Option<&'a str>,
    /// The encoded request of this server's own offer: amount, currency, recipient and everything else.
    pub request: Option<&'a str>,
    /// The encoded correlation data.
    pub opaque: Option<&'a str>,
    /// The header field that must carry the credential.
    pub header: Carrier<'a>,
    /// The digest that the challenge must be bound to, whatever the body is.
    pub digest: Option<BodyDigest>,
    /// The body of the current request.
    pub body: Body,
}

/// The header field that a challenge asks the credential to come in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Carrier<'a> {
    /// Any field.
    Any,
    /// `Authorization`, as for a challenge that names no field.
    Authorization,
    /// The field that the challenge names.
    Named(&'a CredentialHeader),
}

/// The body of a request, to compare with the digest of a challenge.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Body {
    /// Not looked at. A challenge that was bound to a body is then refused, not let through.
    #[default]
    Unseen,
    /// There is none. A challenge that was bound to a body is refused, unless that body was empty.
    Absent,
    /// There is one. The challenge must be bound to it.
    Present(BodyDigest),
    /// There is one, but this server chooses not to bind challenges to it.
    Unbound,
}

impl<'a> Expect<'a> {
    /// Expects a challenge of this offer: the same realm, method, intent, request and header field. The body is
    /// [unseen](Body::Unseen), and any correlation data will do.
    pub fn of(offer: &'a Offer) -> Self {
        Self {
            realm: Some(&offer.realm),
            method: Some(offer.method.as_str()),
            intent: Some(offer.intent.as_str()),
            request: Some(offer.request.as_str()),
            header: offer.header.as_ref().map_or(Carrier::Authorization, Carrier::Named),
            ..Self::issued_here()
        }
    }

    /// Expects only that this server issued the challenge, for whatever terms. That proves no price: pass it to a
    /// [`Prepared`](super::Prepared) offer, which compares its own terms, or compare them yourself.
    pub const fn issued_here() -> Self {
        Self {
            realm: None,
            method: None,
            intent: None,
            request: None,
            opaque: None,
            header: Carrier::Any,
            digest: None,
            body: Body::Unseen,
        }
    }

    /// Compares a challenge that this server issued and that has not expired.
    ///
    /// # Errors
    /// [`Code::InvalidChallenge`] when a field differs, [`Code::VerificationFailed`] when the body differs,
    /// [`Code::InvalidArgument`] when the challenge is bound to a body and the body was not looked at.
    pub(super) fn compare(&self, challenge: &Bound<'_>) -> Result<()> {
        let differs =
            |expected: Option<&str>, actual: &str| expected.is_some_and(|expected| expected != actual);
        if differs(self.realm, challenge.realm)
            || differs(self.method, challenge.method)
            || differs(self.intent, challenge.intent)
            || differs(self.request, challenge.request)
            || differs(self.opaque, challenge.opaque)
            || self.digest.is_some_and(|expected| !is_digest(challenge.digest, &expected))
            || !self.header.is(challenge.header)
        {
            return Err(OTHER_TERMS);
        }
        self.check_body(challenge.digest)
    }

    fn check_body(&self, digest: Option<&str>) -> Result<()> {
        const OTHER: Error = Error::new(
            Code::VerificationFailed,
            "the body is not the one the challenge was issued for; send the same bytes",
        );
        match (self.body, digest) {
            (Body::Unbound, _) | (Body::Absent | Body::Unseen, None) => Ok(()),
            (Body::Unseen, Some(_)) => Err(Error::new(
                Code::InvalidArgument,
                "the challenge is bound to a body; pass the body to verify it",
            )),
            // An empty body has a digest too.
            (Body::Absent, bound) if is_digest(bound, &BodyDigest::of(b"")) => Ok(()),
            (Body::Absent, Some(_)) | (Body::Present(_), None) => Err(OTHER),
            (Body::Present(actual), bound) if is_digest(bound, &actual) => Ok(()),
            (Body::Present(_), Some(_)) => Err(OTHER),
        }
    }
}

impl Carrier<'_> {
    fn is(self, named: Option<&str>) -> bool {
        match self {
            Carrier::Any => true,
            Carrier::Authorization => named.is_none(),
            Carrier::Named(header) => named.is_some_and(|named| named.eq_ignore_ascii_case(header.as_str())),
        }
    }
}

/// Whether the text of a challenge's digest says `expected`. A digest has more than one text.
fn is_digest(text: Option<&str>, expected: &BodyDigest) -> bool {
    text.is_some_and(|text| BodyDigest::parse(text).as_ref() == Ok(expected))
}
