#![doc = include_str!("README.md")]
//!
//! # Modules
//!
//! | task | module |
//! | --- | --- |
//! | read and write the headers of the scheme | [`scheme`]: [`Challenge`](scheme::Challenge), [`Credential`](scheme::Credential), [`Receipt`](scheme::Receipt) |
//! | issue challenges and verify credentials | [`binding`]: [`ChallengeKey`](binding::ChallengeKey), [`Verified`](binding::Verified) |
//! | charge for routes: the decision, and a paid request step by step | [`paywall`]: [`Paywall`](paywall::Paywall), [`Attempt`](paywall::Attempt) |
//! | move the money | [`rail`] |
//! | say what a 402 asks for, in plain words and with warnings | [`detect`] |
//! | choose an offer and pay it with a token | [`detect`]: [`cheapest_first`](detect::cheapest_first); [`rail::stripe::SharedPaymentToken`] |
//! | mask cards, tokens and keys before they are shown or logged | [`card`] |
//! | answer an error as an RFC 9457 problem, or read one | [`error`], [`problem`] |
//! | keep a secret out of logs and out of memory | [`secret`] |
//! | use the layers below: HTTP grammar, base64url, JSON, RFC 3339 | [`http`], [`encoding`] |

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
