use super::super::answer::tests::{error, intent, read, sort};
use super::super::call::tests::verified;
use super::*;
use crate::error::Code;
use alloc::format;

/// An account that may not charge, or lacks a capability, is refused with a 402 too. No payer can fix that.
#[test]
fn a_402_is_a_decline_only_if_it_says_so() {
    let id = verified(r#"{"spt":"spt_1"}"#).challenge_id();
    let metadata = format!(r#"{{"metadata":{{"challenge_id":"{}"}},"#, id.as_str());
    let ours = intent("requires_payment_method").replacen('{', &metadata, 1);
    let with = |fields: &str| format!(r#"{{"error":{{{fields},"message":"planted"}}}}"#);
    let own_fault = [
        with(r#""type":"invalid_request_error""#),
        with(&format!(r#""type":"invalid_request_error","payment_intent":{}"#, ours)),
        error("invalid_request_error", "testmode_charges_only", ""),
        error("invalid_request_error", "processing_error", ""),
        // New with those of a failed attempt, and the account's matter.
        error("invalid_request_error", "capability_not_active", ""),
        error("api_error", "", ""),
    ];
    for body in own_fault {
        assert_eq!(sort(read(402, &body)), "unknown processor-refused", "{body}");
    }
    for status in [400, 401, 403] {
        let body = error("card_error", "card_declined", "");
        assert_eq!(sort(read(status, &body)), "unknown processor-refused", "{status}");
    }
    for code in [
        // Since version 2026-08-26, for every kind of payment method.
        "authentication_failure",
        "expired_payment_method",
        "incorrect_postal_code",
        "payment_method_restricted",
        "payment_intent_authentication_failure",
        "payment_intent_payment_attempt_expired",
        "payment_intent_payment_attempt_failed",
        "payment_method_customer_decline",
        "payment_method_not_available",
        "payment_method_provider_decline",
        "payment_method_provider_timeout",
    ] {
        let body = error("invalid_request_error", code, "");
        for (status, expected) in [
            (400, "refused verification-failed"),
            (402, "refused verification-failed"),
            (401, "unknown processor-refused"),
            (403, "unknown processor-refused"),
        ] {
            assert_eq!(sort(read(status, &body)), expected, "{status} {code}");
        }
    }
}

/// A payment method that the offer names and the account does not take is this server's own fault.
#[test]
fn a_payment_method_refused_in_words_is_the_payers_to_replace_only_if_it_was_not_offered() {
    let said = |code: &str, text: &str| {
        format!(r#"{{"error":{{"type":"invalid_request_error","code":"{code}","message":"{text}"}}}}"#)
    };
    let taken =
        "The PaymentMethod provided (METHOD) is not allowed for this PaymentIntent. Please attach another.";
    let held =
        "`capture_method=manual` is not supported by payment method type `METHOD`. Use a different one.";
    for (text, words) in [(taken, "not offered"), (held, "cannot be held")] {
        for code in ["", "payment_intent_invalid_parameter"] {
            let of = |method| said(code, &text.replace("METHOD", method));
            for method in ["us_bank_account", "klarna"] {
                let Outcome::Refused(error) = read(400, &of(method)) else { panic!("{method}") };
                assert_eq!(error.code(), Code::VerificationFailed);
                assert!(error.message().contains(words), "{error}");
            }
            for method in ["card", "link", "", "a card"] {
                assert_eq!(sort(read(400, &of(method))), "unknown processor-refused", "{method}");
            }
            assert_eq!(sort(read(403, &of("us_bank_account"))), "unknown processor-refused");
        }
    }
    for text in
        [&taken[..40], &held[..70], "", "This account is not eligible for the requested card features."]
    {
        let body = said("payment_intent_invalid_parameter", text);
        assert_eq!(sort(read(400, &body)), "unknown processor-refused", "{text}");
    }
}
