//! Looking for ASCII in a text. `str` finds any pattern, in ten times the code, and most of what is read
//! here is ASCII by its grammar.

/// Where a character stands first.
pub(crate) fn find(text: &str, ascii: u8) -> Option<usize> {
    text.bytes().position(|byte| byte == ascii)
}

/// Whether a character is in a text.
pub(crate) fn holds(text: &str, ascii: u8) -> bool {
    find(text, ascii).is_some()
}

/// Where a text stands first in another.
pub(crate) fn find_text(text: &str, part: &str) -> Option<usize> {
    text.as_bytes().windows(part.len()).position(|bytes| bytes == part.as_bytes())
}

/// What stands before and after the first of a character.
pub(crate) fn split_once(text: &str, ascii: u8) -> Option<(&str, &str)> {
    cut(text, find(text, ascii)?)
}

/// What stands before and after the last of a character.
pub(crate) fn rsplit_once(text: &str, ascii: u8) -> Option<(&str, &str)> {
    cut(text, text.bytes().rposition(|byte| byte == ascii)?)
}

/// A text without the character of one byte at a place.
fn cut(text: &str, at: usize) -> Option<(&str, &str)> {
    Some((text.get(..at)?, text.get(at + 1..)?))
}

/// What stands between the places of a character, one piece more than there are of it.
pub(crate) fn split(text: &str, ascii: u8) -> Split<'_> {
    Split { rest: Some(text), ascii }
}

#[derive(Clone)]
pub(crate) struct Split<'a> {
    rest: Option<&'a str>,
    ascii: u8,
}

impl<'a> Iterator for Split<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        let text = self.rest.take()?;
        let Some((piece, rest)) = split_once(text, self.ascii) else { return Some(text) };
        self.rest = Some(rest);
        Some(piece)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec::Vec;

    #[test]
    fn finds_as_str_does() {
        for text in ["", "a", "ab", "aab", "éab", "ab ab"] {
            assert_eq!(find_text(text, "ab"), text.find("ab"), "{text}");
        }
    }

    #[test]
    fn cuts_as_str_does() {
        for text in ["", ",", "a", "a,b", ",a,,é,", "é", "😀,,😀"] {
            let pieces: Vec<&str> = split(text, b',').collect();
            assert_eq!(pieces, text.split(',').collect::<Vec<_>>(), "{text}");
            assert_eq!(split_once(text, b','), text.split_once(','), "{text}");
            assert_eq!(rsplit_once(text, b','), text.rsplit_once(','), "{text}");
            assert_eq!((find(text, b','), holds(text, b',')), (text.find(','), text.contains(',')), "{text}");
        }
    }
}
