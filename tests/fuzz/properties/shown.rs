//! What is shown to people of a peer's message.

use super::blames_the_peer;
use mpp_wasm::detect::{self, Context, Detection, Offer, Response};
use mpp_wasm::encoding::json::Node;
use mpp_wasm::encoding::timestamp::Timestamp;
use mpp_wasm::error::{Code, Fault};
use mpp_wasm::scheme::money::Price;

/// A pasted message: marks are in order, on character boundaries, and do not overlap.
fn message(text: &str) {
    let Ok(message) = detect::Message::read(text) else { return };
    let mut end = 0;
    for mark in &message.marks {
        assert!(end <= mark.range.start && !text[mark.range.clone()].is_empty());
        end = mark.range.end;
    }
    for (name, value) in &message.fields {
        assert!(!name.is_empty() && !value.contains('\n'));
    }
    assert!(message.body.is_none_or(|body| text.contains(&body)));
}

/// Pasted header text: the result is always safe to show.
pub fn decode(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let clean = detect::sanitize(&text);
    is_safe(&clean);
    assert_eq!(detect::sanitize(&clean), clean);
    assert!(clean.len() <= text.len());
    let value = detect::header_value(&clean);
    assert!(!value.contains('\n') && value.len() <= 2 * text.len());
    message(&text);

    let decoded = detect::decode(&text);
    assert_eq!(decoded, detect::decode(&text));
    match decoded {
        Ok(decoded) => {
            assert_eq!(decoded.method, "stripe");
            assert!(matches!(decoded.intent.as_str(), "charge" | "session"));
            assert!(!decoded.id.is_empty());
            for text in [&decoded.id, &decoded.realm, &decoded.network_id] {
                is_safe(text);
            }
            for text in [&decoded.description, &decoded.digest, &decoded.expires].into_iter().flatten() {
                is_safe(text);
            }
            assert!(decoded.request_json.root().is_object());
            value_is_safe(decoded.request_json.root());
        }
        Err(error) => {
            assert_eq!(error.fault(), Fault::Peer);
            assert!(matches!(
                error.code(),
                Code::NoChallenge | Code::MalformedChallenge | Code::InvalidRequest | Code::TooLarge
            ));
        }
    }
}

/// A whole response: status line, headers, an empty line, body. Nothing is found unless the status is 402, and what is
/// found is safe to show.
pub fn detect(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let (head, body) = match text.split_once("\n\n") {
        Some((head, body)) => (head, Some(body)),
        None => (&*text, None),
    };
    let mut lines = head.lines();
    let status = lines.next().and_then(|line| line.trim().parse().ok()).unwrap_or(402);
    let fields: Vec<(&str, &str)> = lines.filter_map(|line| line.split_once(':')).collect();
    let field = |name: &str| -> Option<String> {
        let mut values = fields.iter().filter(|(key, _)| key.eq_ignore_ascii_case(name)).map(|field| field.1);
        values.next().map(|first| values.fold(first.to_owned(), |all, next| [&all, ",", next].concat()))
    };
    let (www_authenticate, payment_required) = (field("www-authenticate"), field("payment-required"));
    let answer = Response {
        status,
        www_authenticate: www_authenticate.as_deref(),
        payment_required: payment_required.as_deref(),
        body,
        incomplete: data.len() % 2 == 1,
    };

    let found = detect::detect(&answer);
    assert_eq!(found, detect::detect(&answer));
    let found = match found {
        Ok(found) => found,
        Err(error) => return blames_the_peer(&error, Code::TooLarge),
    };
    if status != 402 {
        return assert_eq!(found, Detection::default());
    }
    assert!(found.payment_required);
    assert!(found.mpp.as_ref().is_none_or(|reading| !reading.payment.is_empty()));
    if let Some(x402) = &found.x402 {
        assert!(matches!(x402.version, None | Some(1 | 2)));
        if x402.version.is_none() {
            assert!(x402.accepts.as_str() == "[]" && !x402.unreadable.is_empty());
        }
        [Some(&x402.accepts), x402.resource.as_ref()]
            .into_iter()
            .flatten()
            .for_each(|doc| value_is_safe(doc.root()));
    }
    if let Some(l402) = &found.l402 {
        [&l402.macaroon, &l402.invoice].into_iter().flatten().for_each(|text| is_safe(text));
    }
    let limits = [Price::new(100, "usd").unwrap().into()];
    let context = Context {
        url: Some("https://api.example.com/x"),
        now: Timestamp::from_millis(1_736_942_400_000),
        limits: &limits,
    };
    let offers = found.offers(&context).unwrap();
    assert_eq!(Ok(&offers), found.offers(&context).as_ref());
    offers.iter().for_each(offer_is_safe);
}

/// Whatever a seller sends, the displayed text is not deceptive, and each warning occurs once.
fn offer_is_safe(offer: &Offer) {
    [&offer.method, &offer.display].into_iter().for_each(|text| is_safe(text));
    let texts = [
        &offer.intent,
        &offer.amount,
        &offer.currency,
        &offer.recipient,
        &offer.network,
        &offer.expires,
        &offer.description,
    ];
    texts.into_iter().flatten().for_each(|text| is_safe(text));
    let deposit = offer.deposit.as_ref();
    deposit.into_iter().for_each(|deposit| is_safe(&deposit.display));
    for amount in [offer.amount.as_deref(), deposit.and_then(|deposit| deposit.amount.as_deref())] {
        assert!(amount.is_none_or(|amount| amount.bytes().all(|byte| byte.is_ascii_digit())), "{amount:?}");
    }
    let codes: Vec<_> = offer.warnings.iter().map(|warning| warning.code).collect();
    let repeated = codes.iter().enumerate().any(|(at, code)| codes[..at].contains(code));
    assert!(!repeated, "{codes:?}");
    offer.warnings.iter().for_each(|warning| is_safe(&warning.message));
}

/// No text in it is deceptive, nor a name.
fn value_is_safe(value: Node<'_>) {
    value.as_text().into_iter().for_each(is_safe);
    value.items().for_each(value_is_safe);
    for (name, value) in value.members() {
        is_safe(name);
        value_is_safe(value);
    }
}

/// No control characters except tab and line feed, and nothing that reverses text (UAX #9).
fn is_safe(text: &str) {
    let deceives = |c: char| {
        (c.is_control() && !matches!(c, '\t' | '\n'))
            || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    assert!(!text.chars().any(deceives), "{text:?}");
}
