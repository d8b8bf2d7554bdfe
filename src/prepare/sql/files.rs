//! The files of a table as engines elsewhere read them.

use super::error::SourceError;
use super::source::TABLE;
use crate::source::mapped::MappedReading;
use crate::transform::sql::SqlDialect;

/// A format that an engine elsewhere reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileFormat {
    /// Text with a delimiter.
    Csv,
    /// JSON, an object a line.
    Json,
    /// Parquet.
    Parquet,
    /// A table of the engine's catalogue.
    Table,
}

impl FileFormat {
    /// The name that Spark has for it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Json => "json",
            Self::Parquet => "parquet",
            Self::Table => "table",
        }
    }

    /// The format that a path or a name says by its ending; a name without a slash and an ending is a table's.
    #[must_use]
    pub fn of(place: &str) -> Option<Self> {
        let name = place.trim_end_matches('/').rsplit('/').next().unwrap_or(place).to_lowercase();
        let name =
            [".gz", ".zst", ".bz2"].iter().find_map(|end| name.strip_suffix(end)).unwrap_or(&name);
        let of_ending = |ending: &str| {
            Some(match ending {
                "csv" | "tsv" | "txt" | "dat" => Self::Csv,
                "json" | "jsonl" | "ndjson" => Self::Json,
                "parquet" => Self::Parquet,
                _ => return None,
            })
        };
        let by_ending = name.rsplit_once('.').and_then(|(_, ending)| of_ending(ending));
        by_ending.or_else(|| (!place.contains(['/', '\\', '*'])).then_some(Self::Table))
    }
}

/// The files of a table and how their text is divided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceFiles {
    /// The files, a folder or a pattern of them, or the name of a table.
    pub paths: Vec<String>,
    /// The format.
    pub format: FileFormat,
    /// The sign between cells, where it is no comma.
    pub delimiter: Option<String>,
    /// The name under which queries read the table.
    pub name: String,
}

impl SourceFiles {
    /// Files with the settings of `reading`.
    ///
    /// # Errors
    /// When a setting has no SQL.
    pub fn new(
        paths: Vec<String>,
        format: FileFormat,
        delimiter: Option<String>,
        reading: &MappedReading,
    ) -> Result<Self, SourceError> {
        if reading.columns.is_some() || reading.skip_lines > 0 {
            let remedy = "give the table a header, or prepare on one machine";
            return Err(SourceError::Option { option: "--columns", remedy });
        }
        Ok(Self { paths, format, delimiter, name: TABLE.to_owned() })
    }

    /// The same under another name, for a query over several tables.
    #[must_use]
    pub fn named(self, name: &str) -> Self {
        Self { name: name.to_owned(), ..self }
    }

    /// The options by which Spark reads them: cells as text, and an error for a row that has not the columns of the header.
    #[must_use]
    pub fn spark_options(&self) -> Vec<(&'static str, String)> {
        if self.format != FileFormat::Csv {
            return Vec::new();
        }
        let mut options: Vec<(&'static str, String)> = [
            ("header", "true"),
            ("inferSchema", "false"),
            ("quote", "\""),
            ("escape", "\""),
            ("mode", "FAILFAST"),
            ("enforceSchema", "false"),
        ]
        .map(|(name, value)| (name, value.to_owned()))
        .into();
        options.extend(self.delimiter.clone().map(|delimiter| ("sep", delimiter)));
        options
    }

    /// The statement that gives the table its name.
    ///
    /// # Errors
    /// When the dialect reads no such files.
    pub fn view(&self, dialect: SqlDialect) -> Result<String, SourceError> {
        let begin = format!("CREATE OR REPLACE TEMPORARY VIEW {}", self.name);
        if self.format == FileFormat::Table {
            return Ok(format!("{begin} AS SELECT * FROM {}", self.paths.join("")));
        }
        match dialect {
            SqlDialect::Spark => {
                let [path] = &self.paths[..] else {
                    let remedy = "name the folder of its files, or one pattern";
                    return Err(SourceError::Option { option: "--input", remedy });
                };
                let options = [("path", path.clone())].into_iter().chain(self.spark_options());
                let options: Vec<String> = options
                    .map(|(name, value)| format!("{name} {}", dialect.text(&value)))
                    .collect();
                Ok(format!("{begin} USING {} OPTIONS ({})", self.format.name(), options.join(", ")))
            }
            SqlDialect::Duckdb => {
                self.expect_plain()?;
                let paths: Vec<String> = self.paths.iter().map(|path| dialect.text(path)).collect();
                let more = match self.format {
                    FileFormat::Csv => format!(
                        ", header = true, all_varchar = true, delim = {}, quote = '\"', escape = '\"', null_padding = false",
                        dialect.text(self.delimiter.as_deref().unwrap_or(","))
                    ),
                    _ => String::new(),
                };
                Ok(format!(
                    "{begin} AS SELECT * FROM read_{}([{}]{more})",
                    self.format.name(),
                    paths.join(", ")
                ))
            }
        }
    }

    /// Refuses what `DuckDB` would read otherwise.
    fn expect_plain(&self) -> Result<(), SourceError> {
        let refused = |why: &str| Err(SourceError::Input { why: why.to_owned() });
        if self.format == FileFormat::Json {
            return refused("DuckDB guesses the types of JSON; write the table as CSV or Parquet");
        }
        match self.paths.iter().find(|path| path.contains(['*', '?', '['])) {
            Some(path) => refused(&format!("DuckDB takes `{path}` for a pattern; rename the file")),
            None => Ok(()),
        }
    }
}
