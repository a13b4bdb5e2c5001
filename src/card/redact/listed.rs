//! Names and values in a row, the way Node keeps the header lines of a request (`['Cookie', 'a=b']`) and
//! Python prints them (`[(b'cookie', b'a=b')]`).

use super::form::Form;
use super::name::{Kind, MAX_NAME, kind, name_before};
use super::named::Named;
use super::written::{self, Way};
use super::{BULLET, colour, is_blank, start_of, telling, typed, value};

/// The value after a name and a comma. Other lists contain such names too, so the value has to look right.
pub(super) fn value(text: &str, comma: usize) -> Option<Named> {
    let bytes = text.as_bytes();
    let name = name_before(text, comma, false).filter(|name| name.quoted)?;
    let tells = match kind(&name)? {
        Kind::Cookie => |text: &str| text.contains('=') && !text.contains(BULLET),
        Kind::Secret if name.text.contains('-') => telling::looks_secret,
        _ => return None,
    };
    let open = written::quote_before(bytes, name.start)?;
    // Not an argument of a call, but it may be a pair in a list, even of byte strings.
    let before = colour::before_colours(&bytes[..open.start]);
    let before = before.strip_suffix(b"b").unwrap_or(before);
    let before = before.strip_suffix(b"(").unwrap_or(before);
    let begins = &before[..start_of(before, before.len(), MAX_NAME, is_blank)];
    if !matches!(begins.last(), None | Some(b'[' | b',' | b'\n')) {
        return None;
    }
    let value = written::quote(bytes, typed::letter(bytes, colour::gap(bytes, comma + 1)))?;
    let form = Form { equals: false, tight: false, way: Way::Plain, depth: 0 };
    let secret = value::hidden(bytes, value.start, bytes.len(), Kind::Secret, &name, &form)?;
    let same = value.byte == open.byte && value.way == open.way;
    (same && tells(&text[secret.from..secret.to])).then_some(Named::Secret(secret))
}
