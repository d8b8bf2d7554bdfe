//! Rows by calendar month and event type.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::kinds::Kinds;

/// Rows of one calendar month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Month {
    /// `YYYY-MM` in UTC; `(outside the calendar)` for what no month has.
    pub month: String,
    /// Rows by event type, in the order of `month_types`.
    pub rows: Vec<usize>,
}

/// So many event types are counted by month on their own.
const TYPES_MAX: usize = 10;

/// The text that stands for the month of an instant that the calendar cannot show.
const OUTSIDE: &str = "(outside the calendar)";

/// The event types that are counted by month, and the place of each.
#[derive(Debug)]
pub(crate) struct MonthTypes {
    pub(crate) names: Vec<String>,
    /// By event type, the place among `names`.
    pub(crate) place: Vec<usize>,
}

impl MonthTypes {
    /// The most frequent types by name, equals in the order of `kinds`, and `(other)` for the rest.
    pub(crate) fn of(kinds: &Kinds) -> Self {
        let types = &kinds.rows;
        let mut order: Vec<usize> = (0..types.len()).collect();
        order.sort_by_key(|&kind| std::cmp::Reverse(types[kind].1));
        let mut by_place = vec![TYPES_MAX; types.len()];
        let mut names = Vec::new();
        for (at, &kind) in order.iter().take(TYPES_MAX).enumerate() {
            by_place[kind] = at;
            let name = types[kind].0.as_str();
            names.push(if name.is_empty() { "(all)" } else { name }.to_owned());
        }
        if types.len() > TYPES_MAX {
            names.push("(other)".to_owned());
        }
        Self { names, place: kinds.place.iter().map(|&kind| by_place[kind]).collect() }
    }
}

/// Counts by month; rows come in the order of time, so that the month at hand mostly fits.
#[derive(Default)]
pub(crate) struct Months {
    /// First and one past the last second of the month at hand.
    now: (i64, i64),
    name: String,
    counts: Vec<usize>,
    done: BTreeMap<String, Vec<usize>>,
}

impl Months {
    /// Counts so many rows of an event type at an instant.
    pub(crate) fn add(&mut self, instant_s: i64, event: usize, rows: usize) {
        if instant_s < self.now.0 || instant_s >= self.now.1 {
            self.turn(instant_s);
        }
        if self.counts.len() <= event {
            self.counts.resize(event + 1, 0);
        }
        self.counts[event] += rows;
    }

    fn turn(&mut self, instant_s: i64) {
        self.keep();
        (self.name, self.now) = month(instant_s);
    }

    fn keep(&mut self) {
        let counts = std::mem::take(&mut self.counts);
        if counts.is_empty() {
            return;
        }
        let sum = self.done.entry(self.name.clone()).or_default();
        sum.resize(sum.len().max(counts.len()), 0);
        sum.iter_mut().zip(counts).for_each(|(sum, count)| *sum += count);
    }

    /// The months, each with the rows of so many event types.
    pub(crate) fn finish(mut self, n_types: usize) -> Vec<Month> {
        self.keep();
        let month = |(month, mut rows): (String, Vec<usize>)| {
            rows.resize(n_types, 0);
            Month { month, rows }
        };
        self.done.into_iter().map(month).collect()
    }
}

/// The month of an instant, and where it begins and ends; one second long outside the calendar.
fn month(instant_s: i64) -> (String, (i64, i64)) {
    let of = || {
        let date = TimeZone::UTC.to_datetime(Timestamp::from_second(instant_s).ok()?).date();
        let second = |date: jiff::civil::Date| {
            let midnight = date.to_datetime(jiff::civil::Time::midnight());
            Some(TimeZone::UTC.to_timestamp(midnight).ok()?.as_second())
        };
        let next = date.last_of_month().tomorrow().ok()?;
        let name = format!("{:04}-{:02}", date.year(), date.month());
        Some((name, (second(date.first_of_month())?, second(next)?)))
    };
    of().unwrap_or_else(|| (OUTSIDE.to_owned(), (instant_s, instant_s.saturating_add(1))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_begin_and_end_in_utc() {
        assert_eq!(month(0), ("1970-01".to_owned(), (0, 31 * 86_400)));
        assert_eq!(month(31 * 86_400 - 1).0, "1970-01");
        assert_eq!(month(-1).0, "1969-12");
        assert_eq!(month(i64::MAX).0, OUTSIDE);
    }
}
