//! Texts as people paste them: what they say, and where each part of it is.

mod marks;
mod message;
mod paste;

pub use marks::{MAX_MARK_NAME, Mark, MarkKind};
pub use message::{MAX_FIELDS, MAX_TEXT_BYTES, Message, header_value};
