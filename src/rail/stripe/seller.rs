//! A seller at Stripe: checks the configuration, and makes the payment requests for its prices.

use super::{limits, metadata, methods};
use crate::ascii;
use crate::encoding::{base64url, digest, json::Node};
use crate::error::{Code, Error, Result};
use crate::http::target::Target;
use crate::rail::Capture;
use crate::scheme::{Request, money::Price, terms};
use crate::secret::SecretText;
use alloc::{string::String, vec::Vec};
use core::fmt;

/// The base URL of Stripe's API.
pub const API_BASE: &str = "https://api.stripe.com";

/// A seller at Stripe.
pub struct Stripe {
    key: SecretText,
    books: String,
    network_id: String,
    payment_method_types: Vec<String>,
    api_base: String,
}

/// The configuration for [`Stripe::new`]: make one with [`StripeConfig::new`], then set the optional fields.
#[non_exhaustive]
pub struct StripeConfig {
    /// `sk_…`, or better a restricted key `rk_…` that may only write PaymentIntents.
    pub secret_key: SecretText,
    /// The seller's profile id on Stripe's network (`profile_…`).
    pub network_id: String,
    /// The payment methods the seller can process, at least one. [`StripeConfig::new`] sets `card` and `link`.
    pub payment_method_types: Vec<String>,
    /// A base URL other than [`API_BASE`]: https, or http on loopback. Without the `/v1` that every path begins with.
    pub api_base: Option<String>,
}

impl StripeConfig {
    /// A seller who takes cards and Link, at Stripe's own address.
    pub fn new(secret_key: impl Into<SecretText>, network_id: impl Into<String>) -> Self {
        Self {
            secret_key: secret_key.into(),
            network_id: network_id.into(),
            payment_method_types: ["card", "link"].map(String::from).into(),
            api_base: None,
        }
    }
}

impl Stripe {
    /// Checks a configuration.
    ///
    /// # Errors
    /// [`Code::BadConfig`], naming the field that is wrong but never its value.
    pub fn new(config: StripeConfig) -> Result<Self> {
        let bad = |message| Err(Error::new(Code::BadConfig, message));
        if !is_secret_key(config.secret_key.expose()) {
            return bad("stripe.secretKey is missing or not a secret key (sk_… or rk_…)");
        }
        let network_id = &config.network_id;
        let is_text =
            (1..=255).contains(&network_id.len()) && network_id.bytes().all(|byte| byte.is_ascii_graphic());
        // The id of an account is often taken for it. No wallet could pay that, and the seller would never hear of it.
        if !is_text || network_id.starts_with("acct_") {
            return bad("stripe.networkId is missing or not a profile id on Stripe's network (profile_…)");
        }
        if is_secret_key(network_id) {
            return bad(
                "stripe.networkId is a secret key: every challenge would show it; set your profile id (profile_…)",
            );
        }
        // A deploy that moves to live mode and forgets one of the two: every payment would be refused.
        if network_id.starts_with("profile_test_") && is_live(config.secret_key.expose()) {
            return bad(
                "stripe.networkId is a test profile (profile_test_…) and stripe.secretKey a live key: set both of one mode",
            );
        }
        let api_base = config.api_base.unwrap_or_else(|| API_BASE.into());
        let api_base = ascii::trim_end(&api_base, b'/');
        if !is_base(api_base) {
            return bad(
                "stripe.apiBase must be an https URL (http on loopback only) like \"https://api.stripe.com\", without /v1, user or query",
            );
        }
        methods::check(&config.payment_method_types)?;
        Ok(Self {
            books: books_of(&config.secret_key),
            key: config.secret_key,
            network_id: config.network_id,
            payment_method_types: config.payment_method_types,
            api_base: api_base.into(),
        })
    }

    /// Checks that every offered payment method can be held, if payments are captured after delivery.
    ///
    /// # Errors
    /// [`Code::BadConfig`].
    pub(in crate::rail) fn check_capture(&self, capture: Capture) -> Result<()> {
        methods::check_held(&self.payment_method_types, capture)
    }

    /// The profile that is paid.
    pub(in crate::rail) fn network_id(&self) -> &str {
        &self.network_id
    }

    /// A name for the books that payments are in: see [`crate::rail::Rail::books`].
    pub(in crate::rail) fn books(&self) -> &str {
        &self.books
    }

    /// The payment request for a price (draft-stripe-charge-00, "Request Schema").
    ///
    /// # Errors
    /// [`Code::InvalidArgument`] if Stripe cannot charge it.
    pub(in crate::rail) fn request(&self, price: &Price, metadata: Node<'_>) -> Result<Request> {
        limits::check(price)?;
        metadata::check(metadata)?;
        let metadata = metadata.members().next().is_some().then_some(metadata);
        terms::Stripe::request(price, &self.network_id, &self.payment_method_types, metadata)
    }

    /// The base URL and the seller's `Authorization` value.
    pub(super) fn endpoint(&self) -> (&str, SecretText) {
        let user = SecretText::from([self.key.expose(), ":"].concat());
        let encoded = SecretText::from(base64url::encode_standard(user.expose()));
        (&self.api_base, ["Basic ", encoded.expose()].concat().into())
    }
}

/// Whether the path of a call can be put behind it. It may have a path of its own, as that of a gateway has.
fn is_base(url: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_graphic() && !matches!(byte, b'?' | b'#' | b'@');
    !url.ends_with("/v1")
        && url.bytes().all(is_plain)
        && Target::parse(url).is_some_and(|target| target.may_carry_payment())
}

/// Whether a secret key moves real money. Its name says so.
fn is_live(key: &str) -> bool {
    ["sk_live_", "rk_live_"].iter().any(|start| key.starts_with(start))
}

/// Two keys of one account have two names: Stripe does not say in its keys whose they are. The name is short: it tells two
/// keys of a seller apart, and nothing of either.
fn books_of(key: &SecretText) -> String {
    base64url::encode(&digest::of_secret(key.expose())[..9])
}

fn is_secret_key(key: &str) -> bool {
    (key.starts_with("sk_") || key.starts_with("rk_"))
        && key.len() > 8
        && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

impl fmt::Debug for Stripe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Stripe").field("network_id", &self.network_id).finish_non_exhaustive()
    }
}

impl fmt::Debug for StripeConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("StripeConfig(..)")
    }
}
