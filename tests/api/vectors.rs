//! The vectors of tests/vectors, which JavaScript also runs. See the README there.

use super::seeds::properties::written;
use mpp_wasm::binding::{Body, Carrier, ChallengeKey, Expect, IssueOptions, Offer, Secret, challenge_id};
use mpp_wasm::detect::{Message, Observation, Protocol, Response, credential_type, decode, detect, sanitize};
use mpp_wasm::encoding::{base64url, jcs, json::Doc, timestamp::Timestamp};
use mpp_wasm::error::{Code, Error};
use mpp_wasm::scheme::{
    AcceptPayment, BodyDigest, Challenge, ChallengeRef, Credential, CredentialHeader, Expires, Intent,
    Method, Opaque, Payload, Receipt, Request,
    money::{Price, is_amount, with_point},
};
use serde_json::{Map, Value, json};
use std::{collections::BTreeSet, fs, path::Path};

/// The result of a case: a value, or the code it fails with.
type Outcome = Result<Value, String>;

/// A function of a case's input. It also gets the expected value, so that it can return just the fields that this has.
type Function = fn(&Value, &Value) -> Outcome;

macro_rules! vectors {
    ($($name:ident $file:literal at least $count:literal: $function:expr;)+) => {
        const FILES: &[&str] = &[$($file),+];
        $(
            #[test]
            fn $name() {
                run(include_str!(concat!("../vectors/", $file, ".json")), $count, $function);
            }
        )+
    };
}

vectors! {
    accept_payment "accept-payment" at least 45: ranked;
    amounts "amounts" at least 28: amount;
    base64url_text "base64url" at least 35: base64url_case;
    challenge_format "challenge-format" at least 35: |input, _| Ok(of(challenge(input).and_then(|c| c.to_header()))?.into());
    challenge_ids "challenge-id" at least 30: bound;
    challenge_parse "challenge-parse" at least 140: challenges;
    credential_format "credential-format" at least 10: credential_text;
    credential_parse "credential-parse" at least 75: credential;
    credential_types "credential-type" at least 14: advice;
    decoded "decode" at least 43: decoded_case;
    detected "detect" at least 35: detected_case;
    digests "digest" at least 26: digest;
    issued "issue" at least 20: issue;
    jcs_text "jcs" at least 48: |input, _| Ok(jcs::canonical(of(Doc::read(text(input).into()))?.root()).into_text().into());
    json_text "json" at least 80: |input, _| Ok(written(of(Doc::read(text(input).into()))?.root()).into());
    messages "message" at least 38: message;
    opaque_text "opaque" at least 17: |input, _| Ok(of(opaque(input))?.as_str().into());
    prices "price" at least 33: price;
    receipts "receipt-parse" at least 25: receipt;
    sanitised "sanitize" at least 35: |input, _| Ok(sanitize(text(input)).into());
    timestamps "timestamp" at least 60: |input, _| Ok(of(Timestamp::parse(text(input)))?.to_string().into());
    verified "verify" at least 65: verify;
}

#[test]
fn every_file_of_vectors_is_run() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors");
    let names = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let found: BTreeSet<String> =
        names.filter_map(|name| name.strip_suffix(".json").map(String::from)).collect();
    let cards = found.iter().filter(|name| name.starts_with("card-")).count();
    assert_eq!(found.len() - cards, FILES.len());
    assert!(FILES.iter().all(|name| found.contains(*name)));
}

fn run(file: &str, at_least: usize, function: Function) {
    let file: Value = serde_json::from_str(file).unwrap();
    let cases = file["cases"].as_array().unwrap();
    assert!(cases.len() >= at_least, "only {} cases are left", cases.len());
    assert!(file["about"].is_string() && file["source"].is_string());
    let mut names = BTreeSet::new();
    let mut failures = String::new();
    for case in cases {
        let name = text(&case["name"]);
        assert!(names.insert(name) && case["section"].is_string(), "{name}");
        if let Some(why) = case.get("todo") {
            println!("todo: {name}: {why}");
            continue;
        }
        if case.get("run").is_some_and(|run| run == "js") {
            continue;
        }
        let expected = match case.get("error") {
            Some(code) => Err(text(code).to_owned()),
            None => Ok(numbers(expand(&case["expected"]))),
        };
        let shape = expected.as_ref().unwrap_or(&Value::Null);
        let got = function(&expand(&case["input"]), shape).map(numbers);
        if got != expected {
            failures +=
                &format!("{name} ({})\n  expected {expected:?}\n  got      {got:?}\n", case["section"]);
        }
    }
    assert!(failures.is_empty(), "\n{failures}");
}

/// Expands `{ before, repeat, times, after }`, which stands for a long text, at any depth.
fn expand(value: &Value) -> Value {
    match value {
        Value::Object(members) if members.contains_key("repeat") => {
            let times = value["times"].as_u64().unwrap() as usize;
            let middle = text(&value["repeat"]).repeat(times);
            [text(&value["before"]), &middle, text(&value["after"])].concat().into()
        }
        Value::Object(members) => members.iter().map(|(name, value)| (name.clone(), expand(value))).collect(),
        Value::Array(items) => items.iter().map(expand).collect(),
        other => other.clone(),
    }
}

/// Converts every number to a double, so that 1 and 1.0 are equal.
fn numbers(value: Value) -> Value {
    match value {
        Value::Number(number) => number.as_f64().into(),
        Value::Object(members) => {
            members.into_iter().map(|(name, value)| (name, numbers(value))).collect::<Map<_, _>>().into()
        }
        Value::Array(items) => items.into_iter().map(numbers).collect(),
        other => other,
    }
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("{value} is no text"))
}

fn of<T>(result: Result<T, Error>) -> Result<T, String> {
    result.map_err(|error| error.code().as_str().to_owned())
}

/// Converts JSON of a vector to our JSON type, by its text.
fn ours(value: &Value) -> Doc {
    Doc::read(value.to_string()).unwrap()
}

/// Converts our JSON type to serde_json's, by its text.
fn theirs(json: &str) -> Value {
    serde_json::from_str(json).unwrap()
}

/// A challenge made from its fields, as in JavaScript.
fn challenge(fields: &Value) -> Result<Challenge, Error> {
    let get = |name: &str| fields.get(name).map(text);
    let [realm, method, intent] = ["realm", "method", "intent"].map(|name| text(&fields[name]));
    let request = match get("encodedRequest") {
        Some(encoded) => Request::parse(encoded)?,
        None => Request::encode(ours(&fields["request"]))?,
    };
    let id = get("id").unwrap_or("?");
    let mut challenge = Challenge::new(realm, Method::new(method)?, Intent::new(intent)?, request, id);
    challenge.expires = get("expires").map(Expires::parse).transpose()?;
    challenge.digest = get("digest").map(String::from);
    challenge.description = get("description").map(String::from);
    challenge.opaque = fields.get("opaque").map(opaque).transpose()?;
    challenge.header = get("header").map(CredentialHeader::parse).transpose()?.flatten();
    Ok(challenge)
}

fn opaque(value: &Value) -> Result<Opaque, Error> {
    match value.as_str() {
        Some(encoded) => Opaque::parse(encoded),
        None => Opaque::encode(ours(value).root()),
    }
}

/// The fields of a challenge. The encoded request is included only if the vector contains it.
fn fields(challenge: &Challenge, shape: &Value) -> Value {
    let mut fields = Map::new();
    for (name, value) in challenge.params() {
        match value {
            Some(_) if name == "request" => {
                fields.insert(name.into(), theirs(challenge.request.json().raw()));
            }
            Some(value) => {
                fields.insert(name.into(), value.into());
            }
            None => {}
        }
    }
    if shape.get("encodedRequest").is_some() {
        fields.insert("encodedRequest".into(), challenge.request.as_str().into());
    }
    fields.into()
}

fn challenges(input: &Value, shape: &Value) -> Outcome {
    let reading = of(Challenge::read_all(text(input)))?;
    let borrowed = of(ChallengeRef::read_all(text(input)))?;
    let owned = borrowed.map(|one| one.map(|challenge| challenge.to_challenge()));
    assert_eq!(owned.collect::<Vec<_>>(), reading.payment);
    let malformed: Vec<&Error> = reading.payment.iter().filter_map(|one| one.as_ref().err()).collect();
    assert!(malformed.iter().all(|error| error.code() == Code::MalformedChallenge));
    let list: Vec<Value> = (reading.challenges().enumerate())
        .map(|(at, challenge)| fields(challenge, &shape["challenges"][at]))
        .collect();
    let mut got = json!({ "challenges": list });
    if !malformed.is_empty() {
        got["malformed"] = malformed.len().into();
    }
    if shape.get("others").is_some() {
        got["others"] = reading.others.into();
    }
    Ok(got)
}

fn credential(input: &Value, shape: &Value) -> Outcome {
    let header = match input.get("json") {
        Some(json) => ["Payment ", &base64url::encode(text(json))].concat(),
        None => text(input).into(),
    };
    let credential = of(Credential::parse(&header))?.ok_or("no-credential")?;
    let mut got = json!({
        "challenge": fields(&credential.challenge, &shape["challenge"]),
        "payload": theirs(credential.payload.expose().raw()),
    });
    if let Some(source) = credential.source {
        got["source"] = source.into();
    }
    Ok(got)
}

fn credential_text(input: &Value, _: &Value) -> Outcome {
    let payload = of(Payload::read(input["payload"].to_string().into()))?;
    let mut credential = Credential::new(of(challenge(&input["challenge"]))?, payload);
    credential.source = input.get("source").map(|source| text(source).into());
    let header = credential.to_header().unwrap();
    let encoded = header.expose().strip_prefix("Payment ").unwrap();
    assert!(encoded.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte)));
    Ok(serde_json::from_str(&base64url::decode_text(encoded).unwrap()).unwrap())
}

fn receipt(input: &Value, _: &Value) -> Outcome {
    let header = match input.get("json") {
        Some(json) => base64url::encode(text(json)),
        None => text(input).into(),
    };
    let receipt = of(Receipt::parse(&header))?;
    assert_eq!(Receipt::parse(&receipt.to_header()), Ok(receipt.clone()));
    Ok(theirs(&receipt.to_json()))
}

fn ranked(input: &Value, _: &Value) -> Outcome {
    let offers: Vec<&str> = input["offers"].as_array().unwrap().iter().map(text).collect();
    let header = text(&input["header"]);
    let pairs = || offers.iter().map(|offer| offer.split_once('/').unwrap());
    let ranked = of(AcceptPayment::parse(header)).map(|accept| accept.rank(pairs()));
    // If the client accepts none, or the header cannot be read: all, in order.
    let made = ranked.clone().ok().filter(|ranked| !ranked.is_empty());
    assert_eq!(AcceptPayment::choose(Some(header), pairs()), made.unwrap_or((0..offers.len()).collect()));
    Ok(ranked?.into_iter().map(|at| offers[at]).collect())
}

fn digest(input: &Value, _: &Value) -> Outcome {
    let digest = match input.get("body") {
        Some(body) => BodyDigest::of(text(body).as_bytes()),
        None => of(BodyDigest::parse(text(&input["text"])))?,
    };
    Ok(digest.to_text().into())
}

fn secret(value: &Value) -> Result<Secret, Error> {
    Secret::new(text(value).as_bytes())
}

fn bound(input: &Value, _: &Value) -> Outcome {
    let id = challenge_id(&of(secret(&input["secret"]))?, &of(challenge(&input["challenge"]))?);
    Ok(of(id)?.into())
}

fn moment(value: &Value) -> Timestamp {
    Timestamp::parse(text(value)).unwrap()
}

fn issue(input: &Value, _: &Value) -> Outcome {
    of((|| {
        let key = ChallengeKey::new(secret(&input["secret"])?, Vec::new());
        let terms = &input["terms"];
        let get = |name: &str| terms.get(name).map(text);
        let (method, intent) = (Method::new(text(&terms["method"]))?, Intent::new(text(&terms["intent"]))?);
        let request = Request::encode(ours(&terms["request"]))?;
        let mut offer = Offer::new(text(&terms["realm"]), method, intent, request);
        offer.description = get("description").map(String::from);
        offer.header = get("header").map(CredentialHeader::parse).transpose()?.flatten();
        let mut options = IssueOptions::until(Expires::parse(text(&terms["expires"]))?);
        options.digest = get("digest").map(BodyDigest::parse).transpose()?;
        options.opaque = terms.get("opaque").map(opaque).transpose()?;
        Ok(key.issue(offer, options, moment(&input["now"]))?.id.into())
    })())
}

fn verify(input: &Value, _: &Value) -> Outcome {
    of((|| {
        let previous = input.get("previous").and_then(Value::as_array).into_iter().flatten();
        let previous = previous.map(secret).collect::<Result<_, _>>()?;
        let key = ChallengeKey::new(secret(&input["secret"])?, previous);
        // As a payer does: the echo goes over the wire.
        let challenge = challenge(&input["challenge"])?;
        let header = Credential::new(challenge, Default::default()).to_header().unwrap();
        let credential = Credential::parse(header.expose())?.unwrap();
        let wanted = &input["expect"];
        let own_request = wanted.get("request").map(|own| Request::encode(ours(own))).transpose()?;
        let own_opaque = wanted.get("opaque").map(opaque).transpose()?;
        let expect = Expect {
            realm: wanted.get("realm").map(text),
            method: wanted.get("method").map(text),
            intent: wanted.get("intent").map(text),
            request: own_request.as_ref().map(Request::as_str),
            opaque: own_opaque.as_ref().map(Opaque::as_str),
            header: Carrier::Any,
            digest: None,
            body: match input.get("body") {
                None => Body::Unseen,
                Some(Value::Null) => Body::Absent,
                Some(body) => Body::Present(BodyDigest::of(text(body).as_bytes())),
            },
        };
        let _ = key.verify(credential, &expect, moment(&input["now"]))?;
        Ok("verified".into())
    })())
}

fn base64url_case(input: &Value, _: &Value) -> Outcome {
    if let Some(encoded) = input.get("decode") {
        let bytes = of(base64url::decode(text(encoded)))?;
        return Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>().into());
    }
    let hex = text(&input["encode"]);
    let byte = |at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap();
    let bytes: Vec<u8> = (0..hex.len()).step_by(2).map(byte).collect();
    Ok(base64url::encode(bytes).into())
}

fn amount(input: &Value, _: &Value) -> Outcome {
    let units = text(&input["amount"]);
    let shown = with_point(units, input["digits"].as_u64().unwrap() as u8);
    match is_amount(units) {
        true => Ok(shown.into()),
        false => {
            assert_eq!(shown, units);
            Err("no amount".into())
        }
    }
}

fn price(input: &Value, _: &Value) -> Outcome {
    let price = of(Price::parse(text(input)))?;
    Ok(json!({ "amount": price.amount.to_string(), "currency": price.currency }))
}

fn decoded_case(input: &Value, _: &Value) -> Outcome {
    let decoded = of(decode(text(input)))?;
    let mut got = json!({
        "id": decoded.id, "realm": decoded.realm, "method": decoded.method, "intent": decoded.intent,
        "network_id": decoded.network_id, "request_json": theirs(decoded.request_json.as_str()),
    });
    let optional = [
        ("description", decoded.description),
        ("digest", decoded.digest),
        ("expires", decoded.expires),
        ("header", decoded.header.map(|header| header.as_str().into())),
    ];
    for (name, value) in optional {
        if let Some(value) = value {
            got[name] = value.into();
        }
    }
    Ok(got)
}

fn answer<T>(input: &Value, use_it: impl FnOnce(&Response<'_>) -> T) -> T {
    let payment_required = input.get("paymentRequired").map(|value| match value.get("base64") {
        Some(json) => base64url::encode_standard(text(json)),
        None => text(value).into(),
    });
    use_it(&Response {
        status: input["status"].as_u64().unwrap_or(0) as u16,
        www_authenticate: input.get("wwwAuthenticate").map(text),
        payment_required: payment_required.as_deref(),
        body: input.get("body").map(text),
        incomplete: input["incomplete"] == true,
    })
}

/// A message, with its marks given as the marked text.
fn message(input: &Value, expected: &Value) -> Outcome {
    let pasted = text(input);
    let message = of(Message::read(pasted))?;
    let mut headers = Map::new();
    for (name, value) in &message.fields {
        let values = headers.entry(name).or_insert_with(|| json!([]));
        values.as_array_mut().unwrap().push(value.as_str().into());
    }
    let mut got = json!({ "headers": headers });
    if let Some(status) = message.status {
        got["status"] = status.into();
    }
    if let Some(body) = &message.body {
        got["body"] = body.as_str().into();
    }
    if expected.get("marks").is_some() {
        let marks = message.marks.iter().map(|mark| {
            let name = (!mark.name.is_empty()).then_some(&mark.name);
            let challenge = match mark.challenge {
                Some(Ok(at)) => json!({ "challenge": at }),
                Some(Err(at)) => json!({ "malformed": at }),
                None => json!({}),
            };
            json!([mark.kind.as_str(), &pasted[mark.range.clone()], name, challenge])
        });
        got["marks"] = marks.collect();
    }
    Ok(got)
}

fn detected_case(input: &Value, _: &Value) -> Outcome {
    let found = of(answer(input, detect))?;
    let unknown = found.is_unknown().then_some("unknown");
    let protocols: Vec<&str> = found.protocols().map(Protocol::as_str).chain(unknown).collect();
    let mut got = json!({ "protocols": protocols });
    if let Some(mpp) = &found.mpp {
        let (good, bad): (Vec<_>, Vec<_>) = mpp.payment.iter().partition(|one| one.is_ok());
        got["challenges"] = good.len().into();
        if !bad.is_empty() {
            got["malformed"] = bad.len().into();
        }
    }
    if let Some(x402) = &found.x402 {
        let accepts = theirs(x402.accepts.as_str());
        got["x402"] = json!({ "accepts": accepts });
        if let Some(version) = x402.version {
            got["x402"]["version"] = version.into();
        }
        let unreadable: Vec<&str> = x402.unreadable.iter().map(|part| part.as_str()).collect();
        if !unreadable.is_empty() {
            got["x402"]["unreadable"] = unreadable.into();
        }
    }
    if let Some(l402) = &found.l402 {
        let parts = [("macaroon", &l402.macaroon), ("invoice", &l402.invoice)];
        let stated = parts.into_iter().filter_map(|(name, text)| Some((name.into(), text.clone()?.into())));
        got["l402"] = Value::Object(stated.collect());
    }
    Ok(got)
}

fn advice(input: &Value, _: &Value) -> Outcome {
    let found = of(answer(input, detect))?;
    let stripe = |challenge: &Challenge| challenge.method.as_str() == "stripe";
    let seen = |name: &str| input.get(name).is_some_and(|value| value == true);
    let advice = credential_type(&Observation {
        payment_required: found.payment_required,
        stripe_challenge: found.mpp.is_some_and(|mpp| mpp.challenges().any(stripe)),
        agent_steering: seen("agentSteering"),
        card_form: seen("cardForm"),
        stripe_elements: seen("stripeElements"),
    });
    Ok(advice.credential.as_str().into())
}
