//! Names of JSON members that some readers take for another name: Go's encoding/json, which the x402 SDK for Go, Lightning Labs'
//! lnget and the Solana Foundation's MPP client for Go use, ignores the case of letters, and the last one counts; PyPI's x402
//! 2.25.0 also takes `max_amount_required` and `pay_to`.

use crate::encoding::json::Node;

/// Whether an object has a member with none of these names, that such a reader takes for one of them.
pub(super) fn has_alike(object: Node<'_>, names: &[&str]) -> bool {
    object.members().any(|(name, _)| !names.contains(&name) && names.iter().any(|own| is_alike(name, own)))
}

/// Whether such a reader takes a name for another one, or it is the same.
pub(super) fn is_alike(name: &str, own: &str) -> bool {
    // Most names are told apart by their first letter.
    let may_be = match (name.as_bytes(), own.as_bytes()) {
        ([first, ..], [letter, ..]) => {
            *first == b'_' || !first.is_ascii() || first.eq_ignore_ascii_case(letter)
        }
        _ => false,
    };
    may_be && folded(name).eq(folded(own))
}

fn folded(name: &str) -> impl Iterator<Item = char> {
    name.chars().filter(|&c| c != '_').map(|c| match c {
        // The letters outside ASCII that Go takes for these.
        '\u{17f}' => 's',
        '\u{212a}' => 'k',
        _ => c.to_ascii_lowercase(),
    })
}
