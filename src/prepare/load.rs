//! An input's rows, or its text for the fused engine.

use polars::prelude::DataFrame;

use super::columns::{Needs, instants};
use super::fused::TableText;
use super::input::PrepareInput;
use crate::column::{ITEM_ID, RATING, TIMESTAMP, USER_ID};
use crate::schema::DatasetType;
use crate::source::ReadError;
use crate::source::door::FileColumn;
use crate::source::mapped::{self, Rejected};
use crate::source::movielens::{RatingsText, Release};
use crate::source::remote;
use crate::source::table::TableForm;
use crate::transform::{Condition, Step};

/// Rows with the notes on them.
#[derive(Debug)]
pub(super) struct Loaded {
    pub(super) frame: DataFrame,
    pub(super) notes: Vec<String>,
    /// The rows that cannot be used.
    pub(super) rejected: Rejected,
}

impl PrepareInput {
    /// Reads all rows.
    pub(super) fn load(&self, dataset: DatasetType, steps: &[Step]) -> Result<Loaded, ReadError> {
        let mut notes = Vec::new();
        let mut rejected = Rejected::default();
        let frame = match self {
            Self::Table { files, mapped, reading, .. } => {
                // Of the steps only a filter that stands first sees the rows as they were read.
                let filters: Vec<&Condition> = steps
                    .iter()
                    .take_while(|step| matches!(step, Step::Filter(_) | Step::TimestampUnit(_)))
                    .filter_map(|step| match step {
                        Step::Filter(filter) => Some(&filter.when),
                        _ => None,
                    })
                    .collect();
                let keeps = |cell: &dyn Fn(&str) -> Option<String>| {
                    filters.iter().all(|when| when.of_texts(cell) == Some(true))
                };
                let rows = files.read(mapped, instants(dataset, steps), reading, &keeps)?;
                rejected = rows.rejected;
                notes.extend(rows.form.and_then(mapped::form_note));
                notes.extend(rows.notes);
                rows.frame
            }
            Self::Release(release) => load_release(release, dataset, &Needs::of(steps))?,
        };
        Ok(Loaded { frame, notes, rejected })
    }

    /// The bytes of plain ratings, for the fused engine; else why it cannot have them.
    pub(super) fn ratings_text(&self) -> Result<Result<RatingsText, String>, ReadError> {
        let (files, mapped, reading) = match self {
            Self::Release(release) => return Ok(Ok(release.ratings_text()?)),
            Self::Table { files, mapped, reading, .. } => (files, mapped, reading),
        };
        let Some((look, header)) = files.only() else {
            return Ok(Err("the table is in more than one file".to_owned()));
        };
        let place = |target: &str| {
            let source = &mapped.iter().find(|one| one.target == target)?.source;
            header.iter().position(|column: &FileColumn| column.name == *source)
        };
        let [Some(user), Some(item), Some(rating), Some(timestamp)] =
            [USER_ID, ITEM_ID, RATING, TIMESTAMP].map(place)
        else {
            return Ok(Err("the table has no rating".to_owned()));
        };
        if mapped.len() > 4 {
            return Ok(Err("the table has more columns than a rating".to_owned()));
        }
        let has_own_cells = !reading.null.is_empty() || reading.whole_ids || reading.decimal_comma;
        if has_own_cells || reading.timestamp_format.is_some() {
            return Ok(Err("its cells are read in a way of their own".to_owned()));
        }
        Ok(Ok(RatingsText {
            label: look.path().to_owned(),
            input: look.open(None)?.input,
            form: TableForm::Csv,
            n_fields: header.len(),
            places: [user, item, rating, timestamp],
            must_end: false,
        }))
    }

    /// The table for the fused engine; none where it is a release.
    pub(super) fn table_text(&self, dataset: DatasetType, steps: &[Step]) -> Option<TableText<'_>> {
        let Self::Table { files, mapped, reading, .. } = self else { return None };
        let (instants, is_plain) = (instants(dataset, steps), self.is_plain_file());
        Some(TableText { files, mapped, instants, reading, is_plain })
    }

    /// The name of the ratings' file in the manifest, and whether its digest is that of the bytes read.
    pub(super) fn is_plain_file(&self) -> bool {
        match self {
            Self::Release(release) => remote::is_dir(release.folder()),
            Self::Table { files, .. } => files.only().is_some_and(|(look, _)| look.is_plain()),
        }
    }
}

fn load_release(
    release: &Release,
    dataset: DatasetType,
    needs: &Needs,
) -> Result<DataFrame, ReadError> {
    match dataset {
        DatasetType::Interactions => release.ratings(),
        DatasetType::Users if needs.activity => release.activity(),
        DatasetType::Users | DatasetType::Actions | DatasetType::ActionInteractions => {
            release.users()
        }
        DatasetType::Items => {
            let films =
                if needs.ratings { release.movies_with_ratings()? } else { release.movies()? };
            if needs.tags { release.with_tags(films) } else { Ok(films) }
        }
    }
}
