//! The parameters of models: their values, their defaults and their search, as a table.

use std::collections::BTreeMap;

use serde_json::{Value as Json, json};

/// The values that a parameter may have.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Domain {
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

/// `true` or `false`.
pub(super) const FLAG: Domain = Domain::Choice(&["false", "true"]);

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
    pub domain: Domain,
    /// The value where nothing is said.
    pub default: Value,
    /// The way in which `eval tune` searches for a value.
    pub search: Search,
    /// The effect of the parameter, in a few words.
    pub purpose: &'static str,
}

impl Domain {
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

/// The values of all parameters of a model, in the order of its table.
#[derive(Debug, Clone, PartialEq)]
pub struct Values {
    table: &'static [Parameter],
    values: Vec<Value>,
}

impl Values {
    /// The defaults.
    #[must_use]
    pub fn defaults(table: &'static [Parameter]) -> Self {
        Self { table, values: table.iter().map(|parameter| parameter.default).collect() }
    }

    fn at(&self, key: &str) -> Option<usize> {
        self.table.iter().position(|parameter| parameter.key == key)
    }

    /// The value of `key`.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<Value> {
        self.at(key).map(|at| self.values[at])
    }

    /// Replaces the value of `key`; nothing happens where the model has no such parameter.
    pub fn set(&mut self, key: &str, value: Value) {
        if let Some(at) = self.at(key) {
            self.values[at] = value;
        }
    }

    /// A whole number; 0 where there is none.
    pub(super) fn integer(&self, key: &str) -> u64 {
        match self.get(key) {
            Some(Value::Integer(number)) => number,
            _ => 0,
        }
    }

    /// A whole number as a size; a word is as large as can be.
    pub(super) fn size(&self, key: &str) -> usize {
        match self.get(key) {
            Some(Value::Integer(number)) => usize::try_from(number).unwrap_or(usize::MAX),
            _ => usize::MAX,
        }
    }

    /// A number; a word is infinite.
    pub(super) fn real(&self, key: &str) -> f64 {
        match self.get(key) {
            Some(Value::Real(number)) => number,
            Some(Value::Integer(number)) => crate::number::from_u64(number),
            _ => f64::INFINITY,
        }
    }

    /// A number in single precision; a word is infinite.
    pub(super) fn single(&self, key: &str) -> f32 {
        crate::number::single(self.real(key))
    }

    /// A word; empty where there is none.
    pub(super) fn word(&self, key: &str) -> &'static str {
        match self.get(key) {
            Some(Value::Word(word)) => word,
            _ => "",
        }
    }

    /// Tells whether a flag is up.
    pub(super) fn flag(&self, key: &str) -> bool {
        self.word(key) == "true"
    }

    /// Every parameter with its value, by name.
    #[must_use]
    pub fn json(&self) -> BTreeMap<String, Json> {
        let pairs = self.table.iter().zip(&self.values);
        pairs.map(|(parameter, value)| (parameter.key.to_owned(), value.json())).collect()
    }

    /// The parameters that are not the default ones, as `key=value,key=value`.
    #[must_use]
    pub fn differing(&self) -> String {
        let pairs = self.table.iter().zip(&self.values);
        let differing = pairs.filter(|(parameter, value)| parameter.default != **value);
        let texts: Vec<String> =
            differing.map(|(parameter, value)| format!("{}={value}", parameter.key)).collect();
        texts.join(",")
    }
}

/// A whole number.
pub(super) const fn integer_parameter(
    key: &'static str,
    (least, most): (u64, u64),
    default: u64,
    search: Search,
    purpose: &'static str,
) -> Parameter {
    let (domain, default) = (Domain::Integer(least, most), Value::Integer(default));
    Parameter { key, domain, default, search, purpose }
}

/// A number.
pub(super) const fn real_parameter(
    key: &'static str,
    (least, most): (f64, f64),
    default: f64,
    search: Search,
    purpose: &'static str,
) -> Parameter {
    let (domain, default) = (Domain::Real(least, most), Value::Real(default));
    Parameter { key, domain, default, search, purpose }
}

/// A word of a list.
pub(super) const fn word_parameter(
    key: &'static str,
    words: &'static [&'static str],
    default: &'static str,
    search: Search,
    purpose: &'static str,
) -> Parameter {
    let (domain, default) = (Domain::Choice(words), Value::Word(default));
    Parameter { key, domain, default, search, purpose }
}

/// The seed of a model that draws.
pub(super) const SEED: Parameter =
    integer_parameter("seed", (0, u64::MAX), 42, Search::Fixed, "decides every draw");

/// The half-life by which the weight of older items of the history fades.
pub(super) const fn half_life_parameter(default: Value) -> Parameter {
    Parameter {
        key: "half-life",
        domain: Domain::RealOr(0.1, 1e9, "none"),
        default,
        search: Search::LogReal(1.0, 100.0),
        purpose: "after how many newer items of the history an item counts half",
    }
}

/// The number of the most popular items that a dense model takes.
pub(super) const HEAD: Parameter = Parameter {
    key: "head",
    domain: Domain::IntegerOr(1, 1_000_000, "all"),
    default: Value::Word("all"),
    search: Search::Fixed,
    purpose: "only so many of the items with most users; the others follow by popularity",
};
