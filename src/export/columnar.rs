//! Frames as Parquet and Arrow IPC, for other tools.

use std::io::{self, Write};
use std::sync::Arc;

use arrow_array::{ArrayRef, Float64Array, Int32Array, Int64Array, RecordBatch, StringArray};
use arrow_ipc::writer::FileWriter;
use arrow_schema::{Field, Schema};
use parquet::arrow::ArrowWriter;
use parquet::basic::Compression;
use parquet::file::properties::WriterProperties;
use polars::prelude::{Column, DataFrame, DataType, PolarsResult};

/// Rows converted at a time, which bounds the second copy of the data.
pub(crate) const BATCH_ROWS: usize = 1 << 16;

fn properties() -> WriterProperties {
    WriterProperties::builder()
        .set_compression(Compression::SNAPPY)
        .set_created_by(concat!("rehearsal ", env!("CARGO_PKG_VERSION")).to_owned())
        .build()
}

/// Writes named columns of equal length as one Parquet file, compressed with Snappy.
///
/// # Errors
/// When `out` refuses.
pub fn write_columns(
    columns: Vec<(&str, ArrayRef)>,
    out: &mut (dyn Write + Send),
) -> io::Result<()> {
    let batch = RecordBatch::try_from_iter_with_nullable(
        columns.into_iter().map(|(name, array)| (name, array, true)),
    )
    .map_err(io::Error::other)?;
    let mut writer =
        ArrowWriter::try_new(out, batch.schema(), Some(properties())).map_err(io::Error::other)?;
    writer.write(&batch).map_err(io::Error::other)?;
    writer.close().map_err(io::Error::other)?;
    Ok(())
}

/// Writes `frame` as one Parquet file, compressed with Snappy.
///
/// # Errors
/// When `out` refuses or a column has a type of its own.
pub fn write_parquet(frame: &DataFrame, out: &mut (dyn Write + Send)) -> io::Result<()> {
    write(frame, BatchWriter::parquet(frame, out)?)
}

/// Writes `frame` as one Arrow IPC file.
///
/// # Errors
/// When `out` refuses or a column has a type of its own.
pub fn write_arrow(frame: &DataFrame, out: &mut (dyn Write + Send)) -> io::Result<()> {
    write(frame, BatchWriter::arrow(frame, out)?)
}

fn write(frame: &DataFrame, mut writer: BatchWriter<'_>) -> io::Result<()> {
    for batch in batches(frame) {
        writer.write(&batch?)?;
    }
    writer.finish()
}

/// A file that is written batch by batch. Files are the same byte for byte where batches are.
pub(crate) enum BatchWriter<'o> {
    Parquet(Box<ArrowWriter<&'o mut (dyn Write + Send)>>),
    Arrow(Box<FileWriter<&'o mut (dyn Write + Send)>>),
}

impl<'o> BatchWriter<'o> {
    /// A Parquet file, compressed with Snappy, with the columns of `like`.
    pub(crate) fn parquet(like: &DataFrame, out: &'o mut (dyn Write + Send)) -> io::Result<Self> {
        let schema = batch(&like.slice(0, 0))?.schema();
        let writer = ArrowWriter::try_new(out, schema, Some(properties()));
        Ok(Self::Parquet(Box::new(writer.map_err(io::Error::other)?)))
    }

    /// An Arrow IPC file with the columns of `like`.
    pub(crate) fn arrow(like: &DataFrame, out: &'o mut (dyn Write + Send)) -> io::Result<Self> {
        let schema = batch(&like.slice(0, 0))?.schema();
        let writer = FileWriter::try_new(out, &schema).map_err(io::Error::other)?;
        Ok(Self::Arrow(Box::new(writer)))
    }

    pub(crate) fn write(&mut self, batch: &RecordBatch) -> io::Result<()> {
        match self {
            Self::Parquet(writer) => writer.write(batch).map_err(io::Error::other),
            Self::Arrow(writer) => writer.write(batch).map_err(io::Error::other),
        }
    }

    pub(crate) fn finish(self) -> io::Result<()> {
        match self {
            Self::Parquet(writer) => writer.close().map(drop).map_err(io::Error::other),
            Self::Arrow(mut writer) => writer.finish().map_err(io::Error::other),
        }
    }
}

fn batches(frame: &DataFrame) -> impl Iterator<Item = io::Result<RecordBatch>> + '_ {
    let rows = frame.height();
    (0..rows).step_by(BATCH_ROWS).map(move |at| {
        let offset = i64::try_from(at).map_err(io::Error::other)?;
        batch(&frame.slice(offset, BATCH_ROWS.min(rows - at)))
    })
}

/// The rows of `frame` as one batch.
pub(crate) fn batch(frame: &DataFrame) -> io::Result<RecordBatch> {
    let mut fields = Vec::new();
    let mut arrays = Vec::new();
    for column in frame.columns() {
        let array = array(column).map_err(io::Error::other)?;
        fields.push(Field::new(column.name().as_str(), array.data_type().clone(), true));
        arrays.push(array);
    }
    RecordBatch::try_new(Arc::new(Schema::new(fields)), arrays).map_err(io::Error::other)
}

/// The cells of a column, chunk by chunk: the iterators over chunks are compiled with this crate, those
/// over whole columns with polars, which is not optimised.
fn array(column: &Column) -> PolarsResult<ArrayRef> {
    macro_rules! cells {
        ($cells:expr, $array:ty) => {{
            let cells = $cells?.downcast_iter().flat_map(|chunk| chunk.iter());
            Arc::new(cells.map(|cell| cell.copied()).collect::<$array>())
        }};
    }
    Ok(match column.dtype() {
        DataType::Int32 => cells!(column.i32(), Int32Array),
        DataType::Int64 => cells!(column.i64(), Int64Array),
        DataType::Float64 => cells!(column.f64(), Float64Array),
        _ => {
            let texts = column.str()?.downcast_iter().flat_map(|chunk| chunk.iter());
            Arc::new(texts.collect::<StringArray>())
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::mapped::{Instants, MappedReading, Mapping, TableFiles};
    use polars::df;

    type Write = fn(&DataFrame, &mut (dyn io::Write + Send)) -> io::Result<()>;

    #[test]
    fn what_is_written_is_read_back_and_written_the_same_again() {
        let frame = df![
            "USER_ID" => ["007", "a,b"],
            "ITEM_ID" => ["1", "2"],
            "GENRES" => [Some("Drama|War"), None],
            "YEAR" => [Some(1999_i32), None],
            "EVENT_VALUE" => [Some(3.5), None],
            "TIMESTAMP" => [5_i64, 6],
        ]
        .expect("equal lengths");
        let folder = tempfile::tempdir().expect("a folder");
        let formats: [(&str, Write); 2] = [("a.parquet", write_parquet), ("a.arrow", write_arrow)];
        for (name, write) in formats {
            let mut bytes = Vec::new();
            write(&frame, &mut bytes).expect("a vector takes all");
            let mut again = Vec::new();
            write(&frame, &mut again).expect("a vector takes all");
            assert!(bytes == again, "{name}: same input, same bytes");
            let path = folder.path().join(name);
            std::fs::write(&path, bytes).expect("a file");
            let reading = MappedReading::default();
            let files = TableFiles::find(&path, &reading).expect("a table");
            let header = files.header();
            let known: Vec<&str> = header.iter().map(|column| column.name.as_str()).collect();
            let resolved = Mapping::default().resolve(&header, &known, &[]).expect("all there");
            let rows =
                files.read(&resolved.mapped, Instants::Either, &reading, &|_| true).expect("whole");
            let read = rows.frame;
            assert!(read.equals_missing(&frame), "{name}: {read:?}");
        }
    }
}
