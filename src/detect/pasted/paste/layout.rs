//! How a pasted text is laid out: with the marks of `curl -v`, or indented.

use super::line::{is_blank, lines};
use crate::ascii;
use core::ops::Range;

/// How the whole text is laid out.
pub(super) struct Layout {
    /// `curl -v` puts `< ` before the head of a response and `> ` before that of a request.
    mark: Option<u8>,
    /// Spaces before the first line, to be removed from the others too.
    indent: usize,
}

impl Layout {
    pub(super) fn of(text: &str) -> Self {
        let first =
            lines(text).map(|line| ascii::part(text, line)).find(|line| !is_blank(line)).unwrap_or("");
        let is_marked = |line: &str, mark: u8| line.as_bytes().starts_with(&[mark, b' ']);
        let is_verbose = [b'*', b'<', b'>'].into_iter().any(|mark| is_marked(first, mark));
        let occurs = |mark: &u8| lines(text).any(|line| is_marked(ascii::part(text, line), *mark));
        Self {
            mark: if is_verbose { [b'<', b'>'].into_iter().find(occurs) } else { None },
            indent: first.bytes().take_while(|byte| *byte == b' ').count(),
        }
    }

    /// The part of a line that belongs to the message; `None` if the line is curl's own.
    pub(super) fn message_part(&self, text: &str, line: Range<usize>) -> Option<Range<usize>> {
        let words = ascii::part(text, line.clone());
        let Some(mark) = self.mark else {
            let spaces = words.bytes().take(self.indent).take_while(|byte| *byte == b' ').count();
            return Some(line.start + spaces..line.end);
        };
        if let Some((first, rest)) = words.as_bytes().split_first()
            && *first == mark
        {
            return Some(line.start + 1 + usize::from(rest.starts_with(b" "))..line.end);
        }
        let is_note = ["* ", "< ", "> ", "{ [", "} ["].iter().any(|note| words.starts_with(note));
        if is_note || matches!(words, "<" | ">" | "*") {
            return None;
        }
        // If the body does not end in a line break, curl's last note is on the same line.
        let end = ascii::find_text(words, "* Connection #").map_or(line.end, |at| line.start + at);
        Some(line.start..end)
    }
}
