//! The kinds of files that are written.

use std::io::{self, Write};
use std::path::Path;

use polars::prelude::DataFrame;

use super::csv::{self, Quoting};
use super::{avro, columnar};
use crate::choice::choices;

/// The format of a prepared file; its name is also the ending of its files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Format {
    /// CSV, the format that Personalize imports.
    #[default]
    Csv,
    /// Apache Parquet.
    Parquet,
    /// Arrow IPC, in its file form.
    Arrow,
    /// An Avro object container.
    Avro,
}

choices! { Format { Csv = "csv", Parquet = "parquet", Arrow = "arrow", Avro = "avro" } }

impl Format {
    /// The format of a file of this name, by its ending.
    #[must_use]
    pub fn of(path: &Path) -> Option<Self> {
        let extension = path.extension()?.to_str()?;
        Self::ALL.into_iter().find(|format| format.name() == extension)
    }

    /// Writes `frame`, whose schema is the Avro text `schema`, to `out`.
    ///
    /// # Errors
    /// When `out` refuses or a value has no form in the format.
    pub fn write(
        self,
        frame: &DataFrame,
        schema: &str,
        quoting: Quoting,
        out: &mut (dyn Write + Send),
    ) -> io::Result<()> {
        match self {
            Self::Csv => csv::write(frame, quoting, out),
            Self::Parquet => columnar::write_parquet(frame, out),
            Self::Arrow => columnar::write_arrow(frame, out),
            Self::Avro => avro::write(frame, schema, out),
        }
    }
}
