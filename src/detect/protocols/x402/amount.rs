//! The amount of an entry of `accepts`, under either version's name.

use crate::encoding::json::Node;
use crate::scheme::money;
use core::cmp::Ordering;

/// The amount as written (empty if it is neither a string nor a number), and whether a different amount is
/// stated next to it. Each version has its own name for the amount. Servers mix the names up, and clients
/// read their own name whatever version is stated, so the higher of the two counts.
pub(super) fn amount(accepted: Node<'_>, version: Option<u8>) -> (Option<&str>, bool) {
    let names =
        if version == Some(1) { ["maxAmountRequired", "amount"] } else { ["amount", "maxAmountRequired"] };
    let amounts = names.map(|name| {
        let amount = accepted.get(name)?;
        amount.as_text().or(amount.as_number()).or(Some(""))
    });
    let [Some(own), Some(other)] = amounts else { return (amounts[0].or(amounts[1]), false) };
    let higher = money::order(own, other).is_some_and(Ordering::is_lt);
    (Some(if higher { other } else { own }), own != other && !other.is_empty())
}
