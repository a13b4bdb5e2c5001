//! A paid request from end to end: the 402, the payment, and the resource with its receipt.
//!
//! The paywall decides and does no I/O. `serve` below is the loop that a server runs around it: it performs each step and
//! reports the result to the same paywall. `Server` is a stand-in: a map as the store, a processor that takes every
//! payment, and a client that never disconnects.
//!
//! Run it with `cargo run --example paywall`.

use mpp_wasm::binding::Body;
use mpp_wasm::encoding::timestamp::Timestamp;
use mpp_wasm::error::Result;
use mpp_wasm::paywall::{
    Answer, Config, Decision, Delivery, Fields, Paywall, RequestParts, RouteConfig, ServerFault, Step,
    StoredAnswer, paid_response_header_allowed, private_cache_control,
};
use mpp_wasm::rail::{HttpRequest, HttpResponse, stripe::StripeConfig};
use mpp_wasm::scheme::{Challenge, Credential, Payload, Receipt};
use std::collections::HashMap;
use std::thread;
use std::time::{Duration, UNIX_EPOCH};

/// Status, header fields and body.
type Response = (u16, Vec<(String, String)>, Vec<u8>);

/// The same for an answer of the processor.
type ProcessorAnswer = (u16, Vec<(String, String)>, String);

/// Answers a request. Run it in a task of its own: a client that disconnects must not cut it short. It returns whole
/// bodies; a server that streams also reports a body that breaks off ([`mpp_wasm::paywall::Attempt::broke_off`]).
fn serve(paywall: &Paywall, server: &mut Server, parts: &RequestParts<'_>) -> Response {
    let route = paywall.route(parts.method, parts.url);
    let mut attempt = match paywall.decide(route, parts, server.now()) {
        // A shared cache takes `Authorization` alone for a credential.
        Decision::Free if parts.payment_authorization.is_some() => return private(server.make()),
        Decision::Free => return server.make(),
        // Paid for before. A shared cache would give it to those who have not paid.
        Decision::Admit => return paid(server.make(), None),
        Decision::Answer(answer) => return of(answer),
        Decision::Claim(attempt) => attempt,
    };
    let mut made = None;
    let mut client_left = false;
    let mut step = attempt.start(&server.nonce(), server.now());
    loop {
        step = match step {
            Step::Swap { id, expected, next, .. } => {
                let mut swap = || server.swap(&id, expected.as_deref(), &next);
                // Once more if the store fails: a swap that was done all the same finds its own text.
                match swap().or_else(|StoreFailed| swap()) {
                    Ok(found) => attempt.swapped(paywall, found.as_deref(), server.now()),
                    Err(StoreFailed) => attempt.store_failed(),
                }
            }
            Step::Call { call, delay_ms, timeout_ms } => {
                let answer = server.fetch(&call, delay_ms, timeout_ms);
                let answer = answer.as_ref().map(|(status, fields, body)| {
                    HttpResponse::new(*status, |name| value(fields, name), body)
                });
                attempt.answered(paywall, answer, server.now())
            }
            Step::Deliver { keep } => {
                let (status, fields, body) = server.make();
                let small = keep > 0 && body.len() <= keep;
                let answer = small.then(|| StoredAnswer::new(status, fields.clone(), body.clone())).flatten();
                made = Some((status, fields, body));
                let ok = (200..300).contains(&status);
                client_left = server.client_left();
                attempt.delivered(Delivery { ok, client_connected: !client_left, answer }, server.now())
            }
            Step::Done(Some(_)) if !client_left && server.client_left() => {
                client_left = true;
                attempt.client_disconnected(server.now())
            }
            // The client was considered gone: if it is there after all, it must not get what is not paid for, or owed.
            Step::Done(None) if client_left => return of(ServerFault::GivenUp.answer()),
            Step::Done(receipt) => return paid(made.unwrap_or_default(), receipt),
            Step::Replay(kept, receipt) => {
                return paid((kept.status, kept.headers, kept.body), Some(receipt));
            }
            Step::Answer(answer) => return of(answer),
        }
    }
}

fn of(answer: Answer) -> Response {
    let own = |fields: Fields| fields.into_iter().map(|(name, value)| (name.into(), value.into())).collect();
    (answer.status, own(answer.headers), answer.body.into())
}

/// The response to a paid request, or to one with an access pass: for its payer alone, with the receipt if it is a delivery.
fn paid(response: Response, receipt: Option<Receipt>) -> Response {
    let (status, mut fields, body) = private(response);
    fields.retain(|(name, _)| paid_response_header_allowed(name));
    fields.extend(receipt.map(|receipt| ("Payment-Receipt".into(), receipt.to_header())));
    (status, fields, body)
}

/// A response that no shared cache keeps.
fn private((status, mut fields, body): Response) -> Response {
    let cache_control = private_cache_control(value(&fields, "Cache-Control"));
    fields.retain(|(name, _)| !name.eq_ignore_ascii_case("Cache-Control"));
    fields.push(("Cache-Control".into(), cache_control));
    (status, fields, body)
}

/// The store did not answer. The map always does, unless a test says otherwise; a real store does not.
struct StoreFailed;

/// What a server provides.
#[derive(Default)]
struct Server {
    registers: HashMap<String, String>,
    nonces: u128,
    /// Whether every other answer of the store is lost.
    loses_answers: bool,
    swaps: usize,
}

impl Server {
    fn now(&self) -> Timestamp {
        let since_epoch = UNIX_EPOCH.elapsed().expect("a clock");
        Timestamp::try_from(since_epoch).expect("a clock")
    }

    /// 128 bits, never the same twice. A real server draws them from the random source of its system.
    fn nonce(&mut self) -> String {
        self.nonces += 1;
        format!("{:032x}", self.nonces)
    }

    /// Atomically: if `id` holds `expected`, makes it hold `next`. Returns what it held before.
    fn swap(
        &mut self,
        id: &str,
        expected: Option<&str>,
        next: &str,
    ) -> core::result::Result<Option<String>, StoreFailed> {
        let found = self.registers.get(id).cloned();
        if found.as_deref() == expected {
            self.registers.insert(id.into(), next.into());
        }
        self.swaps += 1;
        if self.loses_answers && self.swaps % 2 == 1 { Err(StoreFailed) } else { Ok(found) }
    }

    /// Whether the client has disconnected.
    fn client_left(&self) -> bool {
        false
    }

    /// Waits, then makes the call, with a time limit for both. `None` if no answer came in time, or one of more than
    /// `MAX_RESPONSE_BYTES`.
    fn fetch(&self, call: &HttpRequest, delay_ms: u32, _timeout_ms: u32) -> Option<ProcessorAnswer> {
        thread::sleep(Duration::from_millis(delay_ms.into()));
        println!("    {} {}", call.method, call.url);
        let status = if call.url.ends_with("/capture") { "succeeded" } else { "requires_capture" };
        Some((200, vec![], format!(r#"{{"id":"pi_1","status":"{status}","amount":100,"currency":"usd"}}"#)))
    }

    /// The resource.
    fn make(&self) -> Response {
        (200, vec![("Content-Type".into(), "text/plain".into())], b"the report".into())
    }
}

fn main() -> Result<()> {
    sell(Server::default())
}

fn sell(mut server: Server) -> Result<()> {
    let stripe = StripeConfig::new("sk_test_123456789", "profile_1");
    let mut config = Config::new("api.example.com", "a signing secret of 32 bytes or more", stripe);
    config.routes = vec![RouteConfig::new("/paid", "1.00 USD")];
    let paywall = Paywall::new(config)?;

    let (status, fields, _) = get(&paywall, &mut server, None);
    let header = value(&fields, "WWW-Authenticate").expect("a challenge");
    println!("{status}\n    WWW-Authenticate: {header}");
    assert_eq!(status, 402);

    // The client: its wallet gives it a token for the challenge.
    let challenge = Challenge::parse(header)?;
    let payload = Payload::read(r#"{"spt":"spt_1"}"#.into())?;
    let credential = Credential::new(challenge, payload).to_header()?;

    let (status, fields, body) = get(&paywall, &mut server, Some(credential.expose()));
    println!("{status} {}", String::from_utf8_lossy(&body));
    assert_eq!((status, &body[..]), (200, &b"the report"[..]));
    assert!(value(&fields, "Payment-Receipt").is_some());
    assert_eq!(value(&fields, "Cache-Control"), Some("private"));

    // The same credential again buys nothing.
    assert_eq!(get(&paywall, &mut server, Some(credential.expose())).0, 402);
    Ok(())
}

/// A GET of the priced path. Each request has a nonce of its own.
fn get(paywall: &Paywall, server: &mut Server, authorization: Option<&str>) -> Response {
    let nonce = server.nonce();
    let parts = RequestParts::new("GET", "https://api.example.com/paid", Body::Absent, &nonce);
    let field = |name: &str| authorization.filter(|_| name == "authorization");
    serve(paywall, server, &parts.with_fields(field))
}

fn value<'a>(fields: &'a [(String, String)], name: &str) -> Option<&'a str> {
    fields.iter().find(|(own, _)| own.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
}

#[test]
fn runs() {
    main().unwrap();
}

#[test]
fn an_answer_that_the_store_loses_costs_nobody_anything() {
    sell(Server { loses_answers: true, ..Server::default() }).unwrap();
}

#[test]
fn an_answer_to_a_pass_is_for_its_bearer_alone() -> Result<()> {
    let stripe = StripeConfig::new("sk_test_123456789", "profile_1");
    let mut config = Config::new("api.example.com", "a signing secret of 32 bytes or more", stripe);
    config.routes = vec![RouteConfig::new("/paid", "1.00 USD")];
    config.routes[0].pass_ttl_ms = Some(3_600_000);
    let (paywall, mut server) = (Paywall::new(config)?, Server::default());

    const URL: &str = "https://api.example.com/paid";
    let route = paywall.route("GET", URL).expect("a price");
    let pass = paywall.pass_cookie(route, "GET", URL, server.now()).expect("a pass");
    let nonce = server.nonce();
    let mut parts = RequestParts::new("GET", URL, Body::Absent, &nonce);
    parts.cookie = pass.expose().split(';').next();
    let (status, fields, _) = serve(&paywall, &mut server, &parts);
    assert_eq!((status, value(&fields, "Cache-Control")), (200, Some("private")));
    assert!(value(&fields, "Payment-Receipt").is_none());
    Ok(())
}

#[test]
fn an_answer_without_a_price_is_private_if_a_cache_knows_no_credential_in_its_request() -> Result<()> {
    let stripe = StripeConfig::new("sk_test_123456789", "profile_1");
    let mut config = Config::new("api.example.com", "a signing secret of 32 bytes or more", stripe);
    config.routes = vec![RouteConfig::new("/paid", "1.00 USD")];
    let (paywall, mut server) = (Paywall::new(config)?, Server::default());

    let nonce = server.nonce();
    let mut parts = RequestParts::new("GET", "https://api.example.com/free", Body::Absent, &nonce);
    for (credential, cache_control) in [(None, None), (Some("Payment eyJ9"), Some("private"))] {
        parts.payment_authorization = credential;
        let (status, fields, _) = serve(&paywall, &mut server, &parts);
        assert_eq!((status, value(&fields, "Cache-Control")), (200, cache_control));
    }
    Ok(())
}
