//! Trend accuracy as an entry of the table.

use super::{Formula, Metric, Needs};

/// [`super::Growth::accuracy`] of the 25.
pub static TREND_ACCURACY: Metric = Metric {
    key: "trend_prediction_accuracy",
    short_name: "trend@25",
    definition: "growth of the 25 items ÷ growth of the 25 that grew most; growth is an item's interactions from the cut on less those in as long a time before it, 0 where it lost. Only with `--protocol global-time`, and for lists from elsewhere with `--window FILE`",
    source: "developer guide, working-with-training-metrics (Trending-Now)",
    is_reported: true,
    needs: Needs::Growth,
    formula: Formula::OfList(|list| list.growth?.accuracy(list.listed)),
    ..Metric::OWN
};
