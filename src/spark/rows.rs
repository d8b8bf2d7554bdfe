//! The rows of a query's answer.

use arrow_array::cast::AsArray;
use arrow_array::types::{Float64Type, Int32Type, Int64Type};
use arrow_array::{Array, RecordBatch};
use arrow_ipc::reader::StreamReader;
use arrow_schema::DataType;

use super::error::SparkError;

/// The rows of an answer.
#[derive(Debug, Clone)]
pub struct SparkRows {
    batches: Vec<RecordBatch>,
}

impl SparkRows {
    /// Reads batches, each a stream of Arrow's.
    pub(super) fn read(streams: &[Vec<u8>]) -> Result<Self, SparkError> {
        let failed = |error: arrow_schema::ArrowError| SparkError::Answer(error.to_string());
        let mut batches = Vec::new();
        for stream in streams {
            for batch in StreamReader::try_new(&stream[..], None).map_err(failed)? {
                batches.push(batch.map_err(failed)?);
            }
        }
        Ok(Self { batches })
    }

    /// The number of rows.
    #[must_use]
    pub fn n_rows(&self) -> usize {
        self.batches.iter().map(RecordBatch::num_rows).sum()
    }

    /// The whole numbers of a column, by its place; 0 where there is none.
    ///
    /// # Errors
    /// When the column holds something else.
    pub fn whole(&self, column: usize) -> Result<Vec<i64>, SparkError> {
        let mut numbers = Vec::with_capacity(self.n_rows());
        for batch in &self.batches {
            let array = column_of(batch, column)?;
            match array.data_type() {
                DataType::Int64 => numbers.extend(
                    array.as_primitive::<Int64Type>().iter().map(|number| number.unwrap_or(0)),
                ),
                DataType::Int32 => numbers.extend(
                    array.as_primitive::<Int32Type>().iter().map(|n| i64::from(n.unwrap_or(0))),
                ),
                DataType::Null => numbers.extend(std::iter::repeat_n(0, array.len())),
                other => {
                    return Err(SparkError::Answer(format!(
                        "expected whole numbers, found {other}"
                    )));
                }
            }
        }
        Ok(numbers)
    }

    /// The numbers of a column, by its place; nothing where there is none.
    ///
    /// # Errors
    /// When the column holds something else.
    pub fn numbers(&self, column: usize) -> Result<Vec<Option<f64>>, SparkError> {
        let mut numbers = Vec::with_capacity(self.n_rows());
        for batch in &self.batches {
            let array = column_of(batch, column)?;
            match array.data_type() {
                DataType::Float64 => numbers.extend(array.as_primitive::<Float64Type>().iter()),
                other => {
                    return Err(SparkError::Answer(format!("expected numbers, found {other}")));
                }
            }
        }
        Ok(numbers)
    }

    /// The texts of a column, by its place; empty where there is none.
    ///
    /// # Errors
    /// When the column holds something else.
    pub fn texts(&self, column: usize) -> Result<Vec<String>, SparkError> {
        let mut texts = Vec::with_capacity(self.n_rows());
        let owned = |text: Option<&str>| text.unwrap_or("").to_owned();
        for batch in &self.batches {
            let array = column_of(batch, column)?;
            match array.data_type() {
                DataType::Utf8 => texts.extend(array.as_string::<i32>().iter().map(owned)),
                DataType::LargeUtf8 => texts.extend(array.as_string::<i64>().iter().map(owned)),
                DataType::Utf8View => texts.extend(array.as_string_view().iter().map(owned)),
                other => return Err(SparkError::Answer(format!("expected text, found {other}"))),
            }
        }
        Ok(texts)
    }
}

fn column_of(batch: &RecordBatch, column: usize) -> Result<&dyn Array, SparkError> {
    let found = batch.columns().get(column);
    found.map(AsRef::as_ref).ok_or_else(|| SparkError::Answer(format!("no column {column}")))
}
