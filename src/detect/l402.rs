//! L402, formerly LSAT: `L402 macaroon="…", invoice="lnbc…"`. Newer servers write `token` instead of `macaroon`.

use super::bolt11::{Invoice, LIGHTNING};
use super::judge::Judge;
use super::offer::{Offer, Protocol};
use super::stated::Stated;
use super::token::Unit;
use super::warning::WarningCode;
use crate::http::auth::{Element, Param};
use crate::scheme::{Expires, sanitize::sanitize};
use alloc::{borrow::Cow, string::String};

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
    pub(super) fn read(elements: &[Element<'_>]) -> Option<Self> {
        let challenges = elements.iter().filter(|element| element.is("L402") || element.is("LSAT"));
        let mut challenges = challenges.map(|element| element.params().unwrap_or_default());
        challenges.next().map(|params| {
            let conflicting = challenges.any(|other| invoice(&other) != invoice(&params));
            let mut was_unsafe = false;
            let mut value = |names: &[&str]| {
                let param = params.iter().find(|param| names.contains(&&*param.name))?;
                let clean = sanitize(param.raw);
                was_unsafe |= matches!(clean, Cow::Owned(_));
                Some(clean.into_owned())
            };
            let (macaroon, invoice) = (value(&["macaroon", "token"]), value(&["invoice"]));
            Self { macaroon, invoice, was_unsafe, conflicting }
        })
    }

    pub(super) fn offer(&self, judge: &Judge<'_>) -> Offer {
        let invoice = self.invoice.as_deref().map(Invoice::read);
        let expires = invoice.as_ref().and_then(|invoice| invoice.as_ref()?.expires);
        let units = invoice.as_ref().and_then(|invoice| invoice.as_ref()?.units());
        let network = invoice.as_ref().and_then(|invoice| Some(invoice.as_ref()?.network));
        let mut offer = judge.offer(
            Protocol::L402,
            &Stated {
                method: "lightning",
                // An invalid invoice counts as an amount that cannot be read.
                amount: match (&units, &invoice) {
                    (Some((amount, _)), _) => Some(amount),
                    (None, Some(None)) => Some(""),
                    (None, _) => None,
                },
                currency: units.as_ref().map(|(_, unit)| *unit),
                unit: units.as_ref().map(|(_, unit)| Unit::plain(unit)),
                network: network.map(|network| network.id),
                place: Some(network.unwrap_or(LIGHTNING).name),
                ..Stated::default()
            },
        );
        if let Some(at) = expires {
            judge.date(&mut offer, Some(&Expires::from(at)));
        }
        if self.was_unsafe {
            offer.warn(WarningCode::ControlCharacters);
        }
        if self.conflicting {
            offer.warn(WarningCode::ConflictingTerms);
        }
        offer
    }
}

fn invoice<'a>(params: &[Param<'a>]) -> Option<&'a str> {
    params.iter().find(|param| param.name == "invoice").map(|param| param.raw)
}
