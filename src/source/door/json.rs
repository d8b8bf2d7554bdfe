//! JSON as CSV: objects a line, printed over several lines, or in an array.

use std::borrow::Cow;
use std::collections::HashMap;
use std::io::{self, BufRead, Read};

use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::{Column, Physical, push_cell};
use crate::source::record::RECORD_BYTES_MAX;
use crate::text::shorten;

/// The objects of a text, one after another.
struct Objects<R> {
    input: R,
    /// The line at hand, from 1.
    line: u64,
    in_array: bool,
    array_ended: bool,
    /// Whether nothing but blanks was met so far.
    is_start: bool,
    text: Vec<u8>,
}

impl<R: BufRead> Objects<R> {
    fn new(input: R) -> Self {
        let text = Vec::new();
        Self { input, line: 1, in_array: false, array_ended: false, is_start: true, text }
    }

    /// The next object and the line on which it begins; none at the end.
    fn next(&mut self) -> io::Result<Option<(u64, &[u8])>> {
        if !self.find_begin()? {
            return Ok(None);
        }
        let begun = self.line;
        self.text.clear();
        let (mut depth, mut in_text, mut escaped) = (0_u32, false, false);
        loop {
            let buffer = self.input.fill_buf()?;
            if buffer.is_empty() {
                return Err(wrong(begun, "it never closes: the file may have been cut off"));
            }
            let mut end = None;
            for (at, &byte) in buffer.iter().enumerate() {
                self.line += u64::from(byte == b'\n');
                if in_text {
                    match byte {
                        _ if escaped => escaped = false,
                        b'\\' => escaped = true,
                        b'"' => in_text = false,
                        _ => {}
                    }
                    continue;
                }
                match byte {
                    b'"' => in_text = true,
                    b'{' | b'[' => depth += 1,
                    b'}' | b']' => {
                        depth -= 1;
                        if depth == 0 {
                            end = Some(at + 1);
                            break;
                        }
                    }
                    _ => {}
                }
            }
            let used = end.unwrap_or(buffer.len());
            self.text.extend_from_slice(&buffer[..used]);
            self.input.consume(used);
            if self.text.len() > RECORD_BYTES_MAX {
                return Err(wrong(begun, "it is longer than 1 MiB"));
            }
            if end.is_some() {
                return Ok(Some((begun, &self.text)));
            }
        }
    }

    /// Goes to the brace that opens the next object.
    fn find_begin(&mut self) -> io::Result<bool> {
        loop {
            let buffer = self.input.fill_buf()?;
            let Some(&byte) = buffer.first() else {
                return if self.in_array && !self.array_ended {
                    Err(wrong(self.line, "the array never closes: the file may have been cut off"))
                } else {
                    Ok(false)
                };
            };
            match byte {
                b'{' if !self.array_ended => {
                    self.is_start = false;
                    return Ok(true);
                }
                b'\n' => self.line += 1,
                b' ' | b'\t' | b'\r' => {}
                b'[' if self.is_start => (self.in_array, self.is_start) = (true, false),
                b',' if !self.is_start && !self.array_ended => {}
                b']' if self.in_array && !self.array_ended => self.array_ended = true,
                _ => {
                    let rest = String::from_utf8_lossy(buffer);
                    let found = shorten(rest.lines().next().unwrap_or(""), 40);
                    return Err(wrong(self.line, &format!("found \"{found}\"")));
                }
            }
            self.input.consume(1);
        }
    }
}

fn wrong(line: u64, what: &str) -> io::Error {
    let text = format!("line {line}: expected JSON objects: {what}");
    io::Error::new(io::ErrorKind::InvalidData, text)
}

/// The keys of an object in their order, with values as they are written.
struct Object<'a>(Vec<(Cow<'a, str>, &'a RawValue)>);

impl<'de: 'a, 'a> Deserialize<'de> for Object<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Keys;
        impl<'de> Visitor<'de> for Keys {
            type Value = Object<'de>;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Object<'de>, A::Error> {
                let mut pairs: Vec<(Cow<'de, str>, &'de RawValue)> = Vec::new();
                while let Some(Key(key)) = map.next_key()? {
                    if pairs.iter().any(|(known, _)| *known == key) {
                        return Err(A::Error::custom(format!("the key `{key}` stands twice")));
                    }
                    pairs.push((key, map.next_value()?));
                }
                Ok(Object(pairs))
            }
        }
        deserializer.deserialize_map(Keys)
    }
}

/// A key, borrowed where it has no escapes.
struct Key<'a>(Cow<'a, str>);

impl<'de: 'a, 'a> Deserialize<'de> for Key<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text;
        impl<'de> Visitor<'de> for Text {
            type Value = Key<'de>;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("a key")
            }

            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Key<'de>, E> {
                Ok(Key(Cow::Borrowed(text)))
            }

            fn visit_str<E>(self, text: &str) -> Result<Key<'de>, E> {
                Ok(Key(Cow::Owned(text.to_owned())))
            }
        }
        deserializer.deserialize_str(Text)
    }
}

fn parse(line: u64, text: &[u8]) -> io::Result<Object<'_>> {
    let text = std::str::from_utf8(text).map_err(|_| wrong(line, "it is not UTF-8"))?;
    serde_json::from_str(text).map_err(|error| wrong(line, &error.to_string()))
}

/// Calls `take` with each plain value of an object, those of an object within under a dotted name.
fn flat<'a>(
    line: u64,
    object: &Object<'a>,
    take: &mut dyn FnMut(&str, &'a str) -> io::Result<()>,
) -> io::Result<()> {
    for (key, value) in &object.0 {
        let value = value.get();
        if !value.starts_with('{') {
            take(key, value)?;
            continue;
        }
        let inner = parse(line, value.as_bytes())?;
        for (name, value) in &inner.0 {
            take(&format!("{key}.{name}"), value.get())?;
        }
    }
    Ok(())
}

/// What a whole text holds.
#[derive(Debug)]
pub(super) struct Looked {
    pub(super) columns: Vec<Column>,
    /// Whether each object begins on a line of its own.
    pub(super) has_lines: bool,
}

/// Reads all objects for their keys, in the order in which they are met.
pub(super) fn look(input: impl BufRead) -> io::Result<Looked> {
    let mut objects = Objects::new(input);
    let mut columns: Vec<Column> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    let (mut has_lines, mut line_before) = (true, 0);
    while let Some((line, text)) = objects.next()? {
        has_lines &= line > line_before;
        line_before = line;
        let object = parse(line, text)?;
        flat(line, &object, &mut |name, value| {
            let physical = physical(value);
            if let Some(&at) = places.get(name) {
                let known = &mut columns[at].physical;
                *known = both(std::mem::replace(known, Physical::Nothing), physical);
            } else {
                places.insert(name.to_owned(), columns.len());
                columns.push(Column { name: name.to_owned(), physical });
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
        Some(b'[') => Physical::List,
        Some(b'{') => Physical::Unreadable("an object in an object".to_owned()),
        _ if value.contains(['.', 'e', 'E']) => Physical::Real,
        _ => Physical::Whole,
    }
}

/// What a column holds that has values of both.
fn both(one: Physical, other: Physical) -> Physical {
    match (one, other) {
        (Physical::Nothing, other) => other,
        (one, Physical::Nothing) => one,
        (one, other) if one == other => one,
        (Physical::Real, Physical::Whole) | (Physical::Whole, Physical::Real) => Physical::Real,
        (unreadable @ Physical::Unreadable(_), _) | (_, unreadable @ Physical::Unreadable(_)) => {
            unreadable
        }
        _ => Physical::Text,
    }
}

/// The columns that are `wanted` as CSV with a header; each row on the line of its object where
/// `has_lines`.
pub(super) struct Rows<R> {
    objects: Objects<R>,
    columns: HashMap<String, usize>,
    n_columns: usize,
    has_lines: bool,
    /// The line at which what comes next is written.
    line: u64,
    csv: Vec<u8>,
    at: usize,
}

impl<R: BufRead> Rows<R> {
    pub(super) fn new(input: R, columns: &[&Column], has_lines: bool) -> Self {
        let mut csv = Vec::new();
        for (at, column) in columns.iter().enumerate() {
            if at > 0 {
                csv.push(b',');
            }
            push_cell(column.name.as_bytes(), &mut csv);
        }
        csv.push(b'\n');
        let n_columns = columns.len();
        let named = columns.iter().enumerate().map(|(at, column)| (column.name.clone(), at));
        let objects = Objects::new(input);
        Self { objects, columns: named.collect(), n_columns, has_lines, line: 1, csv, at: 0 }
    }

    fn fill(&mut self) -> io::Result<bool> {
        self.csv.clear();
        self.at = 0;
        while self.csv.len() < 1 << 16 {
            let Some((line, text)) = self.objects.next()? else { return Ok(!self.csv.is_empty()) };
            let object = parse(line, text)?;
            let mut cells: Vec<Vec<u8>> = vec![Vec::new(); self.n_columns];
            flat(line, &object, &mut |name, value| {
                let Some(&at) = self.columns.get(name) else { return Ok(()) };
                push_value(value, &mut cells[at])
                    .map_err(|what| wrong(line, &format!("`{name}`: {what}")))
            })?;
            if self.has_lines {
                while self.line < line {
                    self.csv.push(b'\n');
                    self.line += 1;
                }
            }
            for (at, cell) in cells.iter().enumerate() {
                if at > 0 {
                    self.csv.push(b',');
                }
                push_cell(cell, &mut self.csv);
                self.line += memchr::memchr_iter(b'\n', cell).count() as u64;
            }
            self.csv.push(b'\n');
            self.line += 1;
        }
        Ok(true)
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
        Physical::List => {
            let values: Vec<&RawValue> =
                serde_json::from_str(value).map_err(|error| error.to_string())?;
            let mut between = false;
            for value in values {
                let value = value.get();
                if matches!(physical(value), Physical::List | Physical::Unreadable(_)) {
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
    const EXACT_END: f64 = 9_007_199_254_740_992.0;
    if number.fract() == 0.0 && number.abs() < EXACT_END {
        text.extend_from_slice(format!("{:.0}", number + 0.0).as_bytes());
    } else {
        text.extend_from_slice(written.as_bytes());
    }
}

impl<R: BufRead> Read for Rows<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.at == self.csv.len() {
            if !self.fill()? {
                return Ok(0);
            }
        }
        let n = (self.csv.len() - self.at).min(buffer.len());
        buffer[..n].copy_from_slice(&self.csv[self.at..self.at + n]);
        self.at += n;
        Ok(n)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn csv(text: &str) -> String {
        let looked = look(text.as_bytes()).expect("objects");
        let columns: Vec<&Column> = looked.columns.iter().collect();
        let mut csv = String::new();
        let mut rows = Rows::new(text.as_bytes(), &columns, looked.has_lines);
        rows.read_to_string(&mut csv).expect("UTF-8");
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
