//! The paywall and its attempts.

use super::error::{JsResult, shape};
use super::json::{moment, object_from_js, to_js};
use super::key::seen_body;
use crate::binding::Body;
use crate::encoding::json::Object;
use crate::error::{Code, Error};
use crate::paywall::{self, Attempt, Config, Decision, Parts, Paywall, RouteConfig};
use crate::paywall::{private_cache_control, without_payment};
use crate::rail::{HttpAnswer, stripe::StripeConfig};
use alloc::{boxed::Box, rc::Rc, string::String, vec::Vec};
use core::cell::RefCell;
use serde::{Deserialize, Serialize};
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

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct JsConfig {
    realm: String,
    secret: String,
    #[serde(default)]
    previous_secrets: Vec<String>,
    challenge_ttl: Option<f64>,
    stripe: JsStripe,
    routes: Vec<JsRoute>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct JsStripe {
    secret_key: String,
    network_id: String,
    #[serde(default)]
    payment_method_types: Vec<String>,
    api_base: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct JsRoute {
    #[serde(default)]
    pattern: String,
    price: String,
    description: Option<String>,
    #[serde(default, with = "serde_wasm_bindgen::preserve")]
    metadata: JsValue,
}

impl JsRoute {
    fn read(self) -> JsResult<RouteConfig> {
        let metadata = match self.metadata.is_undefined() {
            true => Object::new(),
            false => object_from_js(&self.metadata, "metadata is an object of strings")?,
        };
        Ok(RouteConfig { pattern: self.pattern, price: self.price, description: self.description, metadata })
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct JsParts {
    method: String,
    url: String,
    authorization: Option<String>,
    payment_authorization: Option<String>,
    accept_payment: Option<String>,
    /// The body is there and challenges are not bound to it.
    #[serde(default)]
    body_unbound: bool,
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
    pub fn new(config: JsValue) -> JsResult<JsPaywall> {
        let config: JsConfig =
            serde_wasm_bindgen::from_value(config).map_err(|error| shape(&error, Code::BadConfig))?;
        let routes = config.routes.into_iter().map(JsRoute::read).collect::<JsResult<_>>()?;
        let config = Config {
            realm: config.realm,
            secret: config.secret.into(),
            previous_secrets: config.previous_secrets.into_iter().map(Into::into).collect(),
            ttl_ms: config.challenge_ttl.map(|ttl| ttl as i64),
            stripe: StripeConfig {
                secret_key: config.stripe.secret_key,
                network_id: config.stripe.network_id,
                payment_method_types: config.stripe.payment_method_types,
                api_base: config.stripe.api_base,
            },
            routes,
        };
        Ok(Self(Rc::new(RefCell::new(Paywall::new(config)?))))
    }

    #[wasm_bindgen(js_name = addCharge)]
    pub fn add_charge(&self, terms: JsValue) -> JsResult<usize> {
        let terms: JsRoute =
            serde_wasm_bindgen::from_value(terms).map_err(|error| shape(&error, Code::BadConfig))?;
        Ok(self.0.borrow_mut().add_charge(&terms.read()?)?)
    }

    pub fn route(&self, method: &str, url: &str) -> Option<usize> {
        self.0.borrow().route(method, url)
    }

    /// A step to answer, or the attempt to run.
    pub fn decide(
        &self,
        route: Option<usize>,
        parts: JsValue,
        body: &JsValue,
        now: f64,
    ) -> JsResult<JsValue> {
        let parts: JsParts = serde_wasm_bindgen::from_value(parts)?;
        let parts = Parts {
            method: &parts.method,
            url: &parts.url,
            authorization: parts.authorization.as_deref(),
            payment_authorization: parts.payment_authorization.as_deref(),
            accept_payment: parts.accept_payment.as_deref(),
            body: if parts.body_unbound { Body::Unbound } else { seen_body(body) },
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
