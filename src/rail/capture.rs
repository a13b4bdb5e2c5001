//! When the money of a payment is captured.

use crate::error::{Error, Result, named};
use core::{fmt, str::FromStr};

/// When a payment is captured.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Capture {
    /// The money is held, the resource is made, and only then is the money captured: nobody pays for an answer that
    /// failed.
    #[default]
    AfterDelivery,
    /// The money is captured first. A delivery that then fails is owed.
    BeforeDelivery,
}

impl Capture {
    /// Its name in a configuration: `after-delivery` or `before-delivery`.
    ///
    /// ```
    /// use mpp_wasm::rail::Capture;
    /// assert_eq!(Capture::default().as_str(), "after-delivery");
    /// assert_eq!("before-delivery".parse(), Ok(Capture::BeforeDelivery));
    /// ```
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AfterDelivery => "after-delivery",
            Self::BeforeDelivery => "before-delivery",
        }
    }
}

impl fmt::Display for Capture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// The capture with this name.
impl FromStr for Capture {
    type Err = Error;

    /// # Errors
    /// [`Code::InvalidArgument`](crate::error::Code::InvalidArgument) for any other text.
    fn from_str(name: &str) -> Result<Self> {
        const ALL: [Capture; 2] = [Capture::AfterDelivery, Capture::BeforeDelivery];
        named(&ALL, Self::as_str, name, "capture is \"after-delivery\" or \"before-delivery\"")
    }
}
