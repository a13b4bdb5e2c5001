//! The properties that must hold for any input: one function per kind of untrusted input.
//!
//! The fuzz targets call these with input from the fuzzer, tests/api/seeds.rs with the files below seeds/, and
//! tests/api/properties.rs with random text.

use mpp_wasm::binding::{Body, ChallengeKey, Expect, Secret};
use mpp_wasm::card::{self, Reveal};
use mpp_wasm::detect::{self, Context, Detection, Offer, Response};
use mpp_wasm::encoding::json::{Doc, Node};
use mpp_wasm::encoding::{base64url, jcs, json, timestamp::Timestamp};
use mpp_wasm::error::{Code, Error, Fault};
use mpp_wasm::http::auth;
use mpp_wasm::scheme::money::Price;
use mpp_wasm::scheme::{
    AcceptPayment, BodyDigest, Challenge, Credential, MAX_DESCRIPTION_BYTES, MAX_RANGES, MAX_REALM_BYTES,
    MAX_REQUEST_BYTES, Opaque, Receipt, Request, SCHEME, Terms,
};
use std::borrow::Cow;

/// A property. It panics if it does not hold.
pub type Property = fn(&[u8]);

/// Every target, by the name of its seed folder.
pub const ALL: [(&str, Property); 10] = [
    ("www_authenticate", www_authenticate),
    ("authorization", authorization),
    ("payment_receipt", payment_receipt),
    ("accept_payment", accept_payment),
    ("json", json),
    ("digest", digest),
    ("opaque_and_request", opaque_and_request),
    ("decode", decode),
    ("detect", detect),
    ("redact", redact),
];

/// `WWW-Authenticate`: what is read can be written and reads back the same, and so does its echo.
pub fn www_authenticate(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let elements = auth::split(&text);
    assert_eq!(elements, auth::split(&text));
    let reading = match Challenge::read_all(&text) {
        Ok(reading) => reading,
        Err(error) => {
            assert_eq!(error.code(), Code::TooLarge);
            return assert!(
                text.len() > auth::MAX_HEADER_BYTES || text.split(',').count() > auth::MAX_CHALLENGES
            );
        }
    };
    assert!(text.len() <= auth::MAX_HEADER_BYTES);
    assert!(reading.payment.len() + reading.others.len() <= auth::MAX_CHALLENGES);
    assert_eq!(Ok(&reading), Challenge::read_all(&text).as_ref());

    let elements = elements.unwrap_or_default();
    assert_eq!(elements.iter().filter(|element| element.is(SCHEME)).count(), reading.payment.len());
    for element in &elements {
        // An element that breaks the grammar may be split differently on its own.
        if let Ok(params) = element.params() {
            assert!(params.len() <= auth::MAX_PARAMS);
            assert_eq!(auth::split(&element.to_text()).as_deref(), Ok(std::slice::from_ref(element)));
        }
    }
    for challenge in &reading.payment {
        match challenge {
            Ok(challenge) => written_challenge(challenge),
            Err(error) => blames_the_peer(error, Code::MalformedChallenge),
        }
    }
}

fn written_challenge(challenge: &Challenge) {
    assert!(!challenge.id.is_empty());
    match challenge.to_header() {
        Ok(header) => {
            assert!(header.bytes().all(|byte| (b' '..=b'~').contains(&byte)), "{header}");
            if header.len() <= auth::MAX_HEADER_BYTES {
                assert_eq!(Ok(challenge), Challenge::parse(&header).as_ref());
            }
        }
        Err(_) => {
            let long = challenge.description.as_ref().is_some_and(|text| text.len() > MAX_DESCRIPTION_BYTES);
            assert!(long || challenge.realm.len() > MAX_REALM_BYTES);
        }
    }
    if let Some(expires) = &challenge.expires {
        same_moment(expires.at());
    }
    if let Err(error) = Terms::read(&challenge.method, &challenge.request) {
        assert_eq!(error.fault(), Fault::Peer, "{error}");
    }
    written_credential(&Credential::new(challenge.clone(), Default::default()));
}

/// `Authorization`: what is read can be written and reads back the same, never prints its payload, and is never
/// accepted as one of ours.
pub fn authorization(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let read = Credential::parse(&text);
    match read {
        Ok(Some(credential)) => {
            written_credential(&credential);
            let key = ChallengeKey::new(Secret::new(&[0x5a; 32]).unwrap(), Vec::new());
            let now = Timestamp::from_millis(0).unwrap();
            let expect = Expect { body: Body::Unbound, ..Expect::issued_here() };
            let refused = key.verify(credential, &expect, now).unwrap_err();
            assert_eq!(refused.code(), Code::InvalidChallenge);
        }
        Ok(None) => {}
        Err(error) if error.code() == Code::MultipleCredentials => {}
        Err(error) => blames_the_peer(&error, Code::MalformedCredential),
    }
}

fn written_credential(credential: &Credential) {
    match credential.to_header() {
        Ok(header) => {
            let again = Credential::parse(header.expose()).unwrap().unwrap();
            assert_eq!(again.to_header().unwrap().expose(), header.expose());
        }
        // Escapes can make it longer than it was.
        Err(error) => assert_eq!(error.code(), Code::TooLarge),
    }
    for (_, value) in credential.payload.expose().members() {
        // A short text may also occur in the id, which is shown.
        let secret =
            value.as_text().filter(|text| text.len() >= 16 && !credential.challenge.id.contains(*text));
        assert!(!secret.is_some_and(|secret| format!("{credential:?}").contains(secret)));
    }
}

/// `Payment-Receipt`: reads back with every extension, and always says success.
pub fn payment_receipt(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let read = Receipt::parse(&text);
    assert_eq!(read, Receipt::parse(&text));
    match read {
        Ok(receipt) => {
            assert_eq!(Receipt::parse(&receipt.to_header()).as_ref(), Ok(&receipt));
            let json = Doc::read(receipt.to_json()).unwrap();
            assert_eq!(json.root().text("status"), Some("success"));
            assert_eq!(json.root().members().count(), receipt.extensions().members().count() + 4);
            same_moment(receipt.settled_at());
        }
        Err(error) => blames_the_peer(&error, Code::MalformedReceipt),
    }
}

/// `Accept-Payment`: a ranking contains each offer at most once, and the order of ranges does not matter.
pub fn accept_payment(data: &[u8]) {
    const OFFERS: [(&str, &str); 5] =
        [("tempo", "charge"), ("stripe", "charge"), ("tempo", "session"), ("evm", "charge"), ("x402", "x")];
    let text = String::from_utf8_lossy(data);
    let read = AcceptPayment::parse(&text);
    assert_eq!(read, AcceptPayment::parse(&text));
    let accept = match read {
        Ok(accept) => accept,
        Err(error) => {
            assert_eq!(error.fault(), Fault::Peer);
            return assert!(matches!(error.code(), Code::InvalidHeader | Code::TooLarge));
        }
    };
    assert_eq!(AcceptPayment::parse(&accept.to_header()).as_ref(), Ok(&accept));
    let members: Vec<&str> = text.split(',').collect();
    assert!(members.iter().filter(|member| !member.trim().is_empty()).count() <= MAX_RANGES);
    let ranked = accept.rank(OFFERS);
    let mut once = ranked.clone();
    once.sort_unstable();
    once.dedup();
    assert!(once.len() == ranked.len() && once.iter().all(|at| *at < OFFERS.len()));

    let turned: Vec<&str> = members.into_iter().rev().collect();
    assert_eq!(AcceptPayment::parse(&turned.join(" , ")).unwrap().rank(OFFERS), ranked);
}

/// JSON: what was read can be written again, canonical text is a fixed point, and every other reader reads what we read.
pub fn json(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let read = |text: &str| Doc::read(text.into());
    assert_eq!(read(&text), read(&text));
    let doc = match read(&text) {
        Ok(doc) => doc,
        Err(error) => return blames_the_peer(&error, Code::InvalidJson),
    };
    let value = doc.root();
    assert!(depth(value) <= json::MAX_DEPTH);
    assert_eq!(depth(value), value.depth());
    let written = written(value);
    assert!(read(&written).is_ok_and(|again| again.root() == value), "{text:?} {written}");

    // A document written in canonical form equals the document that a reader makes of its text.
    let canonical = jcs::canonical(value);
    assert_eq!(read(canonical.as_str()).as_ref(), Ok(&canonical));
    assert_eq!(jcs::canonical(canonical.root()), canonical);
    assert_eq!(jcs::sorted(canonical.root()), canonical);
    assert_eq!(jcs::sort(canonical.clone()), canonical);
    assert!(same(value, canonical.root()), "{written} {}", canonical.as_str());

    // serde_json's numbers are doubles. It may refuse only a number outside their range.
    let theirs = |text: &str| serde_json::from_str::<serde_json::Value>(text);
    match theirs(&text) {
        Ok(value) => assert_eq!(theirs(&written).unwrap(), value, "{text:?}"),
        Err(error) => assert!(error.to_string().starts_with("number out of range"), "{text:?}"),
    }
}

/// A value without white space and needless escapes, with members in their order and numbers as they were read.
pub fn written(value: Node<'_>) -> String {
    let quoted = |text: &str| serde_json::to_string(text).unwrap();
    if value.is_array() {
        return format!("[{}]", value.items().map(written).collect::<Vec<_>>().join(","));
    }
    if value.is_object() {
        let members = value.members().map(|(name, value)| [&quoted(name), ":", &written(value)].concat());
        return format!("{{{}}}", members.collect::<Vec<_>>().join(","));
    }
    value.as_text().map_or_else(|| value.raw().into(), quoted)
}

/// Whether two values differ only in the order of members and the notation of numbers.
fn same(one: Node<'_>, other: Node<'_>) -> bool {
    if let (Some(one), Some(other)) = (one.as_number(), other.as_number()) {
        return one == other || one.parse::<f64>() == other.parse::<f64>();
    }
    if one.is_array() && other.is_array() {
        return one.items().count() == other.items().count()
            && one.items().zip(other.items()).all(|(one, other)| same(one, other));
    }
    if one.is_object() && other.is_object() {
        return one.members().count() == other.members().count()
            && one.members().all(|(name, value)| other.get(name).is_some_and(|other| same(value, other)));
    }
    one == other
}

fn depth(value: Node<'_>) -> usize {
    let inside = value.items().chain(value.members().map(|(_, value)| value));
    let deepest = inside.map(depth).max().unwrap_or(0);
    if value.is_array() || value.is_object() { 1 + deepest } else { 0 }
}

/// The `digest` parameter: each digest has one written form, and different bodies have different digests.
pub fn digest(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    match BodyDigest::parse(&text) {
        Ok(digest) => {
            assert_eq!(BodyDigest::parse(&text), Ok(digest));
            assert_eq!(BodyDigest::parse(&digest.to_text()), Ok(digest));
        }
        Err(error) => blames_the_peer(&error, Code::InvalidHeader),
    }
    let of_body = BodyDigest::of(data);
    let written = of_body.to_text();
    assert_eq!(written.len(), "sha-256=::".len() + 44);
    assert_eq!(BodyDigest::parse(&written), Ok(of_body));
    let bare = written.replace(':', "");
    assert_eq!(BodyDigest::parse(&bare), Ok(of_body), "the peers' form");
    let mut other = data.to_vec();
    other.push(0);
    assert_ne!(BodyDigest::of(&other), of_body);
}

/// The encoded parameters `request` and `opaque`, and base64url itself: text is preserved, and encoding is a fixed
/// point.
pub fn opaque_and_request(data: &[u8]) {
    assert_eq!(base64url::decode(&base64url::encode(data)).as_deref(), Ok(data));
    assert_eq!(base64url::decode(&base64url::encode_standard(data)).as_deref(), Ok(data));
    let text = String::from_utf8_lossy(data);
    if let Ok(bytes) = base64url::decode(&text) {
        let same = text.trim_end_matches('=').replace('+', "-").replace('/', "_");
        assert_eq!(base64url::encode(bytes), same, "no two texts stand for the same bytes");
    }

    let request = Request::parse(&text);
    assert_eq!(request, Request::parse(&text));
    match request {
        Ok(request) => {
            assert_eq!(request.as_str(), text);
            assert!(text.len() <= MAX_REQUEST_BYTES);
            match Request::encode(request.json().to_doc()) {
                Ok(encoded) => {
                    let again = Request::parse(encoded.as_str()).unwrap();
                    assert_eq!(again, encoded);
                    assert_eq!(again.json().members().count(), request.json().members().count());
                }
                // 1e20 is longer in canonical form.
                Err(error) => assert_eq!(error.code(), Code::TooLarge),
            }
        }
        Err(error) => assert_eq!(error.fault(), Fault::Peer),
    }

    match Opaque::parse(&text) {
        Ok(opaque) => {
            assert_eq!(opaque.as_str(), text);
            if let Ok(map) = opaque.decode()
                && let Ok(encoded) = Opaque::encode(map.root())
            {
                let again = encoded.decode().unwrap();
                assert_eq!(again.root().members().count(), map.root().members().count());
                assert!(map.root().members().all(|(name, value)| again.root().text(name) == value.as_text()));
                assert_eq!(Opaque::encode(again.root()), Ok(encoded));
            }
        }
        Err(error) if text.len() > MAX_REQUEST_BYTES => blames_the_peer(&error, error.code()),
        Err(error) => blames_the_peer(&error, Code::InvalidEncoding),
    }
}

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

/// Free text to be logged: the letters and digits shown are a part of the text, also when it is redacted again.
pub fn redact(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let once = card::redact(&text);
    if let Cow::Borrowed(same) = once {
        assert_eq!(same, text);
    }
    // Redacting again may hide more, if one half of a pair of quotation marks was hidden the first time.
    let shown = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<Vec<_>>();
    let is_part = |part: &str, whole: &str| {
        let mut whole = shown(whole).into_iter();
        shown(part).iter().all(|c| whole.any(|other| other == *c))
    };
    assert!(is_part(&once, &text), "{text:?} {once:?}");
    let twice = card::redact(&once);
    assert!(is_part(&twice, &once), "{text:?} {once:?} {twice:?}");
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<Vec<_>>();
    // One hidden byte becomes at most four bullets of three bytes each.
    assert!(once.len() <= 12 * text.len());

    for key in ["cvc", "card_number", "client_secret", "note"] {
        let once = card::redact_field(key, &text);
        let twice = card::redact_field(key, &once);
        assert!(is_part(&twice, &once), "{key} {text:?} {once:?} {twice:?}");
    }
    for reveal in [Reveal::LastFour, Reveal::Nothing] {
        let once = card::mask_number(&text, reveal);
        assert_eq!(card::mask_number(&once, reveal), once, "{text:?}");
        let most = if reveal == Reveal::LastFour { 4 } else { 0 };
        assert!(digits(&once).len() <= most, "{text:?} {once:?}");
    }
}

fn same_moment(moment: Timestamp) {
    assert_eq!(Timestamp::from_millis(moment.as_millis()), Some(moment));
    assert_eq!(Timestamp::parse(&moment.to_string()), Ok(moment));
}

/// No peer can make an error look like the caller's fault or put its own text into it.
fn blames_the_peer(error: &Error, code: Code) {
    assert_eq!((error.code(), error.fault()), (code, Fault::Peer), "{error}");
    assert!(error.message().len() < 120);
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
