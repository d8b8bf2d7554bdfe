//! The sampled cells of one column, and what they have in common.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::instants::{TimeForm, form};
use crate::number::thousands;
use crate::source::door::Physical;
use crate::source::mapped::NO_VALUE;
use crate::text::shorten;

/// A kind of values that all cells of a column have.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum CellKind {
    /// There is no value.
    Nothing,
    /// Whole numbers.
    Whole,
    /// Numbers, some with a point.
    Real,
    /// Numbers, some with a decimal comma.
    WithComma,
    /// Texts.
    Text,
}

/// The treatment of decimal commas in the columns of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Commas {
    /// Numbers are read with them.
    Read,
    /// None has one, or others have points, so that one way of reading does not fit all.
    NotRead,
}

/// A column of a sample.
#[derive(Debug, Clone)]
pub(super) struct Cells {
    /// Its name, as it stands in the table.
    pub(super) name: String,
    /// Sampled rows.
    pub(super) n_rows: u64,
    /// Rows without a value.
    pub(super) n_empty: u64,
    /// The words that stand for no value, beside the empty text.
    pub(super) no_values: BTreeSet<String>,
    /// The different values.
    pub(super) values: BTreeSet<String>,
    pub(super) kind: CellKind,
    /// The form in which the values tell time, if they may.
    pub(super) time: Option<TimeForm>,
}

impl Cells {
    /// A column of a table that calls it `name`.
    pub(super) fn new(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            n_rows: 0,
            n_empty: 0,
            no_values: BTreeSet::new(),
            values: BTreeSet::new(),
            kind: CellKind::Nothing,
            time: None,
        }
    }

    /// Takes a cell in.
    pub(super) fn push(&mut self, text: &str) {
        self.n_rows += 1;
        let trimmed = text.trim();
        if NO_VALUE.iter().any(|word| word.eq_ignore_ascii_case(trimmed)) {
            self.n_empty += 1;
            if !trimmed.is_empty() && !self.no_values.contains(trimmed) {
                self.no_values.insert(trimmed.to_owned());
            }
        } else if !self.values.contains(text) {
            self.values.insert(text.to_owned());
        }
    }

    /// Finds out what the values have in common, once all are there.
    pub(super) fn finish(&mut self, physical: &Physical) {
        self.kind = kind(&self.values);
        let is_typed = *physical == Physical::Instant && !self.values.is_empty();
        self.time = if is_typed { Some(TimeForm::Typed) } else { form(&self.values) };
    }

    /// The number of different values.
    pub(super) fn n_different(&self) -> u64 {
        self.values.len() as u64
    }

    /// Tells whether no two rows have the same value, of several that have one.
    pub(super) fn is_unique(&self) -> bool {
        self.n_rows > 1
            && self.n_different() == self.n_rows - self.n_empty
            && !self.values.is_empty()
    }

    /// Tells whether the values are numbers that are read as such.
    pub(super) fn is_number(&self) -> bool {
        matches!(self.kind, CellKind::Whole | CellKind::Real)
    }

    /// Tells whether the values are numbers, or such with decimal commas where these are read.
    pub(super) fn is_number_of(&self, commas: Commas) -> bool {
        self.is_number() || (commas == Commas::Read && self.kind == CellKind::WithComma)
    }

    /// Tells whether the values may be ids: neither fractions nor instants in text.
    pub(super) fn may_be_ids(&self) -> bool {
        let tells_time = matches!(
            self.time,
            Some(TimeForm::Iso { .. } | TimeForm::Formats(_) | TimeForm::Typed)
        );
        (self.kind == CellKind::Text || self.is_whole()) && !tells_time
    }

    /// Tells whether the values are whole numbers, with `.0` behind them or not.
    pub(super) fn is_whole(&self) -> bool {
        self.kind == CellKind::Whole || self.has_points()
    }

    /// Tells whether the values are whole numbers, some with a point and zeros behind them, such as `17385.0`.
    pub(super) fn has_points(&self) -> bool {
        self.kind == CellKind::Real
            && self.values.iter().all(|value| without_zeros(value.trim()).parse::<i64>().is_ok())
    }

    /// The values as ids: whole numbers without a point.
    pub(super) fn ids(&self) -> Cow<'_, BTreeSet<String>> {
        if !self.has_points() {
            return Cow::Borrowed(&self.values);
        }
        Cow::Owned(self.values.iter().map(|value| without_zeros(value.trim()).to_owned()).collect())
    }

    /// The share of rows without a value, from 0 to 1.
    pub(super) fn empty_share(&self) -> f64 {
        if self.n_rows == 0 {
            return 0.0;
        }
        crate::number::from_u64(self.n_empty) / crate::number::from_u64(self.n_rows)
    }

    /// The counts of the column, in words.
    pub(super) fn counted(&self) -> String {
        let different = plural(self.n_different(), "different value");
        let rows = plural(self.n_rows, "row");
        let empty = match self.n_empty {
            0 => "none empty".to_owned(),
            _ => format!("empty in {:.0} % of them", (self.empty_share() * 100.0).max(1.0)),
        };
        format!("{different} in {rows}, {empty}")
    }

    /// One of the values.
    pub(super) fn example(&self) -> String {
        self.values.first().map(|value| shorten(value.trim(), 40)).unwrap_or_default()
    }

    /// Some of the values, as examples.
    pub(super) fn examples(&self, most: usize) -> String {
        let shown: Vec<String> =
            self.values.iter().take(most).map(|value| shorten(value.trim(), 24)).collect();
        let more = if self.values.len() > most { ", …" } else { "" };
        format!("{}{more}", shown.join(", "))
    }
}

/// A count with its noun.
pub(super) fn plural(count: u64, noun: &str) -> String {
    format!("{} {noun}{}", thousands(count), if count == 1 { "" } else { "s" })
}

/// A number without a point and zeros at its end.
fn without_zeros(text: &str) -> &str {
    let is_zeros =
        |fraction: &str| !fraction.is_empty() && fraction.bytes().all(|byte| byte == b'0');
    text.split_once('.').filter(|(_, fraction)| is_zeros(fraction)).map_or(text, |(whole, _)| whole)
}

fn kind(values: &BTreeSet<String>) -> CellKind {
    if values.is_empty() {
        return CellKind::Nothing;
    }
    let all = |is: fn(&str) -> bool| values.iter().all(|value| is(value.trim()));
    let has_zeros = values.iter().any(|value| {
        let digits = value.trim();
        digits.len() > 1
            && digits.starts_with('0')
            && digits.bytes().all(|byte| byte.is_ascii_digit())
    });
    if has_zeros {
        // `007` is an id.
        CellKind::Text
    } else if all(|text| text.parse::<i64>().is_ok()) {
        CellKind::Whole
    } else if all(|text| text.parse::<f64>().is_ok_and(f64::is_finite)) {
        CellKind::Real
    } else if all(has_comma_or_none) {
        CellKind::WithComma
    } else {
        CellKind::Text
    }
}

/// Tells whether a text is a whole number, or one with a decimal comma, such as `1.234,50`.
fn has_comma_or_none(text: &str) -> bool {
    let (whole, fraction) = text.split_once(',').unwrap_or((text, "0"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let whole = whole.strip_prefix('-').unwrap_or(whole);
    digits(fraction) && whole.split('.').all(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(values: &[&str]) -> Cells {
        let mut cells = Cells::new("x");
        for value in values {
            cells.push(value);
        }
        cells.finish(&Physical::Text);
        cells
    }

    #[test]
    fn kinds_are_told_by_all_values() {
        assert_eq!(of(&["1", "2"]).kind, CellKind::Whole);
        assert_eq!(of(&["1", "2.5", "NA"]).kind, CellKind::Real);
        assert_eq!(of(&["1", "2,5", "1.234,50"]).kind, CellKind::WithComma);
        assert_eq!(of(&["007", "17"]).kind, CellKind::Text);
        assert_eq!(of(&["", "null"]).kind, CellKind::Nothing);
        assert!(of(&["9.0", "4", ""]).has_points() && !of(&["9.0", "4.5"]).has_points());
        assert!(of(&["9.0", "4"]).may_be_ids() && !of(&["9", "4.5"]).may_be_ids());
        assert_eq!(of(&["9.0", "4"]).ids(), of(&["9", "4"]).ids());
        assert!(of(&["a", "b", ""]).is_unique() && !of(&["a", "a"]).is_unique());
        assert_eq!(
            of(&["a", "b", "a", ""]).counted(),
            "2 different values in 4 rows, empty in 25 % of them"
        );
    }
}
