//! Networks and their tokens, by the names that protocols have for them.

use super::*;
use mpp_wasm::detect::Limit;

const SOLANA: &str = "solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp";
const STELLAR_USDC: &str = "CCW67TSZV3SSS2HXMBQ5JFGCKJNXKZM7UQUWUZPUTHXSTZLEO7SJMI75";

#[test]
fn x402_names_networks_and_their_dollars() {
    for (version, network, asset, display) in [
        (
            1,
            "polygon-amoy",
            "0x41e94eb019c0762f9bfcf9fb1e58725bfb0e7582",
            "USDC on Polygon's test network Amoy",
        ),
        (
            1,
            "avalanche-fuji",
            "0x5425890298aed601595a70ab815c96711a31bc65",
            "USDC on Avalanche's test network Fuji",
        ),
        (
            2,
            "eip155:43113",
            "0x5425890298aed601595a70AB815c96711a31Bc65",
            "USDC on Avalanche's test network Fuji",
        ),
        (1, "sei", "0xe15fc38f6d8c56af07bbcbe3baf5708a2bf42392", "USDC on Sei"),
        (2, "eip155:988", "0x779Ded0c9e1022225f8E0630b35a9b54bE713736", "USDT0 on Stable"),
        (
            2,
            "eip155:11142220",
            "0x01C5C0122039549AD1493B8220cABEdD739BC44E",
            "USDC on Celo's test network Sepolia",
        ),
        (1, "solana", "Es9vMFrzaCERmJfrF4H2FYD4KCoNkY11McCe8BenwNYB", "USDT on Solana"),
        (1, "solana", "2b1kV6DkPAnxd5ixfnxCpjxmKwqjjaYmCZfHsFu24GXo", "PYUSD on Solana"),
        (1, "solana", "2u1tszSeqZ3qBWF3uNGPFc8TzMk2tdiwknnRMWGWjGWH", "USDG on Solana"),
        (2, SOLANA, "CASHx9KJUStyftLFWGvEVf59SGeG9sh5FfcnZMVPCASH", "CASH on Solana"),
        (
            2,
            "solana:4uhcVJyU9pJkvQyS88uRDiswHXSCkY3z",
            "4zMMC9srt5Ri5X14GAgXhaHii3GnPAEERYPJgZJDncDU",
            "USDC on Solana's test network testnet",
        ),
        (1, "celo", "0xD2ab3C9A02DBBAB236BfEC45D1d755DF4267F771", "USAT on Celo"),
        (2, "eip155:14", "0xe7cd86e13AC4309349F30B3435a9d337750fC82D", "USDT0 on Flare"),
        (2, "eip155:5042", "0x3600000000000000000000000000000000000000", "USDC on Arc"),
        (2, "eip155:36900", "0x9cb8142aEBBcdc60AF7c97Af897A67A8f3CA71C2", "USDC.e on ADI Chain"),
        (2, "eip155:723487", "0x33ad9e4BD16B69B5BFdED37D8B5D9fF9aba014Fb", "SBC on Radius"),
        (1, "iotex", "0xcdf79194c6c285077a58da47641d4dbe51f63542", "USDC on IoTeX"),
        (2, "algorand:wGHE2Pwdvd7S12BL5FaOP20EGYesN73k", "31566704", "USDC on Algorand"),
        (2, "eip155:10", "0x0b2C639c533813f4Aa9D7837CAf62653d097Ff85", "USDC on Optimism"),
        (2, "aptos:1", "0xbae207659db88bea0cbead6da0ed00aac12edcdda169e591cd41c94180b46f3b", "USDC on Aptos"),
        (2, "tron:0x2b6653dc", "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t", "USDT on TRON"),
        (2, "tron:nile", "TXLAQ63Xg1NAzckPwKHvzw7CSEmLMEqcdj", "USDT on TRON's test network Nile"),
        (1, "xdc", "0xfA2958CB79b0491CC627c1557F441eF849Ca8eb1", "USDC on XDC"),
        (1, "radius", "0x33ad9e4BD16B69B5BFdED37D8B5D9fF9aba014Fb", "SBC on Radius"),
        (2, "tvm:-239", "0:b113a994b5024a16719f69139328eb759596c38a25f59028b146fecdc3621dfe", "USDT on TON"),
    ] {
        let name = if version == 1 { "maxAmountRequired" } else { "amount" };
        let text = format!(
            r#"{{"x402Version":{version},"accepts":[{{"scheme":"exact","network":"{network}","{name}":"10000","asset":"{asset}"}}]}}"#
        );
        let [offer] = &x402(version, &text)[..] else { panic!() };
        assert_eq!(offer.display, format!("0.01 {display}"), "{network}");
        assert_eq!(codes(offer), [""; 0]);
    }
    // Not all dollars have six digits.
    for (network, asset, amount, display) in [
        ("stellar:pubnet", STELLAR_USDC, "100000", "0.01 USDC on Stellar"),
        (
            "eip155:56",
            "0x55d398326f99059fF775485246999027B3197955",
            "10000000000000000",
            "0.01 USDT on BNB Smart Chain",
        ),
        (
            "eip155:31612",
            "0xdD468A1DDc392dcdbEf6db6e34E89AA338F9F186",
            "10000000000000000",
            "0.01 mUSD on Mezo",
        ),
    ] {
        let text = format!(
            r#"{{"x402Version":2,"accepts":[{{"scheme":"exact","network":"{network}","amount":"{amount}","asset":"{asset}"}}]}}"#
        );
        assert_eq!(x402(2, &text)[0].display, display);
    }
}

#[test]
fn stellar_challenges_are_on_the_network_they_name() {
    let of = |details: &str, currency: &str| {
        let request = format!(r#"{{"amount":"100000","currency":"{currency}","recipient":"G1"{details}}}"#);
        only(&challenge("stellar", "charge", &request, ""), &context())
    };
    let main = of(r#","methodDetails":{"network":"stellar:pubnet"}"#, STELLAR_USDC);
    assert_eq!((main.display.as_str(), &codes(&main)[..]), ("0.01 USDC on Stellar", &[][..]));
    let elsewhere = of(r#","methodDetails":{"network":"stellar:testnet"}"#, STELLAR_USDC);
    assert_eq!(elsewhere.display, format!("100000 base units of {STELLAR_USDC} on Stellar's test network"));
    assert_eq!(codes(&elsewhere), ["unknown-token"]);
    assert_eq!(of("", "usd").display, "100000 base units of usd", "a token's name is not a currency");
}

#[test]
fn b402_challenges_are_on_the_network_they_name() {
    let details = r#"{"network":"eip155:56","decimals":18}"#;
    let request = format!(
        r#"{{"amount":"10000000000000000","currency":"0x8AC76a51cc950d9822D68b83fE1Ad97B32Cd580d","recipient":"0x1","methodDetails":{details}}}"#
    );
    let offer = only(&challenge("b402", "charge", &request, ""), &context());
    assert_eq!((offer.display.as_str(), &codes(&offer)[..]), ("0.01 USDC on BNB Smart Chain", &[][..]));
    assert_eq!(offer.network.as_deref(), Some("eip155:56"));
}

#[test]
fn a_code_on_a_chain_is_nobodys_currency() {
    // On the XRP Ledger any issuer can have tokens with three-letter names, counted in whole units.
    let limits = [Limit::parse("1.00 USD").unwrap()];
    for network in ["xrpl:0", "xrpl", "sei", "eip155:56", "eip155:8453", ""] {
        let text = format!(
            r#"{{"x402Version":2,"accepts":[{{"scheme":"exact","network":"{network}","amount":"90","asset":"USD"}}]}}"#
        );
        let header = base64url::encode_standard(&text);
        let answer = Response { status: 402, payment_required: Some(&header), ..Response::default() };
        let offers = detect(&answer).unwrap().offers(&Context { limits: &limits, ..context() }).unwrap();
        assert!(offers[0].display.starts_with("90 base units of USD"), "{}", offers[0].display);
        assert_eq!(codes(&offers[0]), ["unknown-token", "limit-unchecked"], "{network}");
        assert_eq!(offers[0].comparable, None);
    }
}

#[test]
fn a_token_without_a_name_is_unknown() {
    for asset in ["", r#","asset":31566704"#, r#","asset":null"#] {
        let text = format!(
            r#"{{"x402Version":1,"accepts":[{{"scheme":"exact","network":"base","maxAmountRequired":"10000000"{asset}}}]}}"#
        );
        let [offer] = &x402(1, &text)[..] else { panic!() };
        assert_eq!(offer.display, "10000000 base units on Base");
        assert_eq!(codes(offer), ["unknown-token"], "{asset}");
    }
}
