//! How text is written, whatever it says: bytes and words, quotation marks, escapes of strings and URLs,
//! terminal colors, and the types that programs print around a text.

pub(super) mod bytes;
pub(super) mod color;
pub(super) mod escape;
pub(super) mod quoted;
pub(super) mod typed;
pub(super) mod unquoted;
pub(super) mod written;
