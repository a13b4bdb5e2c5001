//! Prepared offers: what a server asks for repeatedly, hashed and written in advance except for the parts
//! that differ.

use super::bound::Bound;
use super::{Secret, mac};
use crate::encoding::timestamp::Timestamp;
use crate::error::{Code, Error, Result};
use crate::scheme::money::is_amount;
use crate::scheme::{
    BodyDigest, Challenge, CredentialHeader, Expires, HeaderTemplate, Intent, Method, Opaque, Request,
    TemplateValues,
};
use alloc::string::String;
use core::fmt;
use hmac::{Hmac, Mac};
use sha2::Sha256;

/// The terms that all challenges of an offer share.
#[derive(Clone, Debug)]
pub struct Offer {
    /// The protection space, usually the host.
    pub realm: String,
    /// The payment method.
    pub method: Method,
    /// The payment intent.
    pub intent: Intent,
    /// The payment request.
    pub request: Request,
    /// A description, for people only.
    pub description: Option<String>,
    /// The header field that carries the credential, if it is not `Authorization`.
    pub header: Option<CredentialHeader>,
}

/// The terms that differ for each challenge of an offer.
#[derive(Clone, Debug)]
pub struct IssueOptions {
    /// When the challenge expires.
    pub expires: Expires,
    /// The digest of the request body it is for.
    pub digest: Option<BodyDigest>,
    /// The server's correlation data.
    pub opaque: Option<Opaque>,
}

/// An offer that is ready to be issued, made by [`ChallengeKey::prepare`](super::ChallengeKey::prepare). It
/// keeps the keyed hash state, so it cannot be cloned or compared, its `Debug` output leaves that state out,
/// and it is wiped when dropped.
#[must_use]
pub struct Prepared {
    /// Keyed, with everything before `expires` already hashed.
    mac: Hmac<Sha256>,
    /// What all challenges share. The fields that differ are empty.
    common: Challenge,
    template: HeaderTemplate,
}

/// A challenge issued from a prepared offer.
#[derive(Debug)]
#[must_use]
pub struct Issued<'a> {
    offer: &'a Prepared,
    id: String,
    expires: Expires,
    digest: Option<String>,
    opaque: Option<Opaque>,
}

impl Offer {
    /// Checks the offer and returns what all its challenges share.
    pub(super) fn checked(self) -> Result<Challenge> {
        // The one field that every charge must have (draft-payment-intent-charge-00, "Shared Fields").
        if self.intent.as_str() == "charge" && !self.request.field("amount").is_some_and(is_amount) {
            return Err(Error::new(
                Code::InvalidArgument,
                "a charge needs an amount: a string of ASCII digits in base units, without sign, point or leading zeros",
            ));
        }
        if self.realm.is_empty() {
            return Err(Error::new(Code::InvalidArgument, "a challenge needs a realm"));
        }
        let Self { realm, method, intent, request, description, header } = self;
        Ok(Challenge {
            id: String::new(),
            realm,
            method,
            intent,
            request,
            expires: None,
            digest: None,
            description,
            opaque: None,
            header,
        })
    }
}

/// Refuses a challenge that would already have expired.
pub(super) fn check_end(expires: &Expires, now: Timestamp) -> Result<()> {
    if expires.is_past(now) {
        Err(Error::new(Code::InvalidArgument, "expires is not in the future"))
    } else {
        Ok(())
    }
}

impl Prepared {
    pub(super) fn new(secret: &Secret, offer: Offer) -> Result<Self> {
        let common = offer.checked()?;
        let mut head = String::with_capacity(512);
        mac::head(&mut head, &Bound::from(&common))?;
        let mut mac = secret.start();
        mac.update(head.as_bytes());
        // Anything that cannot be written is refused now, not when the response is sent.
        let template = HeaderTemplate::new(&common)?;
        Ok(Self { mac, common, template })
    }

    /// Issues a challenge.
    ///
    /// # Errors
    /// [`Code::InvalidArgument`] when it would already have expired at `now`.
    ///
    /// ```
    /// use mpp_wasm::binding::{ChallengeKey, IssueOptions, Offer, Secret};
    /// use mpp_wasm::encoding::timestamp::Timestamp;
    /// use mpp_wasm::scheme::{Challenge, Intent, Method, Request};
    /// let key = ChallengeKey::new(Secret::new(&[7; 32])?, vec![]);
    /// let offer = key.prepare(Offer {
    ///     realm: "api.example.com".into(),
    ///     method: Method::new("stripe")?,
    ///     intent: Intent::new("charge")?,
    ///     request: Request::parse("eyJhbW91bnQiOiIxMDAifQ")?,
    ///     description: None, header: None,
    /// })?;
    /// let now = Timestamp::parse("2025-01-15T12:00:00Z")?;
    /// let options = IssueOptions { expires: now.saturating_add_millis(300_000).into(), digest: None, opaque: None };
    /// let issued = offer.issue(options, now)?;
    /// assert_eq!(Challenge::parse(&issued.to_header())?, issued.to_challenge());
    /// # Ok::<(), mpp_wasm::error::Error>(())
    /// ```
    pub fn issue(&self, options: IssueOptions, now: Timestamp) -> Result<Issued<'_>> {
        let IssueOptions { expires, digest, opaque } = options;
        check_end(&expires, now)?;
        let expires = expires.in_capitals();
        let digest = digest.as_ref().map(BodyDigest::to_text);
        let mut mac = self.mac.clone();
        mac.update(expires.as_str().as_bytes());
        let bound = Bound {
            digest: digest.as_deref(),
            opaque: opaque.as_ref().map_or("", Opaque::as_str),
            ..Bound::from(&self.common)
        };
        mac::tail(&bound, |text| mac.update(text.as_bytes()))?;
        Ok(Issued { offer: self, id: mac::id(mac), expires, digest, opaque })
    }

    /// What all challenges of the offer share. Its id, expiry, digest and correlation data are empty.
    pub const fn common(&self) -> &Challenge {
        &self.common
    }
}

impl Issued<'_> {
    /// The id.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// When it expires.
    pub const fn expires(&self) -> &Expires {
        &self.expires
    }

    /// The `WWW-Authenticate` value.
    pub fn to_header(&self) -> String {
        self.offer.template.fill(TemplateValues {
            id: &self.id,
            digest: self.digest.as_deref(),
            expires: self.expires.as_str(),
            opaque: self.opaque.as_ref().map(Opaque::as_str),
        })
    }

    /// The issued challenge as an owned [`Challenge`].
    pub fn to_challenge(&self) -> Challenge {
        Challenge {
            id: self.id.clone(),
            expires: Some(self.expires.clone()),
            digest: self.digest.clone(),
            opaque: self.opaque.clone(),
            ..self.offer.common.clone()
        }
    }
}

impl fmt::Debug for Prepared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Prepared").field("common", &self.common).finish_non_exhaustive()
    }
}
