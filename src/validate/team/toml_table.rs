//! Tables of TOML, read with the place of every problem.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::rules_error::{RulesError, Source};
use crate::param::hint;

/// A value with its place.
pub(super) type Value<'t> = Spanned<DeValue<'t>>;

/// The value as a table.
pub(super) fn table_of<'v, 't>(
    source: &Source<'_>,
    name: &str,
    value: &'v Value<'t>,
) -> Result<&'v DeTable<'t>, RulesError> {
    value.get_ref().as_table().ok_or_else(|| {
        source.refuse(value.span(), format!("`{name}`: expected a table, found {}", kind(value)))
    })
}

/// The kind of a value, in words.
pub(super) fn kind(value: &Value<'_>) -> &'static str {
    match value.get_ref() {
        DeValue::String(_) => "a text",
        DeValue::Integer(_) => "a whole number",
        DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}

/// The keys of a table in the order of the file.
pub(super) fn in_order<'v, 't>(
    table: &'v DeTable<'t>,
) -> Vec<(&'v str, Range<usize>, &'v Value<'t>)> {
    let mut keys: Vec<_> =
        table.iter().map(|(key, value)| (key.get_ref().as_ref(), key.span(), value)).collect();
    keys.sort_by_key(|(_, span, _)| span.start);
    keys
}

/// Refuses the first key that is not known.
pub(super) fn check_keys(
    source: &Source<'_>,
    table: &DeTable<'_>,
    known: &[&str],
) -> Result<(), RulesError> {
    for (key, span, _) in in_order(table) {
        if !known.contains(&key) {
            let what =
                format!("unknown key `{key}`{}; known are {}", hint(key, known), known.join(", "));
            return Err(source.refuse(span, what));
        }
    }
    Ok(())
}

/// A text of a table that may be left out, with its place.
pub(super) fn optional<'v>(
    source: &Source<'_>,
    table: &'v DeTable<'_>,
    key: &str,
) -> Result<Option<(&'v str, Range<usize>)>, RulesError> {
    let Some(value) = table.get(key) else { return Ok(None) };
    match value.get_ref().as_str() {
        Some(text) if !text.trim().is_empty() => Ok(Some((text, value.span()))),
        Some(_) => {
            Err(source
                .refuse(value.span(), format!("`{key}`: expected a text, found an empty one")))
        }
        None => {
            let what = format!("`{key}`: expected a text in quotes, found {}", kind(value));
            Err(source.refuse(value.span(), what))
        }
    }
}

/// The refusal of a name that is not among those known.
pub(super) fn unknown(
    source: &Source<'_>,
    at: Range<usize>,
    (key, found): (&str, &str),
    known: &[&str],
) -> RulesError {
    let hint = hint(found, known);
    source.refuse(
        at,
        format!("`{key}`: unknown name `{found}`{hint}; known are {}", known.join(", ")),
    )
}
