//! What a credential must be for, according to this server.

use super::bound::Bound;
use super::check::OTHER_TERMS;
use crate::error::{Code, Error, Result};
use crate::scheme::{BodyDigest, CredentialHeader};

/// What the challenge of a credential must say, according to this server's own offer and the current request.
/// `None` leaves a field to the binding alone: the key still proves that this server issued the challenge,
/// but not that it was for this request.
#[derive(Clone, Copy, Debug, Default)]
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
    /// The header field that must carry the credential. The outer `None` leaves it open; `Some(None)` means
    /// `Authorization`.
    pub header: Option<Option<&'a CredentialHeader>>,
    /// The digest that the challenge must be bound to, whatever the body is.
    pub digest: Option<BodyDigest>,
    /// The body of the current request.
    pub body: Body,
}

/// The body of a request, to compare with the digest of a challenge.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
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

impl Expect<'_> {
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
            || self.header.is_some_and(|header| header.map(CredentialHeader::as_str) != challenge.header)
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

/// Whether the text of a challenge's digest says `expected`. A digest has more than one text.
fn is_digest(text: Option<&str>, expected: &BodyDigest) -> bool {
    text.is_some_and(|text| BodyDigest::parse(text).as_ref() == Ok(expected))
}
