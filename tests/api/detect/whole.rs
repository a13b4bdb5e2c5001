//! Whole offers of x402 and L402, each with all of its fields.

use super::*;

#[test]
fn x402_in_both_versions() {
    let v1 = r#"{"x402Version":1,"error":"e","accepts":[{"scheme":"exact","network":"base-sepolia","maxAmountRequired":"10000","asset":"0x036CbD53842c5426634e7929541eC2318f3dCF7e","payTo":"0x209693Bc6afc0C5328bA36FaF03C514EF312287C","resource":"https://api.example.com/premium-data","description":"Access to premium market data","maxTimeoutSeconds":60,"extra":{"name":"USDC","version":"2"}}]}"#;
    let [offer] = &x402(1, v1)[..] else { panic!() };
    assert_eq!(offer.display, "0.01 USDC on Base's test network Sepolia");
    assert_eq!((offer.network.as_deref(), offer.method.as_str()), (Some("eip155:84532"), "exact"));
    assert_eq!(offer.recipient.as_deref(), Some("0x209693Bc6afc0C5328bA36FaF03C514EF312287C"));
    assert_eq!((codes(offer), offer.description.as_deref()), (vec![], Some("Access to premium market data")));

    let v2 = r#"{"x402Version":2,"resource":{"url":"https://api.example.com/","description":"only $0.001"},"accepts":[
        {"scheme":"exact","network":"eip155:8453","amount":"10000","asset":"0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913","payTo":"0x1"},
        {"scheme":"upto","network":"solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp","amount":"2500000","asset":"EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v","payTo":"x"},
        {"scheme":"exact","network":"eip155:8453","amount":"10000","asset":"0x036CbD53842c5426634e7929541eC2318f3dCF7e","payTo":"0x1","extra":{"name":"USDC"}},
        {"scheme":"exact","network":"sui:mainnet","amount":7,"asset":"0x9\u202e"},
        {"scheme":"exact"}]}"#;
    let offers = x402(2, v2);
    let displays: Vec<&str> = offers.iter().map(|offer| offer.display.as_str()).collect();
    assert_eq!(
        displays,
        [
            "0.01 USDC on Base",
            "up to 2.50 USDC on Solana",
            "10000 base units of 0x036CbD53842c5426634e7929541eC2318f3dCF7e on Base",
            "7 base units of 0x9 on sui:mainnet",
            "an amount that is not stated",
        ]
    );
    assert_eq!(codes(&offers[0]), ["description-price-mismatch", "control-characters"]);
    assert_eq!(
        codes(&offers[2]),
        ["unknown-token", "control-characters"],
        "named USDC, and not USDC's address"
    );
    assert_eq!(codes(&offers[4]), ["amount-not-stated", "control-characters"]);

    let bank =
        r#"{"x402Version":2,"accepts":[{"scheme":"exact","network":"bank","amount":"500","asset":"USD"}]}"#;
    assert_eq!(x402(2, bank)[0].display, "5.00 USD", "dollars are dollars, wherever they are sent");

    let crawl = r#"{"x402Version":2,"accepts":[{"scheme":"batch-settlement","network":"cloudflare:402","amount":"1","asset":"USD","payTo":"merchant"}]}"#;
    let [offer] = &x402(2, crawl)[..] else { panic!() };
    assert_eq!((offer.display.as_str(), &codes(offer)[..]), ("0.01 USD", &["open-ended"][..]));
}

#[test]
fn l402_asks_for_what_its_invoice_says() {
    for (header, display, expected) in [
        (r#"L402 macaroon="AGIAJE", invoice="lnbc2500u1pvjluez""#, "250000 sat on Lightning", &[][..]),
        (r#"LSAT macaroon=AGIAJE, invoice=lntb20m1pvjluez"#, "2000000 sat on Lightning's test network", &[]),
        (
            r#"L402 macaroon="AGIAJE", invoice="lnbcrt10n1x""#,
            "1 sat on Lightning's test network regtest",
            &[],
        ),
        (r#"L402 macaroon="AGIAJE", invoice="lntbs10n1x""#, "1 sat on Lightning's test network signet", &[]),
        (
            r#"L402 token="AGIAJE", invoice="lnbc1pvjluez""#,
            "an amount that is not stated",
            &["amount-not-stated"],
        ),
        (r#"L402 macaroon="AGIAJE", invoice="i""#, "an amount that cannot be read", &["terms-unreadable"]),
        ("L402", "an amount that is not stated", &["amount-not-stated"]),
    ] {
        let offer = only(header, &context());
        assert_eq!((offer.display.as_str(), &codes(&offer)[..]), (display, expected), "{header}");
        assert_eq!(offer.protocol.as_str(), "l402");
    }
    let testnet = only("LSAT macaroon=A, invoice=lntb20m1pvjluez", &context());
    assert_eq!(testnet.network.as_deref(), Some("lightning-testnet"));
}

#[test]
fn an_invoice_expires() {
    // BOLT 11: "Please send $3 for a cup of coffee to the same peer, within one minute", of 2017-06-01T10:57:38Z.
    let header = r#"L402 macaroon="A", invoice="lnbc2500u1pvjluezsp5zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zygspp5qqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqypqdq5xysxxatsyp3k7enxv4jsxqzpu9qrsgquk0rl77nj30yxdy8j9vdx85fkpmdla2087ne0xh8nhedh8w27kyke0lp53ut353s06fv3qfegext0eh0ymjpf39tuven09sam30g4vgpfna3rh""#;
    for (now, expected) in [
        ("2017-06-01T10:57:37Z", &[][..]),
        ("2017-06-01T10:57:38Z", &["expires-soon"]),
        ("2017-06-01T10:58:38Z", &["expired"]),
    ] {
        let offer = only(header, &Context { now: Timestamp::parse(now).ok(), ..context() });
        assert_eq!(codes(&offer), expected, "{now}");
        assert_eq!(offer.expires.as_deref(), Some("2017-06-01T10:58:38.000Z"));
        assert_eq!(offer.expires_at, Timestamp::parse("2017-06-01T10:58:38Z").ok());
    }
    let unreadable = only(&header.replace("1pvj", "1bvj"), &context());
    assert_eq!((codes(&unreadable), unreadable.expires), (vec![], None));
}
