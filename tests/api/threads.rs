//! A server shares its paywall between threads, and may continue a request on another one. If a type cannot be used like
//! this, this file does not compile.

use mpp_wasm::binding::{ChallengeKey, Prepared, TagKey, Verified, Verifier};
use mpp_wasm::card::RedactStream;
use mpp_wasm::paywall::{Attempt, Decision, Paywall, Step};
use mpp_wasm::rail::Rail;
use mpp_wasm::scheme::Credential;

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
}
