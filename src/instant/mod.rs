//! Instants as people write them.

mod format;
mod not_seconds;
mod unit;

pub use format::InstantFormat;
pub use not_seconds::NotSeconds;
pub use unit::{MixedUnits, PLAUSIBLE, Unit};

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

/// The instant that an ISO 8601 text names, in whole seconds since 1970-01-01 UTC, fractions dropped
/// towards the past.
///
/// A date alone is its midnight, and a time without an offset is taken as UTC. `UTC`, `GMT` and `Z`, with a
/// blank before them or not, and offsets such as `+0200` and `+02` are read too, as warehouses write them.
///
/// ```
/// use rehearsal::instant::from_iso;
/// assert_eq!(from_iso("2020-07-31T23:50:43Z"), Some(1_596_239_443));
/// assert_eq!(from_iso("2020-07-31 23:50:43+00:00"), Some(1_596_239_443));
/// assert_eq!(from_iso("1970-01-02"), Some(86_400));
/// assert_eq!(from_iso("1969-12-31T23:59:59.5Z"), Some(-1));
/// assert_eq!(from_iso("2020-07-31 23:50:43.25 UTC"), Some(1_596_239_443));
/// assert_eq!(from_iso("2020-08-01 01:50:43 +0200"), Some(1_596_239_443));
/// assert_eq!(from_iso("1596239443"), None);
/// ```
#[must_use]
pub fn from_iso(text: &str) -> Option<i64> {
    from_iso_exactly(text).map(|(second, _)| second)
}

/// The second of an ISO 8601 text, as [`from_iso`], and the nanoseconds beyond it.
#[must_use]
pub fn from_iso_exactly(text: &str) -> Option<(i64, u32)> {
    // A date has at least YYYY-MM-DD; without this, a plain number might pass as a compact date.
    let dashed = text.len() >= 10 && text.as_bytes()[1..].contains(&b'-');
    if !dashed {
        return None;
    }
    let instant = parse(text).or_else(|| {
        let (local, offset_s) = offset(text)?;
        let local = parse(local.trim_end())?;
        local.checked_sub(jiff::SignedDuration::from_secs(offset_s)).ok()
    })?;
    Some(exactly(instant))
}

/// The second of an instant, towards the past, and the nanoseconds beyond it.
fn exactly(instant: Timestamp) -> (i64, u32) {
    const SECOND: i128 = 1_000_000_000;
    let nanoseconds = instant.as_nanosecond();
    // The range of an instant is some ten thousand years.
    let second = i64::try_from(nanoseconds.div_euclid(SECOND)).unwrap_or(0);
    (second, u32::try_from(nanoseconds.rem_euclid(SECOND)).unwrap_or(0))
}

fn parse(text: &str) -> Option<Timestamp> {
    text.parse::<Timestamp>()
        .ok()
        .or_else(|| in_utc(text.parse::<DateTime>().ok()?))
        .or_else(|| in_utc(text.parse::<Date>().ok()?.to_datetime(jiff::civil::Time::midnight())))
}

/// Splits the offset off the end of `text`: the text before it, and the offset in seconds.
fn offset(text: &str) -> Option<(&str, i64)> {
    for utc in ["UTC", "GMT", "Z", "z"] {
        if let Some(before) = text.strip_suffix(utc) {
            return Some((before, 0));
        }
    }
    // A sign behind the time, not within the date.
    let at = text.rfind(['+', '-']).filter(|&at| text[..at].contains(':'))?;
    let sign = if text[at..].starts_with('-') { -1 } else { 1 };
    let digits = text[at + 1..].replace(':', "");
    let number = |part: Option<&str>| part?.parse::<i64>().ok();
    let is_plain = digits.bytes().all(|byte| byte.is_ascii_digit());
    let (hours, minutes) = match digits.len() {
        2 if is_plain => (number(Some(&digits))?, 0),
        4 if is_plain => (number(digits.get(..2))?, number(digits.get(2..))?),
        _ => return None,
    };
    (hours <= 14 && minutes < 60).then_some((&text[..at], sign * (hours * 3_600 + minutes * 60)))
}

/// The instant of a date without separators, such as 20200731, at its midnight in UTC; of the years from
/// 1900 to 2099 alone, so that few numbers are taken for one.
///
/// ```
/// use rehearsal::instant::from_compact_date;
/// assert_eq!(from_compact_date("19700102"), Some(86_400));
/// assert_eq!(from_compact_date("19701302"), None);
/// assert_eq!(from_compact_date("1596239443"), None);
/// ```
#[must_use]
pub fn from_compact_date(text: &str) -> Option<i64> {
    let is_date = text.len() == 8
        && text.bytes().all(|byte| byte.is_ascii_digit())
        && (text.starts_with("19") || text.starts_with("20"));
    if !is_date {
        return None;
    }
    from_iso(&format!("{}-{}-{}", &text[..4], &text[4..6], &text[6..]))
}

fn in_utc(date_time: DateTime) -> Option<Timestamp> {
    TimeZone::UTC.to_timestamp(date_time).ok()
}

/// The instant as `2020-07-31T23:50:43Z`; the number itself where the calendar ends.
#[must_use]
pub fn to_iso(seconds: i64) -> String {
    Timestamp::from_second(seconds).map_or_else(|_| seconds.to_string(), |at| at.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back() {
        for seconds in [-1, 0, 1_596_239_443, 4_102_444_800] {
            assert_eq!(from_iso(&to_iso(seconds)), Some(seconds));
        }
        assert_eq!(to_iso(i64::MAX), i64::MAX.to_string());
    }

    #[test]
    fn an_offset_is_taken_off() {
        assert_eq!(from_iso("1970-01-01T02:00:00+02:00"), Some(0));
        assert_eq!(from_iso("1970-01-01T00:00"), Some(0));
        for text in ["", "yesterday", "1970-13-01", "20200731", "-12345678901"] {
            assert_eq!(from_iso(text), None, "{text}");
        }
    }
}
