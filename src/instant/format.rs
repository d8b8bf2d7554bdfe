//! Instants in any other form: by a format and a time zone.

use jiff::civil::Time;
use jiff::tz::{Offset, TimeZone};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{exactly, offset};

/// A format of instants, such as `%d/%m/%Y %H:%M`, and the time zone of a text without an offset.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct InstantFormat {
    /// The format, in the signs of `strftime`.
    pub format: String,
    /// The time zone of a text without an offset: `UTC`, an offset such as `+02:00`, or a name such as
    /// `Europe/Berlin`. A time that a clock shows twice is its first; one that it skips is read as if it
    /// had not been turned yet.
    #[serde(default = "utc", skip_serializing_if = "is_utc")]
    pub zone: String,
}

/// The first year that is read: `%Y` takes two digits too.
const YEAR_MIN: i16 = 1000;

fn utc() -> String {
    "UTC".to_owned()
}

fn is_utc(zone: &str) -> bool {
    zone == "UTC"
}

/// The time zone of this name, if there is one.
fn time_zone(name: &str) -> Option<TimeZone> {
    if ["utc", "gmt", "z"].contains(&name.to_ascii_lowercase().as_str()) {
        return Some(TimeZone::UTC);
    }
    // With a time before it, so that the sign is no part of a date.
    if let Some((_, offset_s)) = offset(&format!("0:{name}")) {
        let offset = Offset::from_seconds(i32::try_from(offset_s).ok()?).ok()?;
        return Some(TimeZone::fixed(offset));
    }
    TimeZone::get(name).ok()
}

impl InstantFormat {
    /// Tells whether the time zone is known on this machine.
    ///
    /// ```
    /// use rehearsal::instant::InstantFormat;
    /// let format = |zone: &str| InstantFormat { format: "%Y".into(), zone: zone.into() };
    /// assert!(format("UTC").has_zone() && format("+02:00").has_zone());
    /// assert!(!format("Mars").has_zone());
    /// ```
    #[must_use]
    pub fn has_zone(&self) -> bool {
        time_zone(&self.zone).is_some()
    }

    /// The seconds since 1970-01-01 UTC that `text` names by this format; a date alone is its midnight.
    ///
    /// ```
    /// use rehearsal::instant::InstantFormat;
    /// let format = InstantFormat { format: "%d/%m/%Y %H:%M".into(), zone: "+01:00".into() };
    /// assert_eq!(format.seconds("02/01/1970 01:00"), Some(86_400));
    /// assert_eq!(format.seconds("1970-01-02"), None);
    /// ```
    #[must_use]
    pub fn seconds(&self, text: &str) -> Option<i64> {
        self.exactly(text).map(|(second, _)| second)
    }

    /// The second that `text` says, as [`Self::seconds`], and the nanoseconds beyond it; none before the year 1000,
    /// since `%Y` reads two digits as a year of the Romans.
    ///
    /// ```
    /// use rehearsal::instant::InstantFormat;
    /// let format = |format: &str| InstantFormat { format: format.into(), zone: "UTC".into() };
    /// assert_eq!(format("%d.%m.%y").exactly("02.01.70"), Some((86_400, 0)));
    /// assert_eq!(format("%d.%m.%Y").exactly("02.01.70"), None);
    /// ```
    #[must_use]
    pub fn exactly(&self, text: &str) -> Option<(i64, u32)> {
        let parsed = jiff::fmt::strtime::parse(&self.format, text).ok()?;
        if parsed.year().is_some_and(|year| year < YEAR_MIN) {
            return None;
        }
        if let Ok(instant) = parsed.to_timestamp() {
            return Some(exactly(instant));
        }
        let midnight = || {
            let date = parsed.to_date().ok()?;
            Some(date.to_datetime(Time::midnight()))
        };
        let local = parsed.to_datetime().ok().or_else(midnight)?;
        time_zone(&self.zone)?.to_timestamp(local).ok().map(exactly)
    }
}
