//! The PaymentIntent call.

use super::{Payload, form::Form, limits};
use crate::binding::Verified;
use crate::encoding::{
    base64url,
    json::{Object, Value},
};
use crate::error::{Code, Error, Result};
use crate::http::target::Target;
use crate::rail::HttpCall;
use crate::scheme::{Credential, Request, money::Price};
use alloc::{
    string::{String, ToString},
    vec::Vec,
};
use core::fmt;
use zeroize::Zeroizing;

/// Where Stripe's API is.
pub const API_BASE: &str = "https://api.stripe.com";
/// The preview version that knows shared payment tokens; the one the peers send.
pub const API_VERSION: &str = "2026-07-29.preview";

/// A seller at Stripe. Its key cannot be printed and is wiped when dropped.
pub struct Stripe {
    key: Zeroizing<String>,
    network_id: String,
    payment_method_types: Vec<String>,
    api_base: String,
}

/// What [`Stripe::new`] checks.
pub struct StripeConfig {
    /// `sk_…`, or better a restricted key `rk_…` that may only create PaymentIntents.
    pub secret_key: String,
    /// The seller's profile id on Stripe's network (`profile_…`).
    pub network_id: String,
    /// What the seller can process; `card` and `link` if none are named.
    pub payment_method_types: Vec<String>,
    /// Another base URL than [`API_BASE`]; https, or loopback.
    pub api_base: Option<String>,
}

impl Stripe {
    /// Checks a configuration.
    ///
    /// # Errors
    /// [`Code::BadConfig`] with the field that is wrong; never its value.
    pub fn new(config: StripeConfig) -> Result<Self> {
        const BAD_KEY: Error =
            Error::new(Code::BadConfig, "stripe.secretKey is missing or not a secret key (sk_… or rk_…)");
        let key = Zeroizing::new(config.secret_key);
        let is_key =
            |key: &str| key.len() > 8 && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        if !(key.starts_with("sk_") || key.starts_with("rk_")) || !is_key(&key) {
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
            key,
            network_id: config.network_id,
            payment_method_types,
            api_base: api_base.trim_end_matches('/').into(),
        })
    }

    /// The payment request for a price (draft-stripe-charge-00, "Request Schema").
    ///
    /// # Errors
    /// [`Code::InvalidArgument`] when Stripe could not charge it.
    pub(in crate::rail) fn request(&self, price: &Price, metadata: &Object) -> Result<Request> {
        limits::check(price)?;
        if metadata.len() > 40
            || metadata
                .iter()
                .any(|(key, value)| key.len() > 40 || value.as_str().is_none_or(|text| text.len() > 500))
        {
            return Err(Error::new(
                Code::InvalidArgument,
                "metadata is at most 40 texts of 500 bytes with names of 40",
            ));
        }
        let mut details = Object::new();
        details.insert("networkId", self.network_id.as_str());
        let types = self.payment_method_types.iter().map(|kind| Value::from(kind.as_str())).collect();
        details.insert("paymentMethodTypes", Value::Array(types));
        if !metadata.is_empty() {
            details.insert("metadata", metadata.clone());
        }
        let mut json = Object::new();
        json.insert("amount", price.amount.to_string());
        json.insert("currency", price.currency.as_str());
        json.insert("methodDetails", details);
        Request::encode_sorted(json)
    }

    /// Creates and confirms a PaymentIntent (draft-stripe-charge-00, "Settlement Procedure"). Amount and
    /// currency are the offer's. The idempotency key is the challenge id's alone: a payer who mints a second
    /// token for the same challenge cannot be charged a second time.
    ///
    /// # Errors
    /// [`Code::MalformedCredential`].
    pub(in crate::rail) fn call(
        &self,
        credential: &Verified<Credential>,
        offer: &Request,
    ) -> Result<HttpCall> {
        let payload = Payload::read(credential)?;
        let id = credential.challenge_id();
        let mut form = Form::default();
        form.field("amount", offer.field("amount").unwrap_or_default())
            .field("currency", offer.field("currency").unwrap_or_default())
            .field("confirm", "true")
            .field("shared_payment_granted_token", payload.token)
            .field("automatic_payment_methods[enabled]", "true")
            .field("automatic_payment_methods[allow_redirects]", "never")
            .field("metadata[challenge_id]", id.as_str())
            .field("metadata[machine_payment]", "true");
        let details = offer.json().get("methodDetails").and_then(Value::as_object);
        for (name, value) in details
            .and_then(|details| details.get("metadata"))
            .and_then(Value::as_object)
            .iter()
            .flat_map(|map| map.iter())
        {
            form.field(&["metadata[", name, "]"].concat(), value.as_str().unwrap_or_default());
        }
        let user = Zeroizing::new([self.key.as_str(), ":"].concat());
        Ok(HttpCall {
            method: "POST",
            url: [&self.api_base, "/v1/payment_intents"].concat(),
            headers: [
                ("Authorization", ["Basic ", &base64url::encode_standard(user.as_bytes())].concat()),
                ("Content-Type", "application/x-www-form-urlencoded".into()),
                ("Idempotency-Key", ["mpp_", id.as_str()].concat()),
                ("Stripe-Version", API_VERSION.into()),
            ]
            .into(),
            body: form.finish(),
        })
    }
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

#[cfg(test)]
#[path = "call_tests.rs"]
pub(super) mod tests;
