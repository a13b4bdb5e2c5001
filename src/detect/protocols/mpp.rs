//! The offers of Payment challenges.

mod invoice;
mod place;

use super::alike::has_alike;
use crate::detect::offers::host;
use crate::detect::offers::judge::{Judge, clean};
use crate::detect::offers::stated::Stated;
use crate::detect::offers::{Offer, Protocol, WarningCode};
use crate::encoding::json::Node;
use crate::scheme::money;
use crate::scheme::sanitize::{is_clean, is_clean_value};
use crate::scheme::terms::Stripe;
use crate::scheme::{Challenge, Expires, Reading, Request, Terms};
use alloc::{borrow::Cow, string::String, string::ToString, vec::Vec};
use core::cmp::Ordering;
use invoice::{invoice_differs, sats};
use place::Place;

/// The members of a request that say what is paid and to whom, and those of its details.
const TERMS: [&str; 5] = ["amount", "currency", "recipient", "methodDetails", "depositInvoice"];
const DETAILS: [&str; 5] = ["invoice", "splits", "network", "networkId", "chainId"];

/// One offer for each readable challenge, in order.
pub(in crate::detect) fn offers(reading: &Reading, judge: &Judge<'_>) -> Vec<Offer> {
    let broken = reading.payment.iter().any(Result::is_err);
    reading
        .challenges()
        .map(|challenge| {
            let mut offer = offer(challenge, judge);
            if broken {
                offer.warn(WarningCode::MalformedSibling);
            }
            offer
        })
        .collect()
}

fn offer(challenge: &Challenge, judge: &Judge<'_>) -> Offer {
    let request = &challenge.request;
    let read = Terms::read(&challenge.method, request);
    let place = Place::of(challenge, read.as_ref().ok());
    let (method, intent) = (challenge.method.as_str(), challenge.intent.as_str());
    let currency = request.field("currency");
    // Who the wallet pays: Stripe's wallet looks only at the profile, and a Lightning invoice names its own payee.
    let recipient = match method {
        "stripe" => Stripe::network_id(request).ok(),
        "lightning" => None,
        _ => request.field("recipient"),
    };
    let period = if intent == "subscription" { period(challenge) } else { None };
    let deposit = if intent == "session" { deposit(challenge) } else { None };
    let unit = currency.and_then(|currency| place.unit(method, currency));
    let stated = details(challenge).and_then(|details| details.get("decimals"));
    let moved = unit
        .as_ref()
        .zip(stated)
        .is_some_and(|(unit, stated)| stated.as_number() != Some(&*unit.digits.to_string()));
    let stated = Stated {
        method,
        intent: Some(intent),
        amount: amount(request),
        deposit: deposit.as_deref(),
        currency,
        unit,
        place: place.network.map(|network| network.name),
        network: place.id.as_deref(),
        recipient,
        descriptions: [challenge.description.as_deref(), request.field("description")],
        per: match intent {
            "session" if method == "stripe" => None,
            "session" => Some(request.field("unitType").unwrap_or("unit")),
            "subscription" => Some("period"),
            _ => None,
        },
        period: period.as_deref(),
        // With an intent that is not known here, the amount may be a maximum, a deposit or a price per unit.
        open_ended: intent != "charge",
        ..Stated::default()
    };
    // Hedera has `splits` at the top level, all others in the details. Warn even if they cannot be read.
    let shared_out = [Some(request.json()), details(challenge)].into_iter().flatten().any(|object| {
        object.get("splits").is_some_and(|splits| {
            !splits.is_null() && (!splits.is_array() || splits.items().next().is_some())
        })
    });
    let mut offer = judge.offer(Protocol::Mpp, &stated);
    offer.realm = Some(clean(&challenge.realm));
    if let Err(error) = read.and_then(|terms| terms.shared().units().map(drop)) {
        // The reason names the field and contains none of the seller's words.
        offer.warn_because(WarningCode::TermsUnreadable, sentence(error.message()));
    }
    judge.date(&mut offer, challenge.expires.as_ref());
    if judge.host.is_some_and(|host| !host::is_realm_of(&challenge.realm, host)) {
        offer.warn(WarningCode::RealmMismatch);
    }
    if host::is_realm_lookalike(&challenge.realm) {
        offer.warn(WarningCode::LookalikeHost);
    }
    if moved {
        offer.warn(WarningCode::DecimalsMismatch);
    }
    if shared_out {
        offer.warn(WarningCode::PaidToOthers);
    }
    if has_alike(request.json(), &TERMS)
        || details(challenge).is_some_and(|details| has_alike(details, &DETAILS))
    {
        offer.warn(WarningCode::ConflictingTerms);
    }
    if invoice_differs(challenge, deposit.as_deref()) {
        offer.warn(WarningCode::InvoiceMismatch);
    }
    if !is_clean_challenge(challenge) {
        offer.warn(WarningCode::ControlCharacters);
    }
    offer
}

/// What a session asks to set aside, under the name its draft uses; empty if it is not a string. Lightning uses a
/// different name because its amount is not a suggestion (draft-lightning-session-00, "Request Schema").
fn deposit(challenge: &Challenge) -> Option<Cow<'_, str>> {
    let lightning = challenge.method.as_str() == "lightning";
    let stated = |name: &str| {
        challenge.request.json().get(name).map(|stated| Cow::Borrowed(stated.as_text().unwrap_or_default()))
    };
    // The second is a floor that no payer gets around (draft-solana-session-00, "Shared Fields").
    let both = if lightning {
        (stated("depositAmount"), None)
    } else {
        (stated("suggestedDeposit"), stated("minimumDeposit"))
    };
    let stated = match both {
        (Some(own), Some(least)) if money::order(&own, &least).is_some_and(Ordering::is_ge) => Some(own),
        (own, least) => least.or(own),
    };
    // The invoice is what gets paid, whether or not an amount is stated next to it.
    let paid = || {
        let invoice =
            challenge.request.json().get("depositInvoice").filter(|invoice| lightning && !invoice.is_null());
        invoice.map(|invoice| sats(invoice).map_or(Cow::Borrowed(""), Cow::Owned))
    };
    stated.or_else(paid)
}

/// A subscription's period, `1 day` or `3 months`; `None` if it is not one that people count.
fn period(challenge: &Challenge) -> Option<String> {
    const UNITS: [&str; 7] = ["second", "minute", "hour", "day", "week", "month", "year"];
    const MAX_DIGITS: usize = 4;
    let count = challenge.request.field("periodCount")?;
    let unit = challenge.request.field("periodUnit").filter(|unit| UNITS.contains(unit))?;
    let plural = if count == "1" { "" } else { "s" };
    (money::is_amount(count) && count.len() <= MAX_DIGITS && count != "0")
        .then(|| [count, " ", unit, plural].concat())
}

/// The message of an error, which is part of a sentence, as one of its own.
fn sentence(message: &str) -> String {
    let mut text = [message, "."].concat();
    if let Some(first) = text.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    text
}

/// The amount as written. Empty if it is stated, but not as a string.
fn amount(request: &Request) -> Option<&str> {
    let amount = request.json().get("amount").filter(|amount| !amount.is_null())?;
    Some(amount.as_text().unwrap_or_default())
}

fn details(challenge: &Challenge) -> Option<Node<'_>> {
    challenge.request.json().get("methodDetails")
}

fn is_clean_challenge(challenge: &Challenge) -> bool {
    let texts = [
        Some(&challenge.id),
        Some(&challenge.realm),
        challenge.description.as_ref(),
        challenge.digest.as_ref(),
    ];
    texts.into_iter().flatten().all(|text| is_clean(text))
        && challenge.expires.as_ref().map(Expires::as_str).is_none_or(is_clean)
        && is_clean_value(challenge.request.json())
}
