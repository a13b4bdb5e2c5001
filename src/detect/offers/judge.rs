//! Turns the terms that were found into an offer with its warnings.

use super::limit::Limit;
use super::offer::{Comparable, Offer, Protocol};
use super::stated::Stated;
use super::warning::WarningCode;
use super::words::{deposit, display, is_name, units};
use super::{claim, host};
use crate::encoding::timestamp::Timestamp;
use crate::error::{Code, Error, Result};
use crate::http::target::Target;
use crate::scheme::sanitize::sanitize;
use crate::scheme::{Expires, money};
use alloc::{string::String, vec::Vec};
use core::cmp::Ordering;

/// The most bytes of a description that are read. This limit applies to each offer separately.
pub const MAX_DESCRIPTION_BYTES: usize = 2048;

/// What the caller knows besides the response. Anything left out is not checked, so a program that pays uses
/// [`Context::new`]. Otherwise, end the literal with `..Context::default()`: a later version may have more fields.
#[derive(Clone, Copy, Debug, Default)]
pub struct Context<'a> {
    /// The URL that answered: after redirects, the last one. A credential goes there, and nowhere else.
    pub url: Option<&'a str>,
    /// The current time.
    pub now: Option<Timestamp>,
    /// The most the caller wants to pay, per currency. A stablecoin counts as the currency it is pegged to.
    pub limits: &'a [Limit],
}

impl<'a> Context<'a> {
    /// All of it. Without a limit, no amount is too much.
    ///
    /// ```
    /// use mpp_wasm::detect::{Context, Response, WarningCode, detect};
    /// let header = r#"Payment id="1", realm="a", method="stripe", intent="charge", request="eyJhbW91bnQiOiIxMDAiLCJjdXJyZW5jeSI6InVzZCJ9", expires="2026-01-15T12:05:00Z""#;
    /// let found = detect(&Response { status: 402, www_authenticate: Some(header), ..Response::default() })?;
    /// let limits = ["0.50 USD".parse()?];
    /// let context = Context::new("https://b.example/", "2026-01-15T12:06:00Z".parse()?, &limits);
    /// let warned: Vec<_> = found.offers(&context)?[0].warnings.iter().map(|warning| warning.code).collect();
    /// for code in [WarningCode::RealmMismatch, WarningCode::Expired, WarningCode::AmountOverLimit] {
    ///     assert!(warned.contains(&code));
    /// }
    /// # Ok::<(), mpp_wasm::error::Error>(())
    /// ```
    pub const fn new(url: &'a str, now: Timestamp, limits: &'a [Limit]) -> Self {
        Self { url: Some(url), now: Some(now), limits }
    }
}

/// A context with its URL parsed.
pub(in crate::detect) struct Judge<'a> {
    context: &'a Context<'a>,
    pub host: Option<&'a str>,
    /// The warnings that follow from the URL alone.
    warnings: Vec<WarningCode>,
}

impl<'a> Judge<'a> {
    pub fn new(context: &'a Context<'a>) -> Result<Self> {
        let mut judge = Self { context, host: None, warnings: Vec::new() };
        if let Some(url) = context.url {
            let target = Target::parse(url)
                .ok_or(Error::new(Code::InvalidArgument, "url must be an absolute http or https URL"))?;
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

    /// Builds an offer and its warnings.
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
            recipient: clean_some(terms.recipient).filter(|name| is_name(name)),
            network: clean_some(terms.network),
            comparable: None,
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
        offer.comparable = comparable(&offer, terms);
        match (&offer.amount, terms.amount) {
            (None, None) => offer.warn(WarningCode::AmountNotStated),
            (None, Some(_)) => offer.warn(WarningCode::TermsUnreadable),
            _ => {}
        }
        if offer.recipient.is_none() && terms.recipient.is_some() {
            offer.warn_because(
                WarningCode::TermsUnreadable,
                "The recipient is neither a name nor an address.".into(),
            );
        }
        if offer.deposit.as_ref().is_some_and(|deposit| deposit.amount.is_none()) {
            offer.warn(WarningCode::TermsUnreadable);
        }
        // Some clients pay a token of their own choice where none is named.
        if terms.unit.is_none() && (offer.currency.is_some() || offer.amount.is_some()) {
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
            let deposit = offer.deposit.as_ref().and_then(|deposit| deposit.amount.as_ref());
            let asked = [offer.amount.as_ref(), deposit].into_iter().flatten();
            asked.map(|amount| money::compare((amount, unit.digits), (&limit.amount, limit.digits))).max()
        });
        match checked {
            Some(Ordering::Greater) => Some(WarningCode::AmountOverLimit),
            Some(_) if !terms.open_ended => None,
            _ => Some(WarningCode::LimitUnchecked),
        }
    }

    /// Tells an offer when it expires, and warns if it has, will soon, or never does.
    pub fn date(&self, offer: &mut Offer, expires: Option<&Expires>) {
        offer.expires_at = expires.map(Expires::at);
        offer.expires = expires.map(|expires| clean(expires.as_str()));
        if let Some(code) = self.expiry(expires) {
            offer.warn(code);
        }
    }

    /// The warning that an expiry calls for, if any.
    fn expiry(&self, expires: Option<&Expires>) -> Option<WarningCode> {
        const SOON_MILLIS: i64 = 60_000;
        let Some(expires) = expires else { return Some(WarningCode::NoExpiry) };
        let now = self.context.now?;
        if expires.is_past(now) {
            Some(WarningCode::Expired)
        } else {
            expires.is_past(now.saturating_add_millis(SOON_MILLIS)).then_some(WarningCode::ExpiresSoon)
        }
    }
}

#[inline(never)]
pub(in crate::detect) fn clean(text: &str) -> String {
    sanitize(text).into_owned()
}

/// The start of a description. All offers of a response may share one description.
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

fn comparable(offer: &Offer, terms: &Stated<'_>) -> Option<Comparable> {
    let (amount, unit) = offer.amount.as_ref().zip(terms.unit.as_ref())?;
    let comparable = !terms.open_ended && !unit.peg.is_empty();
    comparable.then(|| Comparable { currency: unit.peg.clone(), amount: amount.clone(), digits: unit.digits })
}
