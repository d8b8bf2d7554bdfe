//! The form in which a column's values tell time.

use std::collections::BTreeSet;

use crate::instant::{InstantFormat, PLAUSIBLE, Unit, from_compact_date, from_iso};

/// A form of instants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum TimeForm {
    /// Numbers of a unit.
    Numbers(Unit),
    /// ISO 8601 texts; true if one of them has an offset.
    Iso { has_offset: bool },
    /// A type with a unit of its own.
    Typed,
    /// Texts of one of these formats; several where days and months cannot be told apart.
    Formats(Vec<&'static str>),
}

/// The formats that are tried, each before those that are like it but shorter.
const FORMATS: &[&str] = &[
    "%d.%m.%Y %H:%M:%S",
    "%d.%m.%Y %H:%M",
    "%d.%m.%Y",
    "%d/%m/%Y %H:%M:%S",
    "%d/%m/%Y %H:%M",
    "%d/%m/%Y",
    "%m/%d/%Y %H:%M:%S",
    "%m/%d/%Y %H:%M",
    "%m/%d/%Y",
    "%m/%d/%Y %I:%M:%S %p",
    "%m/%d/%Y %I:%M %p",
    "%d-%m-%Y %H:%M:%S",
    "%d-%m-%Y %H:%M",
    "%d-%m-%Y",
    "%Y/%m/%d %H:%M:%S",
    "%Y/%m/%d %H:%M",
    "%Y/%m/%d",
    "%d %b %Y, %H:%M",
    "%d %b %Y %H:%M:%S",
    "%d/%b/%Y:%H:%M:%S %z",
    "%a %b %d %H:%M:%S %z %Y",
];

/// The form of these values; `None` where they tell no time.
pub(super) fn form(values: &BTreeSet<String>) -> Option<TimeForm> {
    if values.is_empty() {
        return None;
    }
    let all = |is: &dyn Fn(&str) -> bool| values.iter().all(|value| is(value.trim()));
    if all(&|value| from_iso(value).is_some()) {
        let has_offset = values.iter().any(|value| has_offset(value.trim()));
        return Some(TimeForm::Iso { has_offset });
    }
    if all(&|value| from_compact_date(value).is_some()) {
        return Some(TimeForm::Iso { has_offset: false });
    }
    if let Some(unit) = unit(values) {
        return Some(TimeForm::Numbers(unit));
    }
    let fits = |format: &&&str| {
        let format = InstantFormat { format: (**format).to_owned(), zone: "UTC".to_owned() };
        all(&|value| format.exactly(value).is_some())
    };
    let fitting: Vec<&'static str> = FORMATS.iter().filter(fits).copied().collect();
    (!fitting.is_empty()).then_some(TimeForm::Formats(fitting))
}

/// The unit of numbers that all lie between 1973 and 5138.
fn unit(values: &BTreeSet<String>) -> Option<Unit> {
    let number = |value: &String| {
        let text = value.trim();
        let whole = text.split_once('.').map_or(text, |(whole, _)| whole);
        whole.parse::<i64>().ok().filter(|_| text.parse::<f64>().is_ok_and(f64::is_finite))
    };
    let numbers: Vec<i64> = values.iter().map(number).collect::<Option<_>>()?;
    let unit = Unit::of_all(|| numbers.iter().copied()).ok()?;
    let per_second = unit.per_second().unsigned_abs();
    let is_plausible =
        |number: &i64| *number > 0 && PLAUSIBLE.contains(&(number.unsigned_abs() / per_second));
    numbers.iter().all(is_plausible).then_some(unit)
}

/// Tells whether an ISO 8601 text says how far its clock is from UTC.
fn has_offset(text: &str) -> bool {
    let behind = text.get(10..).unwrap_or_default();
    behind.ends_with(['Z', 'z'])
        || behind.ends_with("UTC")
        || behind.ends_with("GMT")
        || behind.contains(['+', '-'])
}

impl TimeForm {
    /// It in words.
    pub(super) fn said(&self) -> String {
        match self {
            Self::Numbers(unit) => format!("numbers of {} since 1970", unit.name()),
            Self::Iso { .. } => "instants in ISO 8601".to_owned(),
            Self::Typed => "instants of a type of their own".to_owned(),
            Self::Formats(formats) => format!("instants of the form `{}`", formats.join("` or `")),
        }
    }

    /// Tells whether days and months cannot be told apart.
    pub(super) fn is_open(&self) -> bool {
        matches!(self, Self::Formats(formats) if formats.len() > 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(values: &[&str]) -> Option<TimeForm> {
        form(&values.iter().map(|&value| value.to_owned()).collect())
    }

    #[test]
    fn forms_are_told_by_their_values() {
        assert_eq!(of(&["1600000000", "1600000001.5"]), Some(TimeForm::Numbers(Unit::Seconds)));
        assert_eq!(of(&["1600000000438"]), Some(TimeForm::Numbers(Unit::Milliseconds)));
        assert_eq!(of(&["2020-09-13"]), Some(TimeForm::Iso { has_offset: false }));
        assert_eq!(of(&["2020-09-13 12:26:40.438 UTC"]), Some(TimeForm::Iso { has_offset: true }));
        assert_eq!(of(&["20200913"]), Some(TimeForm::Iso { has_offset: false }));
        assert_eq!(of(&["13.09.2020 12:26"]), Some(TimeForm::Formats(vec!["%d.%m.%Y %H:%M"])));
        assert_eq!(of(&["12/31/2020"]), Some(TimeForm::Formats(vec!["%m/%d/%Y"])));
        assert!(of(&["01/02/2020"]).expect("a time").is_open());
        for values in [&["17", "18"][..], &["a"], &["1600000000", "1600000000438"], &[]] {
            assert_eq!(of(values), None, "{values:?}");
        }
    }
}
