//! In-memory stores, a processor and a clock drive attempts: first one by one through everything that can go wrong,
//! then two at once in every order.
//!
//! | file | |
//! | --- | --- |
//! | `processor` | a model of Stripe: idempotency keys, payments that are held, captured and canceled |
//! | `world` | everything outside an attempt, and what must hold whenever one decides |
//! | `shop` | one request after the other, with one fault |
//! | `before`, `after`, `keys`, `records` | the paths of one request |
//! | `failed` | what is sent after a delivery that failed |
//! | `leases` | what another request takes over |
//! | `other` | inputs that an attempt must not be run with |
//! | `explorer` | two requests at once: every order, with faults, crashes and jumps of the clock |
//! | `explored` | what the explorer finds |
//! | `walked` | four requests at once, at random |

mod after;
mod before;
mod explored;
mod explorer;
mod failed;
mod keys;
mod leases;
mod other;
mod processor;
mod records;
mod shop;
mod walked;
mod world;

use super::goal::KeyGoal;
use super::*;
use crate::binding::Body;
use crate::paywall::site::config::tests::config;
use crate::paywall::{Answer, Decision, KEEP_MS, Paywall, RETRY_MS, RouteId, SETTLEMENT_LEASE_MS};
use crate::rail::HttpResponse;
use crate::scheme::{Challenge, Payload};
use alloc::format;

const URL: &str = "https://api.example.com/paid";
const TTL_MS: i64 = 300_000;

fn now() -> Timestamp {
    Timestamp::parse("2025-01-15T12:00:00Z").unwrap()
}

fn paywall(capture: Capture, ttl_ms: i64) -> Paywall {
    let mut config = config(&[("/paid", "1.00 USD")]);
    (config.capture, config.challenge_ttl_ms) = (capture, Some(ttl_ms));
    Paywall::new(config).unwrap()
}

/// A POST, so that keys count; [`attempt`] decides whether it has side effects. `nonce` tells challenges of one moment
/// apart.
fn parts<'a>(authorization: Option<&'a str>, nonce: &'a str, key: Option<&'a str>) -> RequestParts<'a> {
    RequestParts {
        authorization,
        idempotency_key: key,
        ..RequestParts::new("POST", URL, Body::Absent, nonce)
    }
}

fn challenge_of(answer: &Answer) -> Option<Challenge> {
    let (_, value) = answer.headers.iter().find(|(name, _)| *name == "WWW-Authenticate")?;
    Some(Challenge::parse(value).unwrap())
}

/// Nonces that tell requests apart.
const NONCES: [&str; 4] = ["AAAAAAAAAAAAAAAA", "BBBBBBBBBBBBBBBB", "CCCCCCCCCCCCCCCC", "DDDDDDDDDDDDDDDD"];

/// The challenge issued at `now()` with a nonce.
fn challenge(paywall: &Paywall, nonce: &str) -> Challenge {
    challenge_at(paywall, nonce, now())
}

fn challenge_at(paywall: &Paywall, nonce: &str, now: Timestamp) -> Challenge {
    let Decision::Answer(answer) = paywall.decide(Some(RouteId(0)), &parts(None, nonce, None), now) else {
        panic!()
    };
    challenge_of(&answer).unwrap()
}

/// A payer: a token, the nonce of the challenge it is for, how long after `now()` that was issued, and the key it is sent under.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Payer {
    token: &'static str,
    nonce: &'static str,
    later_ms: i64,
    key: Option<&'static str>,
}

/// A token for the one challenge most tests redeem.
const fn payer(token: &'static str) -> Payer {
    Payer { token, nonce: "the nonce of a request", later_ms: 0, key: None }
}

const fn under_key(key: &'static str, payer: Payer) -> Payer {
    Payer { key: Some(key), ..payer }
}

/// An attempt of a payer, decided at `now`. It counts as safe, so the result depends on whether the client receives it.
fn attempt(paywall: &Paywall, payer: Payer, now: Timestamp) -> Attempt {
    let payload = Payload::read(format!(r#"{{"spt":"{}"}}"#, payer.token).into()).unwrap();
    let challenge = challenge_at(paywall, payer.nonce, self::now().saturating_add_millis(payer.later_ms));
    let header = Credential::new(challenge, payload).to_header().unwrap();
    match paywall.decide(Some(RouteId(0)), &parts(Some(header.expose()), payer.nonce, payer.key), now) {
        Decision::Claim(mut attempt) => {
            attempt.order.has_side_effects = false;
            *attempt
        }
        other => panic!("{other:?}"),
    }
}
