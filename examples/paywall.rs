//! A paid request from end to end: the 402, the payment, and the resource with its receipt.
//!
//! The paywall decides and does no I/O. `serve` below is the loop that a server runs around it: it performs each step and
//! reports the result to the same paywall. `Server` is a stand-in: a map as the store, and a processor that takes every
//! payment. What a server does besides, such as reading the body, is in the documentation of `mpp_wasm::paywall`.
//!
//! Run it with `cargo run --example paywall`.

use mpp_wasm::binding::Body;
use mpp_wasm::encoding::timestamp::Timestamp;
use mpp_wasm::error::Result;
use mpp_wasm::paywall::{
    Answer, Config, Decision, Delivery, FailedDelivery, Fields, Paywall, RequestParts, RouteConfig, Step,
    StoredAnswer, paid_response_header_allowed, private_cache_control,
};
use mpp_wasm::rail::{HttpRequest, HttpResponse, stripe::StripeConfig};
use mpp_wasm::scheme::{Challenge, Credential, Payload, Receipt};
use mpp_wasm::secret::SecretText;
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
                let location = value(&fields, "Location").map(str::as_bytes);
                let class = paywall.classify(parts.method, parts.url, status, location);
                let small = keep > 0 && body.len() <= keep;
                let answer = small.then(|| StoredAnswer::new(status, fields.clone(), body.clone())).flatten();
                made = Some((status, fields, body));
                client_left = server.client_left();
                attempt.delivered(
                    Delivery { made: Some(class), client_connected: !client_left, answer },
                    server.now(),
                )
            }
            Step::Done(_) if !client_left && server.client_left() => {
                client_left = true;
                attempt.client_disconnected(server.now())
            }
            Step::Done(receipt) => {
                let mut response = paid(made.unwrap_or_default(), Some(receipt));
                let pass =
                    route.and_then(|route| paywall.pass_cookie(route, parts.method, parts.url, server.now()));
                response.1.extend(pass.map(|pass| ("Set-Cookie".into(), pass.expose().into())));
                return response;
            }
            Step::Failed(FailedDelivery::AsMade) => return paid(made.unwrap_or_default(), None),
            Step::Failed(FailedDelivery::Fault(fault)) => return of(fault.answer()),
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
    /// What it makes, if not the report.
    makes: Option<Response>,
    client_left: bool,
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
        self.client_left
    }

    /// Waits, then makes the call, with a time limit for both. `None` if no answer came in time, or one of more than
    /// `MAX_RESPONSE_BYTES`.
    fn fetch(&self, call: &HttpRequest, delay_ms: u32, _timeout_ms: u32) -> Option<ProcessorAnswer> {
        thread::sleep(Duration::from_millis(delay_ms.into()));
        println!("    {} {}", call.method, call.url);
        let status = match call.url.rsplit('/').next() {
            Some("capture") => "succeeded",
            Some("cancel") => "canceled",
            _ => "requires_capture",
        };
        Some((200, vec![], format!(r#"{{"id":"pi_1","status":"{status}","amount":100,"currency":"usd"}}"#)))
    }

    /// The resource.
    fn make(&self) -> Response {
        let report = || (200, vec![("Content-Type".into(), "text/plain".into())], b"the report".into());
        self.makes.clone().unwrap_or_else(report)
    }
}

fn main() -> Result<()> {
    sell(Server::default())
}

fn sell(mut server: Server) -> Result<()> {
    let paywall = paywall(None)?;
    let credential = pay(&paywall, &mut server)?;
    let (status, fields, body) = get(&paywall, &mut server, Some(credential.expose()));
    println!("{status} {}", String::from_utf8_lossy(&body));
    assert_eq!((status, &body[..]), (200, &b"the report"[..]));
    assert!(value(&fields, "Payment-Receipt").is_some());
    assert_eq!(value(&fields, "Cache-Control"), Some("private"));

    // The same credential again buys nothing.
    assert_eq!(get(&paywall, &mut server, Some(credential.expose())).0, 402);
    Ok(())
}

fn paywall(pass_ttl_ms: Option<i64>) -> Result<Paywall> {
    let stripe = StripeConfig::new("sk_test_123456789", "profile_1");
    let mut config = Config::new("api.example.com", "a signing secret of 32 bytes or more", stripe);
    config.routes = vec![RouteConfig::new("/paid", "1.00 USD")];
    config.routes[0].pass_ttl_ms = pass_ttl_ms;
    Paywall::new(config)
}

/// The client asks for the price, and its wallet gives it a token for the challenge: its credential.
fn pay(paywall: &Paywall, server: &mut Server) -> Result<SecretText> {
    let (status, fields, _) = get(paywall, server, None);
    let header = value(&fields, "WWW-Authenticate").expect("a challenge");
    println!("{status}\n    WWW-Authenticate: {header}");
    assert_eq!(status, 402);

    let challenge = Challenge::parse(header)?;
    let payload = Payload::read(r#"{"spt":"spt_1"}"#.into())?;
    Credential::new(challenge, payload).to_header()
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
    let (paywall, mut server) = (paywall(Some(3_600_000))?, Server::default());
    let credential = pay(&paywall, &mut server)?;
    let (_, fields, _) = get(&paywall, &mut server, Some(credential.expose()));
    let pass = value(&fields, "Set-Cookie").expect("a pass");

    let nonce = server.nonce();
    let mut parts = RequestParts::new("GET", "https://api.example.com/paid", Body::Absent, &nonce);
    parts.cookie = pass.split(';').next();
    let (status, fields, _) = serve(&paywall, &mut server, &parts);
    assert_eq!((status, value(&fields, "Cache-Control")), (200, Some("private")));
    assert!(value(&fields, "Payment-Receipt").is_none());
    Ok(())
}

#[test]
fn an_answer_without_a_price_is_private_if_a_cache_knows_no_credential_in_its_request() -> Result<()> {
    let (paywall, mut server) = (paywall(None)?, Server::default());
    let nonce = server.nonce();
    let mut parts = RequestParts::new("GET", "https://api.example.com/free", Body::Absent, &nonce);
    for (credential, cache_control) in [(None, None), (Some("Payment eyJ9"), Some("private"))] {
        parts.payment_authorization = credential;
        let (status, fields, _) = serve(&paywall, &mut server, &parts);
        assert_eq!((status, value(&fields, "Cache-Control")), (200, cache_control));
    }
    Ok(())
}

/// A redirect on the same host may be a signed link.
#[test]
fn what_is_withheld_is_not_sent() -> Result<()> {
    let link = ("Location".into(), "/files/report?signature=x".into());
    let mut server = Server { makes: Some((302, vec![link], vec![])), ..Server::default() };
    let paywall = paywall(Some(3_600_000))?;
    let credential = pay(&paywall, &mut server)?;
    let (status, fields, body) = get(&paywall, &mut server, Some(credential.expose()));
    assert_eq!((status, value(&fields, "Location"), value(&fields, "Set-Cookie")), (502, None, None));
    assert!(String::from_utf8_lossy(&body).contains("you were not charged"));
    Ok(())
}

#[test]
fn a_client_that_was_considered_gone_gets_nothing() -> Result<()> {
    let mut server = Server { client_left: true, ..Server::default() };
    let paywall = paywall(Some(3_600_000))?;
    let credential = pay(&paywall, &mut server)?;
    let (status, fields, body) = get(&paywall, &mut server, Some(credential.expose()));
    assert_eq!((status, value(&fields, "Payment-Receipt")), (502, None));
    assert!(String::from_utf8_lossy(&body).contains("you were not charged"));
    Ok(())
}

#[test]
fn a_failure_is_sent_and_costs_nothing() -> Result<()> {
    let mut server = Server { makes: Some((404, vec![], b"no such report".into())), ..Server::default() };
    let paywall = paywall(None)?;
    let credential = pay(&paywall, &mut server)?;
    let (status, fields, body) = get(&paywall, &mut server, Some(credential.expose()));
    assert_eq!((status, &body[..]), (404, &b"no such report"[..]));
    assert!(value(&fields, "Payment-Receipt").is_none());
    Ok(())
}
