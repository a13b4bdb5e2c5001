//! A member of an `Accept-Payment` list: what a client can pay with, and how much it prefers that.
//!
//! ```abnf
//! payment-range  = ( method / "*" ) "/" ( intent / "*" ) [ weight ]
//! weight         = OWS ";" OWS "q=" qvalue
//! ```

use super::{Intent, Method};
use crate::ascii;
use crate::http::quality::{qvalue, weight};
use crate::http::token::trim;

/// A method and an intent, either of which may be any, and how much a client prefers them.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PaymentRange {
    /// The payment method; `None` for any.
    pub method: Option<Method>,
    /// The payment intent; `None` for any.
    pub intent: Option<Intent>,
    /// The weight in thousandths: 1000 at most, and 0 for what the client cannot pay with.
    pub weight: u16,
}

/// The largest weight, which is left out when it is written.
pub(super) const MAX_WEIGHT: u16 = 1000;

impl PaymentRange {
    /// A range of the largest weight, 1000.
    pub const fn new(method: Option<Method>, intent: Option<Intent>) -> Self {
        Self { method, intent, weight: MAX_WEIGHT }
    }

    /// The same with another weight, in thousandths.
    #[must_use]
    pub fn with_weight(self, thousandths: u16) -> Self {
        Self { weight: thousandths, ..self }
    }

    /// Whether it covers an offer.
    pub(super) fn matches(&self, method: &str, intent: &str) -> bool {
        self.method.as_ref().is_none_or(|own| own.as_str() == method)
            && self.intent.as_ref().is_none_or(|own| own.as_str() == intent)
    }

    /// How many of its two parts are named. Of several ranges that match an offer, the most specific one counts.
    pub(super) fn specificity(&self) -> u8 {
        u8::from(self.method.is_some()) + u8::from(self.intent.is_some())
    }

    /// Reads a member of the list; `None` if it breaks the grammar.
    pub(super) fn read(member: &str) -> Option<Self> {
        let (pair, parameter) = match ascii::split_once(member, b';') {
            Some((pair, parameter)) => (trim(pair), Some(trim(parameter))),
            None => (member, None),
        };
        let (method, intent) = ascii::split_once(pair, b'/')?;
        let method = if method == "*" { None } else { Some(Method::new(method).ok()?) };
        let intent = if intent == "*" { None } else { Some(Intent::new(intent).ok()?) };
        let weight = match parameter {
            Some(parameter) => qvalue(weight(parameter)?)?,
            None => MAX_WEIGHT,
        };
        Some(Self { method, intent, weight })
    }
}
