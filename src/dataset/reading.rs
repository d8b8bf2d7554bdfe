//! Reading of files into a data set.

use std::path::Path;

use super::Dataset;
use super::builder::Builder;
use super::ingest::read_part;
use crate::source::ReadError;
use crate::source::door::{Origin, TextOptions};
use crate::source::error::list;
use crate::source::personalize::{Interaction, read_item_amounts, read_items};

/// The rule for the rows of an interactions file that count, as a solution's options give it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RowFilter {
    /// Keep rows of this event type only.
    pub event_type: Option<String>,
    /// Keep rows whose `EVENT_VALUE` is at least this; rows without a value are dropped.
    pub event_value_threshold: Option<f64>,
}

impl RowFilter {
    /// Tells whether `row` counts.
    #[must_use]
    pub fn keeps(&self, row: &Interaction<'_>) -> bool {
        let event = self.event_type.as_ref().is_none_or(|wanted| wanted == row.event_type);
        let value = self
            .event_value_threshold
            .is_none_or(|threshold| row.event_value.is_some_and(|value| value >= threshold));
        event && value
    }
}

/// The files that a data set is read from, and the options for reading them.
#[derive(Debug, Clone, Default)]
pub struct Reading<'a> {
    /// Interactions files. Their rows are numbered through, so that a later file's come after all of
    /// an earlier one's; [`Dataset::part`] tells them apart.
    pub interactions: Vec<&'a Path>,
    /// The items file, which adds to the catalogue and has the genres.
    pub items: Option<&'a Path>,
    /// The rule for the rows that count.
    pub filter: RowFilter,
    /// The properties of the interactions' text that are said rather than found; of the items file the
    /// encoding and the delimiter are the same.
    pub text: TextOptions,
    /// The column of rewards: of the items file, or else of the interactions.
    pub reward: Option<&'a str>,
}

/// The reason that there is no data set.
#[derive(Debug, thiserror::Error)]
pub enum DatasetError {
    /// A file could not be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The file lacks the column that a filter needs.
    #[error("`{path}` has no column `{column}`, which `--{option}` needs")]
    FilterColumn {
        /// The file.
        path: String,
        /// The column.
        column: &'static str,
        /// The option.
        option: &'static str,
    },
    /// No file has the column of rewards.
    #[error("neither the items file nor `{path}` has a column `{column}`, which `--reward` names")]
    RewardColumn {
        /// The interactions file.
        path: String,
        /// The column.
        column: String,
    },
    /// More rows or event types than can be numbered.
    #[error("`{path}`: expected at most {most} {what}, found more")]
    TooMany {
        /// The file.
        path: String,
        /// The largest number allowed.
        most: u64,
        /// The things counted.
        what: &'static str,
    },
    /// The filter left nothing.
    #[error("no row of `{path}` passes the filter; its event types: {}", list(event_types))]
    NothingLeft {
        /// The file.
        path: String,
        /// The event types of the file.
        event_types: Vec<String>,
    },
}

impl Reading<'_> {
    /// Reads the files.
    ///
    /// # Errors
    /// When a file cannot be read, a column is missing, or no row is left.
    pub fn read(&self) -> Result<Dataset, DatasetError> {
        self.read_with_rest(false)
    }

    /// The same; `has_rest` says whether rows are to be told apart by all their columns.
    pub(super) fn read_with_rest(&self, has_rest: bool) -> Result<Dataset, DatasetError> {
        let mut builder = Builder::default();
        let item_rewards = self.item_rewards()?;
        let column = if item_rewards.is_some() { None } else { self.reward };
        let mut ended = true;
        for path in &self.interactions {
            let origin = Origin::new(path, &self.text);
            ended &= read_part(origin, column, has_rest, &self.filter, &mut builder)?;
        }
        if let Some(items) = self.items {
            let text = self.text.of_others();
            builder.add_catalogue(&read_items(Origin::new(items, &text))?);
        }
        Ok(builder.finish(ended, item_rewards))
    }

    fn item_rewards(&self) -> Result<Option<Vec<(String, f64)>>, DatasetError> {
        let (Some(items), Some(column)) = (self.items, self.reward) else { return Ok(None) };
        let text = self.text.of_others();
        Ok(read_item_amounts(Origin::new(items, &text), column)?)
    }
}
