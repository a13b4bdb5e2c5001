//! The units of amounts: national currencies, and tokens known by address.
//!
//! A token is identified by network and address, never by name: anyone can deploy another "USDC". A token
//! that is not in the table is shown in base units.

use crate::scheme::money;
use alloc::string::String;

/// How base units become a price.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Unit {
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

/// A chain, or a network of Lightning's.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Network {
    /// CAIP-2; for Lightning, a name of ours.
    pub id: &'static str,
    /// x402's version 1 name for it; empty if there is none.
    alias: &'static str,
    pub name: &'static str,
}

impl Network {
    /// Finds a network by CAIP-2 id or by x402's name.
    pub fn find(name: &str) -> Option<&'static Self> {
        NETWORKS.iter().find(|network| network.id == name || (network.alias == name && !name.is_empty()))
    }
}

pub(super) const fn network(id: &'static str, alias: &'static str, name: &'static str) -> Network {
    Network { id, alias, name }
}

// Names and ids: coinbase/x402, go/mechanisms/evm/v1/network.go and typescript/packages/mechanisms/svm/src/constants.ts;
// Tempo's: draft-tempo-charge-00 and mppx 0.11.0, dist/tempo/internal/defaults.js; Celo's: mppx 0.11.0, dist/x402/Assets.js.
const NETWORKS: &[Network] = &[
    network("eip155:4217", "", "Tempo"),
    network("eip155:42431", "", "Tempo's test network"),
    network("eip155:1", "ethereum", "Ethereum"),
    network("eip155:8453", "base", "Base"),
    network("eip155:84532", "base-sepolia", "Base's test network Sepolia"),
    network("eip155:137", "polygon", "Polygon"),
    network("eip155:42161", "", "Arbitrum"),
    network("eip155:421614", "", "Arbitrum's test network Sepolia"),
    network("eip155:80002", "polygon-amoy", "Polygon's test network Amoy"),
    network("eip155:43114", "avalanche", "Avalanche"),
    network("eip155:43113", "avalanche-fuji", "Avalanche's test network Fuji"),
    network("eip155:42220", "", "Celo"),
    network("eip155:11142220", "", "Celo's test network Sepolia"),
    network("eip155:1329", "sei", "Sei"),
    network("eip155:988", "stable", "Stable"),
    network("eip155:143", "monad", "Monad"),
    network("eip155:4326", "megaeth", "MegaETH"),
    network(SOLANA, "solana", "Solana"),
    network(SOLANA_DEVNET, "solana-devnet", "Solana's test network devnet"),
];

pub(super) const SOLANA: &str = "solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp";
pub(super) const SOLANA_DEVNET: &str = "solana:EtWTRABZaYq6iMfeYKouRu166VU2xqa1";

/// Network, address, symbol, digits, pegged currency.
type Token = (&'static str, &'static str, &'static str, u8, &'static str);

// Tempo: mppx 0.11.0, dist/tempo/internal/defaults.js (pathUSD, USDC.e) and crate mpp 0.18.2, methods/tempo/mod.rs
// (OUSD); six digits: draft-tempo-charge-00, "Terminology".
// USDC, USDT0 and MegaUSD: coinbase/x402, typescript/packages/mechanisms/evm/src/shared/defaultAssets.ts,
// python/x402/mechanisms/evm/v1/constants.py (Ethereum, Avalanche), svm/src/constants.ts (Solana) and
// typescript/packages/legacy/x402/src/types/shared/evm/config.ts (Amoy, Fuji, Sei). USDC and USDT on Celo:
// mppx 0.11.0, dist/x402/Assets.js. USDT, PYUSD and USDG on Solana: solana-foundation/mpp-sdk,
// go/protocol/solana.go. SOL: draft-solana-charge-00, "Lamports".
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
];

/// What a challenge calls Solana's own coin. The draft writes it in lower case; the Solana Foundation's
/// servers do not look at the case, and no address is this short.
const NATIVE_SOL: &str = "sol";

#[cfg(test)]
mod tests {
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
            assert!(
                hex.is_none_or(|hex| hex.len() == 40 && hex.bytes().all(|byte| byte.is_ascii_hexdigit())),
                "{address}"
            );
        }
        assert_eq!(Network::find(""), None);
        assert_eq!(Network::find("base").map(|network| network.id), Some("eip155:8453"));
    }
}
