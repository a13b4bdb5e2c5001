use super::super::call::tests::{now, offer, verified};
use super::*;
use crate::error::Code;
use crate::rail::Capture;
use crate::scheme::Receipt;
use alloc::{format, string::String};

const PAID: &str =
    r#"{"id":"pi_1","object":"payment_intent","amount":100,"currency":"usd","status":"succeeded"}"#;

const PAY: Ask = Ask::Pay(Capture::AfterDelivery);

pub(in crate::rail::stripe) fn read(status: u16, body: &str) -> Outcome {
    read_to(&PAY, status, false, body)
}

fn read_to(ask: &Ask, status: u16, replayed: bool, body: &str) -> Outcome {
    let credential = verified(r#"{"spt":"spt_1","externalId":"order-7"}"#);
    let answer = HttpResponse { status, retry_after: None, replayed, body };
    super::read(ask, Some(answer), &credential, &offer(), now())
}

/// An outcome in one or two words: `settled`, `held <id>`, `look <id>`, `refused <code>`, `waits <code>`,
/// `unknown <code>`. No message may repeat what the processor said.
pub(in crate::rail::stripe) fn sort(outcome: Outcome) -> String {
    let (kind, error) = match outcome {
        Outcome::Settled(_) => return "settled".into(),
        Outcome::Held(id) => return format!("held {id}"),
        Outcome::LookUp(id) => return format!("look {}", id.as_deref().unwrap_or("all")),
        Outcome::Refused(error) => ("refused", error),
        Outcome::ActionRequired { error, reference } => {
            assert_eq!(reference, "pi_1");
            ("waits", error)
        }
        Outcome::Unknown { error, .. } => ("unknown", error),
    };
    assert!(!error.message().contains("planted"), "{error}");
    format!("{kind} {}", error.code().as_str())
}

pub(in crate::rail::stripe) fn intent(status: &str) -> String {
    PAID.replace("succeeded", status)
}

pub(in crate::rail::stripe) fn error(kind: &str, code: &str, param: &str) -> String {
    format!(
        r#"{{"error":{{"type":"{kind}","code":"{code}","param":"{param}","message":"planted spt_planted"}}}}"#
    )
}

#[test]
fn a_successful_payment_has_a_receipt() {
    let Outcome::Settled(receipt) = read(200, PAID) else { panic!("not settled") };
    let text = r#"{"method":"stripe","reference":"pi_1","status":"success","timestamp":"2025-01-15T12:00:00.000Z","externalId":"order-7"}"#;
    assert_eq!(receipt.to_json(), text);
    assert_eq!(Receipt::parse(&receipt.to_header()), Ok(receipt));
}

#[test]
fn an_answer_that_is_too_long_counts_as_none() {
    let padded = |length: usize| [PAID, &" ".repeat(length - PAID.len())].concat();
    assert_eq!(sort(read(200, &padded(MAX_RESPONSE_BYTES))), "settled");
    for status in [200, 402] {
        let outcome = sort(read(status, &padded(MAX_RESPONSE_BYTES + 1)));
        assert_eq!(outcome, "unknown processor-unavailable", "{status}");
    }
}

#[test]
fn an_answer_is_repeated_only_if_it_says_so() {
    for (says, replayed) in [(None, false), (Some("false"), false), (Some(""), false), (Some("true"), true)] {
        let field = |name: &str| says.filter(|_| name == "idempotent-replayed");
        assert_eq!(HttpResponse::new(200, field, PAID).replayed, replayed, "{says:?}");
    }
}

#[test]
fn a_receipt_names_what_the_payer_calls_the_payment_if_that_is_short() {
    let most = "a".repeat(255);
    for (name, kept) in [("", false), ("a", true), (&most, true), (&format!("{most}a"), false)] {
        let credential = verified(&format!(r#"{{"spt":"spt_1","externalId":"{name}"}}"#));
        let answer = HttpResponse { status: 200, retry_after: None, replayed: false, body: PAID };
        let outcome = super::read(&PAY, Some(answer), &credential, &offer(), now());
        let Outcome::Settled(receipt) = outcome else { panic!("not settled") };
        assert_eq!(receipt.extensions().text("externalId"), kept.then_some(name));
    }
}

#[test]
fn the_table() {
    let used = error("invalid_request_error", "", "shared_payment_granted_token");
    let rows: &[(u16, String, &str)] = &[
        (200, PAID.into(), "settled"),
        (201, PAID.into(), "settled"),
        (200, intent("requires_capture"), "held pi_1"),
        (200, intent("requires_action"), "waits payment-action-required"),
        (402, error("card_error", "authentication_required", ""), "refused payment-action-required"),
        (200, intent("requires_payment_method"), "refused verification-failed"),
        (200, intent("canceled"), "refused verification-failed"),
        (402, error("card_error", "card_declined", ""), "refused verification-failed"),
        (402, error("card_error", "", ""), "refused verification-failed"),
        (400, used.clone(), "refused verification-failed"),
        (404, used, "refused verification-failed"),
        (400, error("invalid_request_error", "shared_payment_token_used", ""), "refused verification-failed"),
        (400, error("idempotency_error", "", ""), "unknown payment-in-progress"),
        (409, error("idempotency_error", "idempotency_key_in_use", ""), "unknown payment-in-progress"),
        (409, "nonsense".into(), "unknown payment-in-progress"),
        (429, error("invalid_request_error", "rate_limit", ""), "unknown processor-unavailable"),
        // A rate limit or a 5xx stays one, even if it names the token.
        (429, error("", "", "shared_payment_granted_token"), "unknown processor-unavailable"),
        (500, error("api_error", "", "shared_payment_granted_token"), "unknown processor-unavailable"),
        (503, "<html>".into(), "unknown processor-unavailable"),
        (408, "{}".into(), "unknown processor-unavailable"),
        (424, error("api_error", "", ""), "unknown processor-unavailable"),
        (424, error("", "", "shared_payment_granted_token"), "unknown processor-unavailable"),
        (401, error("invalid_request_error", "api_key_expired", ""), "unknown processor-refused"),
        (403, error("invalid_request_error", "", ""), "unknown processor-refused"),
        (400, error("invalid_request_error", "amount_too_small", "amount"), "unknown processor-refused"),
        (403, error("", "authentication_required", ""), "unknown processor-refused"),
        (400, "{}".into(), "unknown processor-refused"),
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
        (200, &*intent("requires_confirmation")),
        (200, &*intent("Succeeded")),
        (204, ""),
        (301, PAID),
        (100, PAID),
        (400, "nonsense"),
        (402, "nonsense"),
        // As a gateway would that asks for money itself.
        (402, "{}"),
        (402, r#"{"x402Version":1,"accepts":[]}"#),
        (402, r#"{"error":"payment required"}"#),
        (402, &PAID[..20]),
        (0, PAID),
        (999, PAID),
    ] {
        assert_eq!(sort(read(status, body)), "unknown processor-unavailable", "{status} {body}");
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
        (r#""amount":100"#, r#""amount":100,"amount_received":0"#),
        (r#""amount":100"#, r#""amount":100,"amount_capturable":0"#),
        (r#""amount":100"#, r#""amount":100,"amount_received":1"#),
        (r#""amount":100"#, r#""amount":100,"amount_capturable":1"#),
        ("pi_1", "pi_1/capture"),
        ("pi_1", "pi_1?"),
        (r#""id":"pi_1","#, r#""id":"pi_1","metadata":{"challenge_id":"another"},"#),
    ] {
        assert!(PAID.contains(ours));
        let body = PAID.replace(ours, theirs);
        let held = body.replace("succeeded", "requires_capture");
        let part = |name: &str| theirs.contains(name);
        assert!(
            part("amount_capturable") || sort(read(200, &body)) == "unknown processor-unavailable",
            "{body}"
        );
        assert!(
            part("amount_received") || sort(read(200, &held)) == "unknown processor-unavailable",
            "{held}"
        );
    }
    for (length, outcome) in [(255, "settled"), (256, "unknown processor-unavailable")] {
        let id = format!("pi_{}", "1".repeat(length - 3));
        assert_eq!(sort(read(200, &PAID.replace("pi_1", &id))), outcome, "an id of {length} bytes");
    }
}

#[test]
fn when_to_try_again() {
    let credential = verified(r#"{"spt":"spt_1"}"#);
    let seconds = |status, retry_after, body| {
        let answer = HttpResponse { status, retry_after, replayed: false, body };
        match super::read(&PAY, Some(answer), &credential, &offer(), now()) {
            Outcome::Unknown { retry_after, .. } => retry_after,
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
        assert_eq!(seconds(424, text, "{}"), expected, "{text:?}");
    }
    assert_eq!((seconds(409, None, ""), seconds(401, None, "{}")), (1, 60));
    assert!(matches!(
        super::read(&PAY, None, &credential, &offer(), now()),
        Outcome::Unknown { retry_after: 5, error } if error.code() == Code::ProcessorUnavailable
    ));
}

/// In test mode, Stripe says what is wrong with a token in words alone.
#[test]
fn a_token_is_refused_in_words_alone() {
    let said = |text: &str| format!(r#"{{"error":{{"type":"invalid_request_error","message":"{text}"}}}}"#);
    let little = "The requested amount is greater than the remaining amount capturable with this shared payment granted token.";
    assert_eq!(sort(read(400, &said(little))), "refused payment-insufficient");
    assert_eq!(sort(read(403, &said(little))), "unknown processor-refused");
    for text in [
        "The shared payment granted token cannot be used because it is already in a deactivated state.",
        "No such shared_payment_token: 'spt_planted'",
    ] {
        assert_eq!(sort(read(400, &said(text))), "refused verification-failed", "{text}");
        for status in [401, 403] {
            assert_eq!(sort(read(status, &said(text))), "unknown processor-refused", "{status} {text}");
        }
    }
    for text in [
        "",
        "Your account may not take shared payment tokens.",
        "The shared payment granted tokens of this account are off.",
        "This value must be greater than or equal to 1.",
    ] {
        assert_eq!(sort(read(400, &said(text))), "unknown processor-refused", "{text}");
    }
}

/// The seller's account lacks the preview. No payer can fix that, so none is asked to pay again.
#[test]
fn a_parameter_the_processor_does_not_know_is_this_servers_fault() {
    let body = error("invalid_request_error", "parameter_unknown", "shared_payment_granted_token");
    assert_eq!(sort(read(400, &body)), "unknown processor-refused");
}

#[test]
fn an_inconclusive_repeated_answer_is_looked_up() {
    let rows = [
        (500, String::from("{}"), "look all"),
        (503, "<html>".into(), "look all"),
        (424, error("api_error", "", ""), "look all"),
        (408, "{}".into(), "look all"),
        (200, intent("processing"), "look pi_1"),
        (200, intent("requires_action"), "look pi_1"),
        (200, intent("requires_action").replace("usd", "eur"), "unknown processor-unavailable"),
        (200, PAID.into(), "settled"),
        (402, error("card_error", "", ""), "refused verification-failed"),
        (429, "{}".into(), "unknown processor-unavailable"),
        (200, intent("processing").replace("usd", "eur"), "unknown processor-unavailable"),
    ];
    for (status, body, expected) in rows {
        assert_eq!(sort(read_to(&PAY, status, true, &body)), expected, "{status} {body}");
        // The answer to a lookup is never a saved one.
        for ask in [Ask::LookUp(None), Ask::LookUp(Some("pi_1".into()))] {
            assert!(!sort(read_to(&ask, status, true, &body)).starts_with("look"));
        }
    }
}

#[test]
fn a_search_that_finds_the_one_payment_leads_to_it() {
    let id = verified(r#"{"spt":"spt_1"}"#).challenge_id();
    let with = |challenge: &str, status: &str| {
        intent(status).replacen('{', &format!(r#"{{"metadata":{{"challenge_id":"{challenge}"}},"#), 1)
    };
    let ours = |status: &str| with(id.as_str(), status);
    let rows = [
        (String::new(), "unknown processor-unavailable"),
        (ours("succeeded"), "look pi_1"),
        (ours("requires_payment_method"), "look pi_1"),
        (ours("processing"), "look pi_1"),
        (ours("succeeded").replace("pi_1", "pi_1/cancel"), "unknown processor-unavailable"),
        (with("another", "succeeded"), "unknown processor-unavailable"),
        (PAID.into(), "unknown processor-unavailable"),
        ([ours("canceled"), with("another", "succeeded")].join(","), "look pi_1"),
        ([ours("canceled"), ours("succeeded")].join(","), "unknown processor-unavailable"),
    ];
    for (found, expected) in rows {
        let list = format!(r#"{{"object":"search_result","data":[{found}]}}"#);
        assert_eq!(sort(read_to(&Ask::LookUp(None), 200, false, &list)), expected, "{list}");
    }
    for (status, body) in [(200, "{}"), (200, "[]"), (404, "{}"), (403, "{}"), (400, "{}")] {
        assert_eq!(sort(read_to(&Ask::LookUp(None), status, false, body)), "unknown processor-unavailable");
    }
}

#[test]
fn answers_to_a_capture_or_cancellation() {
    let inside = |body: &str| {
        format!(r#"{{"error":{{"code":"payment_intent_unexpected_state","payment_intent":{body}}}}}"#)
    };
    let rows = [
        (200, PAID.into(), "settled"),
        (200, intent("requires_capture"), "held pi_1"),
        (200, intent("canceled"), "refused verification-failed"),
        (
            400,
            error("invalid_request_error", "capture_charge_authorization_expired", ""),
            "refused verification-failed",
        ),
        (400, inside(PAID), "settled"),
        (400, inside(&intent("canceled")), "refused verification-failed"),
        (402, inside(&intent("requires_capture")), "held pi_1"),
        (400, inside(&PAID.replace("pi_1", "pi_2")), "look pi_1"),
        (
            400,
            error("invalid_request_error", "charge_expired_for_capture", ""),
            "refused verification-failed",
        ),
        (400, "{}".into(), "look pi_1"),
        (401, "{}".into(), "unknown processor-refused"),
        (402, "{}".into(), "unknown processor-refused"),
        (409, "{}".into(), "unknown payment-in-progress"),
        (500, "{}".into(), "unknown processor-unavailable"),
        (424, "{}".into(), "unknown processor-unavailable"),
    ];
    for (status, body, expected) in rows {
        for ask in [Ask::Capture("pi_1".into()), Ask::Cancel("pi_1".into())] {
            let read = sort(read_to(&ask, status, false, &body));
            assert_eq!(read, expected, "{ask:?} {status} {body}");
        }
    }
}

/// As from a proxy that mixes up its answers. Nobody is told that they were not charged, or sent what they paid for.
#[test]
fn an_answer_about_another_payment_says_nothing_of_this_one() {
    for ask in [Ask::LookUp(Some("pi_1".into())), Ask::Capture("pi_1".into()), Ask::Cancel("pi_1".into())] {
        for status in ["succeeded", "requires_capture", "canceled", "requires_payment_method"] {
            for other in ["\"pi_2\"", "null"] {
                let body = intent(status).replace("\"pi_1\"", other);
                let outcome = sort(read_to(&ask, 200, false, &body));
                assert_eq!(outcome, "unknown processor-unavailable", "{ask:?} {body}");
            }
        }
    }
}

/// The same for the answer to a payment, which tells its own by what it is for.
#[test]
fn a_payment_that_is_not_ours_was_neither_declined_nor_canceled() {
    for status in ["canceled", "requires_payment_method"] {
        let own = intent(status);
        assert_eq!(sort(read(200, &own)), "refused verification-failed");
        for (ours, theirs) in [
            (r#""amount":100"#, r#""amount":1"#),
            (r#""amount":100"#, r#""other":100"#),
            ("usd", "eur"),
            (r#""id":"pi_1""#, r#""id":"ch_1""#),
            (r#""id":"pi_1","#, ""),
            (r#""id":"pi_1","#, r#""id":"pi_1","metadata":{"challenge_id":"another"},"#),
        ] {
            assert!(own.contains(ours));
            let body = own.replace(ours, theirs);
            assert_eq!(sort(read(200, &body)), "unknown processor-unavailable", "{body}");
        }
    }
}

/// A payer who is told to pay again must not have paid.
#[test]
fn a_refused_payment_whose_money_is_held_or_taken_all_the_same_counts_as_that() {
    let id = verified(r#"{"spt":"spt_1"}"#).challenge_id();
    let with = |challenge: &str, status: &str| {
        let metadata = format!(r#"{{"metadata":{{"challenge_id":"{challenge}"}},"#);
        let intent = intent(status).replacen('{', &metadata, 1);
        format!(r#"{{"error":{{"type":"card_error","payment_intent":{intent}}}}}"#)
    };
    let rows = [
        (with(id.as_str(), "succeeded"), "settled"),
        (with(id.as_str(), "requires_capture"), "held pi_1"),
        (with(id.as_str(), "requires_action"), "waits payment-action-required"),
        (with(id.as_str(), "requires_payment_method"), "refused verification-failed"),
        (with(id.as_str(), "processing"), "unknown processor-unavailable"),
        (with(id.as_str(), "succeeded").replace("100", "1"), "unknown processor-unavailable"),
        (with("another", "succeeded"), "refused verification-failed"),
        (with("", "succeeded").replace("challenge_id", "other"), "refused verification-failed"),
    ];
    for (body, expected) in rows {
        assert_eq!(sort(read(402, &body)), expected, "{body}");
    }
    let of_another_token = with(id.as_str(), "succeeded").replace("card_error", "idempotency_error");
    assert_eq!(sort(read(400, &of_another_token)), "unknown payment-in-progress");
}

/// Only the payer can fix that, with another payment method.
#[test]
fn a_payment_method_that_does_not_fit_is_refused_and_only_said_to_be_held_if_it_would_be() {
    let body = error("invalid_request_error", "payment_intent_incompatible_payment_method", "");
    for (capture, held) in [(Capture::AfterDelivery, true), (Capture::BeforeDelivery, false)] {
        let Outcome::Refused(error) = read_to(&Ask::Pay(capture), 400, false, &body) else { panic!() };
        assert_eq!((error.code(), error.message().contains("held")), (Code::VerificationFailed, held));
    }
}
