//! Parquet as the CSV that an export would give, so that the same rules hold.

use std::io::{self, Read};
use std::path::Path;

#[cfg(not(feature = "frames"))]
pub(super) fn open(_path: &Path) -> io::Result<Box<dyn Read + Send>> {
    Err(io::Error::new(io::ErrorKind::Unsupported, "this build cannot read Parquet"))
}

#[cfg(feature = "frames")]
pub(super) fn open(path: &Path) -> io::Result<Box<dyn Read + Send>> {
    use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

    let file = std::fs::File::open(path)?;
    let builder = ParquetRecordBatchReaderBuilder::try_new(file).map_err(invalid)?;
    let mut csv = Vec::new();
    let names: Vec<String> =
        builder.schema().fields().iter().map(|field| field.name().clone()).collect();
    for (index, name) in names.iter().enumerate() {
        if index > 0 {
            csv.push(b',');
        }
        super::quoting::push_cell(name.as_bytes(), &mut csv);
    }
    csv.push(b'\n');
    let batches = builder.with_batch_size(1 << 13).build().map_err(invalid)?;
    Ok(Box::new(rows::Rows { batches, csv, at: 0 }))
}

#[cfg(feature = "frames")]
fn invalid(error: impl std::fmt::Display) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, format!("it is not readable as Parquet: {error}"))
}

#[cfg(feature = "frames")]
mod rows {
    use std::io::{self, Read};

    use arrow_array::cast::AsArray;
    use arrow_array::{Array, RecordBatch};
    use arrow_cast::cast;
    use arrow_schema::DataType;
    use parquet::arrow::arrow_reader::ParquetRecordBatchReader;

    use crate::validate::quoting::push_cell;

    /// Batches as lines of CSV.
    pub(super) struct Rows {
        pub(super) batches: ParquetRecordBatchReader,
        pub(super) csv: Vec<u8>,
        pub(super) at: usize,
    }

    impl Rows {
        fn fill(&mut self, batch: &RecordBatch) -> io::Result<()> {
            let columns: Vec<_> = batch
                .columns()
                .iter()
                .map(|column| cast(column, &DataType::Utf8).map_err(super::invalid))
                .collect::<io::Result<_>>()?;
            self.csv.clear();
            self.at = 0;
            for row in 0..batch.num_rows() {
                for (index, column) in columns.iter().enumerate() {
                    if index > 0 {
                        self.csv.push(b',');
                    }
                    let column = column.as_string::<i32>();
                    if column.is_valid(row) {
                        push_cell(column.value(row).as_bytes(), &mut self.csv);
                    }
                }
                self.csv.push(b'\n');
            }
            Ok(())
        }
    }

    impl Read for Rows {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            while self.at == self.csv.len() {
                match self.batches.next() {
                    None => return Ok(0),
                    Some(batch) => self.fill(&batch.map_err(super::invalid)?)?,
                }
            }
            let n = (self.csv.len() - self.at).min(buffer.len());
            buffer[..n].copy_from_slice(&self.csv[self.at..self.at + n]);
            self.at += n;
            Ok(n)
        }
    }
}
