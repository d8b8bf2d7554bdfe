//! Finds the places of things in the schema's text.

use std::collections::BTreeMap;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::rule::{Place, Within};

/// A part of the text, as bytes from its beginning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Span {
    start: usize,
    /// The byte behind the part.
    end: usize,
}

/// The schema's text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Text<'a>(&'a str);

impl<'a> Text<'a> {
    pub(super) const fn new(text: &'a str) -> Self {
        Self(text)
    }

    /// The place of a part; the beginning where none is known.
    pub(super) fn place(self, span: Option<Span>) -> Place<'a> {
        let Some(Span { start, end }) = span else { return Self::start() };
        Place::of_part(self.0, start, end)
    }

    pub(super) const fn start() -> Place<'a> {
        Place::line(1, b"")
    }

    /// The place of a line and column, both from 1, as a JSON parser names them.
    pub(super) fn at_line(self, line: usize, column: usize) -> Place<'a> {
        let raw = self.0.split('\n').nth(line.saturating_sub(1)).unwrap_or("").as_bytes();
        let start = column.saturating_sub(1).min(raw.len());
        let end = (start + 1).min(raw.len());
        let value = raw.trim_ascii();
        Place { line: line as u64, value, within: Some(Within { line: raw, start, end }) }
    }
}

/// An object's keys with the spans of their values.
#[derive(Debug, Clone, Default)]
pub(super) struct Object {
    /// The span of the object itself, if that is known.
    pub(super) whole: Option<Span>,
    values: BTreeMap<String, Span>,
    /// Keys that stand more than once.
    repeated: Vec<String>,
}

impl Object {
    fn read(text: &str, part: &str) -> Option<Self> {
        let Pairs(pairs) = serde_json::from_str(part).ok()?;
        let mut object = Self { whole: Some(span(text, part)), ..Self::default() };
        for (key, raw) in pairs {
            if object.values.insert(key.clone(), span(text, raw.get())).is_some() {
                object.repeated.push(key);
            }
        }
        Some(object)
    }

    /// Keys that stand more than once, of which the last counts.
    pub(super) fn repeated(&self) -> &[String] {
        &self.repeated
    }

    /// The span of a key's value, or of the whole object where it has no such key.
    pub(super) fn value(&self, key: &str) -> Option<Span> {
        self.values.get(key).copied().or(self.whole)
    }
}

/// The keys and values of an object, in their order, each as often as it stands there.
struct Pairs<'a>(Vec<(String, &'a RawValue)>);

impl<'de: 'a, 'a> Deserialize<'de> for Pairs<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct All;

        impl<'de> Visitor<'de> for All {
            type Value = Pairs<'de>;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut pairs = Vec::new();
                while let Some(pair) = map.next_entry()? {
                    pairs.push(pair);
                }
                Ok(Pairs(pairs))
            }
        }

        deserializer.deserialize_map(All)
    }
}

/// The span of `part`, a slice of `text`, in it.
fn span(text: &str, part: &str) -> Span {
    let start = part.as_ptr() as usize - text.as_ptr() as usize;
    Span { start, end: start + part.len() }
}

/// The spans of the heading and the fields.
#[derive(Debug, Default)]
pub(super) struct Spans {
    pub(super) heading: Object,
    fields: Vec<Object>,
}

impl Spans {
    pub(super) fn read(text: &str) -> Self {
        let heading = Object::read(text, text).unwrap_or_default();
        let fields = heading
            .values
            .get("fields")
            .and_then(|&Span { start, end }| {
                serde_json::from_str::<Vec<&RawValue>>(&text[start..end]).ok()
            })
            .unwrap_or_default();
        let object = |raw: &&RawValue| {
            let whole = Some(span(text, raw.get()));
            Object::read(text, raw.get()).unwrap_or(Object { whole, ..Object::default() })
        };
        let fields = fields.iter().map(object).collect();
        // The whole text is no place to point at.
        Self { heading: Object { whole: None, ..heading }, fields }
    }

    pub(super) fn field(&self, index: usize) -> Object {
        self.fields.get(index).cloned().unwrap_or_default()
    }
}
