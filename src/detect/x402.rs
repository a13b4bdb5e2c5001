//! x402: version 1 in the body, version 2 in `PAYMENT-REQUIRED` (coinbase/x402, specs/x402-specification-v1.md
//! and -v2.md, "PaymentRequirements").

use super::judge::Judge;
use super::offer::{Offer, Protocol};
use super::stated::Stated;
use super::token::{Network, Unit};
use super::warning::WarningCode;
use super::words::is_name;
use crate::ascii;
use crate::encoding::base64url;
use crate::encoding::json::{Doc, Node};
use crate::scheme::money;
use crate::scheme::sanitize::{is_clean_value, sanitize_value};
use alloc::{string::String, vec::Vec};
use core::cmp::Ordering;

/// The most offers of an answer: as many as a header has challenges.
pub const MAX_ACCEPTS: usize = 64;

const VERSION: &str = "x402Version";

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
    /// Whether a header or a body is there that cannot be read here, and that other readers may take terms from.
    pub unreadable: bool,
}

/// The most bytes of a header or a body that are looked at.
pub const MAX_BODY_BYTES: usize = 256 * 1024;

impl X402 {
    /// Reads the JSON of the header or of the body.
    fn read(doc: &Doc) -> Option<Self> {
        let object = doc.root();
        let version = match object.get(VERSION)?.as_number()? {
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
            unreadable: false,
        })
    }

    fn unread(version: u8) -> Self {
        let accepts = Doc::of("[]".into());
        Self { version, accepts, resource: None, was_unsafe: false, conflicting: false, unreadable: true }
    }

    fn of_header(header: &str) -> Self {
        let header = Some(header.trim()).filter(|header| header.len() <= MAX_BODY_BYTES);
        let doc = header.and_then(|header| Doc::read(base64url::decode_text(header).ok()?).ok());
        doc.as_ref().and_then(Self::read).unwrap_or_else(|| Self::unread(2))
    }

    fn of_body(body: &str) -> Option<Self> {
        // Who asks a `Response` for its JSON is not told of a byte order mark.
        let text = body.strip_prefix('\u{feff}').unwrap_or(body).trim_ascii_start();
        if body.len() > MAX_BODY_BYTES {
            return (text.is_empty() || text.starts_with('{')).then(|| Self::unread(1));
        }
        if !text.starts_with('{') {
            return None;
        }
        let may_be = match Doc::read(text.into()) {
            Ok(doc) => match Self::read(&doc) {
                Some(x402) => return Some(x402),
                None => doc.root().get(VERSION).is_some() || is_paid(&doc),
            },
            // Broken, cut, or with a name that stands twice; an escape may hide ours.
            Err(_) => [VERSION, "\\u"].into_iter().any(|part| ascii::find_text(text, part).is_some()),
        };
        may_be.then(|| Self::unread(1))
    }

    /// Of the header and of the body, which clients of version 2 and 1 read. Without the one, the other counts; where both
    /// are there, they must ask for the same.
    pub(super) fn of_both(header: Option<&str>, body: Option<&str>) -> Option<Self> {
        let header = header.filter(|header| !header.trim().is_empty()).map(Self::of_header);
        let body = body.and_then(Self::of_body);
        let (Some(own), Some(other)) = (&header, &body) else { return header.or(body) };
        let conflicting = own.conflicting || !own.asks_as(other);
        let unreadable = own.unreadable || other.unreadable;
        let shown = if own.accepts.root().items().next().is_none() { body } else { header };
        shown.map(|shown| Self { conflicting, unreadable, ..shown })
    }

    /// Whether each offer of another one is among these.
    fn asks_as(&self, other: &Self) -> bool {
        let accepted = |x402: &Self| -> Vec<([String; 4], Option<&Network>)> {
            let accepts = x402.accepts.root().items().take(MAX_ACCEPTS);
            accepts
                .map(|accepted| {
                    let text = |name: &str| accepted.text(name).unwrap_or_default().to_ascii_lowercase();
                    let amount = amount(accepted, x402.version).0.unwrap_or_default().into();
                    let network = accepted.text("network").and_then(Network::find);
                    ([amount, text("asset"), text("payTo"), text("scheme")], network)
                })
                .collect()
        };
        let own = accepted(self);
        accepted(other).iter().all(|(terms, network)| {
            // The versions name networks differently: only those that are known can be told apart.
            own.iter().any(|(same, at)| same == terms && (network.is_none() || at.is_none() || network == at))
        })
    }

    /// One offer for each of `accepts` that is an object, in order; for [`MAX_ACCEPTS`] of them.
    pub(super) fn offers(&self, judge: &Judge<'_>) -> Vec<Offer> {
        let accepts = self.accepts.root().items().filter(|accepted| accepted.is_object()).take(MAX_ACCEPTS);
        accepts.map(|accepted| self.offer(accepted, judge)).collect()
    }

    fn offer(&self, accepted: Node<'_>, judge: &Judge<'_>) -> Offer {
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
        let mut offer = judge.offer(
            Protocol::X402,
            &Stated {
                method: if is_name(scheme) { scheme } else { "x402" },
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
        if self.conflicting || conflicting {
            offer.warn(WarningCode::ConflictingTerms);
        }
        offer
    }
}

/// The amount as it is written, empty where it is no text and no number; and whether another one stands beside it. Each
/// version has its own word. Servers mix them up, and clients read theirs whatever version is stated: of both the higher counts.
fn amount(accepted: Node<'_>, version: u8) -> (Option<&str>, bool) {
    let names = if version == 1 { ["maxAmountRequired", "amount"] } else { ["amount", "maxAmountRequired"] };
    let amounts = names.map(|name| {
        let amount = accepted.get(name)?;
        amount.as_text().or(amount.as_number()).or(Some(""))
    });
    let [Some(own), Some(other)] = amounts else { return (amounts[0].or(amounts[1]), false) };
    let higher = money::is_amount(own)
        && money::is_amount(other)
        && money::compare((own, 0), (other, 0)) == Ordering::Less;
    (Some(if higher { other } else { own }), own != other && !other.is_empty())
}

/// Whether a body without a version lists what can be paid: some clients ask no more of it.
fn is_paid(doc: &Doc) -> bool {
    let accepts = doc.root().get("accepts").filter(|accepts| accepts.is_array());
    accepts.is_some_and(|accepts| accepts.items().any(|accepted| accepted.get("payTo").is_some()))
}

/// Version 2 has national currencies outside of chains, with a country after the network's name: `sepa:de`.
fn is_fiat(network: &str) -> bool {
    FIAT.contains(&network.split(':').next().unwrap_or_default())
}
