//! What reaches a paywall: requests of strangers, answers of the processor, and what the store holds.

use mpp_wasm::binding::Body;
use mpp_wasm::encoding::timestamp::Timestamp;
use mpp_wasm::paywall::{
    Answer, Attempt, Capture, Config, Decision, Delivery, FREE, Paywall, RequestParts, ResponseClass,
    RouteConfig, Step,
};
use mpp_wasm::rail::{HttpResponse, stripe::StripeConfig};
use mpp_wasm::scheme::{Challenge, Credential, Payload};
use serde_json::Value;
use std::collections::HashMap;
use std::sync::LazyLock;

const HOST: &str = "https://api.example.com";
/// Paths whose money is captured after and before the delivery.
const LATER: &str = "/paid";
const FIRST: &str = "/first";
const NONCE: &str = "128 random bits for each request";
/// More steps than any attempt takes.
const MANY: usize = 60;

static PAYWALL: LazyLock<Paywall> = LazyLock::new(|| {
    let stripe = StripeConfig::new("sk_test_123456789", "profile_1");
    let mut config = Config::new("api.example.com", "a signing secret of 32 bytes or more", stripe);
    let routes = [
        (LATER, "1.00 USD"),
        (FIRST, "1.00 USD"),
        ("/premium/*", "2.50 EUR"),
        ("POST /api/*/report", "300 JPY"),
        ("/premium/sample", FREE),
    ];
    config.routes = routes.map(|(pattern, price)| RouteConfig::new(pattern, price)).into();
    config.routes[1].capture = Some(Capture::BeforeDelivery);
    config.routes[2].pass_ttl_ms = Some(3_600_000);
    Paywall::new(config).unwrap()
});

/// A request: a line with its method and target, then lines with fields. Without the secret, nothing opens the paywall,
/// and whoever pays the challenges of its answer may redeem them with the same request.
pub fn request(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let mut lines = text.lines();
    let (method, target) = lines.next().and_then(|line| line.split_once(' ')).unwrap_or(("GET", "/paid"));
    let url = if target.starts_with('/') { format!("{HOST}{target}") } else { target.into() };
    let fields: Vec<(String, &str)> = lines
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.trim()))
        .collect();
    let field = |name: &str| fields.iter().find(|(own, _)| own == name).map(|(_, value)| *value);
    let parts = RequestParts::new(method, &url, Body::from(data), NONCE).with_fields(field);

    let route = PAYWALL.route(method, &url);
    // What follows without a slash belongs to another host.
    let path = url.strip_prefix(HOST).filter(|path| path.starts_with('/'));
    let plain = path.and_then(|path| path.split(['?', '#']).next()).unwrap_or("");
    assert!(route.is_some() || !leads_to(plain, LATER), "{method} {url}");
    match PAYWALL.decide(route, &parts, at(0)) {
        Decision::Free => assert!(route.is_none()),
        Decision::Answer(answer) => redeemable(&answer, &parts),
        decision @ (Decision::Admit | Decision::Claim(_)) => panic!("{decision:?}"),
    }
}

/// Whether a path leads to a file, as a simple server reads it: decoded once, without empty steps and dots.
fn leads_to(path: &str, file: &str) -> bool {
    let mut decoded = Vec::new();
    let mut rest = path.as_bytes();
    while let [first, after @ ..] = rest {
        let escaped =
            after.get(..2).filter(|_| *first == b'%').and_then(|digits| str::from_utf8(digits).ok());
        match escaped.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(byte) => (decoded.push(byte), rest = &after[2..]),
            None => (decoded.push(*first), rest = after),
        };
    }
    let mut steps: Vec<&[u8]> = vec![b""];
    for step in decoded.split(|byte| *byte == b'/') {
        match step {
            b"" | b"." => {}
            b".." => steps.truncate(steps.len().max(2) - 1),
            step => steps.push(step),
        }
    }
    steps.join(&b'/').eq_ignore_ascii_case(file.as_bytes())
}

/// An answer in place of the resource can be sent, and its challenges can be paid.
fn redeemable(answer: &Answer, parts: &RequestParts<'_>) {
    assert!((400..600).contains(&answer.status));
    for (name, value) in &answer.headers {
        assert!(value.bytes().all(|byte| (b' '..=b'~').contains(&byte)), "{name}: {value:?}");
    }
    if !parts.page {
        let problem: Value = serde_json::from_str(&answer.body).unwrap();
        assert_eq!(problem["status"], answer.status);
        assert_eq!(problem["code"], answer.code.as_str());
    }
    let challenges = challenges(answer);
    assert_eq!(challenges.first().map(|challenge| challenge.id.clone()), answer.challenge_id);
    assert!(answer.status != 402 || !challenges.is_empty());
    for challenge in challenges {
        assert!(matches!(claim(&challenge, parts), Decision::Claim(_)), "{challenge:?}");
    }
}

fn challenges(answer: &Answer) -> Vec<Challenge> {
    let values = answer.headers.iter().filter(|(name, _)| *name == "WWW-Authenticate");
    values.map(|(_, value)| Challenge::parse(value).unwrap()).collect()
}

/// The decision about a request with a credential for a challenge. HEAD tells the price; GET is paid for.
fn claim(challenge: &Challenge, parts: &RequestParts<'_>) -> Decision {
    let payload = Payload::read(r#"{"spt":"spt_1"}"#.into()).unwrap();
    let credential = Credential::new(challenge.clone(), payload).to_header().unwrap();
    let mut parts = *parts;
    parts.method = if parts.method.eq_ignore_ascii_case("HEAD") { "GET" } else { parts.method };
    (parts.authorization, parts.payment_authorization) = (Some(credential.expose()), None);
    PAYWALL.decide(PAYWALL.route(parts.method, parts.url), &parts, at(0))
}

/// Answers of the processor, one a line: a status, and a body after it. Any other line is the lack of an answer. Nothing
/// is made before the money is there, and nobody is asked to pay again because of a fault of the processor.
pub fn processor(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    for path in [LATER, FIRST] {
        let mut lines = text.lines();
        let mut world = World::new(|| lines.next());
        let answer = world.run(attempt(path), |world| world.held || world.captured);
        let faulty = |status: u16| !(200..500).contains(&status) || matches!(status, 408 | 409 | 424 | 429);
        if let Some(answer) = answer.filter(|_| world.statuses.iter().all(|status| faulty(*status))) {
            asks_for_nothing(&answer);
        }
    }
}

/// What a store holds for a challenge, which it may have kept for somebody else: nothing is made for a text that is no
/// record.
pub fn register(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    for path in [LATER, FIRST] {
        let attempt = attempt(path);
        let mut world = World::new(|| None);
        world.registers.insert(attempt.challenge_id().into(), text.clone().into());
        let answer = world.run(attempt, |_| true);
        if serde_json::from_str::<Value>(&text).is_err() {
            asks_for_nothing(&answer.unwrap());
        }
    }
}

fn asks_for_nothing(answer: &Answer) {
    assert!(answer.status >= 500 || answer.status == 409, "{answer:?}");
    assert_eq!(challenges(answer), []);
}

/// The attempt of a payer who has paid for a path.
fn attempt(path: &str) -> Box<Attempt> {
    let url = format!("{HOST}{path}");
    let parts = RequestParts::new("GET", &url, Body::Absent, NONCE);
    let Decision::Answer(answer) = PAYWALL.decide(PAYWALL.route("GET", &url), &parts, at(0)) else {
        panic!()
    };
    match claim(&challenges(&answer)[0], &parts) {
        Decision::Claim(attempt) => attempt,
        decision => panic!("{decision:?}"),
    }
}

/// A server around one attempt: a map as the store, and the lines of the input as the processor.
struct World<N> {
    lines: N,
    registers: HashMap<String, String>,
    statuses: Vec<u16>,
    /// Whether the processor has said that it holds the money, and that it has captured it.
    held: bool,
    captured: bool,
}

impl<'a, N: FnMut() -> Option<&'a str>> World<N> {
    fn new(lines: N) -> Self {
        Self { lines, registers: HashMap::new(), statuses: Vec::new(), held: false, captured: false }
    }

    /// Runs an attempt to its end. Returns the answer, if that is not the resource. `is_paid`: whether it may be made.
    fn run(&mut self, mut attempt: Box<Attempt>, is_paid: impl Fn(&Self) -> bool) -> Option<Answer> {
        let mut step = attempt.start(NONCE, at(0));
        for count in 1..MANY {
            let now = at(count);
            step = match step {
                Step::Swap { id, expected, next, .. } => {
                    let found = self.registers.get(&id).cloned();
                    if found == expected {
                        self.registers.insert(id, next);
                    }
                    attempt.swapped(&PAYWALL, found.as_deref(), now)
                }
                Step::Call { .. } => {
                    let line = (self.lines)().and_then(|line| line.split_once(' '));
                    let answer = line.and_then(|(status, body)| Some((status.parse().ok()?, body)));
                    if let Some((status, body)) = answer {
                        self.statuses.push(status);
                        self.hear(body);
                    }
                    let answer = answer.map(|(status, body)| HttpResponse::new(status, |_| None, body));
                    attempt.answered(&PAYWALL, answer, now)
                }
                Step::Deliver { .. } => {
                    assert!(is_paid(self));
                    let delivery = Delivery {
                        made: Some(ResponseClass::Delivery),
                        client_connected: true,
                        answer: None,
                    };
                    attempt.delivered(delivery, now)
                }
                Step::Done(_) => {
                    assert!(self.captured || self.statuses.is_empty());
                    return None;
                }
                Step::Failed(_) => return None,
                Step::Replay(..) => return None,
                Step::Answer(answer) => return Some(answer),
            };
        }
        panic!("{step:?}");
    }

    /// Looks for a payment anywhere in an answer, with a reader of its own.
    fn hear(&mut self, body: &str) {
        let mut found = vec![serde_json::from_str(body).unwrap_or(Value::Null)];
        while let Some(value) = found.pop() {
            if value["amount"].as_f64() == Some(100.0) && value["currency"] == "usd" {
                self.held |= value["status"] == "requires_capture";
                self.captured |= value["status"] == "succeeded";
            }
            match value {
                Value::Array(list) => found.extend(list),
                Value::Object(members) => found.extend(members.into_iter().map(|(_, member)| member)),
                _ => {}
            }
        }
    }
}

fn at(seconds: usize) -> Timestamp {
    Timestamp::from_millis(1_768_478_400_000 + 1000 * seconds as i64).unwrap()
}
