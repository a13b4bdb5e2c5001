//! The paywall and its attempts.

use super::error::JsResult;
use super::input::Fields;
use super::json::{moment, to_js};
use super::key::seen_body;
use crate::binding::Body;
use crate::encoding::json::Value;
use crate::error::{Code, Error};
use crate::paywall::{self, Attempt, Config, Decision, Parts, Paywall, RouteConfig};
use crate::paywall::{private_cache_control, without_payment};
use crate::rail::{HttpAnswer, stripe::StripeConfig};
use alloc::{boxed::Box, rc::Rc, string::String, vec::Vec};
use core::cell::RefCell;
use serde::Serialize;
use wasm_bindgen::prelude::*;

#[derive(Debug)]
#[wasm_bindgen(js_name = Paywall)]
pub struct JsPaywall(Rc<RefCell<Paywall>>);

#[derive(Debug)]
#[wasm_bindgen(js_name = Attempt)]
pub struct JsAttempt {
    paywall: Rc<RefCell<Paywall>>,
    attempt: Box<Attempt>,
}

const CONFIG: [&str; 6] = ["realm", "secret", "previousSecrets", "challengeTtl", "stripe", "routes"];
const STRIPE: [&str; 4] = ["secretKey", "networkId", "paymentMethodTypes", "apiBase"];
const ROUTE: [&str; 4] = ["pattern", "price", "description", "metadata"];
const PARTS: [&str; 7] =
    ["method", "url", "authorization", "paymentAuthorization", "acceptPayment", "bodyUnbound", "nonce"];

fn config(text: &str) -> JsResult<Config> {
    let fields = Fields::read("the paywall", text, Code::BadConfig)?.only(&CONFIG)?;
    let stripe = Fields::of("stripe", fields.need_object("stripe")?, Code::BadConfig).only(&STRIPE)?;
    let mut routes = Vec::new();
    for item in fields.list("routes")? {
        let json = item.as_object().cloned().unwrap_or_default();
        let pattern = json.get("pattern").and_then(Value::as_str).unwrap_or_default();
        let name = ["routes[\"", pattern, "\"]"].concat();
        routes.push(route(Fields::of(name, json, Code::BadConfig))?);
    }
    Ok(Config {
        realm: fields.need("realm")?,
        secret: fields.need("secret")?.into(),
        previous_secrets: fields.texts("previousSecrets")?.into_iter().map(Into::into).collect(),
        ttl_ms: fields.integer("challengeTtl")?,
        stripe: StripeConfig {
            secret_key: stripe.need("secretKey")?,
            network_id: stripe.need("networkId")?,
            payment_method_types: stripe.texts("paymentMethodTypes")?,
            api_base: stripe.text("apiBase")?,
        },
        routes,
    })
}

fn route(fields: Fields) -> JsResult<RouteConfig> {
    let fields = fields.only(&ROUTE)?;
    Ok(RouteConfig {
        pattern: fields.text("pattern")?.unwrap_or_default(),
        price: fields.need("price")?,
        description: fields.text("description")?,
        metadata: fields.object("metadata")?.unwrap_or_default(),
    })
}

#[derive(Serialize)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
enum JsStep {
    Pass,
    Swap { id: String, expected: Option<String>, next: String, keep_until: f64 },
    Call { method: &'static str, url: String, headers: Vec<(&'static str, String)>, body: String },
    Deliver { receipt: String },
    Answer { status: u16, headers: Vec<(&'static str, String)>, body: String, code: &'static str },
    Done,
}

impl From<paywall::Answer> for JsStep {
    fn from(answer: paywall::Answer) -> Self {
        Self::Answer {
            status: answer.status,
            headers: answer.headers,
            body: answer.body,
            code: answer.code.as_str(),
        }
    }
}

impl From<paywall::Step> for JsStep {
    fn from(step: paywall::Step) -> Self {
        use paywall::Step;
        match step {
            Step::Swap { id, expected, next, keep_until } => {
                Self::Swap { id, expected, next, keep_until: keep_until.as_millis() as f64 }
            }
            Step::Call(call) => {
                Self::Call { method: call.method, url: call.url, headers: call.headers, body: call.body }
            }
            Step::Deliver(receipt) => Self::Deliver { receipt: receipt.to_header() },
            Step::Answer(answer) => answer.into(),
            Step::Done => Self::Done,
        }
    }
}

#[wasm_bindgen(js_class = Paywall)]
impl JsPaywall {
    #[wasm_bindgen(constructor)]
    pub fn new(text: &str) -> JsResult<JsPaywall> {
        Ok(Self(Rc::new(RefCell::new(Paywall::new(config(text)?)?))))
    }

    #[wasm_bindgen(js_name = addCharge)]
    pub fn add_charge(&self, terms: &str) -> JsResult<usize> {
        let terms = route(Fields::read("charge", terms, Code::BadConfig)?)?;
        Ok(self.0.borrow_mut().add_charge(&terms)?)
    }

    pub fn route(&self, method: &str, url: &str) -> Option<usize> {
        self.0.borrow().route(method, url)
    }

    /// A step to answer, or the attempt to run.
    pub fn decide(&self, route: Option<usize>, parts: &str, body: &JsValue, now: f64) -> JsResult<JsValue> {
        let fields = Fields::read("the request", parts, Code::InvalidArgument)?.only(&PARTS)?;
        let (method, url, nonce) = (fields.need("method")?, fields.need("url")?, fields.need("nonce")?);
        let (authorization, elsewhere) =
            (fields.text("authorization")?, fields.text("paymentAuthorization")?);
        let accept = fields.text("acceptPayment")?;
        let parts = Parts {
            method: &method,
            url: &url,
            authorization: authorization.as_deref(),
            payment_authorization: elsewhere.as_deref(),
            accept_payment: accept.as_deref(),
            nonce: &nonce,
            body: if fields.flag("bodyUnbound")? { Body::Unbound } else { seen_body(body) },
        };
        match self.0.borrow().decide(route, &parts, moment(now)?) {
            Decision::Pass => Ok(to_js(&JsStep::Pass)?),
            Decision::Answer(answer) => Ok(to_js(&JsStep::from(answer))?),
            Decision::Claim(attempt) => Ok(JsAttempt { paywall: self.0.clone(), attempt }.into()),
        }
    }
}

#[wasm_bindgen(js_class = Attempt)]
impl JsAttempt {
    #[wasm_bindgen(getter, js_name = challengeId)]
    pub fn challenge_id(&self) -> String {
        self.attempt.challenge_id()
    }

    pub fn start(&mut self, nonce: &str, now: f64) -> JsResult<JsValue> {
        step(self.attempt.start(nonce, moment(now)?))
    }

    pub fn swapped(&mut self, found: Option<String>, now: f64) -> JsResult<JsValue> {
        step(self.attempt.swapped(&self.paywall.borrow(), found.as_deref(), moment(now)?))
    }

    /// `status` 0: no answer came in time.
    pub fn answered(
        &mut self,
        status: u16,
        retry_after: Option<String>,
        body: &str,
        now: f64,
    ) -> JsResult<JsValue> {
        let answer = HttpAnswer { status, retry_after: retry_after.as_deref(), body };
        let answer = (status != 0).then_some(answer);
        step(self.attempt.answered(&self.paywall.borrow(), answer, moment(now)?))
    }

    pub fn delivered(&mut self, ok: bool, now: f64) -> JsResult<JsValue> {
        step(self.attempt.delivered(ok, moment(now)?))
    }

    #[wasm_bindgen(js_name = storeFailed)]
    pub fn store_failed(&mut self) -> JsResult<JsValue> {
        step(self.attempt.store_failed())
    }
}

fn step(step: paywall::Step) -> JsResult<JsValue> {
    Ok(to_js(&JsStep::from(step))?)
}

/// The answer to a fault of the rim: what the core itself never meets.
#[wasm_bindgen]
pub fn refusal(kind: &str) -> JsResult<JsValue> {
    let error = match kind {
        "body-too-large" => {
            Error::new(Code::BodyTooLarge, "the body is larger than what this paywall can bind to a payment")
        }
        "origin-unavailable" => Error::new(
            Code::OriginUnavailable,
            "the resource could not be fetched; if you paid, send the same credential again, you will not be charged twice",
        ),
        "bad-config" => Error::new(
            Code::BadConfig,
            "the paywall is not configured; its owner finds the reason in the log",
        ),
        _ => Error::new(
            Code::Internal,
            "the server failed; if you paid, send the same credential again, you will not be charged twice",
        ),
    };
    Ok(to_js(&JsStep::from(paywall::Answer::refusal(&error, None)))?)
}

#[wasm_bindgen(js_name = withoutPayment)]
pub fn js_without_payment(value: &str) -> Option<String> {
    without_payment(value)
}

#[wasm_bindgen(js_name = privateCacheControl)]
pub fn js_private_cache_control(value: Option<String>) -> String {
    private_cache_control(value.as_deref())
}
