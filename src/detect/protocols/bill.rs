//! What an invoice asks for: L402's, or that of an x402 entry on Lightning. It is what gets paid, whatever is stated beside it.

use crate::detect::offers::judge::Judge;
use crate::detect::offers::stated::Stated;
use crate::detect::offers::{Offer, Protocol};
use crate::detect::tokens::bolt11::{Invoice, LIGHTNING};
use crate::detect::tokens::token::Unit;
use crate::scheme::Expires;
use alloc::string::{String, ToString};

/// An invoice, if there is one.
pub(super) struct Bill {
    /// The inner one is absent if the text is no invoice.
    invoice: Option<Option<Invoice>>,
    amount: Option<(String, &'static str)>,
}

impl Bill {
    pub fn read(text: Option<&str>) -> Self {
        let invoice = text.map(Invoice::read);
        Self { amount: invoice.as_ref().and_then(|invoice| invoice.as_ref()?.units()), invoice }
    }

    /// The offer: what is stated, with what the invoice says in its place.
    pub fn offer(&self, protocol: Protocol, judge: &Judge<'_>, stated: Stated<'_>) -> Offer {
        let invoice = self.invoice.as_ref().and_then(Option::as_ref);
        let network = invoice.map_or(LIGHTNING, |invoice| invoice.network);
        let unit = self.amount.as_ref().map(|(_, unit)| *unit);
        // What is no invoice counts as an amount that cannot be read.
        let unreadable = matches!(self.invoice, Some(None)).then_some("");
        let terms = Stated {
            amount: self.amount.as_ref().map(|(amount, _)| &**amount).or(unreadable),
            currency: unit,
            unit: unit.map(Unit::plain),
            place: Some(network.name),
            network: Some(network.id),
            recipient: None,
            ..stated
        };
        let mut offer = judge.offer(protocol, &terms);
        if let Some(at) = invoice.and_then(|invoice| invoice.expires) {
            judge.date(&mut offer, Some(&Expires::from(at)));
        }
        offer
    }

    /// Whether there is an invoice for another amount than this, in thousandths of a satoshi.
    pub fn differs(&self, stated: Option<&str>) -> bool {
        let asked = |invoice: &Option<Invoice>| Some(invoice.as_ref()?.millisats?.to_string());
        self.invoice.as_ref().is_some_and(|invoice| asked(invoice).as_deref() != stated)
    }
}
