//! Parquet and Arrow IPC as CSV.

use std::fs::File;
use std::io::{self, BufReader, Read};

use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef, RecordBatch};
use arrow_ipc::reader::{FileReader, StreamReader};
use arrow_schema::{ArrowError, DataType, Schema};
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

use super::cells::{Cells, InstantText, physical};
use super::{CellError, Column, Physical, Structure, damaged, push_cell};

/// Rows of a batch, which bound the memory that one takes.
const BATCH_ROWS: usize = 1 << 13;

/// Which columns of a schema are read.
type Roots<'r> = dyn Fn(&Schema) -> Vec<usize> + 'r;

type Batches = Box<dyn Iterator<Item = Result<RecordBatch, ArrowError>> + Send>;

/// Where the cells of a column lie: in a column of the file, or in a field of one.
#[derive(Debug, Clone, Copy)]
struct Lies {
    column: usize,
    field: Option<usize>,
}

/// The schema of the file, with the names and types of what its columns and their fields are.
fn columns_of(schema: &Schema) -> Vec<(Column, Lies)> {
    let mut columns = Vec::new();
    for (at, field) in schema.fields().iter().enumerate() {
        if let DataType::Struct(parts) = field.data_type() {
            for (inner, part) in parts.iter().enumerate() {
                let name = format!("{}.{}", field.name(), part.name());
                let lies = Lies { column: at, field: Some(inner) };
                columns.push((Column { name, physical: physical(part.data_type()) }, lies));
            }
        } else {
            let column =
                Column { name: field.name().clone(), physical: physical(field.data_type()) };
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
        let builder = ParquetRecordBatchReaderBuilder::try_new(file).map_err(|e| failed(&e))?;
        let schema = builder.schema().as_ref().clone();
        let mut builder = builder.with_batch_size(BATCH_ROWS);
        if let Some(roots) = roots {
            let mask = ProjectionMask::roots(builder.parquet_schema(), roots(&schema));
            builder = builder.with_projection(mask);
        }
        return Ok((schema, Box::new(builder.build().map_err(|e| failed(&e))?)));
    }
    let projection = |schema: &Schema| roots.map(|roots| roots(schema));
    if structure == Structure::ArrowFile {
        let reader =
            FileReader::try_new(BufReader::new(file.try_clone()?), None).map_err(|e| failed(&e))?;
        let schema = reader.schema().as_ref().clone();
        let Some(projection) = projection(&schema) else { return Ok((schema, Box::new(reader))) };
        let mut file = file;
        io::Seek::rewind(&mut file)?;
        let reader =
            FileReader::try_new(BufReader::new(file), Some(projection)).map_err(|e| failed(&e))?;
        return Ok((schema, Box::new(reader)));
    }
    let reader =
        StreamReader::try_new(BufReader::new(file.try_clone()?), None).map_err(|e| failed(&e))?;
    let schema = reader.schema().as_ref().clone();
    let Some(projection) = projection(&schema) else { return Ok((schema, Box::new(reader))) };
    let mut file = file;
    io::Seek::rewind(&mut file)?;
    let reader =
        StreamReader::try_new(BufReader::new(file), Some(projection)).map_err(|e| failed(&e))?;
    Ok((schema, Box::new(reader)))
}

/// The columns of the file.
pub(super) fn look(file: File, structure: Structure) -> io::Result<Vec<Column>> {
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
    let is_wanted = |column: &Column| wanted.is_none_or(|names| names.contains(&column.name));
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
    let columns: Vec<(Column, Lies)> = columns_of(&schema)
        .into_iter()
        .filter(|(column, _)| is_wanted(column))
        // A batch holds the columns that are read.
        .filter_map(|(column, lies)| {
            let at = roots.iter().position(|&root| root == lies.column)?;
            Some((column, Lies { column: at, ..lies }))
        })
        .collect();
    if let Some((column, found)) = columns.iter().find_map(|(column, _)| match &column.physical {
        Physical::Unreadable(found) => Some((column, found)),
        _ => None,
    }) {
        return Err(super::unreadable(&column.name, found));
    }
    let mut csv = Vec::new();
    for (at, (column, _)) in columns.iter().enumerate() {
        if at > 0 {
            csv.push(b',');
        }
        push_cell(column.name.as_bytes(), &mut csv);
    }
    csv.push(b'\n');
    Ok(Rows { structure, batches, columns, instants, csv, at: 0, n_read: 0 })
}

/// Batches as lines of CSV.
struct Rows {
    structure: Structure,
    batches: Batches,
    columns: Vec<(Column, Lies)>,
    instants: InstantText,
    csv: Vec<u8>,
    at: usize,
    n_read: u64,
}

impl Rows {
    fn fill(&mut self, batch: &RecordBatch) -> io::Result<()> {
        let mut cells = Vec::with_capacity(self.columns.len());
        for (column, lies) in &self.columns {
            let (array, parent) = array_of(batch, *lies);
            let made = Cells::new(&array, self.instants);
            let made = made.map_err(|found| super::unreadable(&column.name, &found))?;
            cells.push((made, parent));
        }
        self.csv.clear();
        self.at = 0;
        let mut text = Vec::new();
        for row in 0..batch.num_rows() {
            for (at, (cells, parent)) in cells.iter().enumerate() {
                if at > 0 {
                    self.csv.push(b',');
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
                push_cell(&text, &mut self.csv);
            }
            self.csv.push(b'\n');
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

impl Read for Rows {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.at == self.csv.len() {
            match self.batches.next() {
                None => return Ok(0),
                Some(batch) => {
                    let batch = batch.map_err(|error| damaged(self.structure, &error))?;
                    self.fill(&batch)?;
                }
            }
        }
        let n = (self.csv.len() - self.at).min(buffer.len());
        buffer[..n].copy_from_slice(&self.csv[self.at..self.at + n]);
        self.at += n;
        Ok(n)
    }
}
