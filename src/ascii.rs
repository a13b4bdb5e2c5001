//! ASCII searches in text. The searches of `str` accept any pattern but take ten times the code, and most of
//! the text read here is ASCII by its grammar.

mod wide;

use core::slice::SliceIndex;
#[cfg(target_feature = "simd128")]
pub(crate) use wide::lanes;
use wide::{LENGTH, Mask, Wide};

/// The offset of the first occurrence of a character.
pub(crate) fn find(text: &str, ascii: u8) -> Option<usize> {
    find_either(text.as_bytes(), [ascii; 2])
}

/// The offset of the first occurrence of either of two characters.
pub(crate) fn find_either(bytes: &[u8], ascii: [u8; 2]) -> Option<usize> {
    let [a, b] = ascii;
    first(bytes, |wide| wide.are(a).or(wide.are(b)), |byte| byte == a || byte == b)
}

/// Whether a text contains a character.
pub(crate) fn holds(text: &str, ascii: u8) -> bool {
    find(text, ascii).is_some()
}

/// The offset of the first occurrence of `part`, which is not empty.
pub(crate) fn find_text(text: &str, part: &str) -> Option<usize> {
    debug_assert!(!part.is_empty(), "an empty part has no windows");
    text.as_bytes().windows(part.len()).position(|bytes| bytes == part.as_bytes())
}

/// The offset of the first byte that ends or breaks a quoted string. `special` selects from `"`, `\`, DEL and
/// the bytes below space.
pub(crate) fn find_special(bytes: &[u8], special: impl Fn(u8) -> bool) -> Option<usize> {
    let may_be = |wide: Wide| wide.below(b' ').or(wide.are(b'"')).or(wide.are(b'\\')).or(wide.are(0x7f));
    first(bytes, may_be, special)
}

/// The offset of the first byte that ends a JSON string or must be escaped in one.
pub(crate) fn find_escaped(bytes: &[u8]) -> Option<usize> {
    let may_be = |wide: Wide| wide.below(b' ').or(wide.are(b'"')).or(wide.are(b'\\'));
    first(bytes, may_be, |byte| matches!(byte, b'"' | b'\\' | 0..=0x1f))
}

/// The offset of the first byte that is not printable ASCII.
pub(crate) fn find_unprintable(bytes: &[u8]) -> Option<usize> {
    let may_be = |wide: Wide| wide.below(b' ').or(wide.are(0x7f)).or(wide.beyond());
    first(bytes, may_be, |byte| !matches!(byte, b' '..=b'~'))
}

/// The offset of the first byte for which `is` holds. `may_be` marks the candidates in a block of bytes.
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

/// Whether two texts are the same, for long or many ones: WebAssembly's `==` compares byte by byte.
pub(crate) fn same(a: impl AsRef<[u8]>, b: impl AsRef<[u8]>) -> bool {
    let (a, b) = (a.as_ref(), b.as_ref());
    let (words, rest) = a.as_chunks::<8>();
    let (others, other_rest) = b.as_chunks::<8>();
    let word = |bytes: &[u8; 8]| u64::from_le_bytes(*bytes);
    a.len() == b.len() && words.iter().map(word).eq(others.iter().map(word)) && rest == other_rest
}

/// Whether a text begins with another one, which is ASCII, in any case.
pub(crate) fn starts_with(text: &str, start: &str) -> bool {
    text.get(..start.len()).is_some_and(|own| own.eq_ignore_ascii_case(start))
}

/// Whether a text ends with another one, which is ASCII, in any case.
pub(crate) fn ends_with(text: &str, end: &str) -> bool {
    let at = text.len().checked_sub(end.len());
    at.and_then(|at| text.get(at..)).is_some_and(|own| own.eq_ignore_ascii_case(end))
}

/// The text before and after the first occurrence of a character.
pub(crate) fn split_once(text: &str, ascii: u8) -> Option<(&str, &str)> {
    cut(text, find(text, ascii)?)
}

/// The text before and after the last occurrence of a character.
pub(crate) fn rsplit_once(text: &str, ascii: u8) -> Option<(&str, &str)> {
    cut(text, text.bytes().rposition(|byte| byte == ascii)?)
}

/// `&text[range]`, which panics too if there is no such text, but takes less code: an index brings along the code that
/// formats its message and the place of each index in the source, a fiftieth of the slim file.
pub(crate) fn part(text: &str, range: impl SliceIndex<str, Output = str>) -> &str {
    text.get(range).expect(WHOLE)
}

/// The same for `text.split_at(at)`.
pub(crate) fn split_at(text: &str, at: usize) -> (&str, &str) {
    text.split_at_checked(at).expect(WHOLE)
}

const WHOLE: &str = "a range of whole characters";

/// The text before and after the one-byte character at `at`.
fn cut(text: &str, at: usize) -> Option<(&str, &str)> {
    Some((text.get(..at)?, text.get(at + 1..)?))
}

/// The text without trailing occurrences of a character.
pub(crate) fn trim_end(text: &str, ascii: u8) -> &str {
    let more = text.bytes().rev().take_while(|byte| *byte == ascii).count();
    part(text, ..text.len() - more)
}

/// The pieces of a text between the occurrences of a character: one more piece than there are occurrences.
pub(crate) fn split(text: &str, ascii: u8) -> Split<'_> {
    split_at_either(text, [ascii; 2])
}

/// The pieces of a text between the occurrences of either of two characters.
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
    use alloc::{borrow::ToOwned, vec::Vec};

    #[test]
    fn same_is_equal() {
        let text = "0123456789abcdef-é";
        for length in (0..17).chain([19]) {
            let own = &text[..length];
            let mut other = own.to_owned();
            assert!(same(own, &other));
            for at in 0..length.min(17) {
                other.replace_range(at..=at, "!");
                assert!(!same(own, &other) && !same(&own[..at], own), "{own} {other}");
                other.replace_range(at..=at, &own[at..=at]);
            }
        }
    }

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
    fn what_is_unprintable_is_found_wherever_it_stands() {
        for byte in 0..=u8::MAX {
            for at in 0..40 {
                let mut bytes = [b'a'; 40];
                bytes[at] = byte;
                let is_plain = byte == b' ' || byte.is_ascii_graphic();
                assert_eq!(find_unprintable(&bytes), (!is_plain).then_some(at), "{byte} at {at}");
                assert_eq!(find_unprintable(&bytes[..at]), None);
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
