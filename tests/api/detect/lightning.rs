//! What is paid on Lightning: the invoice, wherever it stands.

use super::*;

const LARGE: &str = "lnbc25m1pvjluezpp5qqqsyqcyq5rqwzqf";
const SMALL: &str = "lnbc10n1pvjluezpp5qqqsyqcyq5rqwzqf";

#[test]
fn the_deposit_of_a_lightning_session_is_its_invoice() {
    let of = |more: &str| {
        let request = format!(r#"{{"amount":"2","currency":"sat"{more}}}"#);
        only(&challenge("lightning", "session", &request, ""), &context())
    };
    for (more, deposit, warned) in [
        (r#","depositAmount":"300","depositInvoice":"lnbc3u1pvjluez""#, Some("300 sat on Lightning"), false),
        (r#","depositAmount":"300","depositInvoice":"lnbc100m1pvjluez""#, Some("300 sat on Lightning"), true),
        (r#","depositAmount":"300","depositInvoice":"lnbc1pvjluez""#, Some("300 sat on Lightning"), true),
        (r#","depositAmount":"300","depositInvoice":["lnbc3u1pvjluez"]"#, Some("300 sat on Lightning"), true),
        (r#","depositAmount":"300","depositInvoice":null"#, Some("300 sat on Lightning"), false),
        (r#","depositInvoice":"lnbc3u1pvjluez""#, Some("300 sat on Lightning"), false),
        (r#","depositInvoice":"lnbc1n1pvjluez""#, Some("an amount that cannot be read"), true),
        ("", None, false),
    ] {
        let offer = of(more);
        assert_eq!(offer.deposit.as_ref().map(|deposit| &*deposit.display), deposit, "{more}");
        assert_eq!(codes(&offer).contains(&"invoice-mismatch"), warned, "{more}");
    }
    let elsewhere = r#","depositInvoice":"lnbc3u1pvjluez","methodDetails":{"invoice":"lnbcrt20n1pvjluez"}"#;
    assert_eq!(of(elsewhere).network.as_deref(), Some("lightning"), "where the deposit is paid");
    let charge = r#"{"amount":"100","currency":"sat","methodDetails":{"invoice":["lnbc100m1pvjluez"]}}"#;
    let offer = only(&challenge("lightning", "charge", charge, ""), &context());
    assert_eq!(codes(&offer), ["invoice-mismatch"], "an invoice that only others can read");
}

#[test]
fn terms_in_a_parameter_that_only_others_read_are_warned_about() {
    let l402 = format!(r#"L402 macaroon="bQ==", invoice="{SMALL}""#);
    let stripe = challenge("stripe", "charge", STRIPE, "");
    let request = base64url::encode(format!(r#"{{"methodDetails":{{"invoice":"{LARGE}"}}}}"#));
    for (own, hidden) in [
        (&l402, format!(r#", Bearer realm="x", invoice="{LARGE}""#)),
        (&l402, format!(r#", Bearer realm="x", invoice = {LARGE}"#)),
        (&l402, format!(r#", note="\", invoice={LARGE}, \"""#)),
        (&l402, format!(r#", note='x', x-Invoice='{LARGE}'"#)),
        (&l402, format!(r#", invoice="{LARGE}""#)),
        (&stripe, format!(r#", invoice="{LARGE}""#)),
        (&stripe, format!(r#", Bearer method="lightning", request="{request}""#)),
        (&stripe, format!(r#", x-request="{request}""#)),
        (&stripe, r#", amount="90000000", network="base", recipient="0x2""#.into()),
        (&stripe, r#", Bearer amount="90000000""#.into()),
    ] {
        let header = format!("{own}{hidden}");
        assert_eq!(codes(&only(&header, &context())), ["conflicting-terms"], "{header}");
    }
    for (own, honest) in [
        (&l402, r#", Bearer amount="5", request="x""#),
        (&l402, r#", note="?invoice=INV-2026-0001&request=AAAAAAAAAAAAAAAAAAAA""#),
        (&stripe, r#", description="GET /convert?amount=100&request=5""#),
        (&stripe, r#", Bearer error_description="unreadable request=""#),
    ] {
        let header = format!("{own}{honest}");
        assert_eq!(codes(&only(&header, &context())), [""; 0], "{header}");
    }
}

#[test]
fn l402_without_its_commas_is_read() {
    for header in [
        format!(r#"L402 version="0" token="bQ==", invoice="{SMALL}""#),
        format!("LSAT macaroon=bQ== invoice={SMALL}"),
        format!(r#"L402 version="0" token="bQ==" invoice="{SMALL}" x="y""#),
    ] {
        let found = look(&header);
        let l402 = found.l402.as_ref().unwrap();
        assert_eq!(
            (l402.macaroon.as_deref(), l402.invoice.as_deref()),
            (Some("bQ=="), Some(SMALL)),
            "{header}"
        );
        let offers = found.offers(&context()).unwrap();
        assert_eq!(
            (&*offers[0].display, &codes(&offers[0])[..]),
            ("1 sat on Lightning", &[][..]),
            "{header}"
        );
    }
    let none = only(r#"L402 version="0" token="bQ==""#, &context());
    assert_eq!(codes(&none), ["amount-not-stated"]);
}

#[test]
fn an_invoice_in_the_body_is_l402_too() {
    let header = format!(r#"L402 macaroon="bQ==", invoice="{SMALL}""#);
    let with = |header: Option<&str>, body: &str, incomplete: bool| {
        let response = Response {
            status: 402,
            www_authenticate: header,
            body: Some(body),
            incomplete,
            ..Response::default()
        };
        let found = detect(&response).unwrap();
        let token = found.l402.as_ref().and_then(|l402| l402.macaroon.clone());
        let offers = found.offers(&context()).unwrap();
        let offers =
            offers.iter().map(|offer| (offer.display.clone(), codes(offer).join(" "))).collect::<Vec<_>>();
        (token, offers)
    };
    let small =
        |codes: &str| (Some("bQ==".to_owned()), vec![("1 sat on Lightning".to_owned(), codes.to_owned())]);
    let of =
        |name: &str, invoice: &str| format!(r#"{{"priceSats":1,"macaroon":"bQ==","{name}":"{invoice}"}}"#);
    for name in ["invoice", "paymentRequest", "payment_request", r"\u0069nvoice"] {
        assert_eq!(with(Some(&header), &of(name, SMALL), false), small(""), "{name}");
        assert_eq!(with(Some(&header), &of(name, LARGE), false), small("conflicting-terms"), "{name}");
        assert_eq!(with(None, &of(name, SMALL), false), small(""), "{name}");
    }
    let marked = ["\u{feff}", &of("invoice", LARGE)].concat();
    assert_eq!(with(Some(&header), &marked, false), small("conflicting-terms"), "after a byte order mark");
    let two = format!(r#"{{"macaroon":"bQ==","invoice":"{SMALL}","payment_request":"{LARGE}"}}"#);
    assert_eq!(with(None, &two, false), small("conflicting-terms"));
    let twice = of("invoice", SMALL).replacen('{', &format!(r#"{{"invoice":"{SMALL}","#), 1);
    assert_eq!(with(Some(&header), &twice, false), small("conflicting-terms"));
    let stripe = challenge("stripe", "charge", STRIPE, "");
    for (body, codes) in [
        (&*twice, "conflicting-terms"),
        (r#"{"a":1,"INVOICE":"x",}"#, "conflicting-terms"),
        (r#"{"a":1,"a":1}"#, ""),
        (r#"{"a":1,"a":"This invoice is due. x402Version"}"#, ""),
        ("{'detail': 'x402Version', 'invoice': 'none'}", ""),
    ] {
        let price = vec![("5.00 USD".to_owned(), codes.to_owned())];
        assert_eq!(with(Some(&stripe), body, false), (None, price), "{body}");
    }
    assert_eq!(with(Some(&header), &of("invoice", SMALL), true), small("conflicting-terms"), "there is more");
    for body in [of("invoice", "in_123"), of("invoice", SMALL).replace("macaroon", "id"), of("ref", LARGE)] {
        assert_eq!(with(None, &body, false), (None, vec![]), "{body}");
        assert_eq!(with(Some(&header), &of("invoice", "in_123"), false), small(""));
    }
}

#[test]
fn x402_on_lightning_is_for_what_its_invoice_says() {
    let of = |network: &str, amount: &str, extra: &str| {
        let text = format!(
            r#"{{"x402Version":2,"accepts":[{{"scheme":"exact","network":"{network}","amount":"{amount}","asset":"BTC","payTo":"anonymous","extra":{{{extra}}}}}]}}"#
        );
        let offer = x402(2, &text).remove(0);
        (offer.display.clone(), codes(&offer).join(" "), offer.network.unwrap(), offer.recipient)
    };
    let bitcoin = "bip122:000000000019d6689c085ae165831e93";
    let lightning = |invoice: &str| format!(r#""paymentMethod":"lightning","invoice":"{invoice}""#);
    let said = |display: &str, codes: &str| (display.into(), codes.into(), "lightning".into(), None);
    assert_eq!(of(bitcoin, "1000", &lightning(SMALL)), said("1 sat on Lightning", ""));
    assert_eq!(of(bitcoin, "1000", &lightning(LARGE)), said("2500000 sat on Lightning", "invoice-mismatch"));
    // In the words of L402.
    for (invoice, display, codes) in [
        (Some("lnbc1pvjluez"), "an amount that is not stated", "amount-not-stated"),
        (Some("x"), "an amount that cannot be read", "terms-unreadable"),
        (None, "an amount that is not stated", "amount-not-stated"),
    ] {
        let extra = invoice.map_or_else(|| r#""paymentMethod":"lightning""#.into(), lightning);
        let mismatch = if invoice.is_some() { " invoice-mismatch" } else { "" };
        assert_eq!(of(bitcoin, "1000", &extra), said(display, &[codes, mismatch].concat()));
        let invoice = invoice.map_or_else(String::new, |invoice| format!(r#", invoice="{invoice}""#));
        let offer = only(&format!(r#"L402 macaroon="m"{invoice}"#), &context());
        let network = offer.network.clone().unwrap();
        assert_eq!(
            (offer.display.clone(), self::codes(&offer).join(" "), network, None),
            said(display, codes)
        );
    }
    let unread = of(bitcoin, "1000", r#""paymentMethod":"lightning","invoice":["x"]"#);
    assert_eq!(unread, said("an amount that cannot be read", "terms-unreadable invoice-mismatch"));
    // Its asset is worth next to nothing in these units, the invoice is not.
    let elsewhere = of("eip155:4326", "2500000000", &lightning(LARGE));
    assert_eq!(elsewhere.1, "unknown-token conflicting-terms");
    let chain = of(bitcoin, "1000", r#""paymentMethod":"onchain""#);
    assert_eq!((&*chain.0, &*chain.1), (&*format!("1000 base units of BTC on {bitcoin}"), "unknown-token"));
}
