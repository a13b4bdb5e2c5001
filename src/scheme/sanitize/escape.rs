//! Escape sequences of terminals (ECMA-35, ECMA-48).

use crate::ascii;

pub(super) const ESC: char = '\u{1b}';
/// The one-character form of `ESC [`.
pub(super) const CSI: char = '\u{9b}';

/// Skips the rest of a sequence that ESC started.
pub(super) fn skip_escape<'a>(rest: &'a str, terminated: &mut bool) -> &'a str {
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
pub(super) fn skip_csi(rest: &str) -> &str {
    let skipped = rest.bytes().take_while(|byte| (0x20..=0x3f).contains(byte)).count();
    let rest = ascii::part(rest, skipped..);
    match rest.as_bytes().first() {
        Some(0x40..=0x7e) => ascii::part(rest, 1..),
        _ => rest,
    }
}
