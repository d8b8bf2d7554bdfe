//! The record of the statistics of an interactions file.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::bucket::Bucket;
use super::check::Check;
use super::components::Components;
use super::distribution::Distribution;
use super::drift::Drift;
use super::evaluation::EvaluationBase;
use super::funnel::Funnel;
use super::largest::Largest;
use super::merged_part::MergedPart;
use super::months::Month;
use super::picture::MatrixPicture;
use super::recorded::RecordedTime;
use super::sessions::Sessions;
use crate::export::digest::FileRecord;

/// The content of `stats.json`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Stats {
    /// 1
    pub schema_version: u32,
    /// The file.
    pub file: FileRecord,
    /// Rows.
    pub interactions: usize,
    /// Users with at least one row.
    pub users: usize,
    /// Items with at least one row.
    pub items: usize,
    /// Distinct user–item pairs.
    pub distinct_pairs: usize,
    /// Distinct pairs ÷ (users × items).
    pub density: f64,
    /// 1 − density.
    pub sparsity: f64,
    /// Rows beyond the first of their user–item pair.
    pub repeats: usize,
    /// The same as a share of all rows.
    #[serde(default)]
    pub repeat_share: f64,
    /// Rows equal to an earlier one in every column: what `validate` calls A701.
    pub duplicates: usize,
    /// Rows beyond the first of their user, item and timestamp that are no duplicates (A702), such as a click
    /// and a watch of one rating: a cut by rows can fall between them. Null where the data has no time.
    #[serde(default)]
    pub twins: Option<usize>,
    /// Pairs that go through several event types in one session; null where the data has no time.
    #[serde(default)]
    pub funnel: Option<Funnel>,
    /// The user and the item with the most rows.
    #[serde(default)]
    pub largest: Largest,
    /// The order of the rows, as far as the times record it.
    #[serde(default)]
    pub time: RecordedTime,
    /// Rows per event type, in the order of the instants of their first rows, equals by name; empty without event
    /// types.
    pub event_types: Vec<(String, usize)>,
    /// Rows per user.
    pub per_user: Distribution,
    /// Rows per item.
    pub per_item: Distribution,
    /// Share of all rows that the most popular items have.
    pub head_share: HeadShare,
    /// Share of items that together have the last fifth of the rows, the least popular first.
    pub long_tail_share: f64,
    /// First and last row; null where the data has no time.
    pub span: Option<Span>,
    /// Share of the items of the newest tenth of the rows that no earlier row has, where rows of
    /// one second are in the order of user, item and event type; null where the data has no time.
    pub cold_items_newest_tenth: Option<f64>,
    /// Share of the users of the newest tenth of the rows whom no earlier row has; null where the data has no
    /// time.
    #[serde(default)]
    pub cold_users_newest_tenth: Option<f64>,
    /// Users that a test set of the service would hold: a tenth, at least one. The same as
    /// `evaluation.test_users`.
    pub service_test_users: usize,
    /// The users and rows that the service's evaluation would rest on.
    #[serde(default)]
    pub evaluation: EvaluationBase,
    /// The sessions of users, and their returns; null where the data has no time.
    #[serde(default)]
    pub sessions: Option<Sessions>,
    /// The parts of the user–item graph that no interaction joins.
    #[serde(default)]
    pub components: Components,
    /// The event types of `months`: the ten most frequent, then `(other)`; `(all)` without any.
    #[serde(default)]
    pub month_types: Vec<String>,
    /// Rows per month and event type, in the order of time; empty where the data has no time.
    #[serde(default)]
    pub months: Vec<Month>,
    /// The rows in the order of time, in ten parts of equal size; empty where the data has no time.
    #[serde(default)]
    pub timeline: Vec<Bucket>,
    /// The drift of the item mix; null where the data has no time.
    #[serde(default)]
    pub drift: Option<Drift>,
    /// The items with the most rows, at most a hundred, equals in the order of ids.
    #[serde(default)]
    pub most_popular: Vec<PopularItem>,
    /// Rank (from 1) and rows of items from the most to the least popular, thinned to at most some
    /// 200 points.
    pub popularity_curve: Vec<CurvePoint>,
    /// The same of users: rank and rows, from the most to the least active.
    #[serde(default)]
    pub activity_curve: Vec<CurvePoint>,
    /// The matrix as a picture.
    #[serde(default)]
    pub matrix: MatrixPicture,
    /// The data card.
    #[serde(default)]
    pub card: Vec<Check>,
    /// The parts that `--merge` put together, in the order of time; absent otherwise.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<MergedPart>,
    /// The state that `--keep-state` wrote beside this file, by which it can be merged; absent otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<FileRecord>,
}

/// Share of all rows that the top items have.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct HeadShare {
    /// The top 1 % of the items.
    pub top_1_percent: f64,
    /// The top 5 %.
    pub top_5_percent: f64,
    /// The top 20 %.
    pub top_20_percent: f64,
}

/// First and last instant, in seconds and in words.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Span {
    /// Seconds since 1970-01-01 UTC.
    pub first_s: i64,
    /// Seconds since 1970-01-01 UTC.
    pub last_s: i64,
    /// The day in UTC, `YYYY-MM-DD`; the number itself where the calendar ends.
    pub first_day: String,
    /// The day in UTC, `YYYY-MM-DD`; the number itself where the calendar ends.
    pub last_day: String,
    /// Rows ÷ months of 30.4375 days; rows when the span is shorter than one.
    pub interactions_per_month: f64,
}

/// An item with many rows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PopularItem {
    /// Its id.
    pub item: String,
    /// Its rows.
    pub interactions: usize,
}

/// A point of the popularity curve.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CurvePoint {
    /// Rank of the item, from 1.
    pub rank: usize,
    /// Its rows.
    pub interactions: usize,
}
