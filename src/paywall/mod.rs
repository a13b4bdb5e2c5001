//! The decision: may this request pass, and what has to happen first?
//!
//! ```text
//! preflight(origin, method, asked)                 if cors is set: an OPTIONS request that asks about another method
//! route(method, url)  -> None | Some(route)        the route whose price applies
//! decide(route, parts, now) -> Free                no price
//!                            | Admit               an access pass
//!                            | Answer              402 with challenges, or another refusal
//!                            | Claim(attempt)      a verified credential: claim, settle, deliver
//! attempt.start(nonce, now) -> Swap | Call | Deliver, until Done | Failed | Replay | Answer
//! ```
//!
//! Sans I/O: this module never fetches, reads a clock or draws randomness. The caller performs the steps it returns
//! and reports the results to the same paywall that decided. [`Attempt`] is the whole protocol of a paid request;
//! `examples/paywall.rs` has the loop around it.
//!
//! ```
//! use mpp_wasm::binding::Body;
//! use mpp_wasm::encoding::timestamp::Timestamp;
//! use mpp_wasm::paywall::{Config, Decision, RequestParts, Paywall, RouteConfig};
//! use mpp_wasm::rail::stripe::StripeConfig;
//! let stripe = StripeConfig::new("sk_test_123456789", "profile_1");
//! let mut config = Config::new("api.example.com", "a signing secret of 32 bytes or more", stripe);
//! config.routes = vec![RouteConfig::new("/paid", "1.00 USD")];
//! let paywall = Paywall::new(config)?;
//!
//! let nonce = "128 random bits for each request";
//! let parts = RequestParts::new("GET", "https://api.example.com/paid", Body::Absent, nonce);
//! let route = paywall.route(parts.method, parts.url);
//! let decision = paywall.decide(route, &parts, Timestamp::parse("2026-01-15T12:00:00Z")?);
//! assert!(matches!(decision, Decision::Answer(answer) if answer.status == 402));
//! # Ok::<(), mpp_wasm::error::Error>(())
//! ```
//!
//! # What the caller does around it
//!
//! For a route with a price:
//!
//! - If [`Config::cors`] is set, it answers preflights ([`Paywall::preflight`]) and adds [`Paywall::cors_fields`] to every
//!   other answer.
//! - It refuses a request whose `Upgrade` names `websocket` ([`ServerFault::Upgrade`]): what follows cannot be paid for. One by
//!   `CONNECT`, as HTTP/2 opens a WebSocket, is refused by [`Paywall::decide`].
//! - It reads the request's body before it decides, up to a limit of its own, so that the payment is for this body
//!   ([`RequestParts::body`]). Faults are [`ServerFault::BodyTooLarge`] and [`ServerFault::BodyBrokenOff`].
//! - It runs an attempt to its end, and a shutdown waits for that ([`Attempt`]).
//! - Its store compares and swaps atomically ([`Step::Swap`]), and its tests check that ([`StoreCheck`]).
//! - It asks [`Paywall::classify`] what was made for a payment, and reports that ([`Delivery`]).
//! - It lets only what [`paid_response_header_allowed`] allows pass with what was made, paid for or admitted, and makes it
//!   private to its payer ([`private_cache_control`]).
//! - With a receipt, and never without one, the answer has `Payment-Receipt` and, of a route with passes,
//!   [`Paywall::pass_cookie`].
//!
//! For every route, a handler gets the request without credential and passes ([`without_payment`], [`without_pass`]), and
//! without the fields that [`request_header_allowed`] forbids. Every answer to a request with `Payment-Authorization` is
//! private to its payer.
//!
//! A caller that forwards requests to an origin also
//!
//! - removes the fields that `Connection` names, in both directions ([`ConnectionOptions`]);
//! - removes the fields that [`response_header_allowed`] forbids from every answer and from the trailers of its body, or drops
//!   the trailers: clients of HTTP/2 get them unasked;
//! - writes a `Location` that names the origin itself as a path ([`Paywall::classify`]).
//!
//! The JavaScript package does all of this.

// | folder | |
// | --- | --- |
// | `decision` | the decision about a request; access passes |
// | `attempt` | the redemption of one credential, step by step |
// | `delivery` | whether an answer is what was paid for, and where a redirect leads |
// | `request` | the parts of a request, the route and resource it is for, and how it is refused |
// | `site` | the configuration, its checks, and the paywall that it becomes |
// | `answers` | problems and pages |
// | `routes` | patterns, and paths as servers read them |
// | `conformance` | the check of a store |
// | `record` | what a store remembers of a challenge, and an answer that is kept |
// | `proxy` | what passes between the payer and the origin |
//
// Each folder uses only its own files, those below it in this table, and `method`.

mod answers;
mod attempt;
mod conformance;
mod decision;
mod delivery;
mod method;
mod proxy;
mod record;
mod request;
mod routes;
mod site;

pub use crate::rail::Capture;
pub use answers::{Answer, Fields, ServerFault};
pub use attempt::{Attempt, Delivery, FailedDelivery, Step};
pub use conformance::{StoreCheck, StoreRound, StoreSwap};
pub use decision::Decision;
pub use delivery::ResponseClass;
pub use proxy::{
    ConnectionOptions, paid_response_header_allowed, private_cache_control, request_header_allowed,
    response_header_allowed, without_payment,
};
pub use record::{
    CALL_TIMEOUT_MS, DEFAULT_REPLAY_BYTES, DELIVERY_LEASE_MS, KEEP_MS, MAX_REPLAY_BYTES, RETRY_MS,
    SETTLEMENT_LEASE_MS, StoredAnswer, is_content_coded,
};
pub use request::{RequestParts, wants_page};
pub use site::{
    ANY_ORIGIN, Caching, Config, Cors, DEFAULT_TTL_MS, FREE, MAX_PASS_TTL_MS, MAX_TTL_MS, Paywall,
    RouteConfig, RouteId, RouteTerms, without_pass,
};
