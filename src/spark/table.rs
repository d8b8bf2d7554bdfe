//! A table where the cluster sees it.

use spark_connect_proto::data_type::Kind;

use super::error::SparkError;
use super::session::{Session, files, named_table};
use crate::prepare::sql::{FileFormat, SourceFiles};
use crate::source::door::{FileColumn, Physical};
use crate::source::mapped::MappedReading;

/// A table that Spark reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SparkInput {
    /// Its files.
    pub files: SourceFiles,
}

impl SparkInput {
    /// The table at a path, or of a name. `format` says what no ending says.
    ///
    /// # Errors
    /// When nothing says the format, or a setting has no SQL.
    pub fn new(
        place: &str,
        format: Option<FileFormat>,
        reading: &MappedReading,
    ) -> Result<Self, SparkError> {
        let format = format.or_else(|| FileFormat::of(place));
        let format = format.ok_or_else(|| SparkError::Input(place.to_owned()))?;
        let delimiter = reading.delimiter.as_deref().map(spelt);
        let paths = vec![self::place(place)];
        Ok(Self { files: SourceFiles::new(paths, format, delimiter, reading)? })
    }

    fn relation(&self) -> spark_connect_proto::Relation {
        match self.files.format {
            FileFormat::Table => named_table(&self.files.paths.concat()),
            format => files(format.name(), &self.files.paths, &self.files.spark_options()),
        }
    }
}

/// A place as Spark's file systems call it: `s3://` is `s3a://`.
#[must_use]
pub fn place(given: &str) -> String {
    given.strip_prefix("s3://").map_or_else(|| given.to_owned(), |rest| format!("s3a://{rest}"))
}

/// Checks that the folder of the output and the files that are read do not lie in one another.
///
/// # Errors
/// When they do.
pub fn expect_apart(input: &SparkInput, output: &str) -> Result<(), SparkError> {
    if input.files.format == FileFormat::Table {
        return Ok(());
    }
    let written = settled(output);
    for path in &input.files.paths {
        let read = settled(path.split(['*', '?', '[', '{']).next().unwrap_or(path));
        // Of a pattern the folder before its first sign counts.
        let read = if path.contains(['*', '?', '[', '{']) { folder_of(&read) } else { &read };
        let lies_in = |inner: &str, outer: &str| {
            inner.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        if lies_in(read, &written) || lies_in(&written, read) {
            return Err(SparkError::Overlap { output: output.to_owned(), input: path.clone() });
        }
    }
    Ok(())
}

fn folder_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// A path with one name for each file system, without a slash at its end.
fn settled(path: &str) -> String {
    let path = ["s3://", "s3n://"]
        .iter()
        .find_map(|scheme| path.strip_prefix(scheme))
        .map_or_else(|| path.to_owned(), |rest| format!("s3a://{rest}"));
    let path = path.strip_prefix("file://").or_else(|| path.strip_prefix("file:")).unwrap_or(&path);
    path.trim_end_matches('/').to_owned()
}

/// A delimiter as Spark takes it.
fn spelt(name: &str) -> String {
    match name {
        "comma" => ",",
        "tab" => "\t",
        "semicolon" => ";",
        "pipe" => "|",
        "blank" => " ",
        sign => sign,
    }
    .to_owned()
}

/// Gives the table its name in the session, and says its columns.
///
/// # Errors
/// When Spark cannot read it.
pub fn columns(session: &Session, input: &SparkInput) -> Result<Vec<FileColumn>, SparkError> {
    let schema = session.schema(input.relation())?;
    session.view(&input.files.name, input.relation())?;
    let columns = schema.fields.into_iter().map(|field| {
        let kind = field.data_type.and_then(|data_type| data_type.kind);
        FileColumn { name: field.name, physical: physical(kind.as_ref()) }
    });
    Ok(columns.collect())
}

/// The way in which Spark holds the cells of a type.
fn physical(kind: Option<&Kind>) -> Physical {
    match kind {
        Some(Kind::String(_) | Kind::Char(_) | Kind::VarChar(_)) => Physical::Text,
        Some(Kind::Byte(_) | Kind::Short(_) | Kind::Integer(_) | Kind::Long(_)) => Physical::Whole,
        Some(Kind::Float(_) | Kind::Double(_)) => Physical::Real,
        Some(Kind::Decimal(_)) => Physical::Decimal,
        Some(Kind::Boolean(_)) => Physical::Boolean,
        Some(Kind::Date(_) | Kind::Timestamp(_) | Kind::TimestampNtz(_)) => Physical::Instant,
        Some(Kind::Null(_)) => Physical::Nothing,
        _ => Physical::Unreadable("a type of Spark's that has no text".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_lies_apart_from_what_is_read() {
        let overlaps = |input: &str, output: &str| {
            let input = SparkInput::new(input, Some(FileFormat::Csv), &MappedReading::default());
            expect_apart(&input.expect("an input"), output).is_err()
        };
        assert!(overlaps("/data/events.csv", "/data"));
        assert!(overlaps("/data/*.csv", "/data/"));
        assert!(overlaps("s3://b/events/", "s3a://b/events/out"));
        assert!(overlaps("file:/data/in", "/data/in"));
        assert!(!overlaps("/data/events.csv", "/data/out"));
        assert!(!overlaps("/data/in", "/data/in2"));
        assert!(!overlaps("s3a://b/in*/x.csv", "s3a://c/in"));
    }
}
