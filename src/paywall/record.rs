//! What a store remembers of a challenge.
//!
//! A store is one atomic register per id: *if it holds this text, make it hold that text*. An id is a challenge id, or
//! `key:` and the digest of an `Idempotency-Key`. Which text follows which is decided here and in [`super::Attempt`], so
//! every store gives the same guarantees. A challenge's register holds:
//!
//! | state | meaning | another request with the credential |
//! | --- | --- | --- |
//! | nothing | never seen | claims it |
//! | `claimed` | being paid | 409 until [`SETTLEMENT_LEASE_MS`] are over; then the outcome is `unknown` |
//! | `unknown` | tried, without a conclusive answer | claims it again and asks the processor again, under the same key |
//! | `released` | used up without a charge: refused, canceled, or expired unclaimed | 402 invalid-challenge; payment-expired once the challenge has expired |
//!
//! Once the money is captured, before or after delivery:
//!
//! | state | meaning | another request with the credential |
//! | --- | --- | --- |
//! | `settled` | paid, being delivered | 409 until [`DELIVERY_LEASE_MS`] are over; then it is `owed` |
//! | `owed` | paid, but the resource failed, broke off while it was sent, or its client had left | delivers without charging |
//! | `delivered` | done | 402 invalid-challenge; under its `Idempotency-Key` the same answer again, or 410 if it was not kept |
//!
//! While the money is held to be captured after delivery, and while a payment is being canceled:
//!
//! | state | meaning | another request with the credential |
//! | --- | --- | --- |
//! | `making` | the money is held, the resource is being made | 409 until [`DELIVERY_LEASE_MS`] are over; then it is `held` |
//! | `held` | the money is held, no request is at work | makes the resource, or captures the money for the answer that was kept |
//! | `capturing` | the resource is made, the money is being captured | 409 until [`SETTLEMENT_LEASE_MS`] are over; then it is `held` |
//! | `canceling` | being canceled: the resource failed, or (in either capture mode) the payment waits for the payer's bank | 409 until [`SETTLEMENT_LEASE_MS`] are over; then it is `failed` |
//! | `failed` | the same, but the money may still be held | cancels it: 402 invalid-challenge, or delivers if the money was captured after all |
//!
//! An outcome that is unknown [`RETRY_MS`] after the first claim, or under another key of the processor, is only looked
//! up, and the payment is never asked for again. Only the same credential can take over what is unknown, owed, held or
//! failed; another one for the same challenge gets 409.

mod stored_answer;

pub use stored_answer::{DEFAULT_REPLAY_BYTES, MAX_REPLAY_BYTES, StoredAnswer, is_content_coded};

use crate::encoding::json::{Doc, Node, ObjectWriter};
use crate::encoding::timestamp::Timestamp;
use crate::rail::{Capture, is_reference};
use crate::scheme::Receipt;
use alloc::string::String;

/// How long a settlement may take before its outcome counts as unknown, in milliseconds: half of it for the store, half
/// of it for the call to the processor.
pub const SETTLEMENT_LEASE_MS: i64 = 60_000;
/// The time limit of a call to the processor, in milliseconds. After it, the outcome is unknown and nobody else has
/// taken over.
pub const CALL_TIMEOUT_MS: u32 = SETTLEMENT_LEASE_MS as u32 / 2;
/// How long a handler may take before another request may deliver in its place, in milliseconds.
pub const DELIVERY_LEASE_MS: i64 = 120_000;
/// How long a record is kept after its challenge has expired, in milliseconds, so that what was paid for can still be
/// delivered.
pub const KEEP_MS: i64 = 24 * 3_600_000;

/// How long after the first claim the payment call may be repeated to learn an unknown outcome, in milliseconds.
/// Shorter than the processor's memory of an idempotency key (Stripe: a day): after that, repeating the call would
/// charge again.
pub const RETRY_MS: i64 = 20 * 3_600_000;

macro_rules! states {
    ($($state:ident = $name:literal,)+) => {
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(super) enum State { $($state,)+ }

        impl State {
            const ALL: &[Self] = &[$(Self::$state),+];

            /// The state as records write it.
            const fn name(self) -> &'static str {
                match self { $(Self::$state => $name),+ }
            }
        }
    };
}

states! {
    Claimed = "claimed",
    Unknown = "unknown",
    Settled = "settled",
    Owed = "owed",
    Making = "making",
    Held = "held",
    Capturing = "capturing",
    Canceling = "canceling",
    Failed = "failed",
    Delivered = "delivered",
    Released = "released",
}

impl State {
    fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|state| state.name() == name)
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Record {
    pub(super) state: State,
    /// When the state was entered.
    pub(super) since: Timestamp,
    /// When the challenge was first claimed. The processor's memory of the idempotency key begins here.
    pub(super) first: Timestamp,
    /// The nonce of the request that entered it, so that two requests never write the same text.
    pub(super) nonce: String,
    /// A digest of the credential's payload. Another credential gets nothing of what this one paid for.
    pub(super) payer: String,
    /// How the processor was asked to pay. A retry asks the same, whatever the configuration says by then.
    pub(super) capture: Capture,
    /// The processor's books that the payment may be in. `None` if it is in none, or if an older version wrote the record.
    pub(super) books: Option<String>,
    /// The processor's reference of a payment that it holds, or that waits for the payer's bank.
    pub(super) hold: Option<String>,
    pub(super) receipt: Option<Receipt>,
    /// A digest of the `Idempotency-Key` the answer belongs to.
    pub(super) key: Option<String>,
    /// The answer, kept for requests that come again under that key.
    pub(super) answer: Option<StoredAnswer>,
}

impl Record {
    pub(super) fn to_text(&self) -> String {
        let mut json = ObjectWriter::new();
        json.number("v", 1).text("state", self.state.name());
        json.number("since", self.since.as_millis()).number("first", self.first.as_millis());
        json.text("nonce", &self.nonce).text("payer", &self.payer);
        json.flag("later", self.capture == Capture::AfterDelivery);
        json.maybe("books", self.books.as_deref()).maybe("hold", self.hold.as_deref());
        if let Some(receipt) = &self.receipt {
            json.json("receipt", &receipt.to_json());
        }
        json.maybe("key", self.key.as_deref());
        if let Some(answer) = &self.answer {
            json.json("answer", &answer.to_json());
        }
        json.finish()
    }

    /// Reads a record. `None` for a text this version did not write: it counts as a claim that never ends, so nothing
    /// is charged or delivered on a guess.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let doc = Doc::read(text.into()).ok()?;
        let json = doc.root();
        let moment = |name: &str| Timestamp::from_millis(json.integer(name)?);
        let text = |name: &str| json.text(name).map(String::from);
        // A member of another kind is not an absent one.
        let maybe = |name: &str| optional(json.get(name), |text| text.as_text().map(String::from));
        let record = Self {
            state: State::from_name(json.text("state")?)?,
            since: moment("since")?,
            first: moment("first")?,
            nonce: text("nonce")?,
            payer: text("payer")?,
            capture: if json.get("later")?.as_bool()? {
                Capture::AfterDelivery
            } else {
                Capture::BeforeDelivery
            },
            books: maybe("books")?,
            // It becomes a part of a URL.
            hold: optional(json.get("hold"), |hold| {
                hold.as_text().filter(|id| is_reference(id)).map(String::from)
            })?,
            receipt: optional(json.get("receipt"), |receipt| Receipt::from_json(receipt).ok())?,
            key: maybe("key")?,
            answer: optional(json.get("answer"), StoredAnswer::from_json)?,
        };
        let complete = match record.state {
            State::Settled | State::Owed | State::Delivered => record.receipt.is_some(),
            State::Making | State::Held | State::Capturing | State::Canceling | State::Failed => {
                record.hold.is_some()
            }
            State::Claimed | State::Unknown | State::Released => true,
        };
        (json.integer("v")? == 1 && complete).then_some(record)
    }

    /// The state as another request sees it at `now`, once leases that are over have ended.
    pub(super) fn state_at(&self, now: Timestamp) -> State {
        let over = |lease| self.since.saturating_add_millis(lease) <= now;
        match self.state {
            State::Claimed if over(SETTLEMENT_LEASE_MS) => State::Unknown,
            State::Settled if over(DELIVERY_LEASE_MS) => State::Owed,
            State::Making if over(DELIVERY_LEASE_MS) => State::Held,
            State::Capturing if over(SETTLEMENT_LEASE_MS) => State::Held,
            State::Canceling if over(SETTLEMENT_LEASE_MS) => State::Failed,
            state => state,
        }
    }
}

/// What is read of a member, if it is there. `None` if it is there and cannot be read.
fn optional<'a, T>(member: Option<Node<'a>>, read: impl Fn(Node<'a>) -> Option<T>) -> Option<Option<T>> {
    member.map_or(Some(None), |member| read(member).map(Some))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_has_a_name_of_its_own() {
        for state in State::ALL {
            assert_eq!(State::from_name(state.name()), Some(*state));
        }
    }
}
