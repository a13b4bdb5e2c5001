//! Card numbers and verification codes: the digits, the shapes in which people write them, and the text
//! around them, which may tell that they are something else.

pub(super) mod code;
pub(super) mod grouped;
pub(super) mod ordinary;
pub(super) mod pan;
pub(super) mod run;
mod shape;
mod signature;
mod surroundings;
mod track;
