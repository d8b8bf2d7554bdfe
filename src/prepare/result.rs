//! The properties of a result: its schema, what may not be empty in it, and what its reader should
//! know.

use polars::prelude::{DataFrame, DataType, Schema};

use super::error::PrepareError;
use super::file::PipelineFile;
use crate::column::{CREATION_TIMESTAMP, EVENT_TYPE, GENRES, TIMESTAMP, TITLE, YEAR};
use crate::export::csv::{n_null, value_counts};
use crate::number::thousands;
use crate::schema::compose::{ColumnType, compose, is_required, text_column};
use crate::schema::reserved::reserved;
use crate::schema::{AvroType, DatasetType, Domain};

/// Sentences that a reader of the data should know.
pub(super) fn about(dataset: DatasetType, frame: &DataFrame) -> Vec<String> {
    if dataset == DatasetType::Interactions {
        let counts = value_counts(frame, EVENT_TYPE);
        let counts: Vec<_> = counts.into_iter().map(|(name, rows)| (name, rows as u64)).collect();
        return event_note(&counts).into_iter().collect();
    }
    let empty = |column: &str, without: &str| {
        let count = n_null(frame, column) as u64;
        (count > 0).then(|| format!("{without}, {column} empty: {}", thousands(count)))
    };
    let films = [
        empty(TITLE, "items without a title"),
        empty(GENRES, "items without a genre"),
        empty(YEAR, "items without a year in their title"),
        empty(CREATION_TIMESTAMP, "items without a rating"),
    ];
    let notes: Vec<String> = if dataset == DatasetType::Items {
        films.into_iter().flatten().collect()
    } else {
        let names = frame.get_column_names();
        names.into_iter().filter_map(|name| empty(name, "users of whom it is not known")).collect()
    };
    notes
}

/// The remark on the rows of each event type, if there is one.
pub(super) fn event_note(events: &[(String, u64)]) -> Option<String> {
    let named = events.iter().map(|(name, rows)| format!("{} {name}", thousands(*rows)));
    let named: Vec<String> = named.collect();
    (!named.is_empty()).then(|| format!("events: {}", named.join(", ")))
}

/// Checks that the columns behind the last step are those of the domain.
///
/// # Errors
/// When one is missing.
pub fn expect_domain(pipeline: &PipelineFile, left: &Schema) -> Result<(), PrepareError> {
    let required =
        reserved(pipeline.dataset, pipeline.domain).iter().filter(|field| field.required);
    let is_left_out = |name: &&str| *name == TIMESTAMP && pipeline.reading.no_timestamp;
    let names = required.map(|field| field.name).filter(|name| !left.contains(name));
    let names = names.filter(|name| !is_left_out(name));
    let missing: Vec<String> = names.map(str::to_owned).collect();
    if missing.is_empty() {
        return Ok(());
    }
    Err(PrepareError::Columns {
        domain: (pipeline.domain != Domain::Custom).then(|| pipeline.domain.name()),
        dataset: pipeline.dataset.stem(),
        missing,
        found: left.iter_names().map(ToString::to_string).collect(),
    })
}

/// Refuses an empty cell where the service, or the domain, allows none.
pub(super) fn expect_full(pipeline: &PipelineFile, frame: &DataFrame) -> Result<(), PrepareError> {
    for column in frame.columns() {
        let required = is_required(pipeline.dataset, pipeline.domain, column.name());
        if required && column.null_count() > 0 {
            let row = column.is_null().iter().position(|null| null == Some(true)).unwrap_or(0);
            return Err(PrepareError::Empty {
                column: column.name().to_string(),
                count: column.null_count() as u64,
                row: Some(row as u64 + 1),
            });
        }
    }
    Ok(())
}

/// The Avro schema of columns that were written elsewhere: names, types and whether a cell is empty.
///
/// # Errors
/// When a cell is empty that may not be.
pub fn schema_elsewhere(
    pipeline: &PipelineFile,
    columns: &[(String, DataType, u64)],
) -> Result<String, PrepareError> {
    let required = |name: &str| is_required(pipeline.dataset, pipeline.domain, name);
    if let Some((column, _, count)) = columns.iter().find(|(name, _, n)| required(name) && *n > 0) {
        return Err(PrepareError::Empty { column: column.clone(), count: *count, row: None });
    }
    let names: Vec<&str> = columns.iter().map(|(name, ..)| name.as_str()).collect();
    let text = text_column(&names);
    let types: Vec<ColumnType> = columns
        .iter()
        .map(|(name, data_type, n_empty)| ColumnType {
            name: name.clone(),
            has_empty: *n_empty > 0,
            is_text: text == Some(name.as_str()),
            avro: avro(data_type),
        })
        .collect();
    Ok(compose(pipeline.dataset, pipeline.domain, &types))
}

const fn avro(data_type: &DataType) -> AvroType {
    match data_type {
        DataType::Int32 => AvroType::Int,
        DataType::Int64 => AvroType::Long,
        DataType::Float64 => AvroType::Double,
        _ => AvroType::String,
    }
}

/// The Avro schema that fits the columns.
pub(super) fn schema_text(pipeline: &PipelineFile, frame: &DataFrame) -> String {
    let names: Vec<&str> = frame.columns().iter().map(|column| column.name().as_str()).collect();
    let text = text_column(&names);
    let columns: Vec<ColumnType> = frame
        .columns()
        .iter()
        .map(|column| ColumnType {
            name: column.name().to_string(),
            has_empty: column.null_count() > 0,
            is_text: text == Some(column.name().as_str()),
            avro: avro(column.dtype()),
        })
        .collect();
    compose(pipeline.dataset, pipeline.domain, &columns)
}
