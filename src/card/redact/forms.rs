//! The forms in which a name and its value are written: members of JSON, assignments, rows of a list, options
//! of a command, XML elements, passwords in URLs, payments. They find the name; what of its value is secret
//! they ask `values`.

pub(super) mod continued;
pub(super) mod element;
pub(super) mod listed;
pub(super) mod named;
pub(super) mod option;
pub(super) mod payment;
pub(super) mod serialized;
pub(super) mod userinfo;
