//! A table where Spark sees it.

use std::path::Path;

use anyhow::Context;
use rehearsal::prepare::sql::FileFormat;
use rehearsal::source::door::FileColumn;
use rehearsal::source::mapped::MappedReading;
use rehearsal::spark::{self, Session, SparkInput};

use crate::args::{InputFormat, SparkArgs};
use crate::output::on_interrupt;

/// A table where the cluster sees it.
pub(in crate::command) struct Remote {
    pub(in crate::command) session: Session,
    pub(in crate::command) input: SparkInput,
    pub(in crate::command) place: String,
    columns: Vec<FileColumn>,
}

impl Remote {
    /// Reaches Spark and has it look at the table.
    pub(in crate::command) fn open(
        args: &SparkArgs,
        input: Option<&Path>,
        reading: &MappedReading,
    ) -> anyhow::Result<Self> {
        let place = input.context(
            "`--engine spark` needs `--input`: a path as the cluster sees it, such as s3a://BUCKET/events/*.csv, or \
             the name of a table",
        )?;
        let place = place.display().to_string();
        let input = self::input(args, &place, reading)?;
        let session = connect(args)?;
        let columns = spark::columns(&session, &input)?;
        Ok(Self { session, input, place, columns })
    }

    pub(in crate::command) fn columns(&self) -> Vec<FileColumn> {
        self.columns.clone()
    }

    /// The place of the table, as it was given.
    pub(in crate::command) fn place(&self) -> &str {
        &self.place
    }
}

/// The table at a place, in the format that was named or that its ending says.
pub(in crate::command) fn input(
    args: &SparkArgs,
    place: &str,
    reading: &MappedReading,
) -> anyhow::Result<SparkInput> {
    Ok(SparkInput::new(place, args.input_format.map(format), reading)?)
}

/// Reaches Spark. An interrupt stops it from now on.
pub(in crate::command) fn connect(args: &SparkArgs) -> anyhow::Result<Session> {
    let address = args.remote.as_deref().context(
        "`--engine spark` needs `--remote sc://HOST:PORT`, or the environment variable SPARK_REMOTE",
    )?;
    let session = Session::connect(address)?;
    on_interrupt("interrupted: Spark was told to stop; nothing was written here");
    Ok(session)
}

const fn format(format: InputFormat) -> FileFormat {
    match format {
        InputFormat::Csv => FileFormat::Csv,
        InputFormat::Json => FileFormat::Json,
        InputFormat::Parquet => FileFormat::Parquet,
        InputFormat::Table => FileFormat::Table,
    }
}
