//! Tags: texts that people wrote about films.

use std::collections::HashMap;
use std::path::PathBuf;

use polars::prelude::{DataFrame, IntoColumn, NamedFrom, Series};

use super::super::table::TableForm;
use super::{Layout, ReadError, Release, Source, expect_whole};
use crate::column::{ITEM_ID, derived};

impl Release {
    const fn tags_source(&self) -> Option<Source> {
        match self.layout() {
            Layout::Csv => Some(Source {
                name: "tags.csv",
                form: TableForm::Csv,
                columns: &["userId", "movieId", "tag", "timestamp"],
            }),
            Layout::Dat => Some(Source {
                name: "tags.dat",
                form: TableForm::Delimited("::"),
                columns: &["UserID", "MovieID", "Tag", "Timestamp"],
            }),
            Layout::Tab => None,
        }
    }

    /// The file on the disk with the tags, if the release has one.
    #[must_use]
    pub fn tags_path(&self) -> Option<PathBuf> {
        let source = self.tags_source().filter(|source| self.folder.has(source.name))?;
        Some(self.folder.on_disk(source.name))
    }

    /// Checks that the release has tags.
    ///
    /// # Errors
    /// When it does not.
    pub fn expect_tags(&self) -> Result<(), ReadError> {
        self.known_tags().map(|_| ())
    }

    fn known_tags(&self) -> Result<Source, ReadError> {
        self.tags_source().filter(|source| self.folder.has(source.name)).ok_or_else(|| {
            ReadError::NotInRelease {
                path: self.folder().to_owned(),
                what: "file of tags",
                hint: "ml-100k and ml-1m come without; leave out `--description tags`",
            }
        })
    }

    /// Adds `TAGS` to films: the tags of each, joined by line feeds, in the order of their time,
    /// ties in file order; null without one.
    ///
    /// # Errors
    /// When the release has no tags, or at the first row that cannot be read.
    ///
    /// # Panics
    /// When `films` has no `ITEM_ID` as text, which [`Self::movies`] gives.
    pub fn with_tags(&self, mut films: DataFrame) -> Result<DataFrame, ReadError> {
        let source = self.known_tags()?;
        let mut table = self.table(&source)?;
        let columns = [1, 2, 3].map(|at| table.column(source.columns[at]));
        let [item, tag, timestamp] = columns;
        let (item, tag, timestamp) = (item?, tag?, timestamp?);
        let mut tags: HashMap<String, Vec<(i64, String)>> = HashMap::new();
        while table.advance()? {
            let at: i64 = table.number(timestamp, "whole seconds since 1970")?;
            let text = table.text(tag)?.replace(['\n', '\r'], " ");
            tags.entry(table.id(item)?.to_owned()).or_default().push((at, text));
        }
        expect_whole(&table)?;
        let ids = films.column(ITEM_ID).and_then(|ids| ids.str().cloned());
        let ids = ids.expect("the films have ids, as text");
        let mut joined = |id: &str| {
            let tags = tags.get_mut(id)?;
            tags.sort_by_key(|(at, _)| *at);
            Some(tags.iter().map(|(_, tag)| tag.as_str()).collect::<Vec<_>>().join("\n"))
        };
        let texts: Vec<Option<String>> = ids.iter().map(|id| id.and_then(&mut joined)).collect();
        let column = Series::new(derived::TAGS.into(), texts).into_column();
        films.with_column(column).expect("one text for each film");
        Ok(films)
    }
}
