//! JSON values with every string made safe to show, member names included.

use super::{is_clean, sanitize};
use crate::encoding::json::{Doc, Node, write_list, write_string};
use alloc::{borrow::Cow, string::String, vec::Vec};

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
#[must_use = "the value itself is unchanged"]
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

/// Whether sanitizing changes nothing in any string of a value, member names included.
pub(crate) fn is_clean_value(value: Node<'_>) -> bool {
    value.as_text().is_none_or(is_clean)
        && value.items().all(is_clean_value)
        && value.members().all(|(name, value)| is_clean(name) && is_clean_value(value))
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;

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
