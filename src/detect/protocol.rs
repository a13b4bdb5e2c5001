//! Which payment protocol an answer speaks. Several may stand side by side.

use super::sanitize_value;
use crate::encoding::{
    base64url,
    json::{self, Value},
};
use crate::error::Result;
use crate::http::auth;
use crate::scheme::{Challenge, Reading};
use alloc::{borrow::ToOwned, string::String, vec::Vec};

/// An HTTP answer, as far as it matters here.
#[derive(Clone, Copy, Debug)]
pub struct Answer<'a> {
    /// The status.
    pub status: u16,
    /// `WWW-Authenticate`, several fields joined by commas.
    pub www_authenticate: Option<&'a str>,
    /// `PAYMENT-REQUIRED`, x402's version 2.
    pub payment_required: Option<&'a str>,
    /// The body, where it was read; x402's version 1 lives there.
    pub body: Option<&'a str>,
}

/// What an answer asks for. All empty for a 402 that says nothing more, and for every other status.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Detection {
    /// Whether the status is 402.
    pub payment_required: bool,
    /// The Machine Payments Protocol: every Payment challenge, read or not.
    pub mpp: Option<Reading>,
    /// x402.
    pub x402: Option<X402>,
    /// L402, once LSAT.
    pub l402: Option<L402>,
}

/// x402's terms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct X402 {
    /// 1 (in the body) or 2 (in the header).
    pub version: u8,
    /// The `accepts` of the answer, as they came but for unsafe characters.
    pub accepts: Vec<Value>,
}

/// L402's terms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct L402 {
    /// The token to present with the preimage.
    pub macaroon: Option<String>,
    /// The Lightning invoice to pay.
    pub invoice: Option<String>,
}

/// The most bytes of a body that are looked at.
pub const MAX_BODY_BYTES: usize = 256 * 1024;

/// Looks at an answer.
///
/// # Errors
/// [`crate::error::Code::TooLarge`] when `WWW-Authenticate` is over its limits.
///
/// ```
/// use mpp_wasm::detect::{Answer, detect};
/// let header = r#"L402 macaroon="AGIAJE", invoice="lnbc1""#;
/// let answer = Answer { status: 402, www_authenticate: Some(header), payment_required: None, body: None };
/// assert_eq!(detect(&answer).unwrap().l402.unwrap().invoice.as_deref(), Some("lnbc1"));
/// ```
pub fn detect(answer: &Answer<'_>) -> Result<Detection> {
    let mut found = Detection { payment_required: answer.status == 402, ..Detection::default() };
    if !found.payment_required {
        return Ok(found);
    }
    if let Some(header) = answer.www_authenticate {
        let reading = Challenge::read_all(header)?;
        found.mpp = (!reading.payment.is_empty()).then_some(reading);
        found.l402 = l402(header)?;
    }
    let header = answer.payment_required.and_then(|text| base64url::decode_text(text.trim()).ok());
    let body = answer.body.filter(|body| body.len() <= MAX_BODY_BYTES);
    found.x402 =
        header.as_deref().and_then(|text| x402(text, 2)).or_else(|| body.and_then(|text| x402(text, 1)));
    Ok(found)
}

fn l402(header: &str) -> Result<Option<L402>> {
    let elements = auth::split(header)?;
    let element = elements.iter().find(|element| element.is("L402") || element.is("LSAT"));
    Ok(element.map(|element| {
        let params = element.params().unwrap_or_default();
        let value = |names: [&str; 2]| {
            let param = params.iter().find(|param| names.contains(&&*param.name));
            param.map(|param| super::sanitize(param.raw).into_owned())
        };
        L402 { macaroon: value(["macaroon", "token"]), invoice: value(["invoice", "invoice"]) }
    }))
}

fn x402(text: &str, at_least: u8) -> Option<X402> {
    let value = json::parse(text).ok()?;
    let object = value.as_object()?;
    let version = match object.get("x402Version")? {
        Value::Number(number) if number.as_str() == "1" => 1,
        Value::Number(number) if number.as_str() == "2" => 2,
        _ => return None,
    };
    let accepts = object.get("accepts").and_then(Value::as_array).unwrap_or_default().to_owned();
    (version >= at_least || at_least == 2)
        .then(|| X402 { version, accepts: accepts.iter().map(sanitize_value).collect() })
}
