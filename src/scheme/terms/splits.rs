//! `methodDetails.splits`: others who are paid out of the amount (drafts tempo-charge and evm-charge, "Split
//! Payments").

use super::super::money;
use super::fields::{Fields, not_units};
use crate::error::Result;
use alloc::vec::Vec;

/// One share of the amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Split<'a> {
    /// Who receives it.
    pub recipient: &'a str,
    /// How much, in base units. It is part of the total, not added to it.
    pub amount: &'a str,
    /// A `bytes32` for `tempo`, a label for `evm`.
    pub memo: Option<&'a str>,
}

/// Reads the list. The splits must leave something for the primary recipient: clients must reject a request
/// where they do not.
pub(super) fn read<'a>(details: &Fields<'a>, total: &str) -> Result<Vec<Split<'a>>> {
    const NAME: &str = "splits";
    const ENTRY: &str = "methodDetails.splits[].";
    if details.get(NAME).is_none() {
        return Ok(Vec::new());
    }
    let mut splits = Vec::new();
    let mut sum: u128 = 0;
    for entry in details.list(NAME)? {
        if !entry.is_object() {
            return Err(details.wrong(NAME, " must contain only objects"));
        }
        let fields = Fields::inside(entry, ENTRY);
        let amount = fields.need("amount", fields.text("amount")?)?;
        if !money::is_amount(amount) || amount == "0" {
            return Err(not_units("methodDetails.splits[].amount"));
        }
        let recipient = fields.need("recipient", fields.text("recipient")?)?;
        let memo = fields.text("memo")?;
        sum = amount.parse().ok().and_then(|part| sum.checked_add(part)).unwrap_or(u128::MAX);
        splits.push(Split { recipient, amount, memo });
    }
    // A total beyond u128 is not a price. Refusing its splits is the safe side.
    match total.parse::<u128>() {
        _ if splits.is_empty() => Err(details.wrong(NAME, " is empty")),
        Ok(total) if sum < total => Ok(splits),
        _ => Err(details.wrong(NAME, " add up to the amount or more")),
    }
}
