//! Entries of `accepts` that are paid on Lightning, by an invoice in `extra`. Their amounts are in thousandths of a satoshi.

use crate::detect::bolt11::{Invoice, LIGHTNING};
use crate::detect::judge::Judge;
use crate::detect::offer::Offer;
use crate::detect::stated::Stated;
use crate::detect::token::Unit;
use crate::detect::warning::WarningCode;
use crate::encoding::json::Node;
use crate::scheme::Expires;
use alloc::string::{String, ToString};

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

/// The invoice of an entry; without one that can be read, nobody knows the amount.
pub(super) struct Bill {
    invoice: Option<Invoice>,
    amount: Option<(String, &'static str)>,
}

impl Bill {
    pub fn read(extra: Node<'_>) -> Self {
        let invoice = extra.text("invoice").and_then(Invoice::read);
        Self { amount: invoice.as_ref().and_then(Invoice::units), invoice }
    }

    /// The terms of the entry, with what the invoice asks for in place of what the entry states.
    pub fn terms<'a>(&'a self, stated: Stated<'a>) -> Stated<'a> {
        let network = self.invoice.as_ref().map_or(LIGHTNING, |invoice| invoice.network);
        let (amount, unit) = self.amount.as_ref().map_or(("", None), |(amount, unit)| (amount, Some(*unit)));
        Stated {
            amount: Some(amount),
            currency: unit,
            unit: unit.map(Unit::plain),
            place: Some(network.name),
            network: Some(network.id),
            recipient: None,
            ..stated
        }
    }

    /// Dates the offer, and warns if the entry states another amount than the invoice.
    pub fn judge(&self, offer: &mut Offer, stated: Option<&str>, judge: &Judge<'_>) {
        let Some(invoice) = &self.invoice else { return };
        if invoice.millisats.map(|amount| amount.to_string()).as_deref() != stated {
            offer.warn(WarningCode::InvoiceMismatch);
        }
        if let Some(at) = invoice.expires {
            judge.date(offer, Some(&Expires::from(at)));
        }
    }
}
