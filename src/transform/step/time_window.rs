//! Rows from one instant to another.

use std::fmt;

use polars::prelude::{DataType, LazyFrame, PolarsResult, Schema, col, lit};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::frame::names;
use super::transform::Transform;
use crate::column::TIMESTAMP;
use crate::instant::{from_compact_date, from_iso_exactly, to_iso};
use crate::param::InvalidParam;
use crate::transform::Log;
use crate::transform::sql::SqlRows;

/// An instant, read from seconds since 1970 or an ISO 8601 text, written as the latter.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(try_from = "Written", into = "String")]
pub struct Instant {
    /// Seconds since 1970-01-01 UTC.
    pub seconds: i64,
}

#[derive(Deserialize, JsonSchema)]
#[serde(
    untagged,
    expecting = "expected a date in quotes, such as \"2015-01-01\", or seconds since 1970"
)]
enum Written {
    Seconds(i64),
    Text(String),
}

impl TryFrom<Written> for Instant {
    type Error = String;

    fn try_from(written: Written) -> Result<Self, String> {
        match written {
            Written::Seconds(seconds) => seconds.to_string().parse(),
            Written::Text(text) => text.parse(),
        }
    }
}

impl std::str::FromStr for Instant {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(format!("`{text}` is a year or seconds since 1970; write `{text}-01-01`"));
        }
        // 20150101 is a date, not a second of 1970.
        let number = from_compact_date(text).or_else(|| text.parse().ok());
        let found = number.map(|seconds| (seconds, 0)).or_else(|| from_iso_exactly(text));
        match found {
            Some((seconds, 0)) => Ok(Self { seconds }),
            Some(_) => Err(format!(
                "expected an instant in whole seconds, as the service has, found `{text}`"
            )),
            None => Err(format!(
                "expected a date such as 2015-01-01 or seconds since 1970, found `{text}`"
            )),
        }
    }
}

impl From<Instant> for String {
    fn from(instant: Instant) -> Self {
        instant.to_string()
    }
}

impl fmt::Display for Instant {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&to_iso(self.seconds))
    }
}

/// Keeps the rows of the half-open interval `[since, until)`; an end that is not given is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct TimeWindow {
    /// The first instant that stays.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<Instant>,
    /// The first instant that goes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<Instant>,
}

impl TimeWindow {
    /// Tells whether the window holds the instant.
    #[must_use]
    pub fn holds(&self, seconds: i64) -> bool {
        self.since.is_none_or(|since| seconds >= since.seconds)
            && self.until.is_none_or(|until| seconds < until.seconds)
    }
}

impl Transform for TimeWindow {
    fn check(&self) -> Result<(), InvalidParam> {
        match (self.since, self.until) {
            (Some(since), Some(until)) if since >= until => {
                Err(InvalidParam::new("until", &until, format!("an instant after {since}")))
            }
            (None, None) => Err(InvalidParam::new("time-window", &"none", "`since` or `until`")),
            _ => Ok(()),
        }
    }

    fn needs(&self) -> Vec<String> {
        names(&[TIMESTAMP])
    }

    fn check_types(&self, schema: &Schema) -> Result<(), String> {
        match schema.get(TIMESTAMP) {
            Some(DataType::Int64) => Ok(()),
            _ => Err(format!("column `{TIMESTAMP}` is not in whole seconds")),
        }
    }

    fn apply(&self, rows: LazyFrame, _log: &mut Log) -> PolarsResult<LazyFrame> {
        let since = self.since.map_or(i64::MIN, |since| since.seconds);
        let rows = rows.filter(col(TIMESTAMP).gt_eq(lit(since)));
        Ok(match self.until {
            Some(until) => rows.filter(col(TIMESTAMP).lt(lit(until.seconds))),
            None => rows,
        })
    }

    fn sql(&self, rows: SqlRows) -> Result<SqlRows, String> {
        let time = rows.dialect().quoted(TIMESTAMP);
        let since = self.since.map(|since| format!("{time} >= {}", since.seconds));
        let until = self.until.map(|until| format!("{time} < {}", until.seconds));
        let ends: Vec<String> = since.into_iter().chain(until).collect();
        Ok(rows.filter(&ends.join(" AND ")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transform::{Step, run};
    use polars::df;

    #[test]
    fn the_interval_is_half_open() {
        let frame = df!["TIMESTAMP" => [1_i64, 2, 3, 4]].expect("one column");
        let at = |seconds| Some(Instant { seconds });
        for (window, expected) in [
            (TimeWindow { since: at(2), until: at(4) }, vec![2_i64, 3]),
            (TimeWindow { since: None, until: at(2) }, vec![1]),
            (TimeWindow { since: at(3), until: None }, vec![3, 4]),
        ] {
            let (kept, _) = run(&[Step::TimeWindow(window)], frame.clone()).expect("it fits");
            assert_eq!(kept, df!["TIMESTAMP" => &expected].expect("one column"));
            assert!(expected.iter().all(|&seconds| window.holds(seconds)));
        }
    }

    #[test]
    fn an_instant_reads_as_a_date_or_as_seconds() {
        let parsed: Instant = "1970-01-02".parse().expect("a date");
        assert_eq!(parsed.seconds, 86_400);
        assert_eq!("86400".parse(), Ok(parsed));
        assert_eq!(parsed.to_string(), "1970-01-02T00:00:00Z");
        assert_eq!("19700102".parse(), Ok(parsed));
        assert_eq!("1970-01-02T00:00:00.000Z".parse(), Ok(parsed));
        assert!("soon".parse::<Instant>().is_err());
        assert!(
            "1970-01-02T00:00:00.5"
                .parse::<Instant>()
                .is_err_and(|error| error.contains("whole seconds"))
        );
        assert!("2015".parse::<Instant>().is_err_and(|error| error.contains("2015-01-01")));
    }

    #[test]
    fn an_empty_window_is_refused() {
        let at = |seconds| Some(Instant { seconds });
        assert!(TimeWindow { since: at(2), until: at(2) }.check().is_err());
        assert!(TimeWindow::default().check().is_err());
    }
}
