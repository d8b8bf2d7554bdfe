//! Parquet and Arrow IPC as CSV.

use std::fs::File;
use std::io::{self, BufReader, Read};

use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef, RecordBatch};
use arrow_ipc::reader::{FileReader, StreamReader};
use arrow_schema::{ArrowError, DataType, Schema};
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

use super::cells::{Cells, physical};
use super::column::{FileColumn, InstantText, Structure};
use super::failure::{CellError, damaged, unreadable};
use super::fill::{Fill, Filled};
use super::pages::{expect_bounded, expect_honest_metadata};
use crate::caught::caught;
use crate::source::quoting::{push_cell, push_row};

/// Rows of a batch, which bound the memory that one takes.
const BATCH_ROWS: usize = 1 << 13;

/// A choice of columns of a schema.
type Roots<'r> = dyn Fn(&Schema) -> Vec<usize> + 'r;

type Batches = Box<dyn Iterator<Item = Result<RecordBatch, ArrowError>> + Send>;

/// The place of a column's cells: a column of the file, or a field of one.
#[derive(Debug, Clone, Copy)]
struct Lies {
    column: usize,
    field: Option<usize>,
}

/// The schema of the file, with the names and types of its columns and their fields.
fn columns_of(schema: &Schema) -> Vec<(FileColumn, Lies)> {
    let mut columns = Vec::new();
    for (at, field) in schema.fields().iter().enumerate() {
        if let DataType::Struct(parts) = field.data_type() {
            for (inner, part) in parts.iter().enumerate() {
                let name = format!("{}.{}", field.name(), part.name());
                let lies = Lies { column: at, field: Some(inner) };
                columns.push((FileColumn { name, physical: physical(part.data_type()) }, lies));
            }
        } else {
            let column =
                FileColumn { name: field.name().clone(), physical: physical(field.data_type()) };
            columns.push((column, Lies { column: at, field: None }));
        }
    }
    columns
}

fn schema_and_batches(
    file: File,
    structure: Structure,
    roots: Option<&Roots<'_>>,
) -> io::Result<(Schema, Batches)> {
    let failed = |error: &dyn std::fmt::Display| damaged(structure, error);
    if structure == Structure::Parquet {
        let pages = file.try_clone()?;
        expect_honest_metadata(&file)?;
        let builder = ParquetRecordBatchReaderBuilder::try_new(file).map_err(|e| failed(&e))?;
        expect_bounded(&pages, builder.metadata())?;
        let schema = builder.schema().as_ref().clone();
        let mut builder = builder.with_batch_size(BATCH_ROWS);
        if let Some(roots) = roots {
            let mask = ProjectionMask::roots(builder.parquet_schema(), roots(&schema));
            builder = builder.with_projection(mask);
        }
        return Ok((schema, Box::new(builder.build().map_err(|e| failed(&e))?)));
    }
    let (schema, all) = ipc(file.try_clone()?, structure, None)?;
    let Some(roots) = roots else { return Ok((schema, all)) };
    drop(all);
    let mut file = file;
    io::Seek::rewind(&mut file)?;
    let (_, batches) = ipc(file, structure, Some(roots(&schema)))?;
    Ok((schema, batches))
}

/// The schema and the batches of an Arrow IPC file or stream, all columns where nothing is said.
fn ipc(
    file: File,
    structure: Structure,
    projection: Option<Vec<usize>>,
) -> io::Result<(Schema, Batches)> {
    let input = BufReader::new(file);
    let failed = |error: ArrowError| damaged(structure, &error);
    if structure == Structure::ArrowFile {
        let reader = FileReader::try_new(input, projection).map_err(failed)?;
        return Ok((reader.schema().as_ref().clone(), Box::new(reader)));
    }
    let reader = StreamReader::try_new(input, projection).map_err(failed)?;
    Ok((reader.schema().as_ref().clone(), Box::new(reader)))
}

/// The columns of the file.
pub(super) fn look(file: File, structure: Structure) -> io::Result<Vec<FileColumn>> {
    let (schema, _) = schema_and_batches(file, structure, None)?;
    Ok(columns_of(&schema).into_iter().map(|(column, _)| column).collect())
}

/// The columns that are `wanted`, all where nothing is said, as CSV with a header.
pub(super) fn open(
    file: File,
    structure: Structure,
    wanted: Option<&[String]>,
    instants: InstantText,
) -> io::Result<impl Read + Send + 'static> {
    let is_wanted = |column: &FileColumn| wanted.is_none_or(|names| names.contains(&column.name));
    let roots = |schema: &Schema| {
        let mut roots: Vec<usize> = columns_of(schema)
            .iter()
            .filter(|(column, _)| is_wanted(column))
            .map(|(_, lies)| lies.column)
            .collect();
        roots.dedup();
        roots
    };
    let (schema, batches) = schema_and_batches(file, structure, Some(&roots))?;
    let roots = roots(&schema);
    let columns: Vec<(FileColumn, Lies)> = columns_of(&schema)
        .into_iter()
        .filter(|(column, _)| is_wanted(column))
        // A batch holds the columns that are read.
        .filter_map(|(column, lies)| {
            let at = roots.iter().position(|&root| root == lies.column)?;
            Some((column, Lies { column: at, ..lies }))
        })
        .collect();
    if let Some((column, found)) = columns.iter().find_map(|(column, _)| column.unreadable()) {
        return Err(unreadable(column, found));
    }
    let mut header = Vec::new();
    push_row(columns.iter().map(|(column, _)| column.name.as_bytes()), &mut header);
    Ok(Filled::behind(header, Rows { structure, batches, columns, instants, n_read: 0 }))
}

/// Batches as lines of CSV.
struct Rows {
    structure: Structure,
    batches: Batches,
    columns: Vec<(FileColumn, Lies)>,
    instants: InstantText,
    n_read: u64,
}

impl Rows {
    fn push(&mut self, batch: &RecordBatch, csv: &mut Vec<u8>) -> io::Result<()> {
        let mut cells = Vec::with_capacity(self.columns.len());
        for (column, lies) in &self.columns {
            let (array, parent) = array_of(batch, *lies);
            let made = Cells::new(&array, self.instants);
            let made = made.map_err(|found| unreadable(&column.name, &found))?;
            cells.push((made, parent));
        }
        let mut text = Vec::new();
        for row in 0..batch.num_rows() {
            for (at, (cells, parent)) in cells.iter().enumerate() {
                if at > 0 {
                    csv.push(b',');
                }
                if parent.as_ref().is_some_and(|parent| parent.is_null(row)) {
                    continue;
                }
                text.clear();
                cells.push(row, &mut text).map_err(|what| {
                    let row = self.n_read + row as u64 + 1;
                    let column = self.columns[at].0.name.clone();
                    io::Error::new(io::ErrorKind::InvalidData, CellError { row, column, what })
                })?;
                push_cell(&text, csv);
            }
            csv.push(b'\n');
        }
        self.n_read += batch.num_rows() as u64;
        Ok(())
    }
}

/// The cells of a column, and the column of records in which they lie.
fn array_of(batch: &RecordBatch, lies: Lies) -> (ArrayRef, Option<ArrayRef>) {
    let column = batch.column(lies.column);
    match lies.field {
        Some(field) => (column.as_struct().column(field).clone(), Some(column.clone())),
        None => (column.clone(), None),
    }
}

impl Fill for Rows {
    fn fill(&mut self, csv: &mut Vec<u8>) -> io::Result<()> {
        // A batch without rows is not the end.
        caught(self.structure.name(), || {
            while csv.is_empty() {
                let Some(batch) = self.batches.next() else { return Ok(()) };
                let batch = batch.map_err(|error| damaged(self.structure, &error))?;
                self.push(&batch, csv)?;
            }
            Ok(())
        })
    }
}
