//! Offers: what a server asks for, before a challenge of it is issued.

use crate::encoding::timestamp::Timestamp;
use crate::error::{Code, Error, Result};
use crate::scheme::money::is_amount;
use crate::scheme::{Challenge, CredentialHeader, Expires, Intent, Method, Request};
use alloc::string::String;

/// The terms that all challenges of an offer share.
#[derive(Clone, Debug)]
#[non_exhaustive]
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

impl Offer {
    /// An offer without a description, whose credentials come in `Authorization`. Set what differs.
    ///
    /// ```
    /// use mpp_wasm::binding::Offer;
    /// use mpp_wasm::scheme::terms::Stripe;
    /// let request = Stripe::request(&"5.00 USD".parse()?, "profile_1", &["card"], None)?;
    /// let mut offer = Offer::new("api.example.com", "stripe".parse()?, "charge".parse()?, request);
    /// offer.description = Some("A report".into());
    /// # Ok::<(), mpp_wasm::error::Error>(())
    /// ```
    pub fn new(realm: impl Into<String>, method: Method, intent: Intent, request: Request) -> Self {
        Self { realm: realm.into(), method, intent, request, description: None, header: None }
    }

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
        // However it was written: the draft has one spelling.
        let header = header.map(|_| CredentialHeader::payment_authorization());
        let common = Challenge::new(realm, method, intent, request, String::new());
        Ok(Challenge { description, header, ..common })
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
