//! Entries of `accepts` that are paid on Lightning, by an invoice in `extra`. Their amounts are in thousandths of a satoshi.

use crate::encoding::json::Node;

/// The start of the names of bitcoin's networks, which Lightning is on (CAIP-2).
const BITCOIN: &str = "bip122:";

/// Whether an entry says that it is paid by an invoice. npm's @getalby/lightning-tools 9.0.1 then pays it, whatever the
/// entry's network and asset are.
pub(super) fn is_lightning(extra: Node<'_>) -> bool {
    extra.text("paymentMethod") == Some("lightning")
}

/// Whether Lightning is on the network of this name.
pub(super) fn is_bitcoin(network: &str) -> bool {
    network.starts_with(BITCOIN)
}
