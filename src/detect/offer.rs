//! An offer: one way to pay that an answer names, as a person or an agent is shown it.

use super::cheapest::Worth;
use super::claim;
use super::host;
use super::token::Unit;
use super::warning::{Warning, WarningCode};
use crate::encoding::timestamp::Timestamp;
use crate::error::{Code, Error, Result};
use crate::http::target::Target;
use crate::scheme::sanitize::sanitize;
use crate::scheme::{Expires, money, money::Price};
use alloc::{borrow::Cow, string::String, string::ToString, vec::Vec};
use core::cmp::Ordering;

/// The most bytes of a description that are looked at, one offer after the other.
pub const MAX_DESCRIPTION_BYTES: usize = 2048;

/// What is known beside the answer. What is left out is not checked.
#[derive(Clone, Copy, Debug, Default)]
pub struct Context<'a> {
    /// The URL that was asked.
    pub url: Option<&'a str>,
    /// The present.
    pub now: Option<Timestamp>,
    /// The most the caller wants to pay, a currency each. Stablecoins count as the currency they stand for.
    pub limits: &'a [Price],
}

/// Whose words an offer comes in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Protocol {
    /// The Machine Payments Protocol.
    Mpp,
    /// x402.
    X402,
    /// L402, once LSAT.
    L402,
}

impl Protocol {
    /// Its name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Mpp => "mpp",
            Self::X402 => "x402",
            Self::L402 => "l402",
        }
    }
}

/// One way to pay. Every text is sanitised: it is for showing, not for sending back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// Whose words it comes in.
    pub protocol: Protocol,
    /// MPP's method, x402's scheme where it is a word, or `lightning`.
    pub method: String,
    /// MPP's intent.
    pub intent: Option<String>,
    /// Who asks, by their own word: MPP's realm.
    pub realm: Option<String>,
    /// Base units, where an amount is stated and can be read.
    pub amount: Option<String>,
    /// The currency, asset or unit as the protocol names it.
    pub currency: Option<String>,
    /// The price in words: `5.00 USD`, `0.01 USDC on Base`.
    pub display: String,
    /// What a session asks to set aside before anything is used: it leaves the wallet first.
    pub deposit: Option<Deposit>,
    /// Who is paid: an address, or the seller's profile on Stripe's network. Of Lightning the invoice decides.
    pub recipient: Option<String>,
    /// The chain: its CAIP-2 id where it is known, else the protocol's word for it.
    pub network: Option<String>,
    /// What it counts as beside other offers; absent where it has no total in a national currency.
    pub worth: Option<Worth>,
    /// RFC 3339.
    pub expires: Option<String>,
    /// The moment that stands for.
    pub expires_at: Option<Timestamp>,
    /// What for, by the seller's word.
    pub description: Option<String>,
    /// What to know before paying.
    pub warnings: Vec<Warning>,
}

/// What a session asks to set aside (draft-tempo-session-00, "Request Schema": `suggestedDeposit`). What is not used comes
/// back; a wallet may set aside less, but for Lightning, whose invoice is for this amount.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deposit {
    /// Base units, where they can be read.
    pub amount: Option<String>,
    /// The same in words: `10.00 pathUSD on Tempo`.
    pub display: String,
}

/// What a protocol's reader found, before it is judged.
#[derive(Default)]
pub(super) struct Stated<'a> {
    pub method: &'a str,
    pub intent: Option<&'a str>,
    pub amount: Option<&'a str>,
    /// What a session sets aside, in the unit of the amount.
    pub deposit: Option<&'a str>,
    pub currency: Option<&'a str>,
    pub unit: Option<Unit>,
    /// Where the unit lives, for `display`.
    pub place: Option<&'a str>,
    pub network: Option<&'a str>,
    pub recipient: Option<&'a str>,
    /// The first is shown; all are checked.
    pub descriptions: [Option<&'a str>; 2],
    /// Words before the price.
    pub before: &'a str,
    /// What a price is for that is not the total.
    pub per: Option<&'a str>,
    /// Whether the total is not known in advance.
    pub open_ended: bool,
}

/// A context with its URL read.
pub(super) struct Judge<'a> {
    context: &'a Context<'a>,
    pub host: Option<&'a str>,
    /// Of the address alone.
    warnings: Vec<WarningCode>,
}

impl<'a> Judge<'a> {
    pub fn new(context: &'a Context<'a>) -> Result<Self> {
        let mut judge = Self { context, host: None, warnings: Vec::new() };
        if let Some(url) = context.url {
            let target = Target::parse(url)
                .ok_or(Error::new(Code::InvalidArgument, "url is an absolute http or https URL"))?;
            judge.host = Some(target.host);
            if !target.may_carry_payment() {
                judge.warnings.push(WarningCode::PlainHttp);
            }
            if host::is_url_lookalike(url, target.host) {
                judge.warnings.push(WarningCode::LookalikeHost);
            }
        }
        Ok(judge)
    }

    /// Writes an offer and its warnings.
    pub fn offer(&self, protocol: Protocol, terms: &Stated<'_>) -> Offer {
        let descriptions = terms.descriptions.map(|text| text.map(cut));
        let mut offer = Offer {
            protocol,
            method: clean(terms.method),
            intent: clean_some(terms.intent),
            realm: None,
            amount: units(terms.amount),
            currency: clean_some(terms.currency),
            display: String::new(),
            deposit: None,
            recipient: clean_some(terms.recipient),
            network: clean_some(terms.network),
            worth: None,
            expires: None,
            expires_at: None,
            description: clean_some(descriptions.into_iter().flatten().next()),
            warnings: Vec::new(),
        };
        for code in &self.warnings {
            offer.warn(*code);
        }
        offer.display = display(&offer, terms);
        offer.deposit = terms.deposit.map(|stated| deposit(&offer, terms, stated));
        offer.worth = worth(&offer, terms);
        match (&offer.amount, terms.amount) {
            (None, None) => offer.warn(WarningCode::AmountNotStated),
            (None, Some(_)) => offer.warn(WarningCode::TermsUnreadable),
            _ => {}
        }
        if offer.deposit.as_ref().is_some_and(|deposit| deposit.amount.is_none()) {
            offer.warn(WarningCode::TermsUnreadable);
        }
        if offer.currency.is_some() && terms.unit.is_none() {
            offer.warn(WarningCode::UnknownToken);
        }
        if terms.open_ended {
            offer.warn(WarningCode::OpenEnded);
        }
        if let Some(code) = self.over_limit(&offer, terms) {
            offer.warn(code);
        }
        if let (Some(amount), Some(unit)) = (&offer.amount, &terms.unit) {
            let deposit = offer.deposit.as_ref().and_then(|deposit| deposit.amount.as_deref());
            let misleads = |text: &str| claim::misleads(&sanitize(text), amount, deposit, unit);
            if descriptions.into_iter().chain([terms.per.map(cut)]).flatten().any(misleads) {
                offer.warn(WarningCode::DescriptionPriceMismatch);
            }
        }
        offer
    }

    fn over_limit(&self, offer: &Offer, terms: &Stated<'_>) -> Option<WarningCode> {
        if self.context.limits.is_empty() {
            return None;
        }
        let checked = terms.unit.as_ref().and_then(|unit| {
            let limit = self.context.limits.iter().find(|limit| limit.currency == unit.peg)?;
            let (most, digits) = (limit.amount.to_string(), money::minor_digits(&limit.currency)?);
            let deposit = offer.deposit.as_ref().and_then(|deposit| deposit.amount.as_ref());
            let asked = [offer.amount.as_ref(), deposit].into_iter().flatten();
            asked.map(|amount| money::compare((amount, unit.digits), (&most, digits))).max()
        });
        match checked {
            Some(Ordering::Greater) => Some(WarningCode::AmountOverLimit),
            Some(_) if !terms.open_ended => None,
            _ => Some(WarningCode::LimitUnchecked),
        }
    }

    /// How a challenge's end looks from now.
    pub fn expiry(&self, expires: Option<&Expires>) -> Option<WarningCode> {
        const SOON_MILLIS: i64 = 60_000;
        let Some(expires) = expires else { return Some(WarningCode::NoExpiry) };
        let now = self.context.now?;
        if expires.is_past(now) {
            Some(WarningCode::Expired)
        } else {
            expires.is_past(now.plus_millis(SOON_MILLIS)).then_some(WarningCode::ExpiresSoon)
        }
    }
}

impl Offer {
    /// Adds a warning, once.
    // Called from many places; inlined it is a tenth of the room's size.
    #[inline(never)]
    pub(super) fn warn(&mut self, code: WarningCode) {
        if self.warnings.iter().all(|known| known.code != code) {
            self.warnings.push(code.into());
        }
    }

    /// Adds one with a sentence that says more than the common one.
    pub(super) fn warn_because(&mut self, code: WarningCode, message: String) {
        self.warnings.retain(|known| known.code != code);
        self.warnings.push(Warning { code, message: Cow::Owned(message) });
    }
}

#[inline(never)]
pub(super) fn clean(text: &str) -> String {
    sanitize(text).into_owned()
}

/// The beginning of a description, which all offers of an answer may share.
fn cut(text: &str) -> &str {
    let mut end = text.len().min(MAX_DESCRIPTION_BYTES);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

fn clean_some(text: Option<&str>) -> Option<String> {
    text.map(clean)
}

fn worth(offer: &Offer, terms: &Stated<'_>) -> Option<Worth> {
    let (amount, unit) = offer.amount.as_ref().zip(terms.unit.as_ref())?;
    let comparable = !terms.open_ended && !unit.peg.is_empty();
    comparable.then(|| Worth { currency: unit.peg.clone(), amount: amount.clone(), digits: unit.digits })
}

/// Base units, where they can be read.
fn units(stated: Option<&str>) -> Option<String> {
    stated.filter(|amount| money::is_amount(amount)).map(Into::into)
}

/// The price in words.
fn display(offer: &Offer, terms: &Stated<'_>) -> String {
    let Some(price) = price(offer.amount.as_deref(), offer, terms) else {
        let what = if terms.amount.is_some() { UNREADABLE } else { "an amount that is not stated" };
        return what.into();
    };
    let (on, place) = place(offer, terms);
    // A seller's word, never a sentence: a number in it would be read as a price.
    let word = |per: &str| {
        per.len() <= 24 && per.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b'_' || byte == b'-')
    };
    let (per, unit) = match terms.per {
        Some(per) if word(per) && !per.is_empty() => (" per ", per),
        Some(_) => (" per ", "unit"),
        None => ("", ""),
    };
    [terms.before, &price, per, unit, on, place].concat()
}

fn deposit(offer: &Offer, terms: &Stated<'_>, stated: &str) -> Deposit {
    let amount = units(Some(stated));
    let (on, place) = place(offer, terms);
    let price = price(amount.as_deref(), offer, terms);
    Deposit { amount, display: price.map_or_else(|| UNREADABLE.into(), |price| [&price, on, place].concat()) }
}

/// Longer than any address of a token.
const MAX_NAME_BYTES: usize = 160;

const UNREADABLE: &str = "an amount that cannot be read";

/// An amount with what it is counted in. Nothing of it is guessed: a token that is not known is counted in base units.
fn price(amount: Option<&str>, offer: &Offer, terms: &Stated<'_>) -> Option<String> {
    Some(match (amount?, &terms.unit, &offer.currency) {
        (amount, Some(unit), _) => unit.price(amount),
        (amount, None, Some(currency)) if is_name(currency) => [amount, " base units of ", currency].concat(),
        (amount, None, Some(_)) => [amount, " base units of a currency without a name"].concat(),
        (amount, None, None) => [amount, " base units"].concat(),
    })
}

/// Where the unit lives, and the word before it.
fn place<'a>(offer: &'a Offer, terms: &Stated<'a>) -> (&'static str, &'a str) {
    let national = terms.unit.as_ref().is_some_and(|unit| unit.national);
    let named =
        || offer.network.as_deref().map(|name| if is_name(name) { name } else { "a network without a name" });
    let place = terms.place.or_else(named).filter(|_| !national);
    place.map_or(("", ""), |place| (" on ", place))
}

/// Whether a seller's text may stand inside a price, as an address or an id does: no sentence.
pub(super) fn is_name(text: &str) -> bool {
    (1..=MAX_NAME_BYTES).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic())
}
