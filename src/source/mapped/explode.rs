//! Lists in cells, of which each part becomes a row.

use std::borrow::Cow;

use super::builder::Builder;
use super::reading::Reading;
use crate::source::door::{Delimiter, Look};

/// The columns of which the lists become rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Lists {
    /// Their places among the mapped ones.
    pub(super) columns: Vec<usize>,
    pub(super) between: Between,
}

impl Lists {
    /// The lists among `columns` in the file that `look` has seen, if there are any.
    pub(super) fn of(columns: &[Builder<'_>], reading: &Reading, look: &Look) -> Option<Self> {
        let is_list = |at: &usize| reading.explodes(&columns[*at].mapped);
        let columns: Vec<usize> = (0..columns.len()).filter(is_list).collect();
        (!columns.is_empty()).then(|| Self { columns, between: Between::of(reading, look) })
    }
}

/// What stands between the parts of a list in a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Between {
    /// This text.
    Text(String),
    /// Blanks of any kind.
    Blanks,
    /// `|`, or commas within brackets, quoted or not, as programs print lists.
    Usual,
}

impl Between {
    /// What stands between the parts in the file that `look` has seen.
    fn of(reading: &Reading, look: &Look) -> Self {
        match (look.rest(), &reading.list_separator) {
            (_, Some(separator)) => Self::Text(separator.clone()),
            (Some(Delimiter::Blanks), None) => Self::Blanks,
            (Some(Delimiter::Colons), None) => Self::Text("::".to_owned()),
            (Some(Delimiter::Sign(sign)), None) => Self::Text(char::from(sign).to_string()),
            (None, None) => Self::Usual,
        }
    }

    /// The parts of a list, without blanks around them; empty ones are none.
    pub(super) fn parts<'t>(&self, list: &'t str) -> Vec<Cow<'t, str>> {
        let trimmed = |part: &'t str| Some(part.trim()).filter(|part| !part.is_empty());
        let all = |parts: &mut dyn Iterator<Item = &'t str>| {
            parts.filter_map(trimmed).map(Cow::Borrowed).collect()
        };
        match self {
            Self::Text(separator) => all(&mut list.split(separator.as_str())),
            Self::Blanks => all(&mut list.split_whitespace()),
            Self::Usual => match in_brackets(list) {
                Some(parts) => parts,
                None => all(&mut list.split('|')),
            },
        }
    }
}

/// The parts of a list within brackets: JSON, or as Python prints it.
fn in_brackets(list: &str) -> Option<Vec<Cow<'_, str>>> {
    let inner = list.trim().strip_prefix('[')?.strip_suffix(']')?;
    if let Ok(values) = serde_json::from_str::<Vec<serde_json::Value>>(list.trim()) {
        let text = |value: serde_json::Value| match value {
            serde_json::Value::Null => None,
            serde_json::Value::String(text) => Some(Cow::Owned(text)),
            other => Some(Cow::Owned(other.to_string())),
        };
        return Some(values.into_iter().filter_map(text).collect());
    }
    let unquoted = |part: &'_ str| -> String {
        let part = part.trim();
        let within = |quote| part.strip_prefix(quote)?.strip_suffix(quote);
        within('\'').or_else(|| within('"')).unwrap_or(part).to_owned()
    };
    let parts = inner.split(',').map(unquoted).filter(|part| !part.is_empty());
    Some(parts.map(Cow::Owned).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_come_apart_as_they_are_written() {
        let parts = |between: &Between, list: &str| {
            between.parts(list).into_iter().map(Cow::into_owned).collect::<Vec<_>>()
        };
        assert_eq!(parts(&Between::Usual, "a|b |c"), ["a", "b", "c"]);
        assert_eq!(parts(&Between::Usual, "[\"a,b\", 7, null]"), ["a,b", "7"]);
        assert_eq!(parts(&Between::Usual, "['a', 'b']"), ["a", "b"]);
        assert_eq!(parts(&Between::Usual, "[]"), [""; 0]);
        assert_eq!(parts(&Between::Usual, ""), [""; 0]);
        assert_eq!(parts(&Between::Blanks, "1  2 3 "), ["1", "2", "3"]);
        assert_eq!(parts(&Between::Text(", ".to_owned()), "a, b"), ["a", "b"]);
    }
}
