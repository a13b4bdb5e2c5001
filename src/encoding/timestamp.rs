//! RFC 3339 timestamps as milliseconds since the Unix epoch.

mod calendar;

use crate::error::{Code, Error, Result};
use alloc::string::String;
use calendar::{civil_from_days, days_from_civil, days_in_month};
use core::time::Duration;

/// A moment, in milliseconds since 1970-01-01T00:00:00Z, within the years 0000 to 9999.
///
/// ```
/// use mpp_wasm::encoding::timestamp::Timestamp;
/// let moment = Timestamp::parse("2025-01-15T13:05:00+01:00").unwrap();
/// assert_eq!(moment.to_string(), "2025-01-15T12:05:00.000Z");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

const MS_PER_DAY: i64 = 86_400_000;
/// 0000-01-01T00:00:00.000Z and 9999-12-31T23:59:59.999Z.
const RANGE: core::ops::RangeInclusive<i64> = -62_167_219_200_000..=253_402_300_799_999;

impl Timestamp {
    /// From milliseconds since the epoch; `None` outside the years 0000 to 9999.
    pub fn from_millis(millis: i64) -> Option<Self> {
        RANGE.contains(&millis).then_some(Self(millis))
    }

    /// Milliseconds since the epoch.
    pub const fn as_millis(self) -> i64 {
        self.0
    }

    /// This moment plus `millis` milliseconds, clamped to the years 0000 to 9999.
    pub fn saturating_add_millis(self, millis: i64) -> Self {
        Self(self.0.saturating_add(millis).clamp(*RANGE.start(), *RANGE.end()))
    }

    /// Reads a `date-time` (RFC 3339 section 5.6). `T` and `Z` may be lowercase. Digits beyond milliseconds
    /// are cut off. A leap second reads as the second after it.
    ///
    /// # Errors
    /// [`Code::InvalidTimestamp`].
    pub fn parse(text: &str) -> Result<Self> {
        read(text.as_bytes())
            .and_then(Self::from_millis)
            .ok_or(Error::new(Code::InvalidTimestamp, "the timestamp is not an RFC 3339 date-time"))
    }

    /// Writes the format of `Date.prototype.toISOString`.
    pub fn to_text(self) -> String {
        let (days, of_day) = (self.0.div_euclid(MS_PER_DAY), self.0.rem_euclid(MS_PER_DAY));
        let (year, month, day) = civil_from_days(days);
        let of_day = of_day as u32;
        let mut out = *b"0000-00-00T00:00:00.000Z";
        let mut put = |mut number: u32, places: core::ops::Range<usize>| {
            for place in out[places].iter_mut().rev() {
                *place += (number % 10) as u8;
                number /= 10;
            }
        };
        put(year as u32, 0..4);
        put(month as u32, 5..7);
        put(day as u32, 8..10);
        put(of_day / 3_600_000, 11..13);
        put(of_day / 60_000 % 60, 14..16);
        put(of_day / 1000 % 60, 17..19);
        put(of_day % 1000, 20..23);
        String::from_utf8(out.to_vec()).unwrap_or_default()
    }
}

/// The moment this long after the Unix epoch, as a program with a clock has it.
///
/// ```
/// use mpp_wasm::encoding::timestamp::Timestamp;
/// let now = Timestamp::try_from(std::time::UNIX_EPOCH.elapsed().unwrap()).unwrap();
/// assert!(now > Timestamp::parse("2025-01-15T12:00:00Z").unwrap());
/// ```
impl TryFrom<Duration> for Timestamp {
    type Error = Error;

    /// # Errors
    /// [`Code::InvalidTimestamp`] after the year 9999.
    fn try_from(since_epoch: Duration) -> Result<Self> {
        i64::try_from(since_epoch.as_millis())
            .ok()
            .and_then(Self::from_millis)
            .ok_or(Error::new(Code::InvalidTimestamp, "the time is after the year 9999"))
    }
}

impl core::str::FromStr for Timestamp {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        Self::parse(text)
    }
}

impl core::fmt::Display for Timestamp {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.pad(&self.to_text())
    }
}

/// The milliseconds of a `date-time`, if the text is one.
fn read(text: &[u8]) -> Option<i64> {
    let number = |range: core::ops::Range<usize>| -> Option<i64> {
        text.get(range)?
            .iter()
            .try_fold(0, |sum, byte| byte.is_ascii_digit().then(|| sum * 10 + i64::from(byte - b'0')))
    };
    let is = |at: usize, byte: u8| text.get(at) == Some(&byte);
    let parted = is(10, b'T') || is(10, b't');
    let (year, month, day) = (number(0..4)?, number(5..7)?, number(8..10)?);
    let (hour, minute, second) = (number(11..13)?, number(14..16)?, number(17..19)?);
    if !(is(4, b'-') && is(7, b'-') && parted && is(13, b':') && is(16, b':')) {
        return None;
    }
    let (millis, at) = fraction(text, 19)?;
    let offset = match text.get(at..)? {
        [b'Z' | b'z'] => 0,
        [sign @ (b'+' | b'-'), _, _, b':', _, _] => {
            let (hours, minutes) = (number(at + 1..at + 3)?, number(at + 4..at + 6)?);
            if hours > 23 || minutes > 59 {
                return None;
            }
            (hours * 60 + minutes) * if *sign == b'+' { 1 } else { -1 }
        }
        _ => return None,
    };
    if !(1..=12).contains(&month) || day < 1 || day > days_in_month(year, month) {
        return None;
    }
    if hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    let minutes = days_from_civil(year, month, day) * 1440 + hour * 60 + minute - offset;
    // Leap seconds come at the end of a UTC month (RFC 3339 section 5.7).
    let begins_month =
        |minutes: i64| minutes.rem_euclid(1440) == 0 && civil_from_days(minutes.div_euclid(1440)).2 == 1;
    match second {
        60 if begins_month(minutes + 1) => Some((minutes + 1) * 60_000),
        60 => None,
        _ => Some((minutes * 60 + second) * 1000 + millis),
    }
}

/// The milliseconds of an optional fraction that starts at `at`, and the offset after it.
fn fraction(text: &[u8], at: usize) -> Option<(i64, usize)> {
    if text.get(at) != Some(&b'.') {
        return Some((0, at));
    }
    let digits = text[at + 1..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    let mut millis = 0;
    for place in 0..3 {
        let digit = if place < digits { text[at + 1 + place] - b'0' } else { 0 };
        millis = millis * 10 + i64::from(digit);
    }
    (digits > 0).then_some((millis, at + 1 + digits))
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;

    #[test]
    fn a_clock_is_read_up_to_the_last_moment_that_can_be_written() {
        let at = |millis| Timestamp::try_from(Duration::from_millis(millis)).map(Timestamp::as_millis);
        assert_eq!((at(0), at(253_402_300_799_999)), (Ok(0), Ok(253_402_300_799_999)));
        for late in [Duration::from_millis(253_402_300_800_000), Duration::MAX] {
            assert_eq!(Timestamp::try_from(late).unwrap_err().code(), Code::InvalidTimestamp);
        }
    }

    #[test]
    fn sums_stay_within_the_moments_that_can_be_written() {
        let from = |millis| Timestamp(0).saturating_add_millis(millis).to_string();
        for (millis, end) in [(i64::MIN, "0000-01-01T00:00:00.000Z"), (i64::MAX, "9999-12-31T23:59:59.999Z")]
        {
            assert_eq!(from(millis), end);
        }
    }

    #[test]
    fn rfc_3339_section_5_8_examples() {
        for (text, same) in [
            ("1985-04-12T23:20:50.52Z", "1985-04-12T23:20:50.520Z"),
            ("1996-12-19T16:39:57-08:00", "1996-12-20T00:39:57.000Z"),
            ("1990-12-31T23:59:60Z", "1991-01-01T00:00:00.000Z"),
            ("1990-12-31T15:59:60-08:00", "1991-01-01T00:00:00.000Z"),
            ("1937-01-01T12:00:27.87+00:20", "1937-01-01T11:40:27.870Z"),
        ] {
            assert_eq!(Timestamp::parse(text).unwrap().to_string(), same, "{text}");
        }
    }

    #[test]
    fn days_of_every_year_read_back() {
        for day in ((*RANGE.start() / MS_PER_DAY)..=(*RANGE.end() / MS_PER_DAY)).step_by(13) {
            let moment = Timestamp(day * MS_PER_DAY + 1);
            assert_eq!(Timestamp::parse(&moment.to_string()), Ok(moment));
        }
    }

    #[test]
    fn refuses_the_rest() {
        for text in [
            "",
            "2025",
            "2025-01-15",
            "2025-01-15T12:05Z",
            "2025-01-15T12:05:00",
            "2025-01-15 12:05:00Z",
            "2025-13-15T12:05:00Z",
            "2025-02-29T12:05:00Z",
            "1900-02-29T00:00:00Z",
            "2025-01-32T12:05:00Z",
            "2025-01-00T12:05:00Z",
            "2025-01-15T24:00:00Z",
            "2025-01-15T12:60:00Z",
            "2025-01-15T12:05:61Z",
            "2025-01-15T12:05:60Z",
            "2025-01-15T23:59:60Z",
            "2025-01-15T12:05:00.Z",
            "2025-01-15T12:05:00+1:00",
            "2025-01-15T12:05:00+24:00",
            "2025-01-15T12:05:00Zx",
            "+025-01-15T12:05:00Z",
            "2025-01-15T12:05:00+01:60",
            "２０25-01-15T12:05:00Z",
            "9999-12-31T23:59:60Z",
            "0000-01-01T00:00:00+00:01",
        ] {
            assert_eq!(Timestamp::parse(text).unwrap_err().code(), Code::InvalidTimestamp, "{text:?}");
        }
        assert!(Timestamp::parse("2024-02-29t00:00:00z").is_ok());
    }
}
