//! What passes between the payer and the origin, and what does not.

mod connection;
mod name;
mod value;

pub use connection::ConnectionOptions;
pub use name::{paid_response_header_allowed, request_header_allowed, response_header_allowed};
pub use value::{private_cache_control, without_payment};
