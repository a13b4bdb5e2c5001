//! The records of challenges and credentials in a result: `nouns.js` reads them.

use super::out::Out;
use crate::encoding::json::Node;
#[cfg(feature = "full")]
use crate::scheme::Challenge;
use crate::scheme::{ChallengeRef, CredentialRef};

impl Out {
    /// Leaves a challenge: its ten parameters, its decoded request, and the request's tree.
    pub(super) fn challenge(&mut self, challenge: &ChallengeRef<'_>) {
        let request = challenge.request();
        self.params(&challenge.all_params());
        // The text may have white space around the value.
        let at = self.made.len() + request.root().place().start;
        self.span(request.as_str());
        self.tree(request.root(), at);
    }

    /// Leaves a challenge without its terms, which JavaScript remembers.
    #[cfg(feature = "full")]
    fn without_terms(&mut self, challenge: &ChallengeRef<'_>) {
        let [(_, id), _realm, _method, _intent, _request, own @ ..] = challenge.all_params();
        self.maybe(id);
        (0..4).for_each(|_| self.none());
        self.params(&own);
        self.none();
        self.spans.push(0);
    }

    fn params(&mut self, params: &[(&str, Option<&str>)]) {
        params.iter().for_each(|(_, text)| self.maybe(*text));
    }

    /// Leaves a challenge that was issued here, of which JavaScript usually has the request.
    #[cfg(feature = "full")]
    pub(super) fn issued(&mut self, challenge: &Challenge) {
        self.begin("", 0);
        self.params(&challenge.all_params());
        self.span(challenge.request.json().raw());
        self.spans.push(0);
        self.end(0, 0);
    }

    /// Leaves a credential: its challenge, payload and source. `text`: its JSON. `known`: the number of its terms among
    /// those that the key remembers.
    pub(super) fn credential(&mut self, credential: &CredentialRef<'_>, text: &str, known: Option<usize>) {
        self.begin(text, 0);
        self.reserve(2 * text.len());
        self.made.extend_from_slice(text.as_bytes());
        self.challenge(&credential.challenge);
        self.payment(credential, credential.payload.place().start, known);
    }

    /// Leaves a credential whose terms JavaScript remembers too.
    #[cfg(feature = "full")]
    pub(super) fn credential_without_terms(
        &mut self,
        credential: &CredentialRef<'_>,
        text: &str,
        known: usize,
    ) {
        self.begin("", 0);
        self.reserve(text.len());
        self.without_terms(&credential.challenge);
        self.payment(credential, self.made.len(), Some(known));
    }

    /// Ends a credential with its payload, which stands `at` in the generated text, and its source. The number of its
    /// terms is left increased by one.
    fn payment(&mut self, credential: &CredentialRef<'_>, at: usize, known: Option<usize>) {
        self.span(credential.payload.raw());
        self.tree(credential.payload, at);
        self.maybe(credential.source);
        self.end(known.map_or(0, |number| number + 1), 0);
    }

    /// Leaves only the id of a credential's challenge, and its payload.
    pub(super) fn payload(&mut self, credential: &CredentialRef<'_>) {
        self.begin("", 0);
        self.reserve(credential.challenge.id().len() + credential.payload.raw().len());
        self.span(credential.challenge.id());
        let at = self.made.len();
        self.span(credential.payload.raw());
        self.tree(credential.payload, at);
        self.end(0, 0);
    }

    /// Makes room for a secret that is to be generated: growing later would leave a copy of it behind. Nothing made from
    /// a text is longer than the text.
    fn reserve(&mut self, bytes: usize) {
        self.made.reserve(bytes);
    }

    /// Leaves the tree of a JSON value. `at`: where the value stands in the generated text.
    #[cfg(feature = "full")]
    fn tree(&mut self, value: Node<'_>, at: usize) {
        super::tree::write(&mut self.spans, &mut self.room, value, at);
    }

    /// The slim file always lets JavaScript scan, which takes fewer bytes.
    #[cfg(not(feature = "full"))]
    fn tree(&mut self, _: Node<'_>, _: usize) {
        self.spans.push(0);
    }
}
