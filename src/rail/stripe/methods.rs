//! When the money of a payment method moves. A method that does not suit the way payments are captured is refused once,
//! when the paywall is made.

use crate::encoding::json::item;
use crate::error::{Code, Error, Result};
use crate::rail::Capture;
use crate::scheme::Method;
use alloc::string::String;

/// The payment methods that can be authorized first and captured later.
const HOLDABLE: [&str; 21] = [
    "affirm",
    "afterpay_clearpay",
    "alma",
    "amazon_pay",
    "billie",
    "card",
    "cashapp",
    "kakao_pay",
    "klarna",
    "kr_card",
    "link",
    "mobilepay",
    "naver_pay",
    "payco",
    "paypal",
    "revolut_pay",
    "samsung_pay",
    "satispay",
    "scalapay",
    "sequra",
    "sunbit",
];

/// The payment methods that take days, and longer than anything is owed, to tell whether they have paid (Stripe,
/// "Delayed notification": bank debits, bank transfers and vouchers).
const DELAYED: [&str; 12] = [
    "acss_debit",
    "au_becs_debit",
    "bacs_debit",
    "boleto",
    "customer_balance",
    "konbini",
    "multibanco",
    "nz_bank_account",
    "oxxo",
    "sepa_debit",
    "sofort",
    "us_bank_account",
];

/// The most payment methods of a seller. With the longest names, all of them fit into a request, with metadata beside them.
const MAX_METHODS: usize = 64;

/// Checks that there are payment methods, that their names are names and fit into a request, and that none takes days to tell
/// whether it has paid.
///
/// # Errors
/// [`Code::BadConfig`].
pub(super) fn check(methods: &[String]) -> Result<()> {
    // Nobody could pay by an empty list (draft-stripe-charge-00, "Method Details": the list of what the seller can process).
    if methods.is_empty() {
        return Err(Error::new(
            Code::BadConfig,
            "stripe.paymentMethodTypes is empty: name a payment method, like \"card\", or leave it out for cards and Link",
        ));
    }
    if methods.len() > MAX_METHODS {
        return Err(Error::new(
            Code::BadConfig,
            "stripe.paymentMethodTypes has more than 64 payment methods",
        ));
    }
    // Stripe's names are identifiers like those of the scheme.
    refuse(
        methods.iter().position(|method| Method::new(method).is_err()),
        " is not the name of a payment method: write one in small letters, like \"card\"",
    )?;
    let delayed = methods.iter().position(|method| DELAYED.contains(&method.as_str()));
    refuse(delayed, " takes days to pay; leave out bank debits, bank transfers and vouchers")
}

/// Checks that every payment method can be held, if payments are captured after delivery.
///
/// # Errors
/// [`Code::BadConfig`].
pub(super) fn check_held(methods: &[String], capture: Capture) -> Result<()> {
    let immediate = methods.iter().position(|method| !HOLDABLE.contains(&method.as_str()));
    refuse(
        immediate.filter(|_| capture == Capture::AfterDelivery),
        " cannot be held until delivery; leave it out, or set capture to \"before-delivery\"",
    )
}

/// The error about a payment method, by its place in the list.
fn refuse(at: Option<usize>, why: &str) -> Result<()> {
    at.map_or(Ok(()), |at| {
        Err(Error::owned(Code::BadConfig, [&*item("stripe.paymentMethodTypes", at), why].concat()))
    })
}
