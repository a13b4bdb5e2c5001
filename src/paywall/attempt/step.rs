//! What an attempt asks of whoever runs it.

use super::super::{Answer, Kept};
use crate::encoding::timestamp::Timestamp;
use crate::rail::HttpCall;
use crate::scheme::Receipt;
use alloc::string::String;
use core::fmt;

/// What to do next, and the method of [`super::Attempt`] to report back with. Its `Debug` shows nothing of the answer that is
/// paid for, which a record holds as well.
#[must_use]
pub enum Step {
    /// In the store, atomically: if `id` holds `expected` (`None`: nothing), make it hold `next`. Report what
    /// it held before with [`super::Attempt::swapped`], or [`super::Attempt::store_failed`].
    Swap {
        /// The register.
        id: String,
        /// The text it must hold.
        expected: Option<String>,
        /// The text it then holds.
        next: String,
        /// When it may be forgotten.
        keep_until: Timestamp,
    },
    /// Make this call, and give it up before half of [`crate::paywall::SETTLEMENT_LEASE_MS`] is over, `after_ms` counted in.
    /// Report with [`super::Attempt::answered`], `None` when no answer came in time.
    Call {
        /// The call.
        call: HttpCall,
        /// How long to wait before it is made, in milliseconds.
        after_ms: u32,
    },
    /// Make the resource, and send nothing of it yet. Report with [`super::Attempt::delivered`], with the answer
    /// itself where its body has at most `keep` bytes; 0: nothing is kept.
    Deliver {
        /// The most bytes of a body that are kept.
        keep: usize,
    },
    /// Send what was made, with this receipt; without one, it failed, and is owed or was not charged for. The end, unless
    /// the client has left by now, or it breaks off: report with [`super::Attempt::unheard`], or once more with
    /// [`super::Attempt::delivered`].
    Done(Option<Receipt>),
    /// Send what was made before, with its receipt. The end.
    Resend(Kept, Receipt),
    /// Answer this, and nothing of what was made. The end.
    Answer(Answer),
}

impl fmt::Debug for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Step::Swap { id, keep_until, .. } => {
                f.debug_struct("Swap").field("id", id).field("keep_until", keep_until).finish_non_exhaustive()
            }
            Step::Call { call, after_ms } => {
                f.debug_struct("Call").field("call", call).field("after_ms", after_ms).finish()
            }
            Step::Deliver { keep } => f.debug_struct("Deliver").field("keep", keep).finish(),
            Step::Done(receipt) => f.debug_tuple("Done").field(receipt).finish(),
            Step::Resend(kept, receipt) => f.debug_tuple("Resend").field(kept).field(receipt).finish(),
            Step::Answer(answer) => f.debug_tuple("Answer").field(answer).finish(),
        }
    }
}

/// A step that is the end, decided before it may be taken.
#[derive(Clone, Debug)]
pub(super) enum End {
    Done(Option<Receipt>),
    Resend(Kept, Receipt),
    Answer(Answer),
}

impl From<Answer> for End {
    fn from(answer: Answer) -> Self {
        End::Answer(answer)
    }
}

impl From<Answer> for Step {
    fn from(answer: Answer) -> Self {
        Step::Answer(answer)
    }
}

impl From<End> for Step {
    fn from(end: End) -> Self {
        match end {
            End::Done(receipt) => Step::Done(receipt),
            End::Resend(kept, receipt) => Step::Resend(kept, receipt),
            End::Answer(answer) => Step::Answer(answer),
        }
    }
}

/// What came of making the resource.
#[derive(Debug)]
pub struct Delivery {
    /// Whether it is a success.
    pub ok: bool,
    /// Whether the client is still there to receive it.
    pub heard: bool,
    /// The answer itself, where [`Step::Deliver`] asked to keep it and it was small enough.
    pub answer: Option<Kept>,
}
