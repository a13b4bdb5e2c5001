//! An atomic register, as a model: it knows which answers can be those of swaps that were made at once.

use super::StoreSwap;
use crate::encoding::timestamp::Timestamp;
use alloc::{string::String, vec, vec::Vec};

/// A swap, and what it found.
type Answered<'a> = (&'a StoreSwap, Option<&'a str>);

/// What a register holds after the rounds so far.
#[derive(Debug, Default)]
pub(super) struct Register {
    text: Option<String>,
    /// Until when. `None` if it holds nothing.
    keep_until: Option<Timestamp>,
}

impl Register {
    /// Whether there is an order in which an atomic register gives these answers. If so, it now holds what the last swap wrote.
    pub(super) fn explains(&mut self, answers: Vec<Answered<'_>>, now: Timestamp) -> bool {
        if self.follow(&answers) {
            return true;
        }
        // By now, the store may have forgotten it.
        let forgettable = self.keep_until.is_some_and(|until| until <= now);
        if forgettable {
            *self = Self::default();
        }
        forgettable && self.follow(&answers)
    }

    /// No two swaps of a round write the same text, so those that found what they expected have one order at most: each
    /// expects what the one before has written. Any other must have found a text that was there in between.
    fn follow(&mut self, answers: &[Answered<'_>]) -> bool {
        let (mut won, lost): (Vec<_>, Vec<_>) =
            answers.iter().partition(|(swap, found)| *found == swap.expected.as_deref());
        let mut held = vec![self.text.as_deref()];
        let mut keep_until = self.keep_until;
        while let Some(at) = won.iter().position(|(swap, _)| held.last() == Some(&swap.expected.as_deref())) {
            let (swap, _) = won.swap_remove(at);
            held.push(Some(&swap.next));
            keep_until = Some(swap.keep_until);
        }
        if !won.is_empty() || !lost.iter().all(|(_, found)| held.contains(found)) {
            return false;
        }
        let text = held.last().copied().flatten().map(String::from);
        (self.text, self.keep_until) = (text, keep_until);
        true
    }
}
