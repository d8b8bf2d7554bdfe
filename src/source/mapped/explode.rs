//! Lists in cells, of which each part becomes a row.

use std::borrow::Cow;

use super::builder::Builder;
use super::settings::MappedReading;
use crate::source::door::{Delimiter, Look};

/// The columns of which the lists become rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Lists {
    /// Their places among the mapped ones.
    pub(super) columns: Vec<usize>,
    between: Between,
}

impl Lists {
    /// The lists among `columns` in the file that `look` has seen, if there are any; `is_there` says of a
    /// column whether the file has it.
    pub(super) fn of(
        columns: &[Builder<'_>],
        reading: &MappedReading,
        look: &Look,
        is_there: impl Fn(usize) -> bool,
    ) -> Option<Self> {
        let is_list = |at: &usize| reading.explodes(&columns[*at].mapped) && is_there(*at);
        let columns: Vec<usize> = (0..columns.len()).filter(is_list).collect();
        (!columns.is_empty()).then(|| Self { columns, between: Between::of(reading, look) })
    }

    /// The parts of a list. Of one list alone empty parts are none; where lists go side by side they keep
    /// their places.
    pub(super) fn parts<'t>(&self, list: &'t str) -> Vec<Cow<'t, str>> {
        let mut parts = self.between.parts(list);
        if self.columns.len() == 1 {
            parts.retain(|part| !part.is_empty());
        }
        parts
    }
}

/// The separator of a list in a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Between {
    /// This text.
    Text(String),
    /// The delimiter of cells, where the list is the rest of a row; else the usual.
    Rest(Delimiter),
    /// `|`, or commas within brackets, as programs print lists.
    Usual,
}

impl Between {
    /// The separator in the file that `look` has seen.
    fn of(reading: &MappedReading, look: &Look) -> Self {
        match (&reading.list_separator, look.rest()) {
            (Some(separator), _) => Self::Text(separator.clone()),
            (None, Some(delimiter)) => Self::Rest(delimiter),
            (None, None) => Self::Usual,
        }
    }

    /// The parts of a list, without blanks around them; none of a cell that is blank.
    fn parts<'t>(&self, list: &'t str) -> Vec<Cow<'t, str>> {
        if list.trim().is_empty() {
            return Vec::new();
        }
        let all = |parts: &mut dyn Iterator<Item = &'t str>| -> Vec<Cow<'t, str>> {
            parts.map(|part| Cow::Borrowed(part.trim())).collect()
        };
        match self {
            Self::Text(separator) => all(&mut list.split(separator.as_str())),
            Self::Rest(_) | Self::Usual if in_brackets(list).is_some() => {
                in_brackets(list).unwrap_or_default()
            }
            Self::Rest(Delimiter::Blanks) if !list.contains('|') => {
                all(&mut list.split_whitespace())
            }
            Self::Rest(Delimiter::Colons) if list.contains("::") => all(&mut list.split("::")),
            Self::Rest(Delimiter::Sign(sign)) if list.contains(char::from(*sign)) => {
                all(&mut list.split(char::from(*sign)))
            }
            Self::Rest(_) | Self::Usual => all(&mut list.split('|')),
        }
    }
}

/// The parts of a list within brackets: JSON, or as Python prints it.
fn in_brackets(list: &str) -> Option<Vec<Cow<'_, str>>> {
    let inner = list.trim().strip_prefix('[')?.strip_suffix(']')?;
    if let Ok(values) = serde_json::from_str::<Vec<serde_json::Value>>(list.trim()) {
        let text = |value: serde_json::Value| match value {
            serde_json::Value::Null => Cow::Borrowed(""),
            serde_json::Value::String(text) => Cow::Owned(text),
            other => Cow::Owned(other.to_string()),
        };
        return Some(values.into_iter().map(text).collect());
    }
    let (mut parts, mut part, mut quote) = (Vec::new(), String::new(), None);
    for letter in inner.chars() {
        match (quote, letter) {
            (None, '\'' | '"') if part.trim().is_empty() => {
                part.clear();
                quote = Some(letter);
            }
            (Some(open), _) if open == letter => quote = None,
            (None, ',') => parts.push(Cow::Owned(std::mem::take(&mut part).trim().to_owned())),
            _ => part.push(letter),
        }
    }
    if !part.trim().is_empty() || !parts.is_empty() {
        parts.push(Cow::Owned(part.trim().to_owned()));
    }
    Some(parts)
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
        assert_eq!(parts(&Between::Usual, "[\"a,b\", 7, null]"), ["a,b", "7", ""]);
        assert_eq!(parts(&Between::Usual, "['a, b', \"it's\", c]"), ["a, b", "it's", "c"]);
        assert_eq!(parts(&Between::Usual, "[]"), [""; 0]);
        assert_eq!(parts(&Between::Usual, ""), [""; 0]);
        let rest = |delimiter, list| parts(&Between::Rest(delimiter), list);
        assert_eq!(rest(Delimiter::Blanks, "1  2 3 "), ["1", "2", "3"]);
        assert_eq!(rest(Delimiter::COMMA, "1,2"), ["1", "2"]);
        assert_eq!(rest(Delimiter::COMMA, "a|b"), ["a", "b"], "a cell of its own");
        assert_eq!(rest(Delimiter::COMMA, "[\"a\", \"b\"]"), ["a", "b"]);
        assert_eq!(parts(&Between::Text(", ".to_owned()), "a, b"), ["a", "b"]);
    }
}
