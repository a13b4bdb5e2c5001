//! Where the money of a Payment challenge moves: the network, which decides what its currency is.

use super::details;
use super::invoice::lightning;
use crate::detect::tokens::network::{Network, SOLANA, SOLANA_DEVNET};
use crate::detect::tokens::token::Unit;
use crate::scheme::{Challenge, Terms};
use alloc::string::{String, ToString};

/// The network of a challenge's currency.
pub(super) struct Place {
    pub(super) id: Option<String>,
    /// The network itself, if it is known.
    pub(super) network: Option<&'static Network>,
}

impl Place {
    pub(super) fn of(challenge: &Challenge, terms: Option<&Terms<'_>>) -> Self {
        let chain = match terms {
            Some(Terms::Tempo(terms)) => terms.chain_id,
            Some(Terms::Evm(terms)) => Some(terms.chain_id),
            _ => None,
        };
        let named = details(challenge).and_then(|details| details.text("network"));
        let (id, network): (Option<String>, _) = match (chain, challenge.method.as_str()) {
            (Some(chain), _) => {
                let id = ["eip155:", &chain.to_string()].concat();
                let network = Network::find(&id);
                (Some(id), network)
            }
            // Without a chain id the drafts disagree about the default. Look tokens up on the chain where
            // they have value, but do not claim that chain.
            (None, "tempo") => (Some("tempo".into()), Network::find("eip155:4217")),
            // draft-solana-charge-00: mainnet by default. Solana calls it `mainnet-beta`, and so do the Solana
            // Foundation's servers.
            (None, "solana") => match named.unwrap_or("mainnet") {
                "mainnet" | "mainnet-beta" => (Some(SOLANA.into()), Network::find(SOLANA)),
                "devnet" => (Some(SOLANA_DEVNET.into()), Network::find(SOLANA_DEVNET)),
                other => (Some(other.into()), None),
            },
            // draft-stellar-charge-00, and for `b402` bnb-chain/mpp-sdk: a CAIP-2 id, required.
            (None, "stellar" | "b402") => (named.map(Into::into), named.and_then(Network::find)),
            (None, "lightning") => {
                let network = lightning(challenge);
                (Some(network.id.into()), Some(network))
            }
            (None, _) => (None, None),
        };
        Self { id, network }
    }

    /// The unit of the amount. Methods that pay in tokens have no national
    /// currencies: `usd` does not mean cents there.
    pub(super) fn unit(&self, method: &str, currency: &str) -> Option<Unit> {
        match (self.network, method) {
            (_, "lightning") => (currency == "sat").then(|| Unit::plain("sat")),
            (Some(network), _) => Unit::token(network.id, currency),
            (None, "tempo" | "evm" | "solana" | "hedera" | "stellar" | "xrpl" | "usdc" | "nearintents") => {
                None
            }
            (None, "stripe") => Unit::iso(currency),
            (None, _) => Unit::iso_elsewhere(currency),
        }
    }
}
