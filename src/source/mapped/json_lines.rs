//! Mapped JSON Lines.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use serde_json::value::RawValue;

use super::builder::{Builder, Builders};
use crate::source::ReadError;
use crate::source::reader::Reader;
use crate::source::record::Record;
use crate::text::shorten;

/// Keys with their values as they are written, so that no number loses a digit.
type Object<'a> = BTreeMap<Cow<'a, str>, &'a RawValue>;

/// Lines that are looked at for their keys: objects leave out what they do not have.
const HEADER_LINES: u32 = 1_000;

pub(super) fn header(path: &Path) -> Result<Vec<String>, ReadError> {
    let mut keys = BTreeSet::new();
    let mut lines = 0;
    for_each_line(path, |line, text| {
        keys.extend(parse(path, line, text)?.into_keys().map(Cow::into_owned));
        lines += 1;
        Ok(lines < HEADER_LINES)
    })?;
    Ok(keys.into_iter().collect())
}

pub(super) fn read(path: &Path, builders: &mut Builders) -> Result<(), ReadError> {
    for_each_line(path, |line, text| {
        let object = parse(path, line, text)?;
        for builder in builders.columns() {
            let value = object.get(builder.mapped.source.as_str()).map_or("null", |raw| raw.get());
            append(builder, value).map_err(|expected| ReadError::Field {
                path: path.to_owned(),
                line,
                column: builder.mapped.source.clone(),
                expected,
                found: shorten(value, 60),
            })?;
        }
        builders.row_done();
        Ok(true)
    })
}

/// Calls `take` with every line that is not blank, until it says `false`.
fn for_each_line(
    path: &Path,
    mut take: impl FnMut(u64, &str) -> Result<bool, ReadError>,
) -> Result<(), ReadError> {
    let failed = |source| ReadError::Io { path: path.to_owned(), source };
    let mut reader = Reader::new(BufReader::new(File::open(path).map_err(failed)?));
    let mut record = Record::default();
    // No delimiter of its own: a line feed cannot stand inside a line.
    while reader.read_delimited(&mut record, b"\n").map_err(failed)? {
        let json = |what: &str| ReadError::Json {
            path: path.to_owned(),
            line: record.line(),
            what: what.to_owned(),
        };
        if record.flaw().is_some() {
            return Err(json("the line is longer than 1 MiB"));
        }
        let text = std::str::from_utf8(record.raw()).map_err(|_| json("it is not UTF-8"))?;
        if !text.trim().is_empty() && !take(record.line(), text)? {
            return Ok(());
        }
    }
    Ok(())
}

fn parse<'a>(path: &Path, line: u64, text: &'a str) -> Result<Object<'a>, ReadError> {
    serde_json::from_str(text).map_err(|error| ReadError::Json {
        path: path.to_owned(),
        line,
        what: error.to_string(),
    })
}

/// Appends a JSON value by its text.
fn append(builder: &mut Builder, value: &str) -> Result<(), &'static str> {
    match value.as_bytes().first() {
        Some(b'n') => builder.null(),
        Some(b'"') => {
            let text: String = serde_json::from_str(value).map_err(|_| "a text")?;
            builder.text(&text)
        }
        Some(b'{' | b'[') => Err("a plain value, not a list or an object"),
        Some(b't' | b'f') => builder.text(value),
        _ if value.contains(['.', 'e', 'E']) => {
            builder.float(value.parse().map_err(|_| "a number")?)
        }
        _ => builder.text(value),
    }
}
