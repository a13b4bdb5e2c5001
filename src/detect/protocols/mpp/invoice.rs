//! The invoices of Lightning challenges: which network they are paid on, and whether they are for what is stated.

use super::details;
use crate::detect::tokens::bolt11::{Invoice, LIGHTNING};
use crate::detect::tokens::network::Network;
use crate::encoding::json::Node;
use crate::scheme::Challenge;
use alloc::string::String;

/// The Lightning network of a challenge: that of the invoice which gets paid.
pub(super) fn lightning(challenge: &Challenge) -> &'static Network {
    let invoice = if challenge.intent.as_str() == "session" {
        challenge.request.field("depositInvoice")
    } else {
        details(challenge).and_then(|details| details.text("invoice"))
    };
    invoice.and_then(Invoice::read).map_or(LIGHTNING, |invoice| invoice.network)
}

/// Whether a Lightning challenge carries an invoice for an amount other than the stated one
/// (draft-lightning-charge-00, "Amount Verification"), or for a different deposit
/// (draft-lightning-session-00, "Request Schema").
pub(super) fn invoice_differs(challenge: &Challenge, deposit: Option<&str>) -> bool {
    let differs = |invoice: Option<Node<'_>>, stated: Option<&str>| {
        let invoice = invoice.filter(|invoice| !invoice.is_null());
        invoice.is_some_and(|invoice| stated.is_none() || sats(invoice).as_deref() != stated)
    };
    let request = &challenge.request;
    let session = challenge.intent.as_str() == "session";
    challenge.method.as_str() == "lightning"
        && (differs(details(challenge).and_then(|details| details.get("invoice")), request.field("amount"))
            || (session && differs(request.json().get("depositInvoice"), deposit)))
}

/// The amount of an invoice, if the invoice is a readable string for a whole number of satoshis.
pub(super) fn sats(invoice: Node<'_>) -> Option<String> {
    let (amount, unit) = Invoice::read(invoice.as_text()?)?.units()?;
    (unit == "sat").then_some(amount)
}
