//! L402, formerly LSAT: `L402 macaroon="…", invoice="lnbc…"`. Newer servers write `token` instead of `macaroon`.
//!
//! Readers differ. npm's @getalby/lightning-tools 9.0.1 writes its first two parameters without a comma between them. PyPI's
//! l402kit 1.10.1 prefers a token and an invoice in a JSON body to those in the header.

use super::bill::Bill;
use super::body::{Body, may_name};
use crate::ascii;
use crate::detect::offers::judge::Judge;
use crate::detect::offers::stated::Stated;
use crate::detect::offers::{Offer, Protocol, WarningCode};
use crate::detect::tokens::bolt11::Invoice;
use crate::http::auth::Element;
use crate::scheme::sanitize::sanitize;
use alloc::{borrow::Cow, string::String};

/// The members of a body that may hold an invoice.
const INVOICES: [&str; 3] = ["invoice", "paymentRequest", "payment_request"];

/// What PyPI's fewsats 0.0.22 pays `offers` with: prices of L402's that are not read here.
const OFFERS: &str = "payment_request_url";

/// L402's terms.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct L402 {
    /// The token to present along with the preimage.
    pub macaroon: Option<String>,
    /// The Lightning invoice to pay.
    pub invoice: Option<String>,
    /// Whether unsafe characters were removed.
    pub was_unsafe: bool,
    /// Whether the response has another challenge with a different invoice.
    pub conflicting: bool,
}

impl L402 {
    /// Reads the first L402 challenge of a `WWW-Authenticate` value.
    pub(in crate::detect) fn read(elements: &[Element<'_>]) -> Option<Self> {
        let mut challenges = elements.iter().filter(|element| is_l402(element)).map(terms);
        let [token, invoice] = challenges.next()?;
        let conflicting = challenges.any(|[_, other]| other != invoice);
        Some(Self { conflicting, ..Self::of(token, invoice) })
    }

    /// Adds what a whole body says: another invoice, or one where the header has none.
    pub(in crate::detect) fn with_body(own: Option<Self>, body: &Body<'_>) -> Option<Self> {
        let Body::Object(doc) = body else { return own };
        let object = doc.root();
        let stated = INVOICES.iter().filter_map(|name| object.text(name));
        let mut invoices = stated.filter(|invoice| Invoice::read(invoice).is_some());
        let Some(invoice) = invoices.next() else { return own };
        let own = match own {
            Some(own) => own,
            None => Self::of(Some(object.text("macaroon")?), Some(invoice)),
        };
        let differs = |other| own.invoice.as_deref() != Some(other);
        let conflicting = own.conflicting || differs(invoice) || invoices.any(differs);
        Some(Self { conflicting, ..own })
    }

    /// Whether a body might give an invoice to another reader, or the address to get one from.
    pub(in crate::detect) fn may_be_in(body: &Body<'_>) -> bool {
        match body {
            Body::Broken(text) => may_name(text, &INVOICES) || may_name(text, &[OFFERS]),
            Body::Object(doc) => doc.root().get(OFFERS).is_some(),
            _ => false,
        }
    }

    /// What a reader may pay that looks for an invoice without a look at the scheme, as Fewsats' L402-python does.
    pub(in crate::detect) fn hidden() -> Self {
        Self::of(None, None)
    }

    fn of(token: Option<&str>, invoice: Option<&str>) -> Self {
        let mut was_unsafe = false;
        let [macaroon, invoice] = [token, invoice].map(|text| {
            let clean = sanitize(text?);
            was_unsafe |= matches!(clean, Cow::Owned(_));
            Some(clean.into_owned())
        });
        Self { macaroon, invoice, was_unsafe, conflicting: false }
    }

    pub(in crate::detect) fn offer(&self, judge: &Judge<'_>) -> Offer {
        let stated = Stated { method: "lightning", ..Stated::default() };
        let mut offer = Bill::read(self.invoice.as_deref()).offer(Protocol::L402, judge, stated);
        if self.was_unsafe {
            offer.warn(WarningCode::ControlCharacters);
        }
        if self.conflicting {
            offer.warn(WarningCode::ConflictingTerms);
        }
        offer
    }
}

/// Whether a challenge is in this scheme, by either name.
pub(super) fn is_l402(element: &Element<'_>) -> bool {
    element.is("L402") || element.is("LSAT")
}

/// The token and the invoice of a challenge.
fn terms<'a>(element: &Element<'a>) -> [Option<&'a str>; 2] {
    let params = element.params();
    [&["macaroon", "token"][..], &["invoice"]].map(|names| match &params {
        Ok(params) => params.iter().find(|param| names.contains(&&*param.name)).map(|param| param.raw),
        Err(_) => names.iter().find_map(|name| element.pieces().find_map(|piece| loose(piece, name))),
    })
}

/// A parameter somewhere in a piece that is not one parameter.
fn loose<'a>(piece: &'a str, name: &str) -> Option<&'a str> {
    let (_, after) = ascii::split_at(piece, ascii::find_text(piece, name)? + name.len());
    let value = after.strip_prefix('=')?;
    let (value, end) = value.strip_prefix('"').map_or((value, b' '), |quoted| (quoted, b'"'));
    Some(ascii::part(value, ..ascii::find(value, end).unwrap_or(value.len())))
}
