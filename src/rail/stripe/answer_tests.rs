use super::super::call::tests::{now, offer, verified};
use super::*;
use alloc::{format, string::String};

const PAID: &str =
    r#"{"id":"pi_1","object":"payment_intent","amount":100,"currency":"usd","status":"succeeded"}"#;

fn read(status: u16, body: &str) -> Outcome {
    let credential = verified(r#"{"spt":"spt_1","externalId":"order-7"}"#);
    super::read(Some(HttpAnswer { status, retry_after: None, body }), &credential, &offer(), now())
}

/// An outcome in two words: `settled`, `refused <code>`, `open <code>`. None repeats what the processor said.
fn sort(outcome: Outcome) -> String {
    let (kind, error) = match outcome {
        Outcome::Settled(_) => return "settled".into(),
        Outcome::Refused(error) => ("refused", error),
        Outcome::Open { error, .. } => ("open", error),
    };
    assert!(!error.message().contains("planted"), "{error}");
    format!("{kind} {}", error.code().as_str())
}

fn intent(status: &str) -> String {
    PAID.replace("succeeded", status)
}

fn error(kind: &str, code: &str, param: &str) -> String {
    format!(
        r#"{{"error":{{"type":"{kind}","code":"{code}","param":"{param}","message":"planted spt_planted"}}}}"#
    )
}

#[test]
fn a_receipt_for_what_succeeded() {
    let Outcome::Settled(receipt) = read(200, PAID) else { panic!("not settled") };
    let mut extensions = Object::new();
    extensions.insert("externalId", "order-7");
    let timestamp = "2025-01-15T12:00:00.000Z".into();
    assert_eq!(receipt, Receipt { method: "stripe".into(), reference: "pi_1".into(), timestamp, extensions });
}

#[test]
fn the_table() {
    let used = error("invalid_request_error", "", "shared_payment_granted_token");
    let rows: &[(u16, String, &str)] = &[
        (200, PAID.into(), "settled"),
        (201, PAID.into(), "settled"),
        (200, intent("requires_action"), "refused payment-action-required"),
        (402, error("card_error", "authentication_required", ""), "refused payment-action-required"),
        (200, intent("requires_payment_method"), "refused verification-failed"),
        (200, intent("canceled"), "refused verification-failed"),
        (402, error("card_error", "card_declined", ""), "refused verification-failed"),
        (402, "{}".into(), "refused verification-failed"),
        (400, used.clone(), "refused verification-failed"),
        (404, used, "refused verification-failed"),
        (400, error("invalid_request_error", "shared_payment_token_used", ""), "refused verification-failed"),
        (400, error("idempotency_error", "", ""), "open payment-in-progress"),
        (409, error("idempotency_error", "idempotency_key_in_use", ""), "open payment-in-progress"),
        (409, "nonsense".into(), "open payment-in-progress"),
        (429, error("invalid_request_error", "rate_limit", ""), "open processor-unavailable"),
        // A limit on the token's use is still a limit, whatever it is about.
        (429, error("", "", "shared_payment_granted_token"), "open processor-unavailable"),
        (500, error("api_error", "", "shared_payment_granted_token"), "open processor-unavailable"),
        (503, "<html>".into(), "open processor-unavailable"),
        (401, error("invalid_request_error", "api_key_expired", ""), "open processor-refused"),
        (403, error("invalid_request_error", "", ""), "open processor-refused"),
        (400, error("invalid_request_error", "amount_too_small", "amount"), "open processor-refused"),
        (400, "{}".into(), "open processor-refused"),
    ];
    for (status, body, expected) in rows {
        assert_eq!(sort(read(*status, body)), *expected, "{status} {body}");
    }
}

#[test]
fn nonsense_is_an_unknown_outcome() {
    let truncated = &PAID[..PAID.len() - 1];
    for (status, body) in [
        (200, ""),
        (200, "nonsense"),
        (200, "[]"),
        (200, "{}"),
        (200, truncated),
        (200, &*[PAID, PAID].concat()),
        (200, &*intent("processing")),
        (200, &*intent("requires_capture")),
        (200, &*intent("requires_confirmation")),
        (200, &*intent("Succeeded")),
        (204, ""),
        (301, PAID),
        (100, PAID),
        (400, "nonsense"),
        (402, "nonsense"),
        (402, &PAID[..20]),
        (0, PAID),
        (999, PAID),
    ] {
        assert_eq!(sort(read(status, body)), "open processor-unavailable", "{status} {body}");
    }
}

#[test]
fn a_success_that_is_not_ours_is_not_believed() {
    for (ours, theirs) in [
        ("100", "1"),
        ("100", "1000"),
        ("100", "100.0"),
        ("100", "1e2"),
        ("100", "\"100\""),
        ("100", "null"),
        (r#""amount":100,"#, ""),
        ("usd", "eur"),
        ("usd", "USD"),
        (r#""currency":"usd","#, ""),
        ("pi_1", "ch_1"),
        (r#""id":"pi_1","#, ""),
        (r#""amount":100"#, r#""amount":100,"amount":100"#),
    ] {
        assert!(PAID.contains(ours));
        let body = PAID.replace(ours, theirs);
        assert_eq!(sort(read(200, &body)), "open processor-unavailable", "{body}");
    }
}

#[test]
fn when_to_try_again() {
    let credential = verified(r#"{"spt":"spt_1"}"#);
    let seconds = |status, retry_after, body| {
        let answer = HttpAnswer { status, retry_after, body };
        match super::read(Some(answer), &credential, &offer(), now()) {
            Outcome::Open { retry_after, .. } => retry_after,
            other => panic!("{other:?}"),
        }
    };
    for (text, expected) in [
        (Some("30"), 30),
        (Some(" 30 "), 30),
        (Some("86400"), 3600),
        (Some("99999999999"), 5),
        (Some("-1"), 5),
        (Some("Wed, 21 Oct 2026 07:28:00 GMT"), 5),
        (None, 5),
    ] {
        assert_eq!(seconds(503, text, ""), expected, "{text:?}");
        assert_eq!(seconds(429, text, "{}"), expected, "{text:?}");
    }
    assert_eq!((seconds(409, None, ""), seconds(401, None, "{}")), (1, 60));
    assert!(matches!(
        super::read(None, &credential, &offer(), now()),
        Outcome::Open { retry_after: 5, error } if error.code() == Code::ProcessorUnavailable
    ));
}

/// The seller's account lacks the preview: no payer can mend that, and none is asked to pay again.
#[test]
fn a_parameter_the_processor_does_not_know_is_this_servers_fault() {
    let body = error("invalid_request_error", "parameter_unknown", "shared_payment_granted_token");
    assert_eq!(sort(read(400, &body)), "open processor-refused");
}
