//! Texts that mislead about a price, and honest texts.

use super::misleads;
use crate::detect::tokens::token::Unit;

#[test]
fn misleading_and_honest_texts_about_five_dollars() {
    let usd = Unit::iso("usd").unwrap();
    for text in [
        "only $0.01",
        "Only $.01 today",
        "0.01 USD",
        "USD 0.01",
        "usd0.01",
        "0,01 usd",
        "1 cent",
        "1¢ per call",
        "＄０.０１ only",
        "4.99 dollars, was 5.00 USD",
        "€5.00",
        "5 EUR",
        "$10",
        "tier 5 $1",
        "$1,234.00",
        "0.01 USDC",
        "only 0.01 US dollars",
        "0,01 US-Dollar",
        "0.01 U.S. dollars",
        "0.01 US$",
        "1 US cent",
        "USD:0.01",
        "USD = 0.01",
        "USD (0.01)",
        "0.01 (USD)",
        "0.01 (USD, today only)",
        "(0.01) USD",
        "1 (USD)",
        "$**0.01**",
        "**0.01** USD",
        "only $\t0.01 per call",
        "only $\n0.01 per call",
        "only 0.01\tUSD per call",
        "USD\t0.01 per call",
        "only 0.01\nUSDC per call",
        "price: 0.01\tUSD",
        "price: 0.01\nUSD",
        "price: $\t0.01",
        "USD\n0.01",
        "only 0.01\u{3000}USD",
        "only 0.01\u{1680}USD",
        "𝟎.𝟎𝟏 USD",
        "𝟎.𝟎𝟏 𝐔𝐒𝐃",
        "0.01 𝓾𝓼𝓭",
        "0️⃣.0️⃣1️⃣ USD",
        "٠٫٠١ USD",
        "۰.۰۱ USD",
        "०.०१ USD",
        "﹩0.01",
        "only 0\u{b7}05 USD",
        "only 0\u{2024}05 USD",
        "only 0\u{22c5}05 USD",
        "only 0\u{30fb}05 USD",
        "only 0\u{fe52}05 USD",
        "only 0\u{201a}05 USD",
        "only 0.01\u{2800}USD",
        "only 0 05 USD",
        "only 0  05 USD",
        "only 0\u{a0}05 USD",
        "only 0\u{2009}05 USD",
        "only 0\u{202f}05 USD",
        "only $\u{a0}0\u{2003}05",
        "0 5 USD",
        // Nobody writes `05 USD` for 5 dollars.
        "4 05 USD",
        "Room 4 05 USD",
        "1 000 USD",
        // At the end of a sentence or a line.
        "Only 0.01 USD.",
        "This call costs 0.01 USD. Enjoy!",
        "costs 0.01 USDC.",
        "costs 1 cent.",
        "0.01 $.",
        "This costs 9.99 EUR. Thanks",
        "Costs 0.01 USD...",
        "0.01 USD\n100 calls",
        "1 cent\n2 calls",
        "Costs 0.01 USD\n\n2026 Acme",
        "USD\n0.5",
        "$\n1",
        "1\n$",
    ] {
        assert!(misleads(text, "500", None, &usd), "{text}");
    }
    for text in [
        // Lists under headings.
        "All prices in USD\n1. Weather\n2. Forecast",
        "Pay in USDC\n2 formats: JSON, CSV",
        "Prices: USD\n3 tiers",
        "Currency: USD\n\n1 request = 1 report",
        "Version 2\nUSD/EUR rates",
        "Top 3\nUSDC pools",
        "BTC/USD\nETH/USD\n1m candles",
        "Rates 1\tEUR\tUSD",
        "All prices in USD\n1.5 MB max",
        "All prices in USD\n0.5 s latency",
        "Prices in USD\n1.1 Weather\n1.2 News",
        "Pay in USDC\n1.5M rows",
        "Claude 3.5\nUSDC on Base accepted",
        "Llama 3.1\tUSD billing",
        "Version 2.0\nUSD only",
        "HTTP/1.1\nUSD accepted",
        "All prices in $\n1. Weather\n2. News",
        "All prices in $\n\n3 tiers",
        "Top 3\n$ accepted",
        "Tier\tCurrency\tPrice\n3\tUSD\t5.00",
        "3\tUSD\t5.00",
        "Acme Inc. 2026. 5.00 USD. Thanks",
        "5.00 USD.\n2 calls",
        "5.00 USD...",
        "",
        "5 credits",
        "$5",
        "5 $",
        "5.00 USD for 100 calls",
        "worth $10, now $5.00",
        "5.00 USD \u{b7} 2 calls",
        "2 calls\u{b7}5.00 USD",
        "5\u{b7}00 USD",
        "5 00 USD",
        "Room 4 5.00 USD",
        "Room 4 5 USD",
        "Level 0 5.00 USD",
        "v1.0 5 USD",
        "v0 5 USD",
        "5 USD 05 calls",
        "1 000 calls for 5 USD",
        "0 5,00 USD",
        "US$5.00",
        "5,00 USD.",
        "Costs 5.00 USD. Enjoy 2 calls.",
        "5.00 USD\n\n2026 Acme",
        "500 cents",
        "tier 3 $5",
        "mp3 and v2.0",
        "top 10 of 2025",
        "save 10%",
        "5 USDC",
        "5.00 USD (2 calls)",
        "Version 2 (USD only)",
        "1) USD",
        "5.00 (USD)",
        "(5) USD",
        "tier 3 (USD 5.00)",
        "5.00 USD: 2 calls",
        "$5: 2 images",
        "**5.00 USD** * 2",
        "USD: 5.00",
        "5.00 US dollars",
        "5 US users",
        "for 3 US states, 5.00 USD",
        "5.00 USD\n2 calls",
        "5.00\tUSD\t2 calls",
        "5.00\nUSD\n2 calls",
        "tier 3\n$5",
        "𝟓.𝟎𝟎 USD",
    ] {
        assert!(!misleads(text, "500", None, &usd), "{text}");
    }
}

#[test]
fn other_units() {
    let (eur, sat) = (Unit::iso("eur").unwrap(), Unit::plain("sat"));
    assert!(misleads("nur 0,99 €", "500", None, &eur));
    assert!(!misleads("5,00 €, 1.000 Seiten", "500", None, &eur));
    for text in ["1.000,00 €", "1 000 €", "1\u{202f}000,00 €", "€1 000"] {
        assert!(!misleads(text, "100000", None, &eur), "{text}");
    }
    assert!(!misleads("1 000\u{a0}000,00 €", "100000000", None, &eur));
    assert!(misleads("just 1 sat", "250", None, &sat));
    for text in ["only 10 sats", "10 SATS", "1 satoshi", "10 Satoshis", "10 (sats)"] {
        assert!(misleads(text, "250", None, &sat), "{text}");
    }
    assert!(!misleads("250 sats for 10 calls", "250", None, &sat));
    assert!(!misleads("$0.10", "250", None, &sat), "not comparable");
}
