//! JSON Lines: one object a line, its values as they are written.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use serde_json::value::RawValue;

use super::ReadError;
use super::reader::Reader;
use super::record::Record;

/// Keys with their values as they are written, so that no number loses a digit.
pub type Object<'a> = BTreeMap<Cow<'a, str>, &'a RawValue>;

/// Lines that are looked at for their keys: objects leave out what they do not have.
const HEADER_LINES: u32 = 1_000;

/// The keys of the first thousand objects, sorted.
///
/// # Errors
/// At the first line that cannot be read or is no object.
pub fn keys(path: &Path) -> Result<Vec<String>, ReadError> {
    let mut keys = BTreeSet::new();
    let mut lines = 0;
    for_each_object(path, |_, object| {
        keys.extend(object.into_keys().map(Cow::into_owned));
        lines += 1;
        Ok(lines < HEADER_LINES)
    })?;
    Ok(keys.into_iter().collect())
}

/// Calls `take` with every object and its line, until it says `false`; blank lines are passed over.
///
/// # Errors
/// At the first line that cannot be read or is no object, and those of `take`.
pub fn for_each_object(
    path: &Path,
    mut take: impl FnMut(u64, Object<'_>) -> Result<bool, ReadError>,
) -> Result<(), ReadError> {
    for_each_line(path, |line, text| take(line, parse(path, line, text)?))
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
