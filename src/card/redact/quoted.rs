//! Texts in quotation marks.

use super::written::{self, Mark, Way};

/// Where the text ends that a quotation mark opens.
pub(super) fn text_end(bytes: &[u8], open: &Mark) -> usize {
    match open.way {
        Way::Plain => closing(bytes, open.end, open.byte, open.depth),
        _ => written::closing(bytes, open),
    }
}

/// Where a text in quotation marks ends, at the end of its line at the latest.
pub(super) fn closing(bytes: &[u8], from: usize, quote: u8, level: usize) -> usize {
    let mut slashes = 0;
    for (at, byte) in bytes.iter().enumerate().skip(from) {
        // Inside a string the mark of the same depth has as many backslashes as the first, a deeper one has more.
        let closes = if level == 0 { slashes % 2 == 0 } else { slashes <= level };
        match *byte {
            b'\n' | b'\r' => return at,
            b'\\' => slashes += 1,
            byte if byte == quote && closes => return at - slashes.min(level),
            _ => slashes = 0,
        }
    }
    bytes.len()
}
