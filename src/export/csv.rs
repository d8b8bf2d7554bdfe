//! Frames as the CSV that Personalize imports.
//!
//! A header in plain text, then one line per row: UTF-8, LF, quotes only where a value needs them,
//! null as nothing, whole numbers without a decimal point.
//! Rules: developer guide, "data-prep-formatting"; doubled quotes were seen to import.

use std::io::{self, Write};

use polars::prelude::{
    Column, DataFrame, DataType, Float64Chunked, Int32Chunked, Int64Chunked, StringChunked,
};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::choice::choices;
use crate::source::quoting;

const FLUSH_BYTES: usize = 1 << 16;

/// The form of a quote inside a quoted value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Quoting {
    /// `""`, as RFC 4180 says and as imports were seen to take.
    #[default]
    Rfc4180,
    /// `\"`, and `\\` for a backslash, as the guide says. (Developer guide, "items-datasets".)
    Backslash,
}

choices! { Quoting { Rfc4180 = "rfc4180", Backslash = "backslash" } }

/// Writes `frame` to `out`.
///
/// # Errors
/// When `out` refuses, a column is of a type that has no CSV form here, or a value holds a line
/// break, which the service does not allow.
pub fn write(frame: &DataFrame, quoting: Quoting, out: &mut dyn Write) -> io::Result<()> {
    let mut frame = frame.clone();
    frame.rechunk_mut();
    let columns = frame.columns().iter().map(Cells::new).collect::<io::Result<Vec<_>>>()?;
    let mut buffer = Vec::with_capacity(FLUSH_BYTES * 2);
    for (index, name) in frame.get_column_names().iter().enumerate() {
        separate(&mut buffer, index);
        push_text(&mut buffer, name, quoting);
    }
    buffer.push(b'\n');
    for row in 0..frame.height() {
        for (index, column) in columns.iter().enumerate() {
            separate(&mut buffer, index);
            column
                .push(&mut buffer, row, quoting)
                .map_err(|error| at(&error, row, frame.columns()[index].name()))?;
        }
        buffer.push(b'\n');
        if buffer.len() >= FLUSH_BYTES {
            out.write_all(&buffer)?;
            buffer.clear();
        }
    }
    out.write_all(&buffer)
}

/// The cells of the columns `names` of each row, with a comma before each cell, as [`write()`] writes them.
///
/// # Errors
/// When a column is not there, or one of the faults of [`write()`] is met.
pub(crate) fn tails(
    frame: &DataFrame,
    names: &[String],
    quoting: Quoting,
) -> io::Result<Vec<Box<[u8]>>> {
    let frame = frame.select(names.iter().map(String::as_str)).map_err(io::Error::other)?;
    let columns = frame.columns().iter().map(Cells::new).collect::<io::Result<Vec<_>>>()?;
    let row = |row| {
        let mut text = Vec::new();
        for column in &columns {
            text.push(b',');
            column.push(&mut text, row, quoting)?;
        }
        Ok(text.into_boxed_slice())
    };
    (0..frame.height()).map(row).collect()
}

fn at(error: &io::Error, row: usize, column: &str) -> io::Error {
    io::Error::new(error.kind(), format!("row {}, column `{column}`: {error}", row + 1))
}

fn separate(buffer: &mut Vec<u8>, index: usize) {
    if index > 0 {
        buffer.push(b',');
    }
}

/// Appends `text`, in quotes if it holds a comma, a quote or a line break.
pub fn push_text(buffer: &mut Vec<u8>, text: &str, quoting: Quoting) {
    let bytes = text.as_bytes();
    if quoting == Quoting::Rfc4180 || !quoting::needs_quotes(bytes) {
        quoting::push_cell(bytes, buffer);
        return;
    }
    buffer.push(b'"');
    for &byte in bytes {
        if matches!(byte, b'"' | b'\\') {
            buffer.push(b'\\');
        }
        buffer.push(byte);
    }
    buffer.push(b'"');
}

enum Cells<'a> {
    Text(&'a StringChunked),
    Int(&'a Int32Chunked),
    Long(&'a Int64Chunked),
    Double(&'a Float64Chunked),
}

impl<'a> Cells<'a> {
    fn new(column: &'a Column) -> io::Result<Self> {
        let cells = match column.dtype() {
            DataType::String => column.str().map(Cells::Text),
            DataType::Int32 => column.i32().map(Cells::Int),
            DataType::Int64 => column.i64().map(Cells::Long),
            DataType::Float64 => column.f64().map(Cells::Double),
            other => {
                let what =
                    format!("column `{}` has type {other}, which has no CSV form", column.name());
                return Err(io::Error::new(io::ErrorKind::InvalidInput, what));
            }
        };
        cells.map_err(io::Error::other)
    }

    fn push(&self, buffer: &mut Vec<u8>, row: usize, quoting: Quoting) -> io::Result<()> {
        match self {
            Self::Text(cells) => {
                let Some(text) = cells.get(row) else { return Ok(()) };
                if text.contains(['\n', '\r']) {
                    let what = "a line break inside a value, which Personalize does not allow";
                    return Err(io::Error::new(io::ErrorKind::InvalidData, what));
                }
                push_text(buffer, text, quoting);
                Ok(())
            }
            Self::Int(cells) => push_number(buffer, cells.get(row)),
            Self::Long(cells) => push_number(buffer, cells.get(row)),
            Self::Double(cells) => push_number(buffer, cells.get(row)),
        }
    }
}

fn push_number<T: std::fmt::Display>(buffer: &mut Vec<u8>, value: Option<T>) -> io::Result<()> {
    value.map_or(Ok(()), |value| write!(buffer, "{value}"))
}

/// The number of nulls in the column `name` of `frame`; 0 when there is no such column.
#[must_use]
pub fn n_null(frame: &DataFrame, name: &str) -> usize {
    frame.column(name).map_or(0, Column::null_count)
}

/// The number of rows of the text column `name` that hold each value, in the order of the values.
#[must_use]
pub fn value_counts(frame: &DataFrame, name: &str) -> Vec<(String, usize)> {
    let mut counts = std::collections::BTreeMap::<String, usize>::new();
    if let Ok(texts) = frame.column(name).and_then(|column| column.str()) {
        for text in texts.iter().flatten() {
            *counts.entry(text.to_owned()).or_default() += 1;
        }
    }
    counts.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::reader::Reader;
    use crate::source::record::Record;
    use polars::df;
    use proptest::prelude::*;

    fn written(frame: &DataFrame) -> String {
        let mut bytes = Vec::new();
        write(frame, Quoting::Rfc4180, &mut bytes).expect("a vector takes all");
        String::from_utf8(bytes).expect("frames hold UTF-8")
    }

    #[test]
    fn values_are_quoted_only_where_they_must_be() {
        let frame = df![
            "ITEM_ID" => ["1", "2"],
            "TITLE" => [Some("A \"B\", C"), None],
            "YEAR" => [Some(1999_i32), None],
            "EVENT_VALUE" => [4.0, 3.5],
        ];
        let text = written(&frame.expect("equal lengths"));
        assert_eq!(text, "ITEM_ID,TITLE,YEAR,EVENT_VALUE\n1,\"A \"\"B\"\", C\",1999,4\n2,,,3.5\n");
    }

    #[test]
    fn a_line_break_inside_a_value_is_refused_with_its_place() {
        let frame = df!["ITEM_ID" => ["1", "a\nb"]].expect("one column");
        let error = write(&frame, Quoting::Rfc4180, &mut Vec::new()).expect_err("a line break");
        let expected = "row 2, column `ITEM_ID`: a line break inside a value, which Personalize does not allow";
        assert_eq!(error.to_string(), expected);
    }

    #[test]
    fn the_guides_quoting_escapes_with_backslashes_inside_quotes() {
        let texts = ["plain", "back\\slash", "a \"b\"", "c:\\d, \"e\""];
        let mut bytes = Vec::new();
        for text in texts {
            push_text(&mut bytes, text, Quoting::Backslash);
            bytes.push(b'\n');
        }
        let expected = "plain\nback\\slash\n\"a \\\"b\\\"\"\n\"c:\\\\d, \\\"e\\\"\"\n";
        assert_eq!(String::from_utf8(bytes).expect("UTF-8"), expected);
        let mut reader = Reader::new(expected.as_bytes());
        let mut record = Record::default();
        for text in texts {
            assert!(reader.read(&mut record).expect("slice"));
            assert_eq!(record.field(0), text.as_bytes());
        }
    }

    proptest! {
        #[test]
        fn whatever_is_written_is_read_back(cells in prop::collection::vec("[a\\\\\", é|]{0,6}", 1..5)) {
            let mut bytes = Vec::new();
            for (index, cell) in cells.iter().enumerate() {
                separate(&mut bytes, index);
                push_text(&mut bytes, cell, Quoting::Rfc4180);
            }
            bytes.push(b'\n');
            let mut record = Record::default();
            prop_assert!(Reader::new(&bytes[..]).read(&mut record).expect("slice"));
            let read: Vec<&[u8]> = (0..record.len()).map(|column| record.field(column)).collect();
            let expected: Vec<&[u8]> = cells.iter().map(String::as_bytes).collect();
            prop_assert_eq!(record.flaw(), None);
            prop_assert_eq!(read, expected);
        }
    }
}
