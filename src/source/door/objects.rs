//! JSON objects one after another: a line each, over several lines, or in an array.

use std::borrow::Cow;
use std::io::{self, BufRead};

use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::source::record::RECORD_BYTES_MAX;
use crate::text::shorten;

/// The objects of a text, one after another.
pub(super) struct Objects<R> {
    input: R,
    /// The line at hand, from 1.
    line: u64,
    in_array: bool,
    array_ended: bool,
    /// True if nothing but blanks was met so far.
    is_start: bool,
    text: Vec<u8>,
}

impl<R: BufRead> Objects<R> {
    pub(super) fn new(input: R) -> Self {
        let text = Vec::new();
        Self { input, line: 1, in_array: false, array_ended: false, is_start: true, text }
    }

    /// The next object and the line on which it begins; none at the end.
    pub(super) fn next(&mut self) -> io::Result<Option<(u64, &[u8])>> {
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

/// The error that a line holds no object.
pub(super) fn wrong(line: u64, what: &str) -> io::Error {
    let text = format!("line {line}: expected JSON objects: {what}");
    io::Error::new(io::ErrorKind::InvalidData, text)
}

/// The keys of an object in their order, with values as they are written.
pub(super) struct Object<'a>(Vec<(Cow<'a, str>, &'a RawValue)>);

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

/// The object that `text` writes.
pub(super) fn parse(line: u64, text: &[u8]) -> io::Result<Object<'_>> {
    let text = std::str::from_utf8(text).map_err(|_| wrong(line, "it is not UTF-8"))?;
    serde_json::from_str(text).map_err(|error| wrong(line, &error.to_string()))
}

/// Calls `take` with each plain value of an object, those of an object within under a dotted name.
pub(super) fn flat<'a>(
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
