//! JSON passed between Rust and JavaScript.

use crate::encoding::json::write_list;
use crate::encoding::timestamp::Timestamp;
use crate::error::{Code, Error, Result};
use alloc::string::String;

/// Converts milliseconds since the epoch to a timestamp.
pub(super) fn moment(millis: f64) -> Result<Timestamp> {
    let whole = if millis.is_finite() { Timestamp::from_millis(millis as i64) } else { None };
    whole.ok_or(Error::new(
        Code::InvalidArgument,
        "a time must be a Date or milliseconds since the epoch, before the year 10000",
    ))
}

/// A JSON array of items that are already JSON.
pub(super) fn list(items: impl Iterator<Item = String>) -> String {
    let mut out = String::new();
    write_list(&mut out, ['[', ']'], items, |out, item| out.push_str(&item));
    out
}
