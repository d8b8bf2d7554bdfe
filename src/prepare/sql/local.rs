//! A table of this machine, for engines elsewhere.

use std::path::Path;

use super::error::SourceError;
use super::files::{FileFormat, SourceFiles};
use super::source::TableColumns;
use crate::prepare::PrepareInput;
use crate::schema::DatasetType;
use crate::source::door::{Delimiter, Look, Structure};
use crate::source::mapped::{MappedReading, Mapping, TableFiles};
use crate::transform::sql::SqlDialect;

/// The files and the columns of an input whose files lie here. Its `path` is the one that was given, which may be a
/// folder or a pattern.
///
/// # Errors
/// When SQL cannot read it.
pub fn of_input(
    input: &PrepareInput,
    dataset: DatasetType,
    path: &Path,
    dialect: SqlDialect,
) -> Result<(SourceFiles, TableColumns), SourceError> {
    match input {
        PrepareInput::Table { files, reading, .. } => {
            let columns = TableColumns::of(input, dataset)?;
            Ok((source_files(files, reading, path, dialect)?, columns))
        }
        PrepareInput::Release(release) if dataset == DatasetType::Interactions => {
            let path = release.ratings_path();
            let (mapping, reading) = (Mapping::default(), MappedReading::default());
            match PrepareInput::open(&path, dataset, &mapping, &reading, &[]) {
                Ok(table @ PrepareInput::Table { .. }) => of_input(&table, dataset, &path, dialect),
                _ => Err(refused(
                    "a release in an archive, or one without `ratings.csv`, is read here alone; unpack it",
                )),
            }
        }
        PrepareInput::Release(_) => Err(refused(
            "items and users of a release are made of several files; name one table of them with `--input`",
        )),
    }
}

fn refused(why: &str) -> SourceError {
    SourceError::Input { why: why.to_owned() }
}

fn source_files(
    files: &TableFiles,
    reading: &MappedReading,
    path: &Path,
    dialect: SqlDialect,
) -> Result<SourceFiles, SourceError> {
    let Some(look) = files.form() else { return Err(refused("it has no file")) };
    if files.has_keys() {
        return Err(refused("folders name columns of it; write them into the files"));
    }
    let (format, delimiter) = form(look)?;
    let paths = match dialect {
        SqlDialect::Spark => vec![path.display().to_string()],
        SqlDialect::Duckdb => files.files().iter().map(|path| path.display().to_string()).collect(),
    };
    SourceFiles::new(paths, format, delimiter, reading)
}

/// The format of a file, and its delimiter where that is no comma.
fn form(look: &Look) -> Result<(FileFormat, Option<String>), SourceError> {
    match look.structure {
        Structure::Parquet => Ok((FileFormat::Parquet, None)),
        Structure::Json => Ok((FileFormat::Json, None)),
        Structure::Text => match look.dialect.delimiter {
            Delimiter::COMMA => Ok((FileFormat::Csv, None)),
            Delimiter::Sign(sign) => Ok((FileFormat::Csv, Some(char::from(sign).to_string()))),
            Delimiter::Colons => Ok((FileFormat::Csv, Some("::".to_owned()))),
            Delimiter::Blanks => Err(refused("cells between blanks; write it with commas")),
        },
        _ => Err(refused("its format is none of CSV, JSON and Parquet")),
    }
}
