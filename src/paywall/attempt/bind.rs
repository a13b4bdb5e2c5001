//! Binding the `Idempotency-Key` to this credential, before its challenge is claimed.
//!
//! ```text
//! key's register ── empty, or our own ── claim the challenge
//!   │ another credential's: look at its record
//!   ├── released, or delivered without this key: nothing was paid under it ── take it over ── claim the challenge
//!   ├── none, and its challenge has expired ── close that challenge ── take the key over ── claim the challenge
//!   ├── none yet ── answer: in progress
//!   └── any other ── answer: the key is used
//! ```

use super::errors::{IN_PROGRESS, KEY_IN_PROGRESS, KEY_REUSED, STORE};
use super::goal::{Goal, KeyGoal};
use super::holder::Holder;
use super::{Attempt, Record, State, Step};
use crate::encoding::timestamp::Timestamp;
use crate::paywall::record::KEEP_MS;
use alloc::string::String;

/// No record has this text, so a swap that expects it only reads.
const NOTHING: &str = "?";

impl Attempt {
    /// Binds the key to this credential, if its register holds `expected` (`None`: nothing). Without a key, there is nothing to
    /// bind, and the challenge is claimed at once.
    pub(super) fn bind_key(&mut self, expected: Option<String>, now: Timestamp) -> Step {
        let Some(key) = self.key() else { return self.claim(now) };
        let id = ["key:", key].concat();
        let next = Holder::to_text(self.challenge_id(), self.order.credential.expires());
        self.progress.goal = Some(Goal::Key(KeyGoal::Bind(expected.clone())));
        Step::Swap { id, expected, next, keep_until: self.keep_until() }
    }

    /// Continues towards `goal` with `found`, what the register held.
    pub(super) fn key_swapped(&mut self, goal: KeyGoal, found: Option<&str>, now: Timestamp) -> Step {
        match goal {
            KeyGoal::Bind(expected) => self.key_found(expected, found, now),
            KeyGoal::ReadHolder(holder) => self.holder_found(holder, found, now),
            KeyGoal::CloseHolder(holder) => self.holder_closed(holder, found, now),
        }
    }

    /// Handles `found`, what the key's register held.
    fn key_found(&mut self, expected: Option<String>, found: Option<&str>, now: Timestamp) -> Step {
        if found == expected.as_deref() {
            return self.claim(now);
        }
        let Some(text) = found else { return self.stop(&STORE, Some(5)) };
        match Holder::parse(text) {
            Some(holder) if holder.challenge == self.challenge_id() => self.claim(now),
            Some(holder) if expected.is_none() => self.find_holder(holder, now),
            // Another request has just taken it over.
            Some(_) => self.stop(&IN_PROGRESS, Some(1)),
            None => self.stop(&KEY_REUSED, None),
        }
    }

    /// Reads the record of the credential that holds the key. If its challenge has expired and was never claimed, closes
    /// it: the holder may still be about to claim it, and the key is free only once it no longer can.
    fn find_holder(&mut self, holder: Holder, now: Timestamp) -> Step {
        let id = holder.challenge.clone();
        let keep_until = holder.expires.saturating_add_millis(KEEP_MS);
        if holder.expires > now {
            self.progress.goal = Some(Goal::Key(KeyGoal::ReadHolder(holder)));
            Step::Swap { id, expected: Some(NOTHING.into()), next: NOTHING.into(), keep_until }
        } else {
            self.progress.goal = Some(Goal::Key(KeyGoal::CloseHolder(holder)));
            let closed = Record { state: State::Released, since: now, ..self.progress.entry.clone() };
            Step::Swap { id, expected: None, next: closed.to_text(), keep_until }
        }
    }

    /// Whether nothing was paid under the key: the payment came to nothing, or was made without this key.
    fn cost_nothing(&self, record: &Record) -> bool {
        record.state == State::Released
            || (record.state == State::Delivered && record.key.as_deref() != self.key())
    }

    /// Handles `found`, the record of the credential that holds the key.
    fn holder_found(&mut self, holder: Holder, found: Option<&str>, now: Timestamp) -> Step {
        let Some(text) = found else { return self.stop(&KEY_IN_PROGRESS, Some(1)) };
        match Record::parse(text) {
            Some(record) if self.cost_nothing(&record) => self.bind_key(Some(holder.text), now),
            _ => self.stop(&KEY_REUSED, None),
        }
    }

    /// Handles `found`, what the record of the expired holder held. If it was empty, the challenge is closed now.
    fn holder_closed(&mut self, holder: Holder, found: Option<&str>, now: Timestamp) -> Step {
        match found {
            None => self.bind_key(Some(holder.text), now),
            // If the store was asked twice, this may be the released record that the first request wrote.
            Some(_) => self.holder_found(holder, found, now),
        }
    }
}
