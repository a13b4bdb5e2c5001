//! A key that does not read and hash the same terms again for every credential.

use super::bound::Bound;
use super::check::{Origin, check};
use super::{ChallengeKey, Expect, Verified, mac};
use crate::encoding::timestamp::Timestamp;
use crate::error::Result;
use crate::scheme::{Challenge, ChallengeRef, CredentialRef, CredentialText};
use alloc::boxed::Box;
use core::cell::OnceCell;
use core::fmt;
use hmac::Hmac;
use sha2::Sha256;

/// The number of terms remembered. The first ones stay, so that changing prices do not push each other out.
const MOST: usize = 8;

/// The longest request remembered, in bytes.
const LONGEST: usize = 2 * 1024;

/// A [`ChallengeKey`] for one thread that verifies credentials of any offer. It remembers the terms of those it
/// has verified: a request that is known need not be decoded, and of its MAC only the end is left to compute. The
/// results are those of [`ChallengeKey::verify_ref`]. An offer that is known beforehand is better
/// [prepared](ChallengeKey::prepare).
pub struct Verifier {
    key: ChallengeKey,
    known: [OnceCell<Box<Known>>; MOST],
}

/// Terms that challenges share.
struct Known {
    /// One of these challenges, of which only what they share is kept and looked at.
    challenge: Challenge,
    /// Everything before `expires`, hashed under the current secret.
    head: Hmac<Sha256>,
}

impl Verifier {
    /// A verifier that knows no terms yet.
    #[must_use]
    pub const fn new(key: ChallengeKey) -> Self {
        Self { key, known: [const { OnceCell::new() }; MOST] }
    }

    /// The key, to issue challenges.
    pub const fn key(&self) -> &ChallengeKey {
        &self.key
    }

    /// Reads and verifies a credential, as [`ChallengeKey::verify`] does.
    ///
    /// # Errors
    /// [`Code::MalformedCredential`](crate::error::Code::MalformedCredential), and as for [`ChallengeKey::verify`].
    ///
    /// ```
    /// use mpp_wasm::binding::{ChallengeKey, Expect, IssueOptions, Offer, Secret, Verifier};
    /// use mpp_wasm::encoding::timestamp::Timestamp;
    /// use mpp_wasm::scheme::{Credential, CredentialRef, Request};
    /// let verifier = Verifier::new(ChallengeKey::new(Secret::new(&[7; 32])?, vec![]));
    /// let request = Request::parse("eyJhbW91bnQiOiIxMDAifQ")?;
    /// let offer = Offer::new("api.example.com", "stripe".parse()?, "charge".parse()?, request);
    /// let prepared = verifier.key().prepare(offer.clone())?;
    /// let now = Timestamp::parse("2025-01-15T12:00:00Z")?;
    /// for minutes in 1..3 {
    ///     let options = IssueOptions::until(now.saturating_add_millis(minutes * 60_000));
    ///     let challenge = prepared.issue(options, now)?.to_challenge();
    ///     let paid = Credential::new(challenge, Default::default()).to_header()?;
    ///     let text = CredentialRef::open(paid.expose())?.unwrap();
    ///     assert!(verifier.verify(&text, &Expect::of(&offer), now).is_ok());
    /// }
    /// # Ok::<(), mpp_wasm::error::Error>(())
    /// ```
    pub fn verify<'a>(
        &'a self,
        text: &'a CredentialText,
        expect: &Expect<'_>,
        now: Timestamp,
    ) -> Result<Verified<CredentialRef<'a>>> {
        self.verify_numbered(text, expect, now).map(|(verified, _)| verified)
    }

    /// Like [`Verifier::verify`]. Also returns the number of the terms if they were remembered before. It never changes.
    pub(crate) fn verify_numbered<'a>(
        &'a self,
        text: &'a CredentialText,
        expect: &Expect<'_>,
        now: Timestamp,
    ) -> Result<(Verified<CredentialRef<'a>>, Option<usize>)> {
        let requests = self.known().map(|known| &known.challenge.request);
        let credential = CredentialRef::read_expecting(text, requests)?;
        let bound = Bound::from(&credential.challenge);
        let is_of = |known: &Known| bound.is_of(&Bound::from(&known.challenge));
        let known = self.known().enumerate().find(|(_, known)| is_of(known));
        let origin = match known {
            Some((_, known)) if known.binds(&bound) => Origin::Own,
            // The head is of the current secret. The key also tries the former ones.
            _ => self.key.origin(&bound),
        };
        let expires = check(&bound, origin, expect, now, 0)?;
        if known.is_none() {
            self.remember(&credential.challenge);
        }
        Ok((Verified::new(credential, expires), known.map(|(number, _)| number)))
    }

    fn known(&self) -> impl Iterator<Item = &Known> {
        self.known.iter().map_while(|slot| slot.get().map(|known| &**known))
    }

    fn remember(&self, challenge: &ChallengeRef<'_>) {
        let Some(free) = self.known.iter().find(|slot| slot.get().is_none()) else { return };
        let bound = Bound::from(challenge);
        if bound.request.len() > LONGEST {
            return;
        }
        let (current, _) = self.key.secrets();
        if let Ok(head) = mac::head(current, &bound) {
            let own = challenge.to_challenge();
            let shared = Challenge { digest: None, description: None, opaque: None, ..own };
            let _ = free.set(Box::new(Known { challenge: shared, head }));
        }
    }
}

impl Known {
    /// Whether an id is the MAC of its challenge under the current secret. Of the challenge, only what follows the shared
    /// terms is looked at.
    fn binds(&self, bound: &Bound<'_>) -> bool {
        mac::complete(self.head.clone(), bound).is_ok_and(|mac| mac::is_id(mac, bound.id))
    }
}

impl fmt::Debug for Verifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Verifier").field("key", &self.key).finish_non_exhaustive()
    }
}

#[cfg(test)]
#[path = "verifier_tests.rs"]
mod tests;
