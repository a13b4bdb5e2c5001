//! A request: its parts, the route and the resource it is for, and how it is refused.

mod accept;
mod parts;
pub(super) mod refuse;
pub(super) mod resource;
mod routing;

pub use accept::wants_page;
pub(super) use parts::NONCE_BYTES;
pub use parts::RequestParts;
