//! Instants as people write them.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

/// The instant that an ISO 8601 text names, in whole seconds since 1970-01-01 UTC, fractions dropped
/// towards the past.
///
/// A date alone is its midnight, and a time without an offset is taken as UTC.
///
/// ```
/// use rehearsal::instant::from_iso;
/// assert_eq!(from_iso("2020-07-31T23:50:43Z"), Some(1_596_239_443));
/// assert_eq!(from_iso("2020-07-31 23:50:43+00:00"), Some(1_596_239_443));
/// assert_eq!(from_iso("1970-01-02"), Some(86_400));
/// assert_eq!(from_iso("1969-12-31T23:59:59.5Z"), Some(-1));
/// assert_eq!(from_iso("1596239443"), None);
/// ```
#[must_use]
pub fn from_iso(text: &str) -> Option<i64> {
    // A date has at least YYYY-MM-DD; without this, a plain number might pass as a compact date.
    let dashed = text.len() >= 10 && text.as_bytes()[1..].contains(&b'-');
    if !dashed {
        return None;
    }
    let instant =
        text.parse::<Timestamp>().ok().or_else(|| in_utc(text.parse::<DateTime>().ok()?)).or_else(
            || in_utc(text.parse::<Date>().ok()?.to_datetime(jiff::civil::Time::midnight())),
        )?;
    let nanoseconds = instant.as_nanosecond();
    i64::try_from(nanoseconds.div_euclid(1_000_000_000)).ok()
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
