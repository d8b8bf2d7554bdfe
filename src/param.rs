//! Parameters that are out of range, said the same way everywhere.

use std::fmt::Display;

/// A parameter whose value cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{name}`: expected {expected}, found {value}")]
pub struct InvalidParam {
    /// The parameter, as the user typed it.
    pub name: String,
    /// The value found.
    pub value: String,
    /// The value that would have been right.
    pub expected: String,
}

impl InvalidParam {
    /// An error about `name`.
    pub fn new(name: &str, value: &impl Display, expected: impl Into<String>) -> Self {
        Self { name: name.to_owned(), value: value.to_string(), expected: expected.into() }
    }
}

/// `value` if it is finite.
///
/// # Errors
/// When it is infinite or not a number.
pub fn finite(name: &str, value: f64) -> Result<f64, InvalidParam> {
    if value.is_finite() {
        Ok(value)
    } else {
        Err(InvalidParam::new(name, &value, "a finite number"))
    }
}

/// `value` if it is at least `least`.
///
/// # Errors
/// When it is smaller.
pub fn at_least<T: PartialOrd + Display>(
    name: &str,
    value: T,
    least: &T,
) -> Result<T, InvalidParam> {
    if value >= *least {
        return Ok(value);
    }
    Err(InvalidParam::new(name, &value, format!("at least {least}")))
}

/// `value` if it lies from `least` to `most`, both included.
///
/// # Errors
/// When it lies outside, or cannot be compared, as NaN.
pub fn within<T: PartialOrd + Display>(
    name: &str,
    value: T,
    least: &T,
    most: &T,
) -> Result<T, InvalidParam> {
    if value >= *least && value <= *most {
        return Ok(value);
    }
    Err(InvalidParam::new(name, &value, format!("{least} to {most}")))
}

/// The known name nearest to `name`, if one is near enough to be a slip of the fingers: at most
/// one edit in three characters.
#[must_use]
pub fn nearest<'a>(name: &str, known: &[&'a str]) -> Option<&'a str> {
    let near = known.iter().map(|&candidate| (edits(name, candidate), candidate));
    let (distance, candidate) = near.min_by_key(|&(distance, _)| distance)?;
    (distance * 3 <= candidate.chars().count().max(3)).then_some(candidate)
}

/// The question whether `near` was meant, in brackets behind a blank; nothing where no name is near.
#[must_use]
pub fn did_you_mean(near: Option<&str>) -> String {
    near.map_or_else(String::new, |near| format!(" (did you mean `{near}`?)"))
}

/// The question whether the nearest of the `known` names was meant.
#[must_use]
pub fn hint(name: &str, known: &[&str]) -> String {
    did_you_mean(nearest(name, known))
}

/// Levenshtein's distance, ignoring case.
fn edits(left: &str, right: &str) -> usize {
    let right: Vec<char> = right.to_lowercase().chars().collect();
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (above, letter) in left.to_lowercase().chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = above + 1;
        for (at, other) in right.iter().enumerate() {
            let replaced = diagonal + usize::from(letter != *other);
            diagonal = row[at + 1];
            row[at + 1] = replaced.min(row[at] + 1).min(diagonal + 1);
        }
    }
    row[right.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_one_slip_away() {
        let known = ["popularity", "random", "item-knn"];
        assert_eq!(nearest("populairty", &known), Some("popularity"));
        assert_eq!(nearest("itemknn", &known), Some("item-knn"));
        assert_eq!(nearest("als", &known), None);
        assert_eq!(hint("Random", &known), " (did you mean `random`?)");
        assert_eq!(hint("als", &known), "");
    }

    #[test]
    fn a_value_out_of_range_says_what_was_expected() {
        let error = at_least("folds", 0, &1).expect_err("0 is below 1");
        assert_eq!(error.to_string(), "`folds`: expected at least 1, found 0");
    }
}
