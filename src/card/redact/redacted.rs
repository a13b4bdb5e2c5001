//! The redacted text as it is made.

use super::notation::bytes::end_of;
use super::numbers::grouped;
use super::numbers::ordinary::Word;
use super::numbers::run::{Run, cell_at};
use alloc::borrow::Cow;
use alloc::string::String;

/// A range of text to replace.
pub(super) struct Secret {
    pub from: usize,
    pub to: usize,
    pub with: &'static str,
}

/// The output so far: the text that was copied, with replacements for the rest.
pub(super) struct Redacted<'a> {
    pub text: &'a str,
    /// Where the output begins.
    from: usize,
    out: String,
    /// Up to where the text has been copied or replaced: the end of the last stretch that was hidden.
    pub copied: usize,
    pub word: Word,
    pub run: Run,
}

impl<'a> Redacted<'a> {
    /// A text of which nothing is copied yet, and nothing before a place will be.
    pub(super) fn new(text: &'a str, from: usize) -> Self {
        Self { text, from, out: String::new(), copied: 0, word: Word::default(), run: Run::default() }
    }

    /// Replaces a range; what is before it is copied. Of a range that begins in what is shown already, the rest is hidden: a
    /// text must not be able to stop the log that it is in.
    pub(super) fn replace(&mut self, from: usize, to: usize, with: &str) {
        self.out.push_str(&self.text[self.copied.max(self.from).min(from)..from]);
        self.out.push_str(with);
        self.copied = to;
    }

    /// Hides a secret; returns the place after it.
    pub(super) fn hide(&mut self, secret: Secret) -> usize {
        let bytes = self.text.as_bytes();
        let mut to = grouped::end(bytes, &(secret.from..secret.to)).unwrap_or(secret.to);
        // Hide adjoining digits of other scripts as well, or they would form one number with its bullets.
        while let Some((_, width)) = cell_at(bytes, to) {
            to = end_of(bytes, to + width, |byte| byte.is_ascii_alphanumeric());
        }
        self.replace(secret.from, to, secret.with);
        to
    }

    /// Finishes the text up to a place.
    pub(super) fn finish(mut self, to: usize) -> Cow<'a, str> {
        if self.copied == 0 {
            return Cow::Borrowed(&self.text[self.from..to]);
        }
        self.out.push_str(&self.text[self.copied..to]);
        Cow::Owned(self.out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_may_begin_in_what_is_shown() {
        let mut out = Redacted::new("shown, hidden and kept", 7);
        out.replace(0, 13, "…");
        assert_eq!(out.finish(22), "… and kept");
    }
}
