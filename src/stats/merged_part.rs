//! A part of merged statistics.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::day::day;
use super::in_common::InCommon;
use crate::dataset::Dataset;
use crate::export::digest::FileRecord;
use crate::number::to_u32;

/// A part of merged statistics, and how it differs from the part before.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct MergedPart {
    /// The files that its rows are from.
    pub files: Vec<FileRecord>,
    /// Its first day in UTC; null where the data has no time.
    pub first_day: Option<String>,
    /// Its last day in UTC; null where the data has no time.
    pub last_day: Option<String>,
    /// Its rows.
    pub interactions: usize,
    /// Users with at least one of them.
    pub users: usize,
    /// Items with at least one of them.
    pub items: usize,
    /// The part beside the one before in the order of time; null for the first, and where the data has no time.
    pub against_previous: Option<InCommon>,
}

impl MergedPart {
    /// The part of these rows and files, behind the one of the rows `before`.
    pub(super) fn new(
        (dataset, files): (&Dataset, Vec<FileRecord>),
        before: Option<&Dataset>,
    ) -> Self {
        let instants = (0..to_u32(dataset.n_rows())).map(|row| dataset.timestamp_s(row));
        let instants = instants.filter(|_| dataset.has_time());
        let days = [instants.clone().min(), instants.max()].map(|instant| instant.map(day));
        let [first_day, last_day] = days;
        let before = before.filter(|_| dataset.has_time());
        Self {
            files,
            first_day,
            last_day,
            interactions: dataset.n_rows(),
            users: dataset.users().len(),
            items: dataset.items().len(),
            against_previous: before.map(|before| InCommon::of(before, dataset)),
        }
    }
}
