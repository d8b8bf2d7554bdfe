//! Definitions of parameters: all that a table says of one, and the type of its field.

use std::ops::RangeInclusive;

use super::domain::{Parameter, ParameterDomain, Search, Value};
use crate::number;

/// A parameter whose values are `T`. Its name is that of the field.
pub(in crate::model) struct Definition<T> {
    pub(in crate::model) domain: ParameterDomain,
    /// The default as the table holds it.
    pub(in crate::model) value: Value,
    /// The default as the field holds it.
    pub(in crate::model) default: T,
    pub(in crate::model) search: Search,
    pub(in crate::model) purpose: &'static str,
}

impl<T> Definition<T> {
    /// The row of the table, under this name.
    pub(in crate::model) const fn named(&self, key: &'static str) -> Parameter {
        let Self { domain, value, search, purpose, .. } = *self;
        Parameter { key, domain, default: value, search, purpose }
    }
}

/// A size: a whole number.
pub(in crate::model) const fn whole(
    range: RangeInclusive<u64>,
    default: usize,
    search: Search,
    purpose: &'static str,
) -> Definition<usize> {
    let domain = ParameterDomain::Integer(*range.start(), *range.end());
    Definition { domain, value: Value::Integer(default as u64), default, search, purpose }
}

/// A size, or `word`, which is `None` and the default.
pub(in crate::model) const fn whole_or(
    word: &'static str,
    range: RangeInclusive<u64>,
    search: Search,
    purpose: &'static str,
) -> Definition<Option<usize>> {
    let domain = ParameterDomain::IntegerOr(*range.start(), *range.end(), word);
    Definition { domain, value: Value::Word(word), default: None, search, purpose }
}

/// A number in double precision.
pub(in crate::model) const fn real(
    range: RangeInclusive<f64>,
    default: f64,
    search: Search,
    purpose: &'static str,
) -> Definition<f64> {
    let domain = ParameterDomain::Real(*range.start(), *range.end());
    Definition { domain, value: Value::Real(default), default, search, purpose }
}

/// A number in double precision, or `word`, which is `None` and the default.
pub(in crate::model) const fn real_or(
    word: &'static str,
    range: RangeInclusive<f64>,
    search: Search,
    purpose: &'static str,
) -> Definition<Option<f64>> {
    let domain = ParameterDomain::RealOr(*range.start(), *range.end(), word);
    Definition { domain, value: Value::Word(word), default: None, search, purpose }
}

/// A number that the model takes in single precision; the table keeps it as it was typed.
pub(in crate::model) const fn real_f32(
    range: RangeInclusive<f64>,
    default: f64,
    search: Search,
    purpose: &'static str,
) -> Definition<f32> {
    let domain = ParameterDomain::Real(*range.start(), *range.end());
    let value = Value::Real(default);
    Definition { domain, value, default: number::single(default), search, purpose }
}

/// `true` or `false`, and `true` where nothing is said.
pub(in crate::model) const fn true_flag(
    searched: Searched,
    purpose: &'static str,
) -> Definition<bool> {
    const WORDS: &[&str] = &["false", "true"];
    Definition {
        domain: ParameterDomain::Choice(WORDS),
        value: Value::Word("true"),
        default: true,
        search: searched.among(WORDS),
        purpose,
    }
}

/// The tries of `eval tune` with the words of a choice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::model) enum Searched {
    /// Every word is tried.
    Yes,
    /// The default stays.
    No,
}

impl Searched {
    pub(in crate::model) const fn among(self, words: &'static [&'static str]) -> Search {
        match self {
            Self::Yes => Search::Word(words),
            Self::No => Search::Fixed,
        }
    }
}

/// The seed of a model that draws.
pub(in crate::model) const SEED: Definition<u64> = Definition {
    domain: ParameterDomain::Integer(0, u64::MAX),
    value: Value::Integer(42),
    default: 42,
    search: Search::Fixed,
    purpose: "decides every draw",
};

/// The half-life by which the weight of older items of the history fades; `None` where nothing does.
pub(in crate::model) const HALF_LIFE: Definition<Option<f32>> = Definition {
    domain: ParameterDomain::RealOr(0.1, 1e9, "none"),
    value: Value::Word("none"),
    default: None,
    search: Search::LogReal(1.0, 100.0),
    purpose: "after how many newer items of the history an item counts half",
};

/// [`HALF_LIFE`] where the model does better with one.
pub(in crate::model) const fn half_life_of(items: f64) -> Definition<Option<f32>> {
    let default = Some(number::single(items));
    Definition { value: Value::Real(items), default, ..HALF_LIFE }
}

/// The number of the most popular items that a dense model takes; `None` for all of them.
pub(in crate::model) const HEAD: Definition<Option<usize>> = whole_or(
    "all",
    1..=1_000_000,
    Search::Fixed,
    "only so many of the items with most users; the others follow by popularity",
);
