//! Expressions on items' attributes, as batch segment jobs take them.

use std::path::Path;

use crate::source::ReadError;
use crate::source::personalize::read_item_columns;

/// The reason that an expression cannot be followed.
#[derive(Debug, thiserror::Error)]
pub enum AttributeError {
    /// It needs an items file.
    #[error("it has users for attributes of items, for which `--items` must name the items file")]
    NeedsItems,
    /// It is not of the form that the guide shows.
    #[error("expected `ITEMS.column = \"value\"`, several joined by AND, found `{expression}`")]
    Syntax {
        /// The expression.
        expression: String,
    },
    /// The items file cannot be read or lacks a column.
    #[error(transparent)]
    Read(#[from] ReadError),
}

/// One condition: column and value.
type Condition = (String, String);

/// The items of the file at `path` for which `expression` holds, by their ids. Column names are
/// compared without regard to case; a value must be one of those that a cell joins by `|`, or the same
/// number. (Developer guide, "batch-inference-job-input-examples": only `=` and `AND`.)
pub(super) fn matching(path: &Path, expression: &str) -> Result<Vec<String>, AttributeError> {
    let conditions = parse(expression).ok_or_else(|| AttributeError::Syntax {
        expression: crate::text::shorten(expression, 120),
    })?;
    let names: Vec<&str> = conditions.iter().map(|(column, _)| column.as_str()).collect();
    let mut ids = Vec::new();
    read_item_columns(path, &names, &mut |id, cells| {
        if conditions.iter().zip(cells).all(|((_, value), cell)| holds(cell, value)) {
            ids.push(id.to_owned());
        }
    })?;
    Ok(ids)
}

fn holds(cell: &str, value: &str) -> bool {
    let same_number = || match (cell.parse::<f64>(), value.parse::<f64>()) {
        (Ok(cell), Ok(value)) => cell.total_cmp(&value).is_eq(),
        _ => false,
    };
    cell.split('|').any(|one| one.trim() == value) || same_number()
}

fn parse(expression: &str) -> Option<Vec<Condition>> {
    let mut rest = expression.trim();
    let mut conditions = Vec::new();
    loop {
        let prefix = rest.get(..6).filter(|prefix| prefix.eq_ignore_ascii_case("items."))?;
        let (column, after) = rest[prefix.len()..].split_once('=')?;
        let after = after.trim_start();
        let (value, after) = match after.strip_prefix('"') {
            Some(quoted) => quoted.split_once('"')?,
            None => after.split_at(after.find(char::is_whitespace).unwrap_or(after.len())),
        };
        let column = column.trim();
        if column.is_empty() || value.is_empty() {
            return None;
        }
        conditions.push((column.to_owned(), value.to_owned()));
        let after = after.trim_start();
        if after.is_empty() {
            return Some(conditions);
        }
        let word = after.get(..3).filter(|word| word.eq_ignore_ascii_case("and"))?;
        rest = after[word.len()..].strip_prefix(char::is_whitespace)?.trim_start();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conditions_are_joined_by_and() {
        let of = |text| {
            parse(text).map(|all| all.into_iter().map(|(a, b)| a + "=" + &b).collect::<Vec<_>>())
        };
        assert_eq!(
            of("ITEMS.genres = \"Comedy\" AND ITEMS.year=1995"),
            Some(vec!["genres=Comedy".to_owned(), "year=1995".to_owned()])
        );
        assert_eq!(of("items.GENRES = \"A and B\""), Some(vec!["GENRES=A and B".to_owned()]));
        for wrong in [
            "",
            "genres = \"x\"",
            "ITEMS.a > 1",
            "ITEMS.a = \"x\" OR ITEMS.b = \"y\"",
            "ITEMS.a = \"x",
            "ÄÄÄ",
        ] {
            assert_eq!(of(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_value_is_one_of_those_joined() {
        assert!(holds("Action|Comedy", "Comedy") && !holds("Action|Comedy", "Com"));
        assert!(holds("1995", "1995.0"));
    }
}
