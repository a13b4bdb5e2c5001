//! HTTP 402 payments: the [Machine Payments Protocol](https://paymentauth.org) for servers, wallets and tools.
//!
//! A server answers `402` with a `WWW-Authenticate: Payment` challenge; the client pays, sends the request again with a
//! credential, and gets the resource with a receipt. This crate reads and writes all of that, decides what is paid for, and
//! reads the other 402 protocols, x402 and L402, as well. It does no I/O, reads no clock and draws no randomness: you pass
//! `now`, secrets and answers, and it runs on any target with `alloc`.
//!
//! ```
//! use mpp_wasm::binding::{ChallengeKey, Expect, Secret, Terms};
//! use mpp_wasm::encoding::timestamp::Timestamp;
//! use mpp_wasm::scheme::{Challenge, Credential, Payload, Request};
//!
//! // The server issues a challenge.
//! let key = ChallengeKey::new(Secret::new(b"a signing secret of 32 bytes or more")?, vec![]);
//! let now: Timestamp = "2026-01-15T12:00:00Z".parse()?;
//! let challenge = key.issue(Terms {
//!     realm: "api.example.com".into(),
//!     method: "stripe".parse()?,
//!     intent: "charge".parse()?,
//!     request: Request::parse("eyJhbW91bnQiOiI1MDAiLCJjdXJyZW5jeSI6InVzZCJ9")?, // {"amount":"500","currency":"usd"}
//!     expires: now.saturating_add_millis(300_000).into(),
//!     digest: None, description: None, opaque: None, header: None,
//! }, now)?;
//! let header = challenge.to_header()?; // for WWW-Authenticate
//!
//! // The client reads it, pays, and answers with proof of the payment.
//! let payload = Payload::read(r#"{"spt":"spt_1"}"#.into())?;
//! let credential = Credential { challenge: Challenge::parse(&header)?, payload, source: None }.to_header()?;
//!
//! // The server verifies it, for its own price, before any money moves.
//! let expect = Expect { request: Some(challenge.request.as_str()), ..Expect::default() };
//! let verified = key.verify(Credential::parse(credential.expose())?.unwrap(), &expect, now)?;
//! assert_eq!(verified.challenge_id().as_str(), challenge.id);
//! # Ok::<(), mpp_wasm::error::Error>(())
//! ```
//!
//! | task | module |
//! | --- | --- |
//! | read and write the headers of the scheme | [`scheme`]: [`Challenge`](scheme::Challenge), [`Credential`](scheme::Credential), [`Receipt`](scheme::Receipt) |
//! | issue challenges and verify credentials | [`binding`]: [`ChallengeKey`](binding::ChallengeKey), [`Verified`](binding::Verified) |
//! | charge for routes: the decision, and a paid request step by step | [`paywall`]: [`Paywall`](paywall::Paywall), [`Attempt`](paywall::Attempt) |
//! | move the money | [`rail`] |
//! | say what a 402 asks for, in plain words and with warnings | [`detect`] |
//! | mask cards, tokens and keys before they are shown or logged | [`card`] |
//! | answer an error as an RFC 9457 problem | [`error`], [`problem`] |
//! | keep a secret out of logs and out of memory | [`secret`] |
//! | use the layers below: HTTP grammar, base64url, JSON, RFC 3339 | [`http`], [`encoding`] |
//!
//! `examples/` has three runnable programs: `issue_and_verify`, `detect`, and `paywall`, the whole loop of a paid request.
//!
//! # Features
//!
//! None is on by default, and a Rust program needs none. They are for the wasm files of the npm package, which README.md
//! describes.
//!
//! | feature | gives |
//! | --- | --- |
//! | `full`, `edge`, `slim` | the JavaScript layer of one wasm file each: everything but the paywall; the paywall; decode, verify and mask |
//! | `wasm` | all of these at once, for tests |
//! | `standalone` | an allocator and a panic handler, on wasm32 only |

#![no_std]

extern crate alloc;
#[cfg(test)]
extern crate std;

mod ascii;
pub mod binding;
pub mod card;
pub mod detect;
pub mod encoding;
pub mod error;
pub mod http;
pub mod paywall;
pub mod problem;
pub mod rail;
pub mod scheme;
pub mod secret;

#[cfg(all(feature = "standalone", target_arch = "wasm32"))]
mod standalone;
#[cfg(any(feature = "slim", feature = "edge"))]
mod wasm;
