//! Values under the name of a secret: where they begin and end, in quotation marks or without, and whether
//! what is there counts as a secret.

mod bracket;
pub(super) mod buffer;
pub(super) mod container;
pub(super) mod form;
mod line;
mod logfmt;
pub(super) mod proof;
pub(super) mod seed;
pub(super) mod value;
mod word;
