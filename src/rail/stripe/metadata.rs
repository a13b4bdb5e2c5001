//! The correlation data of a payment.

use crate::encoding::json::Node;
use crate::error::{Code, Error, Result};

/// Names that no route may set. Every payment gets the first two. The last is the payer's own reference, and mppx and pympp
/// refuse to pay a challenge whose metadata has one.
const RESERVED: [&str; 3] = ["challenge_id", "machine_payment", "externalId"];

/// Checks that Stripe can store a payment's correlation data.
///
/// # Errors
/// [`Code::InvalidArgument`] for too much of it, names that Stripe reads differently, or [`RESERVED`] ones.
pub(in crate::rail) fn check(metadata: Node<'_>) -> Result<()> {
    let bad = |message| Err(Error::new(Code::InvalidArgument, message));
    let is_map = metadata.is_object() || metadata.is_null();
    if !is_map || metadata.members().count() > 40 || !metadata.members().all(can_be_stored) {
        return bad(
            "metadata values must be texts (\"1\", not 1), at most 40 of 500 bytes, with names of 1 to 40 bytes without \"[\" or \"]\"",
        );
    }
    if RESERVED.iter().any(|name| metadata.get(name).is_some()) {
        return bad(
            "metadata cannot hold challenge_id, machine_payment or externalId, which mean something of their own",
        );
    }
    Ok(())
}

fn can_be_stored((name, value): (&str, Node<'_>)) -> bool {
    (1..=40).contains(&name.len())
        && !name.contains(['[', ']'])
        && value.as_text().is_some_and(|text| text.len() <= 500)
}
