//! The input of a pipeline: a release or a table.

use std::path::{Path, PathBuf};

use polars::prelude::{DataFrame, DataType, Field, Schema};

use super::columns::{Needs, columns_of, data_type, release_columns};
use crate::column::{ITEM_ID, TIMESTAMP, USER_ID};
use crate::param::nearest;
use crate::schema::DatasetType;
use crate::source::ReadError;
use crate::source::door::FileColumn;
use crate::source::mapped::{
    Mapped, MappedReading, Mapping, MappingError, Resolved, TableError, TableFiles,
};
use crate::source::movielens::{FindError, Release};
use crate::source::remote;
use crate::transform::{self, Columns, Condition, PipelineError, Step};

/// The reason that there is nothing to read.
#[derive(Debug, thiserror::Error)]
pub enum InputError {
    /// It is no release.
    #[error(transparent)]
    Find(#[from] FindError),
    /// Columns are mapped, and it is a release.
    #[error(
        "`{}` is a MovieLens release, and `--map` is for tables: leave it out, or name one of its files",
        path.display()
    )]
    MappedRelease {
        /// The folder or archive.
        path: PathBuf,
    },
    /// It is no table.
    #[error(transparent)]
    Table(#[from] TableError),
    /// The mapping does not fit.
    #[error(transparent)]
    Mapping(#[from] MappingError),
    /// It cannot be read.
    #[error(transparent)]
    Read(#[from] ReadError),
}

/// A release, or a table with the columns that are read from it.
#[derive(Debug, Clone)]
pub enum PrepareInput {
    /// A release of MovieLens.
    Release(Release),
    /// Any other table.
    Table {
        /// Its files.
        files: TableFiles,
        /// The columns that are read.
        mapped: Vec<Mapped>,
        /// The columns that are left out.
        left_out: Vec<String>,
        /// Columns that conditions look at and that are not written.
        helpers: Vec<String>,
        /// Remarks on the files and their headers, in sentences.
        notes: Vec<String>,
        /// The settings for reading the table.
        reading: Box<MappedReading>,
    },
}

impl PrepareInput {
    /// Finds the input at `path` and those of its columns that make the `dataset`: a release, unless columns are
    /// mapped, otherwise a table, read as `reading` says. The `conditions` may look at the table's own columns.
    ///
    /// # Errors
    /// When it is neither, or the mapping does not fit its columns.
    pub fn open(
        path: &Path,
        dataset: DatasetType,
        mapping: &Mapping,
        reading: &MappedReading,
        conditions: &[Condition],
    ) -> Result<Self, InputError> {
        let reading = &reading.with_sources(mapping);
        let is_plain = mapping.is_empty() && reading.is_default();
        let may_be_release = is_plain && (is_archive(path) || !remote::is_file(path));
        if may_be_release && let Some(release) = release_or_table(path, reading)? {
            return Ok(Self::Release(release));
        }
        if !remote::is_file(path) && Release::find(path).is_ok() {
            return Err(InputError::MappedRelease { path: path.to_owned() });
        }
        let files = TableFiles::find(path, reading)?;
        match Self::of_files(files, dataset, mapping, reading, conditions) {
            // A folder that is no table must be a release that lacks something.
            Err(InputError::Mapping(MappingError::Missing { .. })) if may_be_release => {
                Err(Release::find(path).map_or_else(Into::into, |_| InputError::MappedRelease {
                    path: path.to_owned(),
                }))
            }
            other => other,
        }
    }

    /// The columns that make the `dataset` of a table that lies elsewhere, as [`Self::open`] finds them.
    ///
    /// # Errors
    /// When the mapping does not fit them.
    pub fn elsewhere(
        columns: Vec<FileColumn>,
        dataset: DatasetType,
        mapping: &Mapping,
        reading: &MappedReading,
        conditions: &[Condition],
    ) -> Result<Self, InputError> {
        let reading = &reading.with_sources(mapping);
        Self::of_files(TableFiles::elsewhere(columns), dataset, mapping, reading, conditions)
    }

    fn of_files(
        files: TableFiles,
        dataset: DatasetType,
        mapping: &Mapping,
        reading: &MappedReading,
        conditions: &[Condition],
    ) -> Result<Self, InputError> {
        let header = files.header();
        let (mut required, known) = columns_of(dataset);
        if reading.no_timestamp && dataset == DatasetType::Interactions {
            required = &[USER_ID, ITEM_ID];
        }
        let mut resolved = mapping.resolve(&header, required, known)?;
        if reading.no_timestamp {
            leave_time_out(mapping, &mut resolved)?;
        }
        expect_read(reading, &resolved.mapped)?;
        let helpers = add_helpers(conditions, &header, &mut resolved);
        let mut notes = files.notes();
        notes.append(&mut resolved.notes);
        let Resolved { mapped, left_out, .. } = resolved;
        let reading = Box::new(reading.clone());
        Ok(Self::Table { files, mapped, left_out, helpers, notes, reading })
    }

    /// Tells whether its ratings are those of a release: its own file, or one with its columns.
    #[must_use]
    pub fn has_movielens_ratings(&self) -> bool {
        const NAMES: [&str; 4] = ["userId", "movieId", "rating", "timestamp"];
        match self {
            Self::Release(_) => true,
            Self::Table { mapped, .. } => {
                NAMES.iter().all(|name| mapped.iter().any(|one| one.source == *name))
            }
        }
    }

    /// Tells whether it is no release.
    #[must_use]
    pub const fn is_table(&self) -> bool {
        matches!(self, Self::Table { .. })
    }

    /// Tells whether it is a release that was generated.
    #[must_use]
    pub fn is_synthetic(&self) -> bool {
        matches!(self, Self::Release(release) if release.is_synthetic())
    }

    /// The columns that the steps will be given.
    #[must_use]
    pub fn schema(&self, dataset: DatasetType, steps: &[Step]) -> Schema {
        let fields: Vec<(String, DataType)> = match self {
            Self::Table { mapped, .. } => {
                let kind = |one: &Mapped| {
                    let is_number = one.is_open && compares_number(steps, &one.target);
                    if is_number { DataType::Float64 } else { data_type(one.kind) }
                };
                mapped.iter().map(|one| (one.target.clone(), kind(one))).collect()
            }
            Self::Release(_) => {
                let named = release_columns(dataset, steps);
                named.into_iter().map(|(name, kind)| (name.to_owned(), kind)).collect()
            }
        };
        fields.into_iter().map(|(name, kind)| Field::new(name.into(), kind)).collect()
    }

    /// The names of the columns that the steps will be given, but for those that conditions alone need.
    #[must_use]
    pub fn columns(&self, dataset: DatasetType) -> Vec<String> {
        let mut names: Vec<String> =
            self.schema(dataset, &[]).iter_names().map(ToString::to_string).collect();
        names.retain(|name| !self.helpers().contains(name));
        names
    }

    /// The columns that conditions look at and that are not written.
    #[must_use]
    pub fn helpers(&self) -> &[String] {
        match self {
            Self::Release(_) => &[],
            Self::Table { helpers, .. } => helpers,
        }
    }

    /// Takes the columns that conditions alone need off again, behind the last of those conditions.
    ///
    /// # Errors
    /// When a step does not fit.
    pub fn drop_helpers(
        &self,
        dataset: DatasetType,
        steps: &mut Vec<Step>,
    ) -> Result<(), PipelineError> {
        let needs = |step: &Step| step.needs().iter().any(|name| self.helpers().contains(name));
        let Some(last) = steps.iter().rposition(needs) else { return Ok(()) };
        let empty = DataFrame::empty_with_schema(&self.schema(dataset, steps));
        let (left, _) = transform::run(&steps[..=last], empty)?;
        let mut names: Vec<String> =
            left.get_column_names().iter().map(ToString::to_string).collect();
        names.retain(|name| !self.helpers().contains(name));
        steps.insert(last + 1, Step::Columns(Columns { names }));
        Ok(())
    }

    /// The files on the disk that are read.
    pub(super) fn paths(&self, dataset: DatasetType, steps: &[Step]) -> Vec<PathBuf> {
        let release = match self {
            Self::Table { files, .. } => return files.files().to_vec(),
            Self::Release(release) => release,
        };
        let needs = Needs::of(steps);
        let mut paths = Vec::new();
        match dataset {
            DatasetType::Interactions => paths.push(release.ratings_path()),
            DatasetType::Items => {
                paths.push(release.movies_path());
                if needs.ratings {
                    paths.push(release.ratings_path());
                }
                if needs.tags {
                    paths.extend(release.tags_path());
                }
            }
            DatasetType::Users if needs.activity => paths.push(release.ratings_path()),
            // A pipeline file names no actions.
            DatasetType::Users | DatasetType::Actions | DatasetType::ActionInteractions => {
                paths.extend(release.users_path());
            }
        }
        // Files of one archive are one file on the disk.
        paths.dedup();
        paths
    }

    /// Sentences on the columns of the table that are not read, and on those that become columns of the user's own.
    pub(super) fn remarks(&self, dataset: DatasetType) -> Vec<String> {
        let Self::Table { mapped, left_out, helpers, notes, .. } = self else { return Vec::new() };
        let (required, known) = columns_of(dataset);
        let ours: Vec<&str> = required.iter().chain(known).copied().collect();
        let is_own =
            |one: &&Mapped| !ours.contains(&one.target.as_str()) && !helpers.contains(&one.target);
        let own = mapped.iter().filter(is_own).map(|one| {
            let hint = nearest(&one.target, &ours);
            let hint = hint.map_or_else(String::new, |near| format!(" (did you mean {near}?)"));
            format!("{}{hint}", one.target)
        });
        let own: Vec<String> = own.collect();
        let mut remarks = notes.clone();
        if !left_out.is_empty() {
            remarks.push(format!("columns left out: {}", left_out.join(", ")));
        }
        if !own.is_empty() {
            remarks.push(format!("columns of your own: {}", own.join(", ")));
        }
        remarks
    }

    /// Checks that the release has what the steps need, so that a plan does not promise what a run cannot do.
    pub(super) fn expect_needs(
        &self,
        dataset: DatasetType,
        steps: &[Step],
    ) -> Result<(), ReadError> {
        let Self::Release(release) = self else { return Ok(()) };
        let needs = Needs::of(steps);
        match dataset {
            DatasetType::Users if !needs.activity => release.expect_users(),
            DatasetType::Items if needs.tags => release.expect_tags(),
            _ => Ok(()),
        }
    }
}

fn is_archive(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "zip")
}

/// Finds the release at `path`; `None` where there are tables instead.
fn release_or_table(path: &Path, reading: &MappedReading) -> Result<Option<Release>, InputError> {
    let not_found = match Release::find(path) {
        Ok(release) => return Ok(Some(release)),
        Err(error) => error,
    };
    // What holds tables is one, or it says why not.
    match TableFiles::find(path, reading) {
        Err(table @ (TableError::Empty { .. } | TableError::Io { .. } | TableError::Read(_))) => {
            // A pipe or a device is no folder.
            let is_folder =
                is_archive(path) || remote::is_dir(path) || remote::expect(path).is_err();
            Err(if is_folder { not_found.into() } else { table.into() })
        }
        _ => Ok(None),
    }
}

/// Leaves the column of the time out; an error where the user has named it.
fn leave_time_out(mapping: &Mapping, resolved: &mut Resolved) -> Result<(), MappingError> {
    let is_ours = |ours: &str| ours.split(':').next() == Some(TIMESTAMP);
    if let Some((_, source)) = mapping.pairs().find(|(ours, _)| is_ours(ours)) {
        return Err(MappingError::Time { source_column: source.to_owned() });
    }
    let times = resolved.mapped.extract_if(.., |one| one.target == TIMESTAMP);
    resolved.left_out.extend(times.map(|one| one.source));
    Ok(())
}

/// Adds the columns of the table that `conditions` look at and nothing else needs, and gives their names.
fn add_helpers(
    conditions: &[Condition],
    header: &[FileColumn],
    resolved: &mut Resolved,
) -> Vec<String> {
    let mut helpers = Vec::new();
    for name in conditions.iter().flat_map(Condition::columns) {
        if resolved.mapped.iter().any(|one| one.target == name) {
            continue;
        }
        if let Some(helper) = Mapped::helper(&name, header) {
            resolved.left_out.retain(|column| *column != helper.source);
            helpers.push(name);
            resolved.mapped.push(helper);
        }
    }
    helpers
}

/// Checks that the columns of which the lists become rows are read.
fn expect_read(reading: &MappedReading, mapped: &[Mapped]) -> Result<(), MappingError> {
    let is_named = |column: &&String| {
        let is = |one: &Mapped| {
            column.eq_ignore_ascii_case(&one.source) || column.eq_ignore_ascii_case(&one.target)
        };
        !mapped.iter().any(is)
    };
    if let Some(column) = reading.explode.iter().find(is_named) {
        let found = mapped.iter().map(|one| one.source.clone()).collect();
        return Err(MappingError::Explode { column: column.clone(), found });
    }
    Ok(())
}

/// Tells whether a condition of `steps` compares `column` with a number.
pub(super) fn compares_number(steps: &[Step], column: &str) -> bool {
    steps.iter().any(|step| match step {
        Step::Filter(filter) => filter.when.compares_number(column),
        Step::EventType(step) => step.events.iter().any(|rule| rule.when.compares_number(column)),
        _ => false,
    })
}
