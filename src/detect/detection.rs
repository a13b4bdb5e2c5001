//! Which payment protocols a response speaks. It may speak several at once.

use super::decode;
use super::offers::judge::{Context, Judge};
use super::offers::{Offer, Protocol, WarningCode};
use super::protocols::body::Body;
use super::protocols::hidden::{hides_payment, hides_terms};
use super::protocols::mpp;
use super::protocols::{L402, X402};
use crate::error::{Code, Error, Result};
use crate::http::auth;
use crate::scheme::{Challenge, Reading};
use alloc::vec::Vec;

/// An HTTP response, reduced to what detection needs. End the literal with `..Response::default()`: a later version may have
/// more fields.
#[derive(Clone, Copy, Debug, Default)]
pub struct Response<'a> {
    /// The status code.
    pub status: u16,
    /// The `WWW-Authenticate` fields, joined by commas.
    pub www_authenticate: Option<&'a str>,
    /// The `PAYMENT-REQUIRED` field of x402 version 2. Without one, some clients read `X-PAYMENT-REQUIRED` in its place; on
    /// other servers that is a mere word.
    pub payment_required: Option<&'a str>,
    /// The body, if it was read. x402 version 1 puts its terms there, and so do some L402 servers.
    pub body: Option<&'a str>,
    /// Whether the body goes on after what is in `body`. What follows might be x402's terms.
    pub incomplete: bool,
}

/// What a response asks for. A 402 without terms sets only `payment_required`; any
/// other status leaves everything empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Detection {
    /// Whether the status is 402.
    pub payment_required: bool,
    /// The Machine Payments Protocol: every Payment challenge, readable or not.
    pub mpp: Option<Reading>,
    /// x402.
    pub x402: Option<X402>,
    /// L402, formerly LSAT.
    pub l402: Option<L402>,
    /// See [`Detection::shared_payment_token_offer`].
    token: Option<usize>,
    /// Whether `WWW-Authenticate` has a challenge, or terms, where there can be none, or a body that cannot be read has an
    /// invoice.
    hides_payment: bool,
}

/// Where a challenge stands that only some readers see, and none that all see.
const HIDDEN: Error =
    Error::new(Code::MalformedChallenge, "a Payment challenge is inside quotes or another challenge");

/// Detects the payment protocols of a response.
///
/// # Errors
/// [`crate::error::Code::TooLarge`] when `WWW-Authenticate` is over its limits.
///
/// ```
/// use mpp_wasm::detect::{Response, detect};
/// let header = r#"L402 macaroon="AGIAJE", invoice="lnbc1""#;
/// let response = Response { status: 402, www_authenticate: Some(header), ..Response::default() };
/// assert_eq!(detect(&response).unwrap().l402.unwrap().invoice.as_deref(), Some("lnbc1"));
/// ```
pub fn detect(response: &Response<'_>) -> Result<Detection> {
    let mut found = Detection { payment_required: response.status == 402, ..Detection::default() };
    if !found.payment_required {
        return Ok(found);
    }
    if let Some(header) = response.www_authenticate {
        let mut reading = Challenge::read_all(header)?;
        found.token = decode::place(header, &reading.payment)?;
        let elements = auth::split(header)?;
        found.l402 = L402::read(&elements);
        let is_hidden = hides_payment(header, &elements);
        if is_hidden && reading.payment.is_empty() {
            reading.payment.push(Err(HIDDEN));
        }
        found.mpp = (!reading.payment.is_empty()).then_some(reading);
        found.hides_payment = is_hidden || hides_terms(header, &elements);
    }
    let body = Body::read(response.body, response.incomplete);
    found.l402 = L402::with_body(found.l402, &body);
    found.x402 = X402::of_both(response.payment_required, &body);
    if let Some(header) = response.www_authenticate {
        found.x402 = X402::with_challenge(found.x402, header);
    }
    if found.hides_payment && found.is_unknown() {
        found.l402 = Some(L402::hidden());
    }
    found.hides_payment |= L402::may_be_in(&body);
    Ok(found)
}

impl Detection {
    /// The protocols in which the response asks for payment, in the order of its [`offers`](Self::offers).
    ///
    /// ```
    /// use mpp_wasm::detect::{Response, Protocol, detect};
    /// let header = r#"L402 macaroon="AGIAJE", invoice="lnbc1""#;
    /// let response = Response { status: 402, www_authenticate: Some(header), ..Response::default() };
    /// assert!(detect(&response).unwrap().protocols().eq([Protocol::L402]));
    /// ```
    pub fn protocols(&self) -> impl Iterator<Item = Protocol> {
        let spoken = [
            self.mpp.as_ref().map(|_| Protocol::Mpp),
            self.x402.as_ref().map(|_| Protocol::X402),
            self.l402.as_ref().map(|_| Protocol::L402),
        ];
        spoken.into_iter().flatten()
    }

    /// Whether the response asks for payment in none of the protocols known here.
    pub fn is_unknown(&self) -> bool {
        self.payment_required && self.protocols().next().is_none()
    }

    /// The offers of the response, for display: the readable challenges in order, then x402's `accepts`, then L402.
    ///
    /// # Errors
    /// [`crate::error::Code::InvalidArgument`] if the context's URL is not an absolute http or https URL.
    ///
    /// ```
    /// use mpp_wasm::detect::{Response, Context, detect};
    /// let header = r#"L402 macaroon="AGIAJE", invoice="lnbc2500u1pvjluez""#;
    /// let response = Response { status: 402, www_authenticate: Some(header), ..Response::default() };
    /// let offers = detect(&response).unwrap().offers(&Context::default()).unwrap();
    /// assert_eq!(offers[0].display, "250000 sat on Lightning");
    /// ```
    pub fn offers(&self, context: &Context<'_>) -> Result<Vec<Offer>> {
        let judge = Judge::new(context)?;
        let mut offers = self.mpp.as_ref().map(|reading| mpp::offers(reading, &judge)).unwrap_or_default();
        offers.extend(self.x402.iter().flat_map(|x402| x402.offers(&judge)));
        offers.extend(self.l402.iter().map(|l402| l402.offer(&judge)));
        // Unreadable and hidden terms could be paid instead of any of these.
        if self.hides_payment || self.x402.as_ref().is_some_and(|x402| !x402.unreadable.is_empty()) {
            offers.iter_mut().for_each(|offer| offer.warn(WarningCode::ConflictingTerms));
        }
        Ok(offers)
    }

    /// The challenge of an offer, which a credential answers; `None` for an offer of x402 or L402. `at` is an index among the
    /// [`offers`](Self::offers), as [`cheapest_first`](super::cheapest_first) gives it. In [`Reading::payment`], which also
    /// counts what cannot be read, it may be another challenge.
    ///
    /// ```
    /// use mpp_wasm::detect::{Response, Context, detect};
    /// let good = r#"Payment id="good", realm="r", method="stripe", intent="charge", request="e30""#;
    /// let header = [r#"Payment id="unreadable""#, good, r#"L402 macaroon="AGIAJE", invoice="lnbc1""#].join(", ");
    /// let found = detect(&Response { status: 402, www_authenticate: Some(&header), ..Response::default() })?;
    /// let offers = found.offers(&Context::default())?;
    /// assert_eq!((&*offers[0].method, found.challenge(0).unwrap().id.as_str()), ("stripe", "good"));
    /// assert_eq!((&*offers[1].method, found.challenge(1)), ("lightning", None));
    /// # Ok::<(), mpp_wasm::error::Error>(())
    /// ```
    pub fn challenge(&self, at: usize) -> Option<&Challenge> {
        self.mpp.as_ref()?.challenges().nth(at)
    }

    /// The index, among the [`offers`](Self::offers), of the one that is paid with a shared payment token: the first
    /// `stripe` challenge for a charge or a session. Link's wallet looks no further, and [`decode`](super::decode())
    /// picks the same one. Its challenge is [`Detection::challenge`]. `None` if an earlier challenge that cannot be read here
    /// might be the one a wallet picks.
    ///
    /// ```
    /// use mpp_wasm::detect::{Response, detect};
    /// let header = ["tempo", "stripe"]
    ///     .map(|method| format!(r#"Payment id="1", realm="r", method="{method}", intent="charge", request="e30""#))
    ///     .join(", ");
    /// let response = Response { status: 402, www_authenticate: Some(&header), ..Response::default() };
    /// let found = detect(&response).unwrap();
    /// let at = found.shared_payment_token_offer().unwrap();
    /// assert_eq!(found.challenge(at).unwrap().method.as_str(), "stripe");
    /// ```
    pub const fn shared_payment_token_offer(&self) -> Option<usize> {
        self.token
    }
}
