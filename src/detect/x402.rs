//! x402: version 1 in the body, version 2 in `PAYMENT-REQUIRED` (coinbase/x402, specs/x402-specification-v1.md
//! and -v2.md, "PaymentRequirements").

use super::offer::{Judge, Offer, Protocol, Stated};
use super::token::{Network, Unit};
use super::warning::WarningCode;
use crate::encoding::json::{self, Object, Value};
use crate::scheme::sanitize::{is_clean_value, sanitize_value};
use alloc::{borrow::ToOwned, vec::Vec};

/// x402's terms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct X402 {
    /// 1 or 2.
    pub version: u8,
    /// The `accepts` of the answer, as they came but for unsafe characters.
    pub accepts: Vec<Value>,
    /// Version 2's `resource`, likewise.
    pub resource: Option<Value>,
    /// Whether unsafe characters were removed.
    pub was_unsafe: bool,
}

impl X402 {
    /// Reads the JSON of the header or of the body.
    pub(super) fn read(text: &str) -> Option<Self> {
        let value = json::parse(text).ok()?;
        let object = value.as_object()?;
        let version = match object.get("x402Version")? {
            Value::Number(number) if number.as_str() == "1" => 1,
            Value::Number(number) if number.as_str() == "2" => 2,
            _ => return None,
        };
        let accepts = object.get("accepts").and_then(Value::as_array).unwrap_or_default().to_owned();
        let resource = object.get("resource").filter(|resource| resource.as_object().is_some());
        Some(Self {
            version,
            was_unsafe: !accepts.iter().chain(resource).all(is_clean_value),
            accepts: accepts.iter().map(sanitize_value).collect(),
            resource: resource.map(sanitize_value),
        })
    }

    /// One offer for each of `accepts` that is an object, in order.
    pub(super) fn offers(&self, judge: &Judge<'_>) -> Vec<Offer> {
        self.accepts.iter().filter_map(Value::as_object).map(|accepted| self.offer(accepted, judge)).collect()
    }

    fn offer(&self, accepted: &Object, judge: &Judge<'_>) -> Offer {
        let text = |name: &str| accepted.get(name).and_then(Value::as_str);
        // Each version has its own word; both are looked for, because servers mix them up.
        let names =
            if self.version == 1 { ["maxAmountRequired", "amount"] } else { ["amount", "maxAmountRequired"] };
        let amount = names.into_iter().find_map(|name| match accepted.get(name)? {
            Value::String(text) => Some(text.as_str()),
            Value::Number(number) => Some(number.as_str()),
            _ => Some(""),
        });
        let (asset, named) = (text("asset"), text("network"));
        let network = named.and_then(Network::find);
        let unit = asset.and_then(|asset| match network {
            Some(network) => Unit::token(network.id, asset),
            // Version 2 has ISO 4217 codes for money outside of chains.
            None => Unit::iso(asset),
        });
        let resource = self.resource.as_ref().and_then(Value::as_object);
        let scheme = text("scheme").unwrap_or("x402");
        let mut offer = judge.offer(
            Protocol::X402,
            &Stated {
                method: scheme,
                amount,
                currency: asset,
                unit,
                place: network.map(|network| network.name),
                network: network.map(|network| network.id).or(named),
                recipient: text("payTo"),
                descriptions: [
                    text("description"),
                    resource.and_then(|resource| resource.get("description")).and_then(Value::as_str),
                ],
                before: if scheme == "upto" { "up to " } else { "" },
                ..Stated::default()
            },
        );
        if self.was_unsafe {
            offer.warn(WarningCode::ControlCharacters);
        }
        offer
    }
}
