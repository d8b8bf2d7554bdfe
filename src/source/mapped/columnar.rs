//! Mapped Parquet and Arrow IPC.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use arrow_array::cast::AsArray;
use arrow_array::types::{Float64Type, Int64Type};
use arrow_array::{Array, RecordBatch};
use arrow_cast::cast;
use arrow_ipc::reader::{FileReader, StreamReader};
use arrow_schema::ArrowError;
use arrow_schema::{DataType, Schema, TimeUnit};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

use super::Format;
use super::builder::{Builder, Builders};
use super::cell::InstantForm;
use crate::source::ReadError;
use crate::text::shorten;

/// Rows of a batch, which bound the memory that one takes.
const BATCH_ROWS: usize = 1 << 14;

type Batches = Box<dyn Iterator<Item = Result<RecordBatch, ArrowError>>>;

fn kind(format: Format) -> &'static str {
    if format == Format::Parquet { "Parquet" } else { "Arrow IPC" }
}

fn open(path: &Path, format: Format) -> Result<(Schema, Batches), ReadError> {
    let file = || File::open(path).map_err(|source| ReadError::Io { path: path.into(), source });
    let failed = |what: &dyn std::fmt::Display| ReadError::Format {
        path: path.to_owned(),
        kind: kind(format),
        what: what.to_string(),
    };
    if format == Format::Parquet {
        let builder = ParquetRecordBatchReaderBuilder::try_new(file()?).map_err(|e| failed(&e))?;
        let schema = builder.schema().as_ref().clone();
        let reader = builder.with_batch_size(BATCH_ROWS).build().map_err(|e| failed(&e))?;
        return Ok((schema, Box::new(reader)));
    }
    if begins_with(&mut file()?, b"ARROW1") {
        let reader = FileReader::try_new_buffered(file()?, None).map_err(|e| failed(&e))?;
        return Ok((reader.schema().as_ref().clone(), Box::new(reader)));
    }
    // A stream begins with a marker of four bytes, all ones.
    if !begins_with(&mut file()?, &[0xFF; 4]) {
        return Err(failed(&"it begins neither as a file nor as a stream"));
    }
    let reader = StreamReader::try_new_buffered(file()?, None).map_err(|e| failed(&e))?;
    Ok((reader.schema().as_ref().clone(), Box::new(reader)))
}

fn begins_with(file: &mut File, magic: &[u8]) -> bool {
    let mut beginning = vec![0; magic.len()];
    file.read_exact(&mut beginning).is_ok() && beginning == magic
}

pub(super) fn header(path: &Path, format: Format) -> Result<Vec<String>, ReadError> {
    let (schema, _) = open(path, format)?;
    Ok(schema.fields().iter().map(|field| field.name().clone()).collect())
}

pub(super) fn read(path: &Path, format: Format, builders: &mut Builders) -> Result<(), ReadError> {
    let (schema, batches) = open(path, format)?;
    let mut places = Vec::new();
    for builder in builders.columns() {
        let name = builder.mapped.source.as_str();
        let place = schema.index_of(name).map_err(|_| ReadError::Format {
            path: path.to_owned(),
            kind: kind(format),
            what: format!("it has no column `{name}`, as another file has"),
        })?;
        places.push(place);
    }
    let mut rows_before = 0;
    for batch in batches {
        let batch = batch.map_err(|error| ReadError::Format {
            path: path.to_owned(),
            kind: kind(format),
            what: error.to_string(),
        })?;
        for (builder, &place) in builders.columns().iter_mut().zip(&places) {
            append(builder, batch.column(place)).map_err(|refused| ReadError::Cell {
                path: path.to_owned(),
                row: rows_before + refused.row as u64 + 1,
                column: builder.mapped.source.clone(),
                expected: refused.expected,
                found: shorten(&refused.found, 60),
            })?;
        }
        for _ in 0..batch.num_rows() {
            builders.row_done();
        }
        rows_before += batch.num_rows() as u64;
    }
    Ok(())
}

/// A cell that is not what its column must hold.
struct Refused {
    row: usize,
    expected: &'static str,
    found: String,
}

/// Appends all cells of a column of one batch.
fn append(builder: &mut Builder, column: &dyn Array) -> Result<(), Refused> {
    let unreadable = |what: &DataType| Refused {
        row: 0,
        expected: "a column of text, numbers or instants",
        found: what.to_string(),
    };
    let as_type =
        |data_type: &DataType| cast(column, data_type).map_err(|_| unreadable(column.data_type()));
    match column.data_type() {
        DataType::Float16 | DataType::Float32 | DataType::Float64 => {
            // A decimal number of 32 bits reads as it was written, not as its nearest neighbour.
            let short = *column.data_type() != DataType::Float64;
            let numbers = as_type(&DataType::Float64)?;
            let numbers = numbers.as_primitive::<Float64Type>();
            each(
                builder,
                numbers.len(),
                |row| numbers.is_valid(row).then(|| numbers.value(row)),
                |builder, number| builder.float(if short { shortest(number) } else { number }),
            )
        }
        data_type if builder.is_instant() && data_type.is_temporal() => {
            let per_second = match data_type {
                DataType::Timestamp(TimeUnit::Second, _) => 1,
                DataType::Timestamp(TimeUnit::Millisecond, _) | DataType::Date64 => 1_000,
                DataType::Timestamp(TimeUnit::Microsecond, _) => 1_000_000,
                DataType::Timestamp(TimeUnit::Nanosecond, _) => 1_000_000_000,
                DataType::Date32 => 0,
                other => return Err(unreadable(other)),
            };
            let numbers = if per_second == 0 {
                cast(&as_type(&DataType::Int32)?, &DataType::Int64)
                    .map_err(|_| unreadable(data_type))?
            } else {
                as_type(&DataType::Int64)?
            };
            let numbers = numbers.as_primitive::<Int64Type>();
            each(
                builder,
                numbers.len(),
                |row| numbers.is_valid(row).then(|| numbers.value(row)),
                |builder, number| {
                    let days = per_second == 0;
                    let seconds =
                        if days { number * 86_400 } else { number.div_euclid(per_second) };
                    builder.instant(InstantForm::Typed, seconds)
                },
            )
        }
        _ => {
            let texts = as_type(&DataType::Utf8)?;
            let texts = texts.as_string::<i32>();
            each(
                builder,
                texts.len(),
                |row| texts.is_valid(row).then(|| texts.value(row)),
                Builder::text,
            )
        }
    }
}

/// Appends `n` cells, those without a value as null.
fn each<T: std::fmt::Display + Copy>(
    builder: &mut Builder,
    n: usize,
    value: impl Fn(usize) -> Option<T>,
    append: impl Fn(&mut Builder, T) -> Result<(), &'static str>,
) -> Result<(), Refused> {
    for row in 0..n {
        let cell = value(row);
        let appended = match cell {
            Some(cell) => append(builder, cell),
            None => builder.null(),
        };
        appended.map_err(|expected| {
            let found = cell.map_or_else(|| "null".to_owned(), |cell| cell.to_string());
            Refused { row, expected, found }
        })?;
    }
    Ok(())
}

/// The number of 64 bits with the shortest decimal text of the same number of 32 bits.
#[expect(clippy::cast_possible_truncation, reason = "it came from 32 bits")]
fn shortest(number: f64) -> f64 {
    (number as f32).to_string().parse().unwrap_or(number)
}
