//! The amount of a Lightning invoice, from its human-readable part (BOLT 11).
//!
//! ```abnf
//! hrp    = "ln" prefix [ amount ]   ; the last "1" of the invoice ends it
//! prefix = "bc" / "tb" / "tbs" / "bcrt"
//! amount = %x31-39 *DIGIT [ "m" / "u" / "n" / "p" ]   ; bitcoin, or a part of one
//! ```
//!
//! Verifying the signature is up to the paying wallet. Here we only show what the invoice says.

use alloc::string::{String, ToString};

/// A network's id, and what to call it.
pub(super) type Network = [&'static str; 2];

/// The network where bitcoin has value.
pub(super) const LIGHTNING: Network = ["lightning", "Lightning"];

/// The networks by the prefix of their invoices. Longest first, because "tbs" starts with "tb".
const NETWORKS: [(&str, Network); 4] = [
    ("bcrt", ["lightning-regtest", "Lightning's test network regtest"]),
    ("bc", LIGHTNING),
    ("tbs", ["lightning-signet", "Lightning's test network signet"]),
    ("tb", ["lightning-testnet", "Lightning's test network"]),
];

/// An invoice's network and amount.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Invoice {
    pub network: Network,
    /// Thousandths of a satoshi; absent if the payer chooses the amount.
    pub millisats: Option<u64>,
}

impl Invoice {
    /// Reads `lnbc2500u1…`; `None` if it is not an invoice.
    pub fn read(text: &str) -> Option<Self> {
        let text = text.trim().to_ascii_lowercase();
        let text = text.strip_prefix("lightning:").unwrap_or(&text);
        let (human, _) = text.rsplit_once('1')?;
        let rest = human.strip_prefix("ln")?;
        NETWORKS.into_iter().find_map(|(prefix, network)| {
            let amount = rest.strip_prefix(prefix)?;
            let millisats = if amount.is_empty() { None } else { Some(millisats(amount)?) };
            Some(Self { network, millisats })
        })
    }

    /// The amount and its unit: satoshis, or millisatoshis if the amount is not a whole number of satoshis.
    pub fn units(&self) -> Option<(String, &'static str)> {
        let amount = self.millisats?;
        Some(match amount % 1000 {
            0 => ((amount / 1000).to_string(), "sat"),
            _ => (amount.to_string(), "msat"),
        })
    }
}

fn millisats(amount: &str) -> Option<u64> {
    const PER_BITCOIN: u64 = 100_000_000_000;
    let (digits, factor) = match amount.as_bytes().last()? {
        b'm' => (&amount[..amount.len() - 1], PER_BITCOIN / 1000),
        b'u' => (&amount[..amount.len() - 1], PER_BITCOIN / 1_000_000),
        b'n' => (&amount[..amount.len() - 1], PER_BITCOIN / 1_000_000_000),
        // A tenth of a millisatoshi, so the last digit has to be 0.
        b'p' => (amount[..amount.len() - 1].strip_suffix('0')?, 1),
        _ => (amount, PER_BITCOIN),
    };
    if crate::scheme::money::is_amount(digits) && digits != "0" {
        digits.parse::<u64>().ok()?.checked_mul(factor)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The human-readable parts of BOLT 11's examples, then parts that readers must reject.
    #[test]
    fn bolt_11() {
        for (invoice, sats) in [
            ("lnbc2500u1pvjluez", "250000 sat"),
            ("lnbc20m1pvjluez", "2000000 sat"),
            ("LNBC25M1PVJLUEZ", "2500000 sat"),
            ("lnbc9678785340p1pwmna7l", "967878534 msat"),
            ("lightning:lnbc11pvjluez", "100000000 sat"),
            ("lntb20m1pvjluez", "2000000 sat"),
            ("lntbs1n1x", "100 msat"),
            ("lnbcrt10n1x", "1 sat"),
        ] {
            let (amount, unit) = Invoice::read(invoice).unwrap().units().unwrap();
            assert_eq!([&amount, " ", unit].concat(), sats, "{invoice}");
        }
        assert_eq!(Invoice::read("lnbc1pvjluez"), Some(Invoice { network: LIGHTNING, millisats: None }));
        assert_eq!(Invoice::read("lntbs1x").unwrap().network[0], "lightning-signet");
        for invoice in [
            "",
            "i",
            "lnbc",
            "lnxx1p",
            "lnbc2500x1pvjluez",
            "lnbc-5u1p",
            "lnbc05u1p",
            "lnbc0u1p",
            "lnbcu1p",
            "lnbc11p1p",
            "lnbc99999999999999999999m1p",
        ] {
            assert_eq!(Invoice::read(invoice), None, "{invoice}");
        }
    }
}
