//! What the name of a value says about it.

use super::name::{Name, ends_like_a_name};
use crate::card::redact::notation::bytes::ends_with;
use crate::card::{key, pass};

/// The last letters of `authorization`, `payment-receipt`, `x-payment` and `payment-signature`. These names
/// are handled separately, except in elements and pairs.
const OWN_FORMS: &[&[u8]] = &[b"ion", b"ipt", b"ent", b"ure"];

/// What a name says about its value.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::card::redact) enum Kind {
    Secret,
    Code,
    Cookie,
    Number,
    /// Words, which count only if they are many.
    Seed,
    /// A proof, which counts only if it has the form of one.
    Proof,
}

/// What a name says about its value, if anything.
pub(in crate::card::redact) fn kind(name: &Name<'_>) -> Option<Kind> {
    let text = name.text.as_bytes();
    let ends = |end: &&[u8]| ends_with(text, text.len(), end);
    if !ends_like_a_name(text) && !OWN_FORMS.iter().any(ends) {
        // This is the case for nearly all elements and options.
        None
    } else if key::is_number(name.text)
        || key::is_card(name.text)
        || key::is(name.text, "pan")
        || key::is(name.text, "primaryaccountnumber")
    {
        Some(Kind::Number)
    } else if key::is_code(name.text) || key::ends_as_code(name.text) {
        // Without quotation marks, it is more likely the id of a client or a connection.
        if key::is(name.text, "cid") && !name.quoted { None } else { Some(Kind::Code) }
    } else if key::is_cookie(name.text) || key::is_cookie_path(name.text) {
        Some(Kind::Cookie)
    } else if key::names_secret(name.text) || pass::is_pass(name.text) {
        Some(Kind::Secret)
    } else if key::is_seed(name.text) {
        Some(Kind::Seed)
    } else if key::may_prove(name.text) {
        Some(Kind::Proof)
    } else {
        None
    }
}

/// Whether a name is also used for numbers other than card numbers.
pub(in crate::card::redact) fn is_plain(name: &Name<'_>) -> bool {
    (key::is(name.text, "number") && !name.quoted) || key::is_card(name.text)
}
