//! JSON as CSV.

use std::collections::HashMap;
use std::io::{self, BufRead, Read};

use serde_json::value::RawValue;

use super::column::{FileColumn, Physical};
use super::fill::{Fill, Filled};
use super::objects::{Objects, flat, parse, wrong};
use crate::number::WHOLE_END;
use crate::source::quoting::push_row;

/// Bytes of CSV that are made at a time.
const BLOCK_BYTES: usize = 1 << 16;

/// The columns of a text, found by reading all of it.
#[derive(Debug)]
pub(super) struct Looked {
    pub(super) columns: Vec<FileColumn>,
    /// True if each object begins on a line of its own.
    pub(super) has_lines: bool,
}

/// Reads all objects for their keys, in the order in which they are met.
pub(super) fn look(input: impl BufRead) -> io::Result<Looked> {
    let mut objects = Objects::new(input);
    let mut columns: Vec<FileColumn> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    let (mut has_lines, mut line_before) = (true, 0);
    while let Some((line, text)) = objects.next()? {
        has_lines &= line > line_before;
        line_before = line;
        let object = parse(line, text)?;
        flat(line, &object, &mut |name, value| {
            let physical = with_items(physical(value), value);
            if let Some(&at) = places.get(name) {
                let known = &mut columns[at].physical;
                *known = both(std::mem::replace(known, Physical::Nothing), physical);
            } else {
                places.insert(name.to_owned(), columns.len());
                columns.push(FileColumn { name: name.to_owned(), physical });
            }
            Ok(())
        })?;
    }
    Ok(Looked { columns, has_lines })
}

fn physical(value: &str) -> Physical {
    match value.as_bytes().first() {
        Some(b'n') => Physical::Nothing,
        Some(b'"') => Physical::Text,
        Some(b't' | b'f') => Physical::Boolean,
        Some(b'[') => Physical::List(Box::new(Physical::Nothing)),
        Some(b'{') => Physical::Unreadable("an object in an object".to_owned()),
        _ if value.contains(['.', 'e', 'E']) => Physical::Real,
        _ => Physical::Whole,
    }
}

/// The kind of a value, with that of its items where it is a list.
fn with_items(physical: Physical, value: &str) -> Physical {
    let Physical::List(_) = physical else { return physical };
    // What is no list of plain values is refused where it is read.
    let items: Vec<&RawValue> = serde_json::from_str(value).unwrap_or_default();
    let kinds = items.into_iter().map(|item| self::physical(item.get()));
    Physical::List(Box::new(kinds.fold(Physical::Nothing, both)))
}

/// The kind of a column that has values of both.
fn both(one: Physical, other: Physical) -> Physical {
    match (one, other) {
        (Physical::Nothing, other) => other,
        (one, Physical::Nothing) => one,
        (one, other) if one == other => one,
        (Physical::List(one), Physical::List(other)) => {
            Physical::List(Box::new(both(*one, *other)))
        }
        (Physical::Real, Physical::Whole) | (Physical::Whole, Physical::Real) => Physical::Real,
        (unreadable @ Physical::Unreadable(_), _) | (_, unreadable @ Physical::Unreadable(_)) => {
            unreadable
        }
        _ => Physical::Text,
    }
}

/// The lines on which rows are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RowLines {
    /// Each on the line on which its object begins.
    OfObjects,
    /// One after another, so that rows are counted.
    Counted,
}

/// The columns that are wanted as CSV with a header.
pub(super) fn rows<R: BufRead>(
    input: R,
    columns: &[&FileColumn],
    lines: RowLines,
) -> impl Read + use<R> {
    let mut header = Vec::new();
    push_row(columns.iter().map(|column| column.name.as_bytes()), &mut header);
    let named = columns.iter().enumerate().map(|(at, column)| (column.name.clone(), at));
    let rows = Rows {
        objects: Objects::new(input),
        columns: named.collect(),
        cells: vec![Vec::new(); columns.len()],
        lines,
        line: 1,
    };
    Filled::behind(header, rows)
}

struct Rows<R> {
    objects: Objects<R>,
    columns: HashMap<String, usize>,
    cells: Vec<Vec<u8>>,
    lines: RowLines,
    /// The line at which the next row is written.
    line: u64,
}

impl<R: BufRead> Fill for Rows<R> {
    fn fill(&mut self, csv: &mut Vec<u8>) -> io::Result<()> {
        while csv.len() < BLOCK_BYTES {
            let Some((line, text)) = self.objects.next()? else { return Ok(()) };
            let object = parse(line, text)?;
            self.cells.iter_mut().for_each(Vec::clear);
            flat(line, &object, &mut |name, value| {
                let Some(&at) = self.columns.get(name) else { return Ok(()) };
                push_value(value, &mut self.cells[at])
                    .map_err(|what| wrong(line, &format!("`{name}`: {what}")))
            })?;
            while self.lines == RowLines::OfObjects && self.line < line {
                csv.push(b'\n');
                self.line += 1;
            }
            let before = csv.len();
            push_row(&self.cells, csv);
            self.line += memchr::memchr_iter(b'\n', &csv[before..]).count() as u64;
        }
        Ok(())
    }
}

/// Appends the text of a value, the values of a list with `|` between them.
fn push_value(value: &str, text: &mut Vec<u8>) -> Result<(), String> {
    match physical(value) {
        Physical::Nothing => {}
        Physical::Text => {
            let parsed: String = serde_json::from_str(value).map_err(|error| error.to_string())?;
            text.extend_from_slice(parsed.as_bytes());
        }
        Physical::Real => {
            let number: f64 = value.parse().map_err(|_| "expected a number".to_owned())?;
            push_number(value, number, text);
        }
        Physical::List(_) => {
            let values: Vec<&RawValue> =
                serde_json::from_str(value).map_err(|error| error.to_string())?;
            let mut between = false;
            for value in values {
                let value = value.get();
                if matches!(physical(value), Physical::List(_) | Physical::Unreadable(_)) {
                    return Err("a list of lists or objects, which no column can hold".to_owned());
                }
                if physical(value) == Physical::Nothing {
                    continue;
                }
                if std::mem::replace(&mut between, true) {
                    text.push(b'|');
                }
                let from = text.len();
                push_value(value, text)?;
                if text[from..].contains(&b'|') {
                    return Err(format!(
                        "the value {value} of a list holds the `|` that stands between values"
                    ));
                }
            }
        }
        Physical::Unreadable(what) => return Err(format!("{what}, which no column can hold")),
        _ => text.extend_from_slice(value.as_bytes()),
    }
    Ok(())
}

/// A real that is whole is written as a whole number; any other as it stands.
fn push_number(written: &str, number: f64, text: &mut Vec<u8>) {
    if number.fract() == 0.0 && number.abs() < WHOLE_END {
        text.extend_from_slice(format!("{:.0}", number + 0.0).as_bytes());
    } else {
        text.extend_from_slice(written.as_bytes());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn csv(text: &str) -> String {
        let looked = look(text.as_bytes()).expect("objects");
        let columns: Vec<&FileColumn> = looked.columns.iter().collect();
        let mut csv = String::new();
        let lines = if looked.has_lines { RowLines::OfObjects } else { RowLines::Counted };
        rows(text.as_bytes(), &columns, lines).read_to_string(&mut csv).expect("UTF-8");
        csv
    }

    #[test]
    fn objects_come_in_any_form() {
        let expected = "a,b\n1,\n,x\n";
        assert_eq!(csv("{\"a\":1}\n{\"b\":\"x\"}\n"), expected);
        assert_eq!(csv("[{\"a\":1},{\"b\":\"x\"}]"), expected);
        assert_eq!(csv("[\n {\"a\":1},\n {\"b\":\"x\"}\n]\n"), "a,b\n\n1,\n,x\n");
        assert_eq!(csv("{\n\"a\":1\n}\n{\"b\":\"x\"}"), "a,b\n1,\n\n\n,x\n");
    }

    #[test]
    fn values_have_one_text() {
        assert_eq!(
            csv("{\"a\":7.0,\"b\":1.50,\"c\":[\"x\",\"y\"],\"d\":{\"e\":true}}"),
            "a,b,c,d.e\n7,1.50,x|y,true\n"
        );
        assert_eq!(
            csv("{\"a\":12345678901234567890,\"b\":null,\"c\":\"x,y\"}"),
            "a,b,c\n12345678901234567890,,\"x,y\"\n"
        );
    }

    #[test]
    fn what_is_no_object_is_named() {
        let refused = |text: &str| look(text.as_bytes()).expect_err("refused").to_string();
        assert!(refused("1\n").starts_with("line 1: expected JSON objects: found \"1\""));
        assert!(refused("{\"a\":1}\n{\"a\":").starts_with("line 2: "));
        assert!(refused("{\"a\":1,\"a\":2}").contains("the key `a` stands twice"));
        assert!(refused("[{\"a\":1}").contains("never closes"));
    }
}
