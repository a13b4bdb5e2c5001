//! The decision: may this request pass, and what has to happen first?
//!
//! ```text
//! preflight(origin, method, asked)                 if cors is set: an OPTIONS request that asks about another method
//! route(method, url)  -> None | Some(route)        the route whose price applies
//! decide(route, parts, now) -> Pass                no price
//!                            | Admit               an access pass
//!                            | Answer              402 with challenges, or another refusal
//!                            | Claim(attempt)      a verified credential: claim, settle, deliver
//! attempt.start(nonce, now) -> Swap | Call | Deliver, until Answer | Done | Resend
//! ```
//!
//! Sans I/O: this module never fetches, reads a clock or draws randomness. The caller performs the steps it returns
//! and reports the results to the same paywall that decided. [`Attempt`] is the whole protocol of a paid request:
//!
//! ```
//! use mpp_wasm::binding::Body;
//! use mpp_wasm::encoding::timestamp::Timestamp;
//! use mpp_wasm::paywall::{Capture, Config, Decision, Delivery, Fields, Kept, Parts, Paywall, RouteConfig, Step};
//! use mpp_wasm::rail::{HttpAnswer, HttpCall, stripe::StripeConfig};
//!
//! /// What the server provides.
//! trait Server {
//!     fn now(&self) -> Timestamp;
//!     /// At least 128 bits, never the same twice.
//!     fn nonce(&self) -> String;
//!     /// Atomically: if `id` holds `expected`, make it hold `next`. Returns what it held before.
//!     fn swap(&self, id: &str, expected: Option<&str>, next: &str) -> Result<Option<String>, ()>;
//!     /// Waits, then makes the call. Returns the status, whether `Idempotent-Replayed` is `true`, and the body;
//!     /// `None` if no answer came in time.
//!     fn fetch(&self, call: &HttpCall, after_ms: u32) -> Option<(u16, bool, String)>;
//!     /// The resource: status, fields and bytes.
//!     fn make(&self) -> (u16, Vec<(String, String)>, Vec<u8>);
//! }
//!
//! /// Returns the status, fields and body of the answer. Run it in a task of its own: a client that disconnects must
//! /// not cut it short.
//! fn serve(paywall: &Paywall, server: &impl Server, parts: &Parts<'_>) -> (u16, Vec<(String, String)>, Vec<u8>) {
//!     let mut attempt = match paywall.decide(paywall.route(parts.method, parts.url), parts, server.now()) {
//!         Decision::Pass | Decision::Admit => return server.make(),
//!         Decision::Answer(answer) => return (answer.status, own(answer.headers), answer.body.into()),
//!         Decision::Claim(attempt) => attempt,
//!     };
//!     let mut made = None;
//!     let mut step = attempt.start(&server.nonce(), server.now());
//!     loop {
//!         step = match step {
//!             Step::Swap { id, expected, next, .. } => match server.swap(&id, expected.as_deref(), &next) {
//!                 Ok(found) => attempt.swapped(paywall, found.as_deref(), server.now()),
//!                 Err(()) => attempt.store_failed(),
//!             },
//!             Step::Call { call, after_ms } => {
//!                 let answer = server.fetch(&call, after_ms);
//!                 let seen = answer.as_ref().map(|(status, replayed, body)| HttpAnswer {
//!                     status: *status, retry_after: None, replayed: *replayed, body,
//!                 });
//!                 attempt.answered(paywall, seen, server.now())
//!             }
//!             Step::Deliver { keep } => {
//!                 let (status, fields, body) = server.make();
//!                 let small = keep > 0 && body.len() <= keep;
//!                 let answer = small.then(|| Kept::new(status, fields.clone(), body.clone())).flatten();
//!                 made = Some((status, fields, body));
//!                 attempt.delivered(Delivery { ok: (200..300).contains(&status), heard: true, answer }, server.now())
//!             }
//!             Step::Done(receipt) => {
//!                 let (status, mut fields, body) = made.unwrap_or_default();
//!                 fields.extend(receipt.map(|receipt| ("Payment-Receipt".into(), receipt.to_header())));
//!                 return (status, fields, body);
//!             }
//!             Step::Resend(kept, receipt) => {
//!                 let receipt = ("Payment-Receipt".into(), receipt.to_header());
//!                 return (kept.status, kept.fields.into_iter().chain([receipt]).collect(), kept.body);
//!             }
//!             Step::Answer(answer) => return (answer.status, own(answer.headers), answer.body.into()),
//!         }
//!     }
//! }
//!
//! fn own(fields: Fields) -> Vec<(String, String)> {
//!     fields.into_iter().map(|(name, value)| (name.into(), value.into())).collect()
//! }
//! # struct Nobody;
//! # impl Server for Nobody {
//! #     fn now(&self) -> Timestamp { Timestamp::parse("2026-01-15T12:00:00Z").unwrap() }
//! #     fn nonce(&self) -> String { "0123456789abcdef0123456789abcdef".into() }
//! #     fn swap(&self, _: &str, _: Option<&str>, _: &str) -> Result<Option<String>, ()> { Ok(None) }
//! #     fn fetch(&self, _: &HttpCall, _: u32) -> Option<(u16, bool, String)> { None }
//! #     fn make(&self) -> (u16, Vec<(String, String)>, Vec<u8>) { (200, vec![], b"made".into()) }
//! # }
//!
//! let paywall = Paywall::new(Config {
//!     realm: "api.example.com".into(),
//!     secret: "a signing secret of 32 bytes or more".into(),
//!     previous_secrets: vec![],
//!     ttl_ms: None,
//!     capture: Capture::AfterDelivery,
//!     replay_bytes: None,
//!     stripe: StripeConfig {
//!         secret_key: "sk_test_123456789".into(),
//!         network_id: "profile_1".into(),
//!         payment_method_types: vec![],
//!         api_base: None,
//!     },
//!     routes: vec![RouteConfig { pattern: "/paid".into(), price: "1.00 USD".into(), ..Default::default() }],
//!     cors: None,
//! })?;
//! let nonce = Nobody.nonce();
//! let mut parts = Parts {
//!     method: "GET", url: "https://api.example.com/paid", body: Body::Absent, nonce: &nonce, page: false,
//!     authorization: None, payment_authorization: None, accept_payment: None, cookie: None, idempotency_key: None,
//! };
//! let (status, fields, _) = serve(&paywall, &Nobody, &parts);
//! assert_eq!((status, fields[2].0.as_str()), (402, "WWW-Authenticate"));
//! # use mpp_wasm::scheme::{Challenge, Credential, Payload};
//! # let challenge = Challenge::parse(&fields[2].1)?;
//! # let credential = Credential { challenge, payload: Payload::read(r#"{"spt":"spt_1"}"#.into())?, source: None }.to_header()?;
//! parts.authorization = Some(credential.expose());
//! assert_eq!(serve(&paywall, &Nobody, &parts).0, 503, "the processor did not answer");
//! parts.url = "https://api.example.com/free";
//! assert_eq!(serve(&paywall, &Nobody, &parts).0, 200);
//! # Ok::<(), mpp_wasm::error::Error>(())
//! ```
//!
//! A caller that stands between the payer and an origin has more to do. Remove the credential and access passes from
//! forwarded requests ([`without_payment`], [`without_pass`]), and the fields that name another path or method. Mark a
//! paid answer as private to its payer ([`private_cache_control`]). Ask [`Paywall::worth`] whether the origin's answer
//! counts as a delivery. The JavaScript package does all of this.

mod admission;
mod answer;
mod attempt;
mod claim;
mod config;
mod cors;
mod decide;
mod delivery;
mod errors;
mod event;
mod kept;
mod method;
mod page;
mod parts;
mod pass;
mod path;
mod price;
mod proxy;
mod record;
mod resource;
mod route;
mod site;

pub use crate::rail::Capture;
pub use answer::Answer;
pub use attempt::{Attempt, Delivery, Step};
pub use config::{Config, DEFAULT_TTL_MS, FREE, MAX_TTL_MS, RouteConfig};
pub use cors::{ANY_ORIGIN, Cors, Fields};
pub use decide::Decision;
pub use delivery::Worth;
pub use kept::{DEFAULT_REPLAY_BYTES, Kept, MAX_REPLAY_BYTES};
pub use page::wants_page;
pub use parts::Parts;
pub use pass::{MAX_PASS_TTL_MS, without_pass};
pub use price::UNCLEAR;
pub use proxy::{private_cache_control, without_payment};
pub use record::{DELIVERY_LEASE_MS, KEEP_MS, RETRY_MS, SETTLEMENT_LEASE_MS};
pub use site::Paywall;
