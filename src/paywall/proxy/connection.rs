//! The fields that a message names as ones for its connection only.

use crate::ascii;
use alloc::vec::Vec;

/// The most options that are told apart. HTTP needs one or two.
const MAX_OPTIONS: usize = 64;

/// The fields that a message's `Connection` values name as ones for its connection only (RFC 9110 section 7.6.1). They
/// must not pass in either direction. `Upgrade` is left to the rules for names.
///
/// ```
/// use mpp_wasm::paywall::ConnectionOptions;
/// let options = ConnectionOptions::parse(["close, X-Hop", "Upgrade"]);
/// assert!(options.contains("x-hop"));
/// assert!(!options.contains("upgrade"));
/// ```
#[derive(Clone, Debug, Default)]
pub struct ConnectionOptions<'a>(Vec<&'a str>);

impl<'a> ConnectionOptions<'a> {
    /// Reads all `Connection` values of a message. A message with more than 64 options counts as naming every field:
    /// comparing any number of options with any number of fields would let a client choose the cost.
    pub fn parse(values: impl IntoIterator<Item = &'a str>) -> Self {
        let options = values.into_iter().flat_map(|value| ascii::split(value, b',')).map(str::trim_ascii);
        let named = options.filter(|option| !option.is_empty() && !option.eq_ignore_ascii_case("upgrade"));
        Self(named.take(MAX_OPTIONS + 1).collect())
    }

    /// Whether one of them names this field.
    pub fn contains(&self, name: &str) -> bool {
        self.0.len() > MAX_OPTIONS || self.0.iter().any(|option| option.eq_ignore_ascii_case(name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_connection_options_than_any_message_needs_name_every_field() {
        let options =
            |count: usize| (0..count).map(|at| alloc::format!("x-{at}")).collect::<Vec<_>>().join(" , ");
        let value = [&",".repeat(100_000), &*options(63)].concat();
        let read = ConnectionOptions::parse([&*value, " X-Last,UPGRADE, "]);
        assert!((0..63).all(|at| read.contains(&alloc::format!("X-{at}"))) && read.contains("x-last"));
        assert!(!["upgrade", "Upgrade", "", "x", "x-63", "accept"].iter().any(|name| read.contains(name)));
        let value = options(65);
        assert!(ConnectionOptions::parse([&*value]).contains("accept"));
        assert!(!ConnectionOptions::parse(None).contains(""));
    }
}
