//! Reading of files into a data set.

use std::path::Path;

use super::builder::Builder;
use super::error::DatasetError;
use super::filter::RowFilter;
use super::ingest::read_part;
use super::interactions::Dataset;
use crate::source::door::{Origin, TextOptions};
use crate::source::personalize::{OtherColumns, read_item_amounts, read_items};

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

impl Dataset {
    /// Reads an interactions file and, for the catalogue, an items file.
    ///
    /// # Errors
    /// When a file cannot be read, the filter's column is missing, or no row is left.
    pub fn read(
        interactions: &Path,
        items: Option<&Path>,
        filter: &RowFilter,
    ) -> Result<Self, DatasetError> {
        let filter = filter.clone();
        Reading { interactions: vec![interactions], items, filter, ..Reading::default() }.read()
    }

    /// Reads an interactions file so that rows that differ in any of its columns can be told apart; see
    /// [`Self::rest`].
    ///
    /// # Errors
    /// When the file cannot be read, or has no row.
    pub fn read_whole_rows<'o>(interactions: impl Into<Origin<'o>>) -> Result<Self, DatasetError> {
        let Origin { path, options } = interactions.into();
        let (interactions, text) = (vec![path], options.clone());
        Reading { interactions, text, ..Reading::default() }.read_with(OtherColumns::Hashed)
    }
}

impl Reading<'_> {
    /// Reads the files.
    ///
    /// # Errors
    /// When a file cannot be read, a column is missing, or no row is left.
    pub fn read(&self) -> Result<Dataset, DatasetError> {
        self.read_with(OtherColumns::Ignored)
    }

    /// The same; rows can be told apart by their `others` where those are hashed.
    fn read_with(&self, others: OtherColumns) -> Result<Dataset, DatasetError> {
        let mut builder = Builder::default();
        let item_rewards = self.item_rewards()?;
        let column = if item_rewards.is_some() { None } else { self.reward };
        for path in &self.interactions {
            let origin = Origin::new(path, &self.text);
            read_part(origin, column, others, &self.filter, &mut builder)?;
        }
        if let Some(items) = self.items {
            let text = self.text.of_others();
            builder.add_catalogue(&read_items(Origin::new(items, &text))?);
        }
        Ok(builder.finish(item_rewards))
    }

    fn item_rewards(&self) -> Result<Option<Vec<(String, f64)>>, DatasetError> {
        let (Some(items), Some(column)) = (self.items, self.reward) else { return Ok(None) };
        let text = self.text.of_others();
        Ok(read_item_amounts(Origin::new(items, &text), column)?)
    }
}
