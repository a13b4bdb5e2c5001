//! Our reader and writer of JSON, beside another.

use super::blames_the_peer;
use mpp_wasm::encoding::jcs;
use mpp_wasm::encoding::json::{self, Doc, Node};
use mpp_wasm::error::Code;

/// JSON: what was read can be written again, canonical text is a fixed point, and every other reader reads what we read.
pub fn json(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let read = |text: &str| Doc::read(text.into());
    assert_eq!(read(&text), read(&text));
    let doc = match read(&text) {
        Ok(doc) => doc,
        Err(error) => return blames_the_peer(&error, Code::InvalidJson),
    };
    let value = doc.root();
    assert!(depth(value) <= json::MAX_DEPTH);
    assert_eq!(depth(value), value.depth());
    let written = written(value);
    assert!(read(&written).is_ok_and(|again| again.root() == value), "{text:?} {written}");

    // A document written in canonical form equals the document that a reader makes of its text.
    let canonical = jcs::canonical(value);
    assert_eq!(read(canonical.as_str()).as_ref(), Ok(&canonical));
    assert_eq!(jcs::canonical(canonical.root()), canonical);
    assert_eq!(jcs::sorted(canonical.root()), canonical);
    assert_eq!(jcs::sort(canonical.clone()), canonical);
    assert!(same(value, canonical.root()), "{written} {}", canonical.as_str());

    // serde_json's numbers are doubles. It may refuse only a number outside their range.
    let theirs = |text: &str| serde_json::from_str::<serde_json::Value>(text);
    match theirs(&text) {
        Ok(value) => assert_eq!(theirs(&written).unwrap(), value, "{text:?}"),
        Err(error) => assert!(error.to_string().starts_with("number out of range"), "{text:?}"),
    }
}

/// A value without white space and needless escapes, with members in their order and numbers as they were read.
pub fn written(value: Node<'_>) -> String {
    let quoted = |text: &str| serde_json::to_string(text).unwrap();
    if value.is_array() {
        return format!("[{}]", value.items().map(written).collect::<Vec<_>>().join(","));
    }
    if value.is_object() {
        let members = value.members().map(|(name, value)| [&quoted(name), ":", &written(value)].concat());
        return format!("{{{}}}", members.collect::<Vec<_>>().join(","));
    }
    value.as_text().map_or_else(|| value.raw().into(), quoted)
}

/// Whether two values differ only in the order of members and the notation of numbers.
fn same(one: Node<'_>, other: Node<'_>) -> bool {
    if let (Some(one), Some(other)) = (one.as_number(), other.as_number()) {
        return one == other || one.parse::<f64>() == other.parse::<f64>();
    }
    if one.is_array() && other.is_array() {
        return one.items().count() == other.items().count()
            && one.items().zip(other.items()).all(|(one, other)| same(one, other));
    }
    if one.is_object() && other.is_object() {
        return one.members().count() == other.members().count()
            && one.members().all(|(name, value)| other.get(name).is_some_and(|other| same(value, other)));
    }
    one == other
}

fn depth(value: Node<'_>) -> usize {
    let inside = value.items().chain(value.members().map(|(_, value)| value));
    let deepest = inside.map(depth).max().unwrap_or(0);
    if value.is_array() || value.is_object() { 1 + deepest } else { 0 }
}
