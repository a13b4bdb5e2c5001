//! Cards: what is shown and what is hidden, independent of how the text was cut or repeated.

use mpp_wasm::card::{
    Brand, CardNumber, Part, Parts, Reveal, Rule, VerificationCode, address_rule, apply, card_rule,
    card_rule_for, luhn, mask_number, redact, redact_field,
};
use serde_json::Value;
use std::borrow::Cow;

#[path = "card_lines.rs"]
mod lines;
#[path = "card_stream.rs"]
mod stream;

#[path = "card_evidence.rs"]
mod evidence;

#[path = "card_named.rs"]
mod named;

#[path = "card_linear.rs"]
mod linear;

fn cases(text: &str) -> Vec<Value> {
    serde_json::from_str(text).unwrap()
}

fn field<'a>(case: &'a Value, name: &str) -> &'a str {
    case[name].as_str().unwrap()
}

/// Runs a function over vectors. It must return the expected text, and leave that text unchanged.
fn run(cases: &[Value], function: impl Fn(&Value, &str) -> String) {
    let mut failures = String::new();
    for case in cases {
        let expected = field(case, "expected");
        for input in [field(case, "input"), expected] {
            let got = function(case, input);
            if got != expected {
                let name = field(case, "name");
                failures +=
                    &format!("{name}\n  input    {input:?}\n  expected {expected:?}\n  got      {got:?}\n");
            }
        }
    }
    assert!(failures.is_empty(), "\n{failures}");
}

#[test]
fn card_mask_vectors() {
    let cases = cases(include_str!("../vectors/card-mask.json"));
    assert!(cases.len() >= 60);
    run(&cases, |case, input| {
        let nothing = case.get("reveal").is_some_and(|reveal| reveal == "nothing");
        mask_number(input, if nothing { Reveal::Nothing } else { Reveal::LastFour })
    });
}

#[test]
fn card_redact_vectors() {
    let cases = cases(include_str!("../vectors/card-redact.json"));
    assert!(cases.len() >= 150);
    run(&cases, |_, input| redact(input).into_owned());
}

/// A secret is found whatever surrounds it.
#[test]
fn card_redact_vectors_in_context() {
    let mut cases = cases(include_str!("../vectors/card-redact.json"));
    // A secret that is cut off would continue into the text that follows.
    cases.retain(|case| !field(case, "name").contains("cut off"));
    for (before, after) in [("x, ", "\n"), ("é\n", ", y"), ("“", "”"), ("{{", "}}")] {
        run(&cases, |_, input| {
            let text = [before, input, after].concat();
            let got = redact(&text);
            got.strip_prefix(before).and_then(|rest| rest.strip_suffix(after)).unwrap().to_owned()
        });
    }
}

#[test]
fn card_text_without_secrets_is_borrowed() {
    assert!(matches!(redact("2026-08-01 12:34:56 GET /pay 402 17 ms"), Cow::Borrowed(_)));
}

#[test]
fn card_fields_of_a_wallet_card() {
    let rules = [
        ("id", Rule::Hide),
        ("brand", Rule::Keep),
        ("number", Rule::Number(Reveal::LastFour)),
        ("cvc", Rule::Code),
        ("exp_month", Rule::Hide),
        ("exp_year", Rule::Hide),
        ("billing_address", Rule::Address),
        ("billingAddress", Rule::Address),
        ("valid_until", Rule::Hide),
        ("last4", Rule::LastFour),
        ("shared_payment_token", Rule::Token),
        ("anything else", Rule::Hide),
    ];
    for (key, rule) in rules {
        assert_eq!(card_rule(key), rule, "{key}");
    }
    for key in ["city", "postal_code", "locality", "postalCode", "Postal-Code"] {
        assert_eq!(address_rule(key), Rule::Keep, "{key}");
    }
    for key in ["name", "line1", "line2", "state", "country", "line_1", "administrative_area", "country_code"]
    {
        assert_eq!(address_rule(key), Rule::Hide, "{key}");
    }
}

#[test]
fn card_parts_show_what_is_asked_and_no_more() {
    let expiry = Parts::NONE.with(Part::from_name("Expiry").unwrap());
    assert_eq!(card_rule_for("exp_year", expiry), Rule::Keep);
    assert_eq!(card_rule_for("number", expiry), Rule::Number(Reveal::Nothing));
    assert_eq!(card_rule_for("cvc", Parts::DEFAULT.with(Part::Id)), Rule::Code);
    for never in ["cvc", "number", "token", ""] {
        assert_eq!(Part::from_name(never), None);
    }
}

#[test]
fn card_fields_that_are_shown_hold_what_they_say() {
    for plain in [
        "Visa",
        "Berlin",
        "São Paulo",
        "1 Main St, Apt. 12-B",
        "10115",
        "SW1A 1AA",
        "Peter Pan",
        "El Cid",
        "Calle del Cid 12",
        "12 Token House Yard",
        "Pinner",
        "123 Pin Oak Drive",
        "Smith & Sons",
        "csmrpd_1N4Zv32eZvKYlo2C",
        "card_1MvoiELkdIwHu7ixOeFGbN4D",
        "7d444840-9dc0-11d1-b245-5ffdce74fad2",
        "2030-01-01T23:59:59.999Z",
        "2030-01-01 23:59:59",
        "1893456000000",
    ] {
        assert_eq!(apply(Rule::Keep, plain), plain);
    }
    for other in [
        "4242 4242 4242 4242",
        "4242-4242-4242-4241",
        "Visa 4242  4242  4242  4242",
        "4242/4242/4242/4242",
        "Ｖｉｓａ ４２４２４２４２４２４２４２４２",
        "spt_1N4Zv32eZvKY",
        "see spt_1N4Zv32eZvKY",
        "x_sk_live_abc",
        "cvc 123",
        "Security Code 123",
        "pin: 1234",
        "cvc2:123",
        "password=hunter2",
        "token%3Dabc",
        "Bearer abc",
        "password hunter2",
        "my Password is correcthorse",
        "passwd correcthorse",
        "api key correcthorse",
        "Authorization Basic abc",
        "token abcDEF123456xyz",
        "access-token abcDEF",
        "PIN 1234",
        "cookie sid1",
        "&quot;password&quot;",
        "hf_NqVwYSVPHbDXpPdkhxEpyIgKpaUnArlXy1",
        "see live_U8JZpDE0iGXlD6gNCFbaEPFjbD0kH8",
        "4f9a0c1b2d3e4f5a6b7c8d9e0",
    ] {
        assert_eq!(apply(Rule::Keep, other), "••••", "{other}");
    }
}

/// A value that redaction would partly hide is hidden completely.
#[test]
fn card_fields_that_are_shown_need_no_redaction() {
    for text in [
        include_str!("../vectors/card-adversarial.json"),
        include_str!("../vectors/card-redact.json"),
        include_str!("../vectors/card-named.json"),
    ] {
        for case in cases(text) {
            let input = field(&case, "input");
            if redact(input) != input {
                assert_eq!(apply(Rule::Keep, input), "••••", "{input}");
            }
        }
    }
}

#[test]
fn card_rules_apply_once_and_for_all() {
    let cases = [
        (Rule::Keep, "Berlin", "Berlin"),
        (Rule::Keep, "Berlin 4242424242424242", "••••"),
        (Rule::Keep, "", ""),
        (Rule::Code, "1234", "•••"),
        (Rule::Code, "", ""),
        (Rule::Token, "spt_1N4Zv32eZvKY", "spt_••••"),
        (Rule::Token, "hunter2", "••••"),
        (Rule::Hide, "12", "••••"),
        (Rule::LastFour, "4242", "4242"),
        (Rule::LastFour, "4242424242424242", "•••• •••• •••• 4242"),
        (Rule::LastFour, "Ann", "••••"),
    ];
    for (rule, text, expected) in cases {
        assert_eq!(apply(rule, text), expected);
        assert_eq!(apply(rule, expected), expected);
    }
}

#[test]
fn card_keys_come_before_content() {
    let cases = [
        ("Authorization", "Bearer abc", "••••"),
        ("spt", "spt_1N4Zv32eZvKY", "spt_••••"),
        ("apiKey", "sk_live_abc", "sk_live_••••"),
        ("access_token", "eyJhbGciOiJub25lIn0.e30.", "eyJ••••"),
        ("CVV", "1234", "•••"),
        ("card-number", "4000 0000", "•••• 0000"),
        ("password", "", ""),
        ("city", "Berlin", "Berlin"),
        ("note", "4242424242424242", "••••••••••••4242"),
        ("pass", "4242424242424242", "••••••••••••4242"),
        ("source.as.number", "15169", "15169"),
        ("gpio.pin", "17", "17"),
        ("file.cid", "0123", "0123"),
        ("sticky.cookie", "true", "true"),
        ("xstate.cookie", "true", "true"),
        ("jar.cookie", "sid=abc", "••••"),
        ("headers.cookie", "abc", "••••"),
        ("card.cvc", "123", "•••"),
        ("cards[0].number", "4242424242424241", "•••• •••• •••• 4241"),
        ("user.pass", "hunter2x", "••••"),
    ];
    for (key, text, expected) in cases {
        assert_eq!(redact_field(key, text), expected, "{key}");
        assert_eq!(redact_field(key, expected), expected, "{key}");
    }
}

#[test]
fn card_types_print_nothing() {
    let number = CardNumber::parse("4242 4242 4242 4242").unwrap();
    let code = VerificationCode::parse("123").unwrap();
    assert_eq!(format!("{number:?} {code:?}"), "CardNumber(..) VerificationCode(..)");
    assert!(code.fits(Brand::Visa) && !code.fits(Brand::Amex));
    for wrong in ["", "1234567", "12345678901234567890", "•••• •••• •••• 4242", "4242--4242", "4242 4242x"]
    {
        let error = CardNumber::parse(wrong).unwrap_err();
        assert!(wrong.is_empty() || !error.message().contains(wrong));
    }
}

/// A small generator (Knuth's MMIX constants), for the same texts on every run without a dependency.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit
    }

    fn pick<'a>(&mut self, list: &[&'a str]) -> &'a str {
        list[self.below(list.len())]
    }
}

const CARDS: &[&str] = &[
    "4242424242424242",
    "4000056655665556",
    "5555555555554444",
    "2223003122003222",
    "378282246310005",
    "371449635398431",
    "6011111111111117",
    "6555900000604105",
    "3056930009020004",
    "36227206271667",
    "3566002020360505",
    "6205500000000000004",
    "6759649826438453",
];

/// Pieces of text that can be combined in any order, to form every near miss.
const PIECES: &[&str] = &[
    "0",
    "4",
    "42",
    "4242",
    "424242",
    "5555",
    "3782",
    "822463",
    "10005",
    "17224704",
    "2026-08-01",
    " ",
    " ",
    "-",
    ".",
    "+",
    ":",
    "/",
    "%20",
    "\u{a0}",
    "•",
    "••••",
    "４２",
    "٤٢",
    "a",
    "0x",
    "deadbeef",
    "cvc ",
    "spt_",
    "sk_live_",
    "eyJ",
    "Bearer ",
    "Authorization: ",
    "Payment ",
    "-----BEGIN PRIVATE KEY-----",
    "\n",
    ",",
    "\"",
    "é",
    "\\n",
    "\u{1b}[32m",
    "\\u001b[0m",
    "password",
    "x-payment",
    "=",
    "'a1",
];

#[test]
fn card_redaction_is_idempotent() {
    let mut random = Random(1);
    for _ in 0..20_000 {
        let mut text = String::new();
        for _ in 0..random.below(24) {
            let list = if random.below(8) == 0 { CARDS } else { PIECES };
            text += random.pick(list);
        }
        let once = redact(&text).into_owned();
        assert_eq!(redact(&once), once, "{text:?}");
        let once = mask_number(&text, Reveal::LastFour);
        assert_eq!(mask_number(&once, Reveal::LastFour), once, "{text:?}");
    }
}

/// A card number between other words, in any grouping and with any separators, shows at most its last four digits.
#[test]
fn card_numbers_leave_their_last_four() {
    let mut random = Random(2);
    for _ in 0..20_000 {
        let card = random.pick(CARDS);
        let separators: &[&str] =
            [&["", "", "", " "][..], &["", "", "-"], &["", "\u{a0}", ""], &["-"]][random.below(4)];
        let mut written = String::new();
        for digit in card.chars() {
            if !written.is_empty() {
                written += random.pick(separators);
            }
            written.push(digit);
        }
        let around = [
            ("", ""),
            ("card ", " now"),
            ("n=", "&x"),
            ("\"", "\","),
            ("(", ")."),
            ("1,", ",2"),
            ("٠,", "؛"),
        ];
        let (before, after) = around[random.below(around.len())];
        let text = [before, &written, after].concat();
        let got = redact(&text);
        let hidden = got.chars().filter(|char| *char == '•').count();
        assert_eq!(hidden, card.len() - 4, "{text:?} {got:?}");
        assert_eq!(got.chars().count(), text.chars().count());
    }
}

/// A number with digits attached on either side is still found, in one piece or in its printed groups.
#[test]
fn card_numbers_are_found_inside_longer_runs() {
    let mut random = Random(3);
    for _ in 0..20_000 {
        let card = random.pick(CARDS);
        let number: String = if random.below(2) == 0 || card.len() != 16 {
            card.into()
        } else {
            [&card[..4], &card[4..8], &card[8..12], &card[12..]].join(random.pick(&["-", " ", "."]))
        };
        // Not starting with `1`, because the whole might then be a time.
        let before: String = (0..random.below(9)).map(|_| random.pick(&["0", "7", "8", "9"])).collect();
        let after: String = (0..random.below(9)).map(|_| random.pick(&["0", "3", "5", "9"])).collect();
        let text = [before.as_str(), &number, &after].concat();
        let got = redact(&text);
        let shown: Vec<char> = got.chars().skip(before.len()).take(number.len() - 4).collect();
        // Amex and Diners numbers are not checked inside digits that could themselves be a longer number.
        if card.len() >= 16 || text.len() > 19 {
            assert!(shown.iter().all(|char| !char.is_ascii_digit()), "{text:?} {got:?}");
        }
    }
}

#[test]
fn card_luhn_of_one_wrong_digit_fails() {
    for card in CARDS {
        let mut digits: Vec<u8> = card.bytes().map(|byte| byte - b'0').collect();
        assert!(luhn(&digits));
        for place in 0..digits.len() {
            digits[place] = (digits[place] + 1) % 10;
            assert!(!luhn(&digits));
            digits[place] = (digits[place] + 9) % 10;
        }
    }
}
