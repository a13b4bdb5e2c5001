//! What a protocol's reader found, before it is judged.

use super::token::Unit;

/// The terms of one offer, each text as it came.
#[derive(Default)]
pub(super) struct Stated<'a> {
    pub method: &'a str,
    pub intent: Option<&'a str>,
    pub amount: Option<&'a str>,
    /// What a session sets aside, in the unit of the amount.
    pub deposit: Option<&'a str>,
    pub currency: Option<&'a str>,
    pub unit: Option<Unit>,
    /// Where the unit lives, for `display`.
    pub place: Option<&'a str>,
    pub network: Option<&'a str>,
    pub recipient: Option<&'a str>,
    /// The first is shown; all are checked.
    pub descriptions: [Option<&'a str>; 2],
    /// Words before the price.
    pub before: &'a str,
    /// What a price is for that is not the total.
    pub per: Option<&'a str>,
    /// Whether the total is not known in advance.
    pub open_ended: bool,
}
