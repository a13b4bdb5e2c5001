//! x402: version 1 in the body, version 2 in `PAYMENT-REQUIRED` (coinbase/x402, specs/x402-specification-v1.md
//! and -v2.md, "PaymentRequirements").

use super::offer::{Judge, Offer, Protocol, Stated};
use super::token::{Network, Unit};
use super::warning::WarningCode;
use crate::encoding::json::{Doc, Node};
use crate::scheme::sanitize::{is_clean_value, sanitize_value};
use alloc::{string::String, vec::Vec};

/// The most offers of an answer: as many as a header has challenges.
pub const MAX_ACCEPTS: usize = 64;

/// Networks of national currencies, whose codes are ISO 4217 there. On a chain anyone may call a token `USD`.
const FIAT: [&str; 3] = ["ach", "sepa", "bank"];

/// x402's terms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct X402 {
    /// 1 or 2.
    pub version: u8,
    /// The `accepts` of the answer, as they came but for unsafe characters: an array.
    pub accepts: Doc,
    /// Version 2's `resource`, likewise.
    pub resource: Option<Doc>,
    /// Whether unsafe characters were removed.
    pub was_unsafe: bool,
    /// Whether the answer has other terms of x402 too, or more than [`MAX_ACCEPTS`].
    pub conflicting: bool,
}

impl X402 {
    /// Reads the JSON of the header or of the body.
    pub(super) fn read(text: &str) -> Option<Self> {
        let doc = Doc::read(text.into()).ok()?;
        let object = doc.root();
        let version = match object.get("x402Version")?.as_number()? {
            "1" => 1,
            "2" => 2,
            _ => return None,
        };
        let accepts = object.get("accepts").filter(|accepts| accepts.is_array());
        let resource = object.get("resource").filter(|resource| resource.is_object());
        Some(Self {
            version,
            was_unsafe: !accepts.into_iter().chain(resource).all(is_clean_value),
            accepts: accepts.map_or_else(|| Doc::of("[]".into()), sanitize_value),
            resource: resource.map(sanitize_value),
            conflicting: accepts.is_some_and(|accepts| accepts.items().count() > MAX_ACCEPTS),
        })
    }

    /// Of the header and of the body, which clients of version 2 and 1 read. Without the one, the other counts; where both
    /// are there, they must ask for the same.
    pub(super) fn of_both(header: Option<&str>, body: Option<&str>) -> Option<Self> {
        let body = body.and_then(Self::read);
        let Some(text) = header else { return body };
        // A header that cannot be read here may be read elsewhere.
        let Some(mut own) = Self::read(text) else {
            return body.map(|body| Self { conflicting: true, ..body });
        };
        if let Some(body) = body {
            own.conflicting |= !own.asks_as(&body);
            if own.accepts.root().items().next().is_none() {
                return Some(Self { conflicting: own.conflicting, ..body });
            }
        }
        Some(own)
    }

    /// Whether each offer of another one is among these.
    fn asks_as(&self, other: &Self) -> bool {
        let accepted = |x402: &Self| -> Vec<[String; 3]> {
            let accepts = x402.accepts.root().items().take(MAX_ACCEPTS);
            accepts
                .map(|accepted| {
                    let text = |name: &str| accepted.text(name).unwrap_or_default().to_ascii_lowercase();
                    [amount(accepted, x402.version).unwrap_or_default().into(), text("asset"), text("payTo")]
                })
                .collect()
        };
        let own = accepted(self);
        accepted(other).iter().all(|terms| own.contains(terms))
    }

    /// One offer for each of `accepts` that is an object, in order; for [`MAX_ACCEPTS`] of them.
    pub(super) fn offers(&self, judge: &Judge<'_>) -> Vec<Offer> {
        let accepts = self.accepts.root().items().filter(|accepted| accepted.is_object()).take(MAX_ACCEPTS);
        accepts.map(|accepted| self.offer(accepted, judge)).collect()
    }

    fn offer(&self, accepted: Node<'_>, judge: &Judge<'_>) -> Offer {
        let text = |name: &str| accepted.text(name);
        let amount = amount(accepted, self.version);
        let (asset, named) = (text("asset"), text("network"));
        let network = named.and_then(Network::find);
        let unit = asset.and_then(|asset| match network {
            Some(network) => Unit::token(network.id, asset),
            None if named.is_some_and(is_fiat) => Unit::iso(asset),
            None => None,
        });
        let resource = self.resource.as_ref().map(Doc::root);
        let scheme = text("scheme").unwrap_or("x402");
        let mut offer = judge.offer(
            Protocol::X402,
            &Stated {
                method: scheme,
                amount,
                currency: asset,
                unit,
                place: network.map(|network| network.name),
                network: network.map(|network| network.id).or(named),
                recipient: text("payTo"),
                descriptions: [
                    text("description"),
                    resource.and_then(|resource| resource.text("description")),
                ],
                before: if scheme == "upto" { "up to " } else { "" },
                // Of a scheme that is not known here the amount may be the price of a unit.
                open_ended: !matches!(scheme, "exact" | "upto" | "x402"),
                ..Stated::default()
            },
        );
        if self.was_unsafe {
            offer.warn(WarningCode::ControlCharacters);
        }
        if self.conflicting {
            offer.warn(WarningCode::ConflictingTerms);
        }
        offer
    }
}

/// The amount as it is written; empty where it is no text and no number. Each version has its own word; both are looked for,
/// because servers mix them up.
fn amount(accepted: Node<'_>, version: u8) -> Option<&str> {
    let names = if version == 1 { ["maxAmountRequired", "amount"] } else { ["amount", "maxAmountRequired"] };
    names.into_iter().find_map(|name| {
        let amount = accepted.get(name)?;
        amount.as_text().or(amount.as_number()).or(Some(""))
    })
}

/// Version 2 has national currencies outside of chains, with a country after the network's name: `sepa:de`.
fn is_fiat(network: &str) -> bool {
    FIAT.contains(&network.split(':').next().unwrap_or_default())
}
