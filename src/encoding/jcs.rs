//! JSON Canonicalization Scheme (RFC 8785): one text for each value, so that a MAC over the text is meaningful.

mod number;

use super::json::{Doc, Kind, Member, Node, Token, order, write_string};
use alloc::string::String;
use number::write_number;

/// The canonical form of a value: members sorted by UTF-16 code units (section 3.2.3), numbers as ECMAScript
/// writes doubles (section 3.2.2.3), no white space.
///
/// ```
/// use mpp_wasm::encoding::{jcs, json::Doc};
/// let doc = Doc::read(r#"{ "b": 1.50, "a": "\u0062" }"#.into()).unwrap();
/// assert_eq!(jcs::canonical(doc.root()).as_str(), r#"{"a":"b","b":1.5}"#);
/// ```
pub fn canonical(value: Node<'_>) -> Doc {
    doc(value, write_number)
}

/// Like [`canonical`], for a value whose numbers are already in ECMAScript form, as `JSON.stringify` writes
/// them. Keeps the float code out of programs that only meet such values.
pub fn sorted(value: Node<'_>) -> Doc {
    doc(value, String::push_str)
}

/// Like [`sorted`], for a whole document, which is returned unchanged when it already has that form.
///
/// ```
/// use mpp_wasm::encoding::{jcs, json::Doc};
/// for (text, sorted) in [(r#"{"a":1,"b":[]}"#, r#"{"a":1,"b":[]}"#), (r#"{"b":[ ],"a":1}"#, r#"{"a":1,"b":[]}"#)] {
///     assert_eq!(jcs::sort(Doc::read(text.into()).unwrap()).as_str(), sorted);
/// }
/// ```
pub fn sort(doc: Doc) -> Doc {
    let whole = doc.root().place() == (0..doc.as_str().len());
    if whole && is_sorted(doc.root()) { doc } else { sorted(doc.root()) }
}

/// Whether [`sorted`] would leave a value unchanged: names are in order and there is no white space between
/// tokens. Returns false for every string with escapes, without checking which ones.
fn is_sorted(value: Node<'_>) -> bool {
    let kind = value.kind();
    if !matches!(kind, Kind::Array | Kind::Object) {
        return kind != Kind::Escaped;
    }
    let place = value.place();
    let mut next = place.start + 1;
    let tight = value.inside(kind).all(|inside| {
        let fits = inside.place().start == next && is_sorted(inside);
        next = inside.place().end + 1;
        fits
    });
    tight
        && (next == place.end || place.len() == 2)
        && value.members().map(|(name, _)| Member(name, ())).is_sorted()
}

/// How a number is written.
type Numbers = fn(&mut String, &str);

fn doc(value: Node<'_>, numbers: Numbers) -> Doc {
    let mut out = Doc::default();
    out.text.reserve(value.raw().len());
    out.tokens.reserve(value.tokens().len());
    write(&mut out, value, numbers);
    out
}

/// Writes a value and records its tokens as the reader would.
fn write(out: &mut Doc, value: Node<'_>, numbers: Numbers) {
    let (own, start) = (out.tokens.len(), out.text.len());
    out.tokens.push(Token { kind: value.kind(), start, end: start, size: 1 });
    match value.kind() {
        Kind::Array => list(out, ['[', ']'], value.items(), |out, item| write(out, item, numbers)),
        Kind::Object => list(out, ['{', '}'], order(value.members()), |out, (name, value)| {
            let own = out.tokens.len();
            out.tokens.push(Token { kind: Kind::String, start: out.text.len(), end: 0, size: 1 });
            write_text(out, own, name);
            out.text.push(':');
            write(out, value, numbers);
        }),
        Kind::Number => numbers(&mut out.text, value.raw()),
        Kind::Escaped => return write_text(out, own, value.as_text().unwrap_or_default()),
        Kind::String => {
            out.text.push_str(value.raw());
            let token = &mut out.tokens[own];
            (token.start, token.end) = (start + 1, out.text.len() - 1);
            return;
        }
        Kind::Null | Kind::True | Kind::False => out.text.push_str(value.raw()),
    }
    let size = out.tokens.len() - own;
    let token = &mut out.tokens[own];
    (token.end, token.size) = (out.text.len(), size);
}

/// Writes a string whose token is the last one.
fn write_text(out: &mut Doc, own: usize, text: &str) {
    write_string(&mut out.text, text);
    let token = &mut out.tokens[own];
    (token.start, token.end) = (token.start + 1, out.text.len() - 1);
    let escaped = token.end - token.start != text.len();
    token.kind = if escaped { Kind::Escaped } else { Kind::String };
    if escaped {
        token.size = 2;
        let start = out.plain.len();
        out.plain.push_str(text);
        out.tokens.push(Token { kind: Kind::String, start, end: out.plain.len(), size: 1 });
    }
}

fn list<T>(
    out: &mut Doc,
    [open, close]: [char; 2],
    items: impl Iterator<Item = T>,
    mut each: impl FnMut(&mut Doc, T),
) {
    out.text.push(open);
    for (at, item) in items.enumerate() {
        if at > 0 {
            out.text.push(',');
        }
        each(out, item);
    }
    out.text.push(close);
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec::Vec;

    fn canonical(text: &str) -> String {
        super::canonical(Doc::read(text.into()).unwrap().root()).into_text()
    }

    #[test]
    fn rfc_8785_section_3_2_2() {
        let input = r#"{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],
            "string":"\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/","literals":[null,true,false]}"#;
        assert_eq!(
            canonical(input),
            "{\"literals\":[null,true,false],\"numbers\":[333333333.3333333,1e+30,4.5,0.002,1e-27],\
             \"string\":\"€$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}"
        );
    }

    #[test]
    fn rfc_8785_section_3_2_3_sorts_by_utf_16() {
        let input = r#"{"\u20ac":"Euro Sign","\r":"Carriage Return","\ufb33":"Hebrew Letter Dalet With Dagesh",
            "1":"One","\ud83d\ude00":"Emoji: Grinning Face","\u0080":"Control","\u00f6":"Latin Small Letter O With Diaeresis"}"#;
        let names = ["\\r", "1", "\u{80}", "ö", "€", "😀", "\u{fb33}"];
        let out = canonical(input);
        let at: Vec<usize> =
            names.iter().map(|name| out.find(&["\"", name, "\":"].concat()).unwrap()).collect();
        assert!(at.is_sorted(), "{out}");
    }

    #[test]
    fn rfc_8785_appendix_b_numbers() {
        for (bits, text) in [
            (0x0000000000000000_u64, "0"),
            (0x8000000000000000, "0"),
            (0x0000000000000001, "5e-324"),
            (0x8000000000000001, "-5e-324"),
            (0x7fefffffffffffff, "1.7976931348623157e+308"),
            (0xffefffffffffffff, "-1.7976931348623157e+308"),
            (0x4340000000000000, "9007199254740992"),
            (0xc340000000000000, "-9007199254740992"),
            (0x4430000000000000, "295147905179352830000"),
            (0x44b52d02c7e14af5, "9.999999999999997e+22"),
            (0x44b52d02c7e14af6, "1e+23"),
            (0x44b52d02c7e14af7, "1.0000000000000001e+23"),
            (0x444b1ae4d6e2ef4e, "999999999999999700000"),
            (0x444b1ae4d6e2ef4f, "999999999999999900000"),
            (0x444b1ae4d6e2ef50, "1e+21"),
            (0x3eb0c6f7a0b5ed8c, "9.999999999999997e-7"),
            (0x3eb0c6f7a0b5ed8d, "0.000001"),
            (0x41b3de4355555553, "333333333.3333332"),
            (0x41b3de4355555554, "333333333.33333325"),
            (0x41b3de4355555555, "333333333.3333333"),
            (0x41b3de4355555556, "333333333.3333334"),
            (0x41b3de4355555557, "333333333.33333343"),
            (0xbecbf647612f3696, "-0.0000033333333333333333"),
            (0x43143ff3c1cb0959, "1424953923781206.2"),
        ] {
            let double = f64::from_bits(bits);
            assert_eq!(canonical(&std::format!("{double:e}")), text, "{bits:016x}");
        }
    }

    #[test]
    fn a_text_is_kept_only_if_sorting_would_not_change_it() {
        for text in [
            r#"{"a":1.0,"b":[{},[],"",[[1]]],"c":{"d":null}}"#,
            r#" {"a":1}"#,
            r#"{"a":1} "#,
            r#"{ "a":1}"#,
            r#"{"a" :1}"#,
            r#"{"a": 1}"#,
            r#"{"a":1 }"#,
            r#"{"a":[1, 2]}"#,
            r#"{"a":{ }}"#,
            r#"{"b":1,"a":2}"#,
            r#"{"a":[{"c":1,"b":2}]}"#,
            r#"{"\u0061":1}"#,
            r#"{"a":"\/"}"#,
            "[ ]",
        ] {
            let doc = Doc::read(text.into()).unwrap();
            assert_eq!(sort(doc.clone()), sorted(doc.root()), "{text}");
        }
    }

    #[test]
    fn integers_stay_and_huge_ones_follow_doubles() {
        assert_eq!(
            canonical("[-0,4217,-12,123456789012345,9007199254740993]"),
            "[0,4217,-12,123456789012345,9007199254740992]"
        );
    }
}
