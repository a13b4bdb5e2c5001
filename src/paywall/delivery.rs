//! Whether an answer counts as the delivery of what was paid for.

mod redirect;

use crate::paywall::{method, site::Paywall};
use alloc::string::String;
use redirect::{Destination, destination, next_method};

/// What an answer is worth to the payer.
///
/// The enum is exhaustive on purpose: if a version adds a class, code that does not handle it must not compile.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[must_use]
pub enum ResponseClass {
    /// The answer is what the payment was for.
    Delivery,
    /// Not a success, or a redirect to a priced path here, which is paid for there. It does not count as a delivery.
    Failure,
    /// A redirect to an unpriced path of the paywall's own host, or to an address whose price is unclear. What was
    /// bought may be there, or a login page. Or a status below 200, which opens a WebSocket or is no answer yet. It does
    /// not count as a delivery, so it must not be sent to the payer.
    Withheld,
}

impl Paywall {
    /// What an answer with `status` is worth to the payer of a request. `location` is where a redirect leads, the value of
    /// its `Location` (`None` if it has no such field): an absolute address; or only a path and query if the answer names no
    /// host, which is on this host whatever name the request used; or a text that is neither, like `?`, for an address that
    /// cannot be read, or several of them. So is a reference that is still to be resolved, such as `x?signed` or
    /// `//files.example.com/x`: resolve a `Location` that is written so, or it is withheld. Write a path that begins with
    /// `//` once it is resolved as `/.//x`.
    ///
    /// It is bytes because servers also send addresses that are not ASCII: a `Location` that was left out as unreadable
    /// would be sent for nothing.
    ///
    /// An origin behind a proxy may name itself, as in `http://127.0.0.1:3000/paid/` for a missing slash. That is another host
    /// here, so the payer would be charged for an address that nobody else can reach: write it as a path first.
    ///
    /// ```
    /// use mpp_wasm::paywall::{Config, Paywall, RouteConfig, ResponseClass};
    /// # use mpp_wasm::rail::stripe::StripeConfig;
    /// # let stripe = StripeConfig::new("sk_test_1234567890", "profile_1");
    /// # let mut config = Config::new("api.example.com", "a signing secret of 32 bytes or more", stripe);
    /// config.routes = vec![RouteConfig::new("/paid/*", "1.00 USD")];
    /// # let paywall = Paywall::new(config)?;
    /// let url = "https://api.example.com/paid/x";
    /// let classify = |status, to: Option<&str>| paywall.classify("GET", url, status, to.map(str::as_bytes));
    /// assert_eq!(classify(206, None), ResponseClass::Delivery);
    /// assert_eq!(classify(302, Some("https://files.example.com/x?signed")), ResponseClass::Delivery);
    /// assert_eq!(classify(301, Some("https://api.example.com/paid/y")), ResponseClass::Failure); // paid for there
    /// assert_eq!(classify(301, Some("/paid/y")), ResponseClass::Failure); // and there too
    /// assert_eq!(classify(302, Some("https://api.example.com/login")), ResponseClass::Withheld);
    /// assert_eq!(classify(302, Some("?")), ResponseClass::Withheld);
    /// assert_eq!(classify(302, Some("login?next=https://api.example.com/paid/x")), ResponseClass::Withheld);
    /// assert_eq!(classify(302, Some("//files.example.com/x?signed")), ResponseClass::Withheld);
    /// assert_eq!(classify(404, None), ResponseClass::Failure);
    /// # Ok::<(), mpp_wasm::error::Error>(())
    /// ```
    pub fn classify(&self, method: &str, url: &str, status: u16, location: Option<&[u8]>) -> ResponseClass {
        let location = location.map(String::from_utf8_lossy);
        self.class_of(method, url, status, location.as_deref())
    }

    /// The same for a `Location` that has been read as text.
    pub(crate) fn class_of(
        &self,
        method: &str,
        url: &str,
        status: u16,
        location: Option<&str>,
    ) -> ResponseClass {
        let redirect = location.map(|to| {
            let has_price = self.has_price(next_method(method, status), to);
            destination(&self.config.realm, url, to, has_price)
        });
        classify(method, status, redirect)
    }
}

/// What an answer is worth: a success is a delivery, and so is a redirect that hands over what was bought.
///
/// A redirect to another server is a delivery: it is the answer, such as a signed link to a download. A redirect on the
/// paywall's own host only says where to ask, and pay, again, so it is not a delivery. The exception is a redirect
/// after a method that may have side effects: `302` and `303` are deliveries, and so is `301` if the new path has no
/// price. A `301` to a priced path is how servers add a slash, and nothing is done by then. `304` is not a delivery: it
/// tells a client that does not have what was bought that it has not changed. After a `101` the connection itself is
/// the resource.
fn classify(method: &str, status: u16, redirect: Option<Destination>) -> ResponseClass {
    let has_side_effects = method::has_side_effects(method);
    match (status, redirect) {
        (..200, _) => ResponseClass::Withheld,
        (200..=299, _) => ResponseClass::Delivery,
        (301..=303 | 307 | 308, Some(Destination::Elsewhere)) => ResponseClass::Delivery,
        (302 | 303, Some(_)) | (301, Some(Destination::Free)) if has_side_effects => ResponseClass::Delivery,
        (301..=303 | 307 | 308, Some(Destination::Priced)) => ResponseClass::Failure,
        (301..=303 | 307 | 308, Some(Destination::Free | Destination::Unclear)) => ResponseClass::Withheld,
        _ => ResponseClass::Failure,
    }
}

#[cfg(test)]
#[path = "delivery/delivery_tests.rs"]
mod tests;
