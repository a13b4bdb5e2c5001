//! The wire types of the Payment scheme (draft-httpauth-payment-01), one per file.
//!
//! Reading is lenient where other implementations are known to differ and the meaning is certain. It refuses
//! anything that could be understood in two ways. Writing follows the draft, in ASCII, with what
//! other implementations add: names of methods as in [`Method`], the parameter `header`, which is bound too
//! ([`CredentialHeader`]), and `\uXXXX` for characters beyond ASCII.

mod accept_payment;
mod challenge;
mod challenge_ref;
mod credential;
mod credential_header;
mod credential_ref;
mod digest;
mod expires;
mod intent;
mod method;
pub mod money;
mod opaque;
mod payload;
mod payment_range;
mod receipt;
mod request;
pub mod sanitize;
mod template;
pub mod terms;
pub mod text;

pub use crate::http::auth::MAX_CHALLENGES;
pub use accept_payment::{AcceptPayment, MAX_RANGES};
pub use challenge::{Challenge, MAX_DESCRIPTION_BYTES, MAX_REALM_BYTES, Reading};
pub use challenge_ref::ChallengeRef;
pub use credential::{Credential, MAX_CREDENTIAL_BYTES};
pub use credential_header::CredentialHeader;
pub(crate) use credential_ref::SEVERAL;
pub use credential_ref::{CredentialRef, CredentialText};
pub use digest::BodyDigest;
pub use expires::Expires;
pub use intent::Intent;
pub use method::Method;
pub use opaque::Opaque;
pub use payload::{MAX_PAYLOAD_DEPTH, Payload};
pub use payment_range::PaymentRange;
pub use receipt::Receipt;
pub use request::{MAX_REQUEST_BYTES, Request};
pub(crate) use template::{HeaderTemplate, TemplateValues};
pub use terms::Terms;

/// The name of the authentication scheme. Schemes are case-insensitive.
pub const SCHEME: &str = "Payment";
