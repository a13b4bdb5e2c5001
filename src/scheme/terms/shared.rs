//! The fields that every method of the charge intent shares (draft-payment-intent-charge-00, "Shared Fields").

use super::super::{Request, money};
use super::fields::Fields;
use crate::encoding::json::Node;
use crate::error::Result;

/// The amount, the currency and the fields that describe them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Shared<'a> {
    /// The amount in base units, as received: see [`Shared::units`].
    pub amount: &'a str,
    /// An ISO 4217 code, a token's address, or a name that the method defines.
    pub currency: &'a str,
    /// Who is paid, in the method's own form.
    pub recipient: Option<&'a str>,
    /// What the payment is for, according to the seller.
    pub description: Option<&'a str>,
    /// The seller's own reference.
    pub external_id: Option<&'a str>,
}

impl<'a> Shared<'a> {
    /// Reads the shared fields, for any method.
    ///
    /// # Errors
    /// [`crate::error::Code::InvalidRequest`] when amount or currency is missing, or when one of them or the
    /// recipient is not a string.
    pub fn read(request: &'a Request) -> Result<Self> {
        Self::of(request.json())
    }

    /// The same, for a request that is read in place.
    pub(crate) fn of(request: Node<'a>) -> Result<Self> {
        let fields = Fields::of(request);
        Ok(Self {
            amount: fields.need("amount", fields.text("amount")?)?,
            currency: fields.need("currency", fields.text("currency")?)?,
            recipient: fields.text("recipient")?,
            description: request.text("description"),
            external_id: request.text("externalId"),
        })
    }

    /// The amount, if it is valid: ASCII digits without sign, point or leading zeros.
    ///
    /// # Errors
    /// [`crate::error::Code::InvalidRequest`].
    pub fn units(&self) -> Result<&'a str> {
        if money::is_amount(self.amount) { Ok(self.amount) } else { Err(super::fields::not_units("amount")) }
    }
}
