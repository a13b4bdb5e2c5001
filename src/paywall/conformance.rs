//! What a paywall requires of a store, as swaps to make and answers to check.
//!
//! | file | |
//! | --- | --- |
//! | `script` | which swaps are made |
//! | `register` | whether answers can be those of an atomic register |

mod register;
mod script;

use crate::encoding::timestamp::Timestamp;
use crate::error::{Code, Error, Result};
use alloc::{collections::BTreeMap, string::String, vec, vec::Vec};
use core::fmt;
use register::Register;
use script::{Keep, Script, Wait};

/// How long the shortest time of a record is, in milliseconds: at least this, and less than a second more.
const SOON_MS: i64 = 2000;
/// How long before and after that time registers are looked at, in milliseconds.
const AROUND_MS: i64 = 300;

/// Checks a store of your own: that its swaps are atomic ([`Step::Swap`](super::Step::Swap)), compare and keep texts exactly, and
/// forget none before its time. It makes some 2000 swaps of fresh ids, up to 50 at once, and leaves their records behind.
///
/// Perform a round's swaps at once, over two connections or more, as several processes would: a lock within one does not help
/// another. A swap that fails fails the check. Check by yourself that it does fail, and finds nothing, while the database cannot
/// be reached.
///
/// ```
/// use mpp_wasm::encoding::timestamp::Timestamp;
/// use mpp_wasm::paywall::StoreCheck;
/// use std::{collections::HashMap, thread, time::{Duration, UNIX_EPOCH}};
/// let now = || Timestamp::try_from(UNIX_EPOCH.elapsed().unwrap()).unwrap();
/// let mut store = HashMap::<String, String>::new();
///
/// let mut check = StoreCheck::new("128 random bits for each check");
/// while let Some(round) = check.round(now()) {
///     thread::sleep(Duration::from_millis(round.wait_ms.into()));
///     let mut found = Vec::new();
///     for swap in round.swaps {
///         let held = store.get(&swap.id).cloned();
///         if held == swap.expected {
///             store.insert(swap.id, swap.next);
///         }
///         found.push(held);
///     }
///     check.found(&found, now())?;
/// }
/// # Ok::<(), mpp_wasm::error::Error>(())
/// ```
pub struct StoreCheck {
    nonce: String,
    rounds: vec::IntoIter<Script>,
    registers: BTreeMap<String, Register>,
    /// When the records with the shortest time may be forgotten, once one was written.
    soon: Option<Timestamp>,
    /// The round that is under way.
    pending: Option<(&'static str, Vec<StoreSwap>)>,
}

/// Swaps to make at once.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct StoreRound {
    /// How long to wait before, in milliseconds.
    pub wait_ms: u32,
    /// The swaps.
    pub swaps: Vec<StoreSwap>,
}

/// A swap, as in [`Step::Swap`](super::Step::Swap).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct StoreSwap {
    /// The register.
    pub id: String,
    /// The text the register must hold.
    pub expected: Option<String>,
    /// The text to write.
    pub next: String,
    /// When the store may forget it.
    pub keep_until: Timestamp,
}

impl StoreCheck {
    /// Starts a check. `nonce` is fresh random text: the ids are made of it, and must be new to the store.
    #[must_use]
    pub fn new(nonce: &str) -> Self {
        let (rounds, registers) = (script::rounds().into_iter(), BTreeMap::new());
        Self { nonce: nonce.into(), rounds, registers, soon: None, pending: None }
    }

    /// The next round. `None` if the store has passed.
    pub fn round(&mut self, now: Timestamp) -> Option<StoreRound> {
        let script = self.rounds.next()?;
        let soon = *self.soon.get_or_insert(end_of_second(now.saturating_add_millis(SOON_MS)));
        let wait_until = match script.wait {
            Wait::Not => now,
            Wait::UntilSoon => soon.saturating_add_millis(-AROUND_MS),
            Wait::PastSoon => soon.saturating_add_millis(AROUND_MS),
        };
        let swaps = script.swaps.into_iter().map(|(name, expected, next, keep)| StoreSwap {
            id: [&name, "-check-", &self.nonce].concat(),
            expected,
            next,
            keep_until: match keep {
                Keep::Soon => soon,
                Keep::Passed => now,
                Keep::Hour => now.saturating_add_millis(3_600_000),
                Keep::Days => now.saturating_add_millis(40 * 86_400_000),
            },
        });
        let swaps: Vec<_> = swaps.collect();
        self.pending = Some((script.promise, swaps.clone()));
        let wait_ms = u32::try_from(wait_until.as_millis() - now.as_millis()).unwrap_or(0);
        Some(StoreRound { wait_ms, swaps })
    }

    /// Reports what each swap of the round found, in the order of [`StoreRound::swaps`]. `now` is the time after the last one.
    ///
    /// # Errors
    /// [`Code::StoreUnavailable`] if the store is not fit for a paywall, with the promise that it broke.
    /// [`Code::InvalidArgument`] if there is no round, or another number of swaps in it.
    pub fn found(&mut self, found: &[Option<String>], now: Timestamp) -> Result<()> {
        let pending = self.pending.take().filter(|(_, swaps)| swaps.len() == found.len());
        let Some((promise, swaps)) = pending else {
            return Err(Error::new(
                Code::InvalidArgument,
                "report each round once, with what each swap found",
            ));
        };
        let mut of_id = BTreeMap::<&str, Vec<_>>::new();
        for (swap, found) in swaps.iter().zip(found) {
            of_id.entry(&swap.id).or_default().push((swap, found.as_deref()));
        }
        for (id, answers) in of_id {
            if !self.registers.entry(id.into()).or_default().explains(answers, now) {
                return Err(Error::new(Code::StoreUnavailable, promise));
            }
        }
        Ok(())
    }
}

/// The last millisecond of the second. In a store that cuts fractions off, it comes a second early.
fn end_of_second(at: Timestamp) -> Timestamp {
    at.saturating_add_millis(999 - at.as_millis().rem_euclid(1000))
}

impl fmt::Debug for StoreCheck {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StoreCheck").field("rounds_left", &self.rounds.len()).finish_non_exhaustive()
    }
}

#[cfg(test)]
#[path = "conformance/conformance_tests.rs"]
mod tests;
