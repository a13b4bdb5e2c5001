//! The networks that money moves on, by the names that protocols have for them.

/// A chain, or a network of Lightning's.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::detect) struct Network {
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

// Names and ids: npm's @x402/evm and @x402/svm 2.27.0, @x402/stellar 2.9.0, @x402/avm 2.26.0 and x402 1.2.0, PyPI's x402
// 2.25.0 (Arc, TON, Monad's test network) and npm's @faremeter/info 0.22.0 (SKALE Base); Tempo's: draft-tempo-charge-00 and
// mppx 0.11.0, dist/tempo/internal/defaults.js; Celo's test network: mppx 0.11.0, dist/x402/Assets.js. XRPL EVM, Aptos, TRON
// and names for version 1 of Celo's test network, XDC and Radius: the crates of x402-rs 2 (networks.rs); TRON's other names:
// sun-protocol/x402-tron. Optimism: npm's @dexterai/x402 2.0.0. BNB Smart Chain: npm's @bankofai/x402 0.5.8.
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
    network("eip155:42220", "celo", "Celo"),
    network("eip155:11142220", "celo-sepolia", "Celo's test network Sepolia"),
    network("eip155:1329", "sei", "Sei"),
    network("eip155:988", "stable", "Stable"),
    network("eip155:143", "monad", "Monad"),
    network("eip155:4326", "megaeth", "MegaETH"),
    network(SOLANA, "solana", "Solana"),
    network(SOLANA_DEVNET, "solana-devnet", "Solana's test network devnet"),
    network("eip155:1328", "sei-testnet", "Sei's test network"),
    network("eip155:2201", "stable-testnet", "Stable's test network"),
    network("eip155:10143", "monad-testnet", "Monad's test network"),
    network("eip155:5042", "", "Arc"),
    network("eip155:5042002", "", "Arc's test network"),
    network("eip155:14", "flare", "Flare"),
    network("eip155:50", "xdc", "XDC"),
    network("eip155:51", "", "XDC's test network Apothem"),
    network("eip155:31612", "", "Mezo"),
    network("eip155:31611", "", "Mezo's test network"),
    network("eip155:723487", "radius", "Radius"),
    network("eip155:72344", "radius-testnet", "Radius's test network"),
    network("eip155:36900", "", "ADI Chain"),
    network("eip155:190415", "", "HPP"),
    network("eip155:181228", "", "HPP's test network Sepolia"),
    network("eip155:38833", "", "Igra"),
    network("eip155:2741", "abstract", "Abstract"),
    network("eip155:11124", "abstract-testnet", "Abstract's test network"),
    network("eip155:4689", "iotex", "IoTeX"),
    network("eip155:3338", "peaq", "peaq"),
    network("eip155:1514", "story", "Story"),
    network("eip155:41923", "educhain", "EDU Chain"),
    network("eip155:1187947933", "skale-base", "SKALE Base"),
    network("eip155:324705682", "skale-base-sepolia", "SKALE Base's test network Sepolia"),
    network(SOLANA_TESTNET, "solana-testnet", "Solana's test network testnet"),
    network("stellar:pubnet", "", "Stellar"),
    network("stellar:testnet", "", "Stellar's test network"),
    network(ALGORAND, "", "Algorand"),
    network(ALGORAND_TESTNET, "", "Algorand's test network"),
    network("tvm:-239", "", "TON"),
    network("tvm:-3", "", "TON's test network"),
    network("eip155:10", "optimism", "Optimism"),
    network("eip155:56", "", "BNB Smart Chain"),
    network("eip155:1440000", "xrpl-evm", "XRPL EVM"),
    network("aptos:1", "", "Aptos"),
    network("aptos:2", "", "Aptos's test network"),
    network("tron:0x2b6653dc", "tron:mainnet", "TRON"),
    network("tron:0xcd8690dc", "tron:nile", "TRON's test network Nile"),
];

pub(in crate::detect) const SOLANA: &str = "solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp";
pub(in crate::detect) const SOLANA_DEVNET: &str = "solana:EtWTRABZaYq6iMfeYKouRu166VU2xqa1";
pub(super) const SOLANA_TESTNET: &str = "solana:4uhcVJyU9pJkvQyS88uRDiswHXSCkY3z";
pub(super) const ALGORAND: &str = "algorand:wGHE2Pwdvd7S12BL5FaOP20EGYesN73k";
pub(super) const ALGORAND_TESTNET: &str = "algorand:SGO1GKSzyE7IEPItTxCByw9x8FmnrCDe";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_has_one_place_in_the_table_and_is_found_by_each_name() {
        for network in NETWORKS {
            for name in [network.id, network.alias].into_iter().filter(|name| !name.is_empty()) {
                assert_eq!(Network::find(name), Some(network), "{name}");
            }
        }
        assert_eq!(Network::find(""), None);
        assert_eq!(Network::find("base").map(|network| network.id), Some("eip155:8453"));
    }
}
