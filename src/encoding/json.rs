//! JSON (RFC 8259), read within limits: a [`Doc`] is a text that has been checked, a [`Node`] a value in it, and an
//! [`ObjectWriter`] writes one.
//!
//! Numbers keep their text: nothing is rounded, and no float code is linked in. Objects keep the order of
//! their members. A repeated member name is refused, because readers disagree on which one counts.

mod decimal;
mod doc;
mod double;
mod escape;
mod names;
mod node;
mod object_writer;
mod order;
mod read;
mod scanner;
mod secret_doc;
mod write;

pub(crate) use decimal::{decimal, item};
pub use doc::Doc;
pub(crate) use doc::{Kind, Token};
pub use node::Node;
pub use object_writer::ObjectWriter;
#[cfg(feature = "edge")]
pub(crate) use object_writer::write_pairs;
pub(super) use order::{Member, order};
pub use scanner::MAX_DEPTH;
pub use secret_doc::SecretDoc;
pub(crate) use write::{write_list, write_string};
