//! Avro object containers as CSV.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};

use apache_avro::error::Details;
use apache_avro::types::Value;
use apache_avro::util::max_allocation_bytes;
use apache_avro::{Reader, Schema};

use super::avro_header::named;
use super::cells::{push_decimal, push_instant, push_real};
use super::column::{FileColumn, InstantText, Physical, Structure};
use super::failure::{CellError, damaged, unreadable};
use super::fill::{Fill, Filled};
use crate::caught::caught;
use crate::source::quoting::{push_cell, push_row};

type Records = Reader<'static, Box<dyn Read + Send>>;

/// The largest block or value in bytes: the reader takes what a file claims before it has read it. A row has
/// at most one MiB, and a block of the usual writers far less than this.
const PIECE_BYTES: usize = 64 << 20;

fn records(mut file: File) -> io::Result<Records> {
    // The first call in a process counts.
    max_allocation_bytes(PIECE_BYTES);
    let mut reader = BufReader::new(&mut file);
    let head = named(&mut reader);
    let behind = reader.stream_position()?;
    let input: Box<dyn Read + Send> = if let Some(head) = head {
        file.seek(SeekFrom::Start(behind))?;
        Box::new(io::Cursor::new(head).chain(BufReader::new(file)))
    } else {
        file.rewind()?;
        Box::new(BufReader::new(file))
    };
    Reader::new(input).map_err(|error| failed(&error))
}

/// The error of a file; of one that claims more bytes than are taken at a time in our own words.
fn failed(error: &apache_avro::Error) -> io::Error {
    let Details::MemoryAllocation { desired, maximum } = error.details() else {
        return damaged(Structure::Avro, error);
    };
    let claim = desired.map_or_else(|| "more bytes".to_owned(), |bytes| format!("{bytes} bytes"));
    let what = format!("it claims {claim} in one piece: expected at most {maximum}");
    damaged(Structure::Avro, &what)
}

/// The kind of cells of a field with this schema.
fn physical(schema: &Schema) -> Physical {
    match schema {
        Schema::Null => Physical::Nothing,
        Schema::Boolean => Physical::Boolean,
        Schema::Int | Schema::Long => Physical::Whole,
        Schema::Float | Schema::Double => Physical::Real,
        Schema::String | Schema::Bytes | Schema::Enum(_) | Schema::Uuid(_) => Physical::Text,
        Schema::Date
        | Schema::TimestampMillis
        | Schema::TimestampMicros
        | Schema::TimestampNanos
        | Schema::LocalTimestampMillis
        | Schema::LocalTimestampMicros
        | Schema::LocalTimestampNanos => Physical::Instant,
        Schema::Array(array) => match physical(&array.items) {
            Physical::List(_) | Physical::Unreadable(_) => {
                Physical::Unreadable("an array of arrays or records".into())
            }
            item => Physical::List(Box::new(item)),
        },
        Schema::Decimal(_) | Schema::BigDecimal => Physical::Decimal,
        Schema::Union(union) => {
            let kinds: Vec<Physical> = union
                .variants()
                .iter()
                .map(physical)
                .filter(|kind| *kind != Physical::Nothing)
                .collect();
            match &kinds[..] {
                [] => Physical::Nothing,
                [one] => one.clone(),
                // Such as a text or a number: each value is written by its own type.
                more if more.iter().all(|kind| !matches!(kind, Physical::Unreadable(_))) => {
                    Physical::Text
                }
                _ => Physical::Unreadable("a union with records".into()),
            }
        }
        _ => Physical::Unreadable("a record, a map or a type without text".into()),
    }
}

fn columns_of(schema: &Schema) -> io::Result<Vec<FileColumn>> {
    let Schema::Record(record) = schema else {
        return Err(damaged(Structure::Avro, &"its schema is no record"));
    };
    let mut columns = Vec::new();
    for field in &record.fields {
        if let Schema::Record(inner) = &field.schema {
            columns.extend(inner.fields.iter().map(|part| FileColumn {
                name: format!("{}.{}", field.name, part.name),
                physical: physical(&part.schema),
            }));
        } else {
            columns
                .push(FileColumn { name: field.name.clone(), physical: physical(&field.schema) });
        }
    }
    Ok(columns)
}

/// The columns of the file.
pub(super) fn look(file: File) -> io::Result<Vec<FileColumn>> {
    columns_of(records(file)?.writer_schema())
}

/// The columns that are `wanted` as CSV with a header.
pub(super) fn open(
    file: File,
    wanted: Option<&[String]>,
    instants: InstantText,
) -> io::Result<impl Read + Send + 'static> {
    let records = records(file)?;
    let columns: Vec<FileColumn> = columns_of(records.writer_schema())?
        .into_iter()
        .filter(|column| wanted.is_none_or(|names| names.contains(&column.name)))
        .collect();
    if let Some((column, found)) = columns.iter().find_map(|column| column.unreadable()) {
        return Err(unreadable(column, found));
    }
    let mut header = Vec::new();
    push_row(columns.iter().map(|column| column.name.as_bytes()), &mut header);
    Ok(Filled::behind(header, Rows { records, columns, instants, row: 0 }))
}

struct Rows {
    records: Records,
    columns: Vec<FileColumn>,
    instants: InstantText,
    row: u64,
}

impl Fill for Rows {
    fn fill(&mut self, csv: &mut Vec<u8>) -> io::Result<()> {
        let name = Structure::Avro.name();
        let next = caught(name, || Ok::<_, io::Error>(self.records.next()))?;
        let Some(record) = next else { return Ok(()) };
        let record = record.map_err(|error| failed(&error))?;
        let Value::Record(fields) = record else {
            return Err(damaged(Structure::Avro, &"a value is no record"));
        };
        self.row += 1;
        let mut text = Vec::new();
        for (at, column) in self.columns.iter().enumerate() {
            if at > 0 {
                csv.push(b',');
            }
            text.clear();
            if let Some(value) = value_of(&fields, &column.name) {
                push(value, self.instants, &mut text).map_err(|what| {
                    let error = CellError { row: self.row, column: column.name.clone(), what };
                    io::Error::new(io::ErrorKind::InvalidData, error)
                })?;
            }
            push_cell(&text, csv);
        }
        csv.push(b'\n');
        Ok(())
    }
}

/// The value of a field, or of a field within one.
fn value_of<'a>(fields: &'a [(String, Value)], name: &str) -> Option<&'a Value> {
    let find = |fields: &'a [(String, Value)], name: &str| {
        fields.iter().find(|(known, _)| known == name).map(|(_, value)| value)
    };
    find(fields, name).or_else(|| {
        let (outer, inner) = name.split_once('.')?;
        match find(fields, outer)? {
            Value::Record(inside) => find(inside, inner),
            _ => None,
        }
    })
}

fn push_whole(number: i64, text: &mut Vec<u8>) {
    text.extend_from_slice(itoa::Buffer::new().format(number).as_bytes());
}

/// Appends the text of a value, nothing where there is none.
fn push(value: &Value, instants: InstantText, text: &mut Vec<u8>) -> Result<(), String> {
    match value {
        Value::Null => {}
        Value::Boolean(is) => text.extend_from_slice(if *is { b"true" } else { b"false" }),
        Value::Int(number) => push_whole(i64::from(*number), text),
        Value::Long(number) => push_whole(*number, text),
        Value::Float(number) if number.fract() != 0.0 && !number.is_nan() => {
            text.extend_from_slice(format!("{number:?}").as_bytes());
        }
        Value::Float(number) => push_real(f64::from(*number), text),
        Value::Double(number) => push_real(*number, text),
        Value::String(string) | Value::Enum(_, string) => text.extend_from_slice(string.as_bytes()),
        Value::Bytes(bytes) | Value::Fixed(_, bytes) => {
            let valid =
                std::str::from_utf8(bytes).map_err(|_| "bytes that are not UTF-8".to_owned())?;
            text.extend_from_slice(valid.as_bytes());
        }
        Value::Uuid(uuid) => text.extend_from_slice(uuid.to_string().as_bytes()),
        Value::Date(days) => push_instant(i64::from(*days), 1, 86_400, instants, text)?,
        Value::TimestampMillis(at) | Value::LocalTimestampMillis(at) => {
            push_instant(*at, 1_000, 1, instants, text)?;
        }
        Value::TimestampMicros(at) | Value::LocalTimestampMicros(at) => {
            push_instant(*at, 1_000_000, 1, instants, text)?;
        }
        Value::TimestampNanos(at) | Value::LocalTimestampNanos(at) => {
            push_instant(*at, 1_000_000_000, 1, instants, text)?;
        }
        Value::BigDecimal(number) => push_decimal(&number.to_string(), text),
        Value::Union(_, inner) => push(inner, instants, text)?,
        Value::Array(values) => {
            let mut between = false;
            for value in values.iter().filter(|value| **value != Value::Null) {
                if std::mem::replace(&mut between, true) {
                    text.push(b'|');
                }
                let from = text.len();
                push(value, instants, text)?;
                if text[from..].contains(&b'|') {
                    return Err(
                        "a value of a list holds the `|` that stands between values".to_owned()
                    );
                }
            }
        }
        _ => return Err("a value of a type that has no text".to_owned()),
    }
    Ok(())
}
