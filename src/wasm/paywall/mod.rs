//! The paywall: its decisions, and the attempts they start.

mod attempt;
mod config;
mod proxy;
mod step;

use super::input::{self, Fields};
use super::json::moment;
use super::wire::Wire;
use crate::ascii;
use crate::binding::Body;
use crate::error::{Code, Result};
use crate::paywall::{
    self, Attempt, Caching, Decision, Paywall, RequestParts, ResponseClass, RouteId, ServerFault,
};
use crate::secret::SecretText;
use alloc::{boxed::Box, rc::Rc, string::String, vec::Vec};
use config::{config, route};
use core::cell::RefCell;
use step::{answer_json, fields_json, terms_json};
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

#[wasm_bindgen(js_class = Paywall)]
impl JsPaywall {
    /// `None` if the configuration is invalid; the reason is then on the wire.
    pub fn make(wire: &mut Wire, text: String) -> Option<JsPaywall> {
        let paywall = config(text.into()).and_then(Paywall::new);
        wire.got(paywall.map(|paywall| Self(Rc::new(RefCell::new(paywall)))))
    }

    /// `None` if the terms are invalid, or have no price; the reason is then on the wire.
    #[wasm_bindgen(js_name = addCharge)]
    pub fn add_charge(&self, wire: &mut Wire, terms: &str) -> Option<usize> {
        wire.got(self.charge(terms)).map(|RouteId(number)| number)
    }

    /// The route of the request on the wire, which is its method and URL, one per line. `None` if it is free. A request
    /// that cannot be read gets a route that cannot be paid for.
    pub fn route(&self, wire: &mut Wire, length: usize) -> Option<usize> {
        let request = wire.open(length).ok().and_then(|(text, _)| ascii::split_once(text, b'\n'));
        let route =
            request.map_or(Some(RouteId::UNCLEAR), |(method, url)| self.0.borrow().route(method, url));
        route.map(|RouteId(number)| number)
    }

    /// Whether a response with `status` is what was bought. The wire has one line each for the method, the URL, and
    /// where a redirect leads: a URL, a path if it names no host, `?` if it cannot be read, or nothing if there is no
    /// redirect. `None` if the response is withheld.
    pub fn delivers(&self, wire: &mut Wire, length: usize, status: u16) -> Option<bool> {
        let (text, _) = wire.open(length).ok()?;
        let (method, rest) = ascii::split_once(text, b'\n')?;
        let (url, to) = ascii::split_once(rest, b'\n')?;
        match self.0.borrow().class_of(method, url, status, Some(to).filter(|to| !to.is_empty())) {
            ResponseClass::Delivery => Some(true),
            ResponseClass::Failure => Some(false),
            ResponseClass::Withheld => None,
        }
    }

    #[wasm_bindgen(js_name = corsFields)]
    pub fn cors_fields(&self, origin: Option<String>, kept: bool) -> String {
        let caching = if kept { Caching::Allowed } else { Caching::NoStore };
        fields_json(&self.0.borrow().cors_fields(origin.as_deref(), caching))
    }

    pub fn preflight(&self, origin: Option<String>, method: &str, asked: Option<String>) -> String {
        fields_json(&self.0.borrow().preflight(origin.as_deref(), method, asked.as_deref()))
    }

    /// The terms of a route, as JSON.
    pub fn terms(&self, route: usize) -> String {
        terms_json(self.0.borrow().terms(RouteId(route)))
    }

    /// The `Set-Cookie` value for the response to a paid request, if its route gives passes.
    pub fn pass(&self, route: usize, method: &str, url: &str, now: f64) -> Option<String> {
        self.0
            .borrow()
            .pass_cookie(RouteId(route), method, url, moment(now).ok()?)
            .map(SecretText::into_exposed)
    }

    /// Decides about the request on the wire. It has one line each for method, URL, nonce, `Authorization`,
    /// `Payment-Authorization`, `Accept-Payment`, `Idempotency-Key`, `Accept` and `Cookie`. Each field has `=` in
    /// front; an absent one is an empty line. Returns the attempt to run. Otherwise leaves an answer on the wire, or no
    /// answer if the request is admitted. `body`: its bytes, empty if there is no body, and `None` if challenges are
    /// not bound to bodies.
    pub fn decide(
        &self,
        wire: &mut Wire,
        length: usize,
        route: usize,
        body: Option<Vec<u8>>,
        now: f64,
    ) -> Option<JsAttempt> {
        let body = body.map_or(Body::Unbound, |bytes| Body::from(&bytes[..]));
        let decision = wire.open(length).and_then(|(text, _)| {
            Ok(self.0.borrow().decide(Some(RouteId(route)), &parts(text, body)?, moment(now)?))
        });
        // The text may have held a credential, an idempotency key or a pass.
        wire.wipe();
        match decision {
            Ok(Decision::Claim(attempt)) => return Some(JsAttempt { paywall: self.0.clone(), attempt }),
            Ok(Decision::Answer(answer)) => wire.out.answer(&answer),
            Ok(Decision::Admit) => wire.out.nothing(),
            Ok(Decision::Free) | Err(_) => wire.out.answer(&ServerFault::Internal.answer()),
        }
        None
    }
}

impl JsPaywall {
    fn charge(&self, terms: &str) -> Result<RouteId> {
        let terms = input::read(terms).map_err(|error| error.with_code(Code::BadConfig))?;
        let terms = route(Fields::of("charge", terms.root(), Code::BadConfig)?)?;
        self.0.borrow_mut().add_charge(&terms)
    }
}

/// Reads a request from its lines.
fn parts(text: &str, body: Body) -> Result<RequestParts<'_>> {
    let mut lines = ascii::split(text, b'\n');
    let mut line = || lines.next().ok_or(ServerFault::Internal.error());
    Ok(RequestParts {
        method: line()?,
        url: line()?,
        nonce: line()?,
        authorization: field(line()?),
        payment_authorization: field(line()?),
        accept_payment: field(line()?),
        idempotency_key: field(line()?),
        page: paywall::wants_page(field(line()?).unwrap_or_default()),
        cookie: field(line()?),
        body,
    })
}

/// A field of the request, if present.
fn field(line: &str) -> Option<&str> {
    line.strip_prefix('=')
}

/// The answer, as JSON, to a fault that the JavaScript adapter sees and the core does not. A name that no fault has
/// counts as `internal`. `accept`: the field of the request.
#[wasm_bindgen]
pub fn refusal(kind: &str, accept: Option<String>) -> String {
    let fault = kind.parse().unwrap_or(ServerFault::Internal);
    let page = accept.is_some_and(|accept| paywall::wants_page(&accept));
    answer_json(&if page { fault.page() } else { fault.answer() })
}
