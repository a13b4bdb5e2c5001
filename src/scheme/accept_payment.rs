//! The `Accept-Payment` request header: what a client can pay with, and how much it prefers each.
//!
//! ```abnf
//! Accept-Payment = #payment-range
//! ```

use super::payment_range::{MAX_WEIGHT, PaymentRange};
use super::{Intent, Method};
use crate::ascii;
use crate::error::{Code, Error, Result};
use crate::http::{quality::to_qvalue, token::trim};
use alloc::{string::String, vec::Vec};
use core::{fmt, str::FromStr};

/// The maximum number of ranges in a header.
pub const MAX_RANGES: usize = 64;

/// What a client can pay with: at least one range.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AcceptPayment(Vec<PaymentRange>);

impl AcceptPayment {
    /// A header with these ranges.
    ///
    /// # Errors
    /// [`Code::InvalidArgument`] when there is no range, or one weighs over 1000; [`Code::TooLarge`] over [`MAX_RANGES`].
    ///
    /// ```
    /// use mpp_wasm::scheme::{AcceptPayment, PaymentRange};
    /// let stripe = PaymentRange::new(Some("stripe".parse()?), Some("charge".parse()?));
    /// let any = PaymentRange::new(None, Some("charge".parse()?)).with_weight(500);
    /// assert_eq!(AcceptPayment::new([stripe, any])?.to_header(), "stripe/charge, */charge;q=0.5");
    /// # Ok::<(), mpp_wasm::error::Error>(())
    /// ```
    pub fn new(ranges: impl IntoIterator<Item = PaymentRange>) -> Result<Self> {
        let ranges: Vec<PaymentRange> = ranges.into_iter().collect();
        if ranges.is_empty() || ranges.iter().any(|range| range.weight > MAX_WEIGHT) {
            return Err(Error::new(
                Code::InvalidArgument,
                "Accept-Payment needs ranges whose weights are 1000 at most",
            ));
        }
        if ranges.len() > MAX_RANGES { Err(TOO_LARGE) } else { Ok(Self(ranges)) }
    }

    /// The ranges, in order.
    pub fn ranges(&self) -> &[PaymentRange] {
        &self.0
    }

    /// Writes the header value.
    pub fn to_header(&self) -> String {
        let mut out = String::new();
        for PaymentRange { method, intent, weight } in &self.0 {
            let separator = if out.is_empty() { "" } else { ", " };
            let method = method.as_ref().map_or("*", Method::as_str);
            out.extend([separator, method, "/", intent.as_ref().map_or("*", Intent::as_str)]);
            if *weight < MAX_WEIGHT {
                out.extend([";q=", &to_qvalue(*weight)]);
            }
        }
        out
    }

    /// Reads a header value.
    ///
    /// # Errors
    /// [`Code::InvalidHeader`], or [`Code::TooLarge`] over [`MAX_RANGES`]. A server may then act as if the
    /// header were absent, as [`AcceptPayment::choose`] does.
    ///
    /// ```
    /// use mpp_wasm::scheme::AcceptPayment;
    /// let accept = AcceptPayment::parse("tempo/*, stripe/charge;q=0.5, tempo/session;q=0").unwrap();
    /// let offers = [("stripe", "charge"), ("tempo", "charge"), ("tempo", "session")];
    /// assert_eq!(accept.rank(offers), [1, 0]);
    /// ```
    pub fn parse(value: &str) -> Result<Self> {
        let mut ranges = Vec::new();
        for member in ascii::split(value, b',').map(trim).filter(|member| !member.is_empty()) {
            if ranges.len() == MAX_RANGES {
                return Err(TOO_LARGE);
            }
            ranges.push(
                PaymentRange::read(member)
                    .ok_or(Error::new(Code::InvalidHeader, "Accept-Payment is malformed"))?,
            );
        }
        if ranges.is_empty() {
            Err(Error::new(Code::InvalidHeader, "Accept-Payment is empty"))
        } else {
            Ok(Self(ranges))
        }
    }

    /// The indexes of the offers to make, best first: those that the header `value` accepts. All of them, in the
    /// server's order, if the header is absent or malformed or accepts none (draft section "Client Payment
    /// Preferences").
    ///
    /// ```
    /// use mpp_wasm::scheme::AcceptPayment;
    /// let offers = [("stripe", "charge"), ("tempo", "charge")];
    /// assert_eq!(AcceptPayment::choose(Some("tempo/*"), offers), [1]);
    /// assert_eq!(AcceptPayment::choose(Some("lightning/*"), offers), [0, 1]);
    /// assert_eq!(AcceptPayment::choose(None, offers), [0, 1]);
    /// ```
    pub fn choose<'a>(
        value: Option<&str>,
        offers: impl IntoIterator<Item = (&'a str, &'a str), IntoIter: ExactSizeIterator>,
    ) -> Vec<usize> {
        let offers = offers.into_iter();
        let all = 0..offers.len();
        let accept = value.and_then(|value| Self::parse(value).ok());
        let ranked = accept.map(|accept| accept.rank(offers)).filter(|ranked| !ranked.is_empty());
        ranked.unwrap_or_else(|| all.collect())
    }

    /// The weight of an offer in thousandths: the weight of the most specific range that matches it.
    fn weight(&self, method: &str, intent: &str) -> u16 {
        let matching = self.0.iter().filter(|range| range.matches(method, intent));
        let best = matching.max_by_key(|range| (range.specificity(), range.weight));
        best.map_or(0, |range| range.weight)
    }

    /// The indexes of the offers the client accepts, best first. Offers of equal weight stay in the server's
    /// order. Empty if the client accepts none; see [`AcceptPayment::choose`].
    pub fn rank<'a>(&self, offers: impl IntoIterator<Item = (&'a str, &'a str)>) -> Vec<usize> {
        let mut ranked: Vec<(usize, u16)> = Vec::new();
        for (at, (method, intent)) in offers.into_iter().enumerate() {
            let q = self.weight(method, intent);
            if q > 0 {
                // A server has a handful of offers. Equal ones keep its order.
                ranked.insert(ranked.partition_point(|(_, other)| *other >= q), (at, q));
            }
        }
        ranked.into_iter().map(|(at, _)| at).collect()
    }
}

impl FromStr for AcceptPayment {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        Self::parse(text)
    }
}

/// The header value.
impl fmt::Display for AcceptPayment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.to_header())
    }
}

const TOO_LARGE: Error = Error::new(Code::TooLarge, "Accept-Payment has over 64 ranges");

#[cfg(test)]
mod tests {
    use super::*;

    const OFFERS: [(&str, &str); 4] =
        [("tempo", "session"), ("tempo", "charge"), ("solana", "charge"), ("stripe", "charge")];

    fn rank(header: &str) -> Vec<&'static str> {
        let ranked = AcceptPayment::parse(header).unwrap().rank(OFFERS);
        ranked
            .into_iter()
            .map(|at| ["tempo/session", "tempo/charge", "solana/charge", "stripe/charge"][at])
            .collect()
    }

    #[test]
    fn draft_examples() {
        assert_eq!(
            rank("tempo/charge, tempo/session, stripe/charge;q=0.5, solana/charge;q=0.3"),
            ["tempo/session", "tempo/charge", "stripe/charge", "solana/charge"]
        );
        assert_eq!(
            rank("tempo/*, solana/*;q=0.6, stripe/charge;q=0.2"),
            ["tempo/session", "tempo/charge", "solana/charge", "stripe/charge"]
        );
        assert_eq!(
            rank("tempo/charge, tempo/session;q=0, solana/charge;q=0.8, stripe/charge;q=0.4"),
            ["tempo/charge", "solana/charge", "stripe/charge"]
        );
    }

    #[test]
    fn the_most_specific_range_wins_over_the_higher_weight() {
        assert_eq!(
            rank("*/*;q=0.1, */charge;q=0.9, tempo/charge;q=0.2"),
            ["solana/charge", "stripe/charge", "tempo/charge", "tempo/session"]
        );
        assert_eq!(rank("lightning/charge"), [""; 0]);
    }

    #[test]
    fn what_readers_refuse_is_not_made() {
        let any = || PaymentRange::new(None, None);
        let made = |range: PaymentRange, count| AcceptPayment::new(core::iter::repeat_n(range, count));
        assert_eq!(made(any(), 0).unwrap_err().code(), Code::InvalidArgument);
        assert_eq!(made(any().with_weight(1001), 1).unwrap_err().code(), Code::InvalidArgument);
        assert_eq!(made(any(), MAX_RANGES + 1).unwrap_err(), TOO_LARGE);
        let most = made(any().with_weight(0), MAX_RANGES).unwrap();
        assert_eq!(AcceptPayment::parse(&most.to_header()), Ok(most));
    }

    #[test]
    fn malformed() {
        for header in [
            "",
            ",",
            "tempo",
            "tempo/",
            "/charge",
            "Tempo/charge",
            "tempo/charge;q=2",
            "tempo/charge;q=1.001",
            "tempo/charge;q=0.1234",
            "tempo/charge;q=-1",
            "tempo/charge;x=1",
            "tempo/charge q=1",
            "t*/charge",
            "tempo/charge;q=",
        ] {
            assert_eq!(AcceptPayment::parse(header).unwrap_err().code(), Code::InvalidHeader, "{header:?}");
        }
        assert_eq!(AcceptPayment::parse(&"*/*,".repeat(MAX_RANGES + 1)).unwrap_err().code(), Code::TooLarge);
        assert!(AcceptPayment::parse("*/* ; q=0.5 , tempo/charge;Q=1.").is_ok());
    }
}
