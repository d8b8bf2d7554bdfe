//! A parameter as a row of a table: its values, its default and its search.

use serde_json::{Value as Json, json};

/// The values that a parameter may have.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum ParameterDomain {
    /// A whole number from the first to the last.
    Integer(u64, u64),
    /// A whole number from the first to the last, or a word.
    IntegerOr(u64, u64, &'static str),
    /// A number from the first to the last.
    Real(f64, f64),
    /// A number from the first to the last, or a word.
    RealOr(f64, f64, &'static str),
    /// One of these words.
    Choice(&'static [&'static str]),
}

/// The value of a parameter.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Value {
    /// A whole number.
    Integer(u64),
    /// Any number.
    Real(f64),
    /// A word of the domain.
    Word(&'static str),
}

impl Value {
    /// As a result file holds it: numbers, `true` and `false` as such, words as texts.
    #[must_use]
    pub fn json(self) -> Json {
        match self {
            Self::Integer(number) => json!(number),
            Self::Real(number) => json!(number),
            Self::Word("true") => json!(true),
            Self::Word("false") => json!(false),
            Self::Word(word) => json!(word),
        }
    }
}

impl std::fmt::Display for Value {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Integer(number) => write!(formatter, "{number}"),
            Self::Real(number) => write!(formatter, "{number}"),
            Self::Word(word) => formatter.write_str(word),
        }
    }
}

/// The way in which `eval tune` searches for a value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Search {
    /// Evenly among the whole numbers of a range.
    Integer(u64, u64),
    /// Among whole numbers, evenly in their logarithm.
    LogInteger(u64, u64),
    /// Evenly in a range.
    Real(f64, f64),
    /// Evenly in the logarithm.
    LogReal(f64, f64),
    /// One of these words.
    Word(&'static [&'static str]),
    /// The default stays.
    Fixed,
}

/// A parameter of a model.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Parameter {
    /// Its name.
    pub key: &'static str,
    /// The values that it may have.
    pub domain: ParameterDomain,
    /// The value where nothing is said.
    pub default: Value,
    /// The way in which `eval tune` searches for a value.
    pub search: Search,
    /// The effect of the parameter, in a few words.
    pub purpose: &'static str,
}

impl ParameterDomain {
    /// The values that are expected, as a phrase.
    #[must_use]
    pub fn expected(self) -> String {
        match self {
            Self::Integer(least, u64::MAX) => format!("a whole number of at least {least}"),
            Self::Integer(least, most) => format!("a whole number from {least} to {most}"),
            Self::IntegerOr(least, u64::MAX, word) => {
                format!("a whole number of at least {least}, or `{word}`")
            }
            Self::IntegerOr(least, most, word) => {
                format!("a whole number from {least} to {most}, or `{word}`")
            }
            Self::Real(least, most) => real(least, most),
            Self::RealOr(least, most, word) => format!("{}, or `{word}`", real(least, most)),
            Self::Choice(words) => match words.split_last() {
                Some((last, rest)) if !rest.is_empty() => {
                    let rest: Vec<String> = rest.iter().map(|word| format!("`{word}`")).collect();
                    format!("{} or `{last}`", rest.join(", "))
                }
                _ => words.join(""),
            },
        }
    }

    /// Tells whether `value` is one of its values.
    #[must_use]
    pub fn holds(self, value: Value) -> bool {
        match (self, value) {
            (Self::Integer(least, most) | Self::IntegerOr(least, most, _), Value::Integer(it)) => {
                (least..=most).contains(&it)
            }
            (Self::Real(least, most) | Self::RealOr(least, most, _), Value::Real(it)) => {
                it.is_finite() && (least..=most).contains(&it)
            }
            (Self::IntegerOr(_, _, word) | Self::RealOr(_, _, word), Value::Word(it)) => it == word,
            (Self::Choice(words), Value::Word(it)) => words.contains(&it),
            (Self::Integer(..), Value::Real(_) | Value::Word(_))
            | (Self::Real(..), Value::Integer(_) | Value::Word(_))
            | (Self::IntegerOr(..), Value::Real(_))
            | (Self::RealOr(..), Value::Integer(_))
            | (Self::Choice(_), Value::Integer(_) | Value::Real(_)) => false,
        }
    }

    /// Reads a value.
    #[must_use]
    pub fn parse(self, text: &str) -> Option<Value> {
        match self {
            Self::Integer(least, most) => integer(text, least, most),
            Self::IntegerOr(least, most, word) => {
                if text == word {
                    Some(Value::Word(word))
                } else {
                    integer(text, least, most)
                }
            }
            Self::Real(least, most) => number(text, least, most),
            Self::RealOr(least, most, word) => {
                if text == word {
                    Some(Value::Word(word))
                } else {
                    number(text, least, most)
                }
            }
            Self::Choice(words) => {
                words.iter().find(|&&word| word == text).map(|&word| Value::Word(word))
            }
        }
    }
}

fn real(least: f64, most: f64) -> String {
    if most == f64::INFINITY && least == f64::NEG_INFINITY {
        "a number".to_owned()
    } else if most == f64::INFINITY {
        format!("a number of at least {least}")
    } else {
        format!("a number from {least} to {most}")
    }
}

fn integer(text: &str, least: u64, most: u64) -> Option<Value> {
    let number: u64 = text.parse().ok()?;
    (least..=most).contains(&number).then_some(Value::Integer(number))
}

fn number(text: &str, least: f64, most: f64) -> Option<Value> {
    let number: f64 = text.parse().ok()?;
    (number.is_finite() && number >= least && number <= most).then_some(Value::Real(number))
}
