//! The offers of x402's terms.

use super::X402;
use super::amount::amount;
use super::instead::is_paid_otherwise;
use crate::detect::offers::host;
use crate::detect::offers::judge::Judge;
use crate::detect::offers::stated::Stated;
use crate::detect::offers::words::is_name;
use crate::detect::offers::{Offer, Protocol, WarningCode};
use crate::detect::protocols::alike::has_alike;
use crate::detect::protocols::bill::Bill;
use crate::detect::tokens::network::Network;
use crate::detect::tokens::token::Unit;
use crate::encoding::json::{Doc, Node};
use alloc::vec::Vec;

/// The members of an entry of `accepts` that say what is paid, where and to whom.
const TERMS: [&str; 6] = ["scheme", "network", "amount", "maxAmountRequired", "asset", "payTo"];

/// Networks of national currencies, which use ISO 4217 codes: banks', and Cloudflare's (coinbase/x402,
/// specs/schemes/batch-settlement/batch_settlement_cloudflare.md). On a chain, anyone can call a token `USD`.
const FIAT: [&str; 4] = ["ach", "sepa", "bank", "cloudflare"];

/// The start of the names of bitcoin's networks, which Lightning is on (CAIP-2).
const BITCOIN: &str = "bip122:";

/// What PyPI's x402 2.25.0 sends to the payee from the payer's own coins on TON, next to the amount.
const COINS: &str = "forwardTonAmount";

impl X402 {
    /// One offer for each entry of `accepts`, in order.
    pub(in crate::detect) fn offers(&self, judge: &Judge<'_>) -> Vec<Offer> {
        // Version 1 states the URL of what is sold in each entry, version 2 once.
        let url = self.resource.as_ref().and_then(|resource| resource.root().text("url"));
        let is_elsewhere = names_elsewhere(judge, url);
        self.accepts.root().items().map(|accepted| self.offer(accepted, judge, is_elsewhere)).collect()
    }

    fn offer(&self, accepted: Node<'_>, judge: &Judge<'_>, is_elsewhere: bool) -> Offer {
        let text = |name: &str| accepted.text(name);
        let (amount, conflicting) = amount(accepted, self.version);
        let (asset, named) = (text("asset"), text("network"));
        let network = named.and_then(Network::find);
        let unit = asset.and_then(|asset| match network {
            Some(network) => Unit::token(network.id, asset),
            None if named.is_some_and(is_fiat) => Unit::iso_elsewhere(asset),
            None => None,
        });
        let resource = self.resource.as_ref().map(Doc::root);
        let scheme = text("scheme").unwrap_or("x402");
        let extra = accepted.get("extra");
        // What the channel has to hold at least: payers set this aside first.
        let deposit = extra.filter(|_| scheme == "batch-settlement");
        let deposit = deposit.and_then(|extra| extra.get("minDeposit"));
        let lightning = extra.filter(|extra| is_lightning(*extra));
        let coins = extra.and_then(|extra| extra.get(COINS)).filter(|coins| !coins.is_null());
        let sends_coins = coins.is_some_and(|coins| coins.as_text().or(coins.as_number()) != Some("0"));
        let on_bitcoin = named.is_some_and(|network| network.starts_with(BITCOIN));
        let stated = Stated {
            method: if is_name(scheme) { scheme } else { "x402" },
            amount,
            deposit: deposit.map(|deposit| deposit.as_text().unwrap_or_default()),
            currency: asset,
            unit,
            place: network.map(|network| network.name),
            network: network.map(|network| network.id).or(named),
            recipient: text("payTo"),
            descriptions: [text("description"), resource.and_then(|resource| resource.text("description"))],
            before: if scheme == "upto" { "up to " } else { "" },
            // With a scheme that is not known here, the amount may be a price per unit.
            open_ended: sends_coins || !matches!(scheme, "exact" | "upto" | "x402"),
            ..Stated::default()
        };
        let mut offer = if let Some(extra) = lightning.filter(|_| on_bitcoin) {
            let bill = Bill::read(extra.get("invoice").map(|invoice| invoice.as_text().unwrap_or_default()));
            let mut offer = bill.offer(Protocol::X402, judge, stated);
            if bill.differs(amount) {
                offer.warn(WarningCode::InvoiceMismatch);
            }
            offer
        } else {
            judge.offer(Protocol::X402, &stated)
        };
        if is_elsewhere || names_elsewhere(judge, text("resource")) {
            offer.warn(WarningCode::ResourceMismatch);
        }
        if self.was_unsafe {
            offer.warn(WarningCode::ControlCharacters);
        }
        if self.conflicting
            || conflicting
            || (lightning.is_some() && !on_bitcoin)
            || has_alike(accepted, &TERMS)
            || is_paid_otherwise(accepted)
        {
            offer.warn(WarningCode::ConflictingTerms);
        }
        offer
    }
}

/// Whether the URL of what is sold names another host than the one that asks for payment.
#[inline(never)]
fn names_elsewhere(judge: &Judge<'_>, url: Option<&str>) -> bool {
    judge.host.zip(url).is_some_and(|(host, url)| host::is_elsewhere(url, host))
}

/// Version 2 has national currencies on networks that are not chains. A country may follow the name: `sepa:de`.
fn is_fiat(network: &str) -> bool {
    FIAT.contains(&network.split(':').next().unwrap_or_default())
}

/// Whether an entry says that it is paid by an invoice in `extra`, in thousandths of a satoshi. npm's
/// @getalby/lightning-tools 9.0.1 then pays it, whatever the entry's network and asset are.
fn is_lightning(extra: Node<'_>) -> bool {
    extra.text("paymentMethod") == Some("lightning")
}
