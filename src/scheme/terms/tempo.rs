//! `tempo` (draft-tempo-charge-00, "Method Details").

use super::super::Request;
use super::fields::Fields;
use super::shared::Shared;
use super::splits::{self, Split};
use crate::error::Result;
use alloc::vec::Vec;

/// What a charge on Tempo asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Tempo<'a> {
    /// The currency is a TIP-20 token's address.
    pub shared: Shared<'a>,
    /// The chain id. The drafts disagree on the default (charge 42431, session 4217), so an absent one stays absent.
    pub chain_id: Option<u64>,
    /// Whether the server pays the transaction fee.
    pub fee_payer: bool,
    /// A `bytes32` that goes with the transfer.
    pub memo: Option<&'a str>,
    /// The others who are paid out of the amount.
    pub splits: Vec<Split<'a>>,
    /// How a payment may be submitted.
    pub modes: Modes,
}

/// Who submits the transaction to the chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Modes {
    /// The server, which receives it signed.
    pub pull: bool,
    /// The client, which presents its hash.
    pub push: bool,
}

impl<'a> Tempo<'a> {
    /// Reads a request.
    ///
    /// # Errors
    /// [`crate::error::Code::InvalidRequest`], naming the field.
    pub fn read(request: &'a Request) -> Result<Self> {
        let shared = Shared::read(request)?;
        let details = Fields::first_version(request.json())?;
        let splits = splits::read(&details, shared.amount)?;
        let bytes32 = |name: &str, memo: Option<&str>| match memo {
            Some(memo) if !is_bytes32(memo) => Err(details.wrong(name, " is not 0x and 64 hex digits")),
            _ => Ok(()),
        };
        let memo = details.text("memo")?;
        bytes32("memo", memo)?;
        splits.iter().try_for_each(|split| bytes32("splits[].memo", split.memo))?;
        Ok(Self {
            shared,
            chain_id: details.whole("chainId")?,
            fee_payer: details.flag("feePayer")?,
            memo,
            splits,
            modes: modes(&details)?,
        })
    }
}

/// Both if the list is absent. A list that names neither leaves no way to pay.
fn modes(details: &Fields<'_>) -> Result<Modes> {
    const NAME: &str = "supportedModes";
    if details.get(NAME).is_none() {
        return Ok(Modes { pull: true, push: true });
    }
    let list = details.texts(NAME)?;
    let modes = Modes { pull: list.contains(&"pull"), push: list.contains(&"push") };
    if modes.pull || modes.push {
        Ok(modes)
    } else {
        Err(details.wrong(NAME, " names neither pull nor push"))
    }
}

fn is_bytes32(text: &str) -> bool {
    let hex = text.strip_prefix("0x").unwrap_or_default();
    hex.len() == 64 && hex.bytes().all(|byte| byte.is_ascii_hexdigit())
}
