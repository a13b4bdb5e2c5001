//! The paywall and its attempts.

use super::input::{self, Fields};
use super::json::moment;
use super::wire::Wire;
use crate::ascii;
use crate::binding::Body;
use crate::encoding::base64url;
use crate::encoding::json::{Doc, Node, ObjectWriter, SecretDoc, write_pairs};
use crate::error::{Code, Error, Result};
use crate::paywall::{
    self, Attempt, Capture, Config, Cors, Decision, Delivery, Fields as Headers, Kept, Parts, Paywall,
    RouteConfig,
};
use crate::paywall::{is_delivery, private_cache_control, without_pass, without_payment};
use crate::rail::{HttpAnswer, HttpCall, stripe::StripeConfig};
use crate::secret::SecretText;
use alloc::{boxed::Box, rc::Rc, string::String, vec::Vec};
use core::cell::RefCell;
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
const ROUTE: [&str; 6] = ["pattern", "price", "capture", "description", "metadata", "passTtl"];

fn config(text: SecretText) -> Result<Config> {
    let json = SecretDoc::read_within(text, input::DEPTH)?;
    let fields = Fields::of("the paywall", json.expose(), Code::BadConfig)?.only(&CONFIG)?;
    let stripe = Fields::of("stripe", fields.need_object("stripe")?, Code::BadConfig)?.only(&STRIPE)?;
    let mut routes = Vec::new();
    for json in fields.list("routes")? {
        let name = ["routes[\"", json.text("pattern").unwrap_or_default(), "\"]"].concat();
        routes.push(route(Fields::of(name, json, Code::BadConfig)?)?);
    }
    Ok(Config {
        realm: fields.need("realm")?.into(),
        secret: fields.need("secret")?.into(),
        previous_secrets: fields.texts("previousSecrets")?,
        ttl_ms: fields.integer("challengeTtl")?,
        capture: capture(&fields, true)?.unwrap_or_default(),
        replay_bytes: fields.integer("maxReplayBytes")?,
        stripe: StripeConfig {
            secret_key: stripe.need("secretKey")?.into(),
            network_id: stripe.need("networkId")?.into(),
            payment_method_types: stripe.texts("paymentMethodTypes")?,
            api_base: stripe.text("apiBase")?.map(String::from),
        },
        routes,
        cors: cors(&fields)?,
    })
}

/// `false`, or an object; every site without cookies if left out.
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

fn route(fields: Fields<'_>) -> Result<RouteConfig> {
    let fields = fields.only(&ROUTE)?;
    Ok(RouteConfig {
        pattern: fields.text("pattern")?.unwrap_or_default().into(),
        price: fields.need("price")?.into(),
        capture: capture(&fields, false)?,
        description: fields.text("description")?.map(String::from),
        metadata: fields.object("metadata")?.map(Node::to_doc).unwrap_or_default(),
        pass_ttl_ms: fields.integer("passTtl")?,
    })
}

fn capture(fields: &Fields<'_>, bare: bool) -> Result<Option<Capture>> {
    const KINDS: &str = "\"after-delivery\" or \"before-delivery\"";
    match fields.text("capture")? {
        None => Ok(None),
        Some(Capture::AFTER_DELIVERY) => Ok(Some(Capture::AfterDelivery)),
        Some(Capture::BEFORE_DELIVERY) => Ok(Some(Capture::BeforeDelivery)),
        Some(_) if bare => Err(Error::owned(Code::BadConfig, ["capture is ", KINDS].concat())),
        Some(_) => fields.wrong("capture", KINDS),
    }
}

/// Header fields, to be written.
fn pairs<N: AsRef<str>, V: AsRef<str>>(fields: &[(N, V)]) -> impl Iterator<Item = (&str, &str)> {
    fields.iter().map(|(name, value)| (name.as_ref(), value.as_ref()))
}

/// The JSON of header fields.
fn fields_json(fields: &Headers) -> String {
    let mut out = String::new();
    write_pairs(&mut out, pairs(fields));
    out
}

/// Begins a step for the rim, a plain object. `secrets`: how long those that it carries are, so that it does not outgrow
/// its place and leave them there.
fn begin(kind: &str, secrets: usize) -> ObjectWriter {
    let mut step = ObjectWriter::with_capacity(if secrets == 0 { 0 } else { 1024 + secrets });
    step.text("kind", kind);
    step
}

fn answer_json(answer: &paywall::Answer) -> String {
    let mut step = begin("answer", 0);
    step.number("status", answer.status.into()).pairs("headers", pairs(&answer.headers));
    step.text("body", &answer.body).text("code", answer.code.as_str());
    step.nullable("challengeId", answer.challenge_id.as_deref());
    step.finish()
}

#[wasm_bindgen(js_class = Paywall)]
impl JsPaywall {
    /// None where the configuration cannot work: why is on the wire.
    pub fn make(wire: &mut Wire, text: String) -> Option<JsPaywall> {
        let paywall = config(text.into()).and_then(Paywall::new);
        wire.got(paywall.map(|paywall| Self(Rc::new(RefCell::new(paywall)))))
    }

    /// None where it has no price that can be charged: why is on the wire.
    #[wasm_bindgen(js_name = addCharge)]
    pub fn add_charge(&self, wire: &mut Wire, terms: &str) -> Option<usize> {
        wire.got(self.charge(terms))
    }

    /// The route of the request on the wire: a line each of method and URL.
    pub fn route(&self, wire: &mut Wire, length: usize) -> Option<usize> {
        let (text, _) = wire.open(length).ok()?;
        let (method, url) = ascii::split_once(text, b'\n')?;
        self.0.borrow().route(method, url)
    }

    #[wasm_bindgen(js_name = corsFields)]
    pub fn cors_fields(&self, origin: Option<String>, kept: bool) -> String {
        fields_json(&self.0.borrow().cors_fields(origin.as_deref(), kept))
    }

    pub fn preflight(&self, origin: Option<String>, method: &str, asked: Option<String>) -> String {
        fields_json(&self.0.borrow().preflight(origin.as_deref(), method, asked.as_deref()))
    }

    /// What a route is about, as JSON.
    pub fn terms(&self, route: usize) -> String {
        self.0.borrow().terms(route)
    }

    /// The `Set-Cookie` value for the answer to a paid request, where its route gives passes.
    pub fn pass(&self, route: usize, method: &str, url: &str, now: f64) -> Option<String> {
        self.0.borrow().pass(route, method, url, moment(now).ok()?).map(SecretText::into_exposed)
    }

    /// Decides about the request on the wire: a line each of method, URL, nonce, `Authorization`,
    /// `Payment-Authorization`, `Accept-Payment`, `Idempotency-Key`, `Accept` and `Cookie`, the fields after `=`, or an empty
    /// line where there is none. Gives the attempt to run, or leaves an answer on the wire, or none where the request is
    /// let in. `body`: its bytes, of none no bytes, and nothing where it is not bound.
    pub fn decide(
        &self,
        wire: &mut Wire,
        length: usize,
        route: usize,
        body: Option<Vec<u8>>,
        now: f64,
    ) -> Option<JsAttempt> {
        match self.decision(wire, length, route, body, now) {
            Ok(Decision::Claim(attempt)) => return Some(JsAttempt { paywall: self.0.clone(), attempt }),
            Ok(Decision::Answer(answer)) => wire.out.answer(&answer),
            Ok(Decision::Admit) => wire.out.nothing(),
            Ok(Decision::Pass) | Err(_) => wire.out.answer(&paywall::Answer::refusal(&INTERNAL, None)),
        }
        None
    }
}

/// A field of the request, where it is there.
fn field(line: &str) -> Option<&str> {
    line.strip_prefix('=')
}

impl JsPaywall {
    fn charge(&self, terms: &str) -> Result<usize> {
        let terms = input::read(terms)?;
        let terms = route(Fields::of("charge", terms.root(), Code::BadConfig)?)?;
        self.0.borrow_mut().add_charge(&terms)
    }

    fn decision(
        &self,
        wire: &mut Wire,
        length: usize,
        route: usize,
        body: Option<Vec<u8>>,
        now: f64,
    ) -> Result<Decision> {
        let (text, _) = wire.open(length)?;
        let mut lines = ascii::split(text, b'\n');
        let mut line = || lines.next().ok_or(INTERNAL);
        let parts = Parts {
            method: line()?,
            url: line()?,
            nonce: line()?,
            authorization: field(line()?),
            payment_authorization: field(line()?),
            accept_payment: field(line()?),
            idempotency_key: field(line()?),
            page: paywall::wants_page(field(line()?).unwrap_or_default()),
            cookie: field(line()?),
            body: body.map_or(Body::Unbound, |bytes| Body::from(&bytes[..])),
        };
        Ok(self.0.borrow().decide(Some(route), &parts, moment(now)?))
    }
}

#[wasm_bindgen(js_class = Attempt)]
impl JsAttempt {
    #[wasm_bindgen(getter, js_name = challengeId)]
    pub fn challenge_id(&self) -> String {
        self.attempt.challenge_id()
    }

    #[wasm_bindgen(getter)]
    pub fn reference(&self) -> Option<String> {
        self.attempt.reference().map(String::from)
    }

    // Each of these leaves the next step on the wire, as JSON.

    pub fn start(&mut self, wire: &mut Wire, nonce: &str, now: f64) {
        leave(wire, moment(now).map(|now| self.attempt.start(nonce, now)));
    }

    pub fn swapped(&mut self, wire: &mut Wire, found: Option<String>, now: f64) {
        let paywall = self.paywall.borrow();
        leave(wire, moment(now).map(|now| self.attempt.swapped(&paywall, found.as_deref(), now)));
    }

    /// `status` 0: no answer came in time.
    pub fn answered(
        &mut self,
        wire: &mut Wire,
        status: u16,
        retry_after: Option<String>,
        replayed: bool,
        body: &str,
        now: f64,
    ) {
        let answer = HttpAnswer { status, retry_after: retry_after.as_deref(), replayed, body };
        let answer = (status != 0).then_some(answer);
        let paywall = self.paywall.borrow();
        leave(wire, moment(now).map(|now| self.attempt.answered(&paywall, answer, now)));
    }

    /// `fields`: the JSON of an array of pairs, and `body`, of an answer to keep.
    #[expect(clippy::too_many_arguments, reason = "an object of them would have to be written and read")]
    pub fn delivered(
        &mut self,
        wire: &mut Wire,
        ok: bool,
        heard: bool,
        status: u16,
        fields: Option<String>,
        body: Option<Vec<u8>>,
        now: f64,
    ) {
        let answer = kept(status, fields, body);
        let step = answer
            .and_then(|answer| Ok(self.attempt.delivered(Delivery { ok, heard, answer }, moment(now)?)));
        leave(wire, step);
    }

    pub fn unheard(&mut self, wire: &mut Wire, now: f64) {
        leave(wire, moment(now).map(|now| self.attempt.unheard(now)));
    }

    #[wasm_bindgen(js_name = storeFailed)]
    pub fn store_failed(&mut self, wire: &mut Wire) {
        leave(wire, Ok(self.attempt.store_failed()));
    }
}

fn kept(status: u16, fields: Option<String>, body: Option<Vec<u8>>) -> Result<Option<Kept>> {
    let fields = fields.map(Doc::read).transpose()?;
    let fields = fields.map(|fields| fields.root().items().filter_map(Node::pair).collect());
    Ok(fields.zip(body).and_then(|(fields, body)| Kept::new(status, fields, body)))
}

/// Leaves a step on the wire. JavaScript makes the wire forget it: a call carries the seller's key and the payer's token.
fn leave(wire: &mut Wire, step: Result<paywall::Step>) {
    let step = step.unwrap_or_else(|_| paywall::Step::Answer(paywall::Answer::refusal(&INTERNAL, None)));
    wire.out.texts([step_json(step).expose()]);
}

fn step_json(step: paywall::Step) -> SecretText {
    use paywall::Step;
    match step {
        Step::Swap { id, expected, next, keep_until } => {
            let mut step = begin("swap", 0);
            step.text("id", &id).nullable("expected", expected.as_deref()).text("next", &next);
            step.number("keepUntil", keep_until.as_millis());
            step.finish()
        }
        Step::Call(HttpCall { method, url, headers, body }) => {
            let headers = || headers.iter().map(|(name, value)| (*name, value.expose()));
            let fields: usize = headers().map(|(name, value)| name.len() + value.len()).sum();
            let mut step = begin("call", fields + url.len() + body.expose().len());
            step.text("method", method).text("url", &url);
            step.pairs("headers", headers()).text("body", body.expose());
            step.finish()
        }
        Step::Deliver { keep } => {
            let mut step = begin("deliver", 0);
            step.number("keep", keep as i64);
            step.finish()
        }
        Step::Answer(answer) => answer_json(&answer),
        Step::Done(receipt) => {
            let mut step = begin("done", 0);
            step.nullable("receipt", receipt.map(|receipt| receipt.to_header()).as_deref());
            step.finish()
        }
        Step::Resend(kept, receipt) => {
            let mut step = begin("resend", 0);
            step.number("status", kept.status.into()).pairs("headers", pairs(&kept.fields));
            step.text("body", &base64url::encode_standard(kept.body));
            step.text("receipt", &receipt.to_header());
            step.finish()
        }
    }
    .into()
}

const INTERNAL: Error = Error::new(
    Code::Internal,
    "the server failed; if you paid, send the same credential again, you will not be charged twice",
);

/// The answer to a fault of the rim, what the core itself never meets, as JSON.
#[wasm_bindgen]
pub fn refusal(kind: &str) -> String {
    let error = match kind {
        "body-too-large" => {
            Error::new(Code::BodyTooLarge, "the body is larger than what this paywall can bind to a payment")
        }
        "upgrade" => Error::new(
            Code::NotPayable,
            "a WebSocket cannot be paid for here; ask for this resource without Upgrade",
        ),
        "origin-unavailable" => Error::new(
            Code::OriginUnavailable,
            "the resource could not be fetched; send the same credential again: you were not charged, or will not be twice",
        ),
        "bad-config" => Error::new(
            Code::BadConfig,
            "the paywall is not configured; its owner finds the reason in the log",
        ),
        _ => INTERNAL,
    };
    answer_json(&paywall::Answer::refusal(&error, None))
}

#[wasm_bindgen(js_name = withoutPayment)]
pub fn js_without_payment(value: &str) -> Option<String> {
    without_payment(value)
}

#[wasm_bindgen(js_name = withoutPass)]
pub fn js_without_pass(cookie: &str) -> Option<String> {
    without_pass(cookie)
}

#[wasm_bindgen(js_name = isDelivery)]
pub fn js_is_delivery(method: &str, status: u16, elsewhere: Option<bool>) -> bool {
    is_delivery(method, status, elsewhere)
}

#[wasm_bindgen(js_name = privateCacheControl)]
pub fn js_private_cache_control(value: Option<String>) -> String {
    private_cache_control(value.as_deref())
}
