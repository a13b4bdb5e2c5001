//! What a protocol's reader found, before it is judged.

use crate::detect::tokens::token::Unit;

/// The terms of one offer. Each text is as it was received.
#[derive(Default)]
pub(in crate::detect) struct Stated<'a> {
    pub method: &'a str,
    pub intent: Option<&'a str>,
    pub amount: Option<&'a str>,
    /// What a session asks to set aside, in the amount's unit.
    pub deposit: Option<&'a str>,
    pub currency: Option<&'a str>,
    pub unit: Option<Unit>,
    /// The network of the unit, for `display`.
    pub place: Option<&'a str>,
    pub network: Option<&'a str>,
    pub recipient: Option<&'a str>,
    /// The first is shown; all are checked.
    pub descriptions: [Option<&'a str>; 2],
    /// Words before the price.
    pub before: &'a str,
    /// What the price is per, if it is not the total.
    pub per: Option<&'a str>,
    /// The same in our own words, which come first.
    pub period: Option<&'a str>,
    /// Whether the total is not known in advance.
    pub open_ended: bool,
}
