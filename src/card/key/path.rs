//! Keys that are paths: `card[cvc]`, `db.password`.

use super::names_secret;
use super::spelling::{ends_with, is};
use crate::ascii;

/// Names that say little after a dot (`build.number`, `gpio.pin`), and what the part before the dot has to be or end with.
const AFTER_DOTS: &[(&[&str], &[&str])] = &[
    (
        &["number", "pan", "cid", "csc"],
        &["card", "cards", "carddata", "carddetails", "cardholder", "cc", "payment", "paymentmethod"],
    ),
    (
        &["pin"],
        &[
            "app",
            "card",
            "user",
            "account",
            "customer",
            "auth",
            "login",
            "credentials",
            "db",
            "sim",
            "hsm",
            "keystore",
        ],
    ),
    (&["cookie"], &["header", "headers", "request", "response"]),
];

/// The last part of a key that is a path in a form or in configuration: `card[cvc]`, `card[number][]`, `db.password`. Only
/// this part says what the value is, and the other functions here take only this part. After a dot, `number` or `cookie`
/// may be anything, so there the part before it has to tell; otherwise the key is not split. Nor is it if `key` is the last
/// word of a name that is written with dots: `fs.s3a.secret.key`.
pub(in crate::card) fn last_part(key: &str) -> &str {
    let end = key.bytes().rposition(|byte| !matches!(byte, b'[' | b']')).map_or(0, |at| at + 1);
    let path = ascii::part(key, ..end);
    let Some(at) = last_mark(path) else { return path };
    let (before, last) = (ascii::part(path, ..at), ascii::part(path, at + 1..));
    let owner = owner(before);
    // Short names also end other words: `map.pin`.
    let belongs = |owners: &[&str]| {
        owners.iter().any(|name| is(owner, name) || (name.len() > 3 && ends_with(owner, name)))
    };
    match AFTER_DOTS.iter().find(|(names, _)| names.iter().any(|name| is(last, name))) {
        Some((_, owners)) if path.as_bytes()[at] == b'.' && !belongs(owners) => path,
        None if is(last, "key") && names_secret(path) => path,
        _ => last,
    }
}

/// The place of the last mark between two parts of a path.
fn last_mark(path: &str) -> Option<usize> {
    path.bytes().rposition(|byte| matches!(byte, b'[' | b']' | b'.'))
}

/// The last part of a path that is not an index.
fn owner(mut path: &str) -> &str {
    while let Some(at) = last_mark(path) {
        let last = ascii::part(path, at + 1..);
        if !last.bytes().all(|byte| byte.is_ascii_digit()) {
            return last;
        }
        path = ascii::part(path, ..at);
    }
    path
}
