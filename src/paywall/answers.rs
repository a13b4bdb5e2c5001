//! Answers of the paywall's own: problems for programs, pages for people, with challenges if payment helps.

mod answer;
pub(super) mod errors;
mod fault;
mod page;

pub(super) use answer::ProblemHead;
pub use answer::{Answer, Fields};
pub use fault::ServerFault;
pub(super) use page::Charged;
