//! Payments as JSON, `{"challenge":{…},"payload":{…}}` in MPP and `{"x402Version":1,"payload":{…}}` in x402.
//! Anyone who has the payload may be able to spend it, whatever its members are called.

use crate::card::key;
use crate::card::redact::names::name::{DOUBLED, Name};
use crate::card::redact::notation::{color, written};
use crate::card::redact::redacted::Secret;
use crate::card::redact::tokens::pem;
use crate::card::redact::values::container;

/// The line that was examined last. It is read only once, however many payloads and labels of keys it contains. Places are
/// counted in bytes from the end of the text, so they stay right when reading continues after a label.
pub(in crate::card::redact) struct Line {
    /// Where it ends.
    end: usize,
    /// Where its last member starts that only payments have.
    tells: Option<usize>,
}

impl Default for Line {
    fn default() -> Self {
        Self { end: usize::MAX, tells: None }
    }
}

/// Whether a name is that of a payment's proof.
pub(super) fn is_payload(name: &Name<'_>) -> bool {
    name.quoted && key::is(name.text, "payload")
}

impl Line {
    /// The payload after a separator that ends at `after`, if it belongs to a payment and starts before `limit`. The
    /// member that shows this may come later on the line.
    pub fn payload(&mut self, bytes: &[u8], after: usize, limit: usize, name: &Name<'_>) -> Option<Secret> {
        let start = color::gap(bytes, after);
        if bytes.get(start) == Some(&b'{') && start + 1 < limit && self.pays(bytes, after - 1) {
            container::hidden(bytes, start, name)
        } else {
            None
        }
    }

    /// Whether the line at a place contains a payment.
    fn pays(&mut self, bytes: &[u8], at: usize) -> bool {
        if bytes.len() - at <= self.end {
            let start = bytes[..at].iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
            // The label of a private key ends what is read as one text.
            let ends = |at: &usize| bytes[*at] == b'\n' || pem::label(bytes, *at).is_some();
            let end = (at..bytes.len()).find(ends).unwrap_or(bytes.len());
            let tells = (start..end).rev().filter(|at| bytes[*at] == b':').find_map(|at| telling(bytes, at));
            *self = Self { end: bytes.len() - end, tells: tells.map(|at| bytes.len() - at) };
        }
        self.tells.is_some_and(|tells| tells <= bytes.len())
    }
}

/// Where the member starts whose name ends before a colon, if only payments have such a member.
fn telling(bytes: &[u8], at: usize) -> Option<usize> {
    let close = written::quote_before(bytes, at)?;
    let doubled = bytes[..close.end].ends_with(DOUBLED);
    let start = |known: &str| {
        let before = bytes[..close.start - usize::from(doubled)].strip_suffix(known.as_bytes())?;
        let open = written::mark_before(before, before.len())?;
        (open.byte == close.byte).then_some(open.start)
    };
    let opens = || bytes.get(color::gap(bytes, at + 1)) == Some(&b'{');
    start("x402Version").or_else(|| start("challenge").filter(|_| opens()))
}
