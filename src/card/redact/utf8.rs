//! UTF-8 that arrives in pieces, cut anywhere.

use crate::secret::SecretText;
use core::str;

/// The most bytes of a character.
const MOST: usize = 4;

/// Decodes UTF-8 in pieces. As by `TextDecoder`, whatever is not UTF-8 becomes U+FFFD, one for each longest start of a
/// character (WHATWG Encoding, section 4.1), and a byte order mark stays.
#[derive(Default)]
pub(super) struct Utf8 {
    /// A character that was cut off, and how many bytes of it there are.
    start: [u8; MOST - 1],
    length: usize,
}

impl Utf8 {
    /// Decodes a piece. The text is borrowed if it is all UTF-8, as nearly every piece is, and is in `own` otherwise.
    pub(super) fn read<'a>(&mut self, bytes: &'a [u8], own: &'a mut SecretText) -> &'a str {
        let mut rest = bytes;
        if self.length == 0 {
            match str::from_utf8(bytes) {
                Ok(text) => return text,
                Err(_) => own.reserve(bytes.len()),
            }
        } else {
            rest = self.complete(bytes, own);
        }
        while let Err(error) = str::from_utf8(rest) {
            let (text, bad) = rest.split_at(error.valid_up_to());
            own.push_str(str::from_utf8(text).unwrap_or_default());
            let Some(length) = error.error_len() else {
                self.keep(bad);
                return own.expose();
            };
            own.push(char::REPLACEMENT_CHARACTER);
            rest = &bad[length..];
        }
        own.push_str(str::from_utf8(rest).unwrap_or_default());
        own.expose()
    }

    /// Completes the character that was cut off, byte by byte. Returns what follows it.
    fn complete<'a>(&mut self, bytes: &'a [u8], own: &mut SecretText) -> &'a [u8] {
        let mut char = [0; MOST];
        char[..self.length].copy_from_slice(&self.start[..self.length]);
        for (at, byte) in bytes.iter().enumerate() {
            char[self.length] = *byte;
            match str::from_utf8(&char[..=self.length]) {
                Ok(char) => {
                    self.length = 0;
                    own.push_str(char);
                    return &bytes[at + 1..];
                }
                // The byte does not continue it.
                Err(error) if error.error_len().is_some() => {
                    self.length = 0;
                    own.push(char::REPLACEMENT_CHARACTER);
                    return &bytes[at..];
                }
                Err(_) => self.keep(&char[..=self.length]),
            }
        }
        &[]
    }

    /// Keeps the start of a character.
    fn keep(&mut self, start: &[u8]) {
        self.start[..start.len()].copy_from_slice(start);
        self.length = start.len();
    }

    /// What a character becomes of which nothing more comes.
    pub(super) const fn finish(&self) -> &'static str {
        if self.length > 0 { "\u{fffd}" } else { "" }
    }
}
