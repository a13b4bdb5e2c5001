//! JSON values (RFC 8259), read within limits.
//!
//! Numbers keep their text: nothing is rounded, and no float code is linked in. Objects keep the order of
//! their members. A repeated member name is refused, because readers disagree on which one counts.

mod doc;
mod escape;
mod node;
mod number;
mod object_writer;
mod order;
mod read;
mod scanner;
mod secret_doc;
mod text;
mod value;

pub use doc::Doc;
pub(crate) use doc::{Kind, Token};
pub use node::Node;
pub(crate) use number::item;
pub use number::{Number, decimal};
pub use object_writer::ObjectWriter;
#[cfg(feature = "edge")]
pub(crate) use object_writer::write_pairs;
pub(super) use order::{Member, order};
pub use read::parse;
pub use scanner::MAX_DEPTH;
pub use secret_doc::SecretDoc;
pub use text::{object_to_string, to_string};
pub(crate) use text::{write_list, write_string};
pub use value::{Object, Value};
