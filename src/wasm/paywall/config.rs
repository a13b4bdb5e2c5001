//! Reads the configuration from its JSON.

use super::super::input::{self, Fields};
use crate::encoding::json::{Node, SecretDoc};
use crate::error::{Code, Result};
use crate::paywall::{Capture, Config, Cors, RouteConfig};
use crate::rail::stripe::StripeConfig;
use crate::scheme::CredentialHeader;
use crate::secret::SecretText;
use alloc::{string::String, vec::Vec};
use wasm_bindgen::prelude::*;

const CONFIG: [&str; 9] = [
    "realm",
    "secret",
    "previousSecrets",
    "challengeTtl",
    "capture",
    "maxReplayBytes",
    "stripe",
    "routes",
    "cors",
];
const CORS: [&str; 2] = ["origins", "credentials"];
const STRIPE: [&str; 4] = ["secretKey", "networkId", "paymentMethodTypes", "apiBase"];
const ROUTE: [&str; 7] = ["pattern", "price", "capture", "description", "metadata", "passTtl", "header"];

/// The names of the fields that are read here: of a configuration, its `stripe`, its `cors` and a route. One list per
/// line, separated by commas. Without the `pattern` of a route, which JavaScript adds.
#[wasm_bindgen(js_name = configFields)]
pub fn config_fields() -> String {
    let [_, route @ ..] = &ROUTE;
    [&CONFIG[..], &STRIPE, &CORS, route].map(|names| names.join(",")).join("\n")
}

pub(super) fn config(text: SecretText) -> Result<Config> {
    let json =
        SecretDoc::read_within(text, input::DEPTH).map_err(|error| error.with_code(Code::BadConfig))?;
    let fields = Fields::of(input::CONFIG, json.expose(), Code::BadConfig)?.only(&CONFIG)?;
    let stripe = Fields::of("stripe", fields.need_object("stripe")?, Code::BadConfig)?.only(&STRIPE)?;
    let mut seller = StripeConfig::new(stripe.need("secretKey")?, stripe.need("networkId")?);
    if stripe.value("paymentMethodTypes").is_some() {
        seller.payment_method_types = stripe.texts("paymentMethodTypes")?;
    }
    seller.api_base = stripe.text("apiBase")?.map(String::from);
    let mut routes = Vec::new();
    for json in fields.list("routes")? {
        let name = ["routes[\"", json.text("pattern").unwrap_or_default(), "\"]"].concat();
        routes.push(route(Fields::of(name, json, Code::BadConfig)?)?);
    }
    Ok(Config {
        realm: fields.need("realm")?.into(),
        secret: fields.need("secret")?.into(),
        previous_secrets: fields.texts("previousSecrets")?,
        challenge_ttl_ms: fields.integer("challengeTtl")?,
        capture: capture(&fields)?.unwrap_or_default(),
        // A negative number is too large to be kept as well.
        max_replay_bytes: fields
            .integer("maxReplayBytes")?
            .map(|bytes| bytes.try_into().unwrap_or(usize::MAX)),
        stripe: seller,
        routes,
        cors: cors(&fields)?,
    })
}

/// `false` or an object. Defaults to every site, without cookies.
fn cors(fields: &Fields<'_>) -> Result<Option<Cors>> {
    match fields.value("cors") {
        None => Ok(Some(Cors::default())),
        Some(value) if value.as_bool() == Some(false) => Ok(None),
        Some(_) => {
            let own = Fields::of("cors", fields.need_object("cors")?, Code::BadConfig)?.only(&CORS)?;
            Ok(Some(Cors { origins: own.texts("origins")?, credentials: own.flag("credentials")? }))
        }
    }
}

pub(super) fn route(fields: Fields<'_>) -> Result<RouteConfig> {
    let fields = fields.only(&ROUTE)?;
    Ok(RouteConfig {
        pattern: fields.text("pattern")?.unwrap_or_default().into(),
        price: fields.need("price")?.into(),
        capture: capture(&fields)?,
        description: fields.text("description")?.map(String::from),
        metadata: fields.object("metadata")?.map(Node::to_doc).unwrap_or_default(),
        pass_ttl_ms: fields.integer("passTtl")?,
        header: header(&fields)?,
    })
}

fn header(fields: &Fields<'_>) -> Result<Option<CredentialHeader>> {
    let name = fields.text("header")?.map(CredentialHeader::parse).transpose();
    name.map(Option::flatten)
        .or_else(|_| fields.wrong("header", "\"Authorization\" or \"Payment-Authorization\""))
}

fn capture(fields: &Fields<'_>) -> Result<Option<Capture>> {
    match fields.value("capture").map(Node::as_text) {
        None => Ok(None),
        Some(text) => match text.and_then(|text| text.parse().ok()) {
            Some(capture) => Ok(Some(capture)),
            None => fields.wrong("capture", "\"after-delivery\" or \"before-delivery\""),
        },
    }
}
