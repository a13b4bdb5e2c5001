//! `stripe` (draft-stripe-charge-00, "Method Details"), and `session` as Link's wallet reads it.

use super::super::{Request, money::Price};
use super::fields::Fields;
use super::shared::Shared;
use crate::encoding::json::{Doc, Node, ObjectWriter, decimal};
use crate::error::Result;
use alloc::vec::Vec;

/// What a Stripe charge asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Stripe<'a> {
    /// Amounts are in the currency's minor unit. The currency is an ISO 4217 code.
    pub shared: Shared<'a>,
    /// The seller's profile on Stripe's network.
    pub network_id: &'a str,
    /// What the seller can process: `card`, `link`, … The draft requires it, but other implementations leave
    /// it out.
    pub payment_method_types: Vec<&'a str>,
    /// Context that is added to the PaymentIntent.
    pub metadata: Option<Node<'a>>,
}

impl<'a> Stripe<'a> {
    /// Reads a request.
    ///
    /// # Errors
    /// [`crate::error::Code::InvalidRequest`], naming the field.
    pub fn read(request: &'a Request) -> Result<Self> {
        let shared = Shared::read(request)?;
        let details = Fields::first_version(request.json())?;
        Ok(Self {
            shared,
            network_id: Self::network_id(request)?,
            payment_method_types: details.texts("paymentMethodTypes")?,
            metadata: details.object("metadata")?,
        })
    }

    /// The seller's profile alone. Older servers write it outside `methodDetails`, so it is read there when
    /// it is absent inside. An empty one inside does not fall back to it.
    ///
    /// # Errors
    /// [`crate::error::Code::InvalidRequest`] when it is missing, empty or not a string.
    pub fn network_id(request: &'a Request) -> Result<&'a str> {
        Self::network_id_of(request.json())
    }

    /// The same, for a request that is read in place.
    pub(crate) fn network_id_of(request: Node<'a>) -> Result<&'a str> {
        const NAME: &str = "networkId";
        let details = Fields::details(request)?;
        let id = match details.text(NAME)? {
            Some(id) => Some(id),
            None => Fields::of(request).text(NAME)?,
        };
        details.need(NAME, id.filter(|id| !id.is_empty()))
    }

    /// Writes the request of a charge, as [`Stripe::read`] reads it. `metadata`, if any, is an object of strings.
    ///
    /// # Errors
    /// [`crate::error::Code::TooLarge`].
    ///
    /// ```
    /// use mpp_wasm::scheme::terms::Stripe;
    /// let request = Stripe::request(&"5.00 USD".parse()?, "profile_1", &["card", "link"], None)?;
    /// let terms = Stripe::read(&request)?;
    /// assert_eq!((terms.shared.amount, terms.shared.currency, terms.network_id), ("500", "usd", "profile_1"));
    /// # Ok::<(), mpp_wasm::error::Error>(())
    /// ```
    pub fn request(
        price: &Price,
        network_id: &str,
        payment_method_types: &[impl AsRef<str>],
        metadata: Option<Node<'_>>,
    ) -> Result<Request> {
        let mut details = ObjectWriter::new();
        details.text("networkId", network_id);
        details.texts("paymentMethodTypes", payment_method_types.iter().map(AsRef::as_ref));
        if let Some(metadata) = metadata {
            details.json("metadata", metadata.raw());
        }
        let mut json = ObjectWriter::new();
        json.text("amount", &decimal(price.amount)).text("currency", &price.currency);
        json.json("methodDetails", &details.finish());
        Request::encode_sorted(Doc::read(json.finish())?)
    }
}
