//! What some clients pay in place of an entry's own terms.

use crate::encoding::json::Node;

/// Members of an entry, and the terms that they take the place of.
const SOURCE: [(&str, &str); 3] =
    [("srcAmountRequired", "maxAmountRequired"), ("srcTokenAddress", "asset"), ("srcNetwork", "network")];

/// Members of `extra` that take the place of the payee.
const PAYEES: [&str; 3] = ["recipient", "globalWalletAddress", "facilitatorAddress"];

/// Whether an entry names an amount, a token, a network or a payee other than its own. npm's
/// @b3dotfun/anyspend-x402-fetch 0.2.5 pays those, and compares only `maxAmountRequired` with the caller's limit. It
/// knows only the scheme `exact`; `upto` has a facilitator who is not paid.
pub(super) fn is_paid_otherwise(accepted: Node<'_>) -> bool {
    let differs = |place: Node<'_>, name: &str, own: &str| {
        let own = accepted.text(own).unwrap_or_default();
        place.text(name).is_some_and(|other| !other.eq_ignore_ascii_case(own))
    };
    let in_extra = |extra: Node<'_>| {
        PAYEES.iter().any(|name| differs(extra, name, "payTo"))
            || (extra.text("signatureType") == Some("permit") && differs(extra, "verifyingContract", "asset"))
    };
    accepted.text("scheme") == Some("exact")
        && (SOURCE.iter().any(|(name, own)| differs(accepted, name, own))
            || accepted.get("extra").is_some_and(in_extra))
}
