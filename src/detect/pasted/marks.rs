//! Where the parts of a message are in the pasted text, for syntax highlighting.

use super::paste::Field;
use crate::detect::names::{CHALLENGE, CREDENTIALS};
use crate::error::Error;
use crate::http::auth::{self, Element};
use crate::scheme::Challenge;
use alloc::{string::String, vec::Vec};
use core::fmt;
use core::ops::Range;

/// The most bytes of a name that is repeated in each of its [`Mark`]s. What it names may have as many lines as it has bytes.
pub const MAX_MARK_NAME: usize = 128;

/// A part of the pasted text.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Mark {
    /// Its byte range.
    pub range: Range<usize>,
    /// What it is.
    pub kind: MarkKind,
    /// The name of the field, scheme or parameter, in lower case. Empty if it is longer than [`MAX_MARK_NAME`].
    pub name: String,
    /// The index of the Payment challenge it belongs to: `Ok` counts the readable ones, `Err` the others.
    pub challenge: Option<Result<usize, usize>>,
}

/// The kind of a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum MarkKind {
    /// The status code.
    Status,
    /// The name of a field.
    Field,
    /// The value of a field that does not hold challenges or credentials.
    FieldValue,
    /// An authentication scheme.
    Scheme,
    /// The name of a parameter.
    Name,
    /// The value of a parameter, without its quotes, or a `token68`.
    Value,
    /// A piece that is not a parameter.
    Broken,
}

impl MarkKind {
    /// The kind's text form.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Status => "status",
            Self::Field => "field",
            Self::FieldValue => "field-value",
            Self::Scheme => "scheme",
            Self::Name => "name",
            Self::Value => "value",
            Self::Broken => "broken",
        }
    }
}

impl fmt::Display for MarkKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// The marks of a message whose fields have these names.
pub(super) fn marks(text: &str, status: Option<Range<usize>>, fields: &[(String, &Field)]) -> Vec<Mark> {
    let mut marks = Vec::new();
    let mut add = |range: Range<usize>, kind, name: &str, challenge| {
        if !range.is_empty() {
            let name = if name.len() > MAX_MARK_NAME { "" } else { name };
            marks.push(Mark { range, kind, name: name.into(), challenge });
        }
    };
    if let Some(status) = status {
        add(status, MarkKind::Status, "", None);
    }
    for (name, field) in fields {
        add(field.name.clone(), MarkKind::Field, name, None);
        if name != CHALLENGE && !CREDENTIALS.contains(&&**name) {
            for line in &field.lines {
                add(line.clone(), MarkKind::FieldValue, name, None);
            }
        }
    }
    let challenges = fields.iter().filter(|(name, _)| name == CHALLENGE).map(|(_, field)| *field);
    let list = Joined::of(text, challenges);
    let read = Challenge::read_all(&list.value).map(|reading| reading.payment).unwrap_or_default();
    elements(&list, &read, &mut add);
    let credentials = fields.iter().filter(|(name, _)| CREDENTIALS.contains(&&**name));
    for (_, field) in credentials {
        elements(&Joined::of(text, [*field].into_iter()), &[], &mut add);
    }
    marks.sort_by_key(|mark| mark.range.start);
    marks
}

/// All fields of one name joined into the single value they stand for, with a map from each byte back to its origin.
#[derive(Default)]
struct Joined {
    value: String,
    /// Where each line begins in `value`, and its range in the text.
    lines: Vec<(usize, Range<usize>)>,
}

impl Joined {
    fn of<'a>(text: &str, fields: impl Iterator<Item = &'a Field>) -> Self {
        let mut joined = Self::default();
        for field in fields {
            let mut between = ", ";
            for line in field.lines.iter().filter(|line| !line.is_empty()) {
                if !joined.value.is_empty() {
                    joined.value.push_str(between);
                }
                between = " ";
                joined.lines.push((joined.value.len(), line.clone()));
                joined.value.push_str(&text[line.clone()]);
            }
        }
        joined
    }

    /// The ranges of a part of `value` in the text, one per line.
    fn places(&self, part: &str) -> impl Iterator<Item = Range<usize>> {
        let start = (part.as_ptr() as usize).saturating_sub(self.value.as_ptr() as usize);
        let end = start + part.len();
        let first = self.lines.partition_point(|(at, line)| at + line.len() <= start);
        self.lines[first..].iter().take_while(move |(at, _)| *at < end).map(move |(at, line)| {
            let from = line.start + start.saturating_sub(*at);
            from..line.end.min(line.start + (end - at))
        })
    }
}

type Add<'a> = dyn FnMut(Range<usize>, MarkKind, &str, Option<Result<usize, usize>>) + 'a;

/// Marks the elements of a list. `read` holds its Payment challenges, if it is a list of challenges.
fn elements(list: &Joined, read: &[Result<Challenge, Error>], add: &mut Add<'_>) {
    let Ok(elements) = auth::split(&list.value) else { return };
    let mut counts = [0, 0];
    let mut numbers = read.iter().map(|read| {
        let count = &mut counts[usize::from(read.is_err())];
        *count += 1;
        if read.is_ok() { Ok(*count - 1) } else { Err(*count - 1) }
    });
    for element in &elements {
        let challenge = if element.is("payment") { numbers.next() } else { None };
        let scheme = element.scheme.to_ascii_lowercase();
        let mut mark = |part: &str, kind, name: &str| {
            // An empty part may not point into the value at all.
            for place in list.places(part).filter(|_| !part.is_empty()) {
                add(place, kind, name, challenge);
            }
        };
        mark(element.scheme, MarkKind::Scheme, &scheme);
        parts(element, &mut mark);
    }
}

fn parts(element: &Element<'_>, mark: &mut dyn FnMut(&str, MarkKind, &str)) {
    if let Some(token) = element.token68() {
        return mark(token, MarkKind::Value, "token68");
    }
    for piece in element.pieces() {
        match auth::param(piece) {
            Ok(param) => {
                mark(&piece[..param.name.len()], MarkKind::Name, &param.name);
                mark(param.raw, MarkKind::Value, &param.name);
            }
            Err(_) => mark(piece, MarkKind::Broken, ""),
        }
    }
}
