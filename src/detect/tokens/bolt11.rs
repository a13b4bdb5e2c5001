//! What a Lightning invoice asks for, from its human-readable part (BOLT 11), and until when.
//!
//! ```abnf
//! hrp    = "ln" prefix [ amount ]   ; the last "1" of the invoice ends it
//! prefix = "bc" / "tb" / "tbs" / "bcrt"
//! amount = %x31-39 *DIGIT [ "m" / "u" / "n" / "p" ]   ; bitcoin, or a part of one
//! ```
//!
//! Verifying the signature is up to the paying wallet. Here we only show what the invoice says.

mod expiry;

use super::network::{Network, network};
use crate::encoding::timestamp::Timestamp;
use alloc::string::{String, ToString};
use expiry::expiry;

/// The network where bitcoin has value.
pub(in crate::detect) const LIGHTNING: &Network = &network("lightning", "", "Lightning");

/// The networks by the prefix of their invoices. Longest first, because "tbs" starts with "tb".
const NETWORKS: [(&str, &Network); 4] = [
    ("bcrt", &network("lightning-regtest", "", "Lightning's test network regtest")),
    ("bc", LIGHTNING),
    ("tbs", &network("lightning-signet", "", "Lightning's test network signet")),
    ("tb", &network("lightning-testnet", "", "Lightning's test network")),
];

/// An invoice's network, amount and end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::detect) struct Invoice {
    pub network: &'static Network,
    /// Thousandths of a satoshi; absent if the payer chooses the amount.
    pub millisats: Option<u64>,
    /// Absent if the data part cannot be read.
    pub expires: Option<Timestamp>,
}

impl Invoice {
    /// Reads `lnbc2500u1…`; `None` if it is not an invoice.
    pub fn read(text: &str) -> Option<Self> {
        let text = text.trim().to_ascii_lowercase();
        let text = text.strip_prefix("lightning:").unwrap_or(&text);
        let (human, data) = text.rsplit_once('1')?;
        let rest = human.strip_prefix("ln")?;
        NETWORKS.into_iter().find_map(|(prefix, network)| {
            let amount = rest.strip_prefix(prefix)?;
            let millisats = if amount.is_empty() { None } else { Some(millisats(amount)?) };
            Some(Self { network, millisats, expires: expiry(data) })
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

    /// Examples of BOLT 11: an hour, a minute, a week, and in capitals.
    #[test]
    fn bolt_11_expiry() {
        for (invoice, expires) in [
            (
                "lnbc1pvjluezsp5zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zygspp5qqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqypqdpl2pkx2ctnv5sxxmmwwd5kgetjypeh2ursdae8g6twvus8g6rfwvs8qun0dfjkxaq9qrsgq357wnc5r2ueh7ck6q93dj32dlqnls087fxdwk8qakdyafkq3yap9us6v52vjjsrvywa6rt52cm9r9zqt8r2t7mlcwspyetp5h2tztugp9lfyql",
                "2017-06-01T11:57:38.000Z",
            ),
            (
                "lightning:lnbc2500u1pvjluezsp5zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zygspp5qqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqypqdq5xysxxatsyp3k7enxv4jsxqzpu9qrsgquk0rl77nj30yxdy8j9vdx85fkpmdla2087ne0xh8nhedh8w27kyke0lp53ut353s06fv3qfegext0eh0ymjpf39tuven09sam30g4vgpfna3rh",
                "2017-06-01T10:58:38.000Z",
            ),
            (
                "lnbc9678785340p1pwmna7lpp5gc3xfm08u9qy06djf8dfflhugl6p7lgza6dsjxq454gxhj9t7a0sd8dgfkx7cmtwd68yetpd5s9xar0wfjn5gpc8qhrsdfq24f5ggrxdaezqsnvda3kkum5wfjkzmfqf3jkgem9wgsyuctwdus9xgrcyqcjcgpzgfskx6eqf9hzqnteypzxz7fzypfhg6trddjhygrcyqezcgpzfysywmm5ypxxjemgw3hxjmn8yptk7untd9hxwg3q2d6xjcmtv4ezq7pqxgsxzmnyyqcjqmt0wfjjq6t5v4khxsp5zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zygsxqyjw5qcqp2rzjq0gxwkzc8w6323m55m4jyxcjwmy7stt9hwkwe2qxmy8zpsgg7jcuwz87fcqqeuqqqyqqqqlgqqqqn3qq9q9qrsgqrvgkpnmps664wgkp43l22qsgdw4ve24aca4nymnxddlnp8vh9v2sdxlu5ywdxefsfvm0fq3sesf08uf6q9a2ke0hc9j6z6wlxg5z5kqpu2v9wz",
                "2019-11-06T20:51:43.000Z",
            ),
            (
                "LNBC25M1PVJLUEZPP5QQQSYQCYQ5RQWZQFQQQSYQCYQ5RQWZQFQQQSYQCYQ5RQWZQFQYPQDQ5VDHKVEN9V5SXYETPDEESSP5ZYG3ZYG3ZYG3ZYG3ZYG3ZYG3ZYG3ZYG3ZYG3ZYG3ZYG3ZYG3ZYGS9Q5SQQQQQQQQQQQQQQQQSGQ2A25DXL5HRNTDTN6ZVYDT7D66HYZSYHQS4WDYNAVYS42XGL6SGX9C4G7ME86A27T07MDTFRY458RTJR0V92CNMSWPSJSCGT2VCSE3SGPZ3UAPA",
                "2017-06-01T11:57:38.000Z",
            ),
        ] {
            let read = Invoice::read(invoice).unwrap();
            assert_eq!(read.expires, Timestamp::parse(expires).ok(), "{invoice}");
        }
        let short = "lnbc1pvjluezpp5qqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqypqdpl2pkx2ctnv5sxxmmwwd5kgetjypeh2ursdae8g6na6hlh";
        assert_eq!(Invoice::read(short).unwrap().expires, None, "BOLT 11: \"String is too short.\"");
    }

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
        assert_eq!(
            Invoice::read("lnbc1pvjluez"),
            Some(Invoice { network: LIGHTNING, millisats: None, expires: None })
        );
        assert_eq!(Invoice::read("lntbs1x").unwrap().network.id, "lightning-signet");
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
