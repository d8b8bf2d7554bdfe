//! Ratings become events: a `click` above one threshold, a `watch` too above another.

use polars::prelude::{LazyFrame, PolarsError, UnionArgs, col, concat, lit};
use serde::{Deserialize, Serialize};

use crate::column::{EVENT_TYPE, ITEM_ID, TIMESTAMP, USER_ID, raw};
use crate::param::{InvalidParam, finite};

pub(super) const NEEDS: &[&str] = &[raw::USER, raw::ITEM, raw::RATING, raw::TIMESTAMP];

/// Each rating strictly above `clicked_threshold` yields a `click` row, and each one strictly above
/// `watched_threshold` yields a `watch` row too, with the same user, item and timestamp.
///
/// Leaves `USER_ID, ITEM_ID, EVENT_TYPE, TIMESTAMP`: all clicks in the order of the ratings, then
/// all watches. A rating above neither threshold is dropped.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct EventType {
    /// Stars that a rating must exceed to count as a click. Default 1.
    pub clicked_threshold: f64,
    /// Stars that a rating must exceed to count as a watch. Default 3.
    pub watched_threshold: f64,
}

impl Default for EventType {
    fn default() -> Self {
        Self { clicked_threshold: 1.0, watched_threshold: 3.0 }
    }
}

impl EventType {
    pub(super) fn check(&self) -> Result<(), InvalidParam> {
        finite("clicked-threshold", self.clicked_threshold)?;
        finite("watched-threshold", self.watched_threshold)?;
        Ok(())
    }

    pub(super) fn apply(&self, ratings: LazyFrame) -> Result<LazyFrame, PolarsError> {
        let clicks = above(ratings.clone(), self.clicked_threshold, "click");
        let watches = above(ratings, self.watched_threshold, "watch");
        concat([clicks, watches], UnionArgs::default())
    }
}

fn above(ratings: LazyFrame, threshold: f64, event_type: &str) -> LazyFrame {
    ratings.filter(col(raw::RATING).gt(lit(threshold))).select([
        col(raw::USER).alias(USER_ID),
        col(raw::ITEM).alias(ITEM_ID),
        lit(event_type).alias(EVENT_TYPE),
        col(raw::TIMESTAMP).alias(TIMESTAMP),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transform::{Step, run};
    use polars::df;

    #[test]
    fn thresholds_are_strict_and_a_high_rating_gives_two_rows() {
        let ratings = df![
            "user" => ["1", "1", "1", "1"],
            "item" => ["10", "20", "30", "40"],
            "rating" => [1.0, 1.5, 3.0, 3.5],
            "timestamp" => [5_i64, 6, 7, 8],
        ];
        let steps = [Step::EventType(EventType::default())];
        let (events, records) = run(&steps, ratings.expect("equal lengths")).expect("columns fit");
        let expected = df![
            "USER_ID" => ["1", "1", "1", "1"],
            "ITEM_ID" => ["20", "30", "40", "40"],
            "EVENT_TYPE" => ["click", "click", "click", "watch"],
            "TIMESTAMP" => [6_i64, 7, 8, 8],
        ];
        assert_eq!(events, expected.expect("equal lengths"));
        assert_eq!((records[0].rows_in, records[0].rows_out), (4, 4));
    }
}
