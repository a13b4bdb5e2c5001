//! How words end, in a table that tells of nearly every other text that it does not end like any of them.

/// For each last byte of a word: the bytes before it, and the bytes before those. Of each byte, only the lowest five bits
/// count, so case does not.
pub(super) struct Ends([[u32; 2]; 32]);

impl Ends {
    pub(super) const fn none() -> Self {
        Self([[0; 2]; 32])
    }

    /// Adds words.
    pub(super) const fn and(mut self, words: &[&str]) -> Self {
        let mut at = 0;
        while at < words.len() {
            self = self.and_word(words[at].as_bytes(), words[at].len());
            at += 1;
        }
        self
    }

    /// Adds the word that ends before a place in a text, after a blank or at its start.
    pub(super) const fn and_word(mut self, text: &[u8], at: usize) -> Self {
        let [seconds, thirds] = &mut self.0[(text[at - 1] & 31) as usize];
        // Anything may be before a word of one or two letters.
        let mut length = 1;
        while length < 3 && length < at && text[at - length - 1] != b' ' {
            length += 1;
        }
        *seconds |= if length > 1 { 1 << (text[at - 2] & 31) } else { u32::MAX };
        *thirds |= if length > 2 { 1 << (text[at - 3] & 31) } else { u32::MAX };
        self
    }

    /// Whether a text with these last bytes may end with a word.
    #[inline]
    pub(super) fn may_be(&self, [third, second, last]: [u8; 3]) -> bool {
        let [seconds, thirds] = self.0[usize::from(last & 31)];
        (seconds >> (second & 31)) & (thirds >> (third & 31)) & 1 == 1
    }
}
