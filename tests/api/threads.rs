//! A server shares its paywall between threads, may continue a request on another one, and counts what happens by what it
//! is. If a type cannot be used like this, this file does not compile.

use mpp_wasm::binding::{ChallengeKey, Prepared, TagKey, Verified, Verifier};
use mpp_wasm::card::RedactStream;
use mpp_wasm::detect::{self, CredentialType, Decoded, Detection, Protocol, WarningCode, X402Part};
use mpp_wasm::error::{Code, Error, Fault};
use mpp_wasm::paywall::{Attempt, Capture, Decision, Paywall, ResponseClass, RouteId, ServerFault, Step};
use mpp_wasm::rail::{HttpRequest, Rail};
use mpp_wasm::scheme::{BodyDigest, Challenge, Credential, Receipt, money::Price};
use mpp_wasm::secret::SecretText;
use std::hash::Hash;

#[test]
fn what_a_server_keeps_is_shared_and_what_a_request_has_is_moved() {
    const fn shared<T: Send + Sync>() {}
    const fn moved<T: Send>() {}
    shared::<Paywall>();
    shared::<ChallengeKey>();
    shared::<Prepared>();
    shared::<TagKey>();
    shared::<Rail>();
    moved::<Verifier>();
    moved::<Verified<Credential>>();
    moved::<Decision>();
    moved::<Attempt>();
    moved::<Step>();
    moved::<RedactStream>();
    // A call is borrowed while its answer is awaited.
    shared::<HttpRequest>();
}

/// A wallet looks at an answer in one task, shows it in another, and may keep it in a state that both share.
#[test]
fn what_a_client_reads_is_shared() {
    const fn shared<T: Send + Sync + 'static>() {}
    shared::<Error>();
    shared::<Detection>();
    shared::<detect::Offer>();
    shared::<Decoded>();
    shared::<Challenge>();
    shared::<Credential>();
    shared::<Receipt>();
    shared::<SecretText>();
}

#[test]
fn what_is_counted_or_looked_up_is_a_key() {
    const fn key<T: Hash + Eq>() {}
    key::<RouteId>();
    key::<Code>();
    key::<Fault>();
    key::<ServerFault>();
    key::<ResponseClass>();
    key::<Capture>();
    key::<Protocol>();
    key::<WarningCode>();
    key::<CredentialType>();
    key::<X402Part>();
    key::<BodyDigest>();
    key::<Price>();
}
