//! The smallest units of national currencies.
//!
//! ISO 4217 defines them. Stripe's API has kept differences: ISK and UGX are in hundredths, MGA is in whole units.

use crate::ascii;

/// Currencies without a minor unit.
const ZERO: &str = "BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF";
/// Currencies divided into thousandths.
const THREE: &str = "BHD IQD JOD KWD LYD OMR TND";
/// Currencies divided into hundredths.
const TWO: &str = "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF \
     CNY COP CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR \
     IRR ISK JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN \
     NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL \
     THB TJS TMT TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VES WST XCD XCG YER ZAR ZMW ZWG";

/// How many digits a currency has after the decimal point; `None` for codes that are not national currencies.
///
/// ```
/// use mpp_wasm::scheme::money::minor_digits;
/// assert_eq!((minor_digits("usd"), minor_digits("JPY"), minor_digits("kwd")), (Some(2), Some(0), Some(3)));
/// ```
pub fn minor_digits(currency: &str) -> Option<u8> {
    let lists = [(ZERO, 0), (TWO, 2), (THREE, 3)];
    let listed = |list: &str| ascii::split(list, b' ').any(|code| code.eq_ignore_ascii_case(currency));
    lists.into_iter().find(|(list, _)| listed(list)).map(|(_, digits)| digits)
}
