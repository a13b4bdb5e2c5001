//! What a swap is for.

use super::holder::Holder;
use super::step::End;
use crate::paywall::answers::Answer;
use crate::rail::Ask;
use alloc::{boxed::Box, string::String};

/// The purpose of the pending swap.
#[derive(Clone, Debug)]
pub(super) enum Goal {
    /// To bind the `Idempotency-Key` to this credential.
    Key(KeyGoal),
    /// To write this attempt's own record.
    Record(RecordGoal),
}

/// A step towards binding the `Idempotency-Key`.
#[derive(Clone, Debug)]
pub(super) enum KeyGoal {
    /// Bind the key, if its register holds this text (`None`: nothing).
    Bind(Option<String>),
    /// Read the record of the other credential that holds the key.
    ReadHolder(Holder),
    /// The same, when that credential's challenge has expired: close the challenge if it was never claimed.
    CloseHolder(Holder),
}

/// What follows once the attempt's record is written.
#[derive(Clone, Debug)]
pub(super) enum RecordGoal {
    /// The challenge has expired: read its record, and close the challenge if it was never claimed.
    Close,
    /// Claim the challenge; then ask for the payment.
    Claim,
    /// Take over what another request left behind, or cancel what waits for the payer's bank; then ask.
    Ask(Ask),
    /// Start the delivery: the money is captured or held.
    Begin,
    /// Take over a delivery from another request.
    Redeliver,
    /// Capture what is held: the resource is made.
    Capture,
    /// Cancel what is held: the resource failed.
    Cancel,
    /// Use the challenge up, then answer with fresh ones. The answer waits until that is recorded: otherwise a retry
    /// could still charge the old challenge.
    Refuse(Box<Answer>),
    /// Record the outcome, and end with it whatever the store says.
    Finish(Box<End>),
    /// Record the delivery, and send the answer unless another request has taken over.
    Deliver(Box<End>),
}

impl RecordGoal {
    /// Whether what follows must happen within the lease of the record. A lookup or a cancellation does no harm later.
    pub(super) const fn needs_lease(&self) -> bool {
        match self {
            Self::Claim | Self::Begin | Self::Redeliver | Self::Capture => true,
            Self::Ask(ask) => matches!(ask, Ask::Pay(_) | Ask::Capture(_)),
            _ => false,
        }
    }
}
