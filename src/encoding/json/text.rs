//! Writes values as text.

use super::value::{Object, Value};
use crate::ascii;
use alloc::string::String;

/// Writes a value compactly, with members in their order and numbers as they were read.
///
/// ```
/// use mpp_wasm::encoding::json;
/// let value = json::parse(r#"{ "b": 1.50, "a": "\u00e9\n" }"#).unwrap();
/// assert_eq!(json::to_string(&value), "{\"b\":1.50,\"a\":\"é\\n\"}");
/// ```
pub fn to_string(value: &Value) -> String {
    let mut out = String::new();
    write(&mut out, value);
    out
}

/// Writes an object compactly.
pub fn object_to_string(object: &Object) -> String {
    let mut out = String::new();
    write_object(&mut out, object);
    out
}

fn write_object(out: &mut String, object: &Object) {
    write_list(out, ['{', '}'], object.iter(), |out, (name, value)| {
        write_string(out, name);
        out.push(':');
        write(out, value);
    });
}

fn write(out: &mut String, value: &Value) {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(true) => out.push_str("true"),
        Value::Bool(false) => out.push_str("false"),
        Value::Number(number) => out.push_str(number.as_str()),
        Value::String(text) => write_string(out, text),
        Value::Array(items) => write_list(out, ['[', ']'], items.iter(), write),
        Value::Object(object) => write_object(out, object),
    }
}

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
        out.push_str(&rest[..at]);
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
        rest = &rest[at + 1..];
    }
    out.push_str(rest);
    out.push('"');
}
