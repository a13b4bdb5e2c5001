//! The units of amounts: national currencies, and tokens known by address.
//!
//! A token is identified by network and address, never by name: anyone can deploy another "USDC". A token
//! that is not in the table is shown in base units.

use super::network::{ALGORAND, ALGORAND_TESTNET, SOLANA, SOLANA_DEVNET, SOLANA_TESTNET};
use crate::scheme::money;
use alloc::string::String;

/// How base units become a price.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::detect) struct Unit {
    pub symbol: String,
    pub digits: u8,
    /// The national currency to compare prices in: the unit's own, or the one a stablecoin
    /// is pegged to. Empty if there is none.
    pub peg: String,
    /// Whether the decimal places are always shown, as in `5.00 USD`.
    pub national: bool,
}

/// Currencies that Stripe's API counts in units other than those of ISO 4217 ([`money`]). Other methods do
/// not say which of the two they mean, and the two differ by a factor of a hundred.
const DISPUTED: [&str; 3] = ["isk", "ugx", "mga"];

impl Unit {
    /// A national currency by its ISO 4217 code, counted the way Stripe's API does.
    pub fn iso(code: &str) -> Option<Self> {
        let digits = money::minor_digits(code)?;
        let (symbol, peg) = (code.to_ascii_uppercase(), code.to_ascii_lowercase());
        Some(Self { symbol, digits, peg, national: true })
    }

    /// The same, but only if ISO 4217 counts it that way too.
    pub fn iso_elsewhere(code: &str) -> Option<Self> {
        Self::iso(code).filter(|unit| !DISPUTED.contains(&&*unit.peg))
    }

    /// A unit without decimal places.
    pub fn plain(symbol: &str) -> Self {
        Self { symbol: symbol.into(), digits: 0, peg: String::new(), national: false }
    }

    /// A token or a chain's native coin.
    pub fn token(network: &str, address: &str) -> Option<Self> {
        let same = |known: &str| {
            // Base58 has two cases; hexadecimal and the name of Solana's coin have not.
            let folds = known.starts_with("0x") || known == NATIVE_SOL;
            if folds { known.eq_ignore_ascii_case(address) } else { known == address }
        };
        let found = TOKENS.iter().find(|(at, known, ..)| *at == network && same(known));
        found.map(|(_, _, symbol, digits, peg)| Self {
            symbol: (*symbol).into(),
            digits: *digits,
            peg: (*peg).into(),
            national: false,
        })
    }

    /// `5.00 USD`
    pub fn price(&self, amount: &str) -> String {
        let number = if self.national {
            money::with_point(amount, self.digits)
        } else {
            money::with_short_point(amount, self.digits)
        };
        [&number, " ", &self.symbol].concat()
    }
}

/// Network, address, symbol, digits, pegged currency.
type Token = (&'static str, &'static str, &'static str, u8, &'static str);

// Tempo: mppx 0.11.0, dist/tempo/internal/defaults.js (pathUSD, USDC.e) and crate mpp 0.18.2, methods/tempo/mod.rs
// (OUSD); six digits: draft-tempo-charge-00, "Terminology".
// Tokens of x402 version 2: npm's @x402/evm and @x402/svm 2.27.0 (default assets), @x402/stellar 2.9.0 and @x402/avm 2.26.0,
// and PyPI's x402 2.25.0 (Arc, TON, Monad's test network). Version 1, by name of its network: npm's x402 1.2.0 (Amoy, Fuji,
// Sei, Abstract, IoTeX, peaq, Story, EDU Chain, SKALE). SKALE Base: npm's @faremeter/info 0.22.0. USDT, PYUSD and USDG on
// Solana are also in solana-foundation/mpp-sdk, go/protocol/solana.go. SOL: draft-solana-charge-00, "Lamports". Stellar's USDC
// has seven digits: draft-stellar-charge-00, and @x402/stellar. Aptos and TRON: the crates of x402-rs 2, networks.rs (Aptos also
// in coinbase/x402, scheme_exact_aptos.md). Optimism: npm's @dexterai/x402 2.0.0 and thirdweb 5.121.6. BNB Smart Chain, where
// both have eighteen digits: npm's @bankofai/x402 0.5.8 and bnb-chain/mpp-sdk.
const TOKENS: &[Token] = &[
    ("eip155:4217", "0x20c0000000000000000000000000000000000000", "pathUSD", 6, "usd"),
    ("eip155:4217", "0x20C000000000000000000000b9537d11c60E8b50", "USDC.e", 6, "usd"),
    ("eip155:4217", "0x20c0000000000000000000006a37DA5C996874BE", "OUSD", 6, "usd"),
    ("eip155:42431", "0x20c0000000000000000000000000000000000000", "pathUSD", 6, "usd"),
    ("eip155:42431", "0x20c0000000000000000000006a37DA5C996874BE", "OUSD", 6, "usd"),
    ("eip155:1", "0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48", "USDC", 6, "usd"),
    ("eip155:8453", "0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913", "USDC", 6, "usd"),
    ("eip155:84532", "0x036CbD53842c5426634e7929541eC2318f3dCF7e", "USDC", 6, "usd"),
    ("eip155:137", "0x3c499c542cEF5E3811e1192ce70d8cC03d5c3359", "USDC", 6, "usd"),
    ("eip155:42161", "0xaf88d065e77c8cC2239327C5EDb3A432268e5831", "USDC", 6, "usd"),
    ("eip155:421614", "0x75faf114eafb1BDbe2F0316DF893fd58CE46AA4d", "USDC", 6, "usd"),
    ("eip155:43114", "0xB97EF9Ef8734C71904D8002F8b6Bc66Dd9c48a6E", "USDC", 6, "usd"),
    ("eip155:80002", "0x41E94Eb019C0762f9Bfcf9Fb1E58725BfB0e7582", "USDC", 6, "usd"),
    ("eip155:43113", "0x5425890298aed601595a70AB815c96711a31Bc65", "USDC", 6, "usd"),
    ("eip155:1329", "0xe15fC38F6D8c56aF07bbCBe3BAf5708A2Bf42392", "USDC", 6, "usd"),
    ("eip155:988", "0x779Ded0c9e1022225f8E0630b35a9b54bE713736", "USDT0", 6, "usd"),
    ("eip155:11142220", "0x01C5C0122039549AD1493B8220cABEdD739BC44E", "USDC", 6, "usd"),
    ("eip155:42220", "0xcebA9300f2b948710d2653dD7B07f33A8B32118C", "USDC", 6, "usd"),
    ("eip155:42220", "0x48065fbBE25f71C9282ddf5e1cD6D6A887483D5e", "USDT", 6, "usd"),
    ("eip155:143", "0x754704Bc059F8C67012fEd69BC8A327a5aafb603", "USDC", 6, "usd"),
    ("eip155:4326", "0xFAfDdbb3FC7688494971a79cc65DCa3EF82079E7", "USDm", 18, "usd"),
    (SOLANA, "EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v", "USDC", 6, "usd"),
    (SOLANA, "Es9vMFrzaCERmJfrF4H2FYD4KCoNkY11McCe8BenwNYB", "USDT", 6, "usd"),
    (SOLANA, "2b1kV6DkPAnxd5ixfnxCpjxmKwqjjaYmCZfHsFu24GXo", "PYUSD", 6, "usd"),
    (SOLANA, "2u1tszSeqZ3qBWF3uNGPFc8TzMk2tdiwknnRMWGWjGWH", "USDG", 6, "usd"),
    (SOLANA_DEVNET, "4zMMC9srt5Ri5X14GAgXhaHii3GnPAEERYPJgZJDncDU", "USDC", 6, "usd"),
    (SOLANA, NATIVE_SOL, "SOL", 9, ""),
    (SOLANA_DEVNET, NATIVE_SOL, "SOL", 9, ""),
    ("eip155:1328", "0x4fCF1784B31630811181f670Aea7A7bEF803eaED", "USDC", 6, "usd"),
    ("eip155:2201", "0x78Cf24370174180738C5B8E352B6D14c83a6c9A9", "USDT0", 6, "usd"),
    ("eip155:10143", "0x534b2f3A21130d7a60830c2Df862319e593943A3", "USDC", 6, "usd"),
    ("eip155:5042", "0x3600000000000000000000000000000000000000", "USDC", 6, "usd"),
    ("eip155:5042002", "0x3600000000000000000000000000000000000000", "USDC", 6, "usd"),
    ("eip155:14", "0xe7cd86e13AC4309349F30B3435a9d337750fC82D", "USDT0", 6, "usd"),
    ("eip155:50", "0xfA2958CB79b0491CC627c1557F441eF849Ca8eb1", "USDC", 6, "usd"),
    ("eip155:51", "0xb5AB69F7bBada22B28e79C8FFAECe55eF1c771D4", "USDC", 6, "usd"),
    ("eip155:31612", "0xdD468A1DDc392dcdbEf6db6e34E89AA338F9F186", "mUSD", 18, "usd"),
    ("eip155:31611", "0x118917a40FAF1CD7a13dB0Ef56C86De7973Ac503", "mUSD", 18, "usd"),
    ("eip155:723487", "0x33ad9e4BD16B69B5BFdED37D8B5D9fF9aba014Fb", "SBC", 6, "usd"),
    ("eip155:72344", "0x33ad9e4BD16B69B5BFdED37D8B5D9fF9aba014Fb", "SBC", 6, "usd"),
    ("eip155:36900", "0x9cb8142aEBBcdc60AF7c97Af897A67A8f3CA71C2", "USDC.e", 6, "usd"),
    ("eip155:190415", "0x401eCb1D350407f13ba348573E5630B83638E30D", "USDC.e", 6, "usd"),
    ("eip155:181228", "0x401eCb1D350407f13ba348573E5630B83638E30D", "USDC.e", 6, "usd"),
    ("eip155:38833", "0xA5b8BF902b2844dA17d4506cc827F7F1681735E7", "USDC", 6, "usd"),
    ("eip155:42220", "0xD2ab3C9A02DBBAB236BfEC45D1d755DF4267F771", "USAT", 6, "usd"),
    ("eip155:2741", "0x84A71ccD554Cc1b02749b35d22F684CC8ec987e1", "USDC", 6, "usd"),
    ("eip155:11124", "0xe4C7fBB0a626ed208021ccabA6Be1566905E2dFc", "USDC", 6, "usd"),
    ("eip155:4689", "0xcDf79194C6C285077A58da47641D4dBe51F63542", "USDC", 6, "usd"),
    ("eip155:3338", "0xbbA60da06c2c5424f03f7434542280FCAd453d10", "USDC", 6, "usd"),
    ("eip155:1514", "0xF1815bd50389c46847f0Bda824eC8da914045D14", "USDC", 6, "usd"),
    ("eip155:41923", "0x12a272A581feE5577A5dFa371afEB4b2F3a8C2F8", "USDC", 6, "usd"),
    ("eip155:1187947933", "0x85889c8c714505E0c94b30fcfcF64fE3Ac8FCb20", "USDC", 6, "usd"),
    ("eip155:324705682", "0x2e08028E3C4c2356572E096d8EF835cD5C6030bD", "USDC", 6, "usd"),
    (SOLANA, "CASHx9KJUStyftLFWGvEVf59SGeG9sh5FfcnZMVPCASH", "CASH", 6, "usd"),
    (SOLANA_DEVNET, "4F6PM96JJxngmHnZLBh9n58RH4aTVNWvDs2nuwrT5BP7", "USDG", 6, "usd"),
    (SOLANA_DEVNET, "CXk2AMBfi3TwaEL2468s6zP8xq9NxTXjp9gjMgzeUynM", "PYUSD", 6, "usd"),
    (SOLANA_TESTNET, "4zMMC9srt5Ri5X14GAgXhaHii3GnPAEERYPJgZJDncDU", "USDC", 6, "usd"),
    ("stellar:pubnet", "CCW67TSZV3SSS2HXMBQ5JFGCKJNXKZM7UQUWUZPUTHXSTZLEO7SJMI75", "USDC", 7, "usd"),
    ("stellar:testnet", "CBIELTK6YBZJU5UP2WWQEUCYKLPU6AUNZ2BQ4WWFEIE3USCIHMXQDAMA", "USDC", 7, "usd"),
    (ALGORAND, "31566704", "USDC", 6, "usd"),
    (ALGORAND_TESTNET, "10458941", "USDC", 6, "usd"),
    ("tvm:-239", "0:b113a994b5024a16719f69139328eb759596c38a25f59028b146fecdc3621dfe", "USDT", 6, "usd"),
    ("tvm:-3", "0:f418a04cf196ebc959366844a6cdf53a6fd6fff1eadafc892f05210bba31593e", "USDT", 6, "usd"),
    ("eip155:10", "0x0b2C639c533813f4Aa9D7837CAf62653d097Ff85", "USDC", 6, "usd"),
    ("eip155:56", "0x55d398326f99059fF775485246999027B3197955", "USDT", 18, "usd"),
    ("eip155:56", "0x8AC76a51cc950d9822D68b83fE1Ad97B32Cd580d", "USDC", 18, "usd"),
    ("aptos:1", "0xbae207659db88bea0cbead6da0ed00aac12edcdda169e591cd41c94180b46f3b", "USDC", 6, "usd"),
    ("aptos:2", "0x69091fbab5f7d635ee7ac5098cf0c1efbe31d68fec0f2cd565e8d168daf52832", "USDC", 6, "usd"),
    ("tron:0x2b6653dc", "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t", "USDT", 6, "usd"),
    ("tron:0xcd8690dc", "TXLAQ63Xg1NAzckPwKHvzw7CSEmLMEqcdj", "USDT", 6, "usd"),
];

/// What a challenge calls Solana's own coin. The draft writes it in lower case; the Solana Foundation's
/// servers do not look at the case, and no address is this short.
const NATIVE_SOL: &str = "sol";

#[cfg(test)]
mod tests {
    use super::super::network::Network;
    use super::*;

    #[test]
    fn a_token_is_its_network_and_address() {
        let usdc = "0x833589FCD6EDB6E08F4C7C32D4F71B54BDA02913";
        assert_eq!(
            Unit::token("eip155:8453", &usdc.to_ascii_lowercase()).unwrap().price("10000"),
            "0.01 USDC"
        );
        assert_eq!(Unit::token("eip155:1", usdc), None, "the address of another chain");
        let mint = "EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v";
        assert!(Unit::token(SOLANA, mint).is_some());
        assert_eq!(Unit::token(SOLANA, &mint.to_ascii_lowercase()), None, "base58 has two cases");
    }

    #[test]
    fn every_token_has_a_network_and_every_address_its_length() {
        for (at, address, symbol, ..) in TOKENS {
            assert!(Network::find(at).is_some(), "{symbol}");
            let hex = address.strip_prefix("0x");
            let length = if at.starts_with("aptos:") { 64 } else { 40 };
            assert!(
                hex.is_none_or(|hex| hex.len() == length && hex.bytes().all(|byte| byte.is_ascii_hexdigit())),
                "{address}"
            );
        }
    }
}
