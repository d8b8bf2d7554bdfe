//! The header against the schema.

use std::collections::HashSet;

use super::row::Row;
use super::row_faults;
use crate::param::nearest;
use crate::rule::{self, Findings, Place};
use crate::schema::{Field, Schema};
use crate::source::record::Record;

/// The places of the schema's fields in a file.
#[derive(Debug, Clone)]
pub(in crate::validate) struct Header<'a> {
    /// The first line as it stands.
    pub(in crate::validate) raw: Vec<u8>,
    /// The names, without quotes.
    pub(in crate::validate) names: Vec<String>,
    /// The place of each of the schema's fields that is there, by place.
    pub(in crate::validate) fields: Vec<PlacedField<'a>>,
}

/// A field of the schema and its place in a file.
#[derive(Debug, Clone, Copy)]
pub(in crate::validate) struct PlacedField<'a> {
    pub(in crate::validate) at: usize,
    pub(in crate::validate) field: &'a Field,
}

impl Header<'_> {
    pub(in crate::validate) fn name(&self, column: usize) -> Option<&str> {
        self.names.get(column).map(String::as_str)
    }
}

/// Reads the header; `None` when what stands in which column cannot be told.
pub(in crate::validate) fn read<'a>(
    record: &Record,
    schema: &'a Schema,
    findings: &mut Findings,
) -> Option<Header<'a>> {
    let row = Row::record(record, 1, 0);
    if record.is_empty() {
        findings.add(&rule::FILE_EMPTY, None, Place::line(1, b""), || {
            "expected a header row".to_owned()
        });
        return None;
    }
    let names = column_names(&row, record, findings);
    if let Some(flaw) = record.flaw() {
        row_faults::add_flaw(flaw, &row, |column| names.get(column).map(String::as_str), findings);
        return None;
    }
    if has_no_names(&names, schema, &row, findings) {
        return None;
    }
    let header = Header {
        raw: record.raw().to_vec(),
        fields: fields(&names, schema, &row, findings),
        names,
    };
    row_faults::check_text(&row, &|column| header.name(column), findings);
    Some(header)
}

fn column_names(row: &Row<'_>, record: &Record, findings: &mut Findings) -> Vec<String> {
    let mut names = Vec::with_capacity(row.n_cells());
    for column in 0..row.n_cells() {
        let name = String::from_utf8_lossy(row.cell(column)).into_owned();
        if record.flaw().is_none() && record.is_quoted(column) {
            findings.add(&rule::FILE_QUOTED_HEADER, Some(&name), row.place(column), || {
                format!("expected {}, found it in quotes", shown(&name))
            });
        }
        names.push(name);
    }
    names
}

fn shown(name: &str) -> String {
    format!("`{}`", crate::text::shorten(name, 60))
}

/// Tells whether the first line is a row: it has none of the schema's names, and a number.
fn has_no_names(names: &[String], schema: &Schema, row: &Row<'_>, findings: &mut Findings) -> bool {
    let is_known = |name: &String| {
        let names: Vec<&str> = schema.fields.iter().map(|field| field.name.as_str()).collect();
        names.iter().any(|field| same(field, name)) || nearest(name, &names).is_some()
    };
    let has_number = names.iter().any(|name| name.parse::<f64>().is_ok_and(f64::is_finite));
    if !has_number || names.iter().any(is_known) {
        return false;
    }
    findings.add(&rule::FILE_EMPTY, None, row.whole(), || {
        "expected the names of the columns, found what looks like a row".to_owned()
    });
    true
}

/// Tells whether the names are the same but for case, blanks and signs that nobody sees.
fn same(field: &str, name: &str) -> bool {
    let invisible = |letter: char| {
        letter.is_whitespace()
            || letter.is_control()
            || matches!(letter, '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}' | '\u{AD}')
    };
    let plain: String = name.chars().filter(|&letter| !invisible(letter)).collect();
    field.eq_ignore_ascii_case(&plain)
}

fn fields<'a>(
    names: &[String],
    schema: &'a Schema,
    row: &Row<'_>,
    findings: &mut Findings,
) -> Vec<PlacedField<'a>> {
    let mut places: Vec<Option<&Field>> = vec![None; names.len()];
    let mut missing = Vec::new();
    for field in &schema.fields {
        let exact = names.iter().position(|name| *name == field.name);
        let near = || names.iter().position(|name| same(&field.name, name));
        match exact.or_else(near) {
            Some(at) if places[at].is_none() => places[at] = Some(field),
            _ => missing.push(field),
        }
    }
    let mut seen = HashSet::with_capacity(names.len());
    for (column, name) in names.iter().enumerate() {
        let place = row.place(column);
        if !seen.insert(name) {
            findings.add(&rule::FILE_DUPLICATE_COLUMN, Some(name), place, || {
                "the column stands in the header more than once".to_owned()
            });
        } else if let Some(field) = places[column] {
            if field.name != *name {
                findings.add(&rule::FILE_COLUMN_SPELLING, Some(&field.name), place, || {
                    format!(
                        "expected `{}`, found {}",
                        field.name,
                        shown(&name.escape_debug().to_string())
                    )
                });
            }
        } else {
            findings.add(&rule::FILE_EXTRA_COLUMN, Some(name), place, || {
                "the schema has no such field".to_owned()
            });
        }
    }
    for field in missing {
        add_missing(field, names, row, findings);
    }
    check_order(&places, schema, row, findings);
    let placed = places.into_iter().enumerate();
    placed.filter_map(|(at, field)| Some(PlacedField { at, field: field? })).collect()
}

fn add_missing(field: &Field, names: &[String], row: &Row<'_>, findings: &mut Findings) {
    findings.add(&rule::FILE_MISSING_COLUMN, Some(&field.name), row.whole(), || {
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let hint = nearest(&field.name, &names)
            .map_or_else(String::new, |near| format!(" (did you mean {}?)", shown(near)));
        format!("the header lacks the schema's column `{}`{hint}", field.name)
    });
}

fn check_order(places: &[Option<&Field>], schema: &Schema, row: &Row<'_>, findings: &mut Findings) {
    let rank = |field: &Field| schema.fields.iter().position(|other| other.name == field.name);
    let there = places.iter().enumerate().filter_map(|(at, field)| Some((at, (*field)?)));
    let mut highest: Option<(Option<usize>, &str)> = None;
    for (at, field) in there {
        if let Some((before, name)) = highest
            && before > rank(field)
        {
            findings.add(&rule::FILE_COLUMN_ORDER, None, row.place(at), || {
                let wanted = schema.fields.iter().map(|field| field.name.as_str());
                format!(
                    "`{}` stands behind `{name}`; the schema's order is {}",
                    field.name,
                    crate::text::shorten(&wanted.collect::<Vec<_>>().join(","), 200)
                )
            });
            return;
        }
        highest = Some((rank(field), &field.name));
    }
}
