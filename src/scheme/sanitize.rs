//! Makes merchant text safe to show: in a terminal, on a page, to a model.
//!
//! It removes terminal escape sequences, control characters other than tab and line feed, characters that
//! change the direction of the text around them, and invisible characters. A price cannot be overwritten,
//! hidden or reversed, and a model is told nothing that a person does not see.

mod escape;
mod value;

pub(crate) use value::is_clean_value;
pub use value::sanitize_value;

use crate::ascii;
use alloc::{borrow::Cow, string::String};
use escape::{CSI, ESC, skip_csi, skip_escape};

/// Removes characters that could deceive. Text without any is returned borrowed.
///
/// ```
/// use mpp_wasm::scheme::sanitize::sanitize;
/// assert_eq!(sanitize("\u{1b}[2JEvil\rHidden"), "EvilHidden");
/// assert_eq!(sanitize("1\u{202e}00.0\u{202c}$"), "100.0$");
/// ```
#[must_use = "the text itself is unchanged"]
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn controls_go_and_text_stays() {
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
}
