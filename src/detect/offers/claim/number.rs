//! Numbers in text.

use alloc::string::String;

/// A number, with the text around it.
pub(super) struct Number<'t> {
    /// The text before it, from the end of the previous number if there is one.
    pub(super) before: &'t str,
    /// Digits, `.` and `,`.
    text: &'t str,
    /// The rest of the text.
    pub(super) after: &'t str,
    /// Whether it is the first number in the text.
    pub(super) first: bool,
}

impl<'t> Number<'t> {
    /// The first number in a text.
    pub(super) fn first_in(text: &'t str) -> Option<Self> {
        Self::find(text).map(|number| Self { first: true, ..number })
    }

    /// The number after this one.
    pub(super) fn next(&self) -> Option<Self> {
        Self::find(self.after)
    }

    fn find(text: &'t str) -> Option<Self> {
        let digit = text.find(|c: char| c.is_ascii_digit())?;
        // "$.01"
        let start = if text[..digit].ends_with('.') { digit - 1 } else { digit };
        let (before, from) = text.split_at(start);
        let length = from.find(|c: char| !c.is_ascii_digit() && c != '.' && c != ',').unwrap_or(from.len());
        let (text, after) = from.split_at(length);
        Some(Self { before, text, after, first: false })
    }

    /// Whether it has at least two digits after a decimal mark. List numbers never have them, and versions and sizes
    /// rarely do.
    pub(super) fn is_precise(&self) -> bool {
        self.trimmed().rsplit_once(['.', ',']).is_some_and(|(_, places)| places.len() > 1)
    }

    /// Its digits, and how many of them come after its decimal mark; `None` for more than 18. The last `.` or `,` is the
    /// decimal mark, unless that character occurs twice or is a comma before three digits.
    pub(super) fn decimal(&self) -> Option<(String, u8)> {
        let text = self.trimmed();
        let places = match text.rfind(['.', ',']) {
            None => 0,
            Some(at) => {
                let (mark, places) = (&text[at..=at], text.len() - at - 1);
                let is_grouping = text.matches(mark).count() > 1 || (mark == "," && places == 3);
                if is_grouping { 0 } else { places }
            }
        };
        let places = u8::try_from(places).ok().filter(|places| *places <= 18)?;
        Some((text.chars().filter(char::is_ascii_digit).collect(), places))
    }

    /// Without the marks at its end, which belong to the sentence.
    fn trimmed(&self) -> &'t str {
        self.text.trim_end_matches(['.', ','])
    }
}
