//! The data of an evaluation.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::caution::cautions;
use crate::dataset::Dataset;
use crate::export::digest::FileRecord;
use crate::number::to_u32;

/// The data of an evaluation.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
pub struct DataRecord {
    /// The interactions file, where the rows are from one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub interactions: Option<FileRecord>,
    /// The items file, which adds to the catalogue.
    pub items_file: Option<FileRecord>,
    /// The held-out rows of a cut made elsewhere; `interactions` then is what was learnt from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub held_out_file: Option<FileRecord>,
    /// The histories of a cut made elsewhere, if they have a file of their own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub history_file: Option<FileRecord>,
    /// The interactions file that the cut was made from, where `split` made it and its manifest says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cut_from: Option<FileRecord>,
    /// Rows that passed the filter.
    pub rows: usize,
    /// Users with a row.
    pub users: usize,
    /// Items of the catalogue: those of the interactions and of the items file.
    pub items: usize,
    /// Items with a row.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub items_with_interactions: Option<usize>,
    /// The first and the last second of the rows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub span_s: Option<(i64, i64)>,
    /// The event types that occur, sorted; none where rows have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event_types: Option<Vec<String>>,
    /// The event type that rows were filtered by.
    pub event_type: Option<String>,
    /// The least event value that rows were filtered by.
    pub event_value_threshold: Option<f64>,
    /// Properties of this data that make its figures mean less than they seem to, a sentence each.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cautions: Vec<String>,
}

impl DataRecord {
    /// The path of the interactions file; empty where the rows are from none.
    #[must_use]
    pub fn interactions_path(&self) -> &str {
        self.interactions.as_ref().map_or("", |file| &file.path)
    }

    /// The interactions file that the rows come from: of a cut that `split` made, the one before the cut.
    #[must_use]
    pub fn source(&self) -> Option<&FileRecord> {
        self.cut_from.as_ref().or(self.interactions.as_ref())
    }

    /// The sizes and the span of `dataset`, without a word on its files.
    #[must_use]
    pub fn new(dataset: &Dataset) -> Self {
        let rows = 0..to_u32(dataset.n_rows());
        let mut has_row = vec![false; dataset.items().len()];
        let mut span_s: Option<(i64, i64)> = None;
        for row in rows {
            has_row[dataset.item(row).index()] = true;
            let at = dataset.timestamp_s(row);
            let (first, last) = span_s.unwrap_or((at, at));
            span_s = Some((first.min(at), last.max(at)));
        }
        let mut event_types: Vec<String> =
            dataset.event_types().iter().filter(|name| !name.is_empty()).cloned().collect();
        event_types.sort();
        Self {
            interactions: None,
            items_file: None,
            held_out_file: None,
            history_file: None,
            cut_from: None,
            rows: dataset.n_rows(),
            users: dataset.users().len(),
            items: dataset.items().len(),
            items_with_interactions: Some(has_row.iter().filter(|&&has| has).count()),
            span_s,
            event_types: (!event_types.is_empty()).then_some(event_types),
            event_type: None,
            event_value_threshold: None,
            cautions: cautions(dataset),
        }
    }
}
