//! A seller at Stripe: checks the configuration, and makes the payment requests for its prices.

use super::limits;
use crate::ascii;
use crate::encoding::{base64url, json::Node};
use crate::error::{Code, Error, Result};
use crate::http::target::Target;
use crate::rail::Capture;
use crate::scheme::{Request, money::Price, terms};
use crate::secret::SecretText;
use alloc::{string::String, vec::Vec};
use core::fmt;

/// The base URL of Stripe's API.
pub const API_BASE: &str = "https://api.stripe.com";

/// The payment methods that can be authorized first and captured later.
const HOLDABLE: [&str; 10] = [
    "affirm",
    "afterpay_clearpay",
    "amazon_pay",
    "card",
    "cashapp",
    "klarna",
    "link",
    "mobilepay",
    "paypal",
    "revolut_pay",
];

/// The payment methods that take days, and longer than anything is owed, to tell whether they have paid (Stripe,
/// "Delayed notification": bank debits, bank transfers and vouchers).
const DELAYED: [&str; 12] = [
    "acss_debit",
    "au_becs_debit",
    "bacs_debit",
    "boleto",
    "customer_balance",
    "konbini",
    "multibanco",
    "nz_bank_account",
    "oxxo",
    "sepa_debit",
    "sofort",
    "us_bank_account",
];

/// The metadata that every payment gets, which no route may set.
const OWN_METADATA: [&str; 2] = ["challenge_id", "machine_payment"];

/// A seller at Stripe.
pub struct Stripe {
    key: SecretText,
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
    /// The payment methods the seller can process; `card` and `link` if empty.
    pub payment_method_types: Vec<String>,
    /// A base URL other than [`API_BASE`]: https, or http on loopback.
    pub api_base: Option<String>,
}

impl StripeConfig {
    /// A seller who takes cards and Link, at Stripe's own address.
    pub fn new(secret_key: impl Into<SecretText>, network_id: impl Into<String>) -> Self {
        Self {
            secret_key: secret_key.into(),
            network_id: network_id.into(),
            payment_method_types: Vec::new(),
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
        const BAD_KEY: Error =
            Error::new(Code::BadConfig, "stripe.secretKey is missing or not a secret key (sk_… or rk_…)");
        let key = config.secret_key.expose();
        let is_key = key.len() > 8 && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        if !(key.starts_with("sk_") || key.starts_with("rk_")) || !is_key {
            return Err(BAD_KEY);
        }
        if config.network_id.is_empty() || !config.network_id.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(Error::new(
                Code::BadConfig,
                "stripe.networkId is missing: your profile id on Stripe's network (profile_…)",
            ));
        }
        let api_base = config.api_base.unwrap_or_else(|| API_BASE.into());
        if !Target::parse(&api_base)
            .is_some_and(|target| target.may_carry_payment() && target.query.is_none())
        {
            return Err(Error::new(
                Code::BadConfig,
                "stripe.apiBase must be an https URL (http on loopback only)",
            ));
        }
        let mut payment_method_types = config.payment_method_types;
        if payment_method_types.is_empty() {
            payment_method_types = ["card", "link"].map(String::from).into();
        }
        Ok(Self {
            key: config.secret_key,
            network_id: config.network_id,
            payment_method_types,
            api_base: ascii::trim_end(&api_base, b'/').into(),
        })
    }

    /// Checks that no offered payment method takes days to tell whether it has paid. To capture after delivery, each
    /// must also be one that can be held.
    ///
    /// # Errors
    /// [`Code::BadConfig`].
    pub(in crate::rail) fn allows(&self, capture: Capture) -> Result<()> {
        let any = |list: &[&str]| self.payment_method_types.iter().any(|kind| list.contains(&kind.as_str()));
        let all = |list: &[&str]| self.payment_method_types.iter().all(|kind| list.contains(&kind.as_str()));
        let message = match capture {
            _ if any(&DELAYED) => {
                "stripe.paymentMethodTypes names a method that takes days to tell whether it has paid, longer than anything is owed; leave out bank debits, bank transfers and vouchers"
            }
            Capture::AfterDelivery if !all(&HOLDABLE) => {
                "stripe.paymentMethodTypes names a method that cannot be held until delivery; leave it out, or set capture to \"before-delivery\""
            }
            _ => return Ok(()),
        };
        Err(Error::new(Code::BadConfig, message))
    }

    /// The profile that is paid.
    pub(in crate::rail) fn network_id(&self) -> &str {
        &self.network_id
    }

    /// The payment request for a price (draft-stripe-charge-00, "Request Schema").
    ///
    /// # Errors
    /// [`Code::InvalidArgument`] if Stripe cannot charge it.
    pub(in crate::rail) fn request(&self, price: &Price, metadata: Node<'_>) -> Result<Request> {
        limits::check(price)?;
        takes(metadata)?;
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

/// Checks that Stripe can store a payment's correlation data.
///
/// # Errors
/// [`Code::InvalidArgument`] for too much of it, names that Stripe reads differently, or names the paywall sets itself.
pub(in crate::rail) fn takes(metadata: Node<'_>) -> Result<()> {
    let is_fine = |(key, value): (&str, Node<'_>)| {
        (1..=40).contains(&key.len())
            && !key.contains(['[', ']'])
            && value.as_text().is_some_and(|text| text.len() <= 500)
    };
    if !(metadata.is_object() || metadata.is_null())
        || metadata.members().count() > 40
        || !metadata.members().all(is_fine)
    {
        return Err(Error::new(
            Code::InvalidArgument,
            "metadata is limited to 40 texts of 500 bytes, with names of 1 to 40 bytes without \"[\" or \"]\"",
        ));
    }
    if OWN_METADATA.iter().any(|name| metadata.get(name).is_some()) {
        return Err(Error::new(
            Code::InvalidArgument,
            "metadata cannot hold challenge_id or machine_payment: the paywall sets them itself",
        ));
    }
    Ok(())
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
