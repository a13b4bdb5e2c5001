//! x402: version 1 in the body, version 2 in `PAYMENT-REQUIRED` (coinbase/x402, specs/x402-specification-v1.md
//! and -v2.md, "PaymentRequirements").

mod amount;
mod instead;
mod offers;

use super::alike::{has_alike, is_alike};
use super::body::{Body, MAX_BODY_BYTES, may_name};
use crate::ascii;
use crate::detect::tokens::network::Network;
use crate::encoding::base64url;
use crate::encoding::json::{Doc, Node, write_list};
use crate::scheme::sanitize::{is_clean_value, sanitize_value};
use alloc::{string::String, vec::Vec};
use amount::amount;
use core::fmt;
use instead::is_paid_otherwise;

/// The most offers in a response: the same as the limit on challenges in a header.
pub const MAX_ACCEPTS: usize = 64;

const VERSION: &str = "x402Version";

/// What some clients read where there is no `accepts`.
const REQUIREMENTS: &str = "paymentRequirements";

/// x402's terms.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct X402 {
    /// The version of the terms, 1 or 2. `None` if none were read.
    pub version: Option<u8>,
    /// The objects of the response's `accepts` array, one for each offer and up to [`MAX_ACCEPTS`]. Unchanged, except
    /// that unsafe characters are removed.
    pub accepts: Doc,
    /// Version 2's `resource`, treated the same way.
    pub resource: Option<Doc>,
    /// Whether unsafe characters were removed.
    pub was_unsafe: bool,
    /// Whether the response has other x402 terms too.
    pub conflicting: bool,
    /// The parts that are not read here, as a whole or in an entry of `accepts`, but might give terms to another reader.
    pub unreadable: Vec<X402Part>,
}

/// A part of a response that holds x402's terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum X402Part {
    /// `PAYMENT-REQUIRED`, or an x402 challenge in `WWW-Authenticate`.
    Header,
    /// The body.
    Body,
}

impl X402Part {
    /// Its name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Header => "header",
            Self::Body => "body",
        }
    }
}

impl fmt::Display for X402Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl X402 {
    /// Reads the JSON of a part.
    fn read(doc: &Doc, part: X402Part) -> Option<Self> {
        let object = doc.root();
        let version = match object.get(VERSION)?.as_number()? {
            "1" => 1,
            "2" => 2,
            _ => return None,
        };
        let entries = || object.get("accepts").into_iter().flat_map(Node::items);
        let kept = entries().filter(|entry| entry.is_object()).take(MAX_ACCEPTS);
        let mut accepts = String::new();
        write_list(&mut accepts, ['[', ']'], kept, |out, entry| out.push_str(entry.raw()));
        let accepts = Doc::of(accepts);
        let is_whole = accepts.root().items().count() == entries().count()
            && !has_alike(object, &[VERSION, "accepts"])
            && !has_more(object);
        let resource = object.object("resource");
        Some(Self {
            version: Some(version),
            was_unsafe: ![accepts.root()].into_iter().chain(resource).all(is_clean_value),
            accepts: sanitize_value(accepts.root()),
            resource: resource.map(sanitize_value),
            conflicting: false,
            unreadable: if is_whole { Vec::new() } else { [part].into() },
        })
    }

    fn unread(part: X402Part) -> Self {
        let (accepts, unreadable) = (Doc::of("[]".into()), [part].into());
        Self { version: None, accepts, resource: None, was_unsafe: false, conflicting: false, unreadable }
    }

    fn of_header(header: &str) -> Self {
        let header = Some(header.trim()).filter(|header| header.len() <= MAX_BODY_BYTES);
        // Some servers send the JSON as it is, and some clients read that too (PyPI's feeless402 0.2.13).
        let json = header.and_then(|header| match header.starts_with('{') {
            true => Some(header.into()),
            false => base64url::decode_text(header).ok(),
        });
        let doc = json.and_then(|json| Doc::read(json).ok());
        doc.and_then(|doc| Self::read(&doc, X402Part::Header))
            .unwrap_or_else(|| Self::unread(X402Part::Header))
    }

    fn of_body(body: &Body<'_>) -> Option<Self> {
        let may_be = match body {
            Body::Other => false,
            Body::Unread => true,
            // Some clients need no version, and take the last of several members of one name.
            Body::Broken(text) => {
                may_name(text, &[VERSION, "accepts", REQUIREMENTS, "payTo", "pay_to", "payment_address"])
            }
            Body::Object(doc) => match Self::read(doc, X402Part::Body) {
                Some(x402) => return Some(x402),
                None => {
                    let root = doc.root();
                    let mut options = root.get("accepts").into_iter().flat_map(Node::items);
                    root.get(VERSION).is_some()
                        || has_alike(root, &[VERSION])
                        || options.any(Node::is_object)
                        || has_more(root)
                }
            },
        };
        may_be.then(|| Self::unread(X402Part::Body))
    }

    /// Combines the header, which version 2 clients read, with the body, which version 1 clients read. If
    /// only one is present, it counts. If both are, the header's terms are shown (the body's, if they were read and the
    /// header has no offers), and the result is `conflicting` unless every offer of the body is also in the header.
    pub(in crate::detect) fn of_both(header: Option<&str>, body: &Body<'_>) -> Option<Self> {
        let header = header.filter(|header| !header.trim().is_empty()).map(Self::of_header);
        let body = Self::of_body(body);
        let (Some(own), Some(other)) = (&header, &body) else { return header.or(body) };
        let conflicting = !own.asks_as(other);
        let unreadable = [&*own.unreadable, &*other.unreadable].concat();
        let is_offered = own.accepts.root().items().next().is_some();
        let shown = if is_offered || other.version.is_none() { header } else { body };
        shown.map(|shown| Self { conflicting, unreadable, ..shown })
    }

    /// Adds an x402 challenge in `WWW-Authenticate`, as PyPI's ag402-core 0.1.20 reads it: parameters, with
    /// or without commas, anywhere in a value that begins with the scheme. Without a payee it is only a name.
    pub(in crate::detect) fn with_challenge(own: Option<Self>, header: &str) -> Option<Self> {
        if !ascii::starts_with(header.trim_ascii_start(), "x402")
            || ascii::find_text(header, "address=").is_none()
        {
            return own;
        }
        let mut own = own.unwrap_or_else(|| Self::unread(X402Part::Header));
        if !own.unreadable.contains(&X402Part::Header) {
            own.unreadable.insert(0, X402Part::Header);
        }
        Some(own)
    }

    /// Whether every offer of another one is also among these.
    fn asks_as(&self, other: &Self) -> bool {
        let accepted = |x402: &Self| -> Vec<([String; 7], Option<&Network>)> {
            let accepts = x402.accepts.root().items();
            accepts
                .map(|accepted| {
                    let text = |name: &str| accepted.text(name).unwrap_or_default().to_ascii_lowercase();
                    let amount = amount(accepted, x402.version).0.unwrap_or_default().into();
                    let network = accepted.text("network").and_then(Network::find);
                    let extra = accepted.get("extra");
                    let more = |name| Some(extra?.get(name)?.raw());
                    // An invoice, or what a channel has to hold, is paid too.
                    let [how, invoice, deposit] = ["paymentMethod", "invoice", "minDeposit"]
                        .map(|name| more(name).unwrap_or_default().into());
                    let terms = [amount, text("asset"), text("payTo"), text("scheme"), how, invoice, deposit];
                    (terms, network)
                })
                .collect()
        };
        let own = accepted(self);
        !other.accepts.root().items().any(is_paid_otherwise)
            && accepted(other).iter().all(|(terms, network)| {
                // The two versions name networks differently, so only known networks can be told apart.
                own.iter()
                    .any(|(same, at)| same == terms && (network.is_none() || at.is_none() || network == at))
            })
    }
}

/// Whether an object has terms that are not in an array `accepts`. npm's x402-stacks 2.0.3 and aptos-x402
/// 3.0.2 pay what the object itself says, as servers of uvd-x402-sdk 2.38.0 write it, and so does PyPI's
/// openlibx402-client 0.1.1 (`payment_address`). PyPI's x402kit 0.2.0 takes an object for a list of one.
fn has_more(object: Node<'_>) -> bool {
    let is_in_accepts = || {
        // Looked up once, not for each of any number of entries.
        let own = flat_terms(object);
        let mut entries = object.get("accepts").into_iter().flat_map(Node::items);
        entries.any(|entry| flat_terms(entry) == own)
    };
    object.members().any(|(name, value)| match name {
        "accepts" => value.is_object(),
        REQUIREMENTS => value.is_object() || value.is_array(),
        "payTo" => !is_in_accepts(),
        _ => is_alike(name, "payTo") || is_alike(name, "paymentAddress"),
    })
}

/// The terms of an entry, or of an object that has some itself.
fn flat_terms(object: Node<'_>) -> ([Option<Node<'_>>; 3], Option<&str>) {
    (["payTo", "network", "asset"].map(|name| object.get(name)), amount(object, None).0)
}
