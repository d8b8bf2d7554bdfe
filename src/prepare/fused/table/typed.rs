//! Rows as columns of a typed file.

use std::io;
use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::{Float64Type, Int32Type, Int64Type};
use arrow_array::{
    Array, ArrayRef, Float64Array, Int32Array, Int64Array, RecordBatch, StringArray,
};
use polars::prelude::DataFrame;

use super::super::error::FusedError;
use super::super::record::Record;
use super::job::Job;
use super::key::Row;
use super::parts::Parts;
use super::writing::Writing;
use crate::column::{ITEM_ID, TIMESTAMP, USER_ID};
use crate::export::columnar::{BATCH_ROWS, BatchWriter, batch};
use crate::export::{Destination, Format};
use crate::parallel::in_order;

/// Writes all rows as one file, whose columns are those of the frame of tails, and gives their number by the
/// row of that frame.
pub(super) fn write(
    writing: &Writing,
    parts: &Parts,
    frame: &DataFrame,
    destination: &mut Destination,
    job: Job<'_>,
) -> Result<Vec<u64>, FusedError> {
    destination.begin_part().map_err(FusedError::Write)?;
    let out = destination.out().map_err(FusedError::Write)?;
    let writer = match job.format {
        Format::Arrow => BatchWriter::arrow(frame, out),
        _ => BatchWriter::parquet(frame, out),
    };
    let mut sink = Sink {
        writing,
        tails: batch(frame).map_err(FusedError::Write)?,
        writer: writer.map_err(FusedError::Write)?,
        waiting: Vec::new(),
        rows: vec![0; frame.height()],
    };
    let mut indexes = 0..parts.len();
    let make = |records: &mut Vec<Record>, index| {
        let mut ranked = Vec::new();
        parts.take(index, records)?;
        writing.rank(records, &mut ranked)?;
        Ok(ranked)
    };
    let take = |ranked: Vec<Record>| sink.push(&ranked).map_err(FusedError::Write);
    in_order(vec![Vec::new(); job.workers.n_threads.max(1)], || Ok(indexes.next()), make, take)?;
    sink.finish().map_err(FusedError::Write)
}

/// Gathers rows into batches and writes them.
struct Sink<'w> {
    writing: &'w Writing,
    /// The columns of the frame of tails.
    tails: RecordBatch,
    writer: BatchWriter<'w>,
    /// Rows that are not a batch yet.
    waiting: Vec<Record>,
    /// Rows written, by the row of the frame of tails.
    rows: Vec<u64>,
}

impl Sink<'_> {
    fn push(&mut self, records: &[Record]) -> io::Result<()> {
        let mut rest = records;
        while !rest.is_empty() {
            let (now, later) = rest.split_at(rest.len().min(BATCH_ROWS - self.waiting.len()));
            self.waiting.extend_from_slice(now);
            rest = later;
            if self.waiting.len() == BATCH_ROWS {
                self.write()?;
            }
        }
        Ok(())
    }

    /// Writes the rows that wait.
    fn write(&mut self) -> io::Result<()> {
        let rows: Vec<Row> =
            self.waiting.drain(..).map(|record| self.writing.widths.row(record)).collect();
        for row in &rows {
            self.rows[row.tail as usize] += 1;
        }
        let schema = self.tails.schema();
        let column =
            |(field, column): (&Arc<arrow_schema::Field>, &ArrayRef)| match field.name().as_str() {
                USER_ID => ids(&rows, |row| self.writing.users.id(row.user)),
                ITEM_ID => ids(&rows, |row| self.writing.items.id(row.item)),
                TIMESTAMP => {
                    let seconds = rows.iter().map(|row| i64::from(row.second));
                    Arc::new(Int64Array::from_iter_values(seconds))
                }
                _ => gathered(column, &rows),
            };
        let columns: Vec<ArrayRef> =
            schema.fields().iter().zip(self.tails.columns()).map(column).collect();
        let batch = RecordBatch::try_new(schema.clone(), columns).map_err(io::Error::other)?;
        self.writer.write(&batch)
    }

    fn finish(mut self) -> io::Result<Vec<u64>> {
        if !self.waiting.is_empty() {
            self.write()?;
        }
        self.writer.finish()?;
        Ok(self.rows)
    }
}

/// The ids of the rows as a column.
fn ids<'w>(rows: &[Row], id: impl Fn(&Row) -> &'w [u8]) -> ArrayRef {
    // All ids were read as UTF-8.
    let texts = rows.iter().map(|row| String::from_utf8_lossy(id(row)));
    Arc::new(StringArray::from_iter_values(texts))
}

/// The cells of a column of the frame of tails that the rows have.
fn gathered(column: &ArrayRef, rows: &[Row]) -> ArrayRef {
    macro_rules! numbers {
        ($kind:ty, $array:ty) => {{
            let cells = column.as_primitive::<$kind>();
            let cell = |row: &Row| {
                let at = row.tail as usize;
                cells.is_valid(at).then(|| cells.value(at))
            };
            Arc::new(rows.iter().map(cell).collect::<$array>())
        }};
    }
    match column.data_type() {
        arrow_schema::DataType::Int32 => numbers!(Int32Type, Int32Array),
        arrow_schema::DataType::Int64 => numbers!(Int64Type, Int64Array),
        arrow_schema::DataType::Float64 => numbers!(Float64Type, Float64Array),
        _ => {
            let cells = column.as_string::<i32>();
            let cell = |row: &Row| {
                let at = row.tail as usize;
                cells.is_valid(at).then(|| cells.value(at))
            };
            Arc::new(rows.iter().map(cell).collect::<StringArray>())
        }
    }
}
