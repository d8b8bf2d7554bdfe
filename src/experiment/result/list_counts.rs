//! Counts of oddities in lists that something else made.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Counted and said, never silently dropped.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
pub struct ListCounts {
    /// The form of the file.
    pub form: String,
    /// Lists read.
    pub lists: usize,
    /// Their places together.
    pub places: usize,
    /// Test users without a list; they count 0.
    pub users_without_list: usize,
    /// Lists for users, or items, that the data does not have; passed over.
    pub lists_for_strangers: usize,
    /// The first of these.
    pub strangers: Vec<String>,
    /// Lists longer than 25, of which the rest is not looked at.
    pub long_lists: usize,
    /// Further lists for a query that has one; the first counts.
    pub repeated_lists: usize,
    /// Lists of test users with one item alone; what they give says whether that item is a hit, and
    /// nothing of an order.
    #[serde(default)]
    pub lists_of_one: usize,
    /// Rows that agree with another in list, item and place; the two count as one.
    #[serde(default)]
    pub equal_rows: usize,
    /// Lists with an item that they have already.
    pub lists_with_repeats: usize,
    /// Places with an item that the list has already; they are misses.
    pub repeated_places: usize,
    /// Places with an item of the user's history that is not held out; they are misses and keep their rank.
    #[serde(default)]
    pub places_of_seen: usize,
    /// Places with an item (or, in a segment, a user) that the data does not have; they are misses.
    pub places_of_unknown: usize,
    /// Lists for users of the data without held-out items; passed over.
    pub lists_without_truth: usize,
    /// Lines on which the job failed.
    pub failed_lines: usize,
    /// The first of these.
    pub failures: Vec<FailedLine>,
    /// Figures that cannot be given, since their input is missing, each with the reason.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub untold: BTreeMap<String, String>,
    /// The query that the first list answers.
    #[serde(skip)]
    pub(crate) first_query: String,
    /// The first listed item that the data does not have.
    #[serde(skip)]
    pub(crate) first_unknown: String,
}

/// A line on which the job failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FailedLine {
    /// The line.
    pub line: u64,
    /// The query that the line was to answer, if it says.
    pub query: String,
    /// The text of the error.
    pub error: String,
}

/// The largest number of examples kept.
pub(in crate::experiment) const EXAMPLES_MAX: usize = 5;
