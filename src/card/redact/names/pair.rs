//! Names that are themselves values: `{"name":"Cookie","value":"x"}` in browser archives (HAR) and Kubernetes,
//! `<add key="password" value="x"/>`, `{"value":"x","msg":"Invalid value","path":"cvc"}` and Spring's
//! `{"field":"cvc","rejectedValue":"x"}` in reports of failed validation.

use super::above::above;
use super::kind::kind;
use super::members::{Member, beside};
use super::name::{MAX_PATH, Name, is_path};
use crate::card::key;
use crate::card::redact::notation::bytes::is_any;

/// The members that hold such a name.
pub(in crate::card::redact) const NAMES: &[&[u8]] =
    &[b"name", b"key", b"header", b"path", b"param", b"field", b"property"];

/// The members that hold the value. Scripts, which look up lower-case names, need the one with a separator too.
pub(in crate::card::redact) const VALUES: &[&[u8]] = &[b"value", b"rejectedvalue", b"rejected_value"];

/// If this is the name of such a value: the name given beside it, which the value belongs to. `after` is the place after the
/// separator.
pub(in crate::card::redact) fn named<'a>(text: &'a str, value: &Name<'_>, after: usize) -> Option<Name<'a>> {
    if !VALUES.iter().any(|own| key::is(value.text, own)) {
        return None;
    }
    let mut name = None;
    beside(text.as_bytes(), value, after, &mut |member| {
        name = tells(text, member, value, member.quoted);
        name.is_some()
    });
    if name.is_none() {
        above(text, value, &mut |member| {
            name = tells(text, member, value, true);
            name.is_some()
        });
    }
    name
}

/// The name of a value, if a member with this name holds it and it indicates a secret. `is_text` tells whether it is a text.
fn tells<'a>(text: &'a str, member: &Member, value: &Name<'_>, is_text: bool) -> Option<Name<'a>> {
    let first = &text.as_bytes()[member.name.clone()];
    let known = is_text && is_any(first, NAMES);
    let held = text.get(member.value.clone());
    let held = held.filter(|held| known && held.len() <= MAX_PATH && held.bytes().all(is_path))?;
    let name = Name { text: key::last_part(held), ..*value };
    kind(&name).is_some().then_some(name)
}
