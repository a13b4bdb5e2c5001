//! Which payment protocol an answer speaks. Several may stand side by side.

use super::decode;
use super::judge::{Context, Judge};
use super::mpp;
use super::offer::Offer;
use super::warning::WarningCode;
use super::{L402, X402};
use crate::error::Result;
use crate::scheme::{Challenge, Reading};
use alloc::vec::Vec;

/// An HTTP answer, as far as it matters here.
#[derive(Clone, Copy, Debug)]
pub struct Answer<'a> {
    /// The status.
    pub status: u16,
    /// `WWW-Authenticate`, several fields joined by commas.
    pub www_authenticate: Option<&'a str>,
    /// `PAYMENT-REQUIRED`, x402's version 2.
    pub payment_required: Option<&'a str>,
    /// The body, where it was read; x402's version 1 lives there.
    pub body: Option<&'a str>,
}

/// What an answer asks for. All empty for a 402 that says nothing more, and for every other status.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Detection {
    /// Whether the status is 402.
    pub payment_required: bool,
    /// The Machine Payments Protocol: every Payment challenge, read or not.
    pub mpp: Option<Reading>,
    /// x402.
    pub x402: Option<X402>,
    /// L402, once LSAT.
    pub l402: Option<L402>,
    token: Option<usize>,
}

/// Looks at an answer.
///
/// # Errors
/// [`crate::error::Code::TooLarge`] when `WWW-Authenticate` is over its limits.
///
/// ```
/// use mpp_wasm::detect::{Answer, detect};
/// let header = r#"L402 macaroon="AGIAJE", invoice="lnbc1""#;
/// let answer = Answer { status: 402, www_authenticate: Some(header), payment_required: None, body: None };
/// assert_eq!(detect(&answer).unwrap().l402.unwrap().invoice.as_deref(), Some("lnbc1"));
/// ```
pub fn detect(answer: &Answer<'_>) -> Result<Detection> {
    let mut found = Detection { payment_required: answer.status == 402, ..Detection::default() };
    if !found.payment_required {
        return Ok(found);
    }
    if let Some(header) = answer.www_authenticate {
        let reading = Challenge::read_all(header)?;
        found.token = decode::place(header, &reading.payment)?;
        found.mpp = (!reading.payment.is_empty()).then_some(reading);
        found.l402 = L402::read(header)?;
    }
    found.x402 = X402::of_both(answer.payment_required, answer.body);
    Ok(found)
}

impl Detection {
    /// What the answer offers, for showing: the challenges that can be read, in order, then x402's `accepts`,
    /// then L402.
    ///
    /// # Errors
    /// [`crate::error::Code::InvalidArgument`] when the context's URL is none.
    ///
    /// ```
    /// use mpp_wasm::detect::{Answer, Context, detect};
    /// let header = r#"L402 macaroon="AGIAJE", invoice="lnbc2500u1pvjluez""#;
    /// let answer = Answer { status: 402, www_authenticate: Some(header), payment_required: None, body: None };
    /// let offers = detect(&answer).unwrap().offers(&Context::default()).unwrap();
    /// assert_eq!(offers[0].display, "250000 sat on Lightning");
    /// ```
    pub fn offers(&self, context: &Context<'_>) -> Result<Vec<Offer>> {
        let judge = Judge::new(context)?;
        let mut offers = self.mpp.as_ref().map(|reading| mpp::offers(reading, &judge)).unwrap_or_default();
        offers.extend(self.x402.iter().flat_map(|x402| x402.offers(&judge)));
        offers.extend(self.l402.iter().map(|l402| l402.offer(&judge)));
        // What it says may be paid in place of any of them.
        if self.x402.as_ref().is_some_and(|x402| x402.unreadable) {
            offers.iter_mut().for_each(|offer| offer.warn(WarningCode::ConflictingTerms));
        }
        Ok(offers)
    }

    /// Which of the [`offers`](Self::offers) is paid with a shared payment token: the first for a charge or a session by
    /// `stripe`. Link's wallet looks no further, and [`decode`](super::decode()) takes the same. None where a challenge
    /// before it cannot be read here and may be the one that a wallet finds.
    ///
    /// ```
    /// use mpp_wasm::detect::{Answer, detect};
    /// let header = ["tempo", "stripe"]
    ///     .map(|method| format!(r#"Payment id="1", realm="r", method="{method}", intent="charge", request="e30""#))
    ///     .join(", ");
    /// let answer = Answer { status: 402, www_authenticate: Some(&header), payment_required: None, body: None };
    /// assert_eq!(detect(&answer).unwrap().shared_payment_token(), Some(1));
    /// ```
    pub const fn shared_payment_token(&self) -> Option<usize> {
        self.token
    }
}
