//! The decision about a request: free, admitted by a pass, refused, or an attempt to redeem its credential.

mod admission;
mod claim;
pub(super) mod decide;

pub use decide::Decision;
