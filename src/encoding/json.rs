//! JSON values (RFC 8259) read within bounds.
//!
//! Numbers keep the text they came as: nothing is rounded on the way through, and no float code is pulled in.
//! Objects keep their order; a name that occurs twice is refused, because readers disagree on which one counts.

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
pub(super) use doc::{Kind, Token};
pub use node::Node;
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
