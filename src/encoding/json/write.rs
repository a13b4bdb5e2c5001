//! Writes strings and lists as JSON text.

use crate::ascii;
use alloc::string::String;

/// Writes `[a,b]` or `{a,b}`.
pub(crate) fn write_list<T>(
    out: &mut String,
    [open, close]: [char; 2],
    items: impl Iterator<Item = T>,
    mut each: impl FnMut(&mut String, T),
) {
    out.push(open);
    for (at, item) in items.enumerate() {
        if at > 0 {
            out.push(',');
        }
        each(out, item);
    }
    out.push(close);
}

/// Writes a string as RFC 8785 section 3.2.2.2 requires and as `JSON.stringify` does.
pub(crate) fn write_string(out: &mut String, text: &str) {
    out.push('"');
    let mut rest = text;
    while let Some(at) = ascii::find_escaped(rest.as_bytes()) {
        out.push_str(ascii::part(rest, ..at));
        let byte = rest.as_bytes()[at];
        out.push('\\');
        match byte {
            8 => out.push('b'),
            b'\t' => out.push('t'),
            b'\n' => out.push('n'),
            12 => out.push('f'),
            b'\r' => out.push('r'),
            0..=0x1f => {
                const HEX: &[u8; 16] = b"0123456789abcdef";
                out.push_str("u00");
                out.push(char::from(HEX[usize::from(byte >> 4)]));
                out.push(char::from(HEX[usize::from(byte & 15)]));
            }
            _ => out.push(char::from(byte)),
        }
        rest = ascii::part(rest, at + 1..);
    }
    out.push_str(rest);
    out.push('"');
}
