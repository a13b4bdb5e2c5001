//! Looking for ASCII in a text. `str` finds any pattern, in ten times the code, and most of what is read
//! here is ASCII by its grammar.

mod wide;

#[cfg(target_arch = "wasm32")]
pub(crate) use wide::lanes;
use wide::{LENGTH, Mask, Wide};

/// Where a character stands first.
pub(crate) fn find(text: &str, ascii: u8) -> Option<usize> {
    find_either(text.as_bytes(), [ascii; 2])
}

/// Where one of two characters stands first.
pub(crate) fn find_either(bytes: &[u8], ascii: [u8; 2]) -> Option<usize> {
    let [a, b] = ascii;
    first(bytes, |wide| wide.are(a).or(wide.are(b)), |byte| byte == a || byte == b)
}

/// Whether a character is in a text.
pub(crate) fn holds(text: &str, ascii: u8) -> bool {
    find(text, ascii).is_some()
}

/// Where a text stands first in another.
pub(crate) fn find_text(text: &str, part: &str) -> Option<usize> {
    text.as_bytes().windows(part.len()).position(|bytes| bytes == part.as_bytes())
}

/// Where the first byte is that ends a quoted string or breaks it: `special` names some of `"`, `\`, DEL and what is below
/// the space.
pub(crate) fn find_special(bytes: &[u8], special: impl Fn(u8) -> bool) -> Option<usize> {
    let may_be = |wide: Wide| wide.below(b' ').or(wide.are(b'"')).or(wide.are(b'\\')).or(wide.are(0x7f));
    first(bytes, may_be, special)
}

/// Where the first byte is that ends a JSON string or cannot stand in one as it is.
pub(crate) fn find_escaped(bytes: &[u8]) -> Option<usize> {
    let may_be = |wide: Wide| wide.below(b' ').or(wide.are(b'"')).or(wide.are(b'\\'));
    first(bytes, may_be, |byte| matches!(byte, b'"' | b'\\' | 0..=0x1f))
}

/// The first byte that is meant. `may_be` says which of many could be.
fn first(bytes: &[u8], may_be: impl Fn(Wide) -> Mask, is: impl Fn(u8) -> bool) -> Option<usize> {
    let mut at = 0;
    while let Some(some) = bytes[at..].first_chunk::<LENGTH>() {
        match may_be(Wide::of(some)).first() {
            None => at += LENGTH,
            Some(place) if is(some[place]) => return Some(at + place),
            Some(place) => at += place + 1,
        }
    }
    bytes[at..].iter().position(|byte| is(*byte)).map(|rest| at + rest)
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

/// A text without the character at its end, however often it stands there.
pub(crate) fn trim_end(text: &str, ascii: u8) -> &str {
    let more = text.bytes().rev().take_while(|byte| *byte == ascii).count();
    &text[..text.len() - more]
}

/// What stands between the places of a character, one piece more than there are of it.
pub(crate) fn split(text: &str, ascii: u8) -> Split<'_> {
    split_at_either(text, [ascii; 2])
}

/// What stands between the places of two characters.
pub(crate) fn split_at_either(text: &str, ascii: [u8; 2]) -> Split<'_> {
    Split { rest: Some(text), ascii }
}

#[derive(Clone)]
pub(crate) struct Split<'a> {
    rest: Option<&'a str>,
    ascii: [u8; 2],
}

impl<'a> Iterator for Split<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        let text = self.rest.take()?;
        match find_either(text.as_bytes(), self.ascii).and_then(|at| cut(text, at)) {
            None => Some(text),
            Some((piece, rest)) => {
                self.rest = Some(rest);
                Some(piece)
            }
        }
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
    fn what_is_special_is_found_wherever_it_stands() {
        let special = |byte: u8| matches!(byte, b'"' | b'\\' | 0x7f) || byte < b' ' && byte != b'\t';
        for byte in 0..=u8::MAX {
            for at in 0..40 {
                for fill in [b'a', b' ', b'!', b'#', b'[', b']', b'~', b'\t', 0x80, 0xff] {
                    let mut bytes = [fill; 40];
                    bytes[at] = byte;
                    assert_eq!(find_special(&bytes, special), special(byte).then_some(at), "{byte} at {at}");
                    assert_eq!(find_special(&bytes[..at], special), None);
                }
            }
        }
    }

    #[test]
    fn cuts_as_str_does() {
        for text in ["", ",", "a", "a,b", ",a,,é,", "é", "😀,,😀"] {
            let pieces: Vec<&str> = split(text, b',').collect();
            assert_eq!(pieces, text.split(',').collect::<Vec<_>>(), "{text}");
            let pieces: Vec<&str> = split_at_either(text, [b'a', b',']).collect();
            assert_eq!(pieces, text.split(['a', ',']).collect::<Vec<_>>(), "{text}");
            assert_eq!(split_once(text, b','), text.split_once(','), "{text}");
            assert_eq!(rsplit_once(text, b','), text.rsplit_once(','), "{text}");
            assert_eq!(trim_end(text, b','), text.trim_end_matches(','), "{text}");
            assert_eq!((find(text, b','), holds(text, b',')), (text.find(','), text.contains(',')), "{text}");
        }
    }
}
