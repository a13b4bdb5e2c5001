//! Payments as JSON, `{"challenge":{…},"payload":{…}}` in MPP and `{"x402Version":1,"payload":{…}}` in x402.
//! Anyone who has the payload may be able to spend it, whatever its members are called.

use super::name::Name;
use super::{Secret, colour, container, end_of, written};
use crate::card::key;

/// The line that was examined last. It is read only once, however many payloads it contains.
#[derive(Default)]
pub(super) struct Line {
    end: usize,
    pays: bool,
}

/// Whether a name is that of a payment's proof.
pub(super) fn is_payload(name: &Name<'_>) -> bool {
    name.quoted && key::is(name.text, "payload")
}

impl Line {
    /// The payload after a separator that ends at `after`, if it belongs to a payment. The member that
    /// shows this may come later on the line.
    pub fn payload(&mut self, bytes: &[u8], after: usize, name: &Name<'_>) -> Option<Secret> {
        let start = colour::gap(bytes, after);
        if bytes.get(start) == Some(&b'{') && self.pays(bytes, after - 1) {
            container::hidden(bytes, start, name)
        } else {
            None
        }
    }

    /// Whether the line at a place contains a payment.
    fn pays(&mut self, bytes: &[u8], at: usize) -> bool {
        if at >= self.end {
            let start = bytes[..at].iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
            self.end = end_of(bytes, at, |byte| byte != b'\n');
            self.pays = (start..self.end).any(|at| bytes[at] == b':' && tells(bytes, at));
        }
        self.pays
    }
}

/// Whether the name before a colon belongs to a member that only payments have.
fn tells(bytes: &[u8], at: usize) -> bool {
    let Some(close) = written::quote_before(bytes, at) else { return false };
    let is = |known: &str| {
        let opening = bytes[..close.start].strip_suffix(known.as_bytes());
        opening
            .and_then(|before| written::mark_before(before, before.len()))
            .is_some_and(|open| open.byte == close.byte)
    };
    is("x402Version") || (is("challenge") && bytes.get(colour::gap(bytes, at + 1)) == Some(&b'{'))
}
