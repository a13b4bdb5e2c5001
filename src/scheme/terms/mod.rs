//! What a payment request asks for, by method: typed views of a [`Request`].
//!
//! A view borrows from the request and does not replace it: fields that no draft names stay readable in
//! [`Request::json`]. When a field that decides what is paid, to whom, or how, has the wrong type, the error
//! names that field. A `description` or `externalId` of the wrong type counts as absent.

mod evm;
mod fields;
mod shared;
mod splits;
mod stripe;
mod tempo;

pub use evm::Evm;
pub use shared::Shared;
pub use splits::Split;
pub use stripe::Stripe;
pub use tempo::{Modes, Tempo};

use super::{Method, Request};
use crate::error::Result;

/// A request as its method's draft defines it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Terms<'a> {
    /// `stripe`
    Stripe(Stripe<'a>),
    /// `tempo`
    Tempo(Tempo<'a>),
    /// `evm`
    Evm(Evm<'a>),
    /// Any other method: the fields that all of them share.
    Other(Shared<'a>),
}

impl<'a> Terms<'a> {
    /// Reads a request. The intent does not matter: the drafts of one method use the same field names.
    ///
    /// # Errors
    /// [`crate::error::Code::InvalidRequest`], naming the field.
    ///
    /// ```
    /// use mpp_wasm::scheme::{Method, Request, Terms};
    /// let request = Request::parse("eyJhbW91bnQiOiIxMDAiLCJjdXJyZW5jeSI6InNhdCJ9").unwrap();
    /// let terms = Terms::read(&Method::new("lightning").unwrap(), &request).unwrap();
    /// assert_eq!((terms.shared().amount, terms.shared().currency), ("100", "sat"));
    /// ```
    pub fn read(method: &Method, request: &'a Request) -> Result<Self> {
        Ok(match method.as_str() {
            "stripe" => Self::Stripe(Stripe::read(request)?),
            "tempo" => Self::Tempo(Tempo::read(request)?),
            "evm" => Self::Evm(Evm::read(request)?),
            _ => Self::Other(Shared::read(request)?),
        })
    }

    /// The fields that every charge has.
    pub const fn shared(&self) -> &Shared<'a> {
        match self {
            Self::Stripe(terms) => &terms.shared,
            Self::Tempo(terms) => &terms.shared,
            Self::Evm(terms) => &terms.shared,
            Self::Other(shared) => shared,
        }
    }

    /// The others who are paid out of the amount.
    pub fn splits(&self) -> &[Split<'a>] {
        match self {
            Self::Tempo(terms) => &terms.splits,
            Self::Evm(terms) => &terms.splits,
            Self::Stripe(_) | Self::Other(_) => &[],
        }
    }
}
