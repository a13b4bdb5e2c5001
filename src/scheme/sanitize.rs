//! Makes merchant text safe to show: in a terminal, on a page, to a model.
//!
//! It removes terminal escape sequences, control characters other than tab and line feed, characters that
//! change the direction of the text around them, and invisible characters. A price cannot be overwritten,
//! hidden or reversed, and a model is told nothing that a person does not see.

use crate::ascii;
use crate::encoding::json::{Doc, Node, write_list, write_string};
use alloc::{borrow::Cow, string::String, vec::Vec};

const ESC: char = '\u{1b}';
/// The one-character form of `ESC [`.
const CSI: char = '\u{9b}';

/// Removes characters that could deceive. Text without any is returned borrowed.
///
/// ```
/// use mpp_wasm::scheme::sanitize::sanitize;
/// assert_eq!(sanitize("\u{1b}[2JEvil\rHidden"), "EvilHidden");
/// assert_eq!(sanitize("1\u{202e}00.0\u{202c}$"), "100.0$");
/// ```
pub fn sanitize(text: &str) -> Cow<'_, str> {
    if is_clean(text) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text.chars();
    // Whether the end of an operating system command may still follow. This keeps the whole pass linear.
    let mut terminated = true;
    while let Some(c) = rest.next() {
        match c {
            ESC => rest = skip_escape(rest.as_str(), &mut terminated).chars(),
            CSI => rest = skip_csi(rest.as_str()).chars(),
            _ if is_unsafe(c) || is_stray(out.chars().next_back(), c, rest.as_str()) => {}
            _ => out.push(c),
        }
    }
    Cow::Owned(out)
}

fn is_unsafe(c: char) -> bool {
    match c {
        '\t' | '\n' => false,
        // Direction: marks, embeddings, overrides, isolates. Line and paragraph separators.
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => true,
        '\u{2028}' | '\u{2029}' => true,
        // Invisible to people, but read by a model: the characters that Unicode tells displays to ignore. Of joiners and
        // variation selectors, `is_stray` judges.
        '\u{ad}' | '\u{34f}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' => true,
        '\u{180b}'..='\u{180f}' | '\u{200b}' | '\u{2060}'..='\u{2065}' | '\u{206a}'..='\u{206f}' => true,
        '\u{3164}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' => true,
        '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}' => true,
        _ => c.is_control(),
    }
}

/// Whether a character is a joiner or one of the sixteen variation selectors where nothing is written with it. One joiner may
/// follow a letter of Arabic and the scripts after it in Unicode, as Persian and the scripts of India need it, or an emoji. One
/// selector may follow any character but ASCII, white space or its like, or stand in a keycap. Runs of them, and those among
/// Latin letters, show nothing, and could be a message.
#[inline(never)]
fn is_stray(before: Option<char>, c: char, after: &str) -> bool {
    let before = before.unwrap_or(' ');
    let is_base = matches!(before, '\u{a1}'..='\u{1fff}' | '\u{2030}'..='\u{2fff}' | '\u{3001}'..='\u{fdff}' | '\u{fe10}'..);
    match c {
        '\u{200c}' | '\u{200d}' => before < '\u{600}' || !(is_base || before == '\u{fe0f}'),
        '\u{fe00}'..='\u{fe0f}' => !is_base && !after.starts_with('\u{20e3}'),
        _ => false,
    }
}

/// Whether sanitizing changes nothing.
pub(crate) fn is_clean(text: &str) -> bool {
    // Most texts are printable ASCII, which takes no look at each character.
    let Some(at) = ascii::find_unprintable(text.as_bytes()) else { return true };
    let Some((head, rest)) = text.split_at_checked(at) else { return false };
    let (mut before, mut rest) = (head.chars().next_back(), rest.chars());
    while let Some(c) = rest.next() {
        if is_unsafe(c) || is_stray(before, c, rest.as_str()) {
            return false;
        }
        before = Some(c);
    }
    true
}

/// The same for every string of a value, including member names.
pub(crate) fn is_clean_value(value: Node<'_>) -> bool {
    value.as_text().is_none_or(is_clean)
        && value.items().all(is_clean_value)
        && value.members().all(|(name, value)| is_clean(name) && is_clean_value(value))
}

/// Skips the rest of a sequence that ESC started.
fn skip_escape<'a>(rest: &'a str, terminated: &mut bool) -> &'a str {
    match rest.as_bytes().first() {
        Some(b'[') => skip_csi(ascii::part(rest, 1..)),
        // OSC, DCS, SOS, PM, APC: up to BEL or ESC \.
        Some(b']' | b'P' | b'X' | b'^' | b'_') if *terminated => {
            let end = rest.char_indices().find(|(_, c)| matches!(*c, '\u{7}' | ESC | '\u{9c}'));
            match end {
                Some((at, ESC)) => {
                    ascii::part(rest, at + 1..).strip_prefix('\\').unwrap_or(ascii::part(rest, at..))
                }
                Some((at, c)) => ascii::part(rest, at + c.len_utf8()..),
                None => {
                    *terminated = false;
                    ascii::part(rest, 1..)
                }
            }
        }
        // Character set selection and the like: intermediates and a final byte (ECMA-35).
        Some(0x20..=0x2f) => skip_final(rest.trim_start_matches(|c| matches!(c, ' '..='/'))),
        Some(0x30..=0x7e) => ascii::part(rest, 1..),
        _ => rest,
    }
}

/// Skips a final byte.
fn skip_final(rest: &str) -> &str {
    rest.strip_prefix(|c| matches!(c, '0'..='~')).unwrap_or(rest)
}

/// Skips parameters, intermediates and the final byte of a control sequence.
fn skip_csi(rest: &str) -> &str {
    let skipped = rest.bytes().take_while(|byte| (0x20..=0x3f).contains(byte)).count();
    let rest = ascii::part(rest, skipped..);
    match rest.as_bytes().first() {
        Some(0x40..=0x7e) => ascii::part(rest, 1..),
        _ => rest,
    }
}

/// A value with every string sanitized, including member names. If there is nothing to sanitize, the value is
/// returned as written. If names become equal, the one that was already clean counts, or else the first: a
/// hidden character must not put a false `amount` in place of the real one. An object with unsafe characters
/// keeps at most its first 256 members.
///
/// ```
/// use mpp_wasm::{encoding::json::Doc, scheme::sanitize::sanitize_value};
/// let doc = Doc::read(r#"{"amo\u202eunt":"1","amount":"2\u0007"}"#.into())?;
/// assert_eq!(sanitize_value(doc.root()).as_str(), r#"{"amount":"2"}"#);
/// # Ok::<(), mpp_wasm::error::Error>(())
/// ```
pub fn sanitize_value(value: Node<'_>) -> Doc {
    if is_clean_value(value) {
        return value.to_doc();
    }
    let mut out = String::with_capacity(value.raw().len());
    write(&mut out, value);
    Doc::of(out)
}

fn write(out: &mut String, value: Node<'_>) {
    if let Some(text) = value.as_text() {
        write_string(out, &sanitize(text));
    } else if value.is_array() {
        write_list(out, ['[', ']'], value.items(), write);
    } else if value.is_object() {
        write_list(out, ['{', '}'], kept(value).into_iter(), |out, (name, value)| {
            write_string(out, &name);
            out.push(':');
            write(out, value);
        });
    } else {
        out.push_str(value.raw());
    }
}

/// The members of an object to keep, with sanitized names.
fn kept(object: Node<'_>) -> Vec<(Cow<'_, str>, Node<'_>)> {
    let most = if is_clean_value(object) { usize::MAX } else { MAX_UNSAFE_MEMBERS };
    let mut kept: Vec<(Cow<'_, str>, Node<'_>)> = Vec::new();
    for (name, value) in object.members().take(most) {
        let name = sanitize(name);
        let is_real = matches!(name, Cow::Borrowed(_));
        if is_real || (object.get(&name).is_none() && kept.iter().all(|(other, _)| *other != name)) {
            kept.push((name, value));
        }
    }
    kept
}

/// The maximum number of members kept of an object with unsafe characters. Looking up names takes time for
/// each pair of them.
const MAX_UNSAFE_MEMBERS: usize = 256;

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;

    #[test]
    fn bug_30_controls_go_and_text_stays() {
        for (text, clean) in [
            ("plain é 😀\tx\ny", "plain é 😀\tx\ny"),
            ("\u{1b}[31;1mred\u{1b}[0m", "red"),
            ("\u{9b}31mred", "red"),
            ("\u{1b}]0;title\u{7}shown", "shown"),
            ("\u{1b}]8;;http://x\u{1b}\\link\u{1b}]8;;\u{1b}\\", "link"),
            ("\u{1b}]unterminated", "unterminated"),
            ("a\u{0}b\u{8}c\u{7f}d\u{85}e\rf", "abcdef"),
            ("pay \u{202e}00.1\u{202c} \u{2066}x\u{2069}\u{200f}", "pay 00.1 x"),
            ("$0\u{200b}.\u{2060}01\u{ad}\u{feff}", "$0.01"),
            ("free\u{e0070}\u{e0061}\u{e0079}", "free"),
            ("\u{1f469}\u{200d}\u{1f4bb}", "\u{1f469}\u{200d}\u{1f4bb}"),
            // A control character between a joiner and its letter does not keep it.
            ("a\u{7}\u{200d}b \u{915}\u{7}\u{200d}", "ab \u{915}\u{200d}"),
            ("1\u{fe0f}\u{7}\u{20e3}", "1\u{20e3}"),
            ("\u{1b}(Bshown", "shown"),
            ("\u{1b}", ""),
            ("\u{1b}[", ""),
            ("\u{1b}é", "é"),
        ] {
            assert_eq!(sanitize(text), clean, "{text:?}");
            assert_eq!(sanitize(clean), clean, "idempotent");
        }
    }

    #[test]
    fn every_character_is_judged_wherever_it_stands() {
        for c in '\0'..=char::MAX {
            for before in ["", "0123456789abcdef", "0123456789é"] {
                let text = [before, c.encode_utf8(&mut [0; 4]), " 0123456789abcdef"].concat();
                let joins = matches!(c, '\u{200c}' | '\u{200d}' | '\u{fe00}'..='\u{fe0f}');
                let stray = joins && !(before.ends_with('é') && c >= '\u{fe00}');
                assert_eq!(is_clean(&text), !is_unsafe(c) && !stray, "{text:?}");
            }
        }
    }

    #[test]
    fn many_unterminated_sequences_are_linear() {
        let text = "\u{1b}]".repeat(200_000);
        assert_eq!(sanitize(&text).len(), 0);
        let text = "\u{1b}]a".repeat(200_000);
        assert!(sanitize(&text).len() <= text.len());
    }

    #[test]
    fn keys_too() {
        let text = r#"{ "x\u001b[2J": "first\u202e", "x\u0007": "second", "a\u202e": "false", "a": ["real", 1.50] }"#;
        let clean = sanitize_value(Doc::read(text.into()).unwrap().root());
        assert_eq!(clean.as_str(), r#"{"x":"first","a":["real",1.50]}"#);
        let doc = Doc::read(r#"{"a":[ "\u0061", 1 ]}"#.into()).unwrap();
        let inside = doc.root().get("a").unwrap();
        assert_eq!(
            (sanitize_value(doc.root()), sanitize_value(inside).as_str()),
            (doc.clone(), inside.raw())
        );
        assert_eq!(sanitize_value(clean.root()), clean);
    }

    #[test]
    fn an_object_of_many_unsafe_names_is_cut() {
        for (c, kept) in [("\\u0007", MAX_UNSAFE_MEMBERS), ("", 20_000)] {
            let members: Vec<String> =
                (0..20_000).map(|at| ["\"", &at.to_string(), c, "\":1"].concat()).collect();
            let doc = Doc::read(["{", &members.join(","), "}"].concat()).unwrap();
            assert_eq!(sanitize_value(doc.root()).root().members().count(), kept);
        }
    }
}
