//! What a credential has to be for, by our own word.

use super::bound::Bound;
use crate::error::{Code, Error, Result};
use crate::scheme::{BodyDigest, CredentialHeader};

/// What the challenge of a credential must say, from our own offer and the request at hand. `None` leaves a
/// field to the binding alone: the key still proves that we issued it, not that it was for this request.
#[derive(Clone, Copy, Debug, Default)]
pub struct Expect<'a> {
    /// The realm.
    pub realm: Option<&'a str>,
    /// The payment method.
    pub method: Option<&'a str>,
    /// The payment intent.
    pub intent: Option<&'a str>,
    /// The encoded request of our own offer: amount, currency, recipient and everything else.
    pub request: Option<&'a str>,
    /// The encoded correlation data.
    pub opaque: Option<&'a str>,
    /// The field that must carry the credential; the outer `None` leaves it open.
    pub header: Option<Option<&'a CredentialHeader>>,
    /// The body of the request at hand.
    pub body: Body,
}

/// The body of a request, as far as its payment is concerned.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Body {
    /// Not looked at: a challenge that was bound to a body is then refused, not waved through.
    #[default]
    Unseen,
    /// There is none: a challenge that was bound to a body is refused.
    Absent,
    /// There is one: the challenge must be bound to it.
    Present(BodyDigest),
    /// There is one that challenges are not bound to, by this server's own choice.
    Unbound,
}

impl Expect<'_> {
    /// Compares a challenge that has passed the binding.
    ///
    /// # Errors
    /// [`Code::InvalidChallenge`], [`Code::VerificationFailed`] for another body, [`Code::InvalidArgument`] when
    /// the challenge is bound to a body and none was given.
    pub(super) fn check(&self, challenge: &Bound<'_>) -> Result<()> {
        let differs =
            |expected: Option<&str>, actual: &str| expected.is_some_and(|expected| expected != actual);
        if differs(self.realm, challenge.realm)
            || differs(self.method, challenge.method)
            || differs(self.intent, challenge.intent)
            || differs(self.request, challenge.request)
            || differs(self.opaque, challenge.opaque)
            || self.header.is_some_and(|header| header.map(CredentialHeader::as_str) != challenge.header)
        {
            return Err(Error::new(
                Code::InvalidChallenge,
                "the challenge was issued for something else; pay the challenge of this resource",
            ));
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
            // No bytes have a digest too.
            (Body::Absent, Some(text)) if BodyDigest::parse(text) == Ok(BodyDigest::of(b"")) => Ok(()),
            (Body::Absent, Some(_)) | (Body::Present(_), None) => Err(OTHER),
            (Body::Present(actual), Some(text)) => match BodyDigest::parse(text) {
                Ok(bound) if bound == actual => Ok(()),
                _ => Err(OTHER),
            },
        }
    }
}
