//! Offers made ready: what a server asks for again and again, hashed and written but for the id and the end.

use super::bound::Bound;
use super::{Secret, mac};
use crate::encoding::timestamp::Timestamp;
use crate::error::{Code, Error, Result};
use crate::scheme::money::is_amount;
use crate::scheme::{
    BodyDigest, Challenge, CredentialHeader, Expires, HeaderTemplate, Intent, Method, Opaque, Request,
};
use alloc::string::String;
use core::fmt;
use hmac::{Hmac, Mac};
use sha2::Sha256;

/// What challenges are to say, but for when they end.
#[derive(Clone, Debug)]
pub struct Offer {
    /// The protection space, usually the host.
    pub realm: String,
    /// The payment method.
    pub method: Method,
    /// The payment intent.
    pub intent: Intent,
    /// What is asked for.
    pub request: Request,
    /// The body of the request the challenges are for.
    pub digest: Option<BodyDigest>,
    /// For people only.
    pub description: Option<String>,
    /// Correlation data.
    pub opaque: Option<Opaque>,
    /// The field that carries the credential, where it is not `Authorization`.
    pub header: Option<CredentialHeader>,
}

/// An offer, ready to be issued: [`ChallengeKey::prepare`](super::ChallengeKey::prepare) makes it. It keeps a state
/// of the key's hash, so it cannot be printed or compared, and is wiped when dropped.
pub struct Prepared {
    /// Keyed, and past everything before `expires`.
    mac: Hmac<Sha256>,
    /// What is hashed after it.
    tail: String,
    /// Without id and end.
    challenge: Challenge,
    template: HeaderTemplate,
}

/// What is new in a challenge: its id and its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issued {
    /// The id.
    pub id: String,
    /// When it ends.
    pub expires: Expires,
}

impl Prepared {
    pub(super) fn new(secret: &Secret, offer: Offer) -> Result<Self> {
        let amount = offer.request.json().get("amount");
        if offer.intent.as_str() == "charge"
            && amount.is_some_and(|amount| !amount.as_str().is_some_and(is_amount))
        {
            return Err(Error::new(
                Code::InvalidArgument,
                "amount is a string of ASCII digits: base units, without sign, point or leading zeros",
            ));
        }
        if offer.realm.is_empty() {
            return Err(Error::new(Code::InvalidArgument, "a challenge needs a realm"));
        }
        let challenge = Challenge {
            id: String::new(),
            realm: offer.realm,
            method: offer.method,
            intent: offer.intent,
            request: offer.request,
            expires: None,
            digest: offer.digest.as_ref().map(BodyDigest::to_text),
            description: offer.description,
            opaque: offer.opaque,
            header: offer.header,
        };
        let bound = Bound::from(&challenge);
        let (mut head, mut tail) = (String::new(), String::new());
        mac::head(&mut head, &bound)?;
        mac::tail(&mut tail, &bound)?;
        let mut mac = secret.start();
        mac.update(head.as_bytes());
        // What cannot be written is refused now, not when an answer goes out.
        let template = HeaderTemplate::new(&challenge)?;
        Ok(Self { mac, tail, challenge, template })
    }

    /// The id of a challenge that ends at `expires`.
    ///
    /// # Errors
    /// [`Code::InvalidArgument`] when that is not after `now`.
    pub fn id(&self, expires: Expires, now: Timestamp) -> Result<Issued> {
        if expires.is_past(now) {
            return Err(Error::new(Code::InvalidArgument, "expires is not in the future"));
        }
        let mut mac = self.mac.clone();
        mac.update(expires.as_str().as_bytes());
        mac.update(self.tail.as_bytes());
        Ok(Issued { id: mac::id(mac), expires })
    }

    /// A challenge that ends at `expires`.
    ///
    /// # Errors
    /// As for [`Prepared::id`].
    pub fn issue(&self, expires: Expires, now: Timestamp) -> Result<Challenge> {
        let Issued { id, expires } = self.id(expires, now)?;
        Ok(Challenge { id, expires: Some(expires), ..self.challenge.clone() })
    }

    /// The `WWW-Authenticate` value of a challenge that was issued for this offer.
    pub fn header(&self, issued: &Issued) -> String {
        self.template.fill(&issued.id, issued.expires.as_str())
    }

    /// What every challenge of it says, id and end empty.
    pub const fn challenge(&self) -> &Challenge {
        &self.challenge
    }
}

impl fmt::Debug for Prepared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Prepared").field("challenge", &self.challenge).finish_non_exhaustive()
    }
}
