//! A client that pays: what a program does around its HTTP library to buy within a budget, from whom it asked, and once.
//!
//! `World` is a stand-in for that library, a wallet, a clock and a seller. `get` knows nothing of it but four functions.
//!
//! Run it with `cargo run --example client`.

use mpp_wasm::binding::{ChallengeKey, Expect, IssueOptions, Offer, Prepared, Secret};
use mpp_wasm::detect::{self, Context, Limit, cheapest_first, detect};
use mpp_wasm::encoding::{json::Doc, timestamp::Timestamp};
use mpp_wasm::rail::stripe::SharedPaymentToken;
use mpp_wasm::scheme::{
    AcceptPayment, BodyDigest, Challenge, Credential, CredentialHeader, Expires, Opaque, PaymentRange,
    Receipt, terms::Stripe,
};
use mpp_wasm::secret::SecretText;
use std::collections::BTreeSet;
use std::time::UNIX_EPOCH;

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

/// How often a credential is sent before its outcome is left open, and the most seconds between two attempts.
const ATTEMPTS: usize = 4;
const MAX_WAIT: u64 = 60;

enum Outcome {
    /// A 402 is one that was paid for in vain: a person, or a budget, has to judge whether another challenge is paid.
    Answered(Response),
    /// It may have been paid for. Keep it, and redeem it later, before another challenge is paid.
    Open(Payment),
}

/// What was handed out for a resource. Whoever has the credential can spend it.
struct Payment {
    /// The field that the credential is sent in.
    field: String,
    credential: SecretText,
}

/// Gets a URL, and pays for it if that is within the limits.
fn get(world: &mut World, url: &str, limits: &[Limit]) -> Result<Outcome> {
    let stripe = PaymentRange::new(Some("stripe".parse()?), Some("charge".parse()?));
    let accept_payment = AcceptPayment::new([stripe])?.to_header();
    let unpaid = world.send(url, ("Accept-Payment", &accept_payment)).ok_or("no answer")?;
    if unpaid.status != 402 {
        return Ok(Outcome::Answered(unpaid));
    }
    let challenge = choose(&unpaid, url, world.now(), limits)?;

    // The wallet's token is for this amount, currency and seller at most, and for as long as the challenge is valid.
    let token = world.token(&Stripe::read(&challenge.request)?, challenge.expires.as_ref());
    let token = SharedPaymentToken::new(token.expose())?;
    let payload = token.to_payload(challenge.request.field("externalId"))?;
    let field = challenge.credential_field().to_owned();
    let credential = Credential::new(challenge, payload).to_header()?;
    Ok(redeem(world, url, Payment { field, credential }))
}

/// Sends a credential until it is known what became of it. A seller charges a challenge once, however often its credential
/// comes; another challenge would be another payment.
fn redeem(world: &mut World, url: &str, payment: Payment) -> Outcome {
    for _ in 0..ATTEMPTS {
        let answer = world.send(url, (&payment.field, payment.credential.expose()));
        match answer {
            Some(answer) if answer.status != 409 && answer.status < 500 => return Outcome::Answered(answer),
            unclear => {
                let seconds = unclear.and_then(|answer| answer.field("Retry-After")?.parse().ok());
                world.wait(seconds.unwrap_or(1).min(MAX_WAIT));
            }
        }
    }
    Outcome::Open(payment)
}

/// The challenge of the cheapest offer that needs no person to judge it.
fn choose(answer: &Response, url: &str, now: Timestamp, limits: &[Limit]) -> Result<Challenge> {
    let (www_authenticate, payment_required) =
        (answer.field("WWW-Authenticate"), answer.field("PAYMENT-REQUIRED"));
    let found = detect(&detect::Response {
        status: answer.status,
        www_authenticate: www_authenticate.as_deref(),
        payment_required: payment_required.as_deref(),
        body: Some(&answer.body),
        ..detect::Response::default()
    })?;
    // It compares the seller's name with the host, the expiry with the clock, and the amount with the limits.
    let offers = found.offers(&Context::new(url, now, limits))?;
    for at in cheapest_first(&offers) {
        let offer = &offers[at];
        let warnings: Vec<_> = offer.warnings.iter().map(|warning| warning.code.as_str()).collect();
        println!("{} by {}: {}  {}", offer.protocol, offer.method, offer.display, warnings.join(", "));
        // x402 and L402 have other credentials.
        let Some(challenge) = found.challenge(at) else { continue };
        let payable = challenge.method.as_str() == "stripe" && challenge.intent.as_str() == "charge";
        // This request has no body. A challenge for one that has is for another request.
        let digest = challenge.digest.as_deref().is_none_or(|text| text.parse() == Ok(BodyDigest::of(b"")));
        // Without a limit, nothing warns of an amount.
        if payable && digest && !limits.is_empty() && warnings.is_empty() {
            return Ok(challenge.clone());
        }
    }
    Err("a person has to decide".into())
}

struct Response {
    status: u16,
    fields: Vec<(&'static str, String)>,
    body: String,
}

impl Response {
    /// All fields of one name: a response may have several, each with several challenges.
    fn field(&self, name: &str) -> Option<String> {
        let values = self.fields.iter().filter(|(own, _)| own.eq_ignore_ascii_case(name));
        let values: Vec<_> = values.map(|(_, value)| value.as_str()).collect();
        (!values.is_empty()).then(|| values.join(", "))
    }
}

/// What a program has of its own, and a seller.
struct World {
    /// The seller's offers, and what they ask for.
    offers: Vec<(Prepared, &'static str)>,
    /// Which field it wants a credential in.
    field: &'static str,
    /// What it answers to the first credentials, once it has charged them; `None` if the answer is lost.
    answers: Vec<Option<u16>>,
    challenges: u32,
    charged: BTreeSet<String>,
    tokens: u32,
    waited: u64,
}

impl World {
    fn new(prices: &[&'static str], header: Option<CredentialHeader>) -> Result<Self> {
        let key = ChallengeKey::new(Secret::new(b"an example's secret of 32 bytes or more")?, vec![]);
        let field = if header.is_some() { "Payment-Authorization" } else { "Authorization" };
        let mut offers = vec![];
        for price in prices {
            let request = Stripe::request(&price.parse()?, "profile_1", &["card"], None)?;
            let mut offer = Offer::new("api.example.com", "stripe".parse()?, "charge".parse()?, request);
            offer.header.clone_from(&header);
            offers.push((key.prepare(offer)?, *price));
        }
        Ok(Self {
            offers,
            field,
            answers: vec![],
            challenges: 0,
            charged: BTreeSet::new(),
            tokens: 0,
            waited: 0,
        })
    }

    fn now(&self) -> Timestamp {
        Timestamp::try_from(UNIX_EPOCH.elapsed().expect("a clock")).expect("a clock")
    }

    fn wait(&mut self, seconds: u64) {
        self.waited += seconds;
    }

    /// Asks the wallet for a token. It knows the seller by `network_id`, or asks a person.
    fn token(&mut self, terms: &Stripe<'_>, until: Option<&Expires>) -> SecretText {
        println!(
            "a token of {} {} for {}, until {until:?}",
            terms.shared.amount, terms.shared.currency, terms.network_id
        );
        self.tokens += 1;
        "spt_1N4Zv32eZvKY".into()
    }

    /// Sends a GET request with a field; `None` if no answer came. A real one follows no redirect with a credential, and marks its field
    /// as sensitive (`HeaderValue::set_sensitive` of the crate `http`), so that no log has it.
    fn send(&mut self, _url: &str, (name, value): (&str, &str)) -> Option<Response> {
        self.sell((name == self.field).then_some(value)).expect("a seller without faults")
    }

    fn sell(&mut self, sent: Option<&str>) -> mpp_wasm::error::Result<Option<Response>> {
        let now = self.now();
        let mut fields = vec![];
        for (offer, price) in &self.offers {
            if let Some(credential) = sent.map(Credential::parse).transpose()?.flatten()
                && let Ok(verified) = offer.verify(credential, &Expect::issued_here(), now)
            {
                self.charged.insert(format!("{price} {}", verified.challenge_id()));
                let status = if self.answers.is_empty() { Some(200) } else { self.answers.remove(0) };
                let receipt = Receipt::new(&verified.challenge.method, "pi_1", now)?.to_header();
                let field = if status == Some(200) {
                    ("Payment-Receipt", receipt)
                } else {
                    ("Retry-After", "5".into())
                };
                return Ok(status.map(|status| Response {
                    status,
                    fields: vec![field],
                    body: "the report".into(),
                }));
            }
            // A nonce makes each challenge one of its own.
            self.challenges += 1;
            let nonce = Doc::read(format!(r#"{{"nonce":"{}"}}"#, self.challenges))?;
            let mut options = IssueOptions::until(now.saturating_add_millis(300_000));
            options.opaque = Some(Opaque::encode(nonce.root())?);
            fields.push(("WWW-Authenticate", offer.issue(options, now)?.to_header()));
        }
        Ok(Some(Response { status: 402, fields, body: String::new() }))
    }
}

const URL: &str = "https://api.example.com/paid";

fn main() -> Result<()> {
    let mut world = World::new(&["2.00 USD", "1.00 USD"], None)?;
    let mut outcome = get(&mut world, URL, &["5.00 USD".parse()?])?;
    // A real program comes back later, and keeps the payment until then.
    if let Outcome::Open(payment) = outcome {
        outcome = redeem(&mut world, URL, payment);
    }
    let Outcome::Answered(answer) = outcome else { return Err("no clear answer".into()) };
    println!("{} {}", answer.status, answer.body);
    let receipt: Receipt = answer.field("Payment-Receipt").ok_or("no receipt")?.parse()?;
    println!("paid {} by {}", receipt.reference(), receipt.method());
    assert_eq!(world.charged.len(), 1);
    assert!(world.charged.iter().all(|charge| charge.starts_with("1.00 USD ")), "the cheaper one");
    Ok(())
}

#[cfg(test)]
impl Outcome {
    fn status(&self) -> Option<u16> {
        if let Self::Answered(answer) = self { Some(answer.status) } else { None }
    }
}

#[test]
fn pays_the_cheapest_offer() {
    main().unwrap();
}

#[test]
fn pays_once_whatever_becomes_of_the_answers() -> Result<()> {
    let limits = ["5.00 USD".parse()?];
    let mut world = World::new(&["1.00 USD"], None)?;
    world.answers = vec![None, Some(503), Some(409)];
    assert_eq!(get(&mut world, URL, &limits)?.status(), Some(200));
    assert_eq!((world.tokens, world.charged.len(), world.waited), (1, 1, 11));

    world.answers = vec![None; ATTEMPTS];
    let Outcome::Open(payment) = get(&mut world, URL, &limits)? else { panic!("no answer came") };
    assert_eq!(redeem(&mut world, URL, payment).status(), Some(200));
    assert_eq!((world.tokens, world.charged.len()), (2, 2));

    // What was paid for in vain is not paid for again.
    world.answers = vec![Some(402)];
    assert_eq!(get(&mut world, URL, &limits)?.status(), Some(402));
    assert_eq!((world.tokens, world.charged.len()), (3, 3));
    Ok(())
}

#[test]
fn sends_the_credential_where_the_seller_wants_it() -> Result<()> {
    let mut world = World::new(&["1.00 USD"], Some(CredentialHeader::payment_authorization()))?;
    assert_eq!(get(&mut world, URL, &["1.00 USD".parse()?])?.status(), Some(200));
    Ok(())
}

#[test]
fn pays_neither_too_much_nor_somebody_else() -> Result<()> {
    let mut world = World::new(&["1.00 USD"], None)?;
    for (url, limit) in [
        (URL, Some("0.99 USD")),
        (URL, Some("5.00 EUR")),
        (URL, None),
        ("https://other.example/paid", Some("5.00 USD")),
        ("http://api.example.com/paid", Some("5.00 USD")),
    ] {
        let limits = limit.map(str::parse::<Limit>).transpose()?;
        assert!(get(&mut world, url, limits.as_slice()).is_err(), "{url} {limits:?}");
    }
    assert_eq!(world.tokens, 0);
    Ok(())
}
