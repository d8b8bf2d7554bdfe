//! A schema read and held against all rules.

use std::sync::Arc;

use serde_json::Value;

use super::field;
use super::spans::{Spans, Text};
use super::{form, heading, whole};
use crate::caught::caught;
use crate::rule::{self, Findings, Place, Selection, Violation};
use crate::schema::domain::Domain;
use crate::schema::record_schema::Schema;

/// The longest schema, in characters, that the service takes. (Service model, `AvroSchema`.)
pub const SCHEMA_CHARS_MAX: usize = 20_000;
/// The longest text that is looked at, in bytes.
const SCHEMA_BYTES_MAX: usize = 1 << 20;

/// Reads and lints a schema, by all rules.
///
/// `file` names it in the findings. The schema is given whenever the text can serve to check data,
/// even with findings: then fields whose type is not allowed are taken as strings.
#[must_use]
pub fn check(text: &str, file: &str, domain: Domain) -> (Option<Schema>, Vec<Violation>) {
    let mut findings = Findings::new(file, 5, &Arc::new(Selection::default()));
    let schema = check_bytes(text.as_bytes(), domain, &mut findings);
    (schema, findings.into_violations())
}

/// Like [`check`], for bytes that may not be UTF-8, which is a finding too. A schema is also found in an answer of
/// `DescribeSchema`, in a template, or in a JSON string; its lines are then those of the schema alone.
pub fn check_bytes(bytes: &[u8], domain: Domain, findings: &mut Findings) -> Option<Schema> {
    let bytes = &bytes[..bytes.len().min(SCHEMA_BYTES_MAX)];
    match std::str::from_utf8(bytes) {
        Ok(text) => match form::within(text.trim_start_matches('\u{FEFF}')) {
            Some(schema) => read(&schema, domain, findings),
            None => read(text, domain, findings),
        },
        Err(error) => {
            let at = error.valid_up_to();
            let line = 1 + memchr::memchr_iter(b'\n', &bytes[..at]).count() as u64;
            findings.add(&rule::SCHEMA_NOT_JSON, None, Place::line(line, &bytes[at..=at]), || {
                format!(
                    "the schema is not UTF-8: it has the byte 0x{:02X} at offset {at}",
                    bytes[at]
                )
            });
            None
        }
    }
}

fn read(text: &str, domain: Domain, findings: &mut Findings) -> Option<Schema> {
    check_length(text, findings);
    if text.len() >= SCHEMA_BYTES_MAX {
        return None;
    }
    let value = parse(text, findings)?;
    let fields = value.get("fields").and_then(Value::as_array);
    let (Some("record"), Some(fields)) = (value.get("type").and_then(Value::as_str), fields) else {
        findings.add(&rule::SCHEMA_NOT_AVRO, None, Text::start(), || {
            "expected an object with \"type\": \"record\" and a list \"fields\"".to_owned()
        });
        return None;
    };
    let (place, spans) = (Text::new(text), Spans::read(text));
    let errors_before = findings.clone().into_violations().len();
    let dataset = heading::check(&value, &spans, place, findings);
    let mut read = Vec::with_capacity(fields.len());
    for (index, declared) in fields.iter().enumerate() {
        let span = spans.field(index);
        read.extend(field::read(declared, span, place, findings));
    }
    let schema = Schema { dataset, fields: read.iter().map(|read| read.field.clone()).collect() };
    whole::check(&schema, &read, domain, place, findings);
    // Apache's own parser has the last word on what Avro is; what was said already is not said twice.
    if findings.clone().into_violations().len() == errors_before
        && let Err(error) = parsed(text)
    {
        findings.add(&rule::SCHEMA_NOT_AVRO, None, Text::start(), || {
            format!("the schema is not valid Avro: {error}")
        });
    }
    Some(schema)
}

fn check_length(text: &str, findings: &mut Findings) {
    let length = text.chars().count();
    if length > SCHEMA_CHARS_MAX {
        findings.add(&rule::SCHEMA_TOO_LONG, None, Place::line(1, b""), || {
            format!(
                "expected at most 20,000 characters, found {}",
                crate::number::thousands(length as u64)
            )
        });
    }
}

/// The text as JSON; none, after saying why, where it is not.
fn parse(text: &str, findings: &mut Findings) -> Option<Value> {
    if text.starts_with('\u{FEFF}') {
        findings.add(&rule::SCHEMA_NOT_JSON, None, Place::line(1, b"U+FEFF"), || {
            "expected JSON, found a byte-order mark before it; save without one".to_owned()
        });
        return None;
    }
    match serde_json::from_str(text) {
        Ok(value) => Some(value),
        Err(error) => {
            let place = Text::new(text).at_line(error.line(), error.column());
            findings.add(&rule::SCHEMA_NOT_JSON, None, place, || match form::other(text) {
                Some(form) => format!("the schema is not JSON: {form}"),
                None => format!("the schema is not JSON: {error}"),
            });
            None
        }
    }
}

/// Has Apache's parser read the text of a schema.
fn parsed(text: &str) -> std::io::Result<()> {
    caught("Avro", || apache_avro::Schema::parse_str(text).map(drop).map_err(std::io::Error::other))
}
