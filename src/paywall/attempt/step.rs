//! The steps an attempt asks its caller to perform.

use super::Attempt;
use crate::encoding::timestamp::Timestamp;
use crate::paywall::answers::{Answer, ServerFault};
use crate::paywall::record::StoredAnswer;
use crate::rail::HttpRequest;
use crate::scheme::Receipt;
use alloc::string::String;
use core::fmt;

/// What to do next, and the method of [`super::Attempt`] to report the result with. `Debug` shows nothing of the paid
/// answer, and no records, which may hold it too.
///
/// The enum is exhaustive on purpose: if a later version adds a step, code that does not handle it must not compile.
#[must_use]
pub enum Step {
    /// In the store, atomically: if `id` holds `expected` (`None`: nothing), make it hold `next`. Report what it held
    /// before with [`super::Attempt::swapped`]: the text that was compared, not that of a later read. If the store
    /// fails, or does not answer for some seconds, swap once more before you report that with
    /// [`super::Attempt::store_failed`]: a delivery that is not recorded could be made again. Repeating is safe. A swap that
    /// was done although its answer was lost, or that is done late, finds its own text or another one.
    ///
    /// In SQL, let one statement compare and write: `INSERT … ON CONFLICT DO NOTHING` if nothing is expected, otherwise
    /// `UPDATE … WHERE id = … AND text = …`. If it wrote no row, read what is there, and begin again if that is what is
    /// expected. In a transaction that reads first, even with `FOR UPDATE`, PostgreSQL lets two requests claim one challenge.
    /// [`StoreCheck`](crate::paywall::StoreCheck) finds such mistakes.
    Swap {
        /// The register: a challenge id, or `key:` and the digest of an `Idempotency-Key`.
        id: String,
        /// The text the register must hold.
        expected: Option<String>,
        /// The text to write.
        next: String,
        /// When the store may forget it.
        keep_until: Timestamp,
    },
    /// Make this call, and follow no redirect: it carries the seller's key and the payer's token. Report with
    /// [`super::Attempt::answered`], with `None` if no answer came in time.
    Call {
        /// The call.
        call: HttpRequest,
        /// How long to wait before making the call, in milliseconds.
        delay_ms: u32,
        /// When to give up, in milliseconds from now, so that `delay_ms` is counted
        /// ([`crate::paywall::CALL_TIMEOUT_MS`]).
        timeout_ms: u32,
    },
    /// Make the resource, but send nothing of it yet. An attempt asks for it once at most, so the request can be moved into
    /// the handler. Report with [`super::Attempt::delivered`], and include the answer itself if its body has at most
    /// `keep` bytes. With 0, nothing is kept. Report a handler that panics, or that never ends, as one that made nothing:
    /// otherwise the payer's money stays held.
    Deliver {
        /// The largest body that is kept, in bytes.
        keep: usize,
    },
    /// Send what was made, with this receipt. The end, with two exceptions: if the client has left by now, report with
    /// [`super::Attempt::client_disconnected`]; if the answer breaks off while it is sent, report with
    /// [`super::Attempt::broke_off`], and after the steps that this asks for, reset the connection or stream to the client.
    /// A body that ends in order counts as whole, so its payer would not ask for what is owed.
    Done(Receipt),
    /// The delivery failed: nobody was charged for it, or it is owed, or its money is still held. Send this, without a
    /// receipt. The end.
    Failed(FailedDelivery),
    /// Send the answer that was kept, with its receipt, as private as any paid answer
    /// ([`private_cache_control`](crate::paywall::private_cache_control)). The end.
    Replay(StoredAnswer, Receipt),
    /// Send this answer, and nothing of what was made. The end.
    Answer(Answer),
}

impl fmt::Debug for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Step::Swap { id, keep_until, .. } => {
                f.debug_struct("Swap").field("id", id).field("keep_until", keep_until).finish_non_exhaustive()
            }
            Step::Call { call, delay_ms, timeout_ms } => f
                .debug_struct("Call")
                .field("call", call)
                .field("delay_ms", delay_ms)
                .field("timeout_ms", timeout_ms)
                .finish(),
            Step::Deliver { keep } => f.debug_struct("Deliver").field("keep", keep).finish(),
            Step::Done(receipt) => f.debug_tuple("Done").field(receipt).finish(),
            Step::Failed(failed) => f.debug_tuple("Failed").field(failed).finish(),
            Step::Replay(kept, receipt) => f.debug_tuple("Replay").field(kept).field(receipt).finish(),
            Step::Answer(answer) => f.debug_tuple("Answer").field(answer).finish(),
        }
    }
}

/// What the payer of a delivery that failed is sent.
///
/// The enum is exhaustive on purpose: if a later version adds a case, code that does not handle it must not compile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub enum FailedDelivery {
    /// What was made: it says itself that it failed ([`crate::paywall::ResponseClass::Failure`]).
    AsMade,
    /// The answer to this fault, and nothing of what was made. Nobody has paid for that, or it will be sent again: to its
    /// client if that was reported gone, who must not get it now if it is there after all.
    Fault(ServerFault),
}

/// A final step, decided before it may be taken.
#[derive(Clone, Debug)]
pub(super) enum End {
    Done(Receipt),
    Failed,
    Replay(StoredAnswer, Receipt),
    Answer(Answer),
}

impl Attempt {
    /// The last step.
    pub(super) fn conclude(&self, end: End) -> Step {
        match end {
            End::Done(receipt) => Step::Done(receipt),
            End::Failed => self.failed(),
            End::Replay(kept, receipt) => Step::Replay(kept, receipt),
            End::Answer(answer) => Step::Answer(answer),
        }
    }
}
