//! `evm` (draft-evm-charge-00, "Method Details").

use super::super::Request;
use super::fields::Fields;
use super::shared::Shared;
use super::splits::{self, Split};
use crate::error::Result;
use alloc::vec::Vec;

/// What a charge on an EVM chain asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Evm<'a> {
    /// The currency is an ERC-20 token's address.
    pub shared: Shared<'a>,
    /// The chain id (EIP-155).
    pub chain_id: u64,
    /// The Permit2 contract, if it is not the canonical one.
    pub permit2_address: Option<&'a str>,
    /// The credential types the server accepts, best first. Empty if it does not say.
    pub credential_types: Vec<&'a str>,
    /// The token's decimals, according to the seller. Do not format an amount with them: a false value moves
    /// the point.
    pub decimals: Option<u64>,
    /// The others who are paid out of the amount.
    pub splits: Vec<Split<'a>>,
}

impl<'a> Evm<'a> {
    /// Reads a request.
    ///
    /// # Errors
    /// [`crate::error::Code::InvalidRequest`], naming the field.
    pub fn read(request: &'a Request) -> Result<Self> {
        let shared = Shared::read(request)?;
        let details = Fields::first_version(request.json())?;
        Ok(Self {
            shared,
            chain_id: details.need("chainId", details.whole("chainId")?)?,
            permit2_address: details.text("permit2Address")?,
            credential_types: details.texts("credentialTypes")?,
            decimals: details.whole("decimals")?,
            splits: splits::read(&details, shared.amount)?,
        })
    }
}
